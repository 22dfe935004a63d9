"""What is known of a claim and a passage, weighed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.discrepancy import DiscrepancyKind
from qa.reader import default_reader
from qa.stated import CLOSE, FEATURES, OTHER, features, log_odds, sureness
from qa.support import Claim, Passage

PASSAGE = Passage(
    0, 24, "Der Hafen kostet 3 Euro.", "Der Hafen kostet 3 Euro.", "de", 0.8, False, ()
)
KINDS: tuple[DiscrepancyKind, ...] = (
    "figure",
    "other figure",
    "name",
    "denied here",
    "added",
    "swapped",
)


def test_what_differs_is_counted_once() -> None:
    assert len(FEATURES) == len(CLOSE) == len(OTHER)
    assert features(PASSAGE, 5.0, ()) == [0.8, 0.5, 0, 0]
    assert features(PASSAGE, 500.0, {"name", "denied here"}) == [0.8, 2.0, 1, 0]
    assert features(PASSAGE, -500.0, {"swapped", "added"}) == [0.8, -2.0, 0, 1]


@pytest.mark.parametrize("kind", ["figure", "denied there", "not quoted"])
def test_no_reader_outweighs_what_differs_plainly(kind: DiscrepancyKind) -> None:
    assert sureness(PASSAGE, 30.0, {kind}) == 0
    assert sureness(PASSAGE, 30.0, {"name"}) > 0.5


@pytest.mark.parametrize("close", [True, False])
@given(st.floats(-30, 30), st.sets(st.sampled_from(KINDS)), st.sampled_from(KINDS))
def test_what_differs_makes_it_less_sure_and_the_reader_more(
    close: bool, said: float, differing: set[DiscrepancyKind], more: DiscrepancyKind
) -> None:
    passage = replace(PASSAGE, close=close)
    sure = sureness(passage, said, differing)
    assert 0 <= sure <= 1
    assert sureness(passage, said, {*differing, more}) <= sure
    assert sureness(passage, said + 1, differing) >= sure


def test_the_reader_knows_what_a_passage_says_in_either_language() -> None:
    text = (
        "Der Minister hat die Vorwürfe der Opposition am Dienstag zurückgewiesen. "
        "Verletzt wurde bei dem Unfall niemand."
    )
    passage = replace(PASSAGE, text=text, around=text)
    pairs = [
        ("Nobody was hurt in the accident.", "Several people were hurt in the accident."),
        ("Der Minister bestreitet die Vorwürfe.", "Der Minister hat die Vorwürfe eingeräumt."),
        ("The minister rejected the accusations.", "The minister admitted the accusations."),
    ]
    for true, untrue in pairs:
        first, second = log_odds(
            default_reader(), [(Claim(true, ""), passage), (Claim(untrue, ""), passage)]
        )
        assert first > second
