"""PDF -> an article: a PDF knows lines on pages, so paragraphs are put together again here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import pairwise

from index.blocks import BULLET
from index.decoding import check_length, normal
from index.errors import UnreadableFile
from index.facts import iso, one_line
from index.sentences import CLOSERS, ending
from index.types import Article

_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}
_AROUND_NUMBER = r"[\s|·•*~–—()\[\]-]*"  # and no stop, no sign of a currency: "2024.", "300 €"
_PAGE_NUMBER = re.compile(
    rf"{_AROUND_NUMBER}(?:seite|page|p\.|s\.)?\s*(\d{{1,4}})(?:\s*(?:/|von|of)\s*\d{{1,4}})?"
    rf"{_AROUND_NUMBER}",
    re.I,
)
_SOFT_BREAK = re.compile(r"\u00ad\s*(?:\n|\Z)")  # here a soft hyphen is seen, and its word goes on
_FIRST = 1_000  # no page of an excerpt is ahead so far; two that end with years may be
_STAMP = r"\d{1,2}[./]\d{1,2}[./]\d{2,4},? \d{1,2}[:.]\d\d(?: ?[AP]M)?"
_ADDRESS = r"(?:https?|file)://\S+"
_FOOT = re.compile(  # of a page that a browser printed: Chrome's, Firefox's
    rf"(?P<address>{_ADDRESS}) \d{{1,3}}/\d{{1,3}}|\d{{1,3}} (?:of|von) \d{{1,3}} {_STAMP}"
)
_HEAD = re.compile(rf"{_STAMP}(?: .*)?|(?:.* )?(?P<address>{_ADDRESS})")  # the second Firefox's
_EDGE = 2  # lines of a page's end that a browser prints
_EDITION = re.compile(r"(?P<paper>[^\W\d_][^\d·|•]*?)\s*[·|•]\s*(?P<day>[^·|•]*\d{4})")
_NO_TITLE = re.compile(r"microsoft|untitled|unbenannt|\.\w{2,5}$|^\W*$|^.{201}", re.I | re.S)
_ENDS = ending(".!?…:")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")  # `well-known` is one


def read(data: bytes) -> Article:
    """Raises UnreadableFile: no PDF, a broken or encrypted one, too long, one without text."""
    if b"%PDF-" not in data[:1024]:
        raise UnreadableFile("not a PDF")
    try:
        pages, title = _pages(data)
    except UnreadableFile:
        raise
    except Exception as error:  # a broken file breaks pypdf in any of a dozen ways
        raise UnreadableFile("a broken PDF: save it anew, or as text") from error
    pages, address = _without_print_heads(pages)
    dropped: list[str] = []
    if len(pages) > 1:
        pages, dropped = _without_running_heads(pages)
        pages, more = _without_running_heads(_without_page_numbers(pages))
        dropped += more
    lines = [line for page in pages for line in page]
    if not any(char.isalnum() for line in lines for char in line):
        raise UnreadableFile("no text in it: a scan? run OCR first")
    text = "\n".join(paragraphs(lines))
    known = None if _NO_TITLE.search(title) else one_line(title)
    source, day = _edition(dropped)
    if source and text.startswith(source):  # its own headline again, with the day
        source = None
    return Article("", text, title=known, url=address, source=source, published=day)


def _pages(data: bytes) -> tuple[list[list[str]], str]:
    """The lines of each page without the empty ones, and the title or an empty string."""
    from pypdf import PasswordType, PdfReader

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise UnreadableFile("encrypted: save it without its password first")
    pages, length = [], 0
    for page in reader.pages:
        parts = _SOFT_BREAK.split(page.extract_text())
        text = "\u00ad\n".join(map(normal, parts)).translate(_LIGATURES)
        length += len(text)
        check_length(length)  # here: a small file can hold pages without end
        pages.append([line for raw in text.split("\n") if (line := " ".join(raw.split()))])
    return pages, str((reader.metadata and reader.metadata.title) or "")


def _without_print_heads(pages: list[list[str]]) -> tuple[list[list[str]], str | None]:
    """Without what a browser prints around a page: when, its title, its address. And the address.

    Elsewhere such lines are the article's: a date below its headline.
    """
    ends = [dict.fromkeys([*page[:_EDGE], *page[-_EDGE:]]) for page in pages]
    counts = Counter(line for lines in ends for line in lines)
    feet = {line: match for line in counts if (match := _FOOT.fullmatch(line))}
    if not feet:
        return pages, None
    everywhere = [line for line, count in counts.items() if count == len(pages)]
    if len(pages) == 1:  # what is at both ends of it, or beside its foot
        everywhere = _outermost(pages[0], feet)
    heads = {line: match for line in everywhere if (match := _HEAD.fullmatch(line))}
    around = feet.keys() | heads.keys()
    kept = [
        [
            line
            for at, line in enumerate(page)
            if line not in around or _EDGE <= at < len(page) - _EDGE
        ]
        for page in pages
    ]
    addresses = (match.groupdict().get("address") for match in (*heads.values(), *feet.values()))
    return kept, next((a for a in addresses if a and a[:4] == "http" and "…" not in a), None)


def _outermost(page: Sequence[str], feet: Container[str]) -> list[str]:
    """The page's first line, or else the one before its foot."""
    if _HEAD.fullmatch(page[0]):
        return [page[0]]
    return [upper for upper, lower in pairwise(page) if lower in feet]


