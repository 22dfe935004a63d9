"""Hit -> JSON: one shape wherever passages are shown to programs."""

from __future__ import annotations

from typing import Any

from index.types import Hit


def hit_to_json(hit: Hit) -> dict[str, Any]:
    """Plain values; `start` and `end` are code points into the article's text."""
    return {
        "article_id": hit.article.id,
        "version": hit.article.version,
        "title": hit.article.title,
        "source": hit.article.source,
        "url": hit.article.url,
        "published": hit.article.published,
        "language": hit.article.language,
        "start": hit.passage.start,
        "end": hit.passage.end,
        "text": hit.passage.text,
        "score": round(hit.score, 4),
    }
