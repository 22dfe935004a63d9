"""The page as text: every foreign character escaped, every quote whole, every mark where it is."""

from __future__ import annotations

import html
import re
import time
from dataclasses import fields, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from index import Index
from index.query import EMPTY_QUESTION
from index.types import Article, Block, Change, Filters, Hit, Listed, Passage
from page import side, turns
from page.card import Standing, card
from page.contents import PAGE, contents
from page.facts import web_address
from page.html import original, reference
from page.library import Chosen, Overview
from page.reading import Mark, article_panel, article_view, room, wordings
from page.render import (
    badges,
    changed,
    conversation,
    draft,
    error,
    filtered,
    greeting,
    stopped,
    waiting,
)
from page.render import found as underway
from page.texts import DE, EN, Texts, texts_accepted, texts_for
from page.turns import Feedback, StoredTurn
from page.watching import Look
from qa.texts import NOT_SAID, UNCLEAR, of_selection
from qa.types import Answer, Citation, Span, Statement, Verdict

PAYLOADS = (
    "<script>window.pwned=1</script>",
    "</p></section><script>window.pwned=1</script>",
    '"><img src=x onerror=window.pwned=1>',
    "' onmouseover='window.pwned=1",
    '" autofocus onfocus="window.pwned=1',
    "<svg/onload=window.pwned=1>",
    "<svg><script>window.pwned=1</script></svg>",
    "<math><mtext><style><img src=x onerror=window.pwned=1>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "<a href=javascript:window.pwned=1>x</a>",
    "[x](javascript:window.pwned=1) ![x](x onerror=window.pwned=1)",
    "![x](https://elsewhere.example/pixel.png)",
    "&lt;script&gt;window.pwned=1&lt;/script&gt;",
    "<!--><script>window.pwned=1</script>-->",
    "${window.pwned=1} `${window.pwned=1}` {{value}} {{{value}}} @children",
    "<style>@import 'https://elsewhere.example/x.css'</style>",
    "<base href=https://elsewhere.example/><form action=//elsewhere.example>",
)
# All that our own HTML consists of. Anything else came out of an article.
TAGS = frozenset(
    {
        *("a", "article", "b", "bdi", "blockquote", "button", "cite", "code", "dd", "dialog"),
        *(
            "details",
            "div",
            "dl",
            "dt",
            "figcaption",
            "figure",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "header",
            "input",
        ),
        *("kbd", "li", "mark", "nav", "ol", "p", "path", "q", "section", "span", "summary", "svg"),
        *("label", "progress", "small", "time", "ul"),
    }
)
ATTRIBUTES = frozenset(
    {
        *("aria-current", "aria-hidden", "aria-label", "aria-live", "aria-pressed", "class", "d"),
        *("datetime", "dir", "hidden", "href", "id", "lang", "maxlength", "placeholder", "rel"),
        *("role", "tabindex", "target", "title", "type", "value", "viewbox"),
        *(
            f"data-{name}"
            for name in ("all", "alone", "article", "conversation", "copy", "do", "done")
        ),
        *(
            f"data-{name}"
            for name in ("focus", "id", "keys", "kind", "language", "mark", "of", "open", "page")
        ),
        *(f"data-{name}" for name in ("place", "question", "sign", "sure", "theme", "turn")),
        *("accept", "max", "multiple", "data-bytes", "data-files", "data-number", "data-wanted"),
        *("data-changed", "data-version"),
    }
)
EMPTY = frozenset({"input", "path"})  # elements that have no end


