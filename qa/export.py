"""Answer -> JSON: the same shape on the command line, on the page and for programs."""

from __future__ import annotations

from typing import Any

from index.export import hit_to_json
from qa.types import Answer, Citation, Span, Statement


def to_json(answer: Answer) -> dict[str, Any]:
    """Plain values only. `answer` is the text; offsets are code points into the article's text."""
    return {
        "question": answer.question,
        "understood_as": answer.understood_as,
        "answered": answer.answered,
        "answer": answer.text,
        "short": _span(answer.short),
        "confidence": round(answer.confidence, 4),
        "citations": [_citation(citation) for citation in answer.citations],
        "nearest": [hit_to_json(hit) for hit in answer.nearest],
        "closest": [_citation(citation) for citation in answer.closest],
        "timings_ms": dict(answer.timings_ms),
        "sentences": [_statement(each) for each in answer.sentences],
        "model": answer.model,
        "invented_markers": list(answer.invented_markers),
        "notice": answer.notice,
    }


def _statement(statement: Statement) -> dict[str, Any]:
    verdict = statement.verdict
    return {
        "text": statement.text,
        "status": verdict.status,
        "reason": verdict.reason,
        "span": list(verdict.span) if verdict.span else None,
        "citations": [citation.number for citation in statement.citations],
    }


def _span(span: Span | None) -> dict[str, Any] | None:
    if span is None:
        return None
    score = None if span.score is None else round(span.score, 4)
    return {"text": span.text, "start": span.start, "end": span.end, "score": score}


def _citation(citation: Citation) -> dict[str, Any]:
    article = citation.article
    return {
        "number": citation.number,
        "article_id": article.id,
        "version": article.version,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "published": article.published,
        "language": article.language,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "attributed_to": _span(citation.attributed_to),
        "also": [
            {
                "article_id": each.article_id,
                "version": each.version,
                "title": each.article.title,
                "source": each.article.source,
                "start": each.start,
                "end": each.end,
            }
            for each in citation.also
        ],
    }
