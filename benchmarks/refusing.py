"""Does the reader know when a passage does not answer? SQuAD 2.0, titles kept for this alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from benchmarks.comprehension import normalized, overlap
from benchmarks.mlqa import spread
from qa.reader import Read, Reader, Scored
from training import sources

ERROR = 0.05  # of the answers given
SAME = 0.5  # F1 from which a span counts as the answer
_BINS = 10

Values = NDArray[np.float64]


def rows(data: Path, reader: Reader, samples: int | None = None) -> list[dict[str, str]]:
    judged = sources.judged_titles(data)
    asked = [each for each in sources.unanswerable(data) if each.title in judged]
    asked = spread(asked, samples)
    reads = reader.read_pairs([(each.question, each.passage) for each in asked])
    confidence = np.array([read.probability("en") for read in reads])
    right = are_right(reads, asked)
    answerable = np.array([each.end > each.start for each in asked])
    return [
        {
            "questions": str(len(asked)),
            "answerable": f"{answerable.mean():.3f}",
            "AUROC, answerable or not": f"{roc_auc_score(answerable, confidence):.3f}",
            "AUROC, right or not": f"{roc_auc_score(right, confidence):.3f}",
            "expected calibration error": f"{calibration_error(confidence, right):.3f}",
            f"answered at {ERROR:.0%} error": f"{coverage(confidence, right, ERROR):.3f}",
        }
    ]


def are_right(reads: Sequence[Read], asked: Sequence[sources.Asked]) -> NDArray[np.bool_]:
    """Whether the best span of each is the answer."""

    def agrees(each: sources.Asked, span: Scored) -> bool:
        gold = normalized(each.passage[each.start : each.end], "en")
        return overlap(normalized(each.passage[span.start : span.end], "en"), gold) >= SAME

    return np.array(
        [
            each.end > each.start and agrees(each, read.best()[0])
            for each, read in zip(asked, reads, strict=True)
        ]
    )


def calibration_error(confidence: Values, right: NDArray[np.bool_]) -> float:
    """Expected calibration error in ten bins (Guo et al. 2017, "On Calibration", section 2)."""
    bins = np.clip((confidence * _BINS).astype(int), 0, _BINS - 1)
    return float(
        sum(
            abs(confidence[bins == each].mean() - right[bins == each].mean())
            * (bins == each).mean()
            for each in set(bins.tolist())
        )
    )


def coverage(confidence: Values, right: NDArray[np.bool_], error: float) -> float:
    """The largest share that can be answered, surest first, with at most this share wrong."""
    order = np.argsort(-confidence, kind="stable")
    wrong = np.cumsum(~right[order]) / np.arange(1, len(right) + 1)
    good = np.flatnonzero(wrong <= error)
    return float((good[-1] + 1) / len(right)) if len(good) else 0.0
