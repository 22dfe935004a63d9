"""Files -> articles: text normalised once, headings and furniture labelled, never deleted.

Each kind of file has one reader, from bytes to an article that may lack everything but its text;
`prepare` fills in the rest. A reader that knows headings hands them on as heading blocks.
"""

from __future__ import annotations

import logging
import re
import stat
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard

from index import blocks
from index.errors import UnreadableFile
from index.languages import detect
from index.types import Article, Block

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]
    from markdown_it.token import Token

MAX_BYTES = 64 * 2**20  # a PDF full of pictures is 50 MB; more is no article, and is held in memory
MAX_CHARS = 5_000_000  # ten times "War and Peace" in pages of news; more is a dump of a database
MAX_NESTING = 100  # quotes and lists within each other; what is deeper is dropped

Reader: TypeAlias = Callable[[bytes], Article]

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")  # half characters: no file and no database takes them
_BOMS = {  # longest first: UTF-32's begins with UTF-16's
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_SIGNATURES = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"{\\rtf",
)
_UNDEFINED = {
    0x81,
    0x8D,
    0x8F,
    0x90,
    0x9D,
}  # the bytes that Windows-1252 leaves to Latin-1
_WINDOWS = {
    byte: bytes([byte]).decode("cp1252") for byte in range(0x80, 0xA0) if byte not in _UNDEFINED
}
_SCRIPT = re.compile(r"<(script|style)\b", re.I)
_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?\s*([\w-]+)", re.I)
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}
_PAGE_NUMBER = re.compile(r"\W*(seite|page|p\.|s\.)?\s*\d{1,4}(\s*(/|von|of)\s*\d{1,4})?\W*", re.I)
_NO_TITLE = re.compile(r"microsoft|untitled|unbenannt|\.\w{2,5}$|^\W*$|^.{201}", re.I | re.S)
_MONTHS = (
    {"jan", "jän"}, {"feb"}, {"mar", "mär"}, {"apr"}, {"mai", "may"}, {"jun"},
    {"jul"}, {"aug"}, {"sep"}, {"okt", "oct"}, {"nov"}, {"dez", "dec"},
)  # fmt: skip


def read_article(path: Path, article_id: str) -> Article:
    """Read and prepare one file; its suffix, one of `KINDS`, says how.

    Raises UnreadableFile with the reason alone: whoever reports it names the file.
    """
    return parse(load(path), path, article_id)


def parse(data: bytes, path: Path, article_id: str) -> Article:
    """Like `read_article`, for the bytes of a file that were read by `load`."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableFile(
            f"not a kind of file that is read here: use {', '.join(sorted(KINDS))}"
        )
    found = reader(data)
    if not _normal(_bounded(found.text)).strip():
        raise UnreadableFile("no text in it")
    article = prepare(replace(found, id=article_id))
    return article if article.title else replace(article, title=_line(_spaced(path.stem)))


def prepare(article: Article) -> Article:
    """Normalise the text and fill in what is missing; what is prepared comes back unchanged.

    Blocks that cover the whole text are kept. Of others the headings are, and the rest is labelled.
    """
    text = _normal(article.text)
    if text == article.text and _covers(text, article.blocks):
        labelled = article.blocks
    else:
        labelled = blocks.label(text, _headings(article))
    return replace(
        article,
        text=text,
        blocks=labelled,
        title=_line(article.title) or _opening(text, labelled),
        language=_code(article.language) or detect(text),
        source=_line(article.source),
        url=_link(article.url),
        published=_iso(article.published),
    )


# --- files ----------------------------------------------------------------------------------------


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


def _decode(data: bytes, declared: str | None = None) -> str:
    """Text of bytes: by its byte order mark, as UTF-8, as UTF-16 by its NULs, as declared, as
    Windows-1252, which takes any bytes."""
    for mark, marked in _BOMS.items():
        if data.startswith(mark):
            return data.decode(marked, "replace")
    if wide := _wide(data):
        return data.decode(wide, "replace")
    for codec in ("utf-8", declared):
        try:
            if codec:
                return data.decode(codec)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1").translate(_WINDOWS)


def _wide(data: bytes) -> str | None:
    """UTF-16 shows in NULs in every other byte, which no text in UTF-8 has."""
    sample = data[: 2 * 4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 4 < len(sample) or min(even, odd) * 10 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _text(data: bytes) -> str:
    """Decoded text, or UnreadableFile where the bytes were never meant to be text."""
    text = _decode(data)
    controls = sum(map(text.count, map(chr, (*range(9), *range(14, 32), *range(127, 133)))))
    if data.startswith(_SIGNATURES) or controls > 2 + len(text) // 100:
        raise UnreadableFile("not text")
    return _bounded(text)


def _bounded(text: str) -> str:
    if len(text) > MAX_CHARS:
        raise UnreadableFile(_too_long(len(text)))
    return text


def _too_long(length: int) -> str:
    return f"too long: {length:,} characters, at most {MAX_CHARS:,}; split it"


@contextmanager
def _quiet(*loggers: str) -> Iterator[None]:
    """Keep a library's own words off the screen: what went wrong is said once, by us."""
    levels = {name: logging.getLogger(name).level for name in loggers}
    for name in levels:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