def _without_running_heads(pages: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    """Without the first and last lines that most pages share but for their numbers; and those.

    As long as there are any: a browser prints the head and the foot of a page below each other.
    """
    dropped: list[str] = []
    while common := _running(pages):
        heads = [{line for line in _edges(page) if _shape(line) in common} for page in pages]
        dropped += [line for lines in heads for line in sorted(lines)]
        pages = [_trimmed(page, lines) for page, lines in zip(pages, heads, strict=True)]
    return pages, dropped


def _running(pages: Sequence[Sequence[str]]) -> set[str]:
    """The shapes of first and last lines that most pages have."""
    counts = Counter(shape for page in pages for shape in set(map(_shape, _edges(page))))
    return {
        shape
        for shape, count in counts.items()
        if count >= max(3, 0.5 * len(pages)) and re.search(r"[^\W\d_]", shape)
    }


def _edition(heads: Sequence[str]) -> tuple[str | None, str | None]:
    """The paper and the day that a running head names, where it is nothing but these two.

    A date alone may be the printing's: ["THE COURIER · Monday 5 May 2025"] ->
    ("THE COURIER", "2025-05-05"), ["Page 1", "5 May 2025"] -> (None, None)
    """
    told = {
        (found["paper"], day)
        for head in heads
        if (found := _EDITION.fullmatch(head)) and (day := iso(found["day"]))
    }
    return told.pop() if len(told) == 1 else (None, None)


def _without_page_numbers(pages: list[list[str]]) -> list[list[str]]:
    """Drop a first or last line that is the number of its page, or one of several that count pages.

    Any other number is the article's: a year, a price, a column of them may end a page.
    """
    ahead = [
        {line: _ahead(line, place) for line in _edges(page)} for place, page in enumerate(pages, 1)
    ]
    counts = Counter(by for lines in ahead for by in set(lines.values()) if by is not None)
    several = 2 if len(pages) < 4 else 3  # an opening page or a chapter's may have none
    counting = {0} | {by for by, count in counts.items() if count >= several and by < _FIRST}
    numbers = ({line for line, by in lines.items() if by in counting} for lines in ahead)
    return [_trimmed(page, lines) for page, lines in zip(pages, numbers, strict=True)]


def _edges(page: Sequence[str]) -> set[str]:
    return {*page[:1], *page[-1:]}


def _ahead(line: str, page: int) -> int | None:
    """How far a line's number is ahead of the page's own; None of a line that is no number."""
    found = _PAGE_NUMBER.fullmatch(line)
    return int(found[1]) - page if found else None


def _trimmed(page: list[str], dropped: Container[str]) -> list[str]:
    """Without its first and its last line where these are among those to be dropped."""
    page = page[1:] if page and page[0] in dropped else page
    return page[:-1] if page and page[-1] in dropped else page


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Lines joined where they were wrapped: those that were full, or that the next one carries on.

    No line may be empty.

    >>> list(paragraphs(["Der Präsident sprach gestern in Berlin und Mün-", "chen.", "Danach"]))
    ['Der Präsident sprach gestern in Berlin und München.', 'Danach']
    """
    width = max(map(len, lines), default=0)
    known = Counter(word for line in lines for word in _WORD.findall(_plain(line)))
    paragraph: list[str] = []
    for upper, lower in pairwise(lines):
        if _carries_on(upper, lower, width):
            paragraph.append(_before(lower, upper, known))
        else:
            yield "".join([*paragraph, upper])
            paragraph = []
    yield "".join([*paragraph, *lines[-1:]])


def _carries_on(upper: str, lower: str, width: int) -> bool:
    """Letters differ in width, so a full line may have a fifth fewer of them than the longest."""
    ended = _ENDS.search(upper)
    if not ended and (lower[0].islower() or upper[-1] in "-\u00ad\u2010,"):
        return True
    if BULLET.match(lower):
        return False
    full = len(upper) + 1 + len(lower.split(maxsplit=1)[0]) >= 0.8 * width
    headline = len(lower) < 0.6 * width and lower[-1] not in f".!?:,;…-{CLOSERS}"
    return full and not (ended and headline)


def _before(lower: str, upper: str, known: Mapping[str, int]) -> str:
    """The upper line as it runs on into the lower one: with a space, a hyphen, or neither.

    `Präsi-` before `dent` -> `Präsi`; `US-` before `Präsident` -> `US-`.
    """
    if upper[-1] == "\u00ad":
        return upper[:-1]
    if not re.search(r"[^\W\d_][-\u2010]$", upper):
        return f"{upper} "
    if re.match(r"(und|oder|bis|sowie|and|or|to)\b", lower):  # "Nord- und Südamerika"
        return f"{upper} "
    hyphenated = not (upper[-2].islower() and lower[0].islower()) or _has_hyphen(
        upper, lower, known
    )
    return upper if hyphenated else upper[:-1]


def _has_hyphen(upper: str, lower: str, known: Mapping[str, int]) -> bool:
    """Whether the word that the line end breaks has a hyphen of its own, as `well-known` has.

    The line end cannot tell, but the rest of the document can: it has the word more often with
    the hyphen than without. `known` counts the words that stand unbroken in a line.
    """
    halves = [*_WORD.findall(_plain(upper))[-1:], *_WORD.findall(_plain(lower))[:1]]
    return known.get("-".join(halves), 0) > known.get("".join(halves), 0)


def _plain(line: str) -> str:
    """In lower case, and with the one hyphen that a keyboard has."""
    return line.lower().replace("\u2010", "-")
