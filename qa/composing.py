"""Checked sentences -> Answer: each cites where it is said, numbered as they come. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qa.answer import SHORT, overlap, with_copies
from qa.evidence import Sentence
from qa.statements import Checked, Key
from qa.types import Answer, Citation, Span, Statement


@dataclass(frozen=True, slots=True)
class Extracted:
    """What the reader makes of it alone: its answer, the sentences it looked at, a refusal."""

    answer: Answer
    sentences: tuple[Sentence, ...]
    refusal: Callable[[], Answer]


def composed(
    extracted: Extracted,
    kept: Sequence[Checked],
    attributed: Callable[[Answer], Answer],
    *,
    brief: bool,
) -> Answer:
    """The answer of these sentences, of which at least one is verified.

    `attributed` adds who said what is cited; `brief`: whether a short answer is wanted.
    """
    cited = _citations(kept)
    citations = tuple(with_copies(each, extracted.sentences) for each in cited.values())
    base = attributed(replace(extracted.answer, citations=citations))
    cited = dict(zip(cited, base.citations, strict=True))
    statements = tuple(
        Statement(each.text, each.verdict, tuple(dict.fromkeys(cited[p.key] for p in each.places)))
        for each in kept
    )
    proven = [c for each in statements if each.verdict.status == "verified" for c in each.citations]
    return replace(
        base,
        text=" ".join(_cited(each) for each in statements),
        short=_short(extracted.sentences, proven) if brief else None,
        answered=True,
        confidence=_confidence(extracted, proven),
        closest=(),
        sentences=statements,
    )


def _citations(checked: Sequence[Checked]) -> dict[Key, Citation]:
    """Each place once, numbered as it comes: passages overlap."""
    places = {place.key: place for each in checked for place in each.places}
    return {
        key: Citation(number, place.hit.article, place.start, place.end)
        for number, (key, place) in enumerate(places.items(), 1)
    }


def _cited(statement: Statement) -> str:
    marks = "".join(f"[{citation.number}]" for citation in statement.citations)
    return f"{statement.text} {marks}" if marks else statement.text


def _confidence(extracted: Extracted, proven: Sequence[Citation]) -> float:
    """The reader's: that the likeliest of the sentences that are cited answers, first or beside it.

    The model's own opinion does not count, nor that it is verified: it may be beside the point.
    """
    if not extracted.sentences:
        return extracted.answer.confidence
    near = [max(x.probability, x.also) for x in extracted.sentences if _overlaps(x, proven)]
    return max(near, default=min(each.probability for each in extracted.sentences))


def _short(sentences: Sequence[Sentence], proven: Sequence[Citation]) -> Span | None:
    """The reader's short answer where it stands in what a verified sentence cites."""
    for each in sentences:
        if is_sure(each) and each.short and _holds(each, each.short, proven):
            return each.short
    return None


def _holds(sentence: Sentence, span: Span, citations: Sequence[Citation]) -> bool:
    return any(
        c.article.id == sentence.article.id and c.start <= span.start and span.end <= c.end
        for c in citations
    )


def _overlaps(sentence: Sentence, citations: Sequence[Citation]) -> bool:
    return any(overlap(sentence, citation) for citation in citations)


def is_sure(sentence: Sentence) -> bool:
    return sentence.short is not None and (sentence.short.score or 0.0) >= SHORT
