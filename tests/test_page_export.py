"""A conversation to take away: footnotes numbered through, and nothing in it that acts."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from test_render import PAYLOADS

from index.types import Article, Filters
from page.export import escaped, to_data, to_markdown
from page.turns import Feedback, StoredTurn
from qa import to_json
from qa.types import Answer, Citation, Span, Statement, Verdict

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
AT = "2024-11-09T10:00:00+00:00"
CALL = Article(
    "call.txt", "Musk nahm\nan dem Gespräch teil. Das sagte eine Quelle.", "Der Anruf", "de", "CNN",
    "https://news.example/a b?q=<1>", "2024-11-08T09:00:00Z", 2,
)  # fmt: skip
BARE = Article("bare.txt", "It cost 5 million.", version=1)
JOINED = Citation(1, CALL, 0, 31)
SAID = Citation(2, CALL, 32, 55)
COST = Citation(1, BARE, 0, 18)


def answered(*citations: Citation, **fields: object) -> Answer:
    quotes = " … ".join(" ".join(each.quote.split()) for each in citations)
    answer = Answer("Wer?", "Wer?", "de", quotes, None, bool(citations), 0.9, citations)
    return replace(answer, **fields)  # type: ignore[arg-type]


def turn(answer: Answer | None, question: str = "Wer?", error: str = "") -> StoredTurn:
    return StoredTurn(question, answer, error, AT)


# --- Markdown -------------------------------------------------------------------------------------


def test_a_conversation_in_german() -> None:
    turns = (
        turn(answered(JOINED, SAID, short=Span("Musk", 0, 4)), "Wer war dabei?"),
        replace(
            turn(answered(COST, understood_as="Was kostete es?"), "Und was kostete es?"),
            feedback=Feedback(False, "Falsche *Währung*", AT),
        ),
        turn(answered(SAID), "Wer sagte das?"),
    )
    assert to_markdown(turns, "de-AT") == (
        "# Gespräch mit den Artikeln\n\n"
        "## 1. Wer war dabei?\n\n"
        "**Musk**\n\n"
        "> Musk nahm an dem Gespräch teil.[^1]\n\n"
        "> Das sagte eine Quelle.[^2]\n\n"
        "## 2. Und was kostete es?\n\n"
        "*Verstanden als:* Was kostete es?\n\n"
        "> It cost 5 million.[^3]\n\n"
        "*Als nicht hilfreich bewertet*: Falsche \\*Währung\\*\n\n"
        "## 3. Wer sagte das?\n\n"
        "> Das sagte eine Quelle.[^2]\n\n"
        "[^1]: „Musk nahm an dem Gespräch teil.“ – Der Anruf, CNN, 2024-11-08,"
        " <https://news.example/a%20b?q=%3C1%3E>, Zeichen 0–31, Fassung 2\n\n"
        "[^2]: „Das sagte eine Quelle.“ – Der Anruf, CNN, 2024-11-08,"
        " <https://news.example/a%20b?q=%3C1%3E>, Zeichen 32–55, Fassung 2\n\n"
        "[^3]: „It cost 5 million.“ – bare.txt, Zeichen 0–18, Fassung 1\n"
    )


def test_a_refusal_and_an_error_in_english() -> None:
    refusal = answered(text="The articles do not say.")
    turns = (turn(refusal, "1. Who?"), turn(None, "", error="the index is busy - try again"))
    assert to_markdown(turns) == (
        "# Conversation with the articles\n\n"
        "## 1. 1\\. Who?\n\n"
        "The articles do not say.\n\n"
        "## 2. \n\n"
        "That did not work: the index is busy - try again\n"
    )


def test_a_refusal_has_the_passages_that_come_closest() -> None:
    """As on the page: one that is cited elsewhere too has one footnote."""
    refusal = answered(text="Das steht nicht in den Artikeln.", closest=(SAID, COST))
    assert to_markdown((turn(answered(SAID)), turn(refusal, "Was kostete es?")), "de") == (
        "# Gespräch mit den Artikeln\n\n"
        "## 1. Wer?\n\n"
        "> Das sagte eine Quelle.[^1]\n\n"
        "## 2. Was kostete es?\n\n"
        "Das steht nicht in den Artikeln.\n\n"
        "*Diese Stellen kommen der Frage am nächsten:*\n\n"
        "> Das sagte eine Quelle.[^1]\n\n"
        "> It cost 5 million.[^2]\n\n"
        "[^1]: „Das sagte eine Quelle.“ – Der Anruf, CNN, 2024-11-08,"
        " <https://news.example/a%20b?q=%3C1%3E>, Zeichen 32–55, Fassung 2\n\n"
        "[^2]: „It cost 5 million.“ – bare.txt, Zeichen 0–18, Fassung 1\n"
    )


def test_a_quote_has_whose_words_it_is() -> None:
    """By the sentence that is quoted, or for a model by the reference to it."""
    said = replace(COST, attributed_to=Span("the *ministry*", 0, 14))
    assert (
        "> It cost 5 million.[^1]\n>\n> *According to:* the \\*ministry\\*\n\n[^1]: "
    ) in to_markdown((turn(answered(said)),))
    written = Statement("It cost 5 million [1].", Verdict("verified"), (said,))
    text = to_markdown((turn(answered(said, model="qwen", sentences=(written,))),))
    assert "articles*\n\n*According to:* the \\*ministry\\*[^1]\n\n[^1]: " in text


def test_the_filters_of_a_question_stand_below_it() -> None:
    among = Filters(languages=("de",), sources=("*CNN*",), since="2024-11-08")
    asked = replace(turn(answered(text="The selected articles do not say."), "Who?"), filters=among)
    assert to_markdown((asked,)) == (
        "# Conversation with the articles\n\n"
        "## 1. Who?\n\n"
        "*Searched only: German, \\*CNN\\*, since 8 Nov 2024*\n\n"
        "The selected articles do not say.\n"
    )
    (data,) = to_data((asked,))["turns"]
    assert data["filters"] == {
        "languages": ("de",),
        "sources": ("*CNN*",),
        "since": "2024-11-08",
    }


def test_what_a_model_wrote_has_its_references_and_says_what_is_not_verified() -> None:
    verified, differs = Verdict("verified"), Verdict("differs", "the article says 5")
    written = answered(
        COST,
        model="qwen_3",
        sentences=(
            Statement("It cost 5 million [1], they say.", verified, (COST,)),
            Statement("It cost 6 million.", differs, (COST,)),
            Statement("Nobody knows [7].", Verdict("unsupported")),
        ),
    )
    text = to_markdown((turn(written),))
    assert (
        "It cost 5 million[^1], they say. "
        "It cost 6 million.[^1] *(not verified: the article says 5)* "
        "Nobody knows \\[7\\]. *(not verified)*\n\n"
        "*Written by qwen\\_3, every sentence compared with the articles*\n\n"
        "[^1]: “It cost 5 million.” – bare.txt, characters 0–18, version 1\n"
    ) in text


def test_another_version_of_an_article_has_its_own_footnote() -> None:
    newer = replace(CALL, version=3)
    text = to_markdown((turn(answered(JOINED)), turn(answered(replace(JOINED, article=newer)))))
    assert text.count("\n[^") == 2
    assert text.endswith("version 3\n")


printable = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\t\n"))
active = st.text(st.sampled_from("\\`*_{}[]()#+-.!|<>~$&^=:/@1a \n"))


@given(printable | active | st.sampled_from(PAYLOADS))
def test_escaped_text_reads_as_it_is(text: str) -> None:
    plain = " ".join(text.split())
    tokens = MARKDOWN.parse(escaped(text))
    shown = [child for token in tokens for child in token.children or ()]
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    assert {child.type for child in shown} <= {"text", "text_special"}
    assert "".join(child.content for child in shown) == plain


@pytest.mark.parametrize(
    "text", ["http://a.example", "www.a.example", "WWW.a.example", "a@b.example", "ftp://a.example"]
)
def test_a_bare_address_is_no_link(text: str) -> None:
    """GitHub links these; a backslash inside keeps it from doing so."""
    assert "\\" in escaped(text)
    assert MARKDOWN.renderInline(escaped(text)) == text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_foreign_becomes_markup(payload: str) -> None:
    hostile = Article(payload, f"{payload} After.", payload, payload, payload, payload, payload)
    cited = Citation(1, hostile, 0, len(payload), Span(payload, 0, len(payload)))
    said = Statement(f"{payload} [1] {payload}", Verdict("differs", payload), (cited,))
    turns = (
        replace(
            turn(answered(cited, understood_as=payload, short=Span(payload, 0, 9)), payload),
            feedback=Feedback(True, payload, AT),
            filters=Filters(sources=(payload,), since=payload),
        ),
        turn(answered(cited, model=payload, sentences=(said,)), payload, payload),
        turn(answered(text=payload, closest=(cited,)), payload),
    )
    tokens = MARKDOWN.parse(to_markdown(turns))
    kinds = {token.type for token in tokens}
    inside = {child.type for token in tokens for child in token.children or ()}
    assert not kinds & {"html_block", "fence", "code_block", "table_open", "bullet_list_open"}
    assert not inside & {"html_inline", "link_open", "image", "code_inline", "s_open"}


# --- JSON -----------------------------------------------------------------------------------------


def test_json_is_what_programs_get_with_times_and_feedback() -> None:
    first = replace(turn(answered(JOINED)), feedback=Feedback(True, "", AT))
    data = to_data((first, turn(None, error="busy")))
    assert json.loads(json.dumps(data)) == {
        "format": 1,
        "turns": [
            {
                "number": 1,
                "asked_at": AT,
                "question": "Wer?",
                "filters": {},
                "answer": to_json(answered(JOINED)),
                "error": "",
                "feedback": {"liked": True, "reason": "", "at": AT},
            },
            {
                "number": 2,
                "asked_at": AT,
                "question": "Wer?",
                "filters": {},
                "answer": None,
                "error": "busy",
                "feedback": None,
            },
        ],
    }
