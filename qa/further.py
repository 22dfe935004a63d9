"""Which sentences answer beside the first, and whether any of them does. Pure.

Two logistic models on top of qa/evidence.py's, for questions that one sentence may not answer:
there it says little how far ahead of the others one is, for they may be right as well. Fitted by
benchmarks/calibrate_several.py on held-out articles, with half of 359 questions of our own that
several sentences answer, or none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa import odds

# A sentence's features as in qa/evidence.py, how far its rank is behind the first one's, and
# whether it stands in the same article -> the log odds that it answers.
ALSO = np.array([-0.38, 0.49, 2.73, 1.26, -1.3, 0.89, 0.46], dtype=np.float32)
ALSO_BIAS = -2.18
# The first one's log odds, and the logarithm of how many of the first SUMMED answer, by ALSO -> the
# log odds that any of them answers.
ANY = np.array([0.58, 1.67], dtype=np.float32)
ANY_BIAS = 1.21
SUMMED = 3
_LEAST = 1e-3  # of a sum of probabilities, whose logarithm is taken


def beside_first(
    table: NDArray[np.float32], ranks: NDArray[np.float32], articles: Sequence[str]
) -> NDArray[np.float32]:
    """The features of each candidate, `(n, 5)`, with the two above, `(n, 7)`; at least one."""
    first = int(ranks.argmax())
    same = [float(article == articles[first]) for article in articles]
    return np.column_stack([table, ranks - ranks[first], np.array(same, np.float32)])


def also(
    table: NDArray[np.float32], ranks: NDArray[np.float32], articles: Sequence[str]
) -> list[float]:
    """How likely each candidate is to answer, whatever the others do."""
    given = (beside_first(table, ranks, articles) * ALSO).sum(axis=1) + ALSO_BIAS
    return [odds.probability(each) for each in given.tolist()]


def any_features(first: float, each: Sequence[float]) -> tuple[float, float]:
    """What ANY weighs, of the first one's log odds and what `also` says of all."""
    likely = sorted(each, reverse=True)[:SUMMED]
    return first, math.log(max(_LEAST, sum(likely)))


def any_answers(first: float, each: Sequence[float]) -> float:
    """How likely it is that one of them answers: `first` is the first one's log odds, `each` is
    what `also` says of all of them."""
    return odds.probability(float((np.array(any_features(first, each)) * ANY).sum()) + ANY_BIAS)
