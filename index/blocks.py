"""Text -> labelled blocks: what is the article, what its headings, what the page around it.

Three steps, all pure: cut the text into pieces (lines; paragraphs where the text is hard-wrapped),
say of each piece alone what it could be, and settle that by what stands before and after it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import groupby, pairwise
from statistics import median
from typing import Literal, TypeAlias

from index import furniture, months
from index.offsets import stripped
from index.sentences import ending
from index.types import Block, Label

Span: TypeAlias = tuple[int, int]
BlockKind: TypeAlias = Literal["heading", "body", "furniture", "maybe", "stamp", "fragment", "item"]

LONGEST_HEADING = 100  # characters; in 850 Wikinews articles half have 31, the longest 83
HEADING_WORDS = 14  # the longest there has 12
# Words: "Was bedeutet das für die Ukraine?" heads a section; an interview asks longer.
QUESTION_HEADING = 8
LONGEST_STACK = 2  # headings in a row; more short lines than that are a list
STRAY_BREAK = 60  # characters
BARE_TEASER = 5  # words: "Das könnte Sie auch interessieren" names no article yet
WRAP_WIDTHS = range(40, 101)  # characters: what editors, mail and typewriters wrap at

_DATE = rf"\d{{1,2}}\.\s{months.AFTER_DAY}"
BULLET = re.compile(rf"[•◦▪‣·*+\u2013\u2014-]\s+\S|(?!{_DATE})\d{{1,2}}[.)]\s|[a-z]\)\s")
_DATED = re.compile(_DATE)
_NUMBERED = re.compile(r"\d")
_DATA = re.compile(r"\t|:\s?\d|\d\s?[%€$£]|(?:\d[\d.,]*\D+){2}\d")
_ENDS_SENTENCE = ending(".!?…")


def label(text: str, known_headings: Collection[Span] = ()) -> tuple[Block, ...]:
    """Blocks in order that cover everything but white space; offsets count code points.

    `known_headings` are spans that the file itself marks as headings; they stay what they are.
    Empty text gives `()`. Where nothing would be left as body, all but known headings is body.

    >>> [block.label for block in label("Er kam am Montag an.\\nKommentar hinterlassen")]
    ['body', 'furniture']
    """
    known = set(_clean(text, known_headings))
    spans = _pieces(text, sorted(known))
    kinds = [_kind(text, span, known) for span in spans]
    labels = _settle([text[start:end] for start, end in spans], kinds)
    return tuple(Block(name, *span) for name, span in zip(labels, spans, strict=True))


# --- pieces ---------------------------------------------------------------------------------------


def _clean(text: str, spans: Collection[Span]) -> Iterator[Span]:
    """The spans in order without white space around them, without empty and overlapping ones."""
    last = 0
    for start, end in sorted(spans):
        span = stripped(text, max(start, last), min(end, len(text)))
        if span[0] < span[1]:
            yield span
            last = span[1]


def _pieces(text: str, headings: list[Span]) -> list[Span]:
    """The known headings, and between them lines or, of hard-wrapped text, paragraphs."""
    bounds = [0, *(bound for span in headings for bound in span), len(text)]
    gaps = [
        list(_lines(text, start, end)) for start, end in zip(bounds[::2], bounds[1::2], strict=True)
    ]
    width = _wrap_width(text, [pair for gap in gaps for pair in _adjacent(text, gap)])
    joined = [span for gap in gaps for span in _join(text, gap, width)]
    return sorted([*headings, *joined])


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        span = stripped(text, start, stop)
        if span[0] < span[1]:
            yield span
        start = stop + 1


def _adjacent(text: str, lines: list[Span]) -> Iterator[tuple[Span, Span]]:
    """Pairs of lines with no blank line between them."""
    return (
        (upper, lower)
        for upper, lower in pairwise(lines)
        if text.count("\n", upper[1], lower[0]) == 1
    )


def _wrap_width(text: str, pairs: list[tuple[Span, Span]]) -> int:
    """The width the text was wrapped at, a little less to be safe; 0 where it was not wrapped.

    A wrapped line is full: the next line's first word would not have fitted on it. A line of a
    list or a poem ends where it likes, and the next one rarely begins in lower case.
    """
    if not pairs:
        return 0
    width = int(median(upper[1] - upper[0] for upper, _ in pairs))
    full = sum(_is_full(text, upper, lower, width) for upper, lower in pairs)
    lower_case = sum(text[lower[0]].islower() for _, lower in pairs)
    wrapped = full >= 0.7 * len(pairs) and lower_case >= 0.3 * len(pairs)
    return width if wrapped and width in WRAP_WIDTHS else 0


def _is_full(text: str, upper: Span, lower: Span, width: int) -> bool:
    word = text[slice(*lower)].split(maxsplit=1)[0]
    return upper[1] - upper[0] + 1 + len(word) >= width


def _join(text: str, lines: list[Span], width: int) -> list[Span]:
    """Join each line to the one before it where that one only ended for want of room."""
    joined = lines[:1]
    for upper, lower in pairwise(lines):
        if _continues(text, upper, lower, width):
            joined[-1] = joined[-1][0], lower[1]
        else:
            joined.append(lower)
    return joined


def _continues(text: str, upper: Span, lower: Span, width: int) -> bool:
    if text.count("\n", upper[1], lower[0]) != 1 or BULLET.match(text[slice(*lower)]):
        return False
    begun = text[lower[0]].islower() or _DATED.match(text, lower[0]) is not None
    goes_on = begun and not furniture.ENDS.search(text[slice(*upper)])
    if not width:  # a stray line break; a heading is shorter, and what follows it begins upper case
        return goes_on and upper[1] - upper[0] >= STRAY_BREAK
    return goes_on or _is_full(text, upper, lower, width)


# --- what a piece alone could be ------------------------------------------------------------------


def _kind(text: str, span: Span, known: set[Span]) -> BlockKind:
    line = text[slice(*span)]
    if span in known:
        return "heading"
    if not any(char.isalnum() for char in line):
        return "furniture"  # a rule, a row of stars, an icon
    bullet = BULLET.match(line)
    strength = furniture.strength(line[bullet.end() - 1 :] if bullet else line)
    if strength == 2:
        return "furniture"
    if bullet and not _NUMBERED.match(line):
        return "item"
    if len(line) > LONGEST_HEADING:
        return "body"
    if furniture.is_stamp(line):
        return "stamp"
    if _DATA.search(line) and not furniture.ENDS.search(line):
        return "item"
    if strength == 1:
        return "maybe"
    return "fragment" if _is_fragment(line) else "body"


def _is_fragment(line: str) -> bool:
    """Short and no sentence: a heading, a line of a list, or something of the page."""
    words = line.split()
    if len(line) > LONGEST_HEADING or len(words) > HEADING_WORDS or "\n" in line:
        return False
    if line.endswith("?") and not re.search(r"[.!?]\s|[„“”\"»]", line):
        return len(words) <= QUESTION_HEADING
    return not furniture.ENDS.search(line)


# --- what its neighbours make of it ---------------------------------------------------------------


def _settle(lines: list[str], kinds: list[BlockKind]) -> list[Label]:
    if not _is_prose(lines, kinds):
        kinds = [kind if kind in {"heading", "furniture"} else "body" for kind in kinds]
    for rule in (_listed, _teased, _outside):
        kinds = rule(lines, kinds)
    if not {"body", "item", "stamp", "maybe"} & set(kinds):  # "Newsletter", no more
        return ["heading" if kind == "heading" else "body" for kind in kinds]
    return [_LABELS[kind] for kind in kinds]


_LABELS: dict[BlockKind, Label] = {
    "heading": "heading",
    "fragment": "heading",
    "furniture": "furniture",
    "body": "body",
    "item": "body",
    "stamp": "body",
    "maybe": "body",
}


def _is_prose(lines: list[str], kinds: list[BlockKind]) -> bool:
    """Whether there is running text. A poem, a ticker, a table has none, and no headings either."""
    inner = [line for line, kind in zip(lines, kinds, strict=True) if kind != "furniture"]
    if "heading" in kinds or any(len(line) > LONGEST_HEADING for line in inner):
        return True
    sentences = [line for line in inner if _ENDS_SENTENCE.search(line) and len(line.split()) > 3]
    return 2 * len(sentences) >= len(inner)


def _listed(lines: list[str], kinds: list[BlockKind]) -> list[BlockKind]:
    """Short lines are a list after a colon, and where more of them than headings stand together."""
    kinds = list(kinds)
    for start, end in _runs(kinds, {"fragment", "item", "maybe"}):
        above = kinds[start - 1] if start else None
        below = kinds[end] if end < len(kinds) else None
        introduced = above == "body" and lines[start - 1].endswith(":")
        if introduced or (above == below == "body" and end - start > LONGEST_STACK):
            kinds[start:end] = ["item"] * (end - start)
    return kinds


def _teased(lines: list[str], kinds: list[BlockKind]) -> list[BlockKind]:
    """Headlines under `Mehr zum Thema` are other articles'; the last may head what follows."""
    kinds = list(kinds)
    for start, end in _runs(kinds, {"fragment", "maybe"}):
        above = lines[start - 1] if start and kinds[start - 1] == "furniture" else ""
        bare = len(above.split()) <= BARE_TEASER or above.endswith(":")
        if above and bare and furniture.announces(above):
            stop = end - (end - start > 1 and end < len(kinds))
            kinds[start:stop] = ["furniture"] * (stop - start)
    return kinds


