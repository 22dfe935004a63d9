"""Which word translates which, from sentences that say the same.

IBM Model 1 (Brown et al. 1993, "The Mathematics of Statistical Machine Translation", section 4.2)
by expectation maximisation, without the empty word: each word of a sentence is the translation of
some word of the other, and which one is learned from all sentences at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.lexicon import Row

ROUNDS = 6  # more change the table by less than what is cut away
_LONGEST = 40  # words: a longer sentence adds work by its square and little evidence


@dataclass(frozen=True, slots=True)
class Links:
    """Every word of one side beside every word of the other, over all sentence pairs."""

    pair: NDArray[np.int32]  # which of the different (source, target) word pairs
    place: NDArray[np.int32]  # which target word of which sentence: they share one unit of mass
    source: NDArray[np.int32]  # of each different pair
    target: NDArray[np.int32]


def learn(
    sources: Sequence[Sequence[str]],
    targets: Sequence[Sequence[str]],
    *,
    keep: int = 8,
    least: float = 0.02,
    seen: float = 1.0,
) -> dict[str, Row]:
    """source word -> up to `keep` target words with p(target | source) of at least `least`.

    `seen` is how often, in expectation, a pair must have been met. What falls under is cut, so a
    row's probabilities may sum to less than 1.

    [["the", "house"], ["the", "book"]], [["das", "haus"], ["das", "buch"]], seen=0
    -> the: das .89, house: haus .80, das .20, book: buch .80, das .20 and less
    """
    ours: dict[str, int] = {}
    theirs: dict[str, int] = {}
    left, right = [], []
    for source, target in zip(sources, targets, strict=True):
        a, b = sorted(set(source)), sorted(set(target))
        if 0 < len(a) <= _LONGEST and 0 < len(b) <= _LONGEST:
            left.append(np.array([ours.setdefault(word, len(ours)) for word in a], np.int32))
            right.append(np.array([theirs.setdefault(word, len(theirs)) for word in b], np.int32))
    if not left:
        return {}
    links = _linked(left, right, len(theirs))
    probability, count = _expectation_maximisation(links, len(ours))
    order = np.lexsort((-probability, links.source))
    order = order[(probability[order] >= least) & (count[order] >= seen)]
    names, others = list(ours), list(theirs)
    rows: dict[str, list[tuple[str, float]]] = {}
    for at in order.tolist():
        row = rows.setdefault(names[links.source[at]], [])
        if len(row) < keep:
            row.append((others[links.target[at]], round(float(probability[at]), 4)))
    return {word: tuple(row) for word, row in rows.items()}


def _linked(
    left: Sequence[NDArray[np.int32]], right: Sequence[NDArray[np.int32]], targets: int
) -> Links:
    source = np.concatenate([np.tile(a, len(b)) for a, b in zip(left, right, strict=True)])
    target = np.concatenate([np.repeat(b, len(a)) for a, b in zip(left, right, strict=True)])
    first = np.cumsum([0, *(len(b) for b in right[:-1])])
    place = np.concatenate(
        [
            np.repeat(np.arange(at, at + len(b), dtype=np.int32), len(a))
            for a, b, at in zip(left, right, first, strict=True)
        ]
    )
    different, pair = np.unique(source.astype(np.int64) * targets + target, return_inverse=True)
    return Links(
        pair.astype(np.int32),
        place,
        (different // targets).astype(np.int32),
        (different % targets).astype(np.int32),
    )


def _expectation_maximisation(
    links: Links, sources: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """p(target | source) and the expected count of each different pair."""
    probability = np.ones(len(links.source), np.float32)
    count = probability
    for _ in range(ROUNDS):
        share = probability[links.pair]
        share /= np.bincount(links.place, share)[links.place].astype(np.float32)
        count = np.bincount(links.pair, share, len(links.source)).astype(np.float32)
        total = np.bincount(links.source, count, sources).astype(np.float32)
        probability = count / total[links.source]
    return probability, count
