"""A model over HTTP: what is asked, and what comes of every way in which it can go wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from chat_server import (
    WAIT,
    ChatServer,
    Reply,
    breaks_off,
    ends_early,
    fails,
    goes_on,
    keeps_silent,
    raw,
    says,
    serving,
)
from conftest import SIX, write

from index import Index
from qa import Answer, Draft, ask, llm, stream
from qa.llm import Writer, load
from qa.prompts import ABSTAIN
from qa.texts import NOTICES
from qa.writing import Unwritten
from qa.writing import write as written

KEY = "sk-never-to-be-seen-4711"
QUESTION = "Wer kündigte eine Klage vor dem Verwaltungsgericht an?"
QUOTE = "Ihr Sprecher Ole Petersen kündigte eine Klage vor dem Verwaltungsgericht an."
GOOD = f"{QUOTE} [1]"


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The six articles, for tests that only ask."""
    place = tmp_path_factory.mktemp("harbour")
    with Index.open(place / "i", encoder="hashed") as index:
        index.sync(write(place / "articles", SIX))
        yield index


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def writer(server: ChatServer, timeout: float | None = None) -> Writer:
    """As it is named on a command line, but for how long is waited."""
    load.cache_clear()
    loaded = load("tiny", server.url)
    return replace(loaded, timeout=timeout) if timeout else loaded


def answered(harbour: Index, *replies: Reply, timeout: float | None = None) -> Answer:
    with serving(*replies) as server:
        answer = ask(QUESTION, index=harbour, llm=writer(server, timeout))
    for citation in answer.citations:
        assert citation.quote == citation.article.text[citation.start : citation.end]
    assert KEY not in repr(answer)
    return answer


def without_a_model(answer: Answer, why: str) -> None:
    """The reader's answer, with one line that says why."""
    assert answer.notice == NOTICES[why]["de"].format(model="openai:tiny")
    assert answer.model == ""
    assert [citation.quote for citation in answer.citations] == [QUOTE]
    assert [each.verdict.status for each in answer.sentences] == ["verified"]
    assert set(answer.timings_ms) >= {"follow_up", "retrieve", "read", "total"}


def test_a_reply_is_an_answer(harbour: Index) -> None:
    with serving(says(GOOD)) as server:
        told = list(stream(QUESTION, index=harbour, llm=writer(server)))
        (exchange,) = server.exchanges
    assert exchange.headers["Authorization"] == f"Bearer {KEY}"
    assert exchange.body["model"] == "tiny"
    assert exchange.body["stream"] is True
    assert exchange.body["max_completion_tokens"] == llm.TOKENS
    assert '<passage number="1">' in exchange.prompt
    assert exchange.prompt.endswith(f"Question: {QUESTION}")
    assert "in German" in exchange.prompt
    drafts, answer = told[1:-1], told[-1]
    assert all(isinstance(each, Draft) for each in drafts)
    assert [each.text for each in drafts if isinstance(each, Draft)][-1] == QUOTE
    assert isinstance(answer, Answer)
    assert (answer.text, answer.model, answer.notice) == (GOOD, "openai:tiny", "")
    assert [citation.quote for citation in answer.citations] == [QUOTE]
    assert set(answer.timings_ms) == set("follow_up retrieve read write verify total".split())


@pytest.mark.parametrize(
    ("reply", "why", "calls"),
    [
        (breaks_off("Ihr Sprecher Ole Petersen kündigte"), "unreachable|failed", 1),
        (fails(429, headers={"retry-after": "60"}), "busy", 1),
        (fails(429), "busy", 2),
        (fails(500, f"<html>{KEY}"), "failed", 2),
        (fails(401, f"Incorrect API key provided: {KEY}"), "denied", 1),
        (fails(404, "no such model"), "unknown", 1),
        (fails(400, "too long"), "failed", 1),
        (raw(b"data: {not json\n\n"), "failed", 1),
        (raw(b"<html>It works!</html>"), "failed", 1),
        (raw(b""), "failed", 1),
        (says(""), "empty", 1),
        (says(" \n … [1]"), "empty", 1),
    ],
)
def test_a_failure_leaves_the_reader(harbour: Index, reply: Reply, why: str, calls: int) -> None:
    with serving(reply) as server:
        answer = ask(QUESTION, index=harbour, llm=writer(server))
        assert len(server.exchanges) == calls
    kinds = {NOTICES[each]["de"].format(model="openai:tiny"): each for each in why.split("|")}
    assert answer.notice in kinds
    without_a_model(answer, kinds[answer.notice])
    assert KEY not in repr(answer)


