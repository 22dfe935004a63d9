"""Where the right passage stands -> measures of retrieval, with bootstrap intervals. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Ranks = NDArray[np.int64]  # of the right passage, from 1; 0 where it was not found

TOP = 10  # how far down the measures look, but for recall
RESAMPLES = 1_000
SEED = 0


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean, and the 95 % of its resampled values that lie in the middle."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run of questions on one pool: the ranks of their right passages by each way to search.

    `passages` counts the pool; `ids` are those of the questions, in the order of the ranks.
    """

    encoder: str
    pool: str
    passages: int
    run: str
    ids: tuple[str, ...]
    ranks: Mapping[str, Ranks]


@dataclass(frozen=True, slots=True)
class Measured:
    """One way to search in one run. `ahead` is nDCG@10 less that of `best`, the better of the
    other two, question by question; None but for the fused search."""

    encoder: str
    pool: str
    passages: int
    run: str
    questions: int
    by: str
    ndcg: Interval
    recall_1: float
    recall_5: float
    mrr: float
    best: str | None = None
    ahead: Interval | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """nDCG@10 of the same questions asked in two languages, and the first less the second."""

    encoder: str
    pool: str
    passages: int
    questions: int
    by: str
    first: float
    second: float
    gap: Interval


def rank(found: Iterable[str], right: str) -> int:
    """The place of `right` in `found`, from 1; of equal ids only the first counts. 0 if absent.

    ["a", "a", "b"], "b" -> 2
    """
    distinct = list(dict.fromkeys(found))
    return distinct.index(right) + 1 if right in distinct else 0


def ndcg(ranks: Ranks, at: int = TOP) -> Values:
    """nDCG of each question with one right passage: 1 / log2(rank + 1) (the discount of Burges
    et al. 2005), 0 beyond `at`.

    [1, 3, 11, 0] -> [1, 0.5, 0, 0]
    """
    return np.where(_within(ranks, at), 1 / np.log2(np.maximum(ranks, 1) + 1), 0.0)


def reciprocal(ranks: Ranks, at: int = TOP) -> Values:
    """1 / rank of each question, 0 beyond `at`: [1, 4, 11, 0] -> [1, 0.25, 0, 0]"""
    return np.where(_within(ranks, at), 1 / np.maximum(ranks, 1), 0.0)


def recall(ranks: Ranks, at: int) -> float:
    """The share of questions whose passage is among the first `at`."""
    return float(_within(ranks, at).mean())


def bootstrap(values: Values) -> Interval:
    """The mean of `(n,)` values, n > 0, and its percentile interval over resampled questions
    (Efron 1979).

    Handed differences of two systems on the same questions, it is the paired bootstrap. The same
    values give the same interval.
    """
    if not len(values):
        raise ValueError("an interval needs at least one value, got none")
    drawn = np.random.default_rng(SEED).integers(len(values), size=(RESAMPLES, len(values)))
    low, high = np.percentile(values[drawn].mean(axis=1), [2.5, 97.5])
    return Interval(float(values.mean()), float(low), float(high))


def measured(outcome: Outcome, fused: str) -> Iterator[Measured]:
    """A row for each way to search; the one named `fused` is compared with the best other one."""
    gains = {by: ndcg(ranks) for by, ranks in outcome.ranks.items()}
    others = [by for by in gains if by != fused]
    best = max(others, key=lambda by: float(gains[by].mean()))
    for by, ranks in outcome.ranks.items():
        yield Measured(
            encoder=outcome.encoder,
            pool=outcome.pool,
            passages=outcome.passages,
            run=outcome.run,
            questions=len(outcome.ids),
            by=by,
            ndcg=bootstrap(gains[by]),
            recall_1=recall(ranks, 1),
            recall_5=recall(ranks, 5),
            mrr=float(reciprocal(ranks).mean()),
            best=best if by == fused else None,
            ahead=bootstrap(gains[by] - gains[best]) if by == fused else None,
        )


def gaps(outcomes: Sequence[Outcome], first: str, second: str) -> Iterator[Gap]:
    """Where an encoder did both runs on a pool: their difference on the questions in both."""
    done = {(each.encoder, each.pool, each.run): each for each in outcomes}
    for one in outcomes:
        other = done.get((one.encoder, one.pool, second))
        if one.run != first or other is None:
            continue
        here, there = _shared(one.ids, other.ids)
        for by in one.ranks if here else ():
            ours, theirs = ndcg(one.ranks[by][here]), ndcg(other.ranks[by][there])
            yield Gap(
                encoder=one.encoder,
                pool=one.pool,
                passages=one.passages,
                questions=len(here),
                by=by,
                first=float(ours.mean()),
                second=float(theirs.mean()),
                gap=bootstrap(ours - theirs),
            )


def _shared(one: Sequence[str], other: Sequence[str]) -> tuple[list[int], list[int]]:
    """Where the ids that are in both stand: ["a", "b", "c"], ["c", "a"] -> [0, 2], [1, 0]"""
    places = {id: place for place, id in enumerate(other)}
    here = [place for place, id in enumerate(one) if id in places]
    return here, [places[one[place]] for place in here]


def _within(ranks: Ranks, at: int) -> NDArray[np.bool_]:
    return (ranks > 0) & (ranks <= at)
