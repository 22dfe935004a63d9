"""Log odds and probabilities."""

from __future__ import annotations

import math

_SURE = 50.0  # beyond it a probability is 0 or 1
_LEAST = 1e-6


def probability(odds: float) -> float:
    """The logistic function. 0 -> 0.5"""
    return 1 / (1 + math.exp(-max(-_SURE, min(_SURE, odds))))


def log(probability: float) -> float:
    """Log odds of a probability. 0.5 -> 0"""
    kept = min(1 - _LEAST, max(_LEAST, probability))
    return math.log(kept / (1 - kept))
