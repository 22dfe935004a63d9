"""The encoder learns to read: where in a passage the answer to a question begins and ends.

Extractive question answering (Devlin et al. 2019, "BERT", sections 4.2, 4.3): two logits for each
piece of the passage; both belong to [CLS] where the passage does not answer. The passages of one
step are of like length, so that little of it is padding.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer
from torch import nn
from transformers import BertModel

from qa.reader import QUESTION
from training.loop import Losses
from training.reading import Reading
from training.student import Ends
from training.student import ends as ends_of

BATCH_PIECES = 4_096  # a step, padding included
LONGEST = 320  # pieces of question and passage
_SPREAD = 16  # pieces by which lengths in a batch differ by chance
_BLOCK = 4_000  # texts tokenized at once
_NEVER = -1e4  # a logit


@dataclass(frozen=True, slots=True)
class Encoded:
    """A reading as the model takes it. `first`, `last`: the answer's pieces, 0 for none."""

    ids: NDArray[np.int32]  # [CLS] question [SEP] passage [SEP]
    question: int  # pieces up to the first [SEP], with it
    first: int
    last: int


class Reader(nn.Module):
    """Pieces of a question and a passage -> logits of the answer's first and last piece."""

    def __init__(self, body: BertModel) -> None:
        super().__init__()
        self.body = body
        self.head = nn.Linear(body.config.hidden_size, 2)

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """(n, length) each; `types` is 1 in the passage. No logit but [CLS]'s is out of it."""
        states = self.body(ids, mask, types).last_hidden_state
        allowed = types.bool()
        allowed[:, 0] = True
        with torch.autocast("cpu", enabled=False):  # a logit of 10 would be known to 1/16 alone
            first, last = self.head(states.float()).unbind(-1)
        return first.masked_fill(~allowed, _NEVER), last.masked_fill(~allowed, _NEVER)


class ReadingTask:
    """What one step minimises, given the rows."""

    def __init__(self, reader: Reader, rows: Sequence[Encoded], *, passes: int = 1, seed: int = 0):
        self._reader, self._rows = reader, rows
        self._batches = [
            batch for turn in range(passes) for batch in planned(rows, random.Random(seed + turn))
        ]

    @property
    def steps(self) -> int:
        return len(self._batches)

    def losses(self, step: int) -> Losses:
        rows = [self._rows[at] for at in self._batches[step]]
        first, last = self._reader(*tensors(rows))
        entropy = nn.functional.cross_entropy
        return {
            "first": entropy(first, torch.tensor([row.first for row in rows])) / 2,
            "last": entropy(last, torch.tensor([row.last for row in rows])) / 2,
        }


def encoded(readings: Sequence[Reading], tokenizer: Tokenizer) -> list[Encoded]:
    """In pieces; without those that are too long, or whose answer is not made of pieces."""
    made = []
    ends = ends_of(tokenizer)
    for at in range(0, len(readings), _BLOCK):
        block = readings[at : at + _BLOCK]
        questions = tokenizer.encode_batch(
            [each.question for each in block], add_special_tokens=False
        )
        passages = tokenizer.encode_batch(
            [each.passage for each in block], add_special_tokens=False
        )
        for reading, question, passage in zip(block, questions, passages, strict=True):
            row = _encoded(reading, question.ids[:QUESTION], passage, ends)
            if row:
                made.append(row)
    return made


def _encoded(
    reading: Reading, question: list[int], passage: Encoding, ends: Ends
) -> Encoded | None:
    ids = [ends[0], *question, ends[1], *passage.ids, ends[1]]
    if len(ids) > LONGEST:
        return None
    before = len(question) + 2
    if reading.start == reading.end:
        return Encoded(np.array(ids, np.int32), before, 0, 0)
    inside = [
        at
        for at, (start, end) in enumerate(passage.offsets)
        if start < reading.end and end > reading.start
    ]
    if not inside:
        return None
    return Encoded(np.array(ids, np.int32), before, before + inside[0], before + inside[-1])


def planned(rows: Sequence[Encoded], rng: random.Random) -> list[list[int]]:
    """Batches of rows of like length and at most BATCH_PIECES pieces, in random order."""
    return batched([(row,) for row in rows], rng, _SPREAD)


def batched(
    groups: Sequence[Sequence[Encoded]], rng: random.Random, spread: float
) -> list[list[int]]:
    """The same of groups of rows that stay together; lengths differ by `spread` by chance."""
    lengths = [max(len(row.ids) for row in group) for group in groups]
    order = sorted(range(len(groups)), key=lambda at: lengths[at] + rng.uniform(0, spread))
    batches: list[list[int]] = []
    rows = longest = 0
    for at in order:
        longest, rows = max(longest, lengths[at]), rows + len(groups[at])
        if not batches or rows * longest > BATCH_PIECES:
            batches.append([])
            longest, rows = lengths[at], len(groups[at])
        batches[-1].append(at)
    rng.shuffle(batches)
    return batches


def tensors(rows: Sequence[Encoded]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Ids, mask and types, (n, longest) each."""
    longest = max(len(row.ids) for row in rows)
    ids, mask, types = (torch.zeros(len(rows), longest, dtype=torch.long) for _ in range(3))
    for at, row in enumerate(rows):
        length = len(row.ids)
        ids[at, :length] = torch.from_numpy(row.ids.astype(np.int64))
        mask[at, :length] = 1
        types[at, row.question : length - 1] = 1  # the [SEP] behind the passage is none of it
    return ids, mask, types
