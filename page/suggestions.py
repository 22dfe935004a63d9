"""Articles -> questions they may answer. Rules over headings and sentences, no model. Pure.

Asked are only things that fit one form whatever the article says: what somebody said whom it
reports, who somebody is whom it introduces, what it is about, and what it says under a heading, or
what that asks itself. Whether it answers them, `page.proving` finds out. Statements turned into
questions ("Drei Arbeiter starben in Rom." -> "Wie viele Arbeiter starben in Rom?") fit 1 article of
news in 50.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from index.analysis import compounds
from index.languages import detect_known
from index.sentences import sentences
from index.types import Article, Hit
from qa.mentions import Name, names
from qa.speech import verbs

LONGEST = 70  # characters; a longer question makes a button nobody reads
_AT_ONCE = 3  # articles that are asked about in turn
_LOOKED_AT = 24  # articles at most: a page waits for it
_READ = 4_000  # characters of an article, from where it is near the question or else its beginning

_ABOUT = {"de": "Worum geht es in „{}“?", "en": 'What does the article say about "{}"?'}
_SPOKE = {"de": "Was sagte {}?", "en": "What did {} say?"}
_WHO = {"de": "Wer ist {}?", "en": "Who is {}?"}
_KNOWN = {"de": "Was ist bekannt zu „{}“?", "en": 'What is known about "{}"?'}

_SAID = {
    "de": rf"(?:{verbs('past', 'de beside')})",
    "en": rf"(?:{verbs('past', 'en beside')}|says)",
}
# Who somebody is stands before the name as an office: "Außenminister Guido Westerwelle".
_OFFICE = {
    "de": re.compile(
        r"[\w-]*(?:kanzler|präsident|minister|sprecher|chef|leiter|autor|sänger|schauspieler|politiker"
        r"|richter|kommissar|unternehmer|trainer|anwalt|general|könig|meister|professor|experte"
        r"|forscher|manager|direktor|sekretär|komponist|gründer|regisseur|senator|kardinal|bischof"
        r"|milliardär|abgeordnete|vorsitzende|beauftragte|wissenschaftler|analyst)"
        r"(?:in|en|er|es|s|n|r)?\b",
        re.I,
    ),
    "en": re.compile(
        r"\b(?:president|minister|chancellor|secretary|senator|governor|mayor|director|spokes\w+|judge"
        r"|professor|general|officer|chief|commissioner|ambassador|coach|captain|leader|chairman"
        r"|founder|billionaire|composer|actor|actress|singer|lawyer|analyst)\b",
        re.I,
    ),
}
_INNER = re.compile(r"[„“”\"«»]")  # quotation marks within a title, which is quoted itself
_QUESTION = re.compile(r"[„“”\"«»]([^„“”\"«»]+\?)[„“”\"«»]|(.+\?)")  # quoted as a whole, or not
_PART = re.compile(r"(?:von|van|der|den|de|la|le|del|da|al|bin|dos)$")  # of a name, in lower case
_GIVEN = re.compile(  # a word of a person's name: no abbreviation, no genitive with an apostrophe
    r"[A-ZÀ-ÖØ-Þ\u0100-\u017f][^\W\d_]*[a-zß-ÿ\u0100-\u017f](?:[-’'][^\W\d_]+)*$"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question, and from where to where of the article its answer would have to be."""

    question: str
    article: Article
    start: int
    end: int


def candidates(
    articles: Sequence[Article],
    language: str,
    *,
    near: Sequence[Hit] = (),
    without: Sequence[str] = (),
) -> Iterator[Candidate]:
    """Different questions in `language` ("de", else English), best first.

    The articles `near` a question that was refused come first, each from where it is near, then the
    newest. `without` are questions not to suggest, such as the one that was refused.
    """
    language = "de" if language.lower().startswith("de") else "en"
    taken = {_plain(question) for question in without}
    for group in (_near(near), *_newest(articles)):
        for each in _in_turn([_questions(*place, language) for place in group]):
            if _plain(each.question) not in taken:
                taken.add(_plain(each.question))
                yield each


def _near(hits: Sequence[Hit]) -> list[tuple[Article, int]]:
    places: dict[str, tuple[Article, int]] = {}
    for hit in hits:
        places.setdefault(hit.article.id, (hit.article, hit.passage.start))
    return list(places.values())[:_AT_ONCE]


def _newest(articles: Sequence[Article]) -> Iterator[list[tuple[Article, int]]]:
    """A few at a time; those without a date last, in the order they have."""
    dated = sorted(articles, key=lambda article: article.published or "", reverse=True)
    for at in range(0, min(len(dated), _LOOKED_AT), _AT_ONCE):
        yield [(article, 0) for article in dated[at : at + _AT_ONCE]]


