"""HTML -> an article: the main text of a web page, and what the page says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from index.decoding import decode
from index.errors import UnreadableFile
from index.facts import about
from index.parts import Part, compose
from index.types import Article

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?\s*([\w-]+)", re.I)


def read(data: bytes) -> Article:
    """Raises UnreadableFile: no main text, nested too deeply."""
    from trafilatura import bare_extraction

    declared = _CHARSET.search(data[:4096])
    page = decode(data, declared[1].decode("ascii", "replace") if declared else None)
    try:
        # fast: without two more extractors, whose text has lost its headings
        found = bare_extraction(page, fast=True, with_metadata=True, include_comments=False)
        document: Any = found
        parts = list(_parts(document.body)) if document is not None else []
    except RecursionError:
        raise UnreadableFile("nested too deeply") from None
    article = compose(parts)
    if not article.text:
        raise UnreadableFile("no main text in it")
    facts = {key: getattr(document, key) for key in ("title", "url", "date", "language")}
    return about(article, {**facts, "source": document.sitename})


def _parts(element: _Element) -> Iterator[Part]:
    """Paragraphs, headings, items and rows of the extractor's XML, in order."""
    for child in element:
        if child.tag == "table":
            for row in child.iter("row"):
                yield Part("\t".join(_flat(cell) for cell in row.iter("cell")), group="row")
        elif child.tag == "item":
            yield Part(f"• {_flat(child)}", group="item")
        elif any(inner.tag in {"p", "head", "list", "item", "table"} for inner in child):
            yield Part(" ".join((child.text or "").split()))
            yield from _parts(child)
        else:
            yield Part(_flat(child), heading=child.tag == "head")
        yield Part(" ".join((child.tail or "").split()))


def _flat(element: _Element) -> str:
    """All text in an element on one line, but for its line breaks."""
    for line_break in element.iter("lb"):
        line_break.text = "\n"
    lines = "".join(map(str, element.itertext())).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines)