def test_a_server_that_is_not_there_leaves_the_reader(harbour: Index) -> None:
    with serving() as server:
        absent = writer(server)
    without_a_model(ask(QUESTION, index=harbour, llm=absent), "unreachable")


def test_a_busy_server_is_waited_for_as_long_as_it_asks(harbour: Index) -> None:
    started = time.monotonic()
    answer = answered(harbour, fails(429, headers={"retry-after": "0.3"}), says(GOOD))
    assert answer.text == GOOD
    assert time.monotonic() - started >= 0.3


def test_a_server_that_failed_once_is_asked_again(harbour: Index) -> None:
    assert answered(harbour, fails(503), says(GOOD)).text == GOOD


@pytest.mark.parametrize("begun", ["", "Ihr Sprecher"])
def test_a_silent_server_is_not_waited_for(
    harbour: Index, monkeypatch: pytest.MonkeyPatch, begun: str
) -> None:
    monkeypatch.setattr(llm, "SILENCE", 0.3)
    without_a_model(answered(harbour, keeps_silent(begun)), "timeout")


def test_a_reply_that_trickles_is_not_waited_for(harbour: Index) -> None:
    without_a_model(answered(harbour, goes_on("."), timeout=0.2), "timeout")


def test_an_endless_reply_is_stopped(harbour: Index) -> None:
    with serving(goes_on(f"{GOOD} ")) as server:
        answer = ask(QUESTION, index=harbour, llm=writer(server))
        assert server.exchanges[0].gone.wait(WAIT)
    assert answer.model == "openai:tiny"
    assert answer.text == GOOD  # what is said again and again is told once
    assert [citation.quote for citation in answer.citations] == [QUOTE]


@pytest.mark.parametrize("reply", [ends_early, lambda text: says(text, "length")])
def test_half_a_sentence_is_not_told(harbour: Index, reply: Callable[[str], Reply]) -> None:
    answer = answered(harbour, reply(f"{GOOD} Die Fischer fürchten um ihre"))
    assert answer.text == GOOD


def test_a_last_sentence_without_a_full_stop_is_one_where_the_reply_is_whole(
    harbour: Index,
) -> None:
    bare = GOOD.replace(". [1]", "")
    answer = answered(harbour, says(f"Er ist alt. {bare}"))
    assert [each.text for each in answer.sentences] == ["Er ist alt.", QUOTE.rstrip(".")]
    assert answer.sentences[1].verdict.status == "verified"


def test_whoever_stops_reading_stops_the_request(harbour: Index) -> None:
    with serving(goes_on("Ihr Sprecher sagte etwas. ")) as server:
        told = stream(QUESTION, index=harbour, llm=writer(server))
        for each in told:
            if isinstance(each, Draft):
                break
        told.close()
        assert server.exchanges[0].gone.wait(WAIT)
        assert len(server.exchanges) == 1


def test_what_the_model_does_not_find_is_not_said(harbour: Index) -> None:
    with serving(says(ABSTAIN)) as server:
        told = list(stream("Was kostet Kupfer in Lima?", index=harbour, llm=writer(server)))
        assert len(server.exchanges) == 1  # nothing to repair
    answer = told[-1]
    assert isinstance(answer, Answer)
    assert len(told) == 2  # the word for it is never shown
    assert (answer.answered, answer.citations, answer.model) == (False, (), "")
    assert answer.text.startswith("Das steht nicht in den Artikeln")
    assert answer.nearest
    assert answer.notice == ""


def test_what_the_reader_is_sure_of_stays_where_the_model_finds_nothing(harbour: Index) -> None:
    without_a_model(answered(harbour, says(ABSTAIN)), "abstained")


def test_a_failure_is_told_as_its_kind(harbour: Index) -> None:
    from langchain_core.messages import HumanMessage

    with (
        serving(fails(401, f"bad key {KEY}")) as server,
        pytest.raises(Unwritten, match=r"^denied$") as caught,
    ):
        list(written(writer(server), [HumanMessage("?")]))
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_keys_are_in_no_log_nor_error(
    harbour: Index, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    import json
    import logging

    from qa import to_json

    with caplog.at_level(logging.DEBUG):
        answers = [
            answered(harbour, fails(401, f"Incorrect API key provided: {KEY}")),
            answered(harbour, says(GOOD)),
        ]
    assert KEY not in caplog.text
    assert KEY not in json.dumps([to_json(each) for each in answers])
    assert KEY not in "".join(capsys.readouterr())
    assert not any(KEY.encode() in each.read_bytes() for each in _files(harbour.path))


def _files(place: Path) -> list[Path]:
    return [each for each in place.rglob("*") if each.is_file()]
