"""An interview's turns: whose words its paragraphs are. Rules, no model. Pure.

Either who speaks stands before a colon - "Kern: Es fließt in die Rohre." - or below a question
stands the answer of the one whom the questions address: "Frau Kern, wie oft klingelt es?"
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index import Article, Block
from qa.mentions import names
from qa.types import Span

_NAME = r"[A-ZÄÖÜ][\w’'.-]*"
_LABEL = re.compile(rf"\W{{0,3}}(?P<who>{_NAME}(?: {_NAME}){{0,3}}):[*_]{{0,2}}\s+(?=\S)")
_ADDRESSED = re.compile(rf"\W{{0,3}}(?:Herr|Frau|Mr\.?|Mrs\.?|Ms\.?) (?P<who>{_NAME}),")
_ASKS = re.compile(r"\?[\s*_\"”“»«’']*$")
_TURNS = 3  # of one who speaks, and questions of one who asks: fewer may be a list, or a quiz
_ANSWERS = 2  # turns of somebody that follow a question, at least: "Update:" follows none


@dataclass(frozen=True, slots=True)
class Turn:
    """article.text[start:end] is said by `who`; begins behind the name before the colon."""

    start: int
    end: int
    who: Span


def speaker(article: Article, start: int) -> Span | None:
    """Whose turn the text at `start` is part of, as a span of the article, by the fullest name.

    "Eva Kern leitet sie. … Kern: Ja. Seit März." at "Seit" -> "Eva Kern"
    """
    turns = _turns(article.text, article.blocks)
    return next((each.who for each in turns if each.start <= start < each.end), None)


@lru_cache(maxsize=64)  # each of an article's sentences asks for them
def _turns(text: str, blocks: tuple[Block, ...]) -> tuple[Turn, ...]:
    """In order; `()` where the article is no interview."""
    told = [block for block in blocks if block.label != "furniture"]
    return tuple(_labelled(text, told)) or tuple(_below_questions(text, told))


def _labelled(text: str, blocks: Sequence[Block]) -> Iterator[Turn]:
    """Paragraphs that begin with a name, of those who do so often and answer a question."""
    labels = [_LABEL.match(text, block.start, block.end) for block in blocks]
    named = [(found["who"] if found else "").rpartition(" ")[2] for found in labels]
    after = [at > 0 and _asks(text, blocks[at - 1]) for at in range(len(blocks))]
    counts = Counter(filter(None, named))
    answers = Counter(name for name, asked in zip(named, after, strict=True) if asked)
    if not any(counts[name] >= _TURNS and answers[name] >= _ANSWERS for name in counts):
        return
    fullest = {
        name: _fullest(text, name, [each for each in labels if each and each["who"].endswith(name)])
        for name in counts
    }
    for block, name in zip(blocks, named, strict=True):
        if name and counts[name] >= _TURNS:
            yield Turn(block.start, block.end, fullest[name])


def _fullest(text: str, name: str, labels: Sequence[re.Match[str]]) -> Span:
    """The longest of the labels, or a longer name of the article that ends like it."""
    first = max(labels, key=lambda found: len(found["who"]))
    if " " in first["who"]:
        return Span(first["who"], *first.span("who"))
    return _in_full(text, name) or Span(first["who"], *first.span("who"))


def _below_questions(text: str, blocks: Sequence[Block]) -> Iterator[Turn]:
    """Paragraphs right below the questions, where these address somebody by name."""
    asked = [block for block in blocks if _asks(text, block)]
    addressed = [_ADDRESSED.match(text, block.start, block.end) for block in asked]
    whom = {found["who"] for found in addressed if found}
    if len(asked) < _TURNS or len(whom) != 1:
        return
    first = next(found for found in addressed if found)
    who = _in_full(text, first["who"]) or Span(first["who"], *first.span("who"))
    for above, below in pairwise(blocks):
        if above in asked and below not in asked and below.label == "body":
            yield Turn(below.start, below.end, who)


def _in_full(text: str, name: str) -> Span | None:
    """The first name of several words in the text that ends in `name`."""
    for found in re.finditer(rf"(?:{_NAME} ){{1,3}}{re.escape(name)}(?!\w)", text):
        for each in names(found.group()):
            if each.text.endswith(name) and " " in each.text:
                start = found.start() + each.start
                return Span(text[start : found.end()], start, found.end())
    return None


def _asks(text: str, block: Block) -> bool:
    return _ASKS.search(text, block.start, block.end) is not None