# --- from parts to text ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """A paragraph, heading, list item or table row on its way into an article's text."""

    text: str
    heading: bool = False
    group: str = ""  # items of a list and rows of a table have no blank line between them


def _compose(parts: Iterable[_Part]) -> Article:
    headings: list[Block] = []
    before = _Part("")
    pieces: list[str] = []
    length = 0
    for part in parts:
        text = _normal(part.text).strip()
        if not text:
            continue
        gap = "" if not pieces else "\n" if part.group and part.group == before.group else "\n\n"
        pieces += [gap, text]
        length += len(gap) + len(text)
        if part.heading:
            headings.append(Block("heading", length - len(text), length))
        before = part
    return Article("", "".join(pieces), blocks=tuple(headings))


def _normal(text: str) -> str:
    """NFC with `\\n` line ends, without NULs and byte order mark."""
    text = _LINE_ENDS.sub("\n", text.replace("\0", "").lstrip("\ufeff"))
    return unicodedata.normalize("NFC", _SURROGATES.sub("\ufffd", text))


def _headings(article: Article) -> list[blocks.Span]:
    """The spans of its headings, moved to where they stand once the text is normalised."""
    spans = [(block.start, block.end) for block in article.blocks if block.label == "heading"]
    if _normal(article.text) == article.text:
        return spans
    return [
        (len(_normal(article.text[:start])), len(_normal(article.text[:end])))
        for start, end in spans
    ]


def _covers(text: str, labelled: Sequence[Block]) -> bool:
    """Whether the blocks are in order and leave out nothing but white space."""
    bounds = [
        0,
        *(place for block in labelled for place in (block.start, block.end)),
        len(text),
    ]
    ordered = all(first <= second for first, second in pairwise(bounds))
    return ordered and not any(
        text[start:end].strip() for start, end in zip(bounds[::2], bounds[1::2], strict=True)
    )


# --- what is known about an article ---------------------------------------------------------------


def _opening(text: str, labelled: Sequence[Block]) -> str | None:
    """The heading that the article begins with, what the page says above it not counted."""
    first = next((block for block in labelled if block.label != "furniture"), None)
    return _line(text[first.start : first.end]) if first and first.label == "heading" else None


def _spaced(stem: str) -> str:
    return re.sub(r"[_-]+", " ", stem)


def _line(value: object) -> str | None:
    """A value as one line of text; None where there is nothing to show."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return None
    return " ".join(_normal(str(value)).split()) or None


def _code(value: object) -> str | None:
    """`de-AT` -> `de`; None for what is no code, such as `German`."""
    code = (
        re.fullmatch(r"([a-z]{2,3})([-_].*)?", value.strip().lower()) if _is_text(value) else None
    )
    return code[1] if code else None


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str)


def _link(value: object) -> str | None:
    """A web address; a page would make a link of `javascript:…` too."""
    line = _line(value)
    return line if line and re.match(r"https?://\S+$", line, re.I) else None


def _iso(value: object) -> str | None:
    """A date or date-time in ISO 8601; None for what cannot be read as one.

    >>> _iso("8. November 2024"), _iso("Fri, 08 Nov 2024 10:00:00 +0100"), _iso("gestern")
    ('2024-11-08', '2024-11-08T10:00:00+01:00', None)
    """
    if isinstance(value, date):
        return value.isoformat()  # a datetime is a date too
    text = _line(value)
    if text is None:
        return None
    for parse in (
        date.fromisoformat,
        datetime.fromisoformat,
        _written_date,
        parsedate_to_datetime,
    ):
        try:
            return parse(text).isoformat()
        except ValueError:
            continue
    return None


def _written_date(text: str) -> date:
    """`8.11.2024`, `8. November 2024`, `November 8, 2024`; ValueError for anything else."""
    if found := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := re.fullmatch(r"(\d{1,2})\.?\s+([^\W\d]{3,9})\.?,?\s+(\d{4})", text):
        return date(int(found[3]), _month(found[2]), int(found[1]))
    if found := re.fullmatch(r"([^\W\d]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})", text):
        return date(int(found[3]), _month(found[1]), int(found[2]))
    raise ValueError(f"no date: {text!r}")


def _month(name: str) -> int:
    """1 to 12 by a month's first letters; 0, which `date` refuses, for what is no month."""
    return next((n for n, names in enumerate(_MONTHS, 1) if name[:3].lower() in names), 0)


