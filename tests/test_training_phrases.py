"""Phrases that translate each other, read off linked words; text switched with them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexicon import Row
from training.phrases import LONGEST, learn, stretches
from training.questions import switched


def test_the_example_of_stretches() -> None:
    assert list(stretches([(0, 0), (1, 1)])) == [
        ((0, 1), (0, 1)),
        ((0, 2), (0, 2)),
        ((1, 2), (1, 2)),
    ]


def test_no_link_leads_out_of_a_stretch() -> None:
    crossed = [(0, 1), (1, 0), (2, 2)]
    assert ((0, 2), (0, 2)) in list(stretches(crossed))
    assert all(theirs != (1, 3) for _, theirs in stretches(crossed))  # (1, 0) leads out
    assert list(stretches([])) == []


def test_words_without_a_link_are_inside_but_never_at_an_end() -> None:
    found = list(stretches([(0, 0), (2, 1)]))  # "hat das Haus" - "has house"
    assert ((0, 3), (0, 2)) in found
    assert all(ours not in ((0, 2), (1, 3), (1, 2)) for ours, _ in found)


@given(st.permutations(range(7)), st.integers(0, 7))
def test_stretches_are_consistent_and_bounded(order: list[int], count: int) -> None:
    links = list(enumerate(order))[:count]
    for (a, b), (c, d) in stretches(links):
        assert 0 < b - a <= 6
        assert 0 < d - c <= 6
        inside = [(ours, theirs) for ours, theirs in links if a <= ours < b or c <= theirs < d]
        assert inside
        assert all(a <= ours < b and c <= theirs < d for ours, theirs in inside)


WORDS: dict[str, Row] = {
    "das": (("the", 1.0),),
    "rote": (("red", 1.0),),
    "haus": (("house", 1.0),),
    "brennt": (("burns", 1.0),),
}
BACK: dict[str, Row] = {
    "the": (("das", 1.0),),
    "red": (("rote", 1.0),),
    "house": (("haus", 1.0),),
    "burns": (("brennt", 1.0),),
}


def test_phrases_that_are_met_twice_are_learned() -> None:
    german = [["das", "rote", "haus", "."], ["das", "rote", "haus", "brennt"], ["das", "haus"]]
    english = [["the", "red", "house", "."], ["the", "red", "house", "burns"], ["the", "house"]]
    forth, back = learn(german, english, WORDS, BACK)
    assert forth == {
        "das rote": (("the red", 1.0),),
        "das rote haus": (("the red house", 1.0),),
        "rote haus": (("red house", 1.0),),
    }
    assert back["the red house"] == (("das rote haus", 1.0),)
    assert learn([], [], WORDS, BACK) == ({}, {})


def test_the_odds_of_a_phrase() -> None:
    german = [["das", "haus"]] * 3 + [["das", "rote", "haus"]] * 2
    english = [["the", "house"]] * 5  # "rote" is not said in two of them
    forth, back = learn(german, english, WORDS, BACK)
    assert back["the house"] == (("das haus", 0.6), ("das rote haus", 0.4))
    assert forth["das haus"] == (("the house", 1.0),)


def test_a_phrase_is_switched_as_one() -> None:
    table = {
        "the": (("die", 1.0),),
        "european": (("europaeische", 1.0),),
        "the european union": (("die europaeische union", 1.0),),
        "union": (("gewerkschaft", 1.0),),
    }
    rng = random.Random(0)
    assert switched("The European Union met.", table, 1.0, rng) == "die europaeische union met."
    assert switched("the union", table, 1.0, rng) == "die gewerkschaft"
    apart = "the European, union"  # no phrase goes over a comma
    assert switched(apart, table, 1.0, rng) == "die europaeische, gewerkschaft"
    assert switched("in the european union", table, 1.0, rng).startswith("in die europaeische u")


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_what_is_not_switched_stays_as_it_is(share: float) -> None:
    table: dict[str, Row] = {"a b": (("x y z", 1.0),)}
    text = " ".join(["a b"] * 500)
    words = switched(text, table, share, random.Random(1)).split()
    assert len(words) == 1_000 + words.count("x")
    assert words.count("x") == pytest.approx(500 * share, abs=60)


@given(st.lists(st.sampled_from(["a", "b", "a b", "c,", "Ä", " "]), max_size=12), st.integers(0, 9))
def test_without_a_table_nothing_changes(parts: list[str], seed: int) -> None:
    text = " ".join(parts)
    assert switched(text, {}, 1.0, random.Random(seed)) == text
    assert LONGEST > 1
