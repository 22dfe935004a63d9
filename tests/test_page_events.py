"""The conversation's events without a browser: what they store, and what they give to be shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from index import Article, ArticleQAError, Index
from page.answering import Answering
from page.conversations import FILE, Conversations
from page.events import LANGUAGE, Events, Rooms, Session, Updates, language
from qa import Answer, Draft, Found, Turn
from qa.types import Citation

ARTICLE = Article("a.txt", "Axios reported the call.", version=1)
NOBODY: Any = SimpleNamespace(username=None)


def answer(question: str) -> Answer:
    cited = (Citation(1, ARTICLE, 0, len(ARTICLE.text)),)
    return Answer(question, question, "en", ARTICLE.text, None, True, 0.9, cited)


class Said(Answering):
    """Answers everything with the same sentence."""

    def stream(
        self, question: str, history: Sequence[Turn | str], **filters: Any
    ) -> Iterator[Found | Draft | Answer]:
        yield answer(question)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Conversations]:
    with Conversations.open(tmp_path / FILE) as kept:
        yield kept


@pytest.fixture
def events(empty: Index, kept: Conversations) -> Events:
    names: Any = [field.name for field in fields(Rooms)]
    return Events(Said(empty), kept, Rooms(*names))


class Failing(Said):
    def stream(
        self, question: str, history: Sequence[Turn | str], **filters: Any
    ) -> Iterator[Found | Draft | Answer]:
        raise ArticleQAError("the index is busy")


def pressed(**data: Any) -> gr.EventData:
    return gr.EventData(None, data)


def asked(events: Events, question: str, session: Session) -> list[Updates]:
    return collected(events.asked_in_box(question, session, [], [], "any", NOBODY))


def again(events: Events, session: Session, **data: Any) -> list[Updates]:
    return collected(events.retried(session, [], [], "any", NOBODY, pressed(**data)))


def collected(parts: AsyncIterator[Updates]) -> list[Updates]:
    async def gathered() -> list[Updates]:
        return [part async for part in parts]

    return asyncio.run(gathered())


def test_an_answer_to_a_conversation_that_was_deleted_meanwhile_is_kept_nowhere(
    events: Events, kept: Conversations
) -> None:
    session = asked(events, "Who?", Session())[-1]["session"]
    kept.delete(session.conversation)
    last = asked(events, "And when?", session)[-1]
    assert kept.listed() == ()
    assert "was deleted" in last["live"]
    assert last["session"] == Session()
    asked(events, "Who else?", last["session"])
    assert [each.title for each in kept.listed()] == ["Who else?"]


def test_an_answer_asked_again_in_vain_is_still_there(events: Events) -> None:
    session = asked(events, "Who?", Session())[-1]["session"]
    first, *_ = parts = again(events, session)
    assert "turn-1" not in first["log"]
    stopped = events.stopped(first["session"], NOBODY)
    assert 'id="turn-1"' in stopped["log"]
    assert stopped["session"] == session == parts[-1]["session"]
    events.answering = Failing(events.store)
    failed = again(events, session)[-1]
    assert 'id="turn-1"' in failed["log"]
    assert "the index is busy" in failed["live"]


def test_taking_back_goes_by_the_turn_that_was_pressed(events: Events, kept: Conversations) -> None:
    """While the last one is being asked again, the one before it is the last that is shown."""
    session = Session()
    for question in ("One?", "Two?", "Three?"):
        session = asked(events, question, session)[-1]["session"]
    assert "Three?" not in events.undone(session, NOBODY, pressed(turn="3"))["log"]
    events.undone(session, NOBODY, pressed(turn="2"))
    assert [each.question for each in kept.load(session.conversation)] == ["One?"]
    given = events.undone(session, NOBODY, pressed(turn="1"))
    assert (given["session"], kept.listed()) == (Session(), ())


def test_another_question_takes_the_place_of_the_last_one(
    events: Events, kept: Conversations
) -> None:
    session = asked(events, "Who?", Session())[-1]["session"]
    again(events, session, turn="1", question="Where?")
    assert [each.question for each in kept.load(session.conversation)] == ["Where?"]
    asked(events, "When?", session)  # in another window
    again(events, session, turn="1", question="Why?")
    questions = [each.question for each in kept.load(session.conversation)]
    assert questions == ["Where?", "When?", "Why?"]


@pytest.mark.parametrize(
    ("cookies", "accepted", "expected"),
    [({}, None, "en"), ({}, "de-AT,en", "de"), ({LANGUAGE: "en"}, "de", "en"),
     ({LANGUAGE: "de"}, None, "de"), ({LANGUAGE: "<x>"}, "de", "de")],
)  # fmt: skip
def test_the_language_that_was_chosen_comes_before_the_browsers(
    cookies: dict[str, str], accepted: str | None, expected: str
) -> None:
    headers = {"accept-language": accepted} if accepted else {}
    request: Any = SimpleNamespace(headers=headers, cookies=cookies)
    assert language(request) == expected
