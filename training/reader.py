"""The encoder learns to read: where in a passage the answer to a question begins and ends.

Extractive question answering (Devlin et al. 2019, "BERT", sections 4.2, 4.3): two logits for each
piece of the passage; both belong to [CLS] where the passage does not answer. The passages of one
step are of like length, so that little of it is padding.

Trained passage by passage, a reader's logits need not compare across passages, and an answer is
read out of ten. So passages of one question may be read as a group, with one softmax over the
places of all of them beside each one's own: shared normalization (Clark & Gardner 2018, "Simple and
Effective Multi-Paragraph Reading Comprehension", section 3.1). What is found may hold no answer:
half of their loss stays each passage's own.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import torch
from tokenizers import Encoding, Tokenizer
from torch import nn
from transformers import BertModel

from qa.reader import QUESTION
from training.loop import Losses
from training.reading import Reading
from training.rows import Encoded, Rows
from training.student import Ends
from training.student import ends as ends_of

BATCH_PIECES = 4_096  # a step, padding included
LONGEST = 320  # pieces of question and passage
_SPREAD = 16  # pieces by which lengths in a batch differ by chance
_BLOCK = 4_000  # texts tokenized at once
_NEVER = -1e4  # a logit


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
        # In bfloat16 a logit of 10 would be known to 1/16 alone.
        with torch.autocast(states.device.type, enabled=False):
            first, last = self.head(states.float()).unbind(-1)
        return first.masked_fill(~allowed, _NEVER), last.masked_fill(~allowed, _NEVER)


class ReadingTask:
    """What one step minimises. Each of the `passes` is read whole, one after the other."""

    def __init__(
        self,
        reader: Reader,
        passes: Sequence[Rows],
        *,
        seed: int = 0,
        pieces: int = BATCH_PIECES,
    ):
        self._reader = reader
        self._batches = [
            (rows, batch)
            for turn, rows in enumerate(passes)
            for batch in rows.planned(random.Random(seed + turn), pieces, _SPREAD)
        ]

    @property
    def steps(self) -> int:
        return len(self._batches)

    def losses(self, step: int) -> Losses:
        torch.manual_seed(step)  # dropout's: a resumed run drops what it would have dropped
        rows, groups = self._batches[step]
        batch = rows.batch(groups).to(self._reader.head.weight.device)
        first, last = self._reader(batch.ids, batch.mask, batch.types)
        group = numbers(batch.sizes, len(first))
        many = (batch.sizes > 1)[group]
        found: Losses = {}
        for name, logits, places in (("first", first, batch.first), ("last", last, batch.last)):
            alone = nn.functional.cross_entropy(logits, places, reduction="none")
            found[name] = torch.where(many, alone / 4, alone / 2).mean()
            lost = shared(logits, batch.sizes, places)
            # As much of it all as the groups' readings are.
            found[f"shared {name}"] = torch.where(many, lost[group] / 2, 0.0).mean()
        return found


def numbers(sizes: torch.Tensor, readings: int) -> torch.Tensor:
    """The number of each reading's group, (readings,). Told how many, a GPU is not waited for."""
    groups = torch.arange(len(sizes), device=sizes.device)
    return groups.repeat_interleave(sizes, output_size=readings)


def shared(logits: torch.Tensor, sizes: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
    """Each group's -log softmax at its first reading's place, over the places of all its readings.

    `logits` is (readings, pieces), `places` (readings,), group after group of `sizes`; (groups,).
    A reading's logits count from its [CLS], so that none is favoured for being long or short of
    it. Of a group whose first reading has no answer the result means nothing.
    """
    group = numbers(sizes, len(logits))
    above = logits[:, 1:] - logits[:, :1]
    each = torch.logsumexp(above, 1)
    least = each.new_full((len(sizes),), 2 * _NEVER)
    most = least.scatter_reduce(0, group, each.detach(), "amax")
    summed = torch.zeros_like(most).index_add(0, group, (each - most[group]).exp())
    starts = sizes.cumsum(0) - sizes
    return summed.log() + most - above[starts, (places[starts] - 1).clamp(min=0)]


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
