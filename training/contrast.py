"""Questions land beside the passages that answer them.

In-batch contrastive training (Karpukhin et al. 2020, "Dense Passage Retrieval", section 3.2). A
batch holds several passages each of a few articles that are about like things: what an article and
its neighbours say elsewhere are the hardest negatives there are for a question on it, and cost no
encoding of their own. Every few steps are distillation's, so that both languages and the similarity
of sentences stay what they were.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

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
QUESTIONS = 5  # of one passage, at most
DISTILL_EVERY = 4  # steps
_LONGEST = 160  # pieces of a passage
_QUESTION = 48  # pieces of a question
_SCALE = 20.0
_BLOCK = 64  # passages encoded at once to find neighbours

Embed = Callable[[Sequence[str]], torch.Tensor]  # texts -> (n, dim) unit vectors


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
        self._batches = planned(examples, random.Random(seed), self._embed)

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

    def _embed(self, texts: Sequence[str]) -> torch.Tensor:
        """Where the student, as it is now, puts passages."""
        blocks = [texts[at : at + _BLOCK] for at in range(0, len(texts), _BLOCK)]
        with torch.no_grad():
            return torch.cat([self._vectors(block, _LONGEST) for block in blocks])

    def _vectors(self, texts: Sequence[str], longest: int) -> torch.Tensor:
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ids, mask = padded([each.ids[: longest - 2] for each in encoded], self._ends)
        return mean(self._student(ids, mask).last_hidden_state, mask)


def planned(
    examples: Sequence[Example], rng: random.Random, embed: Embed | None = None
) -> list[list[Example]]:
    """Batches of PASSAGES examples, in handfuls of one article; each example once.

    With `embed`, the articles of a batch are neighbours.
    """
    by_article: dict[str, list[Example]] = {}
    for each in examples:
        by_article.setdefault(each.article, []).append(each)
    handfuls = []
    for same in by_article.values():
        rng.shuffle(same)
        handfuls += [same[at : at + TOGETHER] for at in range(0, len(same), TOGETHER)]
    rng.shuffle(handfuls)
    if embed and handfuls:
        handfuls = _beside_neighbours(handfuls, embed)
    batches: list[list[Example]] = [[]]
    for handful in handfuls:
        if len(batches[-1]) + len(handful) > PASSAGES:
            batches.append([])
        batches[-1] += handful
    full, last = batches[:-1], batches[-1]
    rng.shuffle(full)
    return [*full, last]


def _beside_neighbours(handfuls: list[list[Example]], embed: Embed) -> list[list[Example]]:
    """Each handful followed by the nearest that are left, each of another article.

    A handful's first passage stands for it.
    """
    vectors = embed([handful[0].passage for handful in handfuls])
    articles = {handful[0].article: n for n, handful in enumerate(handfuls)}
    article = torch.tensor([articles[handful[0].article] for handful in handfuls])
    left = torch.ones(len(handfuls), dtype=torch.bool)
    order: list[int] = []
    for at in range(len(handfuls)):
        group = [at] if left[at] else []
        near = vectors @ vectors[at]
        while group and len(group) < PASSAGES // TOGETHER:
            near[~left | torch.isin(article, article[group])] = -2
            nearest = int(near.argmax())
            if near[nearest] < -1:
                break
            group.append(nearest)
        order += group
        left[group] = False
    return [handfuls[at] for at in order]
