"""Candidates of the vector index hold the nearest of a naive search, and follow every change."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.types import Ids, Vectors
from index.vectors import VectorIndex


def unit(rows: int, dimension: int, seed: int, spread: float = 1.0) -> Vectors:
    """Random unit rows; with a small `spread` a few dimensions hold nearly all of each."""
    found = np.random.default_rng(seed).standard_normal((rows, dimension))
    found *= spread ** np.arange(dimension)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def ids(*values: int) -> Ids:
    return np.array(values, dtype=np.int64)


def naive(known: Ids, vectors: Vectors, query: Vectors, k: int) -> list[int]:
    order: NDArray[np.int64] = np.argsort(-(vectors @ query), kind="stable")
    return [int(id) for id in known[order][:k]]


@pytest.mark.parametrize("dimension", [1, 7, 8, 64, 384])
def test_candidates_hold_the_nearest_of_a_naive_search(dimension: int) -> None:
    vectors = unit(400, dimension, 1)
    known = np.arange(10, 410, dtype=np.int64)
    index = VectorIndex.build(known, vectors)
    for query in unit(20, dimension, 2):
        near = index.nearest(query, 50)
        assert len(near) == len(set(near)) == 50
        if dimension > 1:  # in one dimension all of a side are alike
            assert set(naive(known, vectors, query, 10)) <= set(near)


def test_a_passage_is_nearest_to_itself() -> None:
    vectors = unit(300, 64, 3)
    index = VectorIndex.build(np.arange(1, 301, dtype=np.int64), vectors)
    assert [index.nearest(row, 1)[0] for row in vectors] == list(range(1, 301))


def test_only_allowed_passages_are_found() -> None:
    vectors = unit(300, 32, 4)
    known = np.arange(5, 305, dtype=np.int64)
    index = VectorIndex.build(known, vectors)
    allowed = known[::7]
    near = index.nearest(vectors[1], 20, allowed)
    assert len(near) == 20
    assert set(near) <= set(allowed.tolist())
    assert near[0] == naive(allowed, vectors[::7], vectors[1], 1)[0]
    assert index.nearest(vectors[0], 20, ids()) == []
    assert index.nearest(vectors[0], 20, ids(304)) == [304]
    assert sorted(index.nearest(vectors[0], 1000, allowed)) == allowed.tolist()


def test_nothing_indexed_nothing_found() -> None:
    index = VectorIndex.build(ids(), np.zeros((0, 0), dtype=np.float32))
    assert index.nearest(unit(1, 16, 0)[0], 10) == []
    grown = index.updated(ids(), ids(7, 9), unit(2, 16, 0))
    assert grown.nearest(unit(2, 16, 0)[1], 1) == [9]
    assert index.ids.tolist() == []


def test_rows_of_zeros_are_found_last() -> None:
    """An encoder that knows no word of a passage gives no direction."""
    zeros = np.zeros((2, 16), dtype=np.float32)
    index = VectorIndex.build(ids(1, 2), zeros)
    assert sorted(index.nearest(unit(1, 16, 0)[0], 10)) == [1, 2]
    row = unit(1, 16, 0)
    assert index.updated(ids(), ids(3), row).nearest(row[0], 3)[0] == 3


def test_an_update_shares_nothing_with_what_was_before() -> None:
    vectors = unit(50, 16, 5)
    first = VectorIndex.build(np.arange(1, 51, dtype=np.int64), vectors)
    before = [first.nearest(row, 5) for row in vectors]
    second = first.updated(ids(1, 2, 3), ids(60, 61), unit(2, 16, 6))
    assert [first.nearest(row, 5) for row in vectors] == before
    assert second.ids.tolist() == [*range(4, 51), 60, 61]
    assert sorted(second.nearest(vectors[0], 100)) == second.ids.tolist()


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 6)), min_size=1, max_size=8))
def test_updates_lead_where_a_build_does(steps: list[tuple[int, int]]) -> None:
    """Each step removes some, often all, and adds some; the result finds what a build finds."""
    index = VectorIndex.build(ids(), np.zeros((0, 0), dtype=np.float32))
    held: dict[int, Vectors] = {}
    last = 0
    for seed, (removed, added) in enumerate(steps):
        gone = sorted(held)[:removed]
        new = list(range(last + 1, last + 1 + added))
        last += added
        rows = unit(added, 24, seed)
        index = index.updated(ids(*gone), ids(*new), rows)
        held = {id: row for id, row in held.items() if id not in gone} | dict(
            zip(new, rows, strict=True)
        )
    assert index.ids.tolist() == sorted(held)
    for query in unit(5, 24, 99):
        assert sorted(index.nearest(query, 1000)) == sorted(held)
        if held:
            known, vectors = ids(*held), np.stack(list(held.values()))
            assert naive(known, vectors, query, 1)[0] in index.nearest(query, 3)


def test_later_passages_of_another_kind_are_found_as_well() -> None:
    """The first passages are long and their vectors even; later ones are short and spiky."""
    even = unit(200, 384, 7)
    spiky = np.eye(384, dtype=np.float32)[:60]
    index = VectorIndex.build(np.arange(1, 201, dtype=np.int64), even)
    index = index.updated(ids(), np.arange(201, 261, dtype=np.int64), spiky)
    for place in range(60):
        query = spiky[place] * 0.8 + even[place] * 0.6
        query = np.asarray(query / np.linalg.norm(query), dtype=np.float32)
        known = np.arange(1, 261, dtype=np.int64)
        best = naive(known, np.concatenate([even, spiky]), query, 1)
        assert index.nearest(query, 1) == best
