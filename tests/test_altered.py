"""Each change is one, and of its kind; what cannot be changed so is left."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.rules import known_key, longest_piece, lowered_threshold
from index.hashed import HashedEncoder
from qa.figures import figures
from training.altered import CHANGES

SENTENCE = (
    "Angela Merkel sagte am Montag in Paris, mehr als 30 Prozent "
    "könne man im Mai 2024 nicht sparen."
)


@pytest.mark.parametrize(
    ("kind", "gone"),
    [
        ("weekday", "Montag"),
        ("month", "Mai"),
        ("unit", "Prozent"),
        ("bound", "mehr als"),
        ("negation dropped", " nicht"),
        ("half of a name", "Angela Merkel"),
    ],
)
def test_what_is_changed_is_gone(kind: str, gone: str) -> None:
    made = CHANGES[kind](SENTENCE, "de", ["Olaf Scholz", "Angela Merkel"], random.Random(0))
    assert made
    assert gone in SENTENCE
    assert gone not in made


@given(st.integers(0, 10_000), st.sampled_from(sorted(CHANGES)))
def test_a_changed_sentence_is_another(seed: int, kind: str) -> None:
    made = CHANGES[kind](
        SENTENCE, "de", ["Olaf Scholz", "Angela Merkel", "Tokio"], random.Random(seed)
    )
    assert made != SENTENCE
    if made and kind in ("number", "year"):
        before, after = figures(SENTENCE, "de"), figures(made, "de")
        assert any(not each.is_one_of(before) for each in after)


def test_no_change_where_there_is_nothing_to_change() -> None:
    for change in CHANGES.values():
        assert change("so geht es", "de", ["Tokio"], random.Random(0)) is None


def test_names_of_a_list_are_not_swapped() -> None:
    rng, both = random.Random(0), ["Olaf Scholz", "Angela Merkel"]
    swap = CHANGES["swapped names"]
    assert swap("Es kamen Olaf Scholz und Angela Merkel.", "de", both, rng) is None
    assert swap("Olaf Scholz (Angela Merkel) kam.", "de", both, rng) is None
    swapped = swap("Olaf Scholz lobte Angela Merkel.", "de", both, rng)
    assert swapped == "Angela Merkel lobte Olaf Scholz."


def test_the_rules_of_others_let_a_changed_number_through() -> None:
    encoder = HashedEncoder()
    changed = SENTENCE.replace("30", "80")
    for rule in (longest_piece, lowered_threshold, known_key):
        assert rule(changed, SENTENCE, encoder)
    assert not longest_piece("Ganz etwas anderes.", SENTENCE, encoder)
    assert not lowered_threshold("Ganz etwas anderes.", SENTENCE, encoder)
