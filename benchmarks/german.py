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
        _row(name, [each for each in written if each.language == language], reader)
        for language, name in NAMES.items()
    ]


def _row(language: str, written: list[Written], reader: Reader) -> dict[str, str]:
    reads = reader.read_pairs([(each.question, _passage(each)) for each in written])
    best = [read.best()[0] for read in reads]
    answered = [at for at, each in enumerate(written) if each.answer]
    asked = [_asked(written[at]) for at in answered]
    said = [_passage(written[at])[best[at].start : best[at].end] for at in answered]
    found = agreement(said, asked, "de")
    answerable = np.array([each.answer is not None for each in written])
    scores = np.array([span.score for span in best])
    return {
        "question": language,
        "questions": str(len(written)),
        "answered": str(len(answered)),
        "F1": f"{100 * found.f1:.1f}",
        "exact match": f"{100 * found.exact:.1f}",
        "AUROC, answerable or not": f"{roc_auc_score(answerable, scores):.3f}",
    }


def _passage(each: Written) -> str:
    return each.text[slice(*each.place)]


def _asked(each: Written) -> Asked:
    return Asked(each.question, _passage(each), (each.text[slice(*(each.answer or (0, 0)))],))
