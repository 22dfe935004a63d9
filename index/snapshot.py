"""The caches as of one generation of the store: what a query searches."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import analysis
from index.keywords import EMPTY, SMALL, KeywordIndex
from index.languages import detect_known
from index.lexicon import OTHER
from index.records import Transaction
from index.types import Ids, Vectors
from index.vectors import VectorIndex

_NAMES = tuple(analysis.FIELDS)
# times k: how far down the nearest of all passages one scan goes for the `k` of each language. A
# language whose passages all lie further off is still found by its keywords.
_WIDER = 4


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Vectors and keywords of one generation; immutable, so any number of threads may search it."""

    generation: int
    vectors: VectorIndex
    articles: Ids  # the article number of each of `vectors.ids`
    fields: NDArray[np.int8]  # and the keyword field that its language goes into
    several: bool  # whether these are of more than one language: 1 ms to find out of 80,000
    keywords: KeywordIndex

    def candidates(
        self, question: str, vector: Vectors, k: int, allowed: set[int] | None
    ) -> tuple[list[int], dict[int, float]]:
        """About `k` passage ids by vector, and `k` by keyword with their shares, per language.

        Per language, so that the question's own does not crowd out the others: how near a passage
        is and how much of the question it contains are a little less in another.
        """
        among = None
        if allowed is not None:
            among = self.vectors.ids[np.isin(self.articles, list(allowed))]
        return self._near(vector, k, among), self.keywords.search(question, k, allowed)

    def crossed(self, ids: Ids, question: str) -> set[int]:
        """Those of the passage ids that are German to an English question, or the other way round.

        Of none where the question has no letters; articles in a third language are found as they
        are.
        """
        if not any(map(str.isalpha, question)):
            return set()
        other = OTHER[detect_known(question)]
        fields = self.fields[np.searchsorted(self.vectors.ids, ids)]
        return set(ids[fields == _NAMES.index(other)].tolist())

    def _near(self, vector: Vectors, k: int, among: Ids | None) -> list[int]:
        """The `k` nearest of each language among the `k * _WIDER` nearest of all."""
        if not self.several:
            return self.vectors.nearest(vector, k, among)
        near = np.array(self.vectors.nearest(vector, k * _WIDER, among), dtype=np.int64)
        fields = self.fields[np.searchsorted(self.vectors.ids, near)]
        best = [near[fields == field][:k] for field in np.unique(fields)]
        return [int(id) for id in np.concatenate([*best, near[:0]])]


def take(read: Transaction, before: Snapshot | None, keywords_folder: Path) -> Snapshot:
    """The snapshot of the generation that `read` sees, made from the one before where there is one.

    Writes nothing: what the keyword folder lacks goes into a layer in memory.
    """
    generation = read.generation()
    vectors = _vectors(read, before)
    numbers = read.article_numbers(vectors.ids)
    fields = _fields(read.languages(), numbers)
    several = len(np.unique(fields)) > 1
    keywords = _keywords(read, keywords_folder)
    return Snapshot(generation, vectors, numbers, fields, several, keywords)


def _fields(languages: dict[int, str | None], numbers: Ids) -> NDArray[np.int8]:
    of_article = np.zeros(max(languages, default=0) + 1, dtype=np.int8)
    for number, language in languages.items():
        of_article[number] = _NAMES.index(analysis.field(language))
    return of_article[numbers]


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
