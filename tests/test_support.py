"""Where a text says something like a claim: exact places, as few sentences as will do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.hashed import HashedEncoder
from qa.support import alike, claims_of, closest, source_of, words

TEXT = "Der Hafen wächst. Das Schiff kam am Montag an. Niemand war an Bord."


def test_a_source_is_cut_once_and_its_words_are_known() -> None:
    source = source_of(TEXT)
    assert source is source_of(TEXT)
    assert [TEXT[a:b] for a, b in source.spans] == [
        "Der Hafen wächst.",
        "Das Schiff kam am Montag an.",
        "Niemand war an Bord.",
    ]
    assert source.words["an"] == (1, 2)
    assert "hafen" in source.words


@pytest.mark.parametrize(
    ("claim", "place"),
    [
        ("Am Montag kam das Schiff an.", "Das Schiff kam am Montag an."),
        ("Das Schiff kam am Montag an, niemand war an Bord.", TEXT[18:]),
    ],
)
def test_the_tightest_sentences_are_cited(claim: str, place: str) -> None:
    (found,) = closest(claims_of(claim), source_of(TEXT), HashedEncoder())
    assert found
    assert (found.text, TEXT[found.start : found.end]) == (place, place)
    assert found.close


def test_nothing_is_closest_in_no_text() -> None:
    assert closest(claims_of("Etwas."), source_of(""), HashedEncoder()) == [None]


@given(st.text(max_size=80), st.text(max_size=200))
def test_any_place_is_in_the_source(claim: str, text: str) -> None:
    for found in closest(claims_of(claim), source_of(text), HashedEncoder()):
        if found:
            assert 0 <= found.start < found.end <= len(text)
            assert text[found.start : found.end] == found.text
            assert found.text in found.around


def test_words_and_how_many_are_alike() -> None:
    assert words("Musk's 1.200 isn’t") == ["Musk's", "1.200", "isn’t"]
    assert alike(["Der", "Hafen"], ["hafen"]) == 0.5
    assert alike([], ["x"]) == 0


def test_who_is_meant_by_a_pronoun_may_have_been_named_long_before() -> None:
    text = (
        "Margarethe Loibl ist tot. Sie plante Parks. Viele lobten sie dafür. Sie starb in Murnau. "
        "Zuletzt lehrte sie in Hannover."
    )
    (found,) = closest(claims_of("Loibl lehrte in Hannover."), source_of(text), HashedEncoder())
    assert found is not None
    assert text[found.start : found.end] == "Zuletzt lehrte sie in Hannover."
    assert found.around.startswith("Margarethe Loibl ist tot. Sie starb in Murnau.")
    (found,) = closest(claims_of("Man lehrte in Hannover."), source_of(text), HashedEncoder())
    assert found is not None
    assert found.around == "Sie starb in Murnau. Zuletzt lehrte sie in Hannover."
