"""What a page says of its article to machines: JSON-LD in the words of schema.org.

A page says as much of itself, its site and its publisher; a date of those is not the article's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_POSTINGS = ("Article", "Posting", "Report")  # how their names end: NewsArticle, LiveBlogPosting
_DEEPEST = 20  # levels of lists and objects


def stated(tree: HtmlElement) -> Mapping[str, object]:
    """`published` (the day), `source` and `url` of the first article that is told of.

    What is no JSON says nothing.
    """
    for script in tree.iter("script"):
        if str(script.get("type", "")).strip().lower() == "application/ld+json":
            try:
                told = json.loads(script.text or "", strict=False)
            except (ValueError, RecursionError):
                continue
            for each in _articles(told):
                return _facts(each)
    return {}


def _articles(told: object, depth: int = 0) -> Iterator[Mapping[str, object]]:
    """Those in lists, graphs and whatever else holds them, in their order."""
    if depth > _DEEPEST:
        return
    if isinstance(told, list):
        for each in told:
            yield from _articles(each, depth + 1)
    elif isinstance(told, dict):
        kinds = told.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if any(str(kind).endswith(_POSTINGS) for kind in kinds):
            yield told
        for each in told.values():
            yield from _articles(each, depth + 1)


def _facts(article: Mapping[str, object]) -> Mapping[str, object]:
    publisher = article.get("publisher")
    page = article.get("mainEntityOfPage")
    return {
        "published": str(article.get("datePublished") or "")[: len("2025-02-11")],
        "source": publisher.get("name") if isinstance(publisher, dict) else None,
        "url": article.get("url") or (page.get("@id") if isinstance(page, dict) else page),
    }
