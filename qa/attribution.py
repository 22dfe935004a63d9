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
from qa.mentions import names
from qa.said_by import said_by
from qa.speaker import PRONOUNS, may_speak, told
from qa.speech import verbs
from qa.turns import speaker
from qa.types import Span

if TYPE_CHECKING:
    from qa.reader import Reader, Scored

ASKED = "Wer sagt das? {}"  # what the reader was trained to be asked
THRESHOLD = -2.0  # of the reader's score; chosen by benchmarks/calibrate.py on held-out sentences
_BESIDE = -5.0  # where a surer span cannot be who speaks: .759 (F1) of those sentences, not .745
_SPANS = 3  # looked at, surest first
_AROUND = 350  # characters before and behind a sentence: who says it may be named there
_REPORTED = re.compile(  # German tells in the subjunctive what somebody says, sentence by sentence
    r"\b(?:sei|seien|habe|werde|könne|müsse|solle|wolle|dürfe|möge|gebe|gehe|stehe|komme|bleibe|liege"
    r"|mache|brauche|hätten|würden|könnten|müssten|wären|sollten)\b"
)
_DEPENDENT = re.compile(  # a clause that may be in it for its own reason: "dass er komme"
    r",\s(?:dass|ob|wonach|die|der|das|weil|wie)\b[^,]*$"
)
_REPORTING = 3  # sentences back, at most, to whoever says what a subjunctive tells
_SAYING = (
    rf"(?:{verbs('stem', 'de again')}|schrieb|erklär|bestätig|betont|teilt|gab|geht|hieß"
    r"|verlautet|äußert|kündigt|räumt|forder|kritisier|erfuhr|ergab|ergibt|zeig|wurde|habe|hatte)"
)
_FIRST = frozenset("ich wir mir uns i we".split())  # whoever is interviewed
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
    found = [_attributed(reader, article, start, end, threshold) for article, start, end in places]
    found = [_in_turn(*place, who) for place, who in zip(places, found, strict=True)]
    return [
        Span(article.text[slice(*who)], *who) if who else None
        for (article, _, _), who in zip(places, found, strict=True)
    ]


def _attributed(
    reader: Reader, article: Article, start: int, end: int, threshold: float, back: int = _REPORTING
) -> tuple[int, int] | None:
    text = article.text
    around = _around(article, start, end)
    first, last = around[0][0], around[-1][1]
    best = _speaker(reader, text[start:end], text[first:last], threshold)
    place = told(text, first + best.start, first + best.end) if best else None
    if place and start <= place[0] < end:
        return place
    place = said_by(text, start, end) or place  # the sentence itself may say it
    before = next((each for each in reversed(around) if each[1] <= start), None)
    outside = place is None or not start <= place[0] < end
    if outside and before and back and article.language == "de" and _is_reported(text[start:end]):
        return _attributed(reader, article, *before, threshold, back - 1) or place
    return place


def _is_reported(sentence: str) -> bool:
    """Whether it is told in the subjunctive, so that whoever spoke before still speaks.

    "Der Bau werde teurer." -> True, "Er glaubt, dass der Bau teurer werde." -> False
    """
    verb = _REPORTED.search(sentence)
    return verb is not None and not _DEPENDENT.search(sentence, 0, verb.start())


def _in_turn(
    article: Article, start: int, end: int, who: tuple[int, int] | None
) -> tuple[int, int] | None:
    """In an interview whoever is asked, if the sentence gives no one else's words."""
    asked = speaker(article, start)
    if asked and (who is None or not _is_anothers(article.text, who, start, end)):
        return asked.start, asked.end
    return who


def _is_anothers(text: str, place: tuple[int, int], start: int, end: int) -> bool:
    """Whether a sentence of an interview, text[start:end], names its own speaker: not "I"."""
    who = text[slice(*place)]
    named = " " in who or who.lower() in PRONOUNS or bool(names(who))
    return start <= place[0] < end and named and who.lower() not in _FIRST


@lru_cache(maxsize=4_096)  # the same sentences are cited for one question after the other
def _speaker(reader: Reader, said: str, around: str, threshold: float) -> Scored | None:
    (read,) = reader.read(ASKED.format(said), [around])
    for span in read.best(count=_SPANS):
        if span.score <= threshold:
            return None
        if may_speak(around, span.start, span.end):
            return span
        threshold = min(threshold, _BESIDE)
    return None


def _around(article: Article, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of the same section that lie in _AROUND characters beside it, and itself.

    Whole, since of one that is cut the reader would give half a name.
    """
    found = [(start, end)]
    for block in _section(article, start, end):
        first, last = max(block.start, start - 2 * _AROUND), min(block.end, end + 2 * _AROUND)
        if first < last:
            found += sentences(article.text, first, last, article.language)
    return sorted(each for each in found if _is_near(*each, start, end))


def _is_near(a: int, b: int, start: int, end: int) -> bool:
    return (a < end and start < b) or (start - _AROUND <= a and b <= end + _AROUND)


def _section(article: Article, start: int, end: int) -> Sequence[Block]:
    """The body blocks that no heading and no furniture parts from article.text[start:end]."""
    for label, run in groupby(article.blocks, key=lambda block: block.label):
        blocks = list(run)
        if label == "body" and blocks[0].start < end and start < blocks[-1].end:
            return blocks
    return [Block("body", 0, len(article.text))]