class Page(HTMLParser):
    """What a browser would make of our HTML: its tags, its attributes, the text of each element."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.opened: list[tuple[str, dict[str, str]]] = []
        self.depth: list[int] = []  # positions in `opened` of the elements around the cursor
        self.texts: list[str] = []
        self.feed(source)
        self.close()
        assert self.depth == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth.append(len(self.opened))
        self.opened.append((tag, {name: value or "" for name, value in attrs}))
        self.texts.append("")
        if tag in EMPTY:
            self.depth.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in EMPTY
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened[self.depth.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for position in self.depth:
            self.texts[position] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment came through: {data}")

    def find(self, tag: str, kind: str = "") -> list[tuple[dict[str, str], str]]:
        found = zip(self.opened, self.texts, strict=True)
        return [
            (attributes, text)
            for (name, attributes), text in found
            if name == tag and (not kind or kind in attributes.get("class", "").split())
        ]


def article(text: str, *blocks: Block, title: str | None = None) -> Article:
    return Article("a1", text, title=title, blocks=blocks, version=1)


def cited(
    source: Article,
    *quotes: str,
    text: str = "So it is. [1]",
    understood_as: str = "Who?",
    short: Span | None = None,
) -> Answer:
    found = []
    for number, quote in enumerate(quotes, start=1):
        start = source.text.index(quote)
        found.append(Citation(number, source, start, start + len(quote)))
    return Answer("Who?", understood_as, "en", text, short, True, 0.9, tuple(found))


def every(citation: Citation) -> Standing:
    return "checked"


def nothing(answer: Answer) -> tuple[str, ...]:
    return ()


def turn(answer: Answer, feedback: Feedback | None = None) -> StoredTurn:
    return StoredTurn(answer.question, answer, "", "2026-11-25T21:00:00Z", feedback)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_an_article_or_a_question_says_becomes_markup(payload: str) -> None:
    text = f"{payload}\nBefore. {payload} After."
    hostile = Article(
        payload,
        text,
        title=payload,
        language=payload,
        source=payload,
        url=f"https://news.example/{payload}",
        published=payload,
        version=1,
        blocks=(
            Block("heading", 0, len(payload)),
            Block("furniture", len(payload) + 1, len(payload) + 8),
            Block("body", len(payload) + 9, len(text)),
        ),
    )
    plain = Article(payload, text, version=1)
    who = Span(payload, 0, len(payload))
    found = tuple(Citation(i, a, 0, len(text), who) for i, a in enumerate((hostile, plain), 1))
    answer = Answer(payload, payload + "?", "en", f"{payload} [1]", who, True, 0.9, found)
    near = (Hit(Passage(1, hostile, 0, len(text)), 0.5),)
    unanswered = Answer(payload, payload, payload, payload, None, False, 0.1, (), near)
    flawed = (Statement(payload, Verdict("differs", payload), found), Statement(
        payload, Verdict("unsupported", payload)))  # fmt: skip
    written = replace(
        answer, sentences=flawed, model=payload, invented_markers=(payload,), notice=payload
    )
    disliked = Feedback(False, payload, payload)
    asked = [turn(answer), turn(unanswered, disliked), turn(written)]
    failed = StoredTurn(payload, None, payload, payload)
    listed = Listed(
        payload, 1, payload, payload, payload, hostile.url, payload, filed=True, passages=1
    )
    kept = [turns.Listed(payload, payload, 1, payload)]
    unread = (Change("skipped", payload, payload),)
    overview = Overview(2, {payload: 1}, (payload,), payload, payload, payload, unread)
    planned = [Change("added", payload, payload), Change("skipped", payload, payload)]
    page = Page(
        conversation([*asked, failed], payload, every, lambda answer: (payload,), EN)
        + greeting((payload,), DE)
        + waiting(payload, EN)
        + error(payload, payload, EN)
        + underway(payload, f"{payload}?", near, EN)
        + underway(payload, payload, near, DE, payload)
        + draft(payload, payload, EN, payload)
        + stopped(payload, DE)
        + filtered([payload], DE)
        + room(answer, 1, DE, opened=payload, state=lambda article: "earlier")
        + room(unanswered, 2, EN)
        + article_panel(hostile, DE)
        + changed(payload)
        + badges(asked, payload, every)
        + wordings([(payload, 1)], lambda id, version: "earlier", DE)
        + contents((listed, listed), payload, EN, payload)
        + contents((listed,) * 12, payload, DE, wanted=payload)
        + contents((), payload, DE)
        + side.masthead(2, EN)
        + side.indexed(overview, DE)
        + side.conversations(kept, payload, EN)
        + side.changes(planned, DE)
        + side.said(payload, EN)
        + side.settings(DE, payload)
        + side.watched(Look(payload, problem=payload), EN)
        + side.drop(DE)
        + side.chosen([Chosen(1, payload, 1500, reason=payload)], DE)
        + side.adding(1, 2, DE)
    )
    assert {tag for tag, _ in page.opened} <= TAGS
    assert {name for _, attributes in page.opened for name in attributes} <= ATTRIBUTES
    addresses = [a["href"] for a, _ in page.find("a")]
    ours = ("#", "?c=", "logout?", "https://news.example/")
    assert all(address.startswith(ours) for address in addresses)
    shown = [text for _, text in page.find("span", "quote")]
    assert shown[:2] == [text, text]  # what came out is the letters that went in


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " java\nscript:alert(1)", "data:text/html,x",
     "vbscript:x", "file:///etc/passwd", "//elsewhere.example", "https://", "http://[", "", None],
)  # fmt: skip
def test_an_address_that_leads_nowhere_on_the_web_is_no_link(url: str | None) -> None:
    assert web_address(url) is None
    page = article_view(Article("a1", "Text.", url=url), (), EN)
    assert Page(page).find("a") == []


def test_a_web_address_is_a_link_that_tells_the_other_site_nothing() -> None:
    view = article_view(Article("a1", "Text.", url="https://news.example/a?b=1&c=2"), (), EN)
    ((attributes, shown),) = Page(view).find("a")
    assert attributes["href"] == "https://news.example/a?b=1&c=2"
    assert (attributes["rel"], shown) == ("noopener noreferrer", "news.example\u2009↗")


TRICKY = "👩‍👩‍👧 Cafe\u0301 & <Söhne> sagt: „Ja“.\n\n Die\u00a0Zahl 𝟜𝟚\tist   groß. 🇩🇪 Ende."


@pytest.mark.parametrize("quote", ["Cafe\u0301 & <Söhne> sagt: „Ja“.", "𝟜𝟚\tist   groß. 🇩🇪"])
def test_quote_and_mark_are_the_articles_letters(quote: str) -> None:
    source = article(TRICKY, Block("body", 0, 33), Block("body", 36, len(TRICKY)))
    answer = cited(source, quote)
    shown_card = Page(card(answer, 1, every))
    assert [text for _, text in shown_card.find("span", "quote")] == [quote]
    panel = Page(room(answer, 1, EN))
    assert [(a["id"], text) for a, text in panel.find("mark")] == [("cite-1-1", quote)]
    assert [text for _, text in panel.find("p") if text] == [TRICKY[:33], TRICKY[36:]]


def test_the_short_answer_is_bold_inside_its_quote_and_changes_no_letter() -> None:
    source = article("Laut <CNN> nahm Musk teil.")
    answer = cited(source, source.text, short=Span("<CNN>", 5, 10))
    shown_card = Page(card(answer, 1, every))
    assert [text for _, text in shown_card.find("b")] == ["<CNN>"]
    assert [text for _, text in shown_card.find("span", "quote")] == [source.text]
    astray = cited(source, source.text, short=Span("CNN", 5, 8))  # not what stands there
    assert Page(card(astray, 1, every)).find("b") == []


def test_overlapping_marks_each_keep_their_own_letters_and_id() -> None:
    text = "abcdefghij"
    spans = {"one": (0, 6), "two": (3, 9), "three": (3, 9), "four": (4, 5)}
    marks = [Mark(id, id, id, start, end) for id, (start, end) in spans.items()]
    page = Page(article_view(article(text), marks, EN))
    pieces = page.find("mark")
    for id, (start, end) in spans.items():
        assert "".join(shown for a, shown in pieces if a["data-of"] == id) == text[start:end]
        assert [a["tabindex"] for a, _ in pieces if a.get("id") == id] == ["0"]
    assert page.find("p")[1][1] == text


def test_a_mark_across_blocks_is_split_at_them_and_begins_once() -> None:
    text = "Kopf\n\nErster Satz.\nZweiter Satz."
    blocks = (Block("heading", 0, 4), Block("body", 6, 18), Block("body", 19, 32))
    page = Page(article_view(article(text, *blocks), [Mark("m", "1", "citation 1", 2, 26)], EN))
    shown = [(text, "id" in a, "first" in a["class"].split()) for a, text in page.find("mark")]
    assert shown == [("pf", True, True), ("Erster Satz.", False, False), ("Zweiter", False, False)]
    assert page.find("mark")[0][0]["aria-label"] == "citation 1"
    assert page.find("h3")[0][1] == "Kopf"


def test_every_letter_of_the_article_is_shown_once_in_order() -> None:
    text = "Titel\nVorspann.\nWerbung\nText."
    blocks = (
        *(Block("heading", 0, 5), Block("body", 6, 15)),
        *(Block("furniture", 16, 23), Block("body", 24, 29)),
    )
    view = Page(article_view(article(text, *blocks, title="Titel"), (), EN))
    assert [shown for _, shown in view.find("h2")] == ["Titel"]  # its own headline, not twice
    assert view.find("h3") == []
    body = view.find("div", "prose-text")
    assert body[0][1] == "Vorspann.WerbungText."
    assert [shown for _, shown in view.find("p", "furniture")] == ["Werbung"]


def test_a_quote_names_its_language_and_where_it_stands() -> None:
    day = "2024-11-09T10:00:00Z"
    source = Article("a1", "Musk war dabei.", "Das Telefonat", "de", "CNN", published=day)
    shown_card = Page(card(cited(source, "Musk war dabei."), 1, every))
    assert shown_card.find("span", "quote")[0][0]["lang"] == "de"
    assert shown_card.find("p", "facts")[0][1] == "Das Telefonat · CNN · 9 Nov 2024 · German"
    assert shown_card.find("span", "checked")[0][1] == EN.checked


@pytest.mark.parametrize(
    ("published", "german", "english"),
    [
        ("2026-11-26", "26.11.2026", "26 Nov 2026"),
        ("2024-09-01T23:30:00-08:00", "01.09.2024", "1 Sept 2024"),  # the paper's day, not ours
        ("gestern & heute", "gestern & ", "gestern & "),
    ],
)
def test_a_date_is_written_as_the_page_speaks_and_kept_for_programs(
    published: str, german: str, english: str
) -> None:
    source = Article("a1", "Text.", published=published)
    for texts, expected in ((DE, german), (EN, english)):
        page = Page(article_view(source, (), texts))
        assert page.find("time") == [({"datetime": published}, expected)]


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has no TZ to set")
def test_the_index_changed_at_an_hour_of_this_machines_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    overview = Overview(1, {}, (), "2026-11-20", "2026-11-25T23:20:54+00:00", None)
    with monkeypatch.context() as here:
        here.setenv("TZ", "Europe/Berlin")
        time.tzset()
        german, english = side.indexed(overview, DE), side.indexed(overview, EN)
    time.tzset()
    assert "Stand 26.11.2026, 00:20<" in german
    assert "neuester: 20.11.2026<" in german
    assert "updated 26 Nov 2026, 00:20<" in english


@pytest.mark.parametrize("standing", ["changed", "gone", "unproven", "unreadable"])
def test_only_a_quote_that_stands_there_today_is_called_checked(standing: Standing) -> None:
    answer = cited(article("Musk war dabei."), "Musk")
    shown_card = Page(card(answer, 1, lambda citation: standing))
    assert shown_card.find("span", "checked") == []
    assert shown_card.find("span", standing)[0][1] == getattr(EN, standing)


def test_numbers_in_the_text_lead_to_their_marks_unless_nothing_is_there() -> None:
    answer = cited(article("Eins. Zwei."), "Eins.", "Zwei.", text="So [2], so [1], not so [3].")
    shown_card = Page(card(answer, 4, every))
    links = [(a["data-mark"], shown) for a, shown in shown_card.find("a", "to-mark")]
    assert links[:2] == [("cite-4-2", "[2]"), ("cite-4-1", "[1]")]
    assert shown_card.find("p", "text")[0][1] == "So [2], so [1], not so [3]."
    marks = [a["id"] for a, _ in Page(room(answer, 4, EN)).find("mark")]
    assert sorted(mark for mark, _ in links) == sorted(marks * 2)


def test_a_text_that_is_only_the_quotes_is_not_shown_beside_them() -> None:
    source = article("Eins ist eins. Zwei ist zwei.")
    quotes = ("Eins ist eins.", "Zwei ist zwei.")
    said = cited(source, *quotes, text="Eins ist eins. … Zwei ist zwei. [1] [2]")
    shown_card = Page(card(said, 1, every))
    assert shown_card.find("p", "text") == []
    assert [shown for _, shown in shown_card.find("span", "quote")] == list(quotes)


def test_how_a_follow_up_was_understood_is_said_only_when_it_differs_and_can_be_changed() -> None:
    source = article("Musk war dabei.")
    plain = conversation([turn(cited(source, "Musk"))], "c", every, nothing, EN)
    assert Page(plain).find("div", "understood") == []
    answer = cited(source, "Musk", understood_as="Who joined the call?")
    page = Page(conversation([turn(answer)], "c", every, nothing, EN))
    ((_, shown),) = page.find("div", "understood")
    assert shown == f"Understood as: Who joined the call?{EN.ask_this}"
    ((attributes, _), *_) = [found for found in page.find("input") if found[0].get("value")]
    assert attributes["value"] == "Who joined the call?"


def test_white_space_and_the_form_of_letters_make_no_other_question() -> None:
    answer = cited(article("Musk war dabei."), "Musk", understood_as="Who? Für wen?")
    asked = replace(answer, question=" Who?  Fu\u0308r wen?\n")
    page = Page(conversation([turn(asked)], "c", every, nothing, EN))
    assert page.find("div", "understood") == []


def test_a_quote_that_has_references_of_its_own_is_shown_once() -> None:
    source = article("Berlin[1] hat 3,7 Millionen Einwohner.[2]")
    said = cited(source, source.text, text=source.text)
    shown_card = Page(card(said, 1, every))
    assert shown_card.find("p", "text") == []
    assert len(shown_card.find("a", "to-mark")) == 1


def test_only_the_last_answer_can_be_asked_again_or_taken_back() -> None:
    answer = cited(article("Musk war dabei."), "Musk")
    page = Page(conversation([turn(answer), turn(answer)], "c7", every, nothing, EN))
    first, second = (text for _, text in page.find("div", "acts"))
    assert (first, second) == (EN.link, EN.link + EN.retry + EN.edit + EN.undo)
    assert page.find("div", "turns")[0][0]["data-conversation"] == "c7"
    assert [a["id"] for a, _ in page.find("div", "turn")] == ["turn-1", "turn-2"]


def test_what_was_thought_of_an_answer_is_shown_as_pressed() -> None:
    answer = cited(article("Musk war dabei."), "Musk")
    given = Feedback(False, "wrong <person>", "2026-11-25T21:00:00Z")
    page = Page(conversation([turn(answer, given)], "c", every, nothing, EN))
    pressed = {a["data-do"]: a["aria-pressed"] for a, _ in page.find("button", "icon")}
    assert pressed == {"like": "false", "dislike": "true"}
    assert [a["value"] for a, _ in page.find("input")] == ["Who?", "wrong <person>"]


def test_an_error_that_is_told_in_english_is_said_to_be() -> None:
    busy = "the index at x is being written - try again when that is done"
    ours = "Der Index in x wird gerade geschrieben. Bitte danach noch einmal versuchen."
    for message, expected in (
        (busy, ({"class": "text"}, ours)),
        ("the moon is full", ({"class": "text", "lang": "en"}, "the moon is full")),
        (DE.failed, ({"class": "text"}, DE.failed)),
        (EMPTY_QUESTION, ({"class": "text"}, DE.empty_question)),
    ):
        page = Page(error("Wer?", message, DE))
        assert page.find("div", "error")[0][0]["lang"] == "de"
        assert page.find("p", "text") == [expected]


def test_why_a_file_is_skipped_is_said_in_the_pages_language_or_to_be_english() -> None:
    planned = [
        Change("skipped", "a.pdf", "not a PDF"),
        Change("skipped", "c.pdf", "struck by lightning"),
        Change("added", "b.txt"),
    ]
    page = Page(side.changes(planned, DE))
    assert page.find("ul")[0][0]["lang"] == "de"
    assert page.find("span") == [({"lang": "en"}, "(struck by lightning)")]
    shown = [text for _, text in page.find("li")]
    assert shown == [
        f"a.pdf – {DE.will_skip} (keine PDF-Datei)",
        f"c.pdf – {DE.will_skip} (struck by lightning)",
        f"b.txt – {DE.will_add}",
    ]


def test_messages_are_put_into_the_pages_language() -> None:
    filled = DE.message("too large: 5,000 bytes, at most 3")
    assert filled == "zu groß: 5,000 Bytes, höchstens 3"
    assert DE.message("{0} {0.__class__}") is None
    assert EN.message("whatever") == "whatever"


def test_messages_are_translated_and_what_is_translated_is_still_said() -> None:
    root = Path(side.__file__).parents[1]
    said = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("index", "page")
        for path in (root / folder).glob("*.py")
    )
    for message in DE.messages:
        assert re.split(r" in line|[{:;]", message)[0].strip() in said, message
    for message in re.findall(r'UnreadableFile\(\s*"([^"]+)"', said):
        assert DE.message(message), message


@pytest.mark.parametrize(
    ("confidence", "words"), [(0.9, EN.likely), (0.6, EN.probable), (0.4, EN.possible)]
)
def test_confidence_is_said_in_words(confidence: float, words: str) -> None:
    answer = replace(cited(article("Musk war dabei."), "Musk"), confidence=confidence)
    assert Page(card(answer, 1, every)).find("p", "sure")[0][1] == words


def test_what_a_model_wrote_says_of_each_sentence_what_became_of_it() -> None:
    source = article("Musk war dabei.")
    answer = cited(source, "Musk war dabei.", text="He was. Twice. Thrice. [1]")
    sentences = (
        Statement("He was.", Verdict("verified", span=(0, 15)), answer.citations),
        Statement("Twice. [9]", Verdict("differs", "2 is not there")),
        Statement("Thrice.", Verdict("unsupported")),
    )
    written = replace(answer, model="tiny", sentences=sentences, invented_markers=("[9]",))
    page = Page(card(written, 1, every))
    assert [text for _, text in page.find("span", "statement")] == [
        "He was. [1]", "Twice. [9]", "Thrice."
    ]  # fmt: skip
    assert [text for _, text in page.find("span", "verdict")] == [
        "(differs from the article: 2 is not there)", "(not supported by the articles)"
    ]  # fmt: skip
    assert page.find("p", "notice")[0][1] == EN.invented.format(markers="[9]")
    assert page.find("p", "sure")[0][1] == EN.written.format(model="tiny")


def test_a_quote_is_copied_with_where_it_stands() -> None:
    source = replace(
        article("Musk war dabei.", title="Der Anruf"), source="CNN", published="2024-11-09T10:00Z"
    )
    answer = cited(source, "Musk war")
    copy = "“Musk war” – Der Anruf, CNN, 2024-11-09"
    german = replace(answer.citations[0], article=replace(source, language="de"))
    assert reference(german) == "„Musk war“ – Der Anruf, CNN, 2024-11-09"
    assert reference(answer.citations[0]) == copy
    assert Page(card(answer, 1, every)).find("button")[0][0]["data-copy"] == copy
    assert Page(room(answer, 1, EN)).find("mark")[0][0]["data-copy"] == copy


def test_the_original_opens_at_the_quote() -> None:
    source = replace(article("x"), url="https://news.example/a")
    assert original(source, "US-Wahl, heute") == (
        "https://news.example/a#:~:text=US%2DWahl%2C%20heute"
    )
    long = " ".join(f"w{n}" for n in range(20))
    assert original(replace(source, url="https://news.example/#top"), long) == (
        "https://news.example/#top:~:text=w0%20w1%20w2%20w3%20w4%20w5,"
        "w14%20w15%20w16%20w17%20w18%20w19"
    )
    assert original(replace(source, url="javascript:x"), "y") is None


def test_the_original_opens_at_the_quote_from_the_reading_room_too() -> None:
    source = replace(article("Eins. Zwei."), url="https://news.example/a")
    answer = cited(source, "Zwei.", "Eins.")
    for opened, words in ((None, "Zwei."), ("cite-1-2", "Eins.")):
        ((link, _),) = Page(room(answer, 1, EN, opened=opened)).find("a")
        assert link["href"] == f"https://news.example/a#:~:text={words}"


def test_the_same_report_in_other_articles_is_folded_under_it() -> None:
    answer = cited(article("Musk war dabei."), "Musk")
    other = Article("b", "Musk.", title="<Zweiter> Bericht", source="dpa", version=1)
    copied = replace(answer.citations[0], also=(Citation(1, other, 0, 4),))
    page = Page(card(replace(answer, citations=(copied,)), 1, every))
    assert page.find("summary")[0][1] == "The same sentence in other articles: 1"
    assert page.find("li")[0][1] == "[1.1] <Zweiter> Bericht · dpa"
    assert page.find("a", "to-mark")[-1][0]["data-mark"] == "cite-1-1.1"
    assert Page(card(answer, 1, every)).find("details") == []


def test_the_same_report_opens_in_its_own_article_and_is_marked_there() -> None:
    answer = cited(article("Musk war dabei."), "Musk")
    others = [Article(id, "Gestern. Musk rief an.", title=id, version=1) for id in ("b", "c")]
    also = tuple(Citation(1, other, 9, 13) for other in others)
    answer = replace(answer, citations=(replace(answer.citations[0], also=also),))
    assert [text for _, text in Page(room(answer, 2, EN)).find("h2")] == ["a1"]
    page = Page(room(answer, 2, EN, opened="cite-2-1.2"))
    assert [text for _, text in page.find("h2")] == ["c"]
    ((mark, text),) = page.find("mark")
    assert (mark["id"], mark["data-sign"], mark["aria-label"], text) == (
        "cite-2-1.2", "1.2", "citation 1.2", "Musk"
    )  # fmt: skip
    assert page.find("div", "panel")[0][0]["data-open"] == "cite-2-1.2"


def test_an_earlier_wording_is_said_to_be_one() -> None:
    answer = cited(article("Musk war dabei."), "Musk")
    assert EN.old_wording not in room(answer, 1, EN)
    page = Page(room(answer, 1, EN, state=lambda article: "earlier"))
    assert page.find("p", "outdated")[0][1] == f"{EN.old_wording} {EN.new_wording}"
    gone = Page(room(answer, 1, EN, state=lambda article: "gone"))
    assert gone.find("p", "outdated")[0][1] == EN.gone
    unread = Page(room(answer, 1, EN, state=lambda article: "unreadable"))
    assert unread.find("p", "outdated")[0][1] == EN.unreadable


def test_an_article_of_an_answer_can_be_removed_while_it_is_the_one_of_today() -> None:
    answer = cited(article("Musk war dabei."), "Musk")
    (button,) = [a for a, _ in Page(room(answer, 1, EN)).find("button") if a["data-do"] == "remove"]
    assert (button["data-article"], button["data-sure"]) == ("a1", EN.remove_sure)
    assert EN.remove not in room(answer, 1, EN, state=lambda article: "earlier")
    assert EN.remove not in room(answer, 1, EN, state=lambda article: "gone")
    assert EN.remove not in room(answer, 1, EN, state=lambda article: "unreadable")


def test_without_an_answer_the_nearest_passages_are_shown_and_marked() -> None:
    source = Article("a1", "Erstens. Zweitens. Drittens. Viertens.", language="de")
    spans = [(0, 8), (9, 18), (19, 28), (29, 38)]
    near = tuple(Hit(Passage(i, source, *span), 0.5) for i, span in enumerate(spans))
    answer = Answer("Wer?", "Wer?", "de", "Das steht nicht da.", None, False, 0.1, (), near)
    shown_card = Page(card(answer, 2, every))
    expected = ["Erstens.", "Zweitens.", "Drittens."]
    assert [shown for _, shown in shown_card.find("span", "quote")] == expected
    panel = Page(room(answer, 2, EN))
    assert [shown for _, shown in panel.find("mark", "near")] == expected
    assert panel.find("mark", "cite") == []  # close is not cited
    assert panel.find("div", "panel")[0][0]["data-open"] == "near-2-1"
    acts = [attributes["data-do"] for attributes, _ in panel.find("button")]
    assert acts == ["back", "previous", "next", "contents", "back", "remove"]  # nor copied


def test_the_sentences_that_come_closest_are_shown_rather_than_their_passages() -> None:
    source = Article("a1", "Erstens. Zweitens. Drittens.", language="de")
    near = (Hit(Passage(1, source, 0, 28), 0.5),)
    closest = (Citation(1, source, 9, 18), Citation(2, source, 0, 8))
    none = Answer("Wer?", "Wer?", "de", "Das steht nicht da.", None, False, 0.1, (), near)
    answer = replace(none, closest=closest)
    shown_card, panel = Page(card(answer, 2, every)), Page(room(answer, 2, EN))
    assert [shown for _, shown in shown_card.find("span", "quote")] == ["Zweitens.", "Erstens."]
    assert [shown for _, shown in panel.find("mark", "near")] == ["Erstens.", "Zweitens."]
    assert panel.find("div", "panel")[0][0]["data-open"] == "near-2-1"


@pytest.mark.parametrize("text", [NOT_SAID["de"], UNCLEAR["de"]])
def test_a_refusal_is_said_once_and_no_more_is_denied_than_the_answer_denies(text: str) -> None:
    source = Article("a1", "Erstens.", language="de")
    near = (Hit(Passage(1, source, 0, 8), 0.5),)
    answer = Answer("Wer?", "Wer?", "de", text, None, False, 0.1, (), near)
    shown = Page(card(answer, 2, every))
    assert shown.find("h3", "label")[0][1] == DE.answer
    assert shown.find("p", "text")[0][1] == text


def test_a_refusal_under_filters_says_so_and_offers_to_ask_all_articles() -> None:
    source = Article("a1", "Erstens.", language="de")
    near = (Hit(Passage(1, source, 0, 8), 0.5),)
    text = of_selection(NOT_SAID["de"], "de")
    answer = Answer("Wer?", "Wer?", "de", text, None, False, 0.1, (), near)
    among = Filters(languages=("en",), sources=("<b>CNN",))
    shown = Page(card(answer, 2, every, filters=among))
    ((_, said),) = shown.find("div", "among")
    assert said == f"Gesucht nur in: Englisch, <b>CNN{DE.ask_all}"
    ((button, _),) = [each for each in shown.find("button") if each[1] == DE.ask_all]
    assert (button["data-do"], button["data-turn"], button["data-all"]) == ("retry", "2", "1")


def test_an_answer_under_filters_says_so_and_one_of_all_articles_does_not() -> None:
    answer = cited(article("Eins. Zwei."), "Zwei.")
    shown = Page(card(answer, 1, every, filters=Filters(since="2024-11-08")))
    assert [said for _, said in shown.find("div", "among")] == ["Searched only: since 8 Nov 2024"]
    assert Page(card(answer, 1, every)).find("div", "among") == []


def test_the_panel_opens_at_the_first_citation_or_where_it_was_asked_to() -> None:
    answer = cited(article("Eins. Zwei."), "Zwei.", "Eins.")
    (first, _), *_ = Page(room(answer, 1, EN)).find("div", "panel")
    assert (first["data-open"], "data-focus" in first) == ("cite-1-1", False)
    (asked, _), *_ = Page(room(answer, 1, EN, opened="cite-1-2")).find("div", "panel")
    assert (asked["data-open"], asked["data-focus"]) == ("cite-1-2", "1")


def test_two_versions_of_an_article_are_two_articles_in_the_panel() -> None:
    old = Article("a1", "Gestern.", version=1)
    new = Article("a1", "Heute.", version=2)
    found = (Citation(1, new, 0, 6), Citation(2, old, 0, 8), Citation(3, new, 0, 5))
    answer = Answer("Wann?", "Wann?", "de", "[1] [2] [3]", None, True, 0.9, found)
    bodies = Page(room(answer, 1, EN)).find("div", "prose-text")
    assert [shown for _, shown in bodies] == ["Heute.", "Gestern."]


def listing(*titles: str, source: str = "", published: str = "") -> list[Listed]:
    return [
        Listed(t, 1, t, None, source or None, None, published or None, filed=True, passages=1)
        for t in titles
    ]


def titles(page: str) -> list[str]:
    return [text for _, text in Page(page).find("a", "to-article")]


def test_articles_are_listed_newest_first_and_then_by_title() -> None:
    old, new = listing("B", published="2023-01-05"), listing("C", published="2024-11-09T10:00Z")
    assert titles(contents([*listing("é", "A"), *old, *new], None, EN)) == ["C", "B", "A", "é"]


def test_every_article_is_on_one_page_of_the_list() -> None:
    many = listing(*(f"{number:04}" for number in range(2 * PAGE + 13)))
    shown = [contents(many, None, EN, page=page) for page in (1, 2, 3)]
    assert [title for page in shown for title in titles(page)] == [each.id for each in many]
    places, ways = [], []
    for page in map(Page, shown):
        places.append([text for _, text in page.find("span")])
        found = page.find("p", "pages")
        assert len(found) == 2  # above the list and below it
        ways.append({a["data-page"] for a, _ in page.find("button", "step")})
    assert places == [[f"{at} of 113"] * 2 for at in ("1–50", "51–100", "101–113")]
    assert ways == [{"2"}, {"1", "3"}, {"2"}]
    assert contents(many, None, EN, page=0) == shown[0]
    assert contents(many, None, EN, page=99) == shown[2]


def test_articles_are_found_by_words_of_title_and_source() -> None:
    many = [*listing(*"abcdefghij"), *listing("Ölpreis steigt", "Ölpreis fällt", source="dpa")]
    assert titles(contents(many, None, DE, wanted=" DPA  o\u0308l ")) == [
        "Ölpreis fällt", "Ölpreis steigt"
    ]  # fmt: skip
    none = Page(contents(many, None, DE, wanted="<Öl> reuters"))
    assert none.find("p", "pages") == [({"class": "pages"}, DE.none_found)]
    assert none.find("input")[0][0]["value"] == "<Öl> reuters"
    assert Page(contents(many[:10], None, DE)).find("input") == []  # seen at a glance


def test_a_filtered_list_is_turned_page_by_page_too() -> None:
    many = listing(*(f"{kind} {number:03}" for kind in "ab" for number in range(PAGE + 1)))
    page = contents(many, None, EN, wanted="b", page=2)
    assert titles(page) == [f"b {PAGE:03}"]
    assert {a["data-wanted"] for a, _ in Page(page).find("button", "step")} == {"b"}


def test_a_turn_is_headed_by_its_question_and_speaks_one_language() -> None:
    german = replace(cited(article("Musk war dabei."), "Musk"), language="de")
    page = Page(conversation([turn(german)], "c", every, nothing, EN))
    assert page.find("h2", "question")[0][1] == "Who?"
    assert page.find("h3", "label")[0][1] == DE.answer
    assert page.find("div", "acts")[0][0]["lang"] == "de"
    assert DE.undo in page.find("div", "acts")[0][1]
    assert EN.undo not in page.find("div", "acts")[0][1]


def test_an_article_is_named_in_its_language() -> None:
    source = Article("a1", "Text.", "Der <Anruf>", "de")
    ((attributes, _),) = Page(article_view(source, (), EN)).find("article")
    assert (attributes["aria-label"], attributes["lang"]) == ("Der <Anruf>", "de")


def test_an_empty_index_says_what_to_do() -> None:
    assert html.escape("a & b") in contents((), "a & b", EN)
    assert EN.empty_no_folder in contents((), None, EN)


@pytest.mark.parametrize(
    ("code", "expected"), [("de", DE), ("de-AT", DE), ("DE", DE), ("fr", EN), ("", EN), (None, EN)]
)
def test_texts_follow_the_language_and_fall_back_to_english(
    code: str | None, expected: Texts
) -> None:
    assert texts_for(code) is expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [("fr-FR,de;q=0.8,en;q=0.5", DE), ("en-US,de;q=0.9", EN), ("fr", EN), (None, EN), (";,", EN)],
)
def test_texts_follow_the_browser(header: str | None, expected: Texts) -> None:
    assert texts_accepted(header) is expected


def test_frame_says_how_many_articles_and_whether_there_are_examples() -> None:
    assert "1 article<" in side.masthead(1, EN)
    assert "3 Artikel" in side.masthead(3, DE)
    assert EN.try_one not in greeting((), EN)
    (attributes, shown), *_ = Page(greeting(("Who?",), EN)).find("button")
    assert (shown, attributes["data-do"], attributes["data-question"]) == ("Who?", "ask", "Who?")


def test_the_side_bar_says_how_many_articles_a_language_has_and_which_folder_is_watched() -> None:
    overview = Overview(3, {"de": 2, "en": 1}, (), None, None, "/home/me/news")
    page = Page(side.indexed(overview, DE))
    shown = [(attributes.get("title"), text) for attributes, text in page.find("li")]
    assert shown == [
        (None, "3 Artikel"),
        (None, "Deutsch: 2, Englisch: 1"),
        ("/home/me/news", "überwachter Ordner: news/"),
    ]


def test_both_languages_fill_the_same_places() -> None:
    for name in (each.name for each in fields(Texts)):
        if name not in ("languages", "messages"):
            one, other = (sorted(re.findall(r"{\w+}", getattr(texts, name))) for texts in (DE, EN))
            assert one == other, name
    for english, german in DE.messages.items():
        assert set(re.findall(r"{\d}", german)) <= set(re.findall(r"{\d}", english)), english


def test_whoever_waits_for_a_model_is_told_so(built: Index) -> None:
    hits = built.search("Wann wird der Hafen ausgebaut?", 2)
    assert "Jetzt werden sie gelesen" in underway("Wann?", "Wann?", hits, DE)
    assert "qwen liest sie" in underway("Wann?", "Wann?", hits, DE, "qwen")
    assert "qwen" not in underway("Wann?", "Wann?", (), DE, "qwen")
