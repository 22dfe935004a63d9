"""What a model writes becomes an answer only as far as the articles say it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from itertools import pairwise
from queue import Queue
from typing import Any
from uuid import UUID, uuid4

import pytest
from conftest import SIX, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scripted import Scripted, scripted

from index import Article, Encoder, Index
from qa import Answer, Chat, Draft, Found, ModelMissing, Turn, ask, generation, statements, stream
from qa.chain import Request, build_chain
from qa.condensing import HISTORY, recent
from qa.generation import PASSAGES, shown
from qa.prompts import ABSTAIN
from qa.texts import NOTICES
from qa.verification import verify_all

NEWS = (
    "Das Nachrichtenportal Axios hatte zuerst über den Anruf berichtet. "
    "Präsident Selenskyj telefonierte am Mittwoch mit Donald Trump. "
    "Elon Musk nahm an dem Gespräch teil, das 25 Minuten dauerte. "
    "Die Ukraine erhielt 118 Millionen Dollar und ist nicht auf Spenden angewiesen. "
    "„Wir haben einen engen Dialog vereinbart“, schrieb Selenskyj auf der Plattform X."
)
FIRST = "Das Nachrichtenportal Axios hatte zuerst über den Anruf berichtet."
CALL = "Elon Musk nahm an dem Gespräch teil, das 25 Minuten dauerte."
WHO = "Welches Nachrichtenportal hatte zuerst über den Anruf berichtet?"
HOW_LONG = "Wie viele Minuten dauerte das Gespräch?"


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The six articles and one more, for tests that only ask."""
    place = tmp_path_factory.mktemp("news")
    with Index.open(place / "i", encoder="hashed") as index:
        index.sync(write(place / "articles", SIX))
        index.add([Article("news", NEWS, title="Telefonat", language="de")])
        yield index


def holds(answer: Answer, index: Index) -> None:
    """What is promised of every answer, whoever wrote it."""
    assert answer.answered == bool(answer.citations)
    assert 0 <= answer.confidence <= 1
    assert [c.number for c in answer.citations] == [*range(1, len(answer.citations) + 1)]
    for citation in answer.citations:
        article = index.article(citation.article_id, citation.version)
        assert citation.quote == article.text[citation.start : citation.end]
        assert citation.quote == citation.quote.strip() != ""
        assert any(b.label == "body" and b.start <= citation.start < b.end for b in article.blocks)
        if who := citation.attributed_to:
            assert who.text == article.text[who.start : who.end]
    numbers: list[int] = []
    for statement in answer.sentences:
        numbers += [c.number for c in statement.citations]
        assert set(statement.citations) <= set(answer.citations)
        if statement.verdict.status == "verified":
            assert statement.citations
        if statement.verdict.span and statement.citations:
            start, end = statement.verdict.span
            first = statement.citations[0]
            assert first.start <= start < end <= first.end
    assert list(dict.fromkeys(numbers)) == [c.number for c in answer.citations]
    if answer.model:
        assert any(each.verdict.status == "verified" for each in answer.sentences)
        assert answer.text == " ".join(
            " ".join([each.text, "".join(f"[{c.number}]" for c in each.citations)]).strip()
            for each in answer.sentences
        )
    if answer.short:
        assert any(
            c.start <= answer.short.start < answer.short.end <= c.end for c in answer.citations
        )


def told(
    news: Index, question: str, *replies: str, strict: bool = False
) -> tuple[Answer, Scripted]:
    model, writer = scripted(*replies)
    answer = ask(question, index=news, llm=writer, strict=strict)
    holds(answer, news)
    return answer, model


def verdicts(answer: Answer) -> list[str]:
    return [each.verdict.status for each in answer.sentences]


def fell_back(answer: Answer, why: str, language: str = "de") -> None:
    assert answer.notice == NOTICES[why][language].format(model="scripted")
    assert answer.model == ""


def test_a_sentence_cites_the_span_that_says_it(news: Index) -> None:
    answer, model = told(news, WHO, "Axios hatte zuerst über den Anruf berichtet [1].")
    assert len(model.asked) == 1
    assert answer.text == "Axios hatte zuerst über den Anruf berichtet. [1]"
    assert [c.quote for c in answer.citations] == [
        "Axios hatte zuerst über den Anruf berichtet."
    ]  # the very words, not the passage
    assert (answer.model, answer.notice, answer.invented_markers) == ("scripted", "", ())
    assert answer.sentences[0].text == "Axios hatte zuerst über den Anruf berichtet."
    assert 0.3 < answer.confidence <= 1


