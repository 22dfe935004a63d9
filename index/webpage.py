"""HTML -> an article: the main text of a web page, and what the page says of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from index.decoding import decode, normal
from index.errors import UnreadableFile
from index.facts import about
from index.linked import stated
from index.parts import Part, compose
from index.types import Article

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?\s*([\w-]+)", re.I)
_RAISED = re.compile(r"<sup\b[^>]{0,200}>(?:<a\b[^>]{0,500}>)?(\d{1,3})(?:</a>)?</sup>", re.I)
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BLOCKS = {"p", "head", "list", "item", "table", "row", "cell", "quote", "lb"}
_EDIT_LINKS = "//*[contains(@class, 'mw-editsection')]"  # Wikinews: "Background[edit]"
# A short <article> whose heading is a link leads to another one; what links to a place on the page,
# as a live blog's entries do, does not.
_TEASER = """not(.//h1) and string-length(normalize-space()) < 300 and .//*[self::h2 or self::h3
    or self::h4][.//a[not(contains(@href, '#'))] or ancestor::a]"""
_TEASERS = f"//body[.//article//h1]//article[{_TEASER}]"  # beside the page's own
_ENTRIES = f"""//body[count(.//article//h1) < 2]//article[not(ancestor::article) and not({_TEASER})
    and not(ancestor-or-self::*[contains(@class, 'comment') or contains(@id, 'comment')])]"""
# What else stands on a page, by the names that its makers give it: "leserkommentare", "most-read".
_OTHERS = re.compile(
    r"(?:.*[-_])?(?:leserkommentar\w*|kommentar(?:e|-?liste|-?bereich)|comments"
    r"|comment-?(?:list|section|area|thread)|disqus\w*|meist-?gelesen\w*|most-?(?:read|popular|viewed)"
    r"|newsletter\w*|cookie\w*|consent\w*)(?:[-_].*)?",
    re.I,
)
_MOST_BESIDE = 500  # of these: each is searched for what it holds, and a page may have any number
# The extractor takes a second for 10,000 elements, and for links side by side the square of their
# number: 4 s for 5,000, 160 s for 20,000. Pages of news have a few thousand elements.
_MOST_ELEMENTS = 50_000
_MOST_LINKS = 5_000  # in one element
_HOLDING = ("section", "div", "ul", "ol", "aside")
_ELSEWHERE = "//aside//time | //nav//time | //footer//time"  # when something else was published
_SAVED = re.compile(rb"<!-- saved from url=\(\d+\)(https?://\S+) -->")  # by a browser
_STATED_DATES = {"original_date": True, "extensive_search": False}  # not just any date in the text
# Of HTML within another text; every element that is not named here has lines of its own.
_UNSEEN = "head script style template svg button select textarea".split()
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_INLINE = frozenset(
    """a abbr b bdi bdo big cite code data del dfn em font i img ins kbd label mark q s samp small
    span strike strong sub sup time tt u var wbr""".split()
)


def read(data: bytes) -> Article:
    """Raises UnreadableFile: no main text, nested too deeply, too many elements."""
    from trafilatura import bare_extraction, load_html

    declared = _CHARSET.search(data[:4096])
    page = decode(data, declared[1].decode("ascii", "replace") if declared else None)
    page = _RAISED.sub(lambda found: found[1].translate(_SUPERSCRIPT), page)  # 2023¹, not 20231
    try:
        tree = load_html(page)
        if tree is not None:
            _check_size(tree)
        told = stated(tree) if tree is not None else {}
        if tree is not None:
            _clear(tree)
            _join_entries(tree)
        # fast: without two more extractors, whose text has lost its headings
        document: Any = tree is not None and bare_extraction(
            tree,
            fast=True,
            with_metadata=True,
            include_comments=False,
            prune_xpath=[_EDIT_LINKS, _TEASERS],
            date_extraction_params=_STATED_DATES,
        )
        parts = list(_parts(document.body)) if document else []
    except RecursionError:
        raise UnreadableFile("nested too deeply") from None
    article = compose(parts)
    if not article.text:
        raise UnreadableFile("no main text in it")
    said = {key: _one_line(getattr(document, key)) for key in ("title", "url", "date", "language")}
    saved = _SAVED.search(data[:4096])
    url = said["url"] or told.get("url") or (saved and saved[1].decode("ascii", "replace"))
    source = _one_line(document.sitename) or told.get("source")
    published = told.get("published") or said["date"]
    return about(article, {**said, "url": url, "source": source, "published": published})


def fragment(html: str) -> Iterator[Part]:
    """All that a piece of HTML says, in order: paragraphs, headings, items, rows.

    >>> [part.text for part in fragment("<p>Er <b>ging</b>.</p><ul><li>eins</li></ul>")]
    ['Er ging.', '• eins']
    """
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    root = etree.fromstring(html.encode(), parser)
    if root is None:
        return
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    said, bullet = list[str](), ""
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag, begins = str(element.tag), event == "start"
        if tag not in _INLINE:
            if text := _one_line("".join(said)):
                heading = tag in _HEADINGS and not begins
                yield Part(bullet + text, heading, group="item" if bullet else "")
            said = []
            bullet = "• " if tag == "li" and begins else "" if text or tag == "li" else bullet
        if tag == "tr" and begins:
            cells = ("".join(cell.itertext()) for cell in element.iterchildren("td", "th"))
            yield Part("\t".join(map(_one_line, cells)), group="row")
            walker.skip_subtree()
        else:
            said.append((element.text if begins else element.tail) or "")


def _check_size(tree: HtmlElement) -> None:
    """Raises UnreadableFile for a page that would hold up all others for long."""
    elements = sum(1 for _ in tree.iter())
    if elements > _MOST_ELEMENTS:
        raise UnreadableFile(
            f"too many elements: {elements:,}, at most {_MOST_ELEMENTS:,}; split it"
        )
    links = max(Counter(each.getparent() for each in tree.iter("a")).values(), default=0)
    if links > _MOST_LINKS:
        raise UnreadableFile(
            f"too many links in one element: {links:,}, at most {_MOST_LINKS:,}; split it"
        )


def _clear(tree: HtmlElement) -> None:
    """Take away what is beside the article, and the name that the extractor would take its lead for
    something beside it by: a "teaser" under the headline that leads nowhere is its first paragraph.
    """
    whole = len(tree.text_content())
    named = (each for each in tree.iter(*_HOLDING) if any(map(_OTHERS.fullmatch, _names(each))))
    for each in [*islice(named, _MOST_BESIDE)]:
        kept = each.getparent() is None or each.xpath(".//h1")
        if not kept and 2 * len(each.text_content()) < whole:
            each.drop_tree()
    for each in [*islice(_teasers(tree), _MOST_BESIDE)]:
        if not each.xpath(".//a | .//h2 | .//h3 | .//h4 | ancestor-or-self::a | ancestor::aside"):
            each.attrib.pop("class")
    for each in tree.xpath(_ELSEWHERE):
        each.drop_tag()


def _names(element: HtmlElement) -> list[str]:
    return f"{element.get('id', '')} {element.get('class', '')}".split()


def _teasers(tree: HtmlElement) -> Iterator[HtmlElement]:
    """What is called so behind the first headline."""
    headline = False
    for each in tree.iter():
        headline = headline or each.tag == "h1"
        if headline and "teaser" in (each.get("class") or ""):
            yield each


def _join_entries(tree: HtmlElement) -> None:
    """Mark what holds a page's <article>s where they are most of it, and none of them most of them:
    a live blog's. The extractor takes the first <article> for the whole text."""
    entries = tree.xpath(_ENTRIES)
    lengths = [len(entry.text_content()) for entry in entries]
    if len(entries) < 2 or 2 * max(lengths) > sum(lengths):
        return
    around = list(entries[0].iterancestors())
    for each in chain(entries[1:], tree.iter("h1")):
        above = set(each.iterancestors())
        around = [element for element in around if element in above]
    whole = around[0]
    if 2 * sum(lengths) > len(whole.text_content()):
        whole.tag = "section"
        whole.set("itemprop", "articleBody")


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
    return " ".join(normal(text or "").split())
