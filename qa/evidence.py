"""Question x hits -> the sentences that may answer it, best first, each with a probability.

Every body sentence of the passages is a candidate. A logistic model weighs how near its vector is
to the question's, how much of the question it and its passage contain, and how well the passage
was found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index import Article, Hit, Index
from index.concepts import Weighed
from index.passages import sentences
from index.types import Vectors
from qa.attribution import points_back

FEATURES = ("sentence cosine", "sentence coverage", "passage coverage", "passage score")
# Fitted by benchmarks/calibrate.py on held-out SQuAD articles. On others of them the best sentence
# is right for 80 % of the answerable questions, AUROC .84, calibration error .09.
WEIGHTS = np.array([6.61, 5.72, 0.57, 1.82], dtype=np.float32)
BIAS = -9.9
SLOPE, OFFSET = 0.86, 0.74  # from a sentence's logit to its probability as the best one


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a hit's article, or two. `probability`: that it holds the answer."""

    hit: Hit
    start: int
    end: int
    probability: float = 0.0

    @property
    def article(self) -> Article:
        return self.hit.article

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]


def find(
    index: Index, question: str, vector: Vectors, language: str, hits: Sequence[Hit]
) -> tuple[Sentence, ...]:
    """The hits' sentences by probability, best first; equal ones in the order of the hits.

    `vector` is the question's, as the hits were searched with it.
    """
    found = list(candidates(hits))
    if not found:
        return ()
    logits = features(index, question, vector, language, found) @ WEIGHTS + BIAS
    probabilities = 1 / (1 + np.exp(-(SLOPE * logits + OFFSET)))
    scored = [
        replace(each, probability=float(p)) for each, p in zip(found, probabilities, strict=True)
    ]
    return tuple(sorted(scored, key=lambda sentence: -sentence.probability))


def candidates(hits: Sequence[Hit]) -> Iterator[Sentence]:
    """Every body sentence of the hits' passages, once: passages overlap."""
    seen = set()
    for hit in hits:
        for start, end in _sentences(hit):
            if (hit.article.id, start, end) not in seen:
                seen.add((hit.article.id, start, end))
                yield Sentence(hit, start, end)


def features(
    index: Index, question: str, vector: Vectors, language: str, found: Sequence[Sentence]
) -> NDArray[np.float32]:
    """`(n, 4)` float32, a row per candidate, columns as in FEATURES, all in about 0..1."""
    cosines = index.encoder.encode([each.text for each in found]) @ vector
    weights = {
        other: _weights(index, question, language, other)
        for other in {each.article.language for each in found}
    }
    around = {
        each.hit.passage.id: coverage(
            weights[each.article.language], _terms(index, each, _surroundings(each))
        )
        for each in {each.hit.passage.id: each for each in found}.values()
    }
    rows = [
        (
            cosine,
            coverage(weights[each.article.language], _terms(index, each, each.text)),
            around[each.hit.passage.id],
            each.hit.score,
        )
        for each, cosine in zip(found, cosines, strict=True)
    ]
    return np.array(rows, dtype=np.float32)


def coverage(weighed: Sequence[Weighed], terms: Collection[str]) -> float:
    """How much of the question's weight the terms carry, in 0..1; 0 for a question of no weight.

    "musk" of weight 1 and "anruf" of 3, {"anruf", "axios"} -> 0.75
    """
    total = sum(each.idf for each in weighed)
    return sum(each.idf * each.share(terms) for each in weighed) / total if total else 0.0


def _weights(index: Index, question: str, language: str, other: str | None) -> list[Weighed]:
    """In the article's own language a word it never uses counts against it; in another, a word
    it never uses is only untranslated."""
    return index.concepts(question, other, asked=language, known_only=language != other)


def _terms(index: Index, sentence: Sentence, text: str) -> frozenset[str]:
    return index.terms(text, sentence.article.language)


def _surroundings(sentence: Sentence) -> str:
    return f"{sentence.article.title or ''}\n{sentence.hit.passage.text}"


def _sentences(hit: Hit) -> Iterator[tuple[int, int]]:
    """The passage's sentences; one that says who said the one before is joined with that."""
    passage, article = hit.passage, hit.article
    for block in article.blocks:
        start, end = max(passage.start, block.start), min(passage.end, block.end)
        if block.label == "body" and start < end:
            before = start
            for first, last in sentences(article.text, start, end, article.language):
                yield before if points_back(article.text[first:last]) else first, last
                before = first
