"""A folder's changes, as they come."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from index.errors import ArticleQAError
from index.types import Sync

_LOOK_MS = 10_000  # a scan of 2,000 files takes 20 ms


def watch(
    folder: Path, sync: Callable[[], Sync], stop: threading.Event | None
) -> Iterator[Sync | ArticleQAError]:
    """Call `sync` whenever the folder changes; yield its result where it did something.

    It also looks without being told every ten seconds: not every disk tells, and something may
    have come before the watch began. A file that stays unreadable and an error that stays the
    same are yielded once; so is that nothing tells of changes, as when too many folders are
    watched already.
    """
    said: Sync | ArticleQAError | None = None
    for blind in _moments(folder, stop or threading.Event()):
        if blind:
            yield blind
        try:
            result: Sync | ArticleQAError = sync()
        except ArticleQAError as error:
            result = error
        if _is_news(result, said):
            yield result
        said = result


def _moments(folder: Path, stop: threading.Event) -> Iterator[ArticleQAError | None]:
    """Whenever it is time to look; with an error once only the clock will say so."""
    from watchfiles import watch as told_by  # late: only this needs it

    try:
        for _ in told_by(
            folder,
            stop_event=stop,
            rust_timeout=_LOOK_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
            ignore_permission_denied=True,  # the sync says which folders inside cannot be read
        ):
            yield None
    except (OSError, RuntimeError) as error:  # RuntimeError: of its Rust code
        yield ArticleQAError(
            f"nothing tells of changes in the folder {folder} ({error}) - "
            f"it is looked at every {_LOOK_MS // 1000} seconds instead"
        )
    else:
        return
    while not stop.wait(_LOOK_MS / 1000):
        yield None


def _is_news(result: Sync | ArticleQAError, said: Sync | ArticleQAError | None) -> bool:
    if isinstance(result, ArticleQAError):
        return str(result) != str(said)
    changes = said.changes if isinstance(said, Sync) else ()
    unread = bool(result.skipped and result.changes != changes)
    return result.did_something or unread or bool(result.problem)
