"""How long calls take: what the speed measurements share."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from index import Index
from index.records import Filters

K = 10  # hits asked for


def milliseconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - started)


def percentile(values: Sequence[float], percent: int) -> float:
    return float(np.percentile(values, percent))


def searches(index: Index, asked: Sequence[str], filters: Filters | None = None) -> list[float]:
    """Milliseconds of each search, after one that does not count; encoding is left out."""
    vectors = index.encoder.encode(asked, query=True)
    calls = [
        partial(index.search_vector, question, vector, K, filters)
        for question, vector in zip(asked, vectors, strict=True)
    ]
    calls[0]()
    return [milliseconds(call) for call in calls]
