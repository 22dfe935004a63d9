"""Questions made of what articles say: grammatical, short, different, and the same every time."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from conftest import ROOT

from index import Article, Hit, Passage
from index.articles import read_article
from index.types import Block
from page.suggestions import LONGEST, suggestions

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
    assert suggestions((article,), "de") == ("Wer ist Ernst Ernst?",)


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
    assert suggestions((GERMAN,), "de", limit=0) == ()


def test_the_seed_article() -> None:
    path = next((ROOT / "seeds").glob("*.txt"))
    seed = read_article(path, path.name)
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
    suggestions(articles[:1], "de")
    start = time.process_time()
    found = suggestions(articles, "de")
    assert time.process_time() - start < 0.2  # 0.01 s, on a machine with nothing else to do
    assert [len(question) <= LONGEST for question in found] == [True] * 3
