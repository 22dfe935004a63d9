"""A question's passages read together: the one that answers is to score above those that do not.

Trained passage by passage, a reader's logits need not compare across passages, and an answer is
read out of ten. Shared normalization (Clark & Gardner 2018, "Simple and Effective Multi-Paragraph
Reading Comprehension", section 3.1): one softmax over the places of all of a question's passages.
Half of the loss stays each passage's own, with [CLS] for no answer: what is found may hold none.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise

import torch
from tokenizers import Tokenizer
from torch import nn

from index.lexicon import Row
from training.loop import Losses
from training.negatives import Mined
from training.passages import with_title
from training.reader import Reader, ReadingTask, batched, encoded, tensors
from training.reading import Reading, of_own, put_otherwise, under
from training.sources import Written

_IN_VAIN = 2  # passages of a question that do not answer, at most
_SINGLE = 3  # one step in so many is of single readings
_SPREAD = 30  # pieces by which lengths in a batch differ by chance

Group = Sequence[Reading]  # of one question, two at least; the first answers it


def groups(
    asked: Sequence[Written],
    negatives: Mined,
    to_english: Mapping[str, Row],
    to_german: Mapping[str, Row],
    rng: random.Random,
) -> Iterator[Group]:
    """Our own questions that are answered and have `negatives`, each with some of these."""
    for each in asked:
        shown = each.text[slice(*each.place)]
        found = [pair for pair in negatives.get(each.question, ()) if pair[1] not in shown]
        if not each.answer or not found:
            continue
        reading = put_otherwise(of_own(each, rng), each.language, to_english, to_german, rng)
        group = [(each.title.replace("_", " "), reading)]
        for title, passage in rng.sample(found, min(_IN_VAIN, len(found))):
            group.append((title, Reading(reading.question, passage)))
        titled = with_title(rng)  # all or none, as an index's passages are read
        yield [under(title, one) if titled else one for title, one in group]


class TogetherTask:
    """What one step minimises: of whole groups, or, one step in _SINGLE, of `single` readings."""

    def __init__(
        self,
        reader: Reader,
        groups: Sequence[Group],
        single: ReadingTask,
        tokenizer: Tokenizer,
        *,
        seed: int = 0,
    ):
        self._reader, self._single = reader, single
        made = [encoded(group, tokenizer) for group in groups]
        # Without what is too long; a group of one compares nothing.
        self._groups = [rows for rows in made if len(rows) > 1 and rows[0].first]
        self._batches = batched(self._groups, random.Random(seed), _SPREAD)

    @property
    def steps(self) -> int:
        """Until each group was read once; the single readings begin anew where they are fewer."""
        return len(self._batches) * _SINGLE // (_SINGLE - 1)

    def losses(self, step: int) -> Losses:
        turn, place = divmod(step, _SINGLE)
        if place == _SINGLE - 1 and self._single.steps:
            return self._single.losses(turn % self._single.steps)
        groups = [self._groups[at] for at in self._batches[(step - turn) % len(self._batches)]]
        rows = [row for group in groups for row in group]
        first, last = self._reader(*tensors(rows))
        sizes = [len(group) for group in groups]
        found: Losses = {}
        for name, logits, places in (
            ("first", first, [row.first for row in rows]),
            ("last", last, [row.last for row in rows]),
        ):
            alone = nn.functional.cross_entropy(logits, torch.tensor(places))
            found[name] = alone / 4
            found[f"shared {name}"] = shared(logits, sizes, places) / 2
        return found


def shared(logits: torch.Tensor, sizes: Sequence[int], places: Sequence[int]) -> torch.Tensor:
    """The mean of the groups' -log softmax at the first passage's place, over all their passages.

    `logits` is (passages, pieces), group after group of `sizes`; each passage's count from its
    [CLS], so that no passage is favoured for being long or short of it.
    """
    above = logits[:, 1:] - logits[:, :1]
    starts = [0, *accumulate(sizes)]
    lost = [
        torch.logsumexp(above[start:end].reshape(-1), 0) - above[start, places[start] - 1]
        for start, end in pairwise(starts)
    ]
    return torch.stack(lost).mean()
