"""Sentences -> Answer: which of them, or none. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index import Hit
from qa.evidence import Sentence
from qa.texts import NO_ARTICLES, NOT_SAID
from qa.types import Answer, Citation

# Of confidence: the best balance of right answers and refusals on held-out SQuAD articles. There it
# lets 2 % of the questions on something else through, but 72 % of those made to look answerable.
# benchmarks/calibrate.py chooses .34 on questions in the articles' own language; across languages
# everything scores a little lower, so that questions that are answered there fall below it.
THRESHOLD = 0.3
_SECOND = 0.9  # of the first one's probability: a second sentence as good as that is shown too
_NEAREST = 3  # passages shown where the articles do not say


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question on its way: as asked, as it is searched, and the language to answer in."""

    question: str
    understood_as: str
    language: str


def compose(
    inquiry: Inquiry,
    sentences: Sequence[Sentence],
    hits: Sequence[Hit],
    timings_ms: Mapping[str, float],
) -> Answer:
    """The best sentence, and the second if it is as good; or that the articles do not say.

    `sentences` and `hits` stand best first; either may be empty.
    """
    confidence = sentences[0].probability if sentences else 0.0
    if confidence < THRESHOLD:
        return _refusal(inquiry, confidence, hits, timings_ms)
    citations = tuple(
        Citation(number, each.article, each.start, each.end)
        for number, each in enumerate(_chosen(sentences), 1)
    )
    return Answer(
        question=inquiry.question,
        understood_as=inquiry.understood_as,
        language=inquiry.language,
        text=" … ".join(" ".join(citation.quote.split()) for citation in citations),
        short=None,
        answered=True,
        confidence=confidence,
        citations=citations,
        nearest=tuple(hits[:_NEAREST]),
        timings_ms=timings_ms,
    )


def _chosen(sentences: Sequence[Sentence]) -> list[Sentence]:
    """One or two sentences, the second not saying the first again, in the order of an article."""
    best = sentences[0]
    second = next((each for each in sentences[1:] if not _repeats(each, best)), None)
    if second is None or second.probability < max(THRESHOLD, _SECOND * best.probability):
        return [best]
    if second.article.id == best.article.id:
        return sorted([best, second], key=lambda each: each.start)
    return [best, second]


def _repeats(one: Sentence, other: Sentence) -> bool:
    """Whether the two are the same text, or share a part of an article."""
    overlap = one.start < other.end and other.start < one.end
    return one.text == other.text or (one.article.id == other.article.id and overlap)


def _refusal(
    inquiry: Inquiry, confidence: float, hits: Sequence[Hit], timings_ms: Mapping[str, float]
) -> Answer:
    texts = NOT_SAID if hits else NO_ARTICLES
    return Answer(
        question=inquiry.question,
        understood_as=inquiry.understood_as,
        language=inquiry.language,
        text=texts[inquiry.language],
        short=None,
        answered=False,
        confidence=confidence,
        nearest=tuple(hits[:_NEAREST]),
        timings_ms=timings_ms,
    )
