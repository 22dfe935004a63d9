"""What is shown beside a refusal has something to do with the question."""

from __future__ import annotations

import pytest

from index import Article, Hit, Passage
from index.types import Block
from page.card import card
from page.reading import marks, nearest
from page.texts import EN
from qa.types import Answer

TEXT = "Die Fischer fürchten um ihre Fanggründe. Er klagte.\nSelenskyj sprach mit Paris."
FIRST, SECOND, THIRD = (0, 40), (41, 51), (52, 79)
ARTICLE = Article(
    "a",
    TEXT,
    title="Der Hafen",
    language="de",
    blocks=(Block("body", 0, 51), Block("body", 52, 79)),
)


def refused(question: str, language: str, *places: tuple[int, int], sure: float = 0.001) -> Answer:
    near = tuple(Hit(Passage(n, ARTICLE, *place), 0.2) for n, place in enumerate(places))
    return Answer(question, question, language, "No.", None, False, sure, (), near)


@pytest.mark.parametrize(
    ("question", "language", "shown"),
    [
        ("What is the capital of France?", "en", []),
        ("Wie hoch ist der Eiffelturm?", "de", []),
        ("What do the fishermen earn?", "en", [FIRST, SECOND]),  # the second's paragraph has it
        ("Wie viele Fischer gibt es?", "de", [FIRST, SECOND]),
        ("When was Zelensky born?", "en", [THIRD]),  # in another spelling
        ("Who built the harbour?", "en", [FIRST, SECOND, THIRD]),  # the title
    ],
)
def test_what_shares_a_word_or_a_name_with_the_question_is_shown(
    question: str, language: str, shown: list[tuple[int, int]]
) -> None:
    answer = refused(question, language, FIRST, SECOND, THIRD)
    assert [(start, end) for _, start, end in nearest(answer)] == shown


def test_where_the_reader_has_an_idea_all_of_it_is_shown() -> None:
    answer = refused("What is the capital of France?", "en", FIRST, THIRD, sure=0.05)
    assert len(nearest(answer)) == 2


def test_what_is_shown_in_the_card_is_marked_in_the_article_and_nothing_is_titled() -> None:
    some, none = (refused(question, "en", FIRST, THIRD) for question in ("Zelensky?", "Quasar?"))
    assert [mark.start for _, mark in marks(some, 1, EN)] == [THIRD[0]]
    shown = card(some, 1, lambda _: "checked", ("Who?",))
    assert (shown.count("<figure"), EN.nearest in shown) == (1, True)
    assert marks(none, 1, EN) == []
    shown = card(none, 1, lambda _: "checked", ("Who?",))
    assert (shown.count("<figure"), EN.nearest in shown, none.text in shown) == (0, False, True)
    assert "Who?" in shown


def test_where_it_is_not_known_yet_what_could_be_asked_its_place_is_kept() -> None:
    answer = refused("Zelensky?", "en", THIRD)
    assert '<div class="offers"></div>' in card(answer, 1, lambda _: "checked", None)
    assert "offers" not in card(answer, 1, lambda _: "checked", ())
