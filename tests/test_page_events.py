"""The conversation's events without a browser: what they store, and what they give to be shown."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from index import Article, ArticleQAError, Index
from index.types import Filters
from page.answering import Answering
from page.conversations import FILE, Conversations
from page.events import LANGUAGE, Events, Rooms, Session, Updates, language
from page.filtering import ALL
from page.texts import EN
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


class Picky(Said):
    """Answers unless the articles are filtered by language."""

    def stream(
        self, question: str, history: Sequence[Turn | str], **filters: Any
    ) -> Iterator[Found | Draft | Answer]:
        said = answer(question)
        refused = replace(said, answered=False, citations=(), text="The selected do not say.")
        yield refused if filters["languages"] else said


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


def test_no_question_waits_for_ever_where_the_index_cannot_be_read(events: Events) -> None:
    """The turn that was refused is drawn with what the index could answer instead."""
    events.answering = Picky(events.store)
    parts = collected(events.asked_in_box("Who?", Session(), ["en"], [], "any", NOBODY))
    session = parts[-1]["session"]
    events.store.close()
    events.answering = Failing(events.store)
    first, last = asked(events, "And when?", session)
    assert EN.thinking in first["live"]
    assert "the index is busy" in last["live"]
    assert 'id="turn-1"' in last["log"]
    assert last["session"] == session
    assert EN.greeting in events.log(Session(), ())
    assert "data-at" in events.offered(Session(), NOBODY)


def test_no_question_waits_for_ever_where_the_conversation_cannot_be_read(
    events: Events, kept: Conversations
) -> None:
    session = asked(events, "Who?", Session())[-1]["session"]
    with closing(sqlite3.connect(kept.path)) as other, other:
        other.execute("UPDATE turns SET answer = '{}'")
    (last,) = asked(events, "And when?", session)
    assert "are damaged" in last["live"]
    assert last["session"] == session
    assert "log" not in last
    with pytest.raises(gr.Error, match="are damaged"):
        again(events, session)


def test_older_conversations_are_shown_when_they_are_asked_for(
    events: Events, kept: Conversations
) -> None:
    for number in range(52):
        kept.append(f"{number:08}", f"Who is {number}?", answer("Who?"))
    shown = events.list(Session(), NOBODY)
    assert ("Who is 2?" in shown, "Who is 1?" in shown) == (True, False)
    whole = events.older(Session(), NOBODY, pressed(shown="50"))
    assert "Who is 0?" in whole


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


def test_the_filters_stand_with_the_turn_and_can_be_done_without(
    events: Events, kept: Conversations
) -> None:
    events.answering = Picky(events.store)
    parts = collected(events.asked_in_box("Who?", Session(), ["en"], ["CNN"], "any", NOBODY))
    session, log = parts[-1]["session"], parts[-1]["log"]
    (turn,) = kept.load(session.conversation)
    assert turn.filters == Filters(languages=("en",), sources=("CNN",))
    assert "Searched only: English, CNN" in log
    assert 'data-do="retry" data-turn="1" data-all="1"' in log
    given = pressed(turn="1", all="1")
    parts = collected(events.retried(session, ["en"], ["CNN"], "any", NOBODY, given))
    (turn,) = kept.load(session.conversation)
    assert (turn.question, turn.filters) == ("Who?", ALL)
    assert turn.answer == answer("Who?")
    assert "Searched only" not in parts[-1]["log"]


def test_a_greeting_was_asked_of_no_article(events: Events, kept: Conversations) -> None:
    parts = collected(events.asked_in_box("Hello!", Session(), ["en"], [], "any", NOBODY))
    (turn,) = kept.load(parts[-1]["session"].conversation)
    assert turn.filters == ALL


def test_what_is_shown_is_judged_by_the_index_as_it_is_now(events: Events) -> None:
    session, open = Session(), pressed(articles=[{"article": "a%2Etxt", "version": "1"}, "x"])

    def judged() -> str:
        return str(events.judged(session, NOBODY, open))

    assert judged().startswith('<div data-conversation=""></div><div data-article="a.txt" ')
    events.store.add([ARTICLE])
    session = asked(events, "Who?", session)[-1]["session"]
    assert f'class="badge checked" data-of="cite-1-1">{EN.checked}<' in judged()
    assert "outdated" not in judged()
    events.store.add([replace(ARTICLE, text="Axios reported nothing.")])
    assert f'class="badge changed" data-of="cite-1-1">{EN.changed}<' in judged()
    assert f'data-version="1"><p class="outdated" lang="en">{EN.old_wording}' in judged()
    events.store.remove([ARTICLE.id])
    assert f'class="badge gone" data-of="cite-1-1">{EN.gone}<' in judged()
    assert f">{EN.gone}</p>" in judged()


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
