"""The file of the conversations: its tables, opening it, emptying it of what was deleted."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import ArticleQAError
from index.store import empty_log

FORMAT = 2  # raise when a table changes; an older program refuses a newer file
CHANGES = {1: "ALTER TABLE turns ADD COLUMN filters TEXT"}  # format -> the step to the next one
APPLICATION_ID = 0x61715143  # "aqQC" in the file's header: is this database ours?
_TIMEOUT = 30  # seconds to wait for another process's transaction: each is well under one

TABLES = """
CREATE TABLE conversations (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    touched INTEGER NOT NULL,  -- counts changes over all conversations: a clock may go back
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX conversations_by_owner ON conversations (owner, touched);

CREATE TABLE turns (
    conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
    turn INTEGER NOT NULL,  -- from 1, without gaps
    question TEXT NOT NULL,
    answer TEXT,  -- JSON, see page/archive.py; NULL: there was none
    error TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    liked INTEGER,  -- NULL: no feedback
    reason TEXT NOT NULL DEFAULT '',
    judged_at TEXT,
    filters TEXT,  -- JSON, see page/filtering.py; NULL: all articles were asked
    PRIMARY KEY (conversation, turn)
) STRICT;

-- Whole article versions: an old answer's quotes stay readable when the article changes or goes.
CREATE TABLE articles (
    number INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,  -- of `article`
    article TEXT NOT NULL  -- JSON, see page/archive.py
) STRICT;

-- The answer's list of articles: `place` is what it refers to them by.
CREATE TABLE referred (
    conversation INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    place INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES articles,
    PRIMARY KEY (conversation, turn, place),
    FOREIGN KEY (conversation, turn) REFERENCES turns ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX referred_by_article ON referred (article);

-- A deleted conversation does not come back with an answer that was still on its way.
CREATE TABLE deleted (
    id TEXT PRIMARY KEY
) STRICT;

-- Deletions of which a copy may still be somewhere in the file.
CREATE TABLE unwiped (
    deletion INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
"""


class ConversationsDamaged(ArticleQAError):
    """The file is not one of ours, is damaged, or is of another format."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection any thread may use, one at a time; the file is made where there is none.

    Raises ConversationsDamaged for a file that is not ours, damaged or of another format, and
    ArticleQAError where it cannot be opened or written.
    """
    with explained(path):
        _make_private(path)
        connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, timeout=_TIMEOUT
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA temp_store = MEMORY")  # a copy on disk would outlive it all
            _check(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")  # in WAL: no loss at a killed process
            wipe(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def erase(connection: sqlite3.Connection) -> None:
    """Within a transaction: delete the articles nobody refers to, and note that bytes stay."""
    connection.execute("DELETE FROM articles WHERE number NOT IN (SELECT article FROM referred)")
    connection.execute("INSERT INTO unwiped DEFAULT VALUES")


def wipe(connection: sqlite3.Connection) -> None:
    """Leave no byte of what was deleted in the file or its log, if there may be any.

    Overwriting alone is not enough: of a row that SQLite once moved between pages a copy may stay
    (16 of 7,879 deleted rows in a trial), so the file is written anew: 0.2 s for 2,000 turns.
    """
    (last,) = connection.execute("SELECT max(deletion) FROM unwiped").fetchone()
    if last is not None:
        connection.execute("VACUUM")
        connection.execute("DELETE FROM unwiped WHERE deletion <= ?", (last,))
        empty_log(connection)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """SQLite's errors as ours, where a person can mend them."""
    try:
        yield
    except (sqlite3.DatabaseError, OSError) as error:
        if isinstance(error, sqlite3.DatabaseError) and type(error) not in _EXPLAINED:
            raise  # a bug of ours, nothing a person could mend
        raise _explanation(error, path) from error


_EXPLAINED = (sqlite3.DatabaseError, sqlite3.OperationalError)


def damaged(path: Path, what: object) -> ConversationsDamaged:
    return ConversationsDamaged(
        f"the conversations at {path} are damaged ({what}) - move that file away and start again; "
        "the articles are not touched"
    )


def _explanation(error: sqlite3.DatabaseError | OSError, path: Path) -> ArticleQAError:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return ArticleQAError(
            f"the conversations at {path} cannot be written: {error} - nothing stored is lost; "
            "make room on the disk and try again"
        )
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return ArticleQAError(f"another process is using the conversations at {path} - try again")
    opened = name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"))
    if opened or isinstance(error, OSError):
        return ArticleQAError(
            f"the conversations at {path} cannot be opened or written: {error} - "
            "check the permissions of the file and its folder"
        )
    return damaged(path, error)


def _make_private(path: Path) -> None:
    """What people ask is nobody else's business: a new file is its user's alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """That the database is ours and of our format; an empty one becomes that."""
    connection.execute("BEGIN IMMEDIATE")  # two processes may open a new file at once
    try:
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        if not tables and not application:
            for statement in TABLES.split(";\n"):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {FORMAT}")
        elif application != APPLICATION_ID:
            raise ConversationsDamaged(
                f"{path} is a database, but holds no conversations of article-qa - "
                "move that file away, or choose another folder with --index"
            )
        found = _renewed(connection)
        if found != FORMAT:
            age, remedy = (
                ("newer", "update article-qa") if found > FORMAT else ("older", "move it away")
            )
            raise ConversationsDamaged(
                f"the conversations at {path} are of format {found}, {age} than this program's "
                f"{FORMAT} - {remedy}"
            )
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _renewed(connection: sqlite3.Connection) -> int:
    """The format of the file, once an older one that can become ours has."""
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    while found in CHANGES:
        connection.execute(CHANGES[found])
        found += 1
        connection.execute(f"PRAGMA user_version = {found}")
    return int(found)
