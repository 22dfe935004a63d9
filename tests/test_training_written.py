"""Our own questions: where they are kept, and how they are read."""

from __future__ import annotations

import contextlib
import io
import json
import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from test_training_data import HELD_OUT, TITLES, data, paragraph

from benchmarks import heldout
from index.lexicon import Row
from training import negatives, passages, reading, sources

__all__ = ["data"]  # a fixture

TITLE = TITLES[0]


def row(
    question: str,
    text: str,
    place: str,
    answer: str | None,
    language: str = "de",
    **changed: object,
) -> object:
    """A line of the file, with one question; `place` and `answer` are parts of the text."""
    start = text.index(place)
    at = start + place.index(answer) if answer else 0
    return {
        "source": "wikipedia",
        "title": TITLE,
        "paragraph": 0,
        "checksum": sources.checksum(text),
        "place": [start, start + len(place)],
        "asked": [[language, question, [at, at + len(answer)] if answer else None]],
        **changed,
    }


def write(path: Path, rows: Iterable[object]) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    return path


@pytest.fixture
def text(data: Path) -> str:
    return sources.encyclopedia(data, frozenset())[TITLE][0]


def test_what_was_written_has_its_place(data: Path, text: str, tmp_path: Path) -> None:
    place = " ".join(paragraph(TITLE, 5)[1:3]) if "Feld51" in text else text[:200]
    rows = [row("Wann?", text, place, place[10:14]), row("Wo?", text, place, None, language="en")]
    first, second = sources.written(data, write(tmp_path / "w", rows))
    assert first.text[slice(*first.place)] == place
    assert first.answer
    assert first.text[slice(*first.answer)] == place[10:14]
    assert (first.question, first.language, first.title) == ("Wann?", "de", TITLE)
    assert (second.language, second.answer) == ("en", None)


def test_where_the_text_has_changed_a_question_is_left_out(
    data: Path, text: str, tmp_path: Path
) -> None:
    rows = [
        row("Wann?", text, text, None, checksum=1),
        row("Wann?", text, text, None, title="Nirgends"),
        row("Wann?", text, text, None, paragraph=99),
    ]
    assert sources.written(data, write(tmp_path / "w", rows)) == []


def test_news_are_written_on_whole(data: Path, tmp_path: Path) -> None:
    news = next(each for each in sources.news(data) if each.title == TITLE)
    changed = row("Wer?", news.text, news.text, None, source="wikinews")
    (found,) = sources.written(data, write(tmp_path / "w", [changed]))
    assert found.text == news.text


