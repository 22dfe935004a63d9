"""Readings in pieces, in a few arrays: made once, kept in a file, and quickly put together.

A machine with a GPU needs these files, the tokenizer and a checkpoint, and none of the texts.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

Integers = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Encoded:
    """A reading as the model takes it. `first`, `last`: the answer's pieces, 0 for none."""

    ids: NDArray[np.int32]  # [CLS] question [SEP] passage [SEP]
    question: int  # pieces up to the first [SEP], with it
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Rows:
    """Groups of readings, a group's one after the other. A reading alone is a group of one."""

    ids: Integers  # of all, one after the other; uint16, which the vocabulary of 48,277 fits
    ends: Integers  # (readings,), of their pieces in `ids`
    question: Integers  # (readings,), as Encoded's
    first: Integers
    last: Integers
    groups: Integers  # (groups,), where each one's readings end

    @classmethod
    def of(cls, groups: Iterable[Sequence[Encoded]]) -> Rows:
        kept = [group for group in groups if group]
        rows = [row for group in kept for row in group]
        return cls(
            np.concatenate([np.empty(0, np.uint16), *(row.ids.astype(np.uint16) for row in rows)]),
            np.cumsum([len(row.ids) for row in rows], dtype=np.int64),
            np.array([row.question for row in rows], np.int32),
            np.array([row.first for row in rows], np.int32),
            np.array([row.last for row in rows], np.int32),
            np.fromiter(accumulate(map(len, kept)), np.int64),
        )

    def save(self, path: Path) -> None:
        """Whole or not at all."""
        new = path.with_suffix(".new")
        with new.open("wb") as file:
            names = [each.name for each in fields(self)]
            np.savez_compressed(file, **dict(zip(names, astuple(self), strict=True)))
        new.replace(path)

    @classmethod
    def load(cls, path: Path) -> Rows:
        with np.load(path) as stored:
            return cls(**{each.name: stored[each.name] for each in fields(cls)})

    def __len__(self) -> int:
        """Groups."""
        return len(self.groups)

    @property
    def lengths(self) -> Integers:
        """Pieces of each reading."""
        return np.diff(self.ends, prepend=0)

    def planned(self, rng: random.Random, pieces: int, spread: float) -> list[list[int]]:
        """Batches of groups of like length, in random order: all of them, each once.

        A batch has at most `pieces`, padding included, or one group. Lengths in it differ by about
        `spread` by chance.
        """
        if not len(self):
            return []
        starts = np.concatenate([[0], self.groups[:-1]])
        longest = np.maximum.reduceat(self.lengths, starts)
        sizes = self.groups - starts
        order = np.argsort([length + rng.uniform(0, spread) for length in longest.tolist()])
        batches: list[list[int]] = []
        rows = width = 0
        for at in order.tolist():
            rows, width = rows + int(sizes[at]), max(width, int(longest[at]))
            if not batches or rows * width > pieces:
                batches.append([])
                rows, width = int(sizes[at]), int(longest[at])
            batches[-1].append(at)
        rng.shuffle(batches)
        return batches

    def batch(self, groups: Sequence[int]) -> Batch:
        """Some groups, in the order in which they are given."""
        spans = [(int(self.groups[at - 1]) if at else 0, int(self.groups[at])) for at in groups]
        places = np.concatenate([np.arange(*each) for each in spans])
        ends = self.ends[places]
        starts = np.where(places > 0, self.ends[places - 1], 0)
        lengths = (ends - starts)[:, None]
        column = np.arange(lengths.max())
        ids = np.zeros((len(places), len(column)), np.int64)
        held = column < lengths
        ids[held] = np.concatenate([self.ids[a:b] for a, b in zip(starts, ends, strict=True)])
        # The [SEP] behind the passage is none of it.
        passage = (column >= self.question[places, None]) & (column < lengths - 1)
        sizes = np.array([end - start for start, end in spans])
        found = (ids, held, passage, self.first[places], self.last[places], sizes)
        return Batch(*(torch.from_numpy(each.astype(np.int64)) for each in found))


@dataclass(frozen=True, slots=True)
class Batch:
    """What the model is given, (readings, longest) each, and what it is to find, (readings,)."""

    ids: torch.Tensor
    mask: torch.Tensor
    types: torch.Tensor  # 1 in the passage
    first: torch.Tensor
    last: torch.Tensor
    sizes: torch.Tensor  # (groups,), readings of each

    def to(self, device: torch.device) -> Batch:
        return Batch(*(getattr(self, each.name).to(device) for each in fields(self)))


def tensors(rows: Sequence[Encoded]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Ids, mask and types of readings, (n, longest) each."""
    batch = Rows.of([row] for row in rows).batch(range(len(rows)))
    return batch.ids, batch.mask, batch.types
