"""Every statement over the tables: articles, versions, passages, vectors, files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from index.errors import ArticleMissing
from index.passages import Settings, Window
from index.schema import APPLICATION_ID, FORMAT
from index.types import Article, Block, EncoderSpec, Filters, Ids, Listed, Passage, Vectors

if TYPE_CHECKING:
    import sqlite3

_PART = 900  # bound variables in one statement: SQLite once allowed 999

_DAY = len("2024-11-30")

T = TypeVar("T")


class Undecodable(Exception):
    """What is stored is not what is ever stored there; the store says which index it is."""


def _decoded(what: str, decode: Callable[[str], T], stored: str) -> T:
    """What is stored as text. Raises Undecodable."""
    try:
        return decode(stored)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Undecodable(f"{what} is {stored!r:.60}") from error


@dataclass(frozen=True, slots=True)
class Term:
    """What the keyword cache holds of a passage."""

    id: int
    article: int
    language: str | None
    context: str
    body: str


class Transaction:
    """Every statement over the tables, inside one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    # What the index is

    def foreign(self) -> str:
        """Why this program cannot use the database, and what to do; "" where it can."""
        application = self._sql.execute("PRAGMA application_id").fetchone()[0]
        if application != APPLICATION_ID:
            return "it is a database, but not one of article-qa"
        found = self._number("format")
        if found > FORMAT:
            return f"its format {found} is newer than this program's {FORMAT}: update article-qa"
        if found < FORMAT:
            return (
                f"its format {found} is older than this program's {FORMAT}: "
                "move it away and sync its folders into a new one"
            )
        return ""

    def generation(self) -> int:
        return self._number("generation")

    def next_generation(self) -> None:
        self._set_meta("generation", str(self.generation() + 1))
        self._set_meta("updated_at", _now())

    def updated_at(self) -> str | None:
        return self._meta("updated_at")

    def encoder(self) -> tuple[EncoderSpec, Settings] | None:
        """What the vectors were made with; None before the first passage."""
        stored = self._meta("encoder")
        if stored is None:
            return None
        return _decoded("its encoder", _built, stored)

    def set_encoder(self, spec: EncoderSpec, settings: Settings) -> None:
        self._set_meta("encoder", json.dumps({"spec": asdict(spec), "settings": asdict(settings)}))

    # Articles

    def articles(self) -> tuple[Article, ...]:
        """All present articles in their newest version, by id."""
        rows = self._sql.execute(
            f"SELECT {_ARTICLE} FROM articles a JOIN versions v USING (number, version)"
            " WHERE a.present ORDER BY a.id"
        )
        return tuple(_article(row) for row in rows)

    def listing(self) -> tuple[Listed, ...]:
        """All present articles without their texts, by id."""
        rows = self._sql.execute(
            "SELECT a.id, a.version, v.title, v.language, v.source, v.url, v.published,"
            " a.folder IS NOT NULL, (SELECT count(*) FROM passages p WHERE p.number = a.number)"
            " FROM articles a JOIN versions v USING (number, version)"
            " WHERE a.present ORDER BY a.id"
        )
        return tuple(_listed(*row) for row in rows)

    def article(self, id: str, version: int | None = None) -> Article:
        """Raises ArticleMissing for an unknown or removed article, or an unknown version."""
        found = self.find(id, version)
        if found is None:
            which = f"version {version} of the article" if version else "the article"
            raise ArticleMissing(f"{which} {id} is not in the index")
        return found

    def find(self, id: str, version: int | None = None) -> Article | None:
        if version is not None and not 0 < version < 2**63:  # SQLite's integers end there
            return None
        row = self._sql.execute(
            f"SELECT {_ARTICLE} FROM articles a JOIN versions v USING (number)"
            " WHERE a.id = ? AND a.present AND v.version = coalesce(?, a.version)",
            (id, version),
        ).fetchone()
        return _article(row) if row else None

    def folder_of(self, id: str) -> tuple[bool, str | None]:
        """Whether the article is present, and the folder it was taken from."""
        row = self._sql.execute("SELECT present, folder FROM articles WHERE id = ?", (id,))
        found = row.fetchone()
        return (bool(found[0]), found[1]) if found else (False, None)

    def ids_of(self, folder: str | None, among: Iterable[str] | None = None) -> set[str]:
        """The ids of the articles taken from this folder (None: of all), or of those `among`."""
        rows = self._sql.execute(
            "SELECT id FROM articles WHERE present AND (?1 IS NULL OR folder = ?1)",
            (folder,),
        )
        ids = {id for (id,) in rows}
        return ids if among is None else ids & set(among)

    def id_of_text(self, text: str) -> str | None:
        """An article whose newest version has just this text."""
        row = self._sql.execute(
            "SELECT a.id FROM articles a JOIN versions v USING (number, version)"
            " WHERE a.present AND v.digest = ? LIMIT 1",
            (digest_of(text),),
        ).fetchone()
        return row[0] if row else None

    def allowed(self, filters: Filters) -> set[int] | None:
        """The numbers of the articles that pass; None when every article does."""
        clauses: list[str] = []
        values: list[Any] = []
        for column, wanted in (
            ("v.language", filters.languages),
            ("v.source", filters.sources),
            ("a.id", filters.articles),
        ):
            if wanted is not None:
                clauses.append(f"{column} IN (SELECT value FROM json_each(?))")
                values.append(json.dumps(wanted))
        for sign, bound in ((">=", filters.since), ("<=", filters.until)):
            if bound is not None and len(bound) > _DAY:  # times may be of different zones
                clauses.append(f"julianday(v.published) {sign} julianday(?)")
                values.append(bound)
            elif bound is not None:
                clauses.append(f"substr(v.published, 1, ?) {sign} ?")
                values += [len(bound), bound]
        if not clauses:
            return None
        rows = self._sql.execute(
            "SELECT a.number FROM articles a JOIN versions v USING (number, version)"
            f" WHERE a.present AND {' AND '.join(clauses)}",
            values,
        )
        numbers = {number for (number,) in rows}
        (present,) = self._sql.execute("SELECT count(*) FROM articles WHERE present").fetchone()
        return None if len(numbers) == present else numbers

    def allowed_ids(self, filters: Filters) -> set[str] | None:
        """`allowed`, by the articles' ids."""
        numbers = self.allowed(filters)
        if numbers is None:
            return None
        rows = self._sql.execute("SELECT number, id FROM articles WHERE present")
        return {id for number, id in rows if number in numbers}

    def put(self, article: Article, folder: str | None) -> tuple[int, int]:
        """Store the next version of an article, from now on this folder's; give its number and
        the version."""
        self._leave(article.id, folder)
        number, version = self._next_version(article.id, folder)
        blocks = json.dumps([*zip(*article.blocks, strict=True)])
        self._sql.execute(
            "INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                version,
                article.text,
                article.title,
                article.language,
                article.source,
                article.url,
                article.published,
                blocks,
                digest_of(article.text),
                _now(),
            ),
        )
        return number, version

    def replace_passages(
        self,
        number: int,
        version: int,
        windows: Sequence[Window],
        digests: Sequence[bytes],
        vectors: Sequence[Vectors],
    ) -> None:
        """Give an article new passages, in order, under ids never used before."""
        self._drop_passages(number)
        for window, digest, vector in zip(windows, digests, vectors, strict=True):
            cursor = self._sql.execute(
                "INSERT INTO passages (number, version, start, end, context, digest)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (number, version, window.start, window.end, window.context, digest),
            )
            self._sql.execute(
                "INSERT INTO vectors VALUES (?, ?)",
                (cursor.lastrowid, vector.astype(np.float16).tobytes()),
            )

    def remove(self, id: str) -> None:
        """Forget an article's texts and passages; only its id and version number stay."""
        (number,) = self._sql.execute("SELECT number FROM articles WHERE id = ?", (id,)).fetchone()
        self._drop_passages(number)
        self._sql.execute("DELETE FROM versions WHERE number = ?", (number,))
        self._sql.execute("UPDATE articles SET present = 0 WHERE number = ?", (number,))

    # Passages and vectors

    def passage_ids(self, after: int = 0) -> Ids:
        """Ids above `after`, ascending."""
        rows = self._sql.execute("SELECT id FROM passages WHERE id > ? ORDER BY id", (after,))
        return np.fromiter((id for (id,) in rows), dtype=np.int64)

    def last_passage_id(self) -> int:
        """The highest id ever given, whether that passage still exists or not."""
        row = self._sql.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passages'")
        found = row.fetchone()
        return int(found[0]) if found else 0

    def article_numbers(self, ids: Ids) -> Ids:
        """The article number of each of the passages `ids`, which ascend and exist."""
        rows = self._sql.execute("SELECT id, number FROM passages ORDER BY id").fetchall()
        known = np.array(rows, dtype=np.int64).reshape(-1, 2)
        numbers: Ids = known[np.searchsorted(known[:, 0], ids), 1]
        return numbers

    def languages(self) -> dict[int, str | None]:
        """Article number -> the language of its newest version."""
        rows = self._sql.execute(
            "SELECT number, language FROM articles JOIN versions USING (number, version)"
        )
        return dict(rows.fetchall())

    def vectors(self, after: int = 0) -> tuple[Ids, Vectors]:
        """Ids above `after`, ascending, and their vectors as `(n, dim)` float32."""
        size = self._vector_size()
        (most,) = self._sql.execute(
            "SELECT count(*) FROM vectors WHERE id > ?", (after,)
        ).fetchone()
        ids, vectors = np.empty(most, np.int64), np.empty((most, size // 2), np.float32)
        rows = self._sql.execute(
            "SELECT id, vector FROM vectors WHERE id > ? AND length(vector) = ? ORDER BY id",
            (after, size),
        )
        count = 0
        for id, blob in rows:  # one by one: all of them at once would be held three times over
            ids[count], vectors[count] = id, np.frombuffer(blob, dtype=np.float16)
            count += 1
        return ids[:count], vectors[:count]

    def vectors_of(self, ids: Collection[int]) -> tuple[Ids, Vectors]:
        """The vectors of those of `ids` that exist."""
        size = self._vector_size()
        rows = self._in("SELECT id, vector FROM vectors WHERE id IN", ids)
        return _unpack([row for row in rows if len(row[1]) == size])

    def vectors_by_digest(self, digests: Collection[bytes]) -> dict[bytes, Vectors]:
        """For each embedded text the index holds already, its vector."""
        rows = self._in(
            "SELECT p.digest, v.vector FROM passages p JOIN vectors v USING (id) WHERE p.digest IN",
            digests,
        )
        size = self._vector_size()
        return {digest: _vector(blob) for digest, blob in rows if len(blob) == size}

    def passages(self, ids: Collection[int]) -> dict[int, Passage]:
        """Those of `ids` that exist, each with its article."""
        rows = self._in("SELECT id, number, start, end FROM passages WHERE id IN", ids)
        found = self._in(
            f"SELECT a.number, {_ARTICLE} FROM articles a JOIN versions v USING (number, version)"
            " WHERE a.number IN",
            {number for _, number, _, _ in rows},
        )
        articles = {number: _article(row) for number, *row in found}
        return {id: Passage(id, articles[number], start, end) for id, number, start, end in rows}

    def terms(self, after: int = 0) -> Iterator[Term]:
        """What the keyword cache holds of each passage with an id above `after`."""
        rows = self._sql.execute(
            "SELECT p.id, p.number, v.language, p.context,"
            " substr(v.text, p.start + 1, p.end - p.start)"
            " FROM passages p JOIN versions v USING (number, version)"
            " WHERE p.id > ? ORDER BY p.id",
            (after,),
        )
        return (Term(*row) for row in rows)

    # Files

    def files(self, folder: str, path: str | None = None) -> dict[str, tuple[str, bytes]]:
        """Path -> (stamp, digest) of every file (or one) that a sync has taken from the folder.

        One whose article is not present any more is one whose article a person took out.
        """
        rows = self._sql.execute(
            "SELECT path, stamp, digest FROM files WHERE folder = ? AND path = coalesce(?, path)",
            (folder, path),
        )
        return {path: (stamp, digest) for path, stamp, digest in rows}

    def put_file(self, folder: str, path: str, stamp: str, digest: bytes) -> None:
        self._sql.execute(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)",
            (folder, path, stamp, digest),
        )

    def adopt(self, id: str, folder: str) -> None:
        """Make this folder the one an article is taken from; the one before forgets the file."""
        self._leave(id, folder)
        self._sql.execute("UPDATE articles SET folder = ? WHERE id = ? AND present", (folder, id))

    def drop_files(self, folder: str, paths: Iterable[str]) -> None:
        self._sql.executemany(
            "DELETE FROM files WHERE folder = ? AND path = ?",
            ((folder, path) for path in paths),
        )

    # Health

    def problems(self) -> Iterator[str]:
        """Everything that is not as it should be, a sentence each."""
        for (line,) in self._sql.execute("PRAGMA integrity_check"):
            if line != "ok":
                yield f"the database is damaged: {line}"
        size = self._vector_size()
        for what, query, values in (
            (
                "passages have no vector of the right length",
                "SELECT count(*) FROM passages p LEFT JOIN vectors v USING (id)"
                " WHERE v.id IS NULL OR length(v.vector) <> ?",
                (size,),
            ),
            (
                "articles have text and no passage",
                f"SELECT count(*) FROM articles WHERE present AND {_UNCUT}",
                (),
            ),
            (
                "vectors belong to no passage",
                "SELECT count(*) FROM vectors WHERE id NOT IN (SELECT id FROM passages)",
                (),
            ),
            (
                "passages lie outside their article, or in an old version of it",
                "SELECT count(*) FROM passages p JOIN articles a USING (number)"
                " LEFT JOIN versions v ON v.number = p.number AND v.version = p.version"
                " WHERE v.text IS NULL OR p.version <> a.version OR NOT a.present"
                " OR p.start < 0 OR p.end <= p.start OR p.end > length(v.text)",
                (),
            ),
        ):
            (count,) = self._sql.execute(query, values).fetchone()
            if count:
                yield f"{count} {what}"

    def numbered(self, *, only_broken: bool = False) -> list[tuple[int, Article]]:
        """Every present article with its number, or those that lack passages or vectors."""
        broken = (
            " AND (number IN (SELECT p.number FROM passages p LEFT JOIN vectors v USING (id)"
            f" WHERE v.id IS NULL OR length(v.vector) <> ?) OR {_UNCUT})"
        )
        rows = self._sql.execute(
            f"SELECT number, version FROM articles WHERE present{broken if only_broken else ''}",
            (self._vector_size(),) if only_broken else (),
        ).fetchall()
        return [(number, self._by_number(number, version)) for number, version in rows]

    # Parts

    def _leave(self, id: str, folder: str | None) -> None:
        """Let the folder that a present article was taken from, if not this one, forget its file.

        Of an article that a person took out the file stays known: it is not to come back.
        """
        self._sql.execute(
            "DELETE FROM files WHERE path = ?1 AND folder ="
            " (SELECT folder FROM articles WHERE id = ?1 AND present AND folder IS NOT ?2)",
            (id, folder),
        )

    def _vector_size(self) -> int:
        """In bytes."""
        stored = self.encoder()
        return 2 * stored[0].dimension if stored else 0

    def _next_version(self, id: str, folder: str | None) -> tuple[int, int]:
        row = self._sql.execute(
            "INSERT INTO articles (id, version, present, folder) VALUES (?, 1, 1, ?)"
            " ON CONFLICT (id) DO UPDATE"
            " SET version = version + 1, present = 1, folder = excluded.folder"
            " RETURNING number, version",
            (id, folder),
        ).fetchone()
        return row[0], row[1]

    def _drop_passages(self, number: int) -> None:
        self._sql.execute("DELETE FROM passages WHERE number = ?", (number,))

    def _by_number(self, number: int, version: int) -> Article:
        return _article(
            self._sql.execute(
                f"SELECT {_ARTICLE} FROM versions v JOIN articles a USING (number)"
                " WHERE v.number = ? AND v.version = ?",
                (number, version),
            ).fetchone()
        )

    def _in(self, query: str, values: Collection[Any]) -> list[Any]:
        rows: list[Any] = []
        listed = list(values)
        for at in range(0, len(listed), _PART):
            part = listed[at : at + _PART]
            rows += self._sql.execute(f"{query} ({','.join('?' * len(part))})", part).fetchall()
        return rows

    def _meta(self, key: str) -> str | None:
        row = self._sql.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def _number(self, key: str) -> int:
        return _decoded(f"its {key}", int, self._meta(key) or "0")

    def _set_meta(self, key: str, value: str) -> None:
        self._sql.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


# An article of headings alone has no passage either, and that is well.
_UNCUT = (
    "number NOT IN (SELECT number FROM passages) AND EXISTS (SELECT 1 FROM versions v,"
    " json_each(v.blocks, '$[0]') WHERE v.number = articles.number"
    " AND v.version = articles.version AND value = 'body')"
)

_ARTICLE = "a.id, v.text, v.title, v.language, v.source, v.url, v.published, v.version, v.blocks"


_block = partial(tuple.__new__, Block)  # Block._make without a Python call for each of a thousand


def _article(row: Sequence[Any]) -> Article:
    id, text, title, language, source, url, published, version, stored = row
    blocks = _decoded("what divides an article", _blocks, stored)
    return Article(id, text, title, language, source, url, published, version, blocks)


def _blocks(stored: str) -> tuple[Block, ...]:
    columns = json.loads(stored)
    if len(columns) not in (0, len(Block._fields)):
        raise ValueError
    return tuple(map(_block, zip(*columns, strict=True)))


def _built(stored: str) -> tuple[EncoderSpec, Settings]:
    values = json.loads(stored)
    spec, settings = EncoderSpec(**values["spec"]), Settings(**values["settings"])
    if not isinstance(spec.name, str) or not all(
        isinstance(each, int) for each in (spec.dimension, spec.max_tokens)
    ):
        raise TypeError
    return spec, settings


def _listed(*row: Any) -> Listed:
    id, version, title, language, source, url, published, filed, passages = row
    return Listed(id, version, title, language, source, url, published, bool(filed), passages)


def _unpack(listed: Sequence[tuple[int, bytes]]) -> tuple[Ids, Vectors]:
    ids = np.fromiter((id for id, _ in listed), dtype=np.int64, count=len(listed))
    if not listed:
        return ids, np.zeros((0, 0), dtype=np.float32)
    flat = np.frombuffer(b"".join(blob for _, blob in listed), dtype=np.float16)
    return ids, flat.reshape(len(listed), -1).astype(np.float32)


def _vector(blob: bytes) -> Vectors:
    return np.frombuffer(blob, dtype=np.float16).astype(np.float32)


def digest_of(text: str) -> bytes:
    """What tells texts apart wherever they are stored."""
    return hashlib.sha256(text.encode()).digest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