def test_english_passages_are_written_on_too(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = next(each for each in sources.squad(data) if each.title == TITLE)
    rows = [row("Wer war es?", one.passage, one.passage, one.passage[4:9], source="squad")]
    (found,) = sources.written(data, write(tmp_path / "w", rows))
    assert (found.text, found.text_language, found.language) == (one.passage, "en", "de")
    monkeypatch.setattr(sources, "written", lambda _: [found])
    (read,) = reading.readings(data, TO_ENGLISH, TO_GERMAN, shares=OWN)
    assert read.passage.removeprefix(f"{TITLE}\n") in one.passage
    assert read.passage[read.start : read.end] in ("", one.passage[4:9])


TO_ENGLISH: dict[str, Row] = {"wann": (("when", 1.0),)}
TO_GERMAN: dict[str, Row] = {"when": (("wann", 1.0),)}
OWN = reading.Shares(people=0.0, hard=0.0, quotations=0.0)


def readings(data: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> list[reading.Reading]:
    written = sources.written(data, path)
    monkeypatch.setattr(sources, "written", lambda _: written)
    found = reading.readings(data, TO_ENGLISH, TO_GERMAN, shares=OWN)
    assert found == reading.readings(data, TO_ENGLISH, TO_GERMAN, shares=OWN)
    return found


def test_our_own_are_never_read_past_their_place(
    data: Path, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "ELSEWHERE", 0.0)
    monkeypatch.setattr(reading, "_SWITCHED_OWN", 0.0)
    place = text[: 2 * len(text) // 3]
    answered = [row(f"Wann {n}?", text, place, place[-20:-10]) for n in range(20)]
    unanswered = [row(f"Wo {n}?", text, place, None) for n in range(20)]
    found = readings(data, write(tmp_path / "w", answered + unanswered), monkeypatch)
    assert len(found) == 40
    for each in found:
        body = each.passage.removeprefix(f"{TITLE}\n")
        assert body in place
        said = each.passage[each.start : each.end]
        assert said == (place[-20:-10] if each.question.startswith("Wann") else "")
    assert len({each.passage.startswith(TITLE) for each in found}) == 2


def test_only_the_newest_of_our_own_are_read(
    data: Path, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row(f"Wann {n}?", text, text, None) for n in range(9)]
    written = sources.written(data, write(tmp_path / "w", rows))
    monkeypatch.setattr(sources, "written", lambda _: written)
    monkeypatch.setattr(reading, "_SWITCHED_OWN", 0.0)
    found = reading.readings(data, TO_ENGLISH, TO_GERMAN, shares=replace(OWN, newest=2))
    assert {each.question for each in found} == {"Wann 7?", "Wann 8?"}


def test_passages_that_a_search_finds_and_that_do_not_answer(
    data: Path, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = text.split()[5].strip(".,")
    rows = [
        row("Was ist mit der Straße?", text, text, answer),
        row("Was ist mit der Mühle?", text, text, None),  # that has no answer to be without
    ]
    written = sources.written(data, write(tmp_path / "w", rows))
    monkeypatch.setattr(sources, "written", lambda _: written)
    assert negatives.mined(tmp_path) == {}
    with contextlib.redirect_stdout(io.StringIO()):
        negatives.mine(data, tmp_path)
    found = negatives.mined(tmp_path)
    assert list(found) == ["Was ist mit der Straße?"]
    for title, passage in found["Was ist mit der Straße?"]:
        assert title in TITLES
        assert answer.lower() not in passage.lower()
    monkeypatch.setattr(reading, "MINED", 1.0)
    monkeypatch.setattr(reading, "_SWITCHED_OWN", 0.0)
    read = reading.readings(data, TO_ENGLISH, TO_GERMAN, shares=OWN, negatives=found)
    assert len(read) == 3
    bodies = {each.passage.removeprefix(f"{title}\n") for each in read for title in TITLES}
    assert bodies & {passage for _, passage in found["Was ist mit der Straße?"]}
    made = (tmp_path / negatives.FILE).read_bytes()
    negatives.mine(data, tmp_path)
    assert (tmp_path / negatives.FILE).read_bytes() == made


def test_people_are_searched_for_in_a_file_of_their_own(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "written", lambda _: [])
    for share in (0.0, 1.0):
        with contextlib.redirect_stdout(io.StringIO()):
            negatives.mine(data, tmp_path, people=share)
        assert (tmp_path / negatives.PEOPLE_FILE).exists() == (share > 0)
    assert negatives.mined(tmp_path) == {}
    found = negatives.mined(tmp_path, negatives.PEOPLE_FILE)
    answers = {each.question: each for each in sources.by_people(data) if each.answer}
    assert found
    assert set(found) <= set(answers)
    for question, in_vain in found.items():
        asked = answers[question]
        assert asked.answer
        answer = asked.text[slice(*asked.answer)].lower()
        assert all(title in TITLES for title, _ in in_vain)
        assert not any(answer in passage.lower() for _, passage in in_vain)


def test_the_encoder_learns_where_our_own_are_answered(
    data: Path, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passages, "TITLED", 0.0)
    monkeypatch.setattr(passages, "_SWITCHED_OWN", 0.0)
    rows = [row(f"Wann {n}?", text, text, text[n : n + 4]) for n in range(3)]
    rows.append(row("Wo?", text, text, None))
    written = sources.written(data, write(tmp_path / "w", rows))
    monkeypatch.setattr(sources, "written", lambda _: written)
    (found,) = passages.examples(data, TO_ENGLISH, TO_GERMAN, share=0.0)
    assert (found.article, found.questions) == (TITLE, ("Wann 0?", "Wann 1?", "Wann 2?"))
    assert found.passage in text
    assert text[:6] in found.passage


def test_some_of_our_own_are_switched_and_some_meet_another_passage(
    data: Path, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row(f"Wann {n}?", text, text, "Mühle") for n in range(100)]
    rows += [row(f"When {n}?", text, text, "Mühle", language="en") for n in range(100)]
    found = readings(data, write(tmp_path / "w", rows), monkeypatch)
    switched = sum("when" in each.question or "wann" in each.question for each in found)
    assert switched / len(found) == pytest.approx(0.8 * reading._SWITCHED_OWN, abs=0.08)
    elsewhere = sum(each.start == each.end for each in found)
    assert elsewhere / len(found) <= reading.ELSEWHERE + 0.05


def test_the_files_of_the_project_are_whole() -> None:
    for path in (sources.WRITTEN, heldout.WRITTEN, heldout.REWORDED, heldout.TWINS):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        questions = set()
        for row in rows:
            first, last = row["place"]
            assert 0 <= first < last
            assert sources.held_out(row["title"]) == (path != sources.WRITTEN)
            for language, question, answer in row["asked"]:
                assert question == " ".join(question.split())  # some are typed without a "?"
                assert language in ("de", "en")
                if answer:
                    assert first <= answer[0] < answer[1] <= last
                key = row["title"], first, last, question
                assert key not in questions
                questions.add(key)
        assert len(questions) >= 400


def test_held_out_german_articles_hold_their_answers(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = sources.encyclopedia(data, frozenset())
    second = pages[TITLE][-1]
    news = next(each.text for each in sources.news(data) if each.title == HELD_OUT)
    rng = random.Random(0)
    at = rng.randrange(len(second) - 20)
    rows = [
        row("Wann?", second, second, second[at : at + 9], paragraph=len(pages[TITLE]) - 1),
        row("Wer?", news, news, news[5:15], source="wikinews", title=HELD_OUT),
        row("Wo?", news, news, None, source="wikinews", title=HELD_OUT),
    ]
    monkeypatch.setattr(heldout, "WRITTEN", write(tmp_path / "w", rows))
    articles, questions = heldout.german(data)
    texts = {each.id: each.text for each in articles}
    assert set(texts) == {TITLE, HELD_OUT}
    assert [texts[each.article_id][each.start : each.end] for each in questions[:2]] == [
        second[at : at + 9],
        news[5:15],
    ]
    assert (questions[2].start, questions[2].end) == (None, None)


def test_reworded_questions_are_on_articles_of_both_languages(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    german = sources.encyclopedia(data, frozenset())[TITLE][0]
    english = sources.squad_paragraphs(data)[TITLE][-1]
    last = len(sources.squad_paragraphs(data)[TITLE]) - 1
    rows = {
        "de": row("When?", german, german, german[3:9], language="en"),
        "en": row("Wer?", english, english, english[4:9], source="squad", paragraph=last),
    }
    expected = {"de": german[3:9], "en": english[4:9]}
    for language, each in rows.items():
        monkeypatch.setattr(heldout, "REWORDED", write(tmp_path / language, [each]))
        (article,), (question,) = heldout.reworded(data)
        assert article.language == language
        assert article.text[question.start : question.end] == expected[language]


def test_questions_that_several_sentences_answer(
    data: Path, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paragraphs = sources.encyclopedia(data, frozenset())[TITLE][:2]
    whole = "\n".join(paragraphs)
    places = [[0, 20], [len(paragraphs[0]) + 1, len(whole)]]
    asked = {
        "source": "wikipedia",
        "title": TITLE,
        "paragraphs": [0, 1],
        "checksum": sources.checksum(whole),
        "asked": [["de", "Welche Felder?", places], ["en", "Which meadows?", []]],
    }
    rows = [asked, {**asked, "title": TITLES[1]}, {**asked, "checksum": 1}]
    monkeypatch.setattr(heldout, "SEVERAL", write(tmp_path / "w", rows))
    (article,), (several, none) = heldout.several(data)
    assert (article.text, article.title, article.language) == (whole, TITLE, "de")
    assert several.places == ((0, 20), (len(paragraphs[0]) + 1, len(whole)))
    assert several.holds(article.id, 0, 11)
    assert not several.holds(article.id, 0, 10)  # no more than half of it
    assert not several.holds("another", 0, 20)
    assert (none.text, none.language, none.places) == ("Which meadows?", "en", ())
    assert not none.holds(article.id, 0, len(whole))


def test_the_file_of_several_answers_is_whole() -> None:
    rows = [json.loads(line) for line in heldout.SEVERAL.read_text(encoding="utf-8").splitlines()]
    assert sum(len(row["asked"]) for row in rows) > 300
    for row in rows:
        assert sources.held_out(row["title"])
        for language, question, places in row["asked"]:
            assert language in ("de", "en")
            assert question == " ".join(question.split())
            assert len(places) != 1
            ends = [end for start, end in places if start < end]
            assert len(ends) == len(places)
            assert all(end <= start for end, (start, _) in zip(ends, places[1:], strict=False))
