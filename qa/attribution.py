"""Who said what a sentence says.

The reader is asked for it, sentence by sentence. Sentences that only say who said the one before -
"Das berichtete eine Quelle gegenüber CNN." - answer nothing alone and quote nothing that can be
understood; with the sentence they point at they answer who said it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from index import Article, Block
from index.sentences import sentences
from qa.speaker import quoted_by, told
from qa.types import Span

if TYPE_CHECKING:
    from qa.reader import Reader, Scored

ASKED = "Wer sagt das? {}"  # what the reader was trained to be asked
THRESHOLD = -2.0  # of the reader's score; chosen by benchmarks/calibrate.py on held-out sentences
_AROUND = 350  # characters before and behind a sentence: who says it may be named there
_SAYING = (
    r"(?:bericht|sag|erklär|schrieb|schreib|meld|bestätig|behaupt|betont|teilt|gab|geht|hieß|"
    r"verlautet|äußert|kündigt|räumt|forder|kritisier|erfuhr|ergab|ergibt|zeig|wurde|habe|hatte)"
)
_POINTS_BACK = re.compile(
    rf"(?:Das|Dies|So|Darüber|Davon|Darauf)\s+(?:aber\s+|auch\s+)?{_SAYING}\w*\b"
    r"|(?:This|That|The (?:claim|report|news|information|statement))\s+"
    r"(?:is|was|has been|comes|came|follows|according|confirmed|reported)\b"
)


def points_back(sentence: str) -> bool:
    """Whether the sentence attributes the one before it.

    "Das berichtete eine Quelle." -> True, "Das Gespräch dauerte lang." -> False
    """
    return _POINTS_BACK.match(sentence) is not None


def attribute(
    reader: Reader, places: Sequence[tuple[Article, int, int]], threshold: float = THRESHOLD
) -> list[Span | None]:
    """Who is said to have said article.text[start:end], as a span of the article; None for nobody.

    A claim that nobody is named for is the paper's own.
    """
    found: list[Span | None] = []
    for article, start, end in places:
        first, last = _around(article, start, end)
        best = _speaker(reader, article.text[start:end], article.text[first:last])
        place = None
        if best and best.score > threshold:
            place = told(article.text, first + best.start, first + best.end)
        if place is None or not start <= place[0] < end:  # the sentence itself may say it
            place = quoted_by(article.text, start, end) or place
        found.append(Span(article.text[slice(*place)], *place) if place else None)
    return found


@lru_cache(maxsize=4_096)  # the same sentences are cited for one question after the other
def _speaker(reader: Reader, said: str, around: str) -> Scored | None:
    (read,) = reader.read(ASKED.format(said), [around])
    return next(iter(read.best()), None)


def _around(article: Article, start: int, end: int) -> tuple[int, int]:
    """Whole sentences around, those of the same section that lie in _AROUND characters beside it.

    Whole, since of one that is cut the reader would give half a name.
    """
    found = [(start, end)]
    for block in _section(article, start, end):
        first, last = max(block.start, start - 2 * _AROUND), min(block.end, end + 2 * _AROUND)
        if first < last:
            found += sentences(article.text, first, last, article.language)
    near = [(a, b) for a, b in found if _is_near(a, b, start, end)]
    return min(a for a, _ in near), max(b for _, b in near)


def _is_near(a: int, b: int, start: int, end: int) -> bool:
    return (a < end and start < b) or (start - _AROUND <= a and b <= end + _AROUND)


def _section(article: Article, start: int, end: int) -> Sequence[Block]:
    """The body blocks that no heading and no furniture parts from article.text[start:end]."""
    for label, run in groupby(article.blocks, key=lambda block: block.label):
        blocks = list(run)
        if label == "body" and blocks[0].start < end and start < blocks[-1].end:
            return blocks
    return [Block("body", 0, len(article.text))]
