"""What is embedded of an index's passages: what another system is given to be compared."""

from __future__ import annotations

from pathlib import Path

from index.passages import embedded_text
from index.store import Store


def passage_texts(path: Path) -> list[str]:
    """The text of every passage with its context, by id."""
    store = Store.open(path, create=False)
    with store.reading() as read:
        texts = [embedded_text(term.context, term.body) for term in read.terms()]
    store.close()
    return texts