def _outside(lines: list[str], kinds: list[BlockKind]) -> list[BlockKind]:
    """Beside furniture doubt speaks for furniture; so it does outside the text, where nothing
    follows that a short line could head."""
    texts = [place for place, kind in enumerate(kinds) if kind in {"body", "item", "heading"}]
    first, last = (texts[0], texts[-1]) if texts else (0, len(kinds))
    listed = _is_list(lines[last + 1 :], kinds[last + 1 :])

    def settled(place: int, kind: BlockKind) -> BlockKind:
        outside = not first <= place <= last
        if kind == "maybe" and (outside or "furniture" in kinds[max(0, place - 1) : place + 2]):
            return "furniture"
        if kind == "maybe":
            return "fragment" if _is_fragment(lines[place]) else "body"
        if kind == "fragment" and place > last:  # an article may well end in a question
            return "item" if listed or lines[place].endswith("?") else "furniture"
        return "furniture" if kind == "stamp" and outside else kind

    return [settled(place, kind) for place, kind in enumerate(kinds)]


def _is_list(lines: list[str], kinds: list[BlockKind]) -> bool:
    """Whether short lines at the end are the article's own: several, and none looks like a page's
    (`maybe`, `stamp`), nor like a keyword."""
    words = sum(len(line.split()) for line in lines)
    return len(lines) > LONGEST_STACK and set(kinds) == {"fragment"} and words > 3 * len(lines)


def _runs(kinds: list[BlockKind], wanted: set[BlockKind]) -> Iterator[Span]:
    """Maximal runs of these kinds, as (first, after the last)."""
    for inside, run in groupby(range(len(kinds)), lambda place: kinds[place] in wanted):
        places = list(run)
        if inside:
            yield places[0], places[-1] + 1
