"""Answer <-> JSON that an answer comes back from, equal in every field. Pure.

The shape, version SHAPE: the fields of `Answer` under their own names; an article stands as a place
in the list of those it was packed with, a span as {text, start, end, score}, a citation as {number,
article, start, end, attributed_to, also}, a hit as {passage, article, start, end, score}, and a
sentence as {text, status, reason, span, citations}. An article is the fields of `Article`, whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, TypeAlias

from index.types import Article, Block, Hit, Passage
from qa.types import Answer, Citation, Span, Statement, Verdict

SHAPE = 1  # raise when a field changes its meaning, and teach `unpack` the older ones

Json: TypeAlias = dict[str, Any]


def pack(answer: Answer) -> tuple[Json, tuple[Article, ...]]:
    """The answer without its articles, and the article versions it refers to, each once."""
    places: dict[Article, int] = {}

    def place(article: Article) -> int:
        return places.setdefault(article, len(places))

    def citation(each: Citation) -> Json:
        said_by = _span(each.attributed_to)
        return {
            "number": each.number,
            "article": place(each.article),
            "start": each.start,
            "end": each.end,
            "attributed_to": said_by,
            "also": [citation(copy) for copy in each.also],
        }

    packed: Json = {
        "shape": SHAPE,
        "question": answer.question,
        "understood_as": answer.understood_as,
        "language": answer.language,
        "text": answer.text,
        "short": _span(answer.short),
        "answered": answer.answered,
        "confidence": float(answer.confidence),  # a model's numbers may be numpy's
        "citations": [citation(each) for each in answer.citations],
        "nearest": [{**_hit(each), "article": place(each.article)} for each in answer.nearest],
        "closest": [citation(each) for each in answer.closest],
        "timings_ms": {name: float(each) for name, each in answer.timings_ms.items()},
        "sentences": [
            {
                "text": each.text,
                "status": each.verdict.status,
                "reason": each.verdict.reason,
                "span": each.verdict.span,
                "citations": [citation(cited) for cited in each.citations],
            }
            for each in answer.sentences
        ],
        "model": answer.model,
        "invented_markers": list(answer.invented_markers),
        "notice": answer.notice,
    }
    return packed, tuple(places)


def unpack(packed: Json, articles: Sequence[Article]) -> Answer:
    """The answer again. Raises KeyError, TypeError, ValueError or IndexError for other JSON."""
    if packed["shape"] != SHAPE:
        raise ValueError(f"the answer has shape {packed['shape']!r}, not {SHAPE}")

    def citation(each: Json) -> Citation:
        article, said_by = articles[each["article"]], _unpacked_span(each["attributed_to"])
        also = tuple(map(citation, each.get("also", ())))  # not in the oldest
        return Citation(each["number"], article, each["start"], each["end"], said_by, also)

    def hit(each: Json) -> Hit:
        article = articles[each["article"]]
        return Hit(Passage(each["passage"], article, each["start"], each["end"]), each["score"])

    def sentence(each: Json) -> Statement:
        span = tuple(each["span"]) if each["span"] is not None else None
        cited = tuple(map(citation, each["citations"]))
        return Statement(each["text"], Verdict(each["status"], each["reason"], span), cited)

    return Answer(
        question=packed["question"],
        understood_as=packed["understood_as"],
        language=packed["language"],
        text=packed["text"],
        short=_unpacked_span(packed["short"]),
        answered=packed["answered"],
        confidence=packed["confidence"],
        citations=tuple(map(citation, packed["citations"])),
        nearest=tuple(map(hit, packed["nearest"])),
        closest=tuple(map(citation, packed.get("closest", ()))),  # not in the oldest
        timings_ms=packed["timings_ms"],
        sentences=tuple(map(sentence, packed["sentences"])),
        model=packed["model"],
        invented_markers=tuple(packed["invented_markers"]),
        notice=packed["notice"],
    )


def pack_article(article: Article) -> Json:
    return asdict(article)


def unpack_article(packed: Json) -> Article:
    """Raises KeyError, TypeError or ValueError for other JSON."""
    blocks = tuple(Block(*each) for each in packed["blocks"])
    return Article(**{**packed, "blocks": blocks})


def _span(span: Span | None) -> Json | None:
    if span is None:
        return None
    score = None if span.score is None else float(span.score)
    return {"text": span.text, "start": span.start, "end": span.end, "score": score}


def _unpacked_span(packed: Json | None) -> Span | None:
    return None if packed is None else Span(**packed)


def _hit(hit: Hit) -> Json:
    passage = hit.passage
    return {
        "passage": int(passage.id),
        "start": int(passage.start),
        "end": int(passage.end),
        "score": float(hit.score),
    }
