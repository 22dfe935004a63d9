"""SQLite, the system of record: opening it, and transactions over it.

One writer at a time (the caller holds the write lock), any number of readers: in WAL mode a read
transaction sees one generation, whole, whatever is being written beside it.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from index.errors import ArticleQAError, IndexBusy, IndexDamaged, IndexMissing
from index.lock import write_lock
from index.records import Transaction, Undecodable
from index.schema import APPLICATION_ID, FORMAT, TABLES

FILE = "articles.sqlite3"
_TIMEOUT = 30  # seconds a writer waits for another's transaction: each is well under one

# What an index folder may hold: ours, and what file browsers leave wherever somebody looked.
_DATABASES = (FILE, "conversations.db")
_OURS = {
    "keywords",
    "write.lock",
    *(f"{name}{end}" for name in _DATABASES for end in ("", "-wal", "-shm", "-journal")),
}
_LEFT = {".DS_Store", "Thumbs.db", "desktop.ini"}


class Store:
    """Readers use `reading()`, the one writer `writing()`; both give a `Transaction`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._all: list[tuple[threading.Thread, sqlite3.Connection]] = []
        self._closing = threading.Lock()
        self._closed = False

    @classmethod
    def open(cls, folder: Path, *, create: bool) -> Store:
        """Open the index in `folder`; with `create`, make it where there is none.

        Raises IndexMissing, or IndexDamaged for a folder that is not ours, damaged or too new.
        """
        path = folder / FILE
        if _is_blank(path):
            if not create:
                raise _missing(folder)
            _create(path)
        store = cls(path)
        try:
            with store.reading() as read:
                reason = read.foreign()
            if reason:
                raise IndexDamaged(f"cannot use the index at {folder}: {reason}")
            if create:
                store._log_ahead()
        except BaseException:
            store.close()
            raise
        return store

    @staticmethod
    def is_new(folder: Path) -> bool:
        """Whether `open` would make an index there. Raises IndexDamaged where none could be."""
        return _is_blank(folder / FILE)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        yield from self._transaction("BEGIN")

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Commits on success as a new generation, rolls everything back on an exception."""
        with self.noting() as transaction:
            yield transaction
            transaction.next_generation()

    @contextmanager
    def noting(self) -> Iterator[Transaction]:
        """Like `writing`, for what no query sees: the generation stays."""
        yield from self._transaction("BEGIN IMMEDIATE")

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the database, so that a read-only disk can be read."""
        with self._explained(), self._connection() as connection:
            empty_log(connection)

    @property
    def closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        """Close every thread's connection, for good: what is asked later is an ArticleQAError."""
        with self._closing:
            self._closed = True
            while self._all:
                _, connection = self._all.pop()
                connection.close()
            self._local = threading.local()

    def _log_ahead(self) -> None:
        """See to WAL mode, which stays: a process killed while it made the index left it without.

        Where nothing may be written the index is read as it is.
        """
        with suppress(ArticleQAError), self._explained(), self._connection() as connection:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                with write_lock(self.path.parent):
                    connection.execute("PRAGMA journal_mode = WAL")

    def _transaction(self, begin: str) -> Iterator[Transaction]:
        with self._explained(), self._connection() as connection:
            connection.execute(begin)
            try:
                yield Transaction(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection, kept; on a read-only disk one for this once.

        There no log can be kept beside the database, and SQLite must be told that nobody writes:
        true for one short transaction, not for as long as a connection is kept.
        """
        self._check_open()
        kept: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if kept is None:
            try:
                kept = self._local.connection = _connect(self.path)
            except sqlite3.OperationalError as error:
                if not error.sqlite_errorname.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
                    raise
                with closing(_connect(self.path, "?mode=ro&immutable=1")) as once:
                    yield once
                return
            self._keep(kept)
        yield kept

    def _keep(self, connection: sqlite3.Connection) -> None:
        """Closed by `close`, or once its thread is gone: many live for one question only."""
        with self._closing:
            if self._closed:  # since it was asked for
                connection.close()
                self._check_open()
            held, self._all = self._all, [(threading.current_thread(), connection)]
            for thread, other in held:
                if thread.is_alive():
                    self._all.append((thread, other))
                else:
                    other.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        with _explained(self.path):
            try:
                yield
            except sqlite3.Error:
                self._check_open()  # closed by another thread meanwhile: nothing else is wrong
                raise

    def _check_open(self) -> None:
        if self._closed:
            raise ArticleQAError(f"the index at {self.path.parent} was closed - open it again")


def empty_log(connection: sqlite3.Connection) -> None:
    """Fold a database's write-ahead log into it, and empty the log.

    Who reads meanwhile is waited for a second and no longer: then the log stays until next time.
    """
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout = 1000")
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience}")


# Opening


def _is_blank(path: Path) -> bool:
    """Whether an index has yet to be made here. Raises IndexDamaged where none of ours could be."""
    folder = path.parent
    try:
        if path.exists():
            return path.stat().st_size == 0  # killed while it was made
        if folder.exists() and not folder.is_dir():
            raise IndexDamaged(f"{folder} is a file, not an index - choose another folder")
        if folder.is_dir() and not all(_may_stand(each.name) for each in folder.iterdir()):
            raise IndexDamaged(
                f"{folder} holds other files and no index - choose another folder with --index"
            )
    except OSError as error:
        raise IndexDamaged(
            f"the index at {folder} cannot be read ({error.strerror}) - "
            "check its permissions, or choose another with --index"
        ) from error
    return True


def _may_stand(name: str) -> bool:
    """Whether a folder that is to be an index may have this in it."""
    return name in _OURS | _LEFT


def _create(path: Path) -> None:
    """Make the tables in one transaction: a process killed here leaves an empty database."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexDamaged(f"cannot make an index at {path.parent}: {error}") from error
    with (
        write_lock(path.parent),
        _explained(path),
        closing(sqlite3.connect(path, isolation_level=None)) as connection,
    ):
        if connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID:
            return  # another process was quicker
        connection.executescript(
            f"BEGIN; PRAGMA application_id = {APPLICATION_ID}; {TABLES}"
            f"INSERT INTO meta VALUES ('format', '{FORMAT}'), ('generation', '0'); COMMIT;"
        )


def _connect(path: Path, options: str = "?mode=rw") -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}{options}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=_TIMEOUT,
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")  # in WAL: no loss at a killed process
        connection.execute("SELECT count(*) FROM sqlite_master")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if type(error) not in (sqlite3.DatabaseError, sqlite3.OperationalError):
            raise  # a bug of ours, nothing a person could mend
        raise _explanation(error, path) from error
    except Undecodable as error:
        raise _damaged(path.parent, error) from error


