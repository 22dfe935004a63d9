"""Pieces of HTML that several rooms of the page are made of, every foreign character escaped."""

from __future__ import annotations

from html import escape
from urllib.parse import quote as percent

from index.types import Article
from page.facts import title, web_address
from page.texts import texts_for
from qa.types import Citation

_WORDS = 6  # of a quote's beginning and end in a text fragment: enough to be found once


def button(do: str, words: str, *, classes: str = "quiet", label: str = "", **data: object) -> str:
    """A button whose press the page's script acts upon, by its `data-do`.

    `label` is what a sign in place of words is called; `data` are further `data-` attributes.
    """
    given = "".join(f' data-{key}="{escape(str(value))}"' for key, value in data.items())
    if label:
        given += f' title="{escape(label)}" aria-label="{escape(label)}"'
    return f'<button type="button" class="{classes}" data-do="{do}"{given}>{escape(words)}</button>'


def icon(do: str, label: str, path: str, *, pressed: bool | None = None, **data: object) -> str:
    """A button with a drawing in place of words; `label` is read out. `path` is SVG path data."""
    given = "".join(f' data-{key}="{escape(str(value))}"' for key, value in data.items())
    state = "" if pressed is None else f' aria-pressed="{str(pressed).lower()}"'
    return (
        f'<button type="button" class="icon" data-do="{do}"{given}{state} title="{escape(label)}" '
        f'aria-label="{escape(label)}"><svg viewBox="0 0 24 24" aria-hidden="true">'
        f'<path d="{path}"/></svg></button>'
    )


def key(id: str) -> str:
    """An article's id as an attribute gives it back: HTML folds line ends and drops zeros."""
    return percent(id, safe="", errors="replace")


def reference(citation: Citation) -> str:
    """A quote in its language's quotation marks with where it stands, as plain text to paste."""
    article = citation.article
    quote = " ".join(citation.quote.split())
    quoted = texts_for(article.language).exported_quote.format(quote=quote)
    where = (title(article), article.source, (article.published or "")[:10], article.url)
    return f"{quoted} – {', '.join(part for part in where if part)}"


def original(article: Article, quote: str) -> str | None:
    """The article's web address with a text fragment: the browser jumps to the quote there.

    https://wicg.github.io/scroll-to-text-fragment/ - a comma and a hyphen have a meaning of their
    own in it, so they are escaped too.
    """
    address = web_address(article.url)
    if address is None:
        return None
    words = quote.split()
    parts = [words] if len(words) <= 2 * _WORDS else [words[:_WORDS], words[-_WORDS:]]
    text = ",".join(
        percent(" ".join(part), safe="", errors="replace").replace("-", "%2D") for part in parts
    )
    return f"{address}{'' if '#' in address else '#'}:~:text={text}"


PEN = "M4 20h4L19 9l-4-4L4 16zM14 6l4 4"
THUMB_UP = "M3 10h4v11H3zM7 11l5-9a2.5 2.5 0 0 1 2.5 3L14 9h6l1 2-2 9-2 1H7"
THUMB_DOWN = "M3 14h4V3H3zM7 13l5 9a2.5 2.5 0 0 0 2.5-3L14 15h6l1-2-2-9-2-1H7"
MENU = "M4 6h16M4 12h16M4 18h16"
CLOSE = "M6 6l12 12M18 6L6 18"
