"""Pairs of sentences, without an index: translations found by cosine, likeness as people see it.

The former on Tatoeba (Artetxe & Schwenk 2019) and newstest2020, the latter on STSb (Cer et al.
2017) in German and English.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from benchmarks.mlqa import spread
from index import Encoder
from index.types import Vectors

BITEXTS = {
    "Tatoeba": Path("dev", "tatoeba", "tatoeba.deu-eng"),
    "newstest2020": Path("dev", "newstest2020", "newstest2020"),
}
STS_SETS = ("de-dev", "de-test", "en-dev", "en-test")


@dataclass(frozen=True, slots=True)
class Bitext:
    """Shares of sentences whose nearest one in the other language is their translation."""

    encoder: str
    set: str
    pairs: int
    to_english: float
    to_german: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """Spearman's correlation of cosines with the judgements of people, -1..1."""

    encoder: str
    set: str
    pairs: int
    spearman: float


def bitexts(data: Path, name: str, encoder: Encoder, samples: int | None) -> Iterator[Bitext]:
    """Both sets, each way; fewer pairs are also fewer to choose from, so easier."""
    for title in BITEXTS:
        german, english = read_bitext(data, title, samples)
        here, there = encoder.encode(german), encoder.encode(english)
        to_english = nearest_is_right(here, there, english)
        to_german = nearest_is_right(there, here, german)
        yield Bitext(name, title, len(german), to_english, to_german)


def likenesses(data: Path, name: str, encoder: Encoder, samples: int | None) -> Iterator[Likeness]:
    for title in STS_SETS:
        first, second, judged = read_sts(data, title, samples)
        cosines = np.sum(encoder.encode(first) * encoder.encode(second), axis=1)
        yield Likeness(name, f"STSb {title}", len(judged), spearman(cosines, judged))


def read_bitext(data: Path, title: str, samples: int | None = None) -> tuple[list[str], list[str]]:
    """German and English sentences, the n-th of each a pair. Raises ValueError if one is longer."""
    german, english = (_lines(data / f"{BITEXTS[title]}.{code}.gz") for code in ("deu", "eng"))
    pairs = spread(list(zip(german, english, strict=True)), samples)
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def read_sts(
    data: Path, title: str, samples: int | None = None
) -> tuple[list[str], list[str], list[float]]:
    """First sentences, second sentences, and how alike they are: 0 not at all, 5 the same."""
    path = data / "dev" / "stsb" / f"stsb-{title}.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = spread(list(csv.reader(file)), samples)
    return [row[0] for row in rows], [row[1] for row in rows], [float(row[2]) for row in rows]


def nearest_is_right(asked: Vectors, offered: Vectors, texts: Sequence[str]) -> float:
    """How often the nearest of the `offered` rows has the text of the one in the same place.

    `asked` and `offered` are `(n, dim)` unit rows. By text, since a sentence can stand there twice.
    """
    nearest = np.argmax(asked @ offered.T, axis=1)
    return float(np.mean([texts[at] == text for at, text in zip(nearest, texts, strict=True)]))


def spearman(first: ArrayLike, second: ArrayLike) -> float:
    """Pearson's correlation of the ranks (Spearman 1904), 0 where one side is all equal.

    [1, 2, 3], [10, 30, 20] -> 0.5
    """
    one, other = (ranks - ranks.mean() for ranks in map(average_ranks, (first, second)))
    scale = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / scale if scale else 0.0


def average_ranks(values: ArrayLike) -> NDArray[np.float64]:
    """Ranks from 1, lowest first; equal values share their mean: [5, 1, 5] -> [2.5, 1, 2.5]"""
    _, places, counts = np.unique(np.asarray(values), return_inverse=True, return_counts=True)
    means = np.cumsum(counts) - (counts - 1) / 2
    return np.asarray(means[places], dtype=np.float64)


def _lines(path: Path) -> list[str]:
    """By line feeds alone: a sentence may hold what str.splitlines takes for another line end."""
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
        return [line.rstrip("\n") for line in file]
