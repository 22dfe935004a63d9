"""Fusing is a convex combination, best first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fusion import fuse

SHARE = st.floats(0, 1)


def test_the_example_of_the_docstring() -> None:
    assert fuse({1: 0.8, 2: 0.6}, {2: 0.9}, 0.5) == [(2, pytest.approx(0.75)), (1, 0.4)]


def test_equal_scores_stand_in_the_order_of_ids() -> None:
    assert [id for id, _ in fuse({9: 0.5, 3: 0.5, 7: 0.5}, {})] == [3, 7, 9]


def test_nothing_gives_nothing() -> None:
    assert fuse({}, {}) == []
    assert fuse({}, {1: 0.9}) == []  # a passage that the store has no more


def test_an_opposite_vector_counts_as_no_likeness() -> None:
    assert fuse({1: -1.0}, {1: 1.0}, 0.5) == [(1, 0.5)]


def test_another_language_is_given_what_it_costs() -> None:
    """A report and its translation, as the held-out ones are found, are as good."""
    ranked = fuse({1: 0.541, 2: 0.521}, {1: 0.614, 2: 0.519}, crossed={2})
    assert dict(ranked)[1] == pytest.approx(dict(ranked)[2], abs=0.02)
    assert dict(fuse({1: 1.0}, {1: 1.0}, crossed={1}))[1] == pytest.approx(1.0)


@given(
    st.dictionaries(st.integers(1, 30), st.floats(-1, 1)),
    st.dictionaries(st.integers(1, 30), SHARE),
    SHARE,
)
def test_scores_are_in_bounds_and_as_a_naive_version(
    cosines: dict[int, float], shares: dict[int, float], dense: float
) -> None:
    ranked = fuse(cosines, shares, dense)
    assert {id for id, _ in ranked} == set(cosines)
    assert all(0 <= score <= 1 + 1e-9 for _, score in ranked)
    scores = [score for _, score in ranked]
    assert scores == sorted(scores, reverse=True)
    for id, score in ranked:
        naive = dense * max(0.0, cosines[id]) + (1 - dense) * shares.get(id, 0.0)
        assert score == pytest.approx(naive)


@given(st.dictionaries(st.integers(1, 30), SHARE), st.dictionaries(st.integers(1, 30), SHARE))
def test_one_share_alone_decides_at_the_ends(
    cosines: dict[int, float], shares: dict[int, float]
) -> None:
    assert dict(fuse(cosines, shares, 1.0)) == pytest.approx(cosines)
    assert dict(fuse(cosines, shares, 0.0)) == pytest.approx(
        {id: shares.get(id, 0.0) for id in cosines}
    )
