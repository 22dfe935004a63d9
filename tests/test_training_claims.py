"""Claims that a passage says or does not, as the reader is asked for them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from test_training_data import HELD_OUT, TITLES, data
from test_training_written import write

from training import claims, sources
from training.reading import Shares

__all__ = ["data"]  # a fixture


def row(title: str, text: str, place: str, claimed: list[tuple[str, str, str | None]]) -> object:
    """A line of the file; `place` and what says each claim are parts of the text."""

    def span(part: str) -> list[int]:
        return [text.index(part), text.index(part) + len(part)]

    return {
        "source": "wikipedia",
        "title": title,
        "paragraph": 0,
        "checksum": sources.checksum(text),
        "place": span(place),
        "claimed": [[of, claim, span(said) if said else None] for of, claim, said in claimed],
    }


@pytest.fixture
def own(data: Path, tmp_path: Path) -> list[sources.Claim]:
    """One that the second sentence says and one that no sentence does, of two articles each."""
    rows = []
    for title in (TITLES[0], HELD_OUT):
        text = sources.encyclopedia(data, frozenset())[title][0]
        first, second = text.split(". ")[:2]
        rows.append(
            row(
                title,
                text,
                f"{first}. {second}.",
                [
                    ("en", "It is so.", f"{second}."),
                    ("de", "So ist es nicht.", None),
                    ("en", "It is not so.", None),
                    ("de", "So ist es.", f"{second}."),
                    ("de", "So war es.", None),
                ],
            )
        )
    return sources.claims(data, write(tmp_path / "claims", rows))


def test_a_claim_has_its_place_in_the_text(own: list[sources.Claim]) -> None:
    said, unsaid = own[:2]
    assert (said.language, said.claim, said.title) == ("en", "It is so.", TITLES[0])
    assert said.said
    assert said.text[slice(*said.said)] == said.text[slice(*said.place)].split(". ", 1)[1]
    assert (unsaid.language, unsaid.said) == ("de", None)


def test_the_sentence_that_says_it_is_the_answer(own: list[sources.Claim]) -> None:
    said, unsaid = (claims.asked(each, random.Random(3)) for each in own[:2])
    assert own[0].said
    assert said.question == "Steht das da? It is so."
    assert said.passage[said.start : said.end] == own[0].text[slice(*own[0].said)]
    assert unsaid.start == unsaid.end
    assert own[1].text[slice(*own[1].place)] in unsaid.passage


def test_claims_on_articles_set_aside_are_not_read(
    data: Path, own: list[sources.Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "claims", lambda _: own)
    found = claims.readings(data, shares=Shares(parallel=0.0))
    assert len(own) == 10
    asked = [each.question.removeprefix("Steht das da? ") for each in found]
    assert len(asked) == 4
    assert {"So ist es.", "It is so.", "It is not so."} < {*asked}
    assert {*asked} & {"So ist es nicht.", "So war es."}  # one: as many as are said


def test_a_translation_says_it_unless_something_was_altered() -> None:
    pairs = [
        sources.Pair(
            f"In Halle {number} arbeiten am Montag wohl {number + 3} Leute.",
            f"Some {number + 3} people work in hall {number} on Monday.",
            "made",
        )
        for number in range(20, 90)
    ]
    english = {each.de: each.en for each in pairs}
    german = {each.en: each.de for each in pairs}
    found = list(claims.translated(pairs, random.Random(1)))
    assert len(found) == len(pairs)
    true = [each for each in found if each.end]
    for each in true:
        claim = each.question.removeprefix("Steht das da? ")
        said = each.passage[each.start : each.end]
        assert said == (english.get(claim) or german[claim])
    untrue = [each for each in found if not each.end]
    absent = 0
    for each in untrue:
        claim = each.question.removeprefix("Steht das da? ")
        if other := english.get(claim) or german.get(claim):
            absent += 1
            assert other not in each.passage
    assert len(true) > 20
    assert len(untrue) - absent > 20
    assert absent
