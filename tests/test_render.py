"""The page as text: every foreign character escaped, every quote whole, every mark where it is."""

from __future__ import annotations

import html
from html.parser import HTMLParser

import pytest

from index.types import Article, Block, Hit, Passage
from page.facts import web_address
from page.reading import Mark, article_panel, article_view, contents, room
from page.render import answer_card, conversation, error, greeting, masthead, waiting
from page.texts import DE, EN, Texts, example_questions, texts_accepted, texts_for
from qa.types import Answer, Citation, Span, Turn

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
        *("a", "article", "b", "bdi", "blockquote", "cite", "code", "div", "figcaption"),
        *("figure", "h1", "h2", "h3", "header", "li", "mark", "ol", "p", "q", "section"),
        *("span", "time"),
    }
)
ATTRIBUTES = frozenset(
    {
        *("aria-label", "class", "data-article", "data-focus", "data-mark", "data-of"),
        *("data-open", "data-sign", "data-turn", "datetime", "dir", "href", "id", "lang"),
        *("rel", "role", "tabindex", "target", "title"),
    }
)


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


def every(citation: Citation) -> bool:
    return True


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
    turns = (Turn(payload, answer), Turn(payload, unanswered), Turn(payload))
    page = Page(
        conversation(turns, every, waiting(payload, EN) + error(payload, payload, EN))
        + room(answer, 1, opened=payload)
        + room(unanswered, 2)
        + article_panel(hostile, DE)
        + contents((hostile, plain), payload, EN)
        + contents((), payload, DE)
    )
    assert {tag for tag, _ in page.opened} <= TAGS
    assert {name for _, attributes in page.opened for name in attributes} <= ATTRIBUTES
    addresses = [a["href"] for a, _ in page.find("a")]
    assert all(address.startswith(("#", "https://news.example/")) for address in addresses)
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
    assert (attributes["rel"], shown) == ("noopener noreferrer", "news.example")


TRICKY = "👩‍👩‍👧 Cafe\u0301 & <Söhne> sagt: „Ja“.\n\n Die\u00a0Zahl 𝟜𝟚\tist   groß. 🇩🇪 Ende."


@pytest.mark.parametrize("quote", ["Cafe\u0301 & <Söhne> sagt: „Ja“.", "𝟜𝟚\tist   groß. 🇩🇪"])
def test_quote_and_mark_are_the_articles_letters(quote: str) -> None:
    source = article(TRICKY, Block("body", 0, 33), Block("body", 36, len(TRICKY)))
    answer = cited(source, quote)
    card = Page(answer_card(answer, 1, every))
    assert [text for _, text in card.find("span", "quote")] == [quote]
    panel = Page(room(answer, 1))
    assert [(a["id"], text) for a, text in panel.find("mark")] == [("cite-1-1", quote)]
    assert [text for _, text in panel.find("p") if text] == [TRICKY[:33], TRICKY[36:]]


def test_the_short_answer_is_bold_inside_its_quote_and_changes_no_letter() -> None:
    source = article("Laut <CNN> nahm Musk teil.")
    answer = cited(source, source.text, short=Span("<CNN>", 5, 10))
    card = Page(answer_card(answer, 1, every))
    assert [text for _, text in card.find("b")] == ["<CNN>"]
    assert [text for _, text in card.find("span", "quote")] == [source.text]
    astray = cited(source, source.text, short=Span("CNN", 5, 8))  # not what stands there
    assert Page(answer_card(astray, 1, every)).find("b") == []


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
    card = Page(answer_card(cited(source, "Musk war dabei."), 1, every))
    assert card.find("span", "quote")[0][0]["lang"] == "de"
    assert card.find("p", "facts")[0][1] == "Das Telefonat · CNN · 2024-11-09 · German"
    assert card.find("span", "checked")[0][1] == EN.checked


def test_a_quote_that_the_index_no_longer_holds_is_not_called_checked() -> None:
    answer = cited(article("Musk war dabei."), "Musk")
    card = Page(answer_card(answer, 1, lambda citation: False))
    assert card.find("span", "checked") == []
    assert card.find("span", "unchecked")[0][1] == EN.unchecked