def _about(article: Article, facts: Mapping[str, object]) -> Article:
    """The article with what its file says of it; unknown keys and empty values are ignored."""
    return replace(
        article,
        title=_line(facts.get("title")),
        source=_line(facts.get("source")),
        url=_link(facts.get("url")),
        published=_iso(facts.get("published") or facts.get("date")),
        language=_code(facts.get("language")),
    )


# --- plain text and Markdown ----------------------------------------------------------------------


def _read_text(data: bytes) -> Article:
    return Article("", _text(data))


def _read_markdown(data: bytes) -> Article:
    from markdown_it import MarkdownIt

    front, text = _front_matter(_normal(_text(data)))
    try:
        tokens = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table").parse(text)
    except RecursionError:
        raise UnreadableFile("nested too deeply") from None
    return _about(_compose(_markdown_parts(tokens)), front)


def _front_matter(text: str) -> tuple[Mapping[str, object], str]:
    """The YAML between `---` lines at the top, and the text after it."""
    found = re.match(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", text, re.S | re.M)
    return (_yaml(found[1]), text[found.end() :]) if found else ({}, text)


def _yaml(text: str) -> Mapping[str, object]:
    import yaml

    try:
        facts = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 2}" if mark else ""  # from 1, and after the opening ---
        raise UnreadableFile(f"broken front matter{line}: not valid YAML") from error
    if facts is None:
        return {}
    if not isinstance(facts, dict):
        raise UnreadableFile("broken front matter in line 2: expected lines such as 'title: …'")
    return facts


def _markdown_parts(tokens: Sequence[Token]) -> Iterator[_Part]:
    bullet, row, heading = "", None, False
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            heading = token.nesting > 0
        elif token.type == "list_item_open":
            bullet = "• "
        elif token.type == "tr_open":
            row = list[str]()
        elif token.type == "tr_close":
            yield _Part("\t".join(row or ()), group="row")
            row = None
        elif token.type in {"fence", "code_block"}:
            yield _Part(token.content)
        elif token.type == "inline" and row is not None:
            row.append(_inline(token))
        elif token.type == "inline":
            yield _Part(bullet + _inline(token), heading, group=bullet)
            bullet = ""


def _inline(token: Token) -> str:
    """The words of a paragraph: no pictures, no HTML, and nothing of what a script holds."""
    words, script = [], False
    for child in token.children or ():
        if child.type == "html_inline":
            script = bool(_SCRIPT.match(child.content)) or (script and child.content[:2] != "</")
        elif not script:
            words.append({"softbreak": " ", "hardbreak": "\n"}.get(child.type) or _words(child))
    return "".join(words)


def _words(token: Token) -> str:
    return token.content if token.type in {"text", "code_inline"} else ""


# --- HTML -----------------------------------------------------------------------------------------


def _read_html(data: bytes) -> Article:
    from trafilatura import bare_extraction

    declared = _CHARSET.search(data[:4096])
    page = _decode(data, declared[1].decode("ascii", "replace") if declared else None)
    try:
        with _quiet("trafilatura", "htmldate", "courlan"):
            # fast: without two more extractors, whose text has lost its headings
            found = bare_extraction(page, fast=True, with_metadata=True, include_comments=False)
            document: Any = found
            parts = list(_html_parts(document.body)) if document is not None else []
    except RecursionError:
        raise UnreadableFile("nested too deeply") from None
    article = _compose(parts)
    if not article.text:
        raise UnreadableFile("no main text in it")
    facts = {key: getattr(document, key) for key in ("title", "url", "date", "language")}
    return _about(article, {**facts, "source": document.sitename})


def _html_parts(element: _Element) -> Iterator[_Part]:
    """Paragraphs, headings, items and rows of the extractor's XML, in order."""
    for child in element:
        if child.tag == "table":
            for row in child.iter("row"):
                yield _Part("\t".join(_flat(cell) for cell in row.iter("cell")), group="row")
        elif child.tag == "item":
            yield _Part(f"• {_flat(child)}", group="item")
        elif any(inner.tag in {"p", "head", "list", "item", "table"} for inner in child):
            yield _Part(" ".join((child.text or "").split()))
            yield from _html_parts(child)
        else:
            yield _Part(_flat(child), heading=child.tag == "head")
        yield _Part(" ".join((child.tail or "").split()))


