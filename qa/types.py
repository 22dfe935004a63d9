"""The values that flow from a question to its answer. Every quote is computed, never stored."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from index.types import Article, Hit


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article's text: `text == article.text[start:end]`.

    `score` is the probability that it answers the question, where a reader gave one.
    """

    text: str
    start: int
    end: int
    score: float | None = None


def is_restated(question: str, understood_as: str) -> bool:
    """Whether it was understood as another question, not merely with its white space tidied."""
    asked = unicodedata.normalize("NFC", question).split()
    return asked != unicodedata.normalize("NFC", understood_as).split()


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer stands: `article` is the version that was read; offsets are code points.

    `also` are the places in other articles where the same stands, word for word: a report that
    several papers printed is one report.
    """

    number: int
    article: Article
    start: int
    end: int
    attributed_to: Span | None = None
    also: tuple[Citation, ...] = ()

    @property
    def article_id(self) -> str:
        return self.article.id

    @property
    def version(self) -> int:
        return self.article.version

    @property
    def quote(self) -> str:
        return self.article.text[self.start : self.end]


Status: TypeAlias = Literal["verified", "differs", "unsupported"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`span` is where the source says it, or something like it: (start, end), or None.

    `reason` is for a person, in the sentence's language: what differs; "" where nothing does.
    """

    status: Status
    reason: str = ""
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer's text, what it cites, and whether that says so.

    `verdict.span` counts in the text of the article of the first citation.
    """

    text: str
    verdict: Verdict
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say to a question, or that they do not say it.

    `text` is plain text in the question's language around quotes in the articles'. `confidence` is
    a probability that the citations answer the question. `citations` is `()` exactly when
    `answered` is false; `nearest` then holds the passages that came closest, best first, and
    `closest` the sentences in them that an answer would have been made of, at most three.
    `timings_ms` has `follow_up`, `retrieve`, `read`, `total`; where a model wrote, `write` and
    `verify` too.

    `sentences` are those of `text`, each with its verdict: a quote of an article is verified as it
    is, what a language model wrote is checked. `model` names the one that wrote `text`, "" where
    none did; in `text`, not in its sentences, each citation then stands as [1] behind its sentence.
    `invented_markers` are the citations it made up; `notice` is one line for the person, "" if
    there is nothing to say, such as why the configured model did not answer.
    """

    question: str
    understood_as: str
    language: str
    text: str
    short: Span | None
    answered: bool
    confidence: float
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Hit, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    sentences: tuple[Statement, ...] = ()
    model: str = ""
    invented_markers: tuple[str, ...] = ()
    notice: str = ""
    closest: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What was found before anything was read: the first thing that `stream` yields."""

    question: str
    understood_as: str
    language: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a language model has written so far, nothing of it checked yet."""

    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange of a conversation. `answer=None` means it is not known (any more)."""

    question: str
    answer: Answer | None = None