def test_passages_are_made_ready_to_check_against_while_the_model_writes(
    news: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready: Queue[str] = Queue()
    monkeypatch.setattr(generation, "prepare", lambda text, encoder: ready.put(text))
    model, writer = scripted(f"{FIRST} [1]")
    told = stream(WHO, index=news, llm=writer)
    while not isinstance(next(told), Draft):
        pass
    assert FIRST in ready.get(timeout=30)  # and the model still waits to be read
    assert model.closed == []
    assert [each.model for each in told if isinstance(each, Answer)] == ["scripted"]


def test_a_sentence_is_checked_while_the_next_one_is_written(
    news: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: Queue[str] = Queue()

    def listening(sentences: Sequence[str], text: str, encoder: Encoder | None) -> Any:
        for each in sentences:
            looked_at.put(each)
        return verify_all(sentences, text, encoder=encoder)

    monkeypatch.setattr(statements, "verify_all", listening)
    model, writer = scripted(f"{FIRST} [1] {CALL} [1]")
    told = stream(WHO, index=news, llm=writer)
    while not (isinstance(draft := next(told), Draft) and "Musk" in draft.text):
        pass
    assert looked_at.get(timeout=30) == FIRST  # and the model still waits to be read
    assert model.closed == []
    (answer,) = [each for each in told if isinstance(each, Answer)]
    assert verdicts(answer) == ["verified", "verified"]
    assert (looked_at.get(timeout=30), looked_at.empty()) == (CALL, True)  # each once


def test_an_answer_in_the_language_of_the_question(news: Index) -> None:
    answer, model = told(
        news,
        "How long did the call take?",
        "The conversation with Elon Musk lasted 25 minutes [1].",
    )
    assert "in English" in model.prompt()
    assert verdicts(answer) == ["verified"]
    assert answer.citations[0].quote == CALL
    assert answer.language == "en"


def test_what_differs_is_corrected_once(news: Index) -> None:
    answer, model = told(news, HOW_LONG, CALL.replace("25", "35") + " [1]", f"{CALL} [1]")
    assert len(model.asked) == 2
    assert "35" in model.prompt().split("Not all of that")[1]
    assert "sondern 25" in model.prompt()
    assert answer.text == f"{CALL} [1]"
    assert verdicts(answer) == ["verified"]


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        (CALL.replace("25", "35"), "35"),
        ("Präsident Trump telefonierte am Mittwoch mit Donald Selenskyj.", "Trump"),
        ("Präsident Selenskyj telefonierte am Freitag mit Donald Trump.", "Freitag"),
        ("Die Ukraine erhielt 118 Millionen Dollar und ist auf Spenden angewiesen.", "nicht"),
        ("„Wir haben keinen engen Dialog vereinbart“, schrieb Selenskyj auf der Plattform X.", ""),
    ],
)
def test_what_still_differs_is_marked_or_dropped(news: Index, sentence: str, reason: str) -> None:
    reply = f"{FIRST} [1] {sentence} [1]"
    answer, model = told(news, WHO, reply)
    assert len(model.asked) == 2
    assert verdicts(answer) == ["verified", "differs"]
    assert reason in answer.sentences[1].verdict.reason
    assert sentence in answer.text
    strict, _ = told(news, WHO, reply, strict=True)
    assert verdicts(strict) == ["verified"]
    assert strict.text == f"{FIRST} [1]"
    assert len(strict.citations) == 1
    beside, _ = told(news, HOW_LONG, f"{sentence} [1] {FIRST} [1]", strict=True)
    fell_back(beside, "unverified")  # what is left says nothing of how long it took
    nothing, _ = told(news, HOW_LONG, f"{sentence} [1]")
    fell_back(nothing, "unverified")


