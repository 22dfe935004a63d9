"""Who said what a sentence says.

The reader is asked for it, sentence by sentence. Sentences that only say who said the one before -
"Das berichtete eine Quelle gegenüber CNN." - answer nothing alone and quote nothing that can be
understood; with the sentence they point at they answer who said it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from index import Article
from index.passages import sentences
from qa.types import Span

if TYPE_CHECKING:
    from qa.reader import Reader, Scored

ASKED = "Wer sagt das? {}"  # what the reader was trained to be asked
THRESHOLD = 0.0  # of the reader's score
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
        if best and best.score > threshold:
            a, b = first + best.start, first + best.end
            found.append(Span(article.text[a:b], a, b))
        else:
            found.append(None)
    return found


@lru_cache(maxsize=4_096)  # the same sentences are cited for one question after the other
def _speaker(reader: Reader, said: str, around: str) -> Scored | None:
    (read,) = reader.read(ASKED.format(said), [around])
    return next(iter(read.best()), None)


def _around(article: Article, start: int, end: int) -> tuple[int, int]:
    """Whole sentences around, as far as they reach into _AROUND characters on both sides."""
    first, last = max(0, start - _AROUND), min(len(article.text), end + _AROUND)
    spans = sentences(article.text, first, last, article.language)
    inside = [(a, b) for a, b in spans if (a > first or first == 0 or b > start)]
    return (min(inside[0][0], start), max(inside[-1][1], end)) if inside else (start, end)
