"""Articles from the page: uploaded bytes and pasted text -> articles; what is there already.

An uploaded name is only ever a label: its bytes are read from memory, and nothing is written but
the index.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from index import Article, Change, Index, Sync
from index.articles import KINDS, parse, prepare
from index.errors import ArticleMissing, UnreadableFile
from index.facts import one_line

MAX_FILE_BYTES = 10 * 2**20  # what is dropped onto a page is held in memory, and twice
MAX_FILES = 100  # at once; more belong into the folder
MAX_BYTES = 64 * 2**20  # of all files at once: they wait in memory until they are added
PREFIX = "page//"  # no path inside a folder has two slashes, so a sync can never give such an id
_LONGEST_NAME = 120  # characters
_LONGEST_TITLE = 120

# Which way text runs: they let a name look like another one ("fdp.exe" read backwards).
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNPRINTABLE = {"Cc", "Cs", "Cn", "Co", "Zl", "Zp"}  # Unicode's categories


@dataclass(frozen=True, slots=True)
class Incoming:
    """What files became: articles, and a change of kind "skipped", with a reason, for each other.

    The id of such a change is the file's name.
    """

    articles: tuple[Article, ...]
    skipped: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file that was given to be added. `reason` says why it cannot be; its `data` is then empty.

    `number` tells it from the others; `size` is in bytes.
    """

    number: int
    name: str
    size: int
    data: bytes = b""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """What is indexed; languages, with their numbers of articles, and sources stand most first.

    `newest` is the latest date an article has, `updated_at` when the index last changed, both
    ISO 8601; `watching` is the folder that is kept in step, `unread` what of it is no article.
    """

    articles: int
    languages: dict[str, int]
    sources: tuple[str, ...]
    newest: str | None
    updated_at: str | None
    watching: str | None
    unread: tuple[Change, ...] = ()


# --- what comes in --------------------------------------------------------------------------------


def chosen(before: Sequence[Chosen], name: str, size: int, data: bytes) -> tuple[Chosen, ...]:
    """The files given so far and one more; one that cannot be added comes with its reason.

    Of the files beyond `MAX_FILES` only the first is listed, with a reason that holds for them all.
    `size` is what the browser says: of a file that is too large it sends no data.
    """
    if len(before) > MAX_FILES:
        return tuple(before)
    number = before[-1].number + 1 if before else 0
    given = Chosen(number, safe_name(name), max(size, len(data)), data)
    if reason := _unwanted(before, given):
        given = replace(given, data=b"", reason=reason)
    return (*before, given)


def _unwanted(before: Sequence[Chosen], given: Chosen) -> str:
    if PurePosixPath(given.name).suffix.lower() not in KINDS:
        return f"not a kind of file that is read here: use {', '.join(sorted(KINDS))}"
    if len(before) >= MAX_FILES:
        return _too_many()
    if given.size > MAX_FILE_BYTES:
        return _too_large(given.size)
    if len(given.data) < given.size:
        return "cannot be read"
    if sum(len(each.data) for each in before) + given.size > MAX_BYTES:
        return f"more than {MAX_BYTES:,} bytes at once: put them into a folder"
    return ""


def incoming(files: Iterable[tuple[str, bytes]]) -> Incoming:
    """Names and bytes of files -> articles, and what could not become one. Never raises for one.

    The same name again is that article's next version.
    """
    articles: dict[str, Article] = {}
    skipped: list[Change] = []
    for number, (given, data) in enumerate(files):
        name = safe_name(given)
        try:
            if number >= MAX_FILES:
                raise UnreadableFile(_too_many())
            article = _article(name, data)
            if article.id in articles:
                raise UnreadableFile("another file of this name was dropped with it: rename one")
        except UnreadableFile as error:
            skipped.append(Change("skipped", name, str(error)))
        else:
            articles[article.id] = article
    return Incoming(tuple(articles.values()), tuple(skipped))


