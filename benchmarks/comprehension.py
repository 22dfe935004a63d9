"""Reading comprehension on MLQA (Lewis et al. 2020): exact match and F1, given the passage.

Answers are compared as MLQA's own evaluation does: lower-cased, without punctuation and without the
articles of the passage's language (its section 4.2).
"""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.mlqa import FOLDER, spread
from qa.reader import Reader

SETS = (("de", "de"), ("en", "de"), ("de", "en"), ("en", "en"))  # question, passage
_ARTICLES = {
    "de": r"\b(?:ein|eine|einen|eines|einem|einer|der|die|das|den|dem|des)\b",
    "en": r"\b(?:a|an|the)\b",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its passage, and the answers that are accepted."""

    question: str
    passage: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of predictions with the accepted answers; both in 0..1."""

    exact: float
    f1: float


def mlqa(data: Path, question: str, passage: str, samples: int | None = None) -> list[Asked]:
    path = data / FOLDER / f"dev-context-{passage}-question-{question}.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        entries = json.load(file)["data"]
    found = [
        Asked(asked["question"], paragraph["context"], tuple(a["text"] for a in asked["answers"]))
        for entry in entries
        for paragraph in entry["paragraphs"]
        for asked in paragraph["qas"]
    ]
    return spread(found, samples)


def predictions(reader: Reader, asked: Sequence[Asked]) -> list[str]:
    """The best span for each question, whether or not it is likely."""
    found = []
    for each, read in zip(
        asked, reader.read_pairs([(each.question, each.passage) for each in asked]), strict=True
    ):
        best = read.best()
        found.append(each.passage[best[0].start : best[0].end] if best else "")
    return found


def agreement(found: Sequence[str], asked: Sequence[Asked], language: str) -> Agreement:
    """The mean over the questions of the best over their answers; `language`: the passages'."""
    exact, f1 = [], []
    for prediction, each in zip(found, asked, strict=True):
        words = normalized(prediction, language)
        golds = [normalized(answer, language) for answer in each.answers]
        exact.append(max(float(words == gold) for gold in golds))
        f1.append(max(overlap(words, gold) for gold in golds))
    return Agreement(float(np.mean(exact)), float(np.mean(f1)))


def normalized(text: str, language: str) -> list[str]:
    """The words that count. "Der Hund, bellt!" -> ["hund", "bellt"]"""
    kept = (char for char in text.lower() if not unicodedata.category(char).startswith("P"))
    return re.sub(_ARTICLES[language], " ", "".join(kept)).split()


def overlap(words: Sequence[str], gold: Sequence[str]) -> float:
    """F1 of two bags of words."""
    common = sum((Counter(words) & Counter(gold)).values())
    return 2 * common / (len(words) + len(gold)) if common else float(words == gold)


def rows(data: Path, reader: Reader, samples: int | None = None) -> list[dict[str, str]]:
    """A row for each pair of languages."""
    table = []
    for question, passage in SETS:
        asked = mlqa(data, question, passage, samples)
        found = agreement(predictions(reader, asked), asked, passage)
        table.append(
            {
                "question": question,
                "passage": passage,
                "questions": str(len(asked)),
                "F1": f"{100 * found.f1:.1f}",
                "exact match": f"{100 * found.exact:.1f}",
            }
        )
    return table
