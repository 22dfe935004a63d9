"""The folder that is kept in step with the index, and what the last look at it came to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from index import ArticleQAError, Change, Index, Sync
from index.types import Progress


@dataclass(frozen=True, slots=True)
class Look:
    """When it was, ISO 8601; the files that are no articles; what went wrong, "" for nothing."""

    at: str
    unread: tuple[Change, ...] = ()
    problem: str = ""


class Watching:
    """A folder and its index. `last` is replaced as a whole, so any thread may read it."""

    def __init__(self, store: Index, folder: str) -> None:
        self.store = store
        self.folder = folder
        self.last: Look | None = None

    def sync(self, progress: Progress | None = None) -> Sync:
        """As `Index.sync`, and noted."""
        at = _now()
        try:
            done = self.store.sync(self.folder, progress=progress)
        except ArticleQAError as error:
            self.last = Look(at, problem=str(error))
            raise
        self.last = Look(at, tuple(each for each in done.changes if each.kind == "skipped"))
        return done

    def follow(self, stop: threading.Event) -> Iterator[Sync | ArticleQAError]:
        """As `Index.watch`, each sync noted, and what ends it unforeseen."""
        try:
            yield from self.store.watch(self.folder, stop=stop, by=self.sync)
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            ended = f"it is not watched any more ({reason}) - start app.py again"
            self.last = Look(_now(), problem=ended)
            raise


def _now() -> str:
    return datetime.now().astimezone().isoformat()
