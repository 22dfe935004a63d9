"""The list of the articles as HTML, page by page. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from html import escape

from index.types import Listed
from page.facts import facts, lang_attribute, title
from page.html import button, key
from page.reading import panel, shut
from page.texts import Texts

PAGE = 50  # articles listed at once: few enough to look through, and quick to draw
_FEW = 10  # articles that are seen at a glance: nothing has to be looked for


def contents(
    articles: Sequence[Listed],
    folder: str | None,
    texts: Texts,
    report: str = "",
    *,
    wanted: str = "",
    page: int = 1,
) -> str:
    """What stands in the reading room before a question: a page of the list of articles, newest
    first, or what to do where there are none.

    `report` says what was just done to them. Of more than a few, those can be listed that are
    `wanted`: whose titles or sources have all these words. A page that is not there is the last.
    """
    if not articles:
        return panel(_empty(folder, texts, report), texts, tools=shut(texts))
    found = [each for each in articles if _fits(each, wanted)]
    found.sort(key=lambda each: title(each).casefold())
    found.sort(key=lambda each: each.published or "", reverse=True)
    page = min(max(page, 1), max(-(-len(found) // PAGE), 1))
    first = (page - 1) * PAGE
    shown = found[first : first + PAGE]
    items = "".join(_listed(article, texts) for article in shown)
    place = f'data-wanted="{escape(wanted)}" data-page="{page}"'
    listed = f'<ol class="contents" {place}>{items}</ol>'
    if len(articles) > _FEW or wanted:
        field, pages = _find(wanted, texts), _pages(first, len(shown), len(found), wanted, texts)
        listed = f"{field}{pages}{listed}{pages if len(found) > PAGE else ''}"
    said = _done(report) or f"<p>{escape(texts.how)}</p>"
    head = f"<h2>{escape(texts.contents)}</h2>{said}"
    paper = f'<div class="paper" lang="{texts.code}">{head}{listed}</div>'
    return panel(paper, texts, tools=shut(texts))


def _done(report: str) -> str:
    """What was just done; the page's script reads it out."""
    return f'<p class="done">{escape(report)}</p>' if report else ""


def _fits(article: Listed, wanted: str) -> bool:
    """Whether its title or source has every word that is wanted, in any case.

    >>> _fits(article, "nordstrand hafen")  # "Hafen von Nordstrand wird ausgebaut"
    True
    """
    said = f"{title(article)} {article.source or ''}".casefold()
    return all(word in said for word in unicodedata.normalize("NFC", wanted).casefold().split())


def _find(wanted: str, texts: Texts) -> str:
    label = escape(texts.find)
    return (
        f'<form class="find" role="search" aria-label="{label}"><input type="search" '
        f'maxlength="100" value="{escape(wanted)}" placeholder="{label}" aria-label="{label}">'
        "</form>"
    )


def _pages(first: int, shown: int, count: int, wanted: str, texts: Texts) -> str:
    """Which part of the list this is, and the ways to what stands before and behind it."""
    if not count:
        return f'<p class="pages">{escape(texts.none_found)}</p>'
    page, last = first // PAGE + 1, first + shown
    place = texts.counted(count)
    if count > PAGE:
        place = texts.listed.format(first=first + 1, last=last, count=count)
    before = _to_page(page - 1, "↑", texts.page_before, wanted) if first else ""
    behind = _to_page(page + 1, "↓", texts.page_behind, wanted) if last < count else ""
    return f'<p class="pages">{before}<span>{escape(place)}</span>{behind}</p>'


def _to_page(page: int, sign: str, label: str, wanted: str) -> str:
    return button("contents", sign, classes="quiet step", label=label, page=page, wanted=wanted)


def _listed(article: Listed, texts: Texts) -> str:
    return (
        f'<li><a class="to-article" href="#reading" data-do="article" '
        f'data-article="{key(article.id)}"><bdi{lang_attribute(article)}>'
        f"{escape(title(article))}</bdi></a>"
        f'<p class="facts">{facts(article, texts, titled=False)}</p></li>'
    )


def _empty(folder: str | None, texts: Texts, report: str) -> str:
    hint = f"<p>{escape(texts.empty_no_folder)}</p>"
    if folder is not None:
        hint = f"<p>{escape(texts.empty_folder)}</p><p><code>{escape(folder)}</code></p>"
    return (
        f'<div class="paper empty" lang="{texts.code}"><h2>{escape(texts.empty)}</h2>'
        f"{_done(report)}{hint}</div>"
    )