def _questions(article: Article, start: int, language: str) -> Iterator[Candidate]:
    """One of each kind that the article gives, then the next ones: variety before number."""
    own = (article.language or detect_known(article.text[:_READ])).split("-")[0].lower()
    makers = [_of(article, map(_ABOUT[language].format, _subjects(article)))]
    if own in _SAID:
        told, asked = _sentences(article, start), set[str]()
        makers = [
            _of(article, map(_SPOKE[language].format, _new(_speakers(told, own), asked))),
            _of(article, map(_WHO[language].format, _new(_introduced(told, own), asked))),
            *makers,
        ]
    makers.append(_under_headings(article, start, language))
    return (each for each in _in_turn(makers) if len(each.question) <= LONGEST)


def _of(article: Article, questions: Iterable[str]) -> Iterator[Candidate]:
    return (Candidate(each, article, 0, len(article.text)) for each in questions)


def _under_headings(article: Article, start: int, language: str) -> Iterator[Candidate]:
    """On each section from there on that has a heading of its own, not the article's title."""
    headings = [each for each in article.blocks if each.label == "heading"]
    ends = [*(each.start for each in headings[1:]), len(article.text)]
    for heading, end in zip(headings, ends, strict=False):
        words = " ".join(article.text[heading.start : heading.end].split())
        if end > start and _plain(words) != _plain(article.title or ""):
            asked = _asked(words) or _KNOWN[language].format(_inner(words))
            yield Candidate(asked, article, heading.end, end)


def _asked(heading: str) -> str:
    """The question that a heading is by itself, in whichever language; "" for any other.

    "„Was gilt für Kinder?“" -> "Was gilt für Kinder?"
    """
    question = _QUESTION.fullmatch(heading)
    return question[1] or question[2] if question else ""


def _new(found: Iterable[str], asked: set[str]) -> Iterator[str]:
    for name in found:
        if name not in asked:
            asked.add(name)
            yield name


def _subjects(article: Article) -> list[str]:
    return [_inner(article.title)] if article.title else []


def _inner(words: str) -> str:
    """On one line, and as it stands within quotation marks."""
    return _INNER.sub("’", " ".join(words.split()))


def _in_turn(each: Iterable[Iterator[Candidate]]) -> Iterator[Candidate]:
    """abc, de -> a d b e c"""
    waiting = list(each)
    while waiting:
        left = []
        for iterator in waiting:
            for question in islice(iterator, 1):
                yield question
                left.append(iterator)
        waiting = left


def _sentences(article: Article, start: int) -> list[str]:
    """The sentences of the body from there on, or of all of it where nothing is labelled."""
    blocks = [(each.start, each.end) for each in article.blocks if each.label == "body"]
    found: list[str] = []
    end = start + _READ
    for a, b in blocks or [(0, len(article.text))]:
        if b > start and a < end:
            spans = sentences(article.text, max(a, start), min(b, end), article.language)
            found += [article.text[x:y].strip() for x, y in spans]
    return found


def _speakers(told: Iterable[str], language: str) -> Iterator[str]:
    """People who are reported to have said something, by their full names."""
    said = _SAID[language]
    for sentence in told:
        if re.search(rf"\b{said}\b", sentence):
            for name in names(sentence):
                person = _person(name, language)
                who = re.escape(person or "")
                if person and re.search(
                    rf"{who},? {said}\b|\b{said} (?:[\w-]+ ){{0,3}}?{who}\b", sentence
                ):
                    yield person


def _introduced(told: Iterable[str], language: str) -> Iterator[str]:
    """People whose office stands before their full names."""
    for sentence in told:
        if _OFFICE[language].search(sentence):
            for name in names(sentence):
                person = _person(name, language)
                own = name.text.removesuffix(person or "")
                before = f"{sentence[: name.start]}{own}".split()
                if person and before and _OFFICE[language].fullmatch(before[-1].strip(",")):
                    yield person


def _person(name: Name, language: str) -> str | None:
    """The name without the office before it; None for what may be no person's full name.

    "Flughafenmanager Vedat Muftuoglu" -> "Vedat Muftuoglu"; "Vereinigten Staaten" -> None
    """
    words = name.text.split()
    office = max((at for at, each in enumerate(words, 1) if _is_office(each, language)), default=0)
    words = words[office:]
    parts = [each for each in words if not _PART.match(each)]
    whole = 2 <= len(parts) <= 3 and len(words) <= 4 and words[0] in parts and words[-1] in parts
    if name.kind in ("group", "place") or not whole or not all(map(_GIVEN.match, parts)):
        return None
    return " ".join(words)


def _is_office(word: str, language: str) -> bool:
    """Whether a word of a name is an office, or in German any noun that was met."""
    last = word.lower().rsplit("-", 1)[-1]
    noun = language == "de" and (last in compounds() or bool(compounds().split(last)))
    return noun or _OFFICE[language].fullmatch(word) is not None


def _plain(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.casefold()))
