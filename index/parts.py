"""Parts -> an article's text: paragraphs, headings, items and rows, as they stand in a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.decoding import normal
from index.types import Article, Block


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, heading, list item or table row on its way into an article's text."""

    text: str
    heading: bool = False
    group: str = ""  # items of a list and rows of a table have no blank line between them


def compose(parts: Iterable[Part]) -> Article:
    """Their text, normalised, a blank line between them; headings become blocks, empty parts are
    left out.

    >>> compose([Part("Rede", heading=True), Part("• eins", group="item")])
    Article(id='', text='Rede\\n\\n• eins', ..., blocks=(Block(label='heading', start=0, end=4),))
    """
    headings: list[Block] = []
    before = Part("")
    pieces: list[str] = []
    length = 0
    for part in parts:
        text = normal(part.text).strip()
        if not text:
            continue
        gap = "" if not pieces else "\n" if part.group and part.group == before.group else "\n\n"
        pieces += [gap, text]
        length += len(gap) + len(text)
        if part.heading:
            headings.append(Block("heading", length - len(text), length))
        before = part
    return Article("", "".join(pieces), blocks=tuple(headings))