def test_numbers_in_the_text_lead_to_their_marks_unless_nothing_is_there() -> None:
    answer = cited(article("Eins. Zwei."), "Eins.", "Zwei.", text="So [2], so [1], not so [3].")
    card = Page(answer_card(answer, 4, every))
    links = [(a["data-mark"], shown) for a, shown in card.find("a", "to-mark")]
    assert links[:2] == [("cite-4-2", "[2]"), ("cite-4-1", "[1]")]
    assert card.find("p", "text")[0][1] == "So [2], so [1], not so [3]."
    marks = [a["id"] for a, _ in Page(room(answer, 4)).find("mark")]
    assert sorted(mark for mark, _ in links) == sorted(marks * 2)


def test_a_text_that_is_only_the_quotes_is_not_shown_beside_them() -> None:
    source = article("Eins ist eins. Zwei ist zwei.")
    quotes = ("Eins ist eins.", "Zwei ist zwei.")
    said = cited(source, *quotes, text="Eins ist eins. … Zwei ist zwei. [1] [2]")
    card = Page(answer_card(said, 1, every))
    assert card.find("p", "text") == []
    assert [shown for _, shown in card.find("span", "quote")] == list(quotes)


def test_how_a_follow_up_was_understood_is_said_only_when_it_differs() -> None:
    source = article("Musk war dabei.")
    assert Page(answer_card(cited(source, "Musk"), 1, every)).find("p", "understood") == []
    answer = cited(source, "Musk", understood_as="Who joined the call?")
    ((_, shown),) = Page(answer_card(answer, 1, every)).find("p", "understood")
    assert shown == "Understood as: Who joined the call?"


def test_without_an_answer_the_nearest_passages_are_shown_and_marked() -> None:
    source = Article("a1", "Erstens. Zweitens. Drittens. Viertens.", language="de")
    spans = [(0, 8), (9, 18), (19, 28), (29, 38)]
    near = tuple(Hit(Passage(i, source, *span), 0.5) for i, span in enumerate(spans))
    answer = Answer("Wer?", "Wer?", "de", "Das steht nicht da.", None, False, 0.1, (), near)
    card = Page(answer_card(answer, 2, every))
    expected = ["Erstens.", "Zweitens.", "Drittens."]
    assert [shown for _, shown in card.find("span", "quote")] == expected
    panel = Page(room(answer, 2))
    assert [shown for _, shown in panel.find("mark", "near")] == expected
    assert panel.find("mark", "cite") == []  # close is not cited
    assert panel.find("div", "panel")[0][0]["data-open"] == "near-2-1"


def test_the_panel_opens_at_the_first_citation_or_where_it_was_asked_to() -> None:
    answer = cited(article("Eins. Zwei."), "Zwei.", "Eins.")
    (first, _), *_ = Page(room(answer, 1)).find("div", "panel")
    assert (first["data-open"], "data-focus" in first) == ("cite-1-1", False)
    (asked, _), *_ = Page(room(answer, 1, opened="cite-1-2")).find("div", "panel")
    assert (asked["data-open"], asked["data-focus"]) == ("cite-1-2", "1")


def test_two_versions_of_an_article_are_two_articles_in_the_panel() -> None:
    old = Article("a1", "Gestern.", version=1)
    new = Article("a1", "Heute.", version=2)
    found = (Citation(1, new, 0, 6), Citation(2, old, 0, 8), Citation(3, new, 0, 5))
    answer = Answer("Wann?", "Wann?", "de", "[1] [2] [3]", None, True, 0.9, found)
    bodies = Page(room(answer, 1)).find("div", "prose-text")
    assert [shown for _, shown in bodies] == ["Heute.", "Gestern."]


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
    assert "1 article<" in masthead(1, EN)
    assert "3 Artikel" in masthead(3, DE)
    assert (EN.try_one in greeting(True, EN), EN.try_one in greeting(False, EN)) == (True, False)


def test_examples_come_from_the_articles() -> None:
    seed = Article("s", "Die Quelle bestätigte, dass Musk an dem Gespräch teilnahm.")
    assert example_questions((seed,))[0] == "Who claimed Musk joined the call?"
    german = Article("g", "Text.", title="Der Anruf", language="de")
    english = Article("e", "The call\nText.", language="en", blocks=(Block("heading", 0, 8),))
    untitled, endless = Article("u", "Text."), Article("l", "Text.", title="x" * 200)
    assert example_questions((untitled, endless, german, english)) == (
        "Worum geht es in „Der Anruf“?",
        'What does the article say about "The call"?',
    )
    assert example_questions(()) == ()
