"""Questions made of what articles say: grammatical, short, different, the same every time, and
shown only where the articles answer them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from browsing import HARBOUR
from conftest import ROOT, SIX, in_threads, least_seconds

from index import Article, Hit, Index, Passage
from index.articles import load, parse
from index.types import Block
from page.answering import Answering
from page.proving import SHOWN, TRIES, Proving
from page.suggestions import LONGEST, candidates
from qa import Answer

GERMAN = Article(
    "de",
    "In der Stadt wird gebaut. Flughafenmanager Vedat Muftuoglu bestätigte den Plan. "
    "Bundeskanzlerin Angela Merkel reiste nach Rom. Die Vereinigten Staaten schwiegen. "
    "Dazu sagte die Ministerin Renate Künast wenig.",
    title="Der „neue“ Flughafen",
    language="de",
    published="2024-11-08",
)
ENGLISH = Article(
    "en",
    "It rained. President Jimmy Carter went to Peru. A spokeswoman, Ann Lee, said nothing else.",
    title="A trip to Peru",
    language="en",
)


def suggestions(
    articles: Sequence[Article], language: str, *, limit: int = 3, **given: Any
) -> tuple[str, ...]:
    found = islice(candidates(articles, language, **given), limit)
    return tuple(each.question for each in found)


def test_german_questions() -> None:
    assert suggestions((GERMAN,), "de-AT", limit=9) == (
        "Was sagte Vedat Muftuoglu?",
        "Wer ist Angela Merkel?",
        "Worum geht es in „Der ’neue’ Flughafen“?",
        "Was sagte Renate Künast?",
    )


def test_english_questions_about_articles_of_both_languages() -> None:
    assert suggestions((ENGLISH,), "en", limit=9) == (
        "What did Ann Lee say?",
        "Who is Jimmy Carter?",
        'What does the article say about "A trip to Peru"?',
    )
    assert suggestions((GERMAN,), "en", limit=2) == (
        "What did Vedat Muftuoglu say?",
        "Who is Angela Merkel?",
    )


def test_articles_take_turns_and_the_newest_comes_first() -> None:
    assert suggestions((ENGLISH, GERMAN), "de") == (
        "Was sagte Vedat Muftuoglu?",
        "Was sagte Ann Lee?",
        "Wer ist Angela Merkel?",
    )


def test_what_is_near_a_refused_question_comes_first_from_where_it_is_near() -> None:
    start = GERMAN.text.index("Bundeskanzlerin")
    hit = Hit(Passage(1, GERMAN, start, start + 40), 0.5)
    assert suggestions((ENGLISH,), "de", near=(hit, hit)) == (
        "Was sagte Renate Künast?",
        "Wer ist Angela Merkel?",
        "Worum geht es in „Der ’neue’ Flughafen“?",
    )


def test_the_refused_question_is_not_suggested_again() -> None:
    first, *_ = suggestions((GERMAN,), "de")
    assert suggestions((GERMAN,), "de", without=(f" {first.lower()} ",))[0] != first


def test_nothing_is_asked_twice() -> None:
    twins = [replace(GERMAN, id=str(number)) for number in range(5)]
    found = suggestions(twins, "de", limit=20)
    assert len(found) == len(set(found)) == 4


def test_only_the_body_is_asked_about() -> None:
    text = "Autor Max Muster\nMinister Ernst Ernst kam. Kommentar von Sprecher Tim Tam."
    body = text.index("\n") + 1
    end = text.index(" Kommentar")
    blocks = (
        Block("heading", 0, body - 1),
        Block("body", body, end),
        Block("furniture", end + 1, len(text)),
    )
    article = Article("a", text, language="de", blocks=blocks)
    assert suggestions((article,), "de") == (
        "Wer ist Ernst Ernst?",
        "Was ist bekannt zu „Autor Max Muster“?",
    )


def test_a_heading_is_asked_about_where_it_is_not_the_title() -> None:
    article = parse(SIX["sections.md"].encode(), Path("sections.md"), "sections.md")
    title, heading = candidates((article,), "de")
    assert title.question == "Worum geht es in „Hafen wird ausgebaut“?"
    assert (title.start, title.end) == (0, len(article.text))
    assert heading.question == "Was ist bekannt zu „Kritik der Fischer“?"
    assert article.text[heading.start : heading.end].strip().startswith("Die Fischer fürchten")
    assert suggestions((article,), "en")[1] == 'What is known about "Kritik der Fischer"?'


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("Was gilt für  Fahrkarten?", "Was gilt für Fahrkarten?"),
        ("„Was gilt für Kinder?“", "Was gilt für Kinder?"),
        ("Was heißt hier „frei“?", "Was heißt hier „frei“?"),
        ("„Frei“ – was heißt das?", "„Frei“ – was heißt das?"),
        ("Who pays?", "Who pays?"),
        ("„Ja?“ oder „Nein?“", "Was ist bekannt zu „’Ja?’ oder ’Nein?’“?"),
    ],
)
def test_a_heading_that_is_a_question_is_asked_as_it_is(heading: str, question: str) -> None:
    text = f"# Fahrplan\n\nEr gilt.\n\n## {heading}\n\nKinder fahren frei.\n"
    article = parse(text.encode(), Path("a.md"), "a.md")
    title, asked = candidates((article,), "de")
    assert title.question == "Worum geht es in „Fahrplan“?"
    assert asked.question == question
    assert article.text[asked.start : asked.end].strip() == "Kinder fahren frei."


def test_what_stands_under_a_heading_ends_with_the_next_one() -> None:
    article = parse(b"# One\n\nText.\n\n## Two\n\nMore.\n\n## Three\n\nLast.\n", Path("a.md"), "a")
    found = [article.text[each.start : each.end].strip() for each in candidates((article,), "en")]
    assert found[1:] == ["More.", "Last."]
    last = Hit(Passage(1, article, article.text.index("Last"), len(article.text)), 0.5)
    assert '"Two"' not in "".join(suggestions((), "en", near=(last,), limit=9))


@pytest.mark.parametrize(
    "article",
    [
        Article("a", ""),
        Article("a", "Text.", title="x" * 200, language="de"),
        Article("a", "Le président Jean Dupont a dit non.", language="fr"),
        Article("a", "Der Sprecher von CNN sagte, die USA und die Region La Libertad warten."),
    ],
)
def test_where_nothing_can_be_asked_nothing_is(article: Article) -> None:
    assert suggestions((article,), "de") == ()


def test_no_articles_no_questions() -> None:
    assert suggestions((), "en") == ()


def test_the_seed_article() -> None:
    path = next((ROOT / "seeds").glob("*.txt"))
    seed = parse(load(path), path, path.name)
    assert suggestions((seed,), "de", limit=2) == (
        "Was sagte Dmitri Peskow?",
        "Wer ist Elon Musk?",
    )
    assert suggestions((seed,), "en", limit=2) == (
        "What did Dmitri Peskow say?",
        "Who is Elon Musk?",
    )


def test_a_thousand_articles_take_no_longer_than_a_few() -> None:
    articles = [
        replace(GERMAN, id=str(n), text=GERMAN.text.replace("Merkel", f"Merkel{'x' * n}"))
        for n in range(1_000)
    ]
    assert least_seconds(lambda: suggestions(articles, "de")) < 20 * least_seconds(
        lambda: suggestions(articles[:10], "de")
    )
    found = suggestions(articles, "de")
    assert [len(question) <= LONGEST for question in found] == [True] * 3


# --- which of them the articles answer ------------------------------------------------------------

FOG = (
    "# Nebel über dem Hafen\n\nAm Montag lag dichter Nebel über der Stadt. "
    "Kapitän Jens Harms blieb deshalb im Hafen.\n\n## Ausblick\n\nSiehe oben.\n"
)
COUNCIL = (
    "# Council votes on trams\n\nMayor Ann Lee welcomed the decision. It rained all day.\n\n"
    "## What the trams cost\n\nThe new trams cost 40 million pounds, the city said. "
    "They will be paid for by 2031.\n"
)
FILES = {
    "harbour.md": HARBOUR,
    "fog.md": FOG,
    "council.md": COUNCIL,
    "sections.md": SIX["sections.md"],
}


@pytest.mark.parametrize(
    "names", [["harbour.md"], ["sections.md", "harbour.md"], ["fog.md", "council.md"]]
)
def test_only_what_the_articles_answer_is_suggested(tmp_path: Path, names: list[str]) -> None:
    with Index.open(tmp_path / "i") as index:
        index.add([parse(FILES[name].encode(), Path(name), name) for name in names])
        articles = [index.article(name) for name in names]
        answering = Answering(index)
        proving = Proving(answering)
        for language in ("de", "en"):
            made = list(islice(candidates(articles, language), TRIES))
            assert proving.known(made) is None
            shown = proving.proven(made)
            assert proving.known(made) == shown
            assert 1 <= len(shown) <= SHOWN
            for each in made:
                if each.question in shown:
                    answer = answering.ask(each.question, ())
                    assert answer.answered, each.question
                    assert answer.citations[0].article_id == each.article.id


@dataclass(frozen=True)
class Noting(Answering):
    """Notes what is tried out, and says that the articles do not answer it."""

    asked: list[str] = field(default_factory=list)

    def try_out(self, question: str) -> Answer:
        self.asked.append(question)
        return Answer(question, question, "en", "", None, False, 0.0)


def test_each_is_asked_once_however_many_wait_for_it(empty: Index) -> None:
    answering = Noting(empty)
    proving, made = Proving(answering), tuple(candidates((GERMAN, ENGLISH), "de"))

    def wait(_: int) -> None:
        assert proving.proven(made) == ()

    in_threads(wait, 4)
    assert answering.asked == [each.question for each in made]
    assert proving.known(made) == ()


def test_no_more_than_a_few_are_tried(empty: Index) -> None:
    answering = Noting(empty)
    text = "".join(f"# Part {number}\n\nText.\n\n" for number in range(2 * TRIES))
    article = parse(text.encode(), Path("a.md"), "a")
    assert Proving(answering).proven(candidates((article,), "en")) == ()
    assert len(answering.asked) == TRIES


def test_an_article_more_may_change_any_answer(empty: Index) -> None:
    proving, made = Proving(Noting(empty)), tuple(candidates((GERMAN,), "de"))
    assert proving.proven(made) == proving.known(made) == ()
    empty.add([ENGLISH])
    assert proving.known(made) is None


def test_a_persons_question_goes_first(built: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    answering = Noting(built)
    proving, made = Proving(answering), tuple(candidates((GERMAN,), "de"))
    monkeypatch.setattr("page.proving.PATIENCE", 0.0)
    asked = answering.stream("Wer kam?", ())
    next(asked)
    assert (proving.proven(made), answering.asked) == ((), [])
    *_, last = asked
    assert isinstance(last, Answer)
    proving.proven(made)
    assert answering.asked == [each.question for each in made]
