"""Files -> articles: text normalised once, its headings and furniture labelled.

Each kind of file has one reader, from bytes to an article that may lack everything but its text;
`prepare` fills in the rest. A reader that knows headings hands them on as heading blocks. It takes
the text and leaves what else a file holds: pictures, scripts, what stands around the main text of a
web page, what is printed around the pages of a PDF. What it hands on is kept, only labelled.
"""

from __future__ import annotations

import logging
import re
import stat
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, pairwise
from pathlib import Path
from typing import TypeAlias

from index import blocks, markdown, pdf, webpage
from index.decoding import MAX_CHARS, check_length, decode_text, normal
from index.errors import UnreadableFile
from index.facts import (
    about,
    date_in,
    dateline,
    headline,
    iso,
    language_code,
    one_line,
    web_address,
)
from index.furniture import is_stamp
from index.languages import detect
from index.types import Article, Block

__all__ = ["KINDS", "MAX_BYTES", "MAX_CHARS", "load", "parse", "prepare"]

MAX_BYTES = 64 * 2**20  # a PDF full of pictures is 50 MB; more is no article, and is held in memory
_FIRST = 6  # blocks that may begin with a dateline
_OPENING_LINE = 150  # characters
_ABOVE, _BELOW = 15, 3  # blocks at the beginning and the end that may say when

Reader: TypeAlias = Callable[[bytes], Article]


def load(path: Path) -> bytes:
    """The bytes of a file. Raises UnreadableFile: gone, forbidden, too large, empty, no file."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFile("not a regular file")
        if status.st_size > MAX_BYTES:  # before reading: it may not fit into memory
            raise UnreadableFile(f"too large: {status.st_size:,} bytes, at most {MAX_BYTES:,}")
        data = path.read_bytes()
    except PermissionError:
        raise UnreadableFile("permission denied") from None
    except FileNotFoundError:
        raise UnreadableFile("vanished before it was read") from None
    except OSError as error:
        raise UnreadableFile(error.strerror or "cannot be read") from error
    if not data.strip():
        raise UnreadableFile("empty")
    return data


def parse(data: bytes, path: Path, article_id: str) -> Article:
    """The article in a file's bytes, prepared; its suffix, one of `KINDS`, says how they are read.

    Raises UnreadableFile with the reason alone: whoever reports it names the file.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableFile(
            f"not a kind of file that is read here: use {', '.join(sorted(KINDS))}"
        )
    found = reader(data)
    check_length(len(found.text))
    if not normal(found.text).strip():
        raise UnreadableFile("no text in it")
    article = prepare(replace(found, id=article_id))
    return article if article.title else replace(article, title=one_line(_spaced(path.stem)))


def _spaced(stem: str) -> str:
    return re.sub(r"[_-]+", " ", stem)


# --- what the readers leave to do -----------------------------------------------------------------


def prepare(article: Article) -> Article:
    """Normalise the text and fill in what is missing; what is prepared comes back unchanged.

    Blocks that cover the whole text are kept. Of others the headings are, and the rest is labelled.
    """
    text = normal(article.text)
    if text == article.text and _covers(text, article.blocks):
        labelled = article.blocks
    else:
        labelled = blocks.label(text, _headings(article))
    return replace(
        article,
        text=text,
        blocks=labelled,
        title=headline(article.title) or _opening(text, labelled),
        language=language_code(article.language) or detect(_body(text, labelled) or text),
        source=one_line(article.source),
        url=web_address(article.url),
        published=iso(article.published) or _dated(text, labelled),
    )


def _body(text: str, labelled: Sequence[Block]) -> str:
    """The running text alone: what the page says around it may be in another language."""
    return "\n".join(text[each.start : each.end] for each in labelled if each.label == "body")


def _dated(text: str, labelled: Sequence[Block]) -> str | None:
    """The date of a dateline, or else of a line that only says when, near the beginning or end."""
    lines = [text[each.start : each.end] for each in labelled]
    datelines = (dateline(line[:_OPENING_LINE]) for line in lines[:_FIRST])
    stamps = (date_in(line) for line in [*lines[:_ABOVE], *lines[-_BELOW:]] if is_stamp(line))
    return next((found for found in chain(datelines, stamps) if found), None)


def _covers(text: str, labelled: Sequence[Block]) -> bool:
    """Whether the blocks are in order and leave out nothing but white space."""
    bounds = [0, *(place for block in labelled for place in (block.start, block.end)), len(text)]
    ordered = all(first <= second for first, second in pairwise(bounds))
    return ordered and not any(
        text[start:end].strip() for start, end in zip(bounds[::2], bounds[1::2], strict=True)
    )


def _headings(article: Article) -> list[blocks.Span]:
    """The spans of its headings, moved to where they stand once the text is normalised."""
    spans = [(block.start, block.end) for block in article.blocks if block.label == "heading"]
    if normal(article.text) == article.text:
        return spans
    return [
        (len(normal(article.text[:start])), len(normal(article.text[:end]))) for start, end in spans
    ]


def _opening(text: str, labelled: Sequence[Block]) -> str | None:
    """The heading that the article begins with, what the page says above it not counted."""
    first = next((block for block in labelled if block.label != "furniture"), None)
    return headline(text[first.start : first.end]) if first and first.label == "heading" else None


# --- readers --------------------------------------------------------------------------------------


def _read_text(data: bytes) -> Article:
    """With front matter, if it has any: what is none is text."""
    text = normal(decode_text(data))
    try:
        front, rest = markdown.front_matter(text)
    except UnreadableFile:
        return Article("", text)
    return about(Article("", rest), front)


_filters = threading.Lock()  # of warnings: they are the whole process's


@contextmanager
def _quiet(*loggers: str) -> Iterator[None]:
    """Keep a library's own words off the screen: what went wrong is said once, by us.

    Its loggers stay quiet. One file at a time: of two that overlap, the first to end would put the
    filters back for both, and the second those that it found, which let nothing through.
    """
    for name in loggers:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    with _filters, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


_read_html = _quiet("trafilatura", "htmldate", "courlan")(webpage.read)
_READERS: Mapping[str, Reader] = {
    ".txt": _read_text,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": _read_html,
    ".htm": _read_html,
    ".pdf": _quiet("pypdf")(pdf.read),
}
KINDS: frozenset[str] = frozenset(_READERS)
