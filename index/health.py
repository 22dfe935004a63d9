"""Is the index what it says it is?"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from index import keywords
from index.records import Transaction
from index.types import Listed, Status


def problems(read: Transaction, keywords_folder: Path) -> Iterator[str]:
    """Everything that is not as it should be, in the store and in the keyword cache, a sentence
    each."""
    yield from read.problems()
    expected = set(read.passage_ids().tolist())
    stamp = keywords.read_stamp(keywords_folder)
    if expected and stamp.generation != read.generation():
        yield "the keyword cache is not of the store's generation"
    elif _is_writable(keywords_folder) and keywords.ids(keywords_folder) != expected:
        yield "the keyword cache holds other passages than the store"


def status(read: Transaction, articles: Sequence[Listed]) -> Status:
    languages = Counter(article.language or "?" for article in articles)
    stored = read.encoder()
    return Status(
        articles=len(articles),
        passages=sum(article.passages for article in articles),
        languages=dict(sorted(languages.items())),
        updated_at=read.updated_at(),
        encoder=stored[0] if stored else None,
    )


def _is_writable(folder: Path) -> bool:
    """Without the right to write, tantivy cannot open its folder, which then tells nothing."""
    effective = os.access in os.supports_effective_ids
    return os.access(folder, os.W_OK, effective_ids=effective)
