"""The training data, as its files are: what each reader gives is what the file says, cleaned.

Where to get each set is in benchmarks/README.md. Nothing here reads a development set except
`evaluation_sentences`, and that only so that training leaves those sentences out.
"""

from __future__ import annotations

import csv
import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.passages import sentences

_TELLING = 40  # characters: a shorter sentence may stand in two places by chance


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence in both languages, and the collection it is from."""

    de: str
    en: str
    source: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the passage that answers it; `start`..`end` is the answer in the passage."""

    question: str
    passage: str
    start: int
    end: int
    title: str


def held_out(key: str, one_in: int = 10) -> bool:
    """Whether an article belongs to the part that is set aside: the same part in every run."""
    return zlib.crc32(key.encode()) % one_in == 0


def parallel(data: Path) -> list[Pair]:
    """The parallel sentences, each pair once, in the file's order (news stays in reading order)."""
    with gzip.open(data / "train/parallel.de-en.tsv.gz", "rt", encoding="utf-8") as lines:
        next(lines)  # the header
        rows = (line.rstrip("\n").split("\t") for line in lines)
        unique = {(de, en): source for de, en, source in rows if de.strip() and en.strip()}
    return [Pair(de, en, source) for (de, en), source in unique.items()]


def squad(data: Path, without: Set[str] = frozenset()) -> list[Asked]:
    """SQuAD 1.1, less the questions whose answer's place was guessed (`n_occ` above 1).

    Passages that share a sentence with `without` are left out.
    """
    found = []
    for article in _json(data / "train/squad-v1.1-train.json.gz")["data"]:
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            if any(text[a:b] in without for a, b in _long_sentences(text, "en", without)):
                continue
            for asked in paragraph["qas"]:
                for answer in asked["answers"][:1]:
                    if answer.get("n_occ", 1) == 1:
                        start = answer["answer_start"]
                        end = start + len(answer["text"])
                        question, passage = asked["question"].strip(), paragraph["context"]
                        found.append(Asked(question, passage, start, end, article["title"]))
    return found


def encyclopedia(data: Path, without: Set[str]) -> dict[str, list[str]]:
    """Title -> paragraphs of German encyclopedia articles.

    Articles that share a sentence with `without` are left out, whole.
    """
    articles = {}
    for line in _lines(data / "train/wikipedia-de.jsonl.gz"):
        row = json.loads(line)
        text = str(row["text"])
        if not any(
            sentence in without for sentence in text.splitlines() if len(sentence) > _TELLING
        ):
            paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
            articles[str(row["title"])] = [part for part in paragraphs if len(part) > 100]
    return articles


def evaluation_sentences(data: Path) -> set[str]:
    """Every sentence of the development sets' passages, to be kept out of training."""
    passages = set()
    for line in _lines(data / "dev/mlqa/test-retrieval-de.passages.rebuilt.jsonl.gz"):
        passages.add(str(json.loads(line)["text"]))
    for path in sorted((data / "dev/mlqa").glob("dev-context-*.json.gz")):
        for article in _json(path)["data"]:
            passages.update(paragraph["context"] for paragraph in article["paragraphs"])
    found = {
        passage[a:b].strip()
        for passage in passages
        for a, b in sentences(passage, 0, len(passage), "de")
    }
    for name in ("tatoeba/tatoeba.deu-eng.deu.gz", "tatoeba/tatoeba.deu-eng.eng.gz"):
        found.update(line.strip() for line in _lines(data / "dev" / name))
    for name in ("newstest2020/newstest2020.deu.gz", "newstest2020/newstest2020.eng.gz"):
        found.update(line.strip() for line in _lines(data / "dev" / name))
    for path in sorted((data / "dev/stsb").glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            found.update(text.strip() for row in csv.reader(file) for text in row[:2])
    return found


def without_sentences(pairs: Iterable[Pair], without: set[str]) -> list[Pair]:
    return [each for each in pairs if each.de not in without and each.en not in without]


def _long_sentences(text: str, language: str, without: Set[str]) -> list[tuple[int, int]]:
    if not without:
        return []  # cutting all of it takes a while
    return [(a, b) for a, b in sentences(text, 0, len(text), language) if b - a > _TELLING]


def _json(path: Path) -> Any:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from file
