"""One writer of an index at a time, over processes and threads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import ArticleQAError, IndexBusy

_PATIENCE = 10.0  # seconds to wait for another writer: a page's upload beside a running watch


@contextmanager
def write_lock(folder: Path) -> Iterator[None]:
    """Hold the write lock of the index in `folder`. Raises IndexBusy after ten seconds."""
    lock = FileLock(folder / "write.lock", timeout=_PATIENCE)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexBusy(
            f"the index at {folder} is being written - try again when that is done"
        ) from error
    except OSError as error:
        raise ArticleQAError(
            f"the index at {folder} cannot be written ({error.strerror}) - questions still work; "
            "to change it, make the folder writable or choose another with --index"
        ) from error
    try:
        yield
    finally:
        lock.release()