@pytest.mark.parametrize(
    "reply",
    [
        "The passages do not contain that information.",
        "Die Artikel enthalten dazu keine Angaben. Daher kann ich die Frage nicht beantworten [1].",
        "Leider steht in den Textstellen nichts darüber.",
        "I'm sorry, but I could not find an answer to this.",
    ],
)
def test_what_declines_in_its_own_words_abstains(news: Index, reply: str) -> None:
    unknown = "Wie alt ist der Koch von Selenskyj?"
    expected, _ = told(news, unknown, ABSTAIN)
    answer, model = told(news, unknown, reply)
    assert len(model.asked) == 1
    assert (answer.answered, answer.text, answer.notice) == (False, expected.text, "")
    sure, _ = told(news, WHO, reply)
    fell_back(sure, "abstained")


def test_what_an_article_says_of_an_article_declines_nothing(empty: Index) -> None:
    said = "Der Artikel nennt keine Namen, sagte der Sprecher."
    empty.add([Article("a", f"{said} Er erschien am Montag.", language="de")])
    answer, _ = told(empty, "Was sagte der Sprecher über den Artikel?", f"{said} [1]")
    assert verdicts(answer) == ["verified"]


def test_what_no_passage_says_is_marked(news: Index) -> None:
    answer, _ = told(news, WHO, f"{FIRST} [1] Der FC Bayern gewann das Pokalfinale in Berlin [1].")
    assert verdicts(answer) == ["verified", "unsupported"]
    assert answer.sentences[1].citations == ()
    assert answer.text == f"{FIRST} [1] Der FC Bayern gewann das Pokalfinale in Berlin."


@pytest.mark.parametrize("marker", ["", " [2]", " [9]", " [0]", " [1, 9]", " 【1】"])
def test_a_marker_is_only_a_hint(news: Index, marker: str) -> None:
    answer, _ = told(news, WHO, f"{FIRST}{marker}")
    assert verdicts(answer) == ["verified"]
    assert answer.citations[0].quote == FIRST
    assert answer.text == f"{FIRST} [1]"
    made_up = tuple(f"[{n}]" for n in ("9", "0") if n in marker)
    assert answer.invented_markers == made_up


@pytest.mark.parametrize("blanks", ["{}[", "[{}", "[1{}", "[1†{}", "{}"])
def test_blanks_without_end_take_no_time(blanks: str) -> None:
    text = f"Er kam{blanks.format(' ' * 200_000)}."  # minutes, where each is begun from once more
    assert statements.unmarked(f"{text} [1]  [2, 3] 【4†a】") == text


def test_markers_are_numbered_as_they_come(news: Index) -> None:
    answer, _ = told(news, HOW_LONG, f"{CALL} [1] {FIRST} [1] {CALL.replace('Elon ', '')} [1]")
    assert answer.text.startswith(f"{CALL} [1] {FIRST} [2]")


def test_a_word_proves_nothing_unless_the_reader_finds_it_too(news: Index) -> None:
    fell_back(told(news, HOW_LONG, "Ukraine [1]")[0], "unverified")
    fell_back(told(news, HOW_LONG, "118 Millionen Dollar [1]")[0], "unverified")


def test_a_quotation_must_be_one(news: Index) -> None:
    true = "„Wir haben einen engen Dialog vereinbart“, schrieb Selenskyj auf der Plattform X."
    assert verdicts(told(news, WHO, f"{FIRST} [1] {true} [1]")[0]) == ["verified"] * 2
    altered = true.replace("engen Dialog vereinbart", "Dialog eng vereinbart")
    answer, _ = told(news, WHO, f"{FIRST} [1] {altered} [1]")
    assert verdicts(answer)[0] == "verified"
    assert verdicts(answer)[1] != "verified"


def test_another_language_is_no_answer(news: Index) -> None:
    french = (
        "Le portail d'information Axios a été le premier à rapporter l'appel téléphonique entre "
        "les deux présidents, selon les articles que nous avons lus [1]."
    )
    answer, model = told(news, WHO, french)
    assert "not in German" in model.prompt()
    fell_back(answer, "language")
    repaired, _ = told(news, WHO, french, f"{FIRST} [1]")
    assert repaired.text == f"{FIRST} [1]"


def test_no_link_is_passed_on(news: Index) -> None:
    reply = f"**{FIRST}** [1](https://evil.example/?q=1) ![](https://evil.example/p.png)"
    answer, _ = told(news, WHO, reply)
    assert answer.sentences[0].text == FIRST
    assert "evil" not in answer.text


