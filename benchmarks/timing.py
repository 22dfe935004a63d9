"""How long calls take: what the speed measurements share."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from index import Index
from index.types import Filters

K = 10  # hits asked for
ROUNDS = 3


def milliseconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - started)


def percentile(values: Sequence[float], percent: int) -> float:
    return float(np.percentile(values, percent))


def searches(index: Index, asked: Sequence[str], filters: Filters | None = None) -> list[float]:
    """Milliseconds of each search, the median of three rounds; encoding is left out.

    The rounds take out what else the machine was doing; what differs between questions stays.
    """
    vectors = index.encoder.encode(asked, query=True)
    calls = [
        partial(index.search_vector, question, vector, K, filters)
        for question, vector in zip(asked, vectors, strict=True)
    ]
    rounds = [[milliseconds(call) for call in calls] for _ in range(ROUNDS)]
    return [float(each) for each in np.median(rounds, axis=0)]
