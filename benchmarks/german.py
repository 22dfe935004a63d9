"""Our own questions on held-out German encyclopedia and news articles: reading, and refusing.

They were written on the passages by a language model (benchmarks/questions_de.jsonl), a fourth so
that the passage does not answer. Half of the articles serve to fit the constants of the answers
(benchmarks/calibrate.py); the reader itself has seen none of them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks.comprehension import Asked, agreement
from benchmarks.heldout import WRITTEN
from benchmarks.mlqa import spread
from qa.reader import Reader
from training import sources
from training.sources import Written

NAMES = {"de": "German", "en": "English"}


def rows(data: Path, reader: Reader, samples: int | None = None) -> list[dict[str, str]]:
    """A row for each language of the questions; the passages are German."""
    written = spread(sources.written(data, WRITTEN), samples)
    return [
        _row(language, [each for each in written if each.language == language], reader)
        for language in NAMES
    ]


def _row(language: str, written: list[Written], reader: Reader) -> dict[str, str]:
    every = [each.asked() for each in written]
    reads = reader.read_pairs([(each.question, each.passage) for each in every])
    best = [read.best()[0] for read in reads]
    answerable = np.array([each.end > each.start for each in every])
    asked, said = [], []
    for each, span in zip(every, best, strict=True):
        if gold := each.passage[each.start : each.end]:
            asked.append(Asked(each.question, each.passage, (gold,)))
            said.append(each.passage[span.start : span.end])
    found = agreement(said, asked, "de")
    auroc = roc_auc_score(answerable, [each.mass() for each in reads])
    return {
        "question": NAMES[language],
        "questions": str(len(every)),
        "answered": str(len(asked)),
        "F1": f"{100 * found.f1:.1f}",
        "exact match": f"{100 * found.exact:.1f}",
        "AUROC, answerable or not": f"{auroc:.3f}",
    }
