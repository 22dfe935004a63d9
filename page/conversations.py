"""What was asked and answered, kept in an SQLite file of its own (tables: page/database.py).

One connection behind a lock: every statement here takes milliseconds, and the threads of a web
server come and go. Other processes may use the file beside us. Every read and every change is
limited to an owner, "" where nobody signs in.

Deleted is deleted: SQLite overwrites what goes and the write-ahead log is emptied at once. Then the
file is rewritten, so that no byte stays: after `delete` at once, after smaller changes at the next
`delete`, `close` or `open`, since that takes a moment.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.store import empty_log
from index.types import Filters
from page.database import ConversationsDamaged, connect, damaged, erase, explained, wipe
from page.filtering import ALL
from page.turns import (
    ConversationMissing,
    Feedback,
    Listed,
    StoredTurn,
    count,
    existing,
    made,
    now,
    number_of,
    put,
    read,
    title,
    touch,
    valid,
)
from qa.types import Answer

__all__ = [
    "FILE",
    "ConversationMissing",
    "Conversations",
    "ConversationsDamaged",
    "Feedback",
    "Listed",
    "StoredTurn",
]

FILE = "conversations.db"  # beside the index, in its folder


class Conversations:
    """Safe for many threads. Turns are counted from 1."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._sql = connection
        self._lock = threading.RLock()
        self._closed = False

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Conversations:
        """Open the file, or make it where there is none.

        Raises ConversationsDamaged for a file that is not ours, damaged or of another format, and
        ArticleQAError where it cannot be opened or written.
        """
        return cls(Path(path), connect(Path(path)))

    def __enter__(self) -> Conversations:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """May be called twice."""
        with self._lock, closing(self._sql):
            if not self._closed:
                self._closed = True
                with explained(self.path):
                    wipe(self._sql)

    # Reading

    def listed(self, owner: str = "") -> tuple[Listed, ...]:
        """The owner's conversations, the one that changed last first."""
        with self._reading() as sql:
            rows = sql.execute(
                "SELECT c.id, t.question, c.updated_at,"
                " (SELECT count(*) FROM turns WHERE conversation = c.number)"
                " FROM conversations c JOIN turns t ON t.conversation = c.number AND t.turn = 1"
                " WHERE c.owner = ? ORDER BY c.touched DESC",
                (owner,),
            ).fetchall()
        return tuple(Listed(id, title(question), turns, at) for id, question, at, turns in rows)

    def load(self, id: str, owner: str = "") -> tuple[StoredTurn, ...]:
        """All turns, oldest first; `()` for a conversation that is new, gone or another's."""
        with self._reading() as sql:
            number = number_of(sql, id, owner)
            rows = sql.execute(
                "SELECT question, answer, error, asked_at, liked, reason, judged_at, filters"
                " FROM turns WHERE conversation = ? ORDER BY turn",
                (number,),
            ).fetchall()
            found = sql.execute(
                "SELECT r.turn, a.number, a.digest, a.article FROM referred r"
                " JOIN articles a ON a.number = r.article"
                " WHERE r.conversation = ? ORDER BY r.turn, r.place",
                (number,),
            ).fetchall()
        try:
            return read(rows, found)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise damaged(self.path, f"conversation {id}: {error!r}") from error

    # Changing

    def begin(self) -> str:
        """An id nobody can guess. The conversation is stored with its first turn."""
        return secrets.token_urlsafe(12)

    def append(
        self,
        id: str,
        question: str,
        answer: Answer | None,
        owner: str = "",
        *,
        error: str = "",
        filters: Filters = ALL,
    ) -> int:
        """Store the next turn; give its number. Raises ConversationMissing for another's id."""
        with self._writing() as sql:
            number = made(sql, id, owner)
            turn = count(sql, number) + 1
            put(sql, (number, turn), StoredTurn(question, answer, error, now(), filters=filters))
            touch(sql, number)
        return turn

    def replace(
        self,
        id: str,
        turn: int,
        question: str,
        answer: Answer | None,
        owner: str = "",
        *,
        error: str = "",
        filters: Filters = ALL,
    ) -> None:
        """Store this in place of a turn, whose feedback goes with it; those after it stay.

        Raises ConversationMissing where there is no such turn any more.
        """
        with self._erasing() as sql:
            number = existing(sql, id, owner)
            place = (number, turn)
            gone = sql.execute("DELETE FROM turns WHERE conversation = ? AND turn = ?", place)
            if not gone.rowcount:
                raise ConversationMissing(f"there is no turn {turn} in it - reload the page")
            put(sql, place, StoredTurn(question, answer, error, now(), filters=filters))
            touch(sql, number)

    def drop_from(self, id: str, number: int, owner: str = "") -> None:
        """Delete that turn and all after it; with the first, the conversation."""
        if number < 1:
            raise ValueError(f"turns are counted from 1, got {number}")
        with self._erasing() as sql:
            conversation = number_of(sql, id, owner)
            sql.execute(
                "DELETE FROM turns WHERE conversation = ? AND turn >= ?", (conversation, number)
            )
            if conversation is not None and count(sql, conversation):
                touch(sql, conversation)
            else:
                sql.execute("DELETE FROM conversations WHERE number = ?", (conversation,))

    def feedback(
        self, id: str, number: int, liked: bool | None, reason: str = "", owner: str = ""
    ) -> None:
        """What the person thinks of a turn's answer; None takes it back."""
        values = (int(liked), valid(reason), now()) if liked is not None else (None, "", None)
        with self._erasing() as sql:
            changed = sql.execute(
                "UPDATE turns SET liked = ?, reason = ?, judged_at = ?"
                " WHERE conversation = ? AND turn = ?",
                (*values, existing(sql, id, owner), number),
            ).rowcount
            if not changed:
                raise ConversationMissing(f"there is no turn {number} in it - reload the page")

    def delete(self, id: str, owner: str = "") -> None:
        """Delete a conversation and the articles only it quotes; its id is used up."""
        with self._lock:
            with self._erasing() as sql:
                sql.execute(
                    "INSERT INTO deleted SELECT id FROM conversations WHERE id = ? AND owner = ?",
                    (id, owner),
                )
                sql.execute("DELETE FROM conversations WHERE id = ? AND owner = ?", (id, owner))
            with explained(self.path):
                wipe(self._sql)

    # Transactions

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        yield from self._transaction("BEGIN")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        yield from self._transaction("BEGIN IMMEDIATE")

    @contextmanager
    def _erasing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that deletes; what it deleted is then overwritten."""
        with self._lock:
            with self._writing() as sql:
                yield sql
                erase(sql)
            with explained(self.path):
                empty_log(self._sql)

    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._lock, explained(self.path):
            self._sql.execute(begin)
            try:
                yield self._sql
                self._sql.execute("COMMIT")
            except BaseException:
                if self._sql.in_transaction:
                    self._sql.execute("ROLLBACK")
                raise