def _flat(element: _Element) -> str:
    """All text in an element on one line, but for its line breaks."""
    for line_break in element.iter("lb"):
        line_break.text = "\n"
    lines = "".join(element.itertext()).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines)


# --- PDF ------------------------------------------------------------------------------------------


def _read_pdf(data: bytes) -> Article:
    if b"%PDF-" not in data[:1024]:
        raise UnreadableFile("not a PDF")
    try:
        with _quiet("pypdf"):
            pages, title = _pdf_pages(data)
    except UnreadableFile:
        raise
    except Exception as error:  # a broken file breaks pypdf in any of a dozen ways
        raise UnreadableFile("a broken PDF: save it anew, or as text") from error
    lines = [line for page in _without_running_heads(pages) for line in page]
    if not any(char.isalnum() for line in lines for char in line):
        raise UnreadableFile("no text in it: a scan? run OCR first")
    text = "\n".join(_paragraphs(lines))
    return Article("", text, title=None if _NO_TITLE.search(title) else _line(title))


def _pdf_pages(data: bytes) -> tuple[list[list[str]], str]:
    """The lines of each page without the empty ones, and the title or an empty string."""
    from pypdf import PasswordType, PdfReader

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise UnreadableFile("encrypted: save it without its password first")
    pages, length = [], 0
    for page in reader.pages:
        text = _normal(page.extract_text()).translate(_LIGATURES)
        length += len(text)
        if length > MAX_CHARS:  # here: a small file can hold pages without end
            raise UnreadableFile(_too_long(length))
        pages.append([line for raw in text.split("\n") if (line := " ".join(raw.split()))])
    return pages, str((reader.metadata and reader.metadata.title) or "")


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """Drop page numbers, and first and last lines that most pages share but for their numbers."""
    edges = Counter(_shape(line) for page in pages for line in {*page[:1], *page[-1:]})
    common = {shape for shape, count in edges.items() if count >= max(3, 0.5 * len(pages))}

    def is_running(line: str) -> bool:
        return _shape(line) in common or bool(_PAGE_NUMBER.fullmatch(line))

    kept = []
    for page in pages:
        while page and len(pages) > 1 and is_running(page[0]):
            page = page[1:]
        while page and len(pages) > 1 and is_running(page[-1]):
            page = page[:-1]
        kept.append(page)
    return kept


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Join lines that were wrapped: those that were full, or that the next one carries on."""
    width = max(map(len, lines))
    paragraph = lines[0]
    for upper, lower in pairwise(lines):
        if _carries_on(upper, lower, width):
            paragraph = _glue(paragraph, lower)
        else:
            yield paragraph
            paragraph = lower
    yield paragraph


def _carries_on(upper: str, lower: str, width: int) -> bool:
    """Letters differ in width, so a full line may have a fifth fewer of them than the longest."""
    ended = re.search(r"[.!?:…][\"'“”«»)]*$", upper)
    if not ended and (lower[0].islower() or upper[-1] in "-\u00ad\u2010,"):
        return True
    if re.match(r"[•◦▪\u2013-]\s|\d{1,2}[.)]\s", lower):
        return False
    full = len(upper) + 1 + len(lower.split(maxsplit=1)[0]) >= 0.8 * width
    headline = len(lower) < 0.6 * width and not re.search(r"[.!?:,;…\"“”)-]$", lower)
    return full and not (ended and headline)


def _glue(upper: str, lower: str) -> str:
    """`Präsi-` + `dent` -> `Präsident`; `US-` + `Präsident` -> `US-Präsident`."""
    if upper[-1] == "\u00ad":
        return upper[:-1] + lower
    if not re.search(r"[^\W\d_][-\u2010]$", upper):
        return f"{upper} {lower}"
    if re.match(r"(und|oder|bis|sowie|and|or|to)\b", lower):  # "Nord- und Südamerika"
        return f"{upper} {lower}"
    return (upper[:-1] if upper[-2].islower() and lower[0].islower() else upper) + lower


_READERS: Mapping[str, Reader] = {
    ".txt": _read_text,
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".html": _read_html,
    ".htm": _read_html,
    ".pdf": _read_pdf,
}
KINDS: frozenset[str] = frozenset(_READERS)
