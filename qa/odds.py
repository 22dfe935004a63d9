"""Log odds -> probability."""

from __future__ import annotations

import math

_SURE = 50.0  # beyond it a probability is 0 or 1


def probability(odds: float) -> float:
    """The logistic function. 0 -> 0.5"""
    return 1 / (1 + math.exp(-max(-_SURE, min(_SURE, odds))))