def _explanation(error: sqlite3.DatabaseError, path: Path) -> ArticleQAError:
    name, folder = getattr(error, "sqlite_errorname", ""), path.parent
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return ArticleQAError(
            f"the index at {folder} cannot be written: {error} - nothing stored is lost; "
            "make room on the disk and try again"
        )
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return IndexBusy(f"another process is using the index at {folder} - try again")
    if name.startswith("SQLITE_CANTOPEN") and _is_gone(path):
        return _missing(folder)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return ArticleQAError(
            f"the index at {folder} cannot be opened or written: {error} - "
            "check its permissions, or choose another with --index"
        )
    return _damaged(folder, error)


def _damaged(folder: Path, error: Exception) -> IndexDamaged:
    return IndexDamaged(
        f"the index at {folder} is damaged ({error}) - move that folder away and run: "
        f"python -m index sync FOLDER --index {folder}"
    )


def _missing(folder: Path) -> IndexMissing:
    return IndexMissing(
        f"there is no index at {folder} - build it with: "
        f"python -m index sync FOLDER --index {folder}"
    )


def _is_gone(path: Path) -> bool:
    """Whether there is surely no such file; behind a closed folder there may be."""
    try:
        os.stat(path)
    except OSError as error:
        return isinstance(error, FileNotFoundError)
    return False