def pasted(text: str, title: str = "") -> Article:
    """Pasted text -> an article, by default titled with its first line.

    The same title again is its next version. Raises UnreadableFile: empty, too long, no text.
    """
    data = text.replace("\0", "").encode("utf-8", "replace")
    _check_size(data)
    article = parse(data, Path("pasted.txt"), PREFIX)
    lines = map(one_line, (title, *article.text.split("\n")))
    named = _short(next(filter(None, lines)))
    return prepare(replace(article, id=f"{PREFIX}pasted/{safe_name(named)}", title=named))


def safe_name(name: str) -> str:
    """The last part of a path of any system, on one line, without what cannot be seen.

    >>> safe_name("C:\\\\news\\\\a.txt"), safe_name("../../etc/pass\\x00wd"), safe_name("..")
    ('a.txt', 'passwd', 'article')
    """
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    seen = " ".join("".join(map(_visible, last)).split()).strip(". ") or "article"
    suffix = PurePosixPath(seen).suffix
    if len(seen) > _LONGEST_NAME and len(suffix) < 10:
        return f"{seen[: _LONGEST_NAME - len(suffix)]}{suffix}"
    return seen[:_LONGEST_NAME]


def _article(name: str, data: bytes) -> Article:
    _check_size(data)
    try:
        return parse(data, Path(name), f"{PREFIX}{name}")
    except UnreadableFile:
        raise
    except Exception as error:  # a reader of ours or of a library: one file must not lose the rest
        raise UnreadableFile(f"cannot be read ({type(error).__name__})") from error


def _too_many() -> str:
    return f"more than {MAX_FILES} files at once: put them into a folder"


def _too_large(size: int) -> str:
    return f"too large: {size:,} bytes, at most {MAX_FILE_BYTES:,}"


def _check_size(data: bytes) -> None:
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableFile(_too_large(len(data)))
    if not data.strip():
        raise UnreadableFile("empty")


def _visible(char: str) -> str:
    if char in "\t\n\r\u2028\u2029":
        return " "
    hidden = char in _DIRECTIONS or unicodedata.category(char) in _UNPRINTABLE
    return "" if hidden else char


def _short(title: str) -> str:
    if len(title) <= _LONGEST_TITLE:
        return title
    return f"{title[:_LONGEST_TITLE].rsplit(' ', 1)[0]} …"


# --- what it would change, and what does ----------------------------------------------------------


def plan(store: Index, articles: Sequence[Article]) -> tuple[Change, ...]:
    """What storing the articles would do with each, in their order; writes nothing.

    The reason of a change says where the same text stands under another id, in the index or
    further up.
    """
    changes = {change.id: change for change in store.add(articles, dry_run=True).changes}
    return tuple(changes.get(each.id, Change("kept", each.id)) for each in articles)


def remove(store: Index, id: str) -> Sync:
    """Forget an article; one of a folder stays away until its file changes.

    Raises ArticleMissing, IndexBusy.
    """
    done = store.remove([id])
    if not done.removed:
        raise ArticleMissing(f"the article {id} is not in the index - reload the page")
    return done


# --- what is there --------------------------------------------------------------------------------


def overview(store: Index, folder: str | None, unread: tuple[Change, ...] = ()) -> Overview:
    """For the side bar; reads no text. `folder` is the one that is watched, `unread` as there."""
    listing = store.listing()
    return Overview(
        articles=len(listing),
        languages=_counted(article.language for article in listing),
        sources=tuple(_counted(article.source for article in listing)),
        newest=max((article.published or "" for article in listing), default="") or None,
        updated_at=store.status().updated_at,
        watching=folder,
        unread=unread,
    )


def newest(store: Index, count: int) -> list[Article]:
    """The articles of the latest dates; fewer where one is removed meanwhile."""
    listing = sorted(store.listing(), key=lambda each: each.published or "", reverse=True)
    found = []
    for each in listing[:count]:
        with suppress(ArticleMissing):
            found.append(store.article(each.id))
    return found


def _counted(values: Iterable[str | None]) -> dict[str, int]:
    """How often each value is there, most first, then by name; unknown ones not counted."""
    counts = Counter(value for value in values if value)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
