"""The reading room as HTML: whole articles, and in them the marks of what was cited."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from index.types import Article, Block, Listed
from page.facts import facts, lang_attribute, title
from page.html import button, key, reference
from page.texts import Texts
from qa.types import Answer, Citation

CLOSEST = 3  # passages shown and marked where nothing answers
_LISTED = 200  # articles in the table of contents; more would only slow the page down


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
    outdated: Callable[[Article], bool] = lambda article: False,
) -> str:
    """The articles an answer cites, whole and marked, at the first citation or at `opened`.

    `opened` is a mark's id, from a click: the page then moves the focus there as well. Of an
    article that is `outdated` the wording that was read is shown, and is said to be that.
    """
    found = marks(answer, turn, texts)
    if not found:
        return _panel("", texts)
    articles = dict.fromkeys(article for article, _ in found)
    views = (
        _outdated(article, texts, outdated(article))
        + article_view(article, [mark for owner, mark in found if owner == article], texts)
        for article in articles
    )
    ids = {mark.id for _, mark in found}
    target = opened if opened in ids else found[0][1].id
    asked = ' data-focus="1"' if opened in ids else ""
    opening = f' data-turn="{turn}" data-open="{escape(target)}"{asked}'
    return _panel("".join(views), texts, opening, tools=_to_marks(texts, quotes=answer.answered))


def marks(answer: Answer, turn: int, texts: Texts) -> list[tuple[Article, Mark]]:
    """What an answer marks, and where: its citations, or the passages that came nearest."""
    if answer.answered:
        return [(citation.article, _cited(citation, turn, texts)) for citation in answer.citations]
    found = []
    for number, (article, start, end) in enumerate(nearest(answer), start=1):
        id, label = mark_id("near", turn, number), texts.near.format(number=number)
        found.append((article, Mark(id, f"≈{number}", label, start, end, False)))
    return found


def nearest(answer: Answer) -> list[tuple[Article, int, int]]:
    """What comes closest to an answer that there is not: sentences, or else whole passages."""
    if answer.closest:
        return [(each.article, each.start, each.end) for each in answer.closest]
    passages = [hit.passage for hit in answer.nearest[:CLOSEST]]
    return [(each.article, each.start, each.end) for each in passages]


def article_view(article: Article, marks: Sequence[Mark], texts: Texts) -> str:
    """One whole article. `marks` may overlap and may run across blocks."""
    blocks = list(article.blocks) or _lines(article.text)
    begun: set[str] = set()
    head = escape(title(article))
    if blocks and " ".join(_text(article, blocks[0]).split()) == title(article):
        # The text opens with its own title: it is shown once, and can carry marks.
        head = _marked(article.text, blocks.pop(0), marks, begun)
    known = f'<p class="facts" lang="{texts.code}">{facts(article, texts, titled=False)}</p>'
    body = []
    for block in blocks:
        tag = "h3" if block.label == "heading" else "p"
        dimmed = f' class="furniture" title="{escape(texts.furniture)}"'
        extra = dimmed if block.label == "furniture" else ""
        inside = _marked(article.text, block, marks, begun)
        body.append(f'<{tag}{extra} dir="auto">{inside}</{tag}>')
    lang = lang_attribute(article)
    return (
        f'<article class="paper"><header><h2 dir="auto"{lang}>{head}</h2>{known}</header>'
        f'<div class="prose-text"{lang}>{"".join(body)}</div></article>'
    )


def article_panel(article: Article, texts: Texts) -> str:
    """One article as it is, nothing marked."""
    sure = {"sure": texts.remove_sure, "article": key(article.id)}
    tools = button("contents", texts.all_articles) + button("remove", texts.remove, **sure)
    tools += _shut(texts)
    return _panel(article_view(article, (), texts), texts, tools=tools)


def contents(articles: Sequence[Listed], folder: str | None, texts: Texts, report: str = "") -> str:
    """What stands in the reading room before a question: the list of articles, or what to do.

    `report` says what was just done to them.
    """
    if not articles:
        return _panel(_empty(folder, texts), texts, tools=_shut(texts))
    items = "".join(_listed(article, texts) for article in articles[:_LISTED])
    rest = len(articles) - _LISTED
    more = f"<p>{escape(texts.more.format(count=rest))}</p>" if rest > 0 else ""
    said = report or texts.how
    inside = (
        f"<h2>{escape(texts.contents)}</h2><p>{escape(said)}</p>"
        f'<ol class="contents">{items}</ol>{more}'
    )
    paper = f'<div class="paper" lang="{texts.code}">{inside}</div>'
    return _panel(paper, texts, tools=_shut(texts))


def _listed(article: Listed, texts: Texts) -> str:
    return (
        f'<li><a class="to-article" href="#reading" data-do="article" '
        f'data-article="{key(article.id)}"><bdi{lang_attribute(article)}>'
        f"{escape(title(article))}</bdi></a>"
        f'<p class="facts">{facts(article, texts, titled=False)}</p></li>'
    )


def _to_marks(texts: Texts, *, quotes: bool) -> str:
    """From mark to mark, and back to the answer; what only came close is no quote to copy."""
    return (
        button("back", f"← {texts.back}")
        + button("previous", "↑", name="quiet step", label=texts.previous)
        + f'<span class="place" data-place="{escape(texts.place)}"></span>'
        + button("next", "↓", name="quiet step", label=texts.next)
        + (button("copy", texts.copy, done=texts.copied) if quotes else "")
        + button("contents", texts.all_articles)
    )


def _shut(texts: Texts) -> str:
    """The way out where the room is a sheet over the conversation; elsewhere it is not shown."""
    return button("back", texts.close, name="quiet shut")


def _panel(inside: str, texts: Texts, opening: str = "", *, tools: str = "") -> str:
    bar = f'<div class="tools" lang="{texts.code}">{tools}</div>' if tools else ""
    return (
        f'<div class="room">{bar}<div class="panel" role="region" tabindex="0" '
        f'aria-label="{escape(texts.reading)}"{opening}>{inside}</div>'
        '<div class="map" aria-hidden="true"></div></div>'
    )


def _outdated(article: Article, texts: Texts, outdated: bool) -> str:
    if not outdated:
        return ""
    now = button("article", texts.new_wording, article=key(article.id))
    return f'<p class="outdated" lang="{texts.code}">{escape(texts.old_wording)} {now}</p>'


def _empty(folder: str | None, texts: Texts) -> str:
    hint = f"<p>{escape(texts.empty_no_folder)}</p>"
    if folder is not None:
        hint = f"<p>{escape(texts.empty_folder)}</p><p><code>{escape(folder)}</code></p>"
    return (
        f'<div class="paper empty" lang="{texts.code}"><h2>{escape(texts.empty)}</h2>{hint}</div>'
    )


def _cited(citation: Citation, turn: int, texts: Texts) -> Mark:
    number = citation.number
    id, label = mark_id("cite", turn, number), texts.citation.format(number=number)
    return Mark(id, str(number), label, citation.start, citation.end, copy=reference(citation))


def mark_id(kind: str, turn: int, number: int) -> str:
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