def test_an_overview_is_of_the_article(news: Index) -> None:
    _, writer = scripted(f"{CALL} [1] {FIRST} [1]")
    answer = ask("Worum geht es?", index=news, llm=writer, articles=["news"])
    holds(answer, news)
    assert verdicts(answer) == ["verified"] * 2
    assert answer.short is None
    assert answer.confidence == 1.0


def test_a_chat_asks_no_model(news: Index, empty: Index) -> None:
    model, writer = scripted("Hallo!")
    assert ask("Hallo!", index=news, llm=writer).model == ""
    assert ask(WHO, index=empty, llm=writer).text.startswith("Es sind noch keine Artikel da")
    assert model.asked == []


# --- conversations --------------------------------------------------------------------------------


def test_a_follow_up_is_condensed_by_the_model(news: Index) -> None:
    model, writer = scripted(f"{FIRST} [1]", "Wie lange dauerte das Gespräch?", f"{CALL} [1]")
    chat = Chat(news, llm=writer)
    chat.ask(WHO)
    answer = chat.ask("Und wie lange dauerte es?")
    assert answer.understood_as == "Wie lange dauerte das Gespräch?"
    assert answer.question == "Und wie lange dauerte es?"
    assert answer.text == f"{CALL} [1]"
    assert len(model.asked) == 3
    assert FIRST in model.prompt(1)
    assert model.prompt(2).endswith("Question: Wie lange dauerte das Gespräch?")


@pytest.mark.parametrize(
    "reply",
    ["", "How long did it take?", "Wie lange sprach Angela Merkel?", "Wann war 1911?", ABSTAIN,
     "Erstens dies.\nZweitens das.", "Warum " * 200],
)  # fmt: skip
def test_what_a_model_makes_up_is_not_asked(news: Index, reply: str) -> None:
    by_rules = ask("Und wann telefonierte er?", [WHO], news, llm="none").understood_as
    _, writer = scripted(reply, f"{CALL} [1]")
    assert ask("Und wann telefonierte er?", [WHO], news, llm=writer).understood_as == by_rules


def test_a_question_that_stands_alone_is_not_condensed(news: Index) -> None:
    model, writer = scripted(f"{FIRST} [1]")
    assert ask(WHO, [HOW_LONG], news, llm=writer).understood_as == WHO
    assert len(model.asked) == 1


def test_a_long_conversation_does_not_grow_the_prompt(news: Index) -> None:
    sizes = []
    for turns in (30, 300):
        history = [Turn(f"Was geschah in Kapitel {n} mit dem Hafen? " * 5) for n in range(turns)]
        history += [Turn("Hafen " * 20_000), Turn("Wer rief Selenskyj an?")]
        model, writer = scripted("Wann rief Selenskyj an?", f"{CALL} [1]")
        ask("Und wann?", history, news, llm=writer)
        sizes.append([len(model.prompt(at)) for at in range(len(model.asked))])
        assert news.encoder.count_tokens([model.prompt(0)])[0] < HISTORY + 200
    assert sizes[1][0] <= sizes[0][0] + 100  # longer numbers
    assert sizes[1][1:] == sizes[0][1:]


def test_a_conversation_is_cut_by_tokens(news: Index) -> None:
    count = news.encoder.count_tokens
    turns = [Turn(f"Frage {n}?") for n in range(1000)]
    kept = recent(turns, count, 30)
    assert kept.split("\n")[-1] == "Question: Frage 999?"
    assert len(kept.split("\n")) == 10
    page = recent([*turns, Turn("Wort " * 1000)], count, 30)
    assert page.startswith("Question: Wort Wort")
    assert 15 <= count([page])[0] <= 30
    assert recent([], count) == ""


def test_passages_are_cut_by_tokens(news: Index) -> None:
    hits = news.search(WHO, 10)
    count = news.encoder.count_tokens
    assert shown(hits, count) == hits
    few = shown(hits, count, 60)
    assert 1 <= len(few) < len(hits)
    assert sum(count([hit.passage.text for hit in few])) <= 60
    assert [hit.passage.id for hit in shown(hits, count, 1)] == [hits[0].passage.id]
    assert shown((), count) == ()
    assert PASSAGES + HISTORY < 4_000  # a small model has a window of about that


# --- the environment ------------------------------------------------------------------------------


