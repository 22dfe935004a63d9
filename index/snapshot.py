"""The caches as of one generation of the store: what a query searches."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.keywords import EMPTY, SMALL, KeywordIndex
from index.records import Transaction
from index.types import Ids, Vectors
from index.vectors import VectorIndex


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Vectors and keywords of one generation; immutable, so any number of threads may search it."""

    generation: int
    vectors: VectorIndex
    articles: Ids  # the article number of each of `vectors.ids`
    keywords: KeywordIndex

    def candidates(
        self, question: str, vector: Vectors, k: int, allowed: set[int] | None
    ) -> tuple[list[int], dict[int, float]]:
        """About `k` passage ids by vector, and `k` per language by keyword with their shares."""
        among = None
        if allowed is not None:
            among = self.vectors.ids[np.isin(self.articles, list(allowed))]
        return (
            self.vectors.nearest(vector, k, among),
            self.keywords.search(question, k, allowed),
        )


def take(read: Transaction, before: Snapshot | None, keywords_folder: Path) -> Snapshot:
    """The snapshot of the generation that `read` sees, made from the one before where there is one.

    Writes nothing: what the keyword folder lacks goes into a layer in memory.
    """
    generation = read.generation()
    vectors = _vectors(read, before)
    numbers = read.article_numbers(vectors.ids)
    return Snapshot(generation, vectors, numbers, _keywords(read, keywords_folder))


def _keywords(read: Transaction, folder: Path) -> KeywordIndex:
    on_disk = KeywordIndex.open(folder)
    if on_disk.stamp.generation == read.generation():
        return on_disk
    if len(read.passage_ids()) <= SMALL:
        return EMPTY.with_layer(read.terms())
    return on_disk.with_layer(read.terms(after=on_disk.stamp.last_id))


def _vectors(read: Transaction, before: Snapshot | None) -> VectorIndex:
    if before is None:
        return VectorIndex.build(*read.vectors())
    known = before.vectors.ids
    last = int(known[-1]) if len(known) else 0
    gone = np.setdiff1d(known, read.passage_ids(), assume_unique=True)
    new, vectors = read.vectors(after=last)
    return before.vectors.updated(gone, new, vectors)
