"""A conversation's turns as values, and as rows of its tables."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from index.errors import ArticleQAError
from index.records import digest_of
from index.types import Article, Filters
from page.archive import Json, pack, pack_article, unpack, unpack_article
from page.filtering import ALL, packed, unpacked
from qa.types import Answer, Turn

_LONGEST_TITLE = 60  # characters; a side bar shows no more
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


class ConversationMissing(ArticleQAError):
    """No such conversation of this owner, or no such turn."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation in the list of them. `title` is its first question, shortened at a word."""

    id: str
    title: str
    turns: int
    updated_at: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the person thought of an answer. `at` is ISO 8601 in UTC, like all times here."""

    liked: bool
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """One exchange as it was shown: with an answer, or with the `error` there was instead.

    `filters` are those it was asked under: only the articles they let through could answer.
    """

    question: str
    answer: Answer | None
    error: str
    asked_at: str
    feedback: Feedback | None = None
    filters: Filters = ALL

    @property
    def turn(self) -> Turn:
        """As the history of a next question wants it."""
        return Turn(self.question, self.answer)


def number_of(sql: sqlite3.Connection, id: str, owner: str) -> int | None:
    row = sql.execute(
        "SELECT number FROM conversations WHERE id = ? AND owner = ?", (id, owner)
    ).fetchone()
    return row[0] if row else None


def existing(sql: sqlite3.Connection, id: str, owner: str) -> int:
    number = number_of(sql, id, owner)
    if number is None:
        raise ConversationMissing(
            f"there is no conversation {id} - it may have been deleted; begin a new one"
        )
    return number


def made(sql: sqlite3.Connection, id: str, owner: str) -> int:
    """The conversation's number; made where there is none, never where it is another's."""
    if not _ID.fullmatch(id):
        raise ConversationMissing(f"{id!r} is no conversation's id - begin a new one")
    sql.execute(
        "INSERT INTO conversations (id, owner, touched, updated_at) VALUES (?, ?, 0, '')"
        " ON CONFLICT (id) DO NOTHING",
        (id, owner),
    )
    if sql.execute("SELECT 1 FROM deleted WHERE id = ?", (id,)).fetchone():
        raise ConversationMissing(f"the conversation {id} was deleted - begin a new one")
    return existing(sql, id, owner)


def count(sql: sqlite3.Connection, number: int) -> int:
    row = sql.execute("SELECT count(*) FROM turns WHERE conversation = ?", (number,)).fetchone()
    return int(row[0])


def touch(sql: sqlite3.Connection, number: int) -> None:
    sql.execute(
        "UPDATE conversations SET updated_at = ?,"
        " touched = (SELECT max(touched) + 1 FROM conversations) WHERE number = ?",
        (now(), number),
    )


def put(sql: sqlite3.Connection, place: tuple[int, int], turn: StoredTurn) -> None:
    """Store a turn that nobody has judged yet."""
    answer, articles = pack(turn.answer) if turn.answer else (None, ())
    asked, filters = valid(turn.question), packed(turn.filters)
    sql.execute(
        "INSERT INTO turns (conversation, turn, question, answer, error, asked_at, filters)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*place, asked, answer and _dumped(answer), valid(turn.error), turn.asked_at,
         _dumped(filters) if filters else None),
    )  # fmt: skip
    for position, article in enumerate(articles):
        sql.execute(
            "INSERT INTO referred VALUES (?, ?, ?, ?)", (*place, position, _kept(sql, article))
        )


def _kept(sql: sqlite3.Connection, article: Article) -> int:
    """The number of an article version in our table, put there if it is new."""
    text = _dumped(pack_article(article))
    digest = digest_of(text)
    sql.execute(
        "INSERT INTO articles (digest, article) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
        (digest, text),
    )
    row = sql.execute("SELECT number FROM articles WHERE digest = ?", (digest,)).fetchone()
    return int(row[0])


def read(rows: list[Any], found: list[Any]) -> tuple[StoredTurn, ...]:
    """Rows of `turns`, and of the articles they refer to, both in order, as values."""
    articles: dict[int, Article] = {}
    referred: dict[int, list[Article]] = {}
    for turn, number, digest, text in found:
        if number not in articles:
            if digest_of(text) != digest:
                raise ValueError("the text of a quoted article has changed in the file")
            articles[number] = unpack_article(json.loads(text))
        referred.setdefault(turn, []).append(articles[number])
    turns = []
    for turn, (question, answer, error, asked_at, *judgement, filters) in enumerate(rows, 1):
        given = unpack(json.loads(answer), referred.get(turn, ())) if answer is not None else None
        liked, reason, judged_at = judgement
        judged = Feedback(bool(liked), reason, judged_at) if liked is not None else None
        among = unpacked(json.loads(filters)) if filters is not None else ALL
        turns.append(StoredTurn(question, given, error, asked_at, judged, among))
    return tuple(turns)


def _dumped(value: Json) -> str:
    return valid(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def valid(text: str) -> str:
    """Half characters, which no file can hold, as question marks."""
    return text.encode("utf-8", "replace").decode()


def title(question: str) -> str:
    """The question, cut behind a word where it is long: Wer sagte, dass …"""
    whole = " ".join(question.split())
    if len(whole) <= _LONGEST_TITLE:
        return whole
    cut = whole[: _LONGEST_TITLE - 1].rpartition(" ")[0] or whole[: _LONGEST_TITLE - 2]
    return f"{cut.rstrip(' ,;:-–')} …"


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