def test_a_model_that_is_not_installed(news: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    for call in (
        lambda: ask(WHO, index=news, llm="nobody:x"),
        lambda: Chat(news, llm="nobody:x"),
        lambda: build_chain(news, llm="nobody:x"),
    ):
        with pytest.raises(ModelMissing, match="nobody:x"):
            call()
    monkeypatch.setenv("ARTICLE_QA_LLM", "nobody:x")
    answer = ask(WHO, index=news)
    assert answer.notice == NOTICES["missing"]["de"].format(model="nobody:x")
    assert answer.citations[0].quote == FIRST
    assert ask("Who reported first?", index=news).notice.startswith("The language model nobody:x")
    assert ask(WHO, index=news, llm="none").notice == ""
    assert Chat(news, llm="none").ask(WHO).notice == ""


# --- the runnable ---------------------------------------------------------------------------------


def test_streaming_shows_how_it_grows(news: Index) -> None:
    _, writer = scripted(f"{FIRST} [1]")
    found, *drafts, answer = stream(WHO, index=news, llm=writer)
    assert isinstance(found, Found)
    assert isinstance(answer, Answer)
    texts = [each.text for each in drafts if isinstance(each, Draft)]
    assert len(texts) == len(drafts) == len(FIRST.split())
    assert all(later.startswith(earlier) for earlier, later in pairwise(texts))
    assert texts[-1] == FIRST
    assert answer.text == f"{FIRST} [1]"


def test_a_draft_shows_nothing_of_the_word_to_abstain_with(news: Index) -> None:
    _, writer = scripted(f"{FIRST} [1] {ABSTAIN} Der NOTAR kam.")
    drafts = [each.text for each in stream(WHO, index=news, llm=writer) if isinstance(each, Draft)]
    assert drafts
    assert not any("NOT_" in each for each in drafts)
    assert drafts[-1] == f"{FIRST} Der NOTAR kam."


def test_what_several_papers_printed_is_one_citation(empty: Index) -> None:
    empty.add(Article(id, NEWS, title=id, language="de") for id in ("one", "two"))
    answer, _ = told(empty, WHO, f"{FIRST} [1]")
    (citation,) = answer.citations
    assert {citation.article_id, *(each.article_id for each in citation.also)} == {"one", "two"}
    assert [each.quote for each in citation.also] == [citation.quote] == [FIRST]


def test_whoever_leaves_a_chats_stream_stops_the_model(news: Index) -> None:
    model, writer = scripted(f"{FIRST} [1] " * 20)
    chat = Chat(news, llm=writer)
    told = chat.stream(WHO)
    next(told), next(told), next(told)
    told.close()
    assert model.closed == [2]
    assert chat.history == ()


def test_whoever_stops_reading_stops_the_model(news: Index) -> None:
    model, writer = scripted(f"{FIRST} [1] " * 20)
    told = build_chain(news, llm=writer).stream(Request(WHO))
    next(told), next(told), next(told)
    told.close()
    assert model.closed == [2]


def test_the_chain_runs_in_every_way(news: Index) -> None:
    _, writer = scripted(f"{FIRST} [1]")
    chain = build_chain(news, llm=writer)
    expected = chain.invoke(Request(WHO))
    assert expected.text == f"{FIRST} [1]"

    async def run() -> tuple[Answer, list[object], list[Answer]]:
        steps: list[object] = [step async for step in chain.astream(Request(WHO))]
        many = await chain.abatch([Request(WHO), Request(WHO)])
        return await chain.ainvoke(Request(WHO)), steps, many

    answer, steps, many = asyncio.run(run())
    assert answer.sentences == expected.sentences
    assert [type(step).__name__ for step in steps] == (
        ["Found", *["Draft"] * len(FIRST.split()), "Answer"]
    )
    for each in [*many, *chain.batch([Request(WHO), Request(WHO)])]:
        assert each.sentences == expected.sentences
    piped = chain | (lambda answer: answer.text)
    assert piped.invoke(Request(WHO)) == f"{FIRST} [1]"


def test_whoever_stops_reading_stops_the_model_asynchronously(news: Index) -> None:
    model, writer = scripted(f"{FIRST} [1] " * 20)

    async def run() -> None:
        told = build_chain(news, llm=writer).astream(Request(WHO))
        async for step in told:
            if isinstance(step, Draft):
                break
        await told.aclose()  # type: ignore[attr-defined]

    asyncio.run(run())
    assert model.closed == [1]


def test_callbacks_hear_of_the_model(news: Index) -> None:
    from langchain_core.callbacks import BaseCallbackHandler

    class Heard(BaseCallbackHandler):
        def __init__(self) -> None:
            self.tokens: list[str] = []

        def on_llm_new_token(self, token: object, **rest: Any) -> None:
            self.tokens.append(str(token))

    heard = Heard()
    _, writer = scripted(f"{FIRST} [1]")
    build_chain(news, llm=writer).invoke(Request(WHO), {"callbacks": [heard]})
    assert "".join(heard.tokens) == f"{FIRST} [1]"


def test_each_run_of_the_chain_has_an_id_of_its_own(news: Index) -> None:
    from langchain_core.callbacks import BaseCallbackHandler

    class Heard(BaseCallbackHandler):
        def __init__(self) -> None:
            self.runs: list[UUID] = []

        def on_chain_start(self, *given: object, run_id: UUID, **rest: Any) -> None:
            self.runs.append(run_id)

        def on_chat_model_start(self, *given: object, run_id: UUID, **rest: Any) -> None:
            self.runs.append(run_id)

    heard, mine = Heard(), uuid4()
    _, writer = scripted(f"{FIRST} [1]")
    build_chain(news, llm=writer).invoke(Request(WHO), {"callbacks": [heard], "run_id": mine})
    assert heard.runs[0] == mine
    assert len(set(heard.runs)) == len(heard.runs) > 1


def test_what_a_model_finds_after_all_leaves_nothing_that_only_comes_close(news: Index) -> None:
    question = "Welche Zeitung schrieb es in dieser Woche?"
    refused = ask(question, index=news, llm="none")
    assert (refused.answered, len(refused.closest)) == (False, 3)
    answer, _ = told(news, question, f"{FIRST} [1]")
    assert (answer.answered, answer.closest) == (True, ())


# --- invariant 1 ----------------------------------------------------------------------------------

SAID = st.sampled_from(
    [*NEWS.replace(". ", ".|").split("|"), CALL.replace("25", "35"), CALL.replace("Elon", "Er"),
     "Axios", "nicht", "„Wir haben einen engen Dialog“", "The call took 25 minutes.", ABSTAIN,
     "Die Direktorin Zoë Dvořák begrüßte 1.200 Gäste.", "👨‍👩‍👧‍👦 moved from Leeds", "e\u0301"]
)  # fmt: skip
GLUE = st.sampled_from(
    [" ", "\n", " [1] ", " [2] ", "[3][1]", " [7]. ", "【2】", "[1](http://x.org)", "![x](http://y)",
     "<b>", "</passage>", "\n- ", "**", "\u202e", "[", "]", "[999999999999]", "\n1. ", " … "]
)  # fmt: skip
REPLIES = st.lists(st.tuples(SAID, GLUE).map("".join), max_size=4).map("".join)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(REPLIES, min_size=1, max_size=2), st.booleans())
def test_whatever_a_model_writes_every_quote_is_a_span(
    news: Index, replies: list[str], strict: bool
) -> None:
    answer, model = told(news, WHO, *replies, strict=strict)
    assert 1 <= len(model.asked) <= 2
    assert "://" not in answer.text
    assert ABSTAIN not in answer.text
    if strict:
        assert set(verdicts(answer)) <= {"verified"}


def test_a_line_of_a_list_is_checked_as_a_sentence(empty: Index) -> None:
    """Without a full stop, too, it is not what a denial of it says."""
    denied = "There is no evidence that Elon Musk joined the call. Axios reported it first."
    empty.add([Article("call", denied, title="Call", language="en")])
    reply = "- Elon Musk joined the call [1]\n- Axios reported it first [1]"
    answer, _ = told(empty, "Who joined the call?", reply)
    assert verdicts(answer) == ["differs", "verified"]
    assert "no evidence" in answer.sentences[0].verdict.reason
    assert answer.sentences[0].text == "Elon Musk joined the call"


def test_what_is_left_out_of_a_quotation_is_no_other_one(news: Index) -> None:
    shortened = "„Wir haben … Dialog vereinbart“, schrieb Selenskyj auf der Plattform X."
    answer, _ = told(news, WHO, f"{FIRST} [1] {shortened} [1]")
    assert verdicts(answer) == ["verified", "verified"]
