"""A span that cannot be what the question asks for, however well it reads. Rules, no model. Pure.

An age is no duration, "how many kilometres" no distance, who was beaten no new president, and what
a disaster long ago cost is not what this one did.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from index import Article

# article, where the sentence begins, the span in it -> whether that is no answer
Unfit = Callable[[Article, int, int, int], bool]

_AGED = re.compile(  # the span together with a word or two beside it
    r"\b(?:mit|im Alter von|aged|at the age of) (?:\w+ )?\d{1,3} (?:Jahren|years)(?! (?:Haft|in))"
    r"|\d{1,3}[- ]years?[- ]old|\d{1,3}[- ](?:Jahre alt|jährig)",
    re.I,
)
_HOW_LONG = re.compile(r"\b(?:wie lange|how long)\b", re.I)
_HOW_MUCH = re.compile(
    r"\b(?:wie ?viele?[nr]?|wie (?:weit|hoch|groß|lange?|alt|schwer|tief)|wann|how (?:many|much|far"
    r"|high|large|long|old|tall|deep)|when)\b",
    re.I,
)
_COUNTS = re.compile(r"\b(?:how (?:many|much|far)|wie ?viele?[nr]?|wie weit)\b", re.I)
_WHO_NEW = re.compile(
    r"\b(?:who|wer)\b.*\b(?:new|next|won|winner|neue[nr]?|nächste[nr]?|gewann|gewonnen|sieger\w*)\b",
    re.I,
)
_BEATEN = re.compile(  # right before a name, a title of his between them
    r"\b(?:beat(?:s|en|ing)?|defeat(?:s|ed|ing)?|succeed(?:s|ed|ing)?|replac(?:es|ed|ing)"
    r"|oust(?:s|ed|ing)?|ahead of|incumbent|outgoing|predecessor|schlug|besiegte|folgte? auf"
    r"|Nachfolger(?:in)? von|gegen|Amtsinhaber(?:in)?|Vorgänger(?:in|s|n)?|bisherigen?)\b"
    r"(?:,? (?!and\b|und\b)[\w-]+){0,3},?\s$",
    re.I,
)
_LONG_AGO = re.compile(  # "seit dem Untergang der Fähre im Jahr 1987, bei dem …", "als 1987 …"
    r"\b(?:(?:seit|since)\s(?P<event>[^;.]*?\b(?P<year>1[5-9]\d\d|20\d\d)),\s"
    r"(?:bei|in|als|durch|when|in which|which)\b"
    r"|(?:als|when)\s(?P<event2>[^,;.]{0,60}?\b(?P<year2>1[5-9]\d\d|20\d\d))\b)[^;.]*$",
    re.I,
)
_AGO = 2  # years before an article's date from which on its news is not meant
_NAMING = 5  # letters of a word of the event that a question would name it by
_BESIDE = 20  # characters
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Rules:
    """Which spans do not fit a question: of a sentence that may answer otherwise, or of one that
    is about something else."""

    spans: tuple[Unfit, ...] = ()
    sentences: tuple[Unfit, ...] = ()

    def misfits(self, article: Article, begin: int, start: int, end: int) -> bool:
        """Whether text[start:end], in the sentence that begins at `begin`, is no answer."""
        return any(rule(article, begin, start, end) for rule in (*self.spans, *self.sentences))

    def strays(self, article: Article, begin: int, start: int, end: int) -> bool:
        """Whether it shows that its sentence is about something else."""
        return any(rule(article, begin, start, end) for rule in self.sentences)


def rules_of(question: str) -> Rules:
    """The rules for what the question asks; none for most.

    "How long will she be out?" -> no age
    """
    spans: list[Unfit] = []
    sentences: list[Unfit] = []
    if _COUNTS.search(question):
        spans.append(_asks_itself)
    if _WHO_NEW.search(question):
        spans.append(_is_beaten)
    if _HOW_LONG.search(question):
        sentences.append(_is_age)
    if _HOW_MUCH.search(question):
        sentences.append(lambda *place: _is_of_another_event(question, *place))
    return Rules(tuple(spans), tuple(sentences))


def _is_age(article: Article, begin: int, start: int, end: int) -> bool:
    """ "mit 34 Jahren", "the 34-year-old" """
    first, last = max(begin, start - _BESIDE), end + _BESIDE
    return any(
        found.start() < end and start < found.end()
        for found in _AGED.finditer(article.text, first, last)
    )


def _asks_itself(article: Article, begin: int, start: int, end: int) -> bool:
    """ "how many kilometres some had to travel" """
    return _COUNTS.search(article.text, start, end) is not None


def _is_beaten(article: Article, begin: int, start: int, end: int) -> bool:
    """ "beating the incumbent, [Hector Duvalle]" """
    return _BEATEN.search(article.text[begin:start]) is not None


def _is_of_another_event(question: str, article: Article, begin: int, start: int, end: int) -> bool:
    """Whether the span is in a clause on what was long ago, and the question is not about that."""
    found = _LONG_AGO.search(article.text[begin:start])
    published = (article.published or "")[:4]
    if not found or not published.isdecimal():
        return False
    year = found["year"] or found["year2"]
    event = _WORD.findall(found["event"] or found["event2"])
    asked = question.casefold()
    named = any(word.casefold() in asked for word in event if _tells(word))
    return int(year) <= int(published) - _AGO and not named


def _tells(word: str) -> bool:
    return word.isdecimal() or (len(word) >= _NAMING and word[0].isupper())
