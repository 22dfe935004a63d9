"""A term -> its likely translations, learned from parallel sentences.

How strongly one is a translation lies in 0..1: the mean of the probabilities that the one becomes
the other and the other the one (training/terms.py), so that those of a term need not sum to 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from index.models import translations

OTHER = {"de": "en", "en": "de"}  # the language that a language is translated into

Row = tuple[tuple[str, float], ...]  # best first; what is unlikely is left out


class Lexicon:
    """Translations from one language to another; terms are as index/analysis.py makes them."""

    def __init__(self, rows: Iterable[Sequence[str]]) -> None:
        """Each row is a term, then pairs of a translation and its strength, all as text.

        A row is kept as one string, a tenth of the memory, and parsed when it is asked for.
        """
        self._rows = {row[0]: "\t".join(row[1:]) for row in rows}

    def __getitem__(self, term: str) -> Row:
        """The term's translations; () for one that the parallel sentences did not have."""
        text = self._rows.get(term)
        row = text.split("\t") if text else ()
        return tuple(zip(row[::2], map(float, row[1::2]), strict=True))

    def __len__(self) -> int:
        return len(self._rows)


@cache
def load(source: str, target: str) -> Lexicon:
    """The shipped lexicon from one language (ISO 639-1) to another; empty where there is none."""
    return Lexicon(translations(source, target))
