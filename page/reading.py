"""The reading room as HTML: whole articles, and in them the marks of what was cited."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Literal, TypeAlias

from index.types import Article, Block
from page.facts import facts, lang_attribute, title
from page.html import CLOSE, button, icon, key, original, reference
from page.relevance import relevant
from page.texts import Texts
from qa.types import Answer, Citation

# What the wording that was read is to the article: today's, an earlier one, or of one removed; or
# the index cannot be asked.
State: TypeAlias = Literal["today", "earlier", "gone", "unreadable"]

CLOSEST = 3  # passages shown and marked where nothing answers


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch to mark in an article's text. `sign` is what is printed beside it: "1".

    `cited` is false for a passage that only came close. `copy` is what "copy quote" gives.
    """

    id: str
    sign: str
    label: str
    start: int
    end: int
    cited: bool = True
    copy: str = ""


def room(
    answer: Answer,
    turn: int,
    texts: Texts,
    *,
    opened: str | None = None,
    state: Callable[[Article], State] = lambda article: "today",
) -> str:
    """The articles an answer cites, whole and marked, at the first citation or at `opened`.

    `opened` is a mark's id, from a click: the page then moves the focus there as well. If it is
    that of a copy, the article that has it is shown, alone. Where the wording that was read is not
    today's, that is said.
    """
    found = marks(answer, turn, texts)
    copied = copies(answer, turn, texts)
    if holder := next((article for article, mark in copied if mark.id == opened), None):
        found = [each for each in (*copied, *found) if each[0] == holder]
    if not found:
        return panel("", texts)
    articles = dict.fromkeys(article for article, _ in found)
    views = (
        _viewed(article, [mark for owner, mark in found if owner == article], opened, state, texts)
        for article in articles
    )
    ids = {mark.id for _, mark in found}
    target = opened if opened in ids else found[0][1].id
    asked = ' data-focus="1"' if opened in ids else ""
    opening = f' data-turn="{turn}" data-open="{escape(target)}"{asked}'
    return panel("".join(views), texts, opening, tools=_to_marks(texts, quotes=answer.answered))


def marks(answer: Answer, turn: int, texts: Texts) -> list[tuple[Article, Mark]]:
    """What an answer marks, and where: its citations, or the passages that came nearest."""
    if answer.answered:
        return [
            (each.article, _cited(each, str(each.number), turn, texts)) for each in answer.citations
        ]
    found = []
    for number, (article, start, end) in enumerate(nearest(answer), start=1):
        id, label = mark_id("near", turn, number), texts.near.format(number=number)
        found.append((article, Mark(id, f"≈{number}", label, start, end, False)))
    return found


def copies(answer: Answer, turn: int, texts: Texts) -> list[tuple[Article, Mark]]:
    """Where other articles have a cited sentence too, word for word; 1.2 is the second of [1]."""
    return [
        (each.article, _cited(each, copy_number(citation, place), turn, texts))
        for citation in answer.citations
        for place, each in enumerate(citation.also, start=1)
    ]


def copy_number(citation: Citation, place: int) -> str:
    return f"{citation.number}.{place}"


def nearest(answer: Answer) -> list[tuple[Article, int, int]]:
    """What comes closest to an answer that there is not: sentences, or else whole passages.

    Less what has nothing to do with the question.
    """
    close = answer.closest or [hit.passage for hit in answer.nearest[:CLOSEST]]
    places = [(each.article, each.start, each.end) for each in close]
    return [place for place in places if relevant(answer, *place)]


def _viewed(
    article: Article,
    marks: Sequence[Mark],
    opened: str | None,
    state: Callable[[Article], State],
    texts: Texts,
) -> str:
    """An article of an answer; its link to the original leads to the mark that was opened."""
    now = state(article)
    at = next((mark for mark in marks if mark.id == opened), marks[0])
    address = original(article, article.text[at.start : at.end])
    tools = _remove(article, texts) if now == "today" else ""
    notice = _not_today(article.id, now, texts)
    return article_view(article, marks, texts, address=address, tools=tools, notice=notice)


def article_view(
    article: Article,
    marks: Sequence[Mark],
    texts: Texts,
    *,
    address: str | None = None,
    tools: str = "",
    notice: str = "",
) -> str:
    """One whole article. `marks` may overlap and may run across blocks.

    `address` leads to a place in the original; `tools` stand beside what is known of it, `notice`
    above all.
    """
    blocks = list(article.blocks) or _lines(article.text)
    begun: set[str] = set()
    head = escape(title(article))
    if blocks and " ".join(_text(article, blocks[0]).split()) == title(article):
        # The text opens with its own title: it is shown once, and can carry marks.
        head = _marked(article.text, blocks.pop(0), marks, begun)
    known = facts(article, texts, titled=False, address=address)
    about = f'<p class="facts">{known}</p>{tools}'
    body = []
    for block in blocks:
        tag = "h3" if block.label == "heading" else "p"
        dimmed = f' class="furniture" title="{escape(texts.furniture)}"'
        extra = dimmed if block.label == "furniture" else ""
        inside = _marked(article.text, block, marks, begun)
        body.append(f'<{tag}{extra} dir="auto">{inside}</{tag}>')
    told = f"{lang_attribute(article)} {_wording(article.id, article.version)}"
    return (
        f'<article class="paper"{told} aria-label="{escape(title(article))}">{notice}<header>'
        f'<h2 dir="auto">{head}</h2><div class="about" lang="{texts.code}">{about}</div></header>'
        f'<div class="prose-text">{"".join(body)}</div></article>'
    )


