"""Invariant 1: every quote is a span of its article. Asking, conversing, LangChain."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, overload

import pytest
from conftest import QUESTIONS, SIX, Late, prose
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langchain_core.runnables import RunnableLambda
from scripted import scripted

from index import Article, Encoder, Hit, Index, Passage
from index.errors import BadQuestion, EncoderMismatch, IndexMissing
from index.hashed import HashedEncoder
from qa import Answer, Chat, Found, Turn, ask, default_index, stream, to_json
from qa.answer import UNCLEAR
from qa.chain import PASSAGES, Request, build_chain
from qa.followup import REMEMBERED
from qa.reader import default_reader
from qa.reasons import reason
from qa.retriever import ArticleRetriever
from qa.steps import Steps, of_one_version
from qa.texts import NOT_SAID, NOTHING_ABOUT, ONLY_MENTIONED, of_selection
from qa.texts import UNCLEAR as NOT_CLEARLY_SAID
from qa.topics import article_about, hits_about

CLEAR = "Wer kündigte eine Klage vor dem Verwaltungsgericht an?"
WHEN = "Wann kündigte Sprecher Ole Petersen eine Klage vor dem Verwaltungsgericht an?"
FOREIGN = "Xylophon Quastenflosser Zwölftonreihe?"


def check(answer: Answer, index: Index) -> None:
    """What holds for every answer."""
    assert answer.answered == bool(answer.citations)
    assert 0 <= answer.confidence <= 1
    assert [citation.number for citation in answer.citations] == [
        *range(1, len(answer.citations) + 1)
    ]
    for citation in answer.citations:
        article = index.article(citation.article_id, citation.version)
        assert citation.quote == article.text[citation.start : citation.end]
        assert citation.quote == citation.quote.strip() != ""
        assert citation.article == article
        for block in article.blocks:
            if block.label != "body":
                assert citation.end <= block.start or citation.start >= block.end
        assert " ".join(citation.quote.split()) in answer.text
    if answer.short:
        first = answer.citations[0]
        assert first.start <= answer.short.start < answer.short.end <= first.end
        assert answer.short.text == first.article.text[answer.short.start : answer.short.end]
        assert " ".join(answer.short.text.split()) in answer.text
    for citation in answer.citations:
        if who := citation.attributed_to:
            assert who.text == citation.article.text[who.start : who.end]
    scores = [hit.score for hit in answer.nearest]
    assert scores == sorted(scores, reverse=True)
    assert set(answer.timings_ms) == {"follow_up", "retrieve", "read", "total"}
    assert all(value >= 0 for value in answer.timings_ms.values())
    assert answer.text.strip()


# --- asking ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", [*QUESTIONS, CLEAR, FOREIGN])
def test_every_answer_holds_what_it_promises(built: Index, question: str) -> None:
    answer = ask(question, index=built)
    assert answer.question == question
    check(answer, built)


def test_a_sentence_answers(built: Index) -> None:
    answer = ask(CLEAR, index=built)
    assert answer.answered
    assert answer.language == "de"
    assert answer.citations[0].article_id == "sections.md"
    assert answer.citations[0].quote == (
        "Ihr Sprecher Ole Petersen kündigte eine Klage vor dem Verwaltungsgericht an."
    )
    assert answer.citations[0].article.url == "https://example.org/hafen"


def test_what_the_articles_do_not_say(built: Index) -> None:
    german, english = ask(FOREIGN, index=built), ask("Who invented the xylophone?", index=built)
    for answer in (german, english):
        check(answer, built)
        assert not answer.answered
        assert answer.citations == ()
        assert 1 <= len(answer.nearest) <= 3
    assert german.text.startswith("Das steht nicht in den Artikeln")  # and maybe why
    assert english.text.startswith("The articles do not say")


def test_a_refusal_names_what_the_articles_never_mention(built: Index) -> None:
    german = ask("Was besitzt Elon Quastenflosser?", index=built, articles="short.txt")
    english = ask("What does Elon Quastenflosser own?", index=built, articles="short.txt")
    for answer in (german, english):
        check(answer, built)
        assert not answer.answered
        assert "Elon Quastenflosser" in answer.text


def test_without_articles_there_is_no_answer(empty: Index) -> None:
    answer = ask("Wer kam?", index=empty)
    check(answer, empty)
    assert (answer.answered, answer.nearest) == (False, ())
    assert "keine Artikel" in answer.text


@pytest.mark.parametrize(
    ("question", "language"),
    [("Hallo!", "de"), ("Vielen Dank", "de"), ("What can you do?", "en"), ("Thanks!", "en")],
)
def test_a_chat_is_no_question_of_the_articles(built: Index, question: str, language: str) -> None:
    answer = ask(question, index=built)
    check(answer, built)
    assert (answer.answered, answer.nearest, answer.language) == (False, (), language)


def test_the_articles_are_listed(built: Index) -> None:
    answer = ask("Welche Artikel gibt es?", index=built)
    check(answer, built)
    assert answer.text.startswith(f"{len(SIX)} Artikel: ")
    assert "Hafen wird ausgebaut" in answer.text


def test_the_articles_that_pass_the_filters_are_listed(built: Index) -> None:
    question = "Welche Artikel gibt es?"
    filtered = ask(question, index=built, articles=["sections.md", "short.txt"])
    assert filtered.text == "2 Artikel: Hafen wird ausgebaut; short"
    none = ask(question, index=built, languages=["fr"])
    assert none.text == "Kein Artikel passt zu diesen Filtern."


@pytest.mark.parametrize("texts", [NOT_SAID, NOTHING_ABOUT, ONLY_MENTIONED, NOT_CLEARLY_SAID])
def test_what_is_denied_of_a_selection_is_said_of_it_alone(texts: dict[str, str]) -> None:
    assert "in den ausgewählten Artikeln" in of_selection(texts["de"], "de")
    assert of_selection(texts["en"], "en").startswith("The selected articles do not")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Wann brach Popocatepetl aus?", "Das steht nicht in den ausgewählten Artikeln: Zu „Popo"),
        ("Was steht da über Popocatepetl?", "Das steht nicht in den ausgewählten Artikeln"),
        ("When did Popocatepetl erupt?", "The selected articles do not say: there is nothing"),
    ],
)
def test_a_refusal_under_filters_denies_nothing_of_the_other_articles(
    built: Index, question: str, said: str
) -> None:
    refused = ask(question, index=built, articles=["sections.md", "short.txt"])
    assert (refused.answered, refused.text[: len(said)]) == (False, said)
    assert "selected" not in ask(question, index=built).text
    assert "ausgewählten" not in ask(question, index=built).text


def test_what_stands_in_passages_that_were_not_found_is_not_denied(built: Index) -> None:
    harbour = built.search("Wann wird der Hafen ausgebaut?", 1, articles=["sections.md"])
    unread = reason(built, "Wann brach Krafla aus?", "de", harbour)
    assert unread == "Das steht nicht in den Artikeln."
    nowhere = reason(built, "Wann brach Popocatepetl aus?", "de", harbour)
    assert nowhere == "Das steht nicht in den Artikeln: Zu „Popocatepetl“ findet sich dort nichts."


@pytest.mark.parametrize(
    ("question", "language"),
    [
        (
            "Was sagte er über den alten Prüfbericht?",
            "de",
        ),  # a noun of which no dictionary has a part
        ("Will the Danish government forbid it?", "en"),  # there are other words for that
    ],
)
def test_of_a_word_that_is_no_name_it_is_not_said_that_there_is_nothing_about_it(
    built: Index, question: str, language: str
) -> None:
    hits = built.search("Wann wird der Hafen ausgebaut?", 1)
    assert reason(built, question, language, hits) == NOT_SAID[language]


def test_of_names_that_are_joined_only_the_missing_one_is_named(built: Index) -> None:
    hits = built.search("Wann wird der Hafen ausgebaut?", 1)
    asked = partial(reason, built, language="de", hits=hits)
    assert asked("Wann brach Popocatepetl von Nordstrand aus?") == NOTHING_ABOUT["de"].format(
        subject="Popocatepetl"
    )
    assert "nichts" not in asked("Wie heißt der Ehemann von Ole Petersen?")
    assert "Popocatepetl von Quastenheim" in asked("Was tat Popocatepetl von Quastenheim?")


def test_what_may_be_said_is_not_denied(built: Index) -> None:
    """Nor that only the name is there; but what is nowhere named is nowhere said."""
    hits = built.search("Wann wird der Hafen ausgebaut?", 1)
    sure = partial(reason, built, language="de", hits=hits)
    assert sure("Wann war das?", confidence=UNCLEAR - 0.01) == NOT_SAID["de"]
    assert sure("Wann war das?", confidence=UNCLEAR) == NOT_CLEARLY_SAID["de"]
    assert "nichts" in sure("Wann brach Popocatepetl aus?", confidence=UNCLEAR)


def test_the_latest_is_asked_for_in_words_that_no_article_has(empty: Index) -> None:
    said = "Der neue Radweg in Kleinhausen kostet {} Millionen Euro, sagte die Stadt."
    empty.add(
        Article(day, said.format(cost), title="Radweg", published=f"2024-05-{day}", language="de")
        for day, cost in (("01", "zwei"), ("20", "drei"))
    )
    question = "Was kostet der neue Radweg in Kleinhausen{}?"
    for now in (" nach aktuellem Stand", " zum jetzigen Zeitpunkt"):
        answer = ask(question.format(now), index=empty)
        check(answer, empty)
        assert answer.citations[0].article_id == "20"
        old_first = ask(question.format(f" im Mai{now}"), index=empty, until="2024-05-10")
        assert [each.article_id for each in old_first.citations] == ["01"]


@pytest.mark.parametrize(
    "question",
    [
        "Wie viele Gäste begrüßte Zoë Dvořák im Zirkus?",
        "Wer begrüßte 1.200 Gäste?",
        "Was ist über die Direktorin Zoë Dvořák bekannt?",
        "Worum geht es in dem Artikel über Zoë Dvořák?",
    ],
)
def test_letters_in_pieces_ask_the_same(built: Index, question: str) -> None:
    whole = ask(question, index=built)
    pieces = unicodedata.normalize("NFD", question)
    assert pieces != question
    answer = ask(pieces, index=built)
    check(answer, built)
    assert answer.question == pieces
    assert replace(answer, question=question, timings_ms={}) == replace(whole, timings_ms={})


def test_of_an_endless_question_only_its_beginning_counts(built: Index) -> None:
    """Also where names are looked for in it, which takes the square of its length."""
    pasted = f"{CLEAR}{' ' * 2_000}{'War das in Dresden? ' * 4_000}"
    answer, expected = ask(pasted, index=built), ask(CLEAR, index=built)
    check(answer, built)
    assert answer.question == pasted
    assert (answer.citations, answer.confidence) == (expected.citations, expected.confidence)


def test_a_question_embedded_just_before_reembed_is_embedded_again(
    built: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = HashedEncoder()
    newer._spec = replace(newer.spec, name="newer")
    known: dict[str, Encoder] = {"hashed": Late(built, newer), "newer": newer}
    monkeypatch.setattr("index.search.load", lambda name, **_: known[name])
    with Index.open(built.path, create=False) as other:
        answer = ask(CLEAR, index=other)
        check(answer, other)
        assert answer.citations == ask(CLEAR, index=built).citations != ()
        assert other.encoder.spec == newer.spec


def test_an_encoder_that_is_not_the_indexs_is_refused(built: Index) -> None:
    other = HashedEncoder()
    other._spec = replace(other.spec, name="newer")
    vector = other.encode([CLEAR], query=True)[0]
    assert built.search_vector(CLEAR, vector, spec=built.encoder.spec)
    with pytest.raises(EncoderMismatch):
        built.search_vector(CLEAR, vector, spec=other.spec)


def test_only_one_version_of_an_article_is_read() -> None:
    """Where it changes between two searches: offsets of the one mean nothing in the other."""
    older, newer, other = (
        Article(id, "Ein Satz.", version=version) for id, version in (("a", 1), ("a", 2), ("b", 1))
    )
    hits = [Hit(Passage(n, each, 0, 9), 0.5) for n, each in enumerate((older, other, newer))]
    assert of_one_version(hits) == hits[1:]


def test_for_a_chat_no_text_of_an_article_is_read(
    built: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(Index, "articles")
    for question in ("Hallo", "Danke", "Welche Artikel gibt es?"):
        check(ask(question, index=built), built)


@pytest.mark.parametrize("question", ["Worum geht es?", "What is this article about?"])
def test_an_overview_quotes_one_article_in_its_order(built: Index, question: str) -> None:
    answer = ask(question, index=built, articles="sections.md")
    check(answer, built)
    assert answer.answered
    assert answer.short is None
    assert 2 <= len(answer.citations) <= 4
    starts = [citation.start for citation in answer.citations]
    assert starts == sorted(set(starts))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Worum geht es in dem Artikel über den Ausbau des Hafens?", "sections.md"),
        ("What is the report on the harbour expansion about?", "sections.md"),
        ("Worum geht es in dem Artikel über Marsmenschen?", None),
    ],
)
def test_an_overview_of_an_article_that_is_named(
    built: Index, question: str, expected: str | None
) -> None:
    answer = ask(question, index=built)
    check(answer, built)
    assert answer.answered is (expected is not None)
    assert {each.article_id for each in answer.citations} == ({expected} if expected else set())


def test_the_article_that_is_named_has_its_topic_in_the_title_or_in_most_paragraphs(
    empty: Index,
) -> None:
    beside = "Die Fähre lag im Hafen. Der Hafen brannte."
    often = "Die Fähre sank im Sturm.\n\nDie alte Fähre war voll.\n\nKeine Fähre fährt mehr."
    empty.add([Article("often", often, title="Das Unglück", language="de")])
    empty.add([Article("beside", beside, title="Der Brand", language="de")])
    hits = [hit for hit in empty.search("Fähre") if hit.article.id == "beside"]
    hits += [hit for hit in empty.search("Fähre") if hit.article.id == "often"]
    chosen = article_about(empty, "Fähre", "de", hits)
    assert chosen is not None
    assert chosen.id == "often"
    assert hits_about(empty, "Fähre", "de", hits) == hits
    empty.add([Article("titled", "Sie sank.", title="Die neue Fähre", language="de")])
    hits += [hit for hit in empty.search("Fähre") if hit.article.id == "titled"]
    chosen = article_about(empty, "Fähre", "de", hits)
    assert chosen is not None
    assert chosen.id == "titled"
    assert {hit.article.id for hit in hits_about(empty, "Fähre", "de", hits)} == {"titled"}
    assert article_about(empty, "Mars", "de", hits) is None


def test_of_an_article_without_sentences_there_is_no_overview(empty: Index) -> None:
    steps = Steps(empty, default_reader())
    empty.add([Article("a", SIX["short.txt"], title="Vulkan", language="de")])
    gathered = steps.retrieve(steps.follow_up(Request("Worum geht es?")))
    assert steps.read(gathered).answered
    empty.remove(["a"])
    assert steps.read(gathered).answered  # what was found is in hand
    removed = steps.read(replace(gathered, whole=()))  # before its passages were looked up
    assert (removed.answered, removed.confidence, removed.citations) == (False, 0.0, ())
    assert removed.text == "Das steht nicht in den Artikeln."


def test_the_article_of_an_overview_is_looked_up_once(
    built: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []

    def noting(question: str, *rest: Any, **filters: Any) -> tuple[Hit, ...]:
        searched.append(question)
        return Index.search(built, question, *rest, **filters)

    monkeypatch.setattr(built, "search", noting)
    _, writer = scripted("Der Hafen bekommt zwei neue Kaianlagen.")
    answer = ask("Worum geht es?", index=built, articles="sections.md", llm=writer)
    assert answer.answered
    assert searched == ["Hafen wird ausgebaut"]


def test_filters_decide_what_may_answer(built: Index) -> None:
    assert ask(CLEAR, index=built, articles="sections.md").answered
    for filters in ({"articles": "short.txt"}, {"languages": ["en"]}, {"since": "2025"}):
        answer = ask(CLEAR, index=built, **filters)
        assert not answer.answered
        assert all(hit.article.id != "sections.md" for hit in answer.nearest)


@pytest.mark.parametrize("history", [(), ["Wer rief an?"], [Turn("Wer rief an?")], ["", " "]])
@pytest.mark.parametrize("question", ["", "  ", "\n"])
def test_an_empty_question_is_refused(
    built: Index, question: str, history: list[Turn | str]
) -> None:
    with pytest.raises(BadQuestion, match="empty"):
        ask(question, history, built)


def test_an_endless_history_does_not_spoil_a_short_question(built: Index) -> None:
    answer = ask("Und wann?", ["Bibliothek " * 12_000], built)
    check(answer, built)
    assert answer.question == "Und wann?"
    with pytest.raises(BadQuestion):
        ask("Bibliothek " * 12_000, (), built)
    far = f"{' ' * 1_000}{CLEAR}"
    assert ask("Und wann?", [far], built).understood_as == WHEN
    assert ask("Und wann?", ["\u200b", CLEAR, " \u00ad "], built).answered is not None
    refused = ask("Wer gewann das Finale in Wembley?", (), built)
    assert not refused.answered
    unanswered = ask("Und wann?", [Turn(far, refused)], built)
    assert unanswered.understood_as == f"{CLEAR} Und wann?"


@pytest.mark.parametrize(
    "question", ["Wer \udcff kündigte?", "👨‍👩‍👧‍👦?", "a\0b", "\u0301", "?" * 500]
)
def test_odd_questions_are_answered_and_printed(built: Index, question: str) -> None:
    import json

    answer = ask(question, index=built)
    check(answer, built)
    json.dumps(to_json(answer))


def test_an_old_answer_still_quotes_after_the_article_changed(built: Index) -> None:
    answer = ask(CLEAR, index=built)
    built.add([Article("sections.md", "Alles ist anders.", title="Neu")])
    check(answer, built)  # its version is still there
    assert all(citation.version == 1 for citation in answer.citations)


# --- invariant 1 ----------------------------------------------------------------------------------

WORDS = (
    "Hafen Bibliothek Klage Stadt Prof. Dr. Müller 5. November z. B. X Corp. U.S. kostet zwölf "
    "Millionen Euro öffnet Vulkan e\u0302 👨‍👩‍👧‍👦 „Ja“ ( ) 1,5 … ! ? . : ; - Zoë"
).split()
LINES = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(" ".join),
    st.sampled_from(
        ["", "Kritik der Fischer", "Kommentar hinterlassen", "Newsletter abonnieren", "Werbung",
         "Die Stadt baut eine neue Bibliothek für zwölf Millionen Euro.", "\t", "x" * 5000]
    ),
)  # fmt: skip
BODIES = st.lists(LINES, min_size=1, max_size=15).map("\n".join)


@pytest.fixture(scope="module")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("arena") / "i", encoder="hashed") as index:
        yield index


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(BODIES, min_size=1, max_size=3),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join),
)
def test_every_quote_is_a_span_of_its_article(
    arena: Index, bodies: list[str], question: str
) -> None:
    arena.remove([article.id for article in arena.articles()])
    arena.add(Article(f"a{n}", body, language="de") for n, body in enumerate(bodies))
    check(ask(f"{question}?", index=arena), arena)
    sentence = max(bodies[0].split("\n"), key=len)[:300]
    if sentence.strip():
        check(ask(sentence, index=arena), arena)  # near enough to be answered


# --- conversations --------------------------------------------------------------------------------


def test_a_chat_remembers(built: Index) -> None:
    chat = Chat(built)
    first = chat.ask("Was kostet die neue Bibliothek in Kleinhausen?")
    second = chat.ask("Und wann wird sie fertig?")
    assert chat.history == (
        Turn("Was kostet die neue Bibliothek in Kleinhausen?", first),
        Turn("Und wann wird sie fertig?", second),
    )
    assert second.understood_as == "Und wann wird die neue Bibliothek fertig?"
    assert second.question == "Und wann wird sie fertig?"
    check(second, built)
    with pytest.raises(BadQuestion):
        chat.ask("   ")
    assert len(chat.history) == 2


def test_a_chat_streams_as_it_asks(built: Index) -> None:
    chat, asking = Chat(built), Chat(built)
    for question in ("Was kostet die neue Bibliothek in Kleinhausen?", "Und wann wird sie fertig?"):
        found, answer = chat.stream(question)
        assert isinstance(found, Found)
        assert isinstance(answer, Answer)
        assert chat.history[-1] == Turn(question, answer)
        assert replace(answer, timings_ms={}) == replace(asking.ask(question), timings_ms={})
    assert len(chat.history) == 2


def test_a_chat_does_not_remember_a_stream_that_was_left(built: Index) -> None:
    chat = Chat(built)
    told = chat.stream(CLEAR)
    assert isinstance(next(told), Found)
    told.close()
    with pytest.raises(BadQuestion):
        list(chat.stream("   "))
    assert chat.history == ()


def test_a_chat_remembers_a_stream_once_the_answer_has_come(built: Index) -> None:
    chat = Chat(built)
    told = chat.stream(CLEAR)
    while not isinstance(step := next(told), Answer):
        pass
    told.close()
    assert chat.history == (Turn(CLEAR, step),)


def test_filters_of_a_chat_are_those_of_one_question(built: Index) -> None:
    chat = Chat(built)
    assert not chat.ask(CLEAR, articles="short.txt").answered
    *_, streamed = chat.stream(CLEAR, languages=["en"], since="2024")
    assert isinstance(streamed, Answer)
    assert not streamed.answered
    assert chat.ask(CLEAR).answered


def test_a_filter_that_there_is_not_is_named(built: Index) -> None:
    """To mypy it is an error as well: it finds no `ignore` here that is not needed."""
    chat = Chat(built)
    for wrong in (
        lambda: ask(CLEAR, index=built, language="de"),  # type: ignore[call-arg]
        lambda: [*stream(CLEAR, index=built, language="de")],  # type: ignore[call-arg]
        lambda: chat.ask(CLEAR, language="de"),  # type: ignore[call-arg]
        lambda: [*chat.stream(CLEAR, language="de")],  # type: ignore[call-arg]
        lambda: built.search(CLEAR, language="de"),  # type: ignore[call-arg]
        lambda: build_chain(built).invoke(Request(CLEAR, filters={"language": "de"})),  # type: ignore[typeddict-unknown-key]
    ):
        with pytest.raises(TypeError, match="no filter 'language' - expected languages, sources"):
            wrong()
    assert chat.history == ()


class Endless(Sequence[str]):
    """A conversation of which nobody could read all; every second turn is thanks."""

    def __len__(self) -> int:
        return 1_000_000_000

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        assert isinstance(at, int)
        assert at >= len(self) - 2 * REMEMBERED
        return "Danke!" if at % 2 else CLEAR


def test_a_question_looks_back_only_so_far(built: Index) -> None:
    asked = Steps(built, default_reader()).follow_up(Request("Und wann?", Endless()))
    assert asked.inquiry.understood_as == WHEN


def test_a_question_that_stands_alone_is_left_alone(built: Index) -> None:
    alone = ask(CLEAR, index=built)
    after = ask(CLEAR, ["Where did the family move?", "Was kostet die Bibliothek?"], built)
    assert after.understood_as == CLEAR
    assert after.citations == alone.citations


def test_a_lone_string_is_one_earlier_question(built: Index) -> None:
    expected = WHEN
    *_, streamed = stream("Und wann?", CLEAR, built)
    assert isinstance(streamed, Answer)
    chain = build_chain(built)
    for answer in (
        ask("Und wann?", history=CLEAR, index=built),
        streamed,
        Chat(built, CLEAR).ask("Und wann?"),
        chain.invoke(Request("Und wann?", CLEAR)),
    ):
        assert answer.understood_as == expected
    assert Chat(built, CLEAR).history == (Turn(CLEAR),)


def test_what_is_no_history_is_named(built: Index) -> None:
    for wrong, said in (
        ([5], "the history has an int in it, not only turns and questions"),
        ([{"role": "user"}], "the history has a dict in it"),
        (None, "the history is None, not a list of turns or questions"),
    ):
        history: Any = wrong
        with pytest.raises(TypeError, match=said):
            ask(CLEAR, history, built)
        with pytest.raises(TypeError, match=said):
            Chat(built, history)


def test_an_index_in_the_place_of_the_history_is_named(built: Index) -> None:
    misplaced: Any = built
    with pytest.raises(TypeError, match="got an Index - pass it as index="):
        ask(CLEAR, misplaced)
    with pytest.raises(TypeError, match="pass it as index="):
        list(stream(CLEAR, misplaced))
    with pytest.raises(TypeError, match="pass it as index="):
        Chat(history=misplaced)


@pytest.mark.parametrize(
    "question",
    ["Summarise this article", "Fasse den Artikel zusammen", "Worum geht es?", "Give me a summary"],
)
def test_an_overview_is_of_the_article_that_was_talked_about(built: Index, question: str) -> None:
    answer = ask(question, [CLEAR], built)
    check(answer, built)
    assert answer.understood_as == f"{CLEAR} {question}"
    alone = ask(question, index=built, articles="sections.md")
    assert [each.quote for each in answer.citations] == [each.quote for each in alone.citations]


# --- the index that is meant ----------------------------------------------------------------------


def test_the_default_index(built: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARTICLE_QA_INDEX", str(built.path))
    assert default_index().path == built.path
    assert default_index() is default_index()
    assert ask(CLEAR).citations == ask(CLEAR, index=built).citations
    assert Chat().ask(CLEAR).answered
    default_index().close()
    assert ask(CLEAR).answered  # opened again
    default_index().close()
    monkeypatch.delenv("ARTICLE_QA_INDEX")
    monkeypatch.chdir(tmp_path)
    built.close()
    built.path.rename(tmp_path / ".article-qa")
    assert default_index().path == tmp_path / ".article-qa"
    default_index().close()


def test_a_path_is_no_index_and_nothing_no_question(built: Index) -> None:
    path: Any = str(built.path)
    nothing: Any = None
    for wrong in (
        lambda: ask("Wer kam?", index=path),
        lambda: Chat(path),
        lambda: [*stream("x", (), path)],
    ):
        with pytest.raises(TypeError, match=r"expected an Index, got a str"):
            wrong()
    with pytest.raises(TypeError, match="not a string"):
        ask(nothing, index=built)


def test_no_index_is_an_error_that_names_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):  # a failure is not remembered
        with pytest.raises(IndexMissing, match="python -m index sync"):
            ask("Wer kam?")
    monkeypatch.setenv("ARTICLE_QA_INDEX", str(tmp_path / "nowhere"))
    with pytest.raises(IndexMissing, match="nowhere"):
        ask("Wer kam?")
    with pytest.raises(IndexMissing):
        Chat().ask("Wer kam?")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_setting_is_no_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARTICLE_QA_INDEX", "")
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    with pytest.raises(IndexMissing, match=r"\.article-qa"):
        ask("Wer kam?")


# --- LangChain ------------------------------------------------------------------------------------


def test_the_chain_is_a_runnable(built: Index) -> None:
    chain = build_chain(built)
    expected = ask(CLEAR, index=built)
    assert chain.invoke(Request(CLEAR)).citations == expected.citations
    assert asyncio.run(chain.ainvoke(Request(CLEAR))).citations == expected.citations
    several = chain.batch([Request(CLEAR), Request(FOREIGN), Request("Und wann?", [CLEAR])])
    assert [answer.question for answer in several] == [CLEAR, FOREIGN, "Und wann?"]
    assert several[0].citations == expected.citations
    assert several[2].understood_as == WHEN
    for answer in several:
        check(answer, built)
    filtered = chain.invoke(Request(CLEAR, filters={"articles": ["short.txt"]}))
    assert not filtered.answered
    with pytest.raises(BadQuestion):
        chain.invoke(Request(" "))


def test_the_chain_takes_a_plain_question(built: Index) -> None:
    chain = build_chain(built)

    async def streamed() -> list[Any]:
        return [step async for step in chain.astream(CLEAR)]

    expected = ask(CLEAR, index=built)
    answers = [
        chain.invoke(CLEAR),
        asyncio.run(chain.ainvoke(CLEAR)),
        list(chain.stream(CLEAR))[-1],
        asyncio.run(streamed())[-1],
        *chain.batch([CLEAR, Request(CLEAR)]),
        *asyncio.run(chain.abatch([CLEAR])),
        (RunnableLambda(str.strip) | chain).invoke(f" {CLEAR} "),
    ]
    for answer in answers:
        assert isinstance(answer, Answer)
        assert (answer.question, answer.citations) == (CLEAR, expected.citations)
    with pytest.raises(BadQuestion):
        chain.invoke(" ")


def test_many_are_asked_at_once(built: Index) -> None:
    chain = build_chain(built)
    answers = chain.batch([Request(question) for question in QUESTIONS * 5])
    for answer, question in zip(answers, QUESTIONS * 5, strict=True):
        assert answer.citations == ask(question, index=built).citations


def test_documents_say_where_they_stand(built: Index) -> None:
    built.add([Article("long", prose("lang", 12), title="Lang", source="Bote")])
    retriever = ArticleRetriever(index=built, k=8)
    question = "Bericht lang meldet langwort3x1 Klage Verwaltungsgericht"
    documents = retriever.invoke(question)
    hits = built.search(question, 8)
    assert len(documents) == len(hits) == 8
    for document, hit in zip(documents, hits, strict=True):
        meta = document.metadata
        article = built.article(meta["article_id"], meta["version"])
        assert document.page_content == article.text[meta["start"] : meta["end"]]
        assert (document.id, meta["score"]) == (str(hit.passage.id), hit.score)
        assert set(meta) == set(
            "article_id version start end score title source url published language".split()
        )
    asynchronous = asyncio.run(retriever.ainvoke(question))
    assert asynchronous == documents
    narrow = ArticleRetriever(index=built, k=3, filters={"articles": "long"})
    assert {each.metadata["article_id"] for each in narrow.invoke(question)} == {"long"}
    assert SIX["short.txt"] not in {each.page_content for each in narrow.invoke(question)}


def test_what_a_notebook_shows_is_not_the_whole_article(empty: Index) -> None:
    text = prose("lang", 200)
    empty.add([Article("long", text, title="Lang", language="de", published="2024-11-08")])
    question = "Was meldet Bericht lang langwort3x1?"
    hits, answer = empty.search(question), ask(question, index=empty)
    assert repr(empty.article("long")) == (
        "Article(id='long', title='Lang', language='de', published='2024-11-08', version=1, "
        f"characters={len(text)})"
    )
    assert len(text) > 50_000
    assert len(hits) == 10
    assert repr(hits[0].article) in repr(hits)
    assert len(repr(hits)) < 10 * 250
    assert answer.citations or answer.closest
    assert len(repr(answer)) < 6_000


def test_a_stream_tells_what_was_found_then_the_answer(built: Index) -> None:
    question = "Was kostet die neue Bibliothek in Kleinhausen?"
    found, answer = list(stream(question, index=built))
    assert isinstance(found, Found)
    assert isinstance(answer, Answer)
    assert found.hits == built.search(question, PASSAGES)
    assert replace(answer, timings_ms={}) == replace(ask(question, index=built), timings_ms={})


def test_the_sentences_of_an_answer_are_its_quotes_verified(built: Index) -> None:
    answer = ask(CLEAR, index=built)
    assert [each.text for each in answer.sentences] == [
        " ".join(each.quote.split()) for each in answer.citations
    ]
    assert [each.verdict.span for each in answer.sentences] == [
        (each.start, each.end) for each in answer.citations
    ]
    assert {each.verdict.status for each in answer.sentences} == {"verified"}


def test_filters_that_let_nothing_through_are_named(built: Index) -> None:
    german = ask(CLEAR, index=built, languages=["fr"])
    english = ask("What is this article about?", index=built, since="2030")
    for answer in (german, english):
        check(answer, built)
        assert (answer.answered, answer.nearest) == (False, ())
    assert german.text == "Kein Artikel passt zu diesen Filtern."
    assert english.text == "No article passes these filters."


def test_who_said_it_of_no_article_at_all_is_refused(built: Index) -> None:
    answer = ask("Who claimed that the family moved?", index=built, languages=["fr"])
    assert (answer.answered, answer.citations, answer.nearest) == (False, (), ())
