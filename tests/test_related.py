"""What else of its language a term may mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Article, Index
from index.concepts import concepts
from index.related import related


@pytest.mark.parametrize(
    ("term", "language", "other"),
    [
        ("gewann", "de", "gewonn"),  # forms of a verb that Snowball leaves apart
        ("kauft", "de", "gekauft"),
        ("starb", "de", "gestorb"),
        ("schrieb", "de", "geschrieb"),
        ("chef", "de", "boss"),  # other words
        ("angriff", "de", "anschlag"),
        ("wrote", "en", "written"),
    ],
)
def test_forms_and_other_words_are_related_both_ways(term: str, language: str, other: str) -> None:
    assert other in dict(related(term, language))
    assert term in dict(related(other, language))


@pytest.mark.parametrize(
    ("term", "language"), [("2024", "de"), ("xqzt", "de"), ("chef", "other"), ("", "en")]
)
def test_a_number_and_what_the_lexicon_has_not_are_related_to_nothing(
    term: str, language: str
) -> None:
    assert related(term, language) == ()


@given(st.sampled_from("haus land schad hoch minist brand kost opf bank".split()))
def test_the_most_alike_come_first_and_none_is_the_term_itself(term: str) -> None:
    found = related(term, "de")
    likenesses = [alike for _, alike in found]
    assert term not in dict(found)
    assert likenesses == sorted(likenesses, reverse=True)
    assert all(0 < alike <= 1 for alike in likenesses)


def test_a_related_word_is_worth_less_than_the_word_and_only_where_it_is_wanted() -> None:
    (narrow,), (wide,) = (concepts("gewann", "de", "de", widely=each) for each in (False, True))
    assert set(narrow.terms) == {"gewann", "~gevan"}  # the second as if it were a name
    assert wide.terms["gewann"] == 1.0 > wide.terms["gewonn"] > wide.terms["siegt"] > 0
    # In another language its translations are all that it may be called.
    assert concepts("gewann", "de", "en", widely=True) == concepts("gewann", "de", "en")


def test_a_question_finds_the_other_form_of_its_verb(empty: Index) -> None:
    empty.add(
        [
            Article("kauf", "Den Hof am Fluss hat im Mai eine Stiftung gekauft."),
            Article("see", "Der See am Wald war im Mai so warm wie noch nie."),
        ]
    )
    (first, *_) = empty.search("Wer kaufte das Anwesen?")
    assert first.article.id == "kauf"
    known = empty.concepts("kaufte", "de", widely=True)
    assert [each.known for each in known] == [True]
    assert [each.known for each in empty.concepts("kaufte", "de")] == [False]
