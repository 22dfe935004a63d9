"""German lands where the English teacher puts its translation: sentences and words.

Sentence vectors after Reimers & Gurevych 2020, "Making Monolingual Sentence Embeddings Multilingual
using Knowledge Distillation", section 2, with an in-batch contrastive loss beside the distance;
each linked word's contextual vector is drawn to its translation's in the same way. English goes
through the student now and then, so that it stays where it is.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from transformers import BertModel

from training.aligned import Aligned, Ints, Ragged
from training.loop import Losses
from training.student import LONGEST, Ends, mean, padded

BATCH_PIECES = 3_072  # German pieces a step, padding included
JOINED = 0.35  # of the longer sentences are joined with their neighbours into passages
ENGLISH_EVERY = 5  # steps
_NEIGHBOURS = (2, 6)
_SHORT = 12  # German pieces: shorter sentences stand alone, their neighbours are unrelated
_SCALE = 20.0  # of cosines in the contrastive loss
_WEIGHTS = {"word": 3.0, "sentence": 2.0, "contrast": 0.5}


@dataclass(frozen=True, slots=True)
class Side:
    """One language of a batch, and which of its pieces belong to which linked word."""

    ids: torch.Tensor
    mask: torch.Tensor
    pieces: torch.Tensor  # places in the flattened (n * longest) states
    links: torch.Tensor  # for each of them, the link it belongs to
    count: int  # links


class Distillation:
    """What one step minimises, given the prepared pairs."""

    def __init__(
        self,
        student: BertModel,
        teacher: BertModel,
        pairs: Aligned,
        ends: tuple[Ends, Ends],
        *,
        passes: int = 1,
        seed: int = 0,
    ) -> None:
        """`ends` are the student's [CLS] and [SEP], then the teacher's."""
        self._student, self._teacher, self._pairs = student, teacher, pairs
        self._ends, self._teacher_ends = ends
        every = range(len(pairs))
        self._batches = [
            batch
            for turn in range(passes)
            for batch in planned(pairs, every, random.Random(seed + turn))
        ]

    @property
    def steps(self) -> int:
        return len(self._batches)

    def losses(self, step: int) -> Losses:
        groups = self._batches[step]
        words, vectors, german, english = self._sides(groups)
        losses = self._against(german, words, vectors)
        if step % ENGLISH_EVERY == 0:
            again = self._against(english, words, vectors)
            losses = {name: loss + again[name] for name, loss in losses.items()}
        return losses

    def _sides(self, groups: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor, Side, Side]:
        """The teacher's word and sentence vectors, and both languages for the student."""
        pairs = self._pairs
        links = [_joined_links(pairs, group) for group in groups]
        german = _side(pairs.de, pairs.de_words, groups, [each[:, 0] for each in links], self._ends)
        sides = [each[:, 1] for each in links]
        english = _side(pairs.en, pairs.en_words, groups, sides, self._ends)
        source = _side(pairs.teacher, pairs.teacher_words, groups, sides, self._teacher_ends)
        with torch.no_grad():
            states = self._teacher(source.ids, source.mask).last_hidden_state
        return _words(states, source), mean(states, source.mask), german, english

    def _against(self, side: Side, words: torch.Tensor, vectors: torch.Tensor) -> Losses:
        states = self._student(side.ids, side.mask).last_hidden_state
        ours, sentence = _words(states, side), mean(states, side.mask)
        near = 1 - nn.functional.cosine_similarity(ours, words)
        parts = {
            "word": (near + 0.1 * (ours - words).pow(2).mean(1)).sum() / max(1, len(near)),
            "sentence": (1 - (sentence * vectors).sum(1)).mean(),
            "contrast": nn.functional.cross_entropy(
                sentence @ vectors.T * _SCALE, torch.arange(len(vectors))
            ),
        }
        return {name: _WEIGHTS[name] * loss for name, loss in parts.items()}


def planned(pairs: Aligned, chosen: Sequence[int], rng: random.Random) -> list[list[list[int]]]:
    """Batches of groups of pairs: a group is a sentence, or neighbours read as one passage.

    Batches hold groups of like length and about BATCH_PIECES pieces, and come in random order.
    """
    lengths = pairs.de.lengths()
    teacher = pairs.teacher.lengths()
    groups: list[list[int]] = []
    size = at = 0
    while at < len(chosen):
        long = lengths[chosen[at]] >= _SHORT and rng.random() < JOINED / 3
        size = rng.randint(*_NEIGHBOURS) if long else 1
        group = [chosen[at]]
        at += 1
        while len(group) < size and at < len(chosen) and lengths[chosen[at]] >= _SHORT:
            if teacher[[*group, chosen[at]]].sum() > LONGEST - 2:
                break
            group.append(chosen[at])
            at += 1
        if teacher[group].sum() <= LONGEST - 2 and lengths[group].sum() <= LONGEST - 2:
            groups.append(group)
    groups.sort(key=lambda group: (lengths[group].sum(), rng.random()))
    batches: list[list[list[int]]] = []
    for group in groups:
        longest = lengths[group].sum() + 2
        if not batches or (len(batches[-1]) + 1) * longest > BATCH_PIECES:
            batches.append([])
        batches[-1].append(group)
    rng.shuffle(batches)
    return [batch for batch in batches if len(batch) > 1]


def _joined_links(pairs: Aligned, group: list[int]) -> Ints:
    """(n, 2): the group's links, with words counted through the whole group."""
    parts, german, english = [], 0, 0
    for pair in group:
        parts.append(pairs.links[pair].reshape(-1, 2) + np.array([german, english], np.int32))
        german += int(pairs.de_words[pair].max(initial=-1)) + 1
        english += int(pairs.en_words[pair].max(initial=-1)) + 1
    return np.concatenate(parts)


def _side(
    pieces: Ragged,
    words: Ragged,
    groups: list[list[int]],
    linked: list[Ints],
    ends: Ends,
) -> Side:
    ids, mask = padded(
        [np.concatenate([pieces[pair] for pair in group]).tolist() for group in groups], ends
    )
    places: list[int] = []
    owners: list[int] = []
    links = 0
    for row, (group, mine) in enumerate(zip(groups, linked, strict=True)):
        joined, before = [], 0
        for pair in group:
            joined.append(words[pair] + before)
            before += int(words[pair].max(initial=-1)) + 1
        word = np.concatenate(joined)  # non-decreasing: a word's pieces lie together
        first, last = np.searchsorted(word, mine), np.searchsorted(word, mine, side="right")
        for link, (a, b) in enumerate(zip(first.tolist(), last.tolist(), strict=True), start=links):
            places.extend(range(row * ids.shape[1] + 1 + a, row * ids.shape[1] + 1 + b))
            owners.extend([link] * (b - a))
        links += len(mine)
    return Side(
        ids,
        mask,
        torch.tensor(places, dtype=torch.long),
        torch.tensor(owners, dtype=torch.long),
        links,
    )


def _words(states: torch.Tensor, side: Side) -> torch.Tensor:
    """The mean of each linked word's pieces; (links, dim)."""
    count = torch.bincount(side.links, minlength=side.count)
    total = torch.zeros(side.count, states.shape[-1])
    total = total.index_add(0, side.links, states.flatten(0, 1)[side.pieces])
    return total / count.clamp(min=1).unsqueeze(1)
