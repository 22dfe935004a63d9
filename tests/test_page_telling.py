"""What the page's events say where the index or the conversations cannot be read."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, fields
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from test_page_events import kept

from index import Article, Index
from page.adding import Adding, Shelf
from page.answering import Answering
from page.conversations import Conversations
from page.events import Events, Rooms, Session
from page.frame import Frame, Labelled, Side
from page.texts import DE
from qa import Answer
from qa.types import Citation

__all__ = ["kept"]  # a fixture

FIRST: tuple[list[str], list[str], str] = ([], [], "any")  # what is ticked


@dataclass(frozen=True)
class Handlers:
    frame: Frame
    session: Session
    request: Any

    @property
    def adding(self) -> Adding:
        return self.frame.adding

    @property
    def events(self) -> Events:
        return self.frame.events


def named(kind: Any) -> Any:
    """Components that are their own names."""
    return kind(*(each.name for each in fields(kind)))


def pressed(**data: Any) -> gr.EventData:
    return gr.EventData(None, data)


@pytest.fixture
def handlers(empty: Index, kept: Conversations) -> Handlers:
    """Of a window that speaks German and shows a conversation."""
    article = Article("a.txt", "Axios reported the call.", version=1)
    citation = Citation(1, article, 0, len(article.text))
    answer = Answer("Who?", "Who?", "en", article.text, None, True, 0.9, (citation,))
    id = kept.begin()
    kept.append(id, "Who?", answer)
    rooms, shelf = named(Rooms), named(Shelf)
    events, adding = Events(Answering(empty), kept, rooms), Adding(empty, None, shelf)
    labelled = Labelled(rooms, shelf, "new", "outbox", "filtered", named(Side))
    request = SimpleNamespace(
        username=None, query_params={"c": id}, cookies={}, headers={"accept-language": "de"}
    )
    return Handlers(Frame(events, adding, labelled), Session(id, "de"), request)


def language(on: Handlers) -> Any:
    return on.frame.spoken(on.session, *FIRST, on.request, pressed(language="en"))


def conversation(on: Handlers) -> Any:
    id = on.session.conversation
    return on.frame.switched(on.session, *FIRST, on.request, pressed(id=id))


@pytest.mark.parametrize(
    "act",
    [
        lambda on: on.frame.welcomed(on.request),
        lambda on: on.frame.begun(on.session, *FIRST, on.request),
        conversation,
        language,
        lambda on: on.adding.listed(on.session, pressed()),
        lambda on: on.adding.read(on.session, pressed(article="a.txt")),
    ],
    ids=["load", "new", "conversation", "language", "contents", "article"],
)
def test_whoever_presses_is_told_that_the_index_cannot_be_read(
    handlers: Handlers, empty: Index, act: Callable[[Handlers], Any]
) -> None:
    empty.close()
    with pytest.raises(gr.Error) as raised:
        act(handlers)
    assert raised.value.title == DE.error


@pytest.mark.parametrize(
    "act",
    [
        lambda on: on.frame.exported(on.session, on.request, pressed(kind="json")),
        lambda on: on.events.opened(on.session, on.request, pressed(turn=1, mark="cite-1-1")),
        conversation,
    ],
    ids=["export", "open", "conversation"],
)
def test_whoever_presses_is_told_that_the_conversation_cannot_be_read(
    handlers: Handlers, kept: Conversations, act: Callable[[Handlers], Any]
) -> None:
    _damage(kept)
    with pytest.raises(gr.Error, match="damaged") as raised:
        act(handlers)
    assert raised.value.title == DE.error


def test_what_nobody_pressed_says_nothing_and_leaves_all_as_it_is(
    handlers: Handlers, empty: Index, kept: Conversations
) -> None:
    _damage(kept)
    assert handlers.events.offered(handlers.session, handlers.request) == gr.skip()
    empty.close()
    assert handlers.adding.refreshed(("", ()), handlers.session, [], []) == gr.skip()


def test_an_index_that_cannot_be_read_keeps_no_quoted_article_from_being_shown(
    handlers: Handlers, empty: Index
) -> None:
    empty.close()
    data = pressed(turn=1, mark="cite-1-1")
    shown = handlers.events.opened(handlers.session, handlers.request, data)
    assert DE.unreadable in shown
    assert "Axios reported" in shown


def _damage(kept: Conversations) -> None:
    with closing(sqlite3.connect(kept.path)) as other, other:
        other.execute("UPDATE turns SET answer = '{}'")
