"""Hostile articles, names and questions, through what parses them and what renders them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hostile import BROKEN, ELSEWHERE, PAYLOADS, hostile_articles, hostile_files
from lxml import html

from index import Article, Index
from index.articles import prepare
from index.types import Hit, Listed, Passage
from page.card import card
from page.contents import contents
from page.library import incoming, pasted, safe_name
from page.reading import room
from page.render import conversation, error, waiting
from page.texts import DE, EN
from page.turns import StoredTurn
from qa.types import Answer, Citation, Span

RUNS = frozenset(
    "script style iframe frame object embed base meta link img image video audio source "
    "math animate set foreignobject template noscript details textarea title html body".split()
)
HANDLER = re.compile(r"on|style$|srcdoc$|autofocus$|formaction$|action$|background$|xlink:|xmlns")


def harmless(rendered: str) -> Any:
    """Assert that a browser finds nothing in it that runs, loads or leads astray; its tree."""
    rendered.encode()  # half characters would break the reply
    # A browser drops NULs, so that what they kept apart comes together.
    tree = html.fragment_fromstring(rendered.replace("\0", ""), create_parent="div")
    for element in tree.iter():
        assert isinstance(element.tag, str), "no comment and no instruction"
        assert element.tag not in RUNS
        for name, value in element.attrib.items():
            assert not HANDLER.match(name), (name, value)
            if name in ("href", "src"):
                assert element.tag == "a"
                assert re.match(r"(#|\?|https?://)", value), value
                assert not value.startswith(ELSEWHERE)
    return tree


def everything(article: Article, question: str) -> str:
    """All that the page shows of an article, and of a question it answers or does not."""
    text = article.text
    middle = len(text) // 2
    who = Span(text[:middle], 0, middle)
    quotes = (Citation(1, article, 0, len(text), who), Citation(2, article, 0, middle + 1))
    found = Answer(question, f"{question}?", "de", f"{text} [1]", who, True, 0.9, quotes)
    near = (Hit(Passage(1, article, 0, len(text)), 0.5),)
    none = Answer(question, question, "en", question, None, False, 0.1, (), near)
    known = (article.id, 1, article.title, article.language, article.source, article.url)
    listed = Listed(*known, article.published, filed=True, passages=1)
    asked = [StoredTurn(question, each, "", "2026-01-01") for each in (found, none)]
    return (
        room(found, 1, DE)
        + room(none, 2, EN)
        + contents((listed,), question, EN)
        + card(found, 1, lambda citation: "checked")
        + card(none, 2, lambda citation: "gone", (question,))
        + conversation(asked, question, lambda citation: "changed", lambda answer: (text,), EN)
        + waiting(question, DE)
        + error(question, question, EN)
    )


@pytest.mark.parametrize("article", list(hostile_articles()), ids=range(len(PAYLOADS)))
def test_an_article_stays_text_however_it_came(article: Article) -> None:
    stored = prepare(article)
    tree = harmless(everything(stored, stored.title or ""))
    assert " ".join(stored.text.split()) in " ".join(tree.text_content().split())
    # A program may hand over an article that nobody has looked at; that is escaped no less.
    whole = article.text.encode("utf-8", "replace").decode()
    raw = everything(replace(article, text=whole), PAYLOADS[0])
    harmless(raw.encode("utf-8", "replace").decode())


def test_what_is_uploaded_becomes_harmless_articles() -> None:
    files = list(hostile_files())
    assert len(PAYLOADS) >= 30
    read = 0
    for name, data in files:
        came = incoming([(name, data)])
        assert len(came.articles) + len(came.skipped) == 1
        for skipped in came.skipped:
            harmless(error(skipped.id, skipped.reason, DE))
        for article in came.articles:
            read += 1
            assert article.id.startswith("page//")
            assert "/" not in article.id.removeprefix("page//")
            assert article.url is None or article.url.startswith(("http://", "https://"))
            assert article.language is None or re.fullmatch("[a-z]{2,3}", article.language)
            harmless(everything(article, name.encode("utf-8", "replace").decode()))
    assert read > len(files) // 2


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_pasted_becomes_a_harmless_article(payload: str) -> None:
    article = pasted(f"{payload}\n\nDann schwieg er.", payload)
    assert article.id == f"page//pasted/{safe_name(article.title or '')}"
    harmless(everything(article, article.title or ""))


def test_hostile_articles_are_indexed_and_found_as_they_are(empty: Index) -> None:
    articles = [
        article for name, data in hostile_files() for article in incoming([(name, data)]).articles
    ]
    unique = {article.id: article for article in articles}
    assert empty.add(list(unique.values())).added == len(unique)
    assert empty.verify() == []
    for payload in PAYLOADS:
        hits = empty.search(f"Was sagte der Besen? {payload}", 3)
        assert hits
        for hit in hits:
            assert hit.article.text == unique[hit.article.id].text


def test_broken_bytes_are_text_or_refused() -> None:
    for data in BROKEN:
        came = incoming([("broken.txt", data)])
        for article in came.articles:
            article.text.encode()
            harmless(everything(article, "?"))