def article_panel(article: Article, texts: Texts) -> str:
    """One article as it is, nothing marked."""
    view = article_view(article, (), texts, tools=_remove(article, texts))
    return panel(view, texts, tools=button("contents", texts.all_articles) + shut(texts))


def _remove(article: Article, texts: Texts) -> str:
    return button("remove", texts.remove, sure=texts.remove_sure, article=key(article.id))


def _to_marks(texts: Texts, *, quotes: bool) -> str:
    """From mark to mark, and back to the answer; what only came close is no quote to copy."""
    return (
        button("back", f"← {texts.back}")
        + button("previous", "↑", classes="quiet step", label=texts.previous)
        + f'<span class="place" data-place="{escape(texts.place)}"></span>'
        + button("next", "↓", classes="quiet step", label=texts.next)
        + (button("copy", texts.copy, done=texts.copied) if quotes else "")
        + button("contents", texts.all_articles)
        + shut(texts)
    )


def shut(texts: Texts) -> str:
    """The way out where the room is a sheet over the conversation; elsewhere it is not shown."""
    return icon("back", texts.close, CLOSE)


def panel(inside: str, texts: Texts, opening: str = "", *, tools: str = "") -> str:
    bar = f'<div class="tools" lang="{texts.code}">{tools}</div>' if tools else ""
    return (
        f'<div class="room">{bar}<div class="panel" role="region" tabindex="0" '
        f'aria-label="{escape(texts.reading)}"{opening}>{inside}</div>'
        '<div class="map" aria-hidden="true"></div></div>'
    )


def wordings(
    shown: Iterable[tuple[str, int]], state: Callable[[str, int], State], texts: Texts
) -> str:
    """What has to be said by now of articles that are shown, each by its id and version."""
    return "".join(
        f"<div {_wording(*each)}>{_not_today(each[0], state(*each), texts)}</div>" for each in shown
    )


def _wording(id: str, version: int) -> str:
    return f'data-article="{key(id)}" data-version="{version}"'


def _not_today(id: str, state: State, texts: Texts) -> str:
    """That this is an earlier wording, and the way to today's, if the article is still there."""
    if state == "today":
        return ""
    said, now = texts.unreadable if state == "unreadable" else texts.gone, ""
    if state == "earlier":
        said = texts.old_wording
        now = " " + button("article", texts.new_wording, article=key(id))
    return f'<p class="outdated" lang="{texts.code}">{escape(said)}{now}</p>'


def _cited(citation: Citation, number: str, turn: int, texts: Texts) -> Mark:
    id, label = mark_id("cite", turn, number), texts.citation.format(number=number)
    return Mark(id, number, label, citation.start, citation.end, copy=reference(citation))


def mark_id(kind: str, turn: int, number: int | str) -> str:
    """The turn is part of it: an older card's link must not land on a newer answer's mark."""
    return f"{kind}-{turn}-{number}"


def _marked(text: str, block: Block, marks: Sequence[Mark], begun: set[str]) -> str:
    """A block's text, cut wherever a mark begins or ends, each piece inside all marks over it.

    Only a mark's first piece in the article carries its id, its sign and a tab stop; `begun` holds
    the marks that have had it.
    """
    inside = [mark for mark in marks if mark.start < block.end and block.start < mark.end]
    edges = {block.start, block.end}
    edges |= {at for mark in inside for at in (mark.start, mark.end)}
    cuts = sorted(at for at in edges if block.start <= at <= block.end)
    pieces = []
    for start, end in pairwise(cuts):
        piece = escape(text[start:end])
        over = [mark for mark in inside if mark.start <= start and end <= mark.end]
        opens = "".join(_opening(mark, begun) for mark in over)
        pieces.append(opens + piece + "</mark>" * len(over))
    return "".join(pieces)


def _opening(mark: Mark, begun: set[str]) -> str:
    kind = "cite" if mark.cited else "near"
    if mark.id in begun:
        return f'<mark class="{kind}" data-of="{mark.id}">'
    begun.add(mark.id)
    return (
        f'<mark id="{mark.id}" class="{kind} first" data-of="{mark.id}" tabindex="0" '
        f'aria-label="{escape(mark.label)}" data-sign="{escape(mark.sign)}" '
        f'data-copy="{escape(mark.copy)}">'
    )


def _text(article: Article, block: Block) -> str:
    return article.text[block.start : block.end]


def _lines(text: str) -> list[Block]:
    """An article that nobody labelled: every line is a paragraph."""
    spans = ((found.start(), found.end()) for found in re.finditer(r"[^\n]*\S[^\n]*", text))
    return [Block("body", start, end) for start, end in spans]
