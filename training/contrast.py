"""Questions land beside the passages that answer them.

In-batch contrastive training (Karpukhin et al. 2020, "Dense Passage Retrieval", section 3.2). A
batch holds several passages each of a few articles: what an article says elsewhere is the hardest
negative there is for a question on it, and costs no encoding of its own. Every few steps are
distillation's, so that both languages and the similarity of sentences stay what they were.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel

from training.distill import Distillation
from training.loop import Losses
from training.passages import Example
from training.student import ends, mean, padded

PASSAGES = 32  # a batch
TOGETHER = 8  # of one article
QUESTIONS = 3  # of one passage, at most
DISTILL_EVERY = 4  # steps
_LONGEST = 160  # pieces of a passage
_QUESTION = 48  # pieces of a question
_SCALE = 20.0


class Contrast:
    """What one step minimises, given the examples."""

    def __init__(
        self,
        student: BertModel,
        tokenizer: Tokenizer,
        examples: Sequence[Example],
        distillation: Distillation,
        *,
        seed: int = 0,
    ) -> None:
        self._student, self._tokenizer, self._distillation = student, tokenizer, distillation
        self._ends = ends(tokenizer)
        self._seed = seed
        self._batches = planned(examples, random.Random(seed))

    @property
    def steps(self) -> int:
        """One pass over the examples, with distillation's steps between."""
        return len(self._batches) * DISTILL_EVERY // (DISTILL_EVERY - 1)

    def losses(self, step: int) -> Losses:
        if step % DISTILL_EVERY == DISTILL_EVERY - 1:
            return self._distillation.losses(step // DISTILL_EVERY % self._distillation.steps)
        batch = self._batches[(step - step // DISTILL_EVERY) % len(self._batches)]
        rng = random.Random(self._seed * 1_000_003 + step)
        questions, answers = [], []
        for at, each in enumerate(batch):
            chosen = rng.sample(each.questions, min(QUESTIONS, len(each.questions)))
            questions += chosen
            answers += [at] * len(chosen)
        passages = self._vectors([each.passage for each in batch], _LONGEST)
        cosines = self._vectors(questions, _QUESTION) @ passages.T
        return {"answer": nn.functional.cross_entropy(_SCALE * cosines, torch.tensor(answers))}

    def _vectors(self, texts: Sequence[str], longest: int) -> torch.Tensor:
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ids, mask = padded([each.ids[: longest - 2] for each in encoded], self._ends)
        return mean(self._student(ids, mask).last_hidden_state, mask)


def planned(examples: Sequence[Example], rng: random.Random) -> list[list[Example]]:
    """Batches of PASSAGES examples, in handfuls of one article; each example once."""
    by_article: dict[str, list[Example]] = {}
    for each in examples:
        by_article.setdefault(each.article, []).append(each)
    handfuls = []
    for same in by_article.values():
        rng.shuffle(same)
        handfuls += [same[at : at + TOGETHER] for at in range(0, len(same), TOGETHER)]
    rng.shuffle(handfuls)
    batches: list[list[Example]] = [[]]
    for handful in handfuls:
        if len(batches[-1]) + len(handful) > PASSAGES:
            batches.append([])
        batches[-1] += handful
    return batches
