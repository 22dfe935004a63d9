"""What is known about an article, as HTML: the line under its title and under its quotes."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import urlsplit

from index.types import Article, Listed
from page.dates import day
from page.texts import Texts

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def facts(
    article: Article | Listed, texts: Texts, *, titled: bool = True, address: str | None = None
) -> str:
    """Title - source - published - language - link, as far as they are known.

    `address` leads to a place in the original; without it, to its beginning.
    """
    known = [f"<cite{lang_attribute(article)}>{escape(title(article))}</cite>"] if titled else []
    if article.source:
        known.append(f"<bdi>{escape(article.source)}</bdi>")
    if article.published:
        shown = escape(day(article.published, texts))
        known.append(f'<time datetime="{escape(article.published)}">{shown}</time>')
    if article.language:
        known.append(escape(texts.language(article.language)))
    if address := address or web_address(article.url):
        host = escape(urlsplit(address).hostname or address)
        link_to = f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">'
        known.append(f"{link_to}{host}&#8201;↗</a>")
    return '<span class="dot"> · </span>'.join(known)


def title(article: Article | Listed) -> str:
    return " ".join((article.title or article.id).split())


def web_address(url: str | None) -> str | None:
    """The address if it leads to the web; `javascript:`, `data:` and the like lead nowhere."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return None
    return parts.geturl() if parts.scheme in ("http", "https") and parts.hostname else None


def lang_attribute(article: Article | Listed) -> str:
    """The `lang` attribute of an article's words, or nothing if its language is not known."""
    code = article.language or ""
    return f' lang="{code}"' if _LANGUAGE.fullmatch(code) else ""
