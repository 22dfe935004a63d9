"""The values that flow from a question to its answer. Every quote is computed, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

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


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer stands: `article` is the version that was read; offsets are code points."""

    number: int
    article: Article
    start: int
    end: int
    attributed_to: Span | None = None

    @property
    def article_id(self) -> str:
        return self.article.id

    @property
    def version(self) -> int:
        return self.article.version

    @property
    def quote(self) -> str:
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say to a question, or that they do not say it.

    `text` is plain text in the question's language around quotes in the articles'. `confidence` is
    a probability that the citations answer the question. `citations` is `()` exactly when
    `answered` is false; `nearest` then holds the passages that came closest, best first.
    `timings_ms` has `follow_up`, `retrieve`, `read`, `total`.
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


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange of a conversation. `answer=None` means it is not known (any more)."""

    question: str
    answer: Answer | None = None


History: TypeAlias = "tuple[Turn | str, ...] | list[Turn | str]"
