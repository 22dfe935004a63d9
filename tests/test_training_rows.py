"""Readings in arrays: what goes in comes out again, in batches that are bounded."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from training.rows import Encoded, Rows, tensors

PIECES = 900  # of a batch
_PIECE = st.integers(4, 65_535)


@st.composite
def encodings(draw: st.DrawFn) -> Encoded:
    question, passage = draw(st.lists(_PIECE, max_size=4)), draw(st.lists(_PIECE, max_size=9))
    ids = np.array([2, *question, 3, *passage, 3], np.int32)
    before = len(question) + 2
    if not passage or draw(st.booleans()):
        return Encoded(ids, before, 0, 0)
    first = draw(st.integers(before, len(ids) - 2))
    return Encoded(ids, before, first, draw(st.integers(first, len(ids) - 2)))


def sized(lengths: Sequence[Sequence[int]]) -> Rows:
    """Groups of readings of so many pieces."""
    groups = [[Encoded(np.full(n, 5, np.int32), 3, 0, 0) for n in group] for group in lengths]
    return Rows.of(groups)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rows") / "rows.7.npz"


# --- what goes in ---


@settings(max_examples=60)
@given(st.lists(st.lists(encodings(), max_size=3), max_size=7), st.data())
def test_what_goes_in_comes_out(
    path: Path, groups: list[list[Encoded]], drawn: st.DataObject
) -> None:
    Rows.of(iter(groups)).save(path)
    rows, kept = Rows.load(path), [group for group in groups if group]
    assert len(rows) == len(kept)
    assert rows.lengths.tolist() == [len(row.ids) for group in kept for row in group]
    if not kept:
        return
    order = drawn.draw(st.lists(st.integers(0, len(kept) - 1), min_size=1, max_size=9))
    batch = rows.batch(order)
    expected = [row for at in order for row in kept[at]]
    longest = max(len(row.ids) for row in expected)
    assert batch.sizes.tolist() == [len(kept[at]) for at in order]
    assert batch.first.tolist() == [row.first for row in expected]
    assert batch.last.tolist() == [row.last for row in expected]
    for ids, mask, types, row in zip(batch.ids, batch.mask, batch.types, expected, strict=True):
        passage, padding = len(row.ids) - row.question - 1, longest - len(row.ids)
        assert ids.tolist() == row.ids.tolist() + [0] * padding
        assert mask.tolist() == [1] * len(row.ids) + [0] * padding
        assert types.tolist() == [0] * row.question + [1] * passage + [0] * (1 + padding)
    for ours, theirs in zip((batch.ids, batch.mask, batch.types), tensors(expected), strict=True):
        assert torch.equal(ours, theirs)
        assert ours.dtype == torch.long


def test_tensors_tell_passage_from_question_and_padding() -> None:
    rows = [
        Encoded(np.array([2, 7, 3, 8, 9, 3], np.int32), 3, 3, 4),
        Encoded(np.array([2, 3, 8, 3], np.int32), 2, 0, 0),
    ]
    ids, mask, types = tensors(rows)
    assert ids.tolist() == [[2, 7, 3, 8, 9, 3], [2, 3, 8, 3, 0, 0]]
    assert mask.tolist() == [[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 0, 0]]
    assert types.tolist() == [[0, 0, 0, 1, 1, 0], [0, 0, 1, 0, 0, 0]]


def test_all_of_a_batch_moves_to_a_device() -> None:
    moved = sized([[5, 6], [7]]).batch([1, 0]).to(torch.device("meta"))
    found = (moved.ids, moved.mask, moved.types, moved.first, moved.last, moved.sizes)
    assert {each.device.type for each in found} == {"meta"}
    assert [tuple(each.shape) for each in found] == [(3, 7)] * 3 + [(3,), (3,), (2,)]


def test_a_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rows.0.npz"
    sized([[5]]).save(path)
    before = path.read_bytes()

    def full(file: object, **arrays: object) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as during:
        during.setattr(np, "savez_compressed", full)
        with pytest.raises(OSError, match="No space"):
            sized([[6], [7]]).save(path)
    assert path.read_bytes() == before
    sized([[6], [7]]).save(path)
    assert Rows.load(path).lengths.tolist() == [6, 7]
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


# --- batches ---


@settings(max_examples=80)
@given(
    st.lists(st.lists(st.integers(4, 320), min_size=1, max_size=4), max_size=90),
    st.sampled_from([0, 16, 30]),
    st.integers(0, 9),
)
def test_batches_are_bounded_and_each_group_is_in_one(
    lengths: list[list[int]], spread: int, seed: int
) -> None:
    rows = sized(lengths)
    batches = rows.planned(random.Random(seed), PIECES, spread)
    assert rows.planned(random.Random(seed), PIECES, spread) == batches
    assert sorted(at for batch in batches for at in batch) == list(range(len(lengths)))
    for batch in batches:
        found = [length for at in batch for length in lengths[at]]
        assert 0 < len(found) * max(found) <= PIECES or len(batch) == 1
        made = rows.batch(batch)
        assert made.ids.shape == (len(found), max(found))
        assert made.mask.sum(1).tolist() == found


def test_the_rows_of_a_batch_are_of_like_length_and_batches_are_shuffled() -> None:
    lengths = random.Random(0).choices(range(20, 300), k=2_000)
    rows = sized([[length] for length in lengths])
    batches = rows.planned(random.Random(0), 4_096, 16)
    padded = sum(len(batch) * max(lengths[at] for at in batch) for batch in batches)
    assert padded < 1.15 * sum(lengths)
    assert len(batches) < 1.15 * sum(lengths) / 4_096 + 1  # they are full
    longest = [max(lengths[at] for at in batch) for batch in batches]
    assert longest != sorted(longest)
    again = rows.planned(random.Random(1), 4_096, 16)
    assert {frozenset(batch) for batch in again} != {frozenset(batch) for batch in batches}
