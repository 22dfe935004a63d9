"""MLQA (Lewis et al. 2020) as retrieval: pools of passages, and the questions asked of each.

For reporting only. A question goes with the one passage it was asked about.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

FOLDER = Path("dev", "mlqa")
LANGUAGES = ("de", "en")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and the id of the passage that answers it. Translations share their `id`."""

    id: str
    text: str
    passage: str


@dataclass(frozen=True, slots=True)
class Run:
    """Questions in one language whose passages are in one language: "en→de" are English ones."""

    name: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """Passages that are searched together, id -> text, and the runs over them."""

    name: str
    passages: Mapping[str, str]
    runs: tuple[Run, ...]


def pools(data: Path, samples: int | None = None) -> list[Pool]:
    """The retrieval set alone; with the German passages of the dev set; with the English ones too.

    `samples` limits the questions of each run, never the passages. Questions are in the order of
    their ids, so that a sample of two runs on the same questions has the same ones.
    """
    known, asked = retrieval_set(data)
    dev = {
        f"{question}→{context}": dev_set(data, context, question)
        for context in LANGUAGES
        for question in LANGUAGES
    }
    german = known | dev["de→de"][0] | dev["en→de"][0]
    both = german | dev["de→en"][0] | dev["en→en"][0]

    def runs(*names: str) -> tuple[Run, ...]:
        return tuple(Run(name, _sample(dev[name][1], samples)) for name in names)

    return [
        Pool("retrieval set", known, (Run("de→de", _sample(asked, samples)),)),
        Pool("German", german, runs("de→de", "en→de")),
        Pool("German and English", both, runs("de→de", "en→de", "de→en", "en→en")),
    ]


def retrieval_set(data: Path) -> tuple[dict[str, str], list[Question]]:
    """The German retrieval set: passages, id -> text, and the German questions on them."""
    rows = _rows(data / FOLDER / "test-retrieval-de.passages.rebuilt.jsonl.gz")
    texts = {row["passage_id"]: row["text"] for row in rows}
    questions = [
        Question(row["id"], row["question_de"], passage_id(texts[row["passage_id"]]))
        for row in _rows(data / FOLDER / "test-retrieval-de-de.rebuilt.jsonl.gz")
    ]
    return {passage_id(text): text for text in texts.values()}, questions


def dev_set(data: Path, context: str, question: str) -> tuple[dict[str, str], list[Question]]:
    """One file of the dev set: passages in one language, id -> text, questions in another."""
    path = data / FOLDER / f"dev-context-{context}-question-{question}.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        entries: list[dict[str, Any]] = json.load(file)["data"]
    paragraphs = [paragraph for entry in entries for paragraph in entry["paragraphs"]]
    texts = {passage_id(each["context"]): each["context"] for each in paragraphs}
    questions = [
        Question(asked["id"], asked["question"], passage_id(each["context"]))
        for each in paragraphs
        for asked in each["qas"]
    ]
    return texts, questions


def passage_id(text: str) -> str:
    """A checksum of the text: equal texts are one passage, in whichever files they stand."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def spread(items: Sequence[T], most: int | None) -> list[T]:
    """At most so many, evenly spread, the same each time: [a, b, c, d, e], 2 -> [a, c]"""
    number = len(items) if most is None else min(most, len(items))
    return [items[place * len(items) // number] for place in range(number)]


def _sample(questions: Sequence[Question], most: int | None) -> tuple[Question, ...]:
    return tuple(spread(sorted(questions, key=lambda each: each.id), most))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)
