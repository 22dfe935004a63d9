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
_RAISED = re.compile(r"<sup\b[^>]{0,200}>(?:<a\b[^>]{0,500}>)?(\d{1,3})(?:</a>)?</sup>", re.I)
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))  # where a word may break, or not
_BLOCKS = {"p", "head", "list", "item", "table", "row", "cell", "quote", "lb"}
_EDIT_LINKS = "//*[contains(@class, 'mw-editsection')]"  # Wikinews: "Background[edit]"
_STATED_DATES = {"original_date": True, "extensive_search": False}  # not just any date in the text


def read(data: bytes) -> Article:
    """Raises UnreadableFile: no main text, nested too deeply."""
    from trafilatura import bare_extraction

    declared = _CHARSET.search(data[:4096])
    page = decode(data, declared[1].decode("ascii", "replace") if declared else None)
    page = _RAISED.sub(lambda found: found[1].translate(_SUPERSCRIPT), page)  # 2023¹, not 20231
    try:
        # fast: without two more extractors, whose text has lost its headings
        found = bare_extraction(
            page,
            fast=True,
            with_metadata=True,
            include_comments=False,
            prune_xpath=_EDIT_LINKS,
            date_extraction_params=_STATED_DATES,
        )
        document: Any = found
        parts = list(_parts(document.body)) if document is not None else []
    except RecursionError:
        raise UnreadableFile("nested too deeply") from None
    article = compose(parts)
    if not article.text:
        raise UnreadableFile("no main text in it")
    said = {key: _one_line(getattr(document, key)) for key in ("title", "url", "date", "language")}
    return about(article, {**said, "source": _one_line(document.sitename)})


def _parts(element: _Element) -> Iterator[Part]:
    """Paragraphs, headings, items and rows of the extractor's XML, in order."""
    for child in element:
        if child.tag == "table":
            for row in child.iter("row"):
                cells = (_one_line(_flat(cell)) for cell in row.iter("cell"))
                yield Part("\t".join(cells), group="row")
        elif child.tag == "item":
            yield Part(f"• {_flat(child)}", group="item")
        elif any(inner.tag in {"p", "head", "list", "item", "table"} for inner in child):
            yield Part(_one_line(child.text))
            yield from _parts(child)
        else:
            yield Part(_flat(child), heading=child.tag == "head")
        yield Part(_one_line(child.tail))


def _flat(element: _Element) -> str:
    """All text in an element, with a line for each line break, paragraph and item within it."""
    for inner in element.iterdescendants():
        if inner.tag in _BLOCKS:
            inner.text = ("\n• " if inner.tag == "item" else "\n") + (inner.text or "")
            inner.tail = "\n" + (inner.tail or "")
    lines = "".join(map(str, element.itertext())).split("\n")
    return "\n".join(line for line in map(_one_line, lines) if line)


def _one_line(text: str | None) -> str:
    return " ".join((text or "").translate(_INVISIBLE).split())
