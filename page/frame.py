"""The whole page at once: when it is opened, switched to another conversation or language."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from html import escape
from typing import Any

import gradio as gr

from page import reading, render, side
from page.adding import Adding, Shelf
from page.events import Events, Rooms, Session, Updates, given, language, owner
from page.export import to_data, to_markdown
from page.library import newest
from page.telling import told
from page.texts import Texts, texts_for
from page.turns import StoredTurn


@dataclass(frozen=True, slots=True)
class Side:
    """The components of the side bar."""

    indexed: Any
    watched: Any
    add: Any
    drop: Any
    listed: Any
    title: Any
    text: Any
    look: Any
    planned: Any
    put: Any
    filters: Any
    languages: Any
    sources: Any
    since: Any
    kept: Any
    settings: Any

    def all(self) -> Iterator[Any]:
        return (getattr(self, each.name) for each in fields(self))


@dataclass(frozen=True, slots=True)
class Labelled:
    """The components whose words change with the language of the page."""

    rooms: Rooms
    shelf: Shelf
    new: Any
    outbox: Any
    filtered: Any
    side: Side

    def all(self) -> Iterator[Any]:
        yield from (self.new, self.filtered, *self.side.all())

    def said(self, texts: Texts, user: str) -> Updates:
        """Their words in one language, where nothing is being answered."""
        bar = self.side
        dates = [(texts.any_time, "any"), (texts.last_week, "week"), (texts.last_month, "month"),
                 (texts.last_year, "year")]  # fmt: skip
        labels = {bar.add: texts.add, bar.title: texts.paste_title,
                  bar.text: texts.paste_text, bar.filters: texts.filters}  # fmt: skip
        return {
            self.new: texts.new,
            self.rooms.send: gr.update(value=texts.ask, visible=True),
            self.rooms.stop: gr.update(value=texts.stop, visible=False),
            self.rooms.box: gr.update(placeholder=texts.placeholder, label=texts.question),
            bar.look: texts.look,
            bar.put: texts.put,
            bar.since: gr.update(choices=dates, label=texts.of_date),
            bar.settings: side.settings(texts, user),
            bar.drop: side.drop(texts),
            **{each: gr.update(label=label) for each, label in labels.items()},
        }


class Frame:
    def __init__(self, events: Events, adding: Adding, labelled: Labelled) -> None:
        self.events = events
        self.adding = adding
        self.labelled = labelled

    def welcomed(self, request: gr.Request) -> Updates:
        """The conversation that the address names, or a new one, in the browser's language."""
        asked = str(request.query_params.get("c") or "")
        return self._welcomed(Session(asked, language(request)), request)

    @told
    def _welcomed(self, session: Session, request: gr.Request) -> Updates:
        if not self.events.turns(session, request):
            session = replace(session, conversation="")
        return self.whole(session, [], [], "any", request)

    @told
    def begun(
        self, session: Session, languages: list[str], sources: list[str], since: str,
        request: gr.Request,
    ) -> Updates:  # fmt: skip
        return self.whole(Session(language=session.language), languages, sources, since, request)

    @told
    def switched(
        self, session: Session, languages: list[str], sources: list[str], since: str,
        request: gr.Request, event: gr.EventData,
    ) -> Updates:  # fmt: skip
        chosen = str(given(event).get("id", ""))
        session = replace(session, conversation=chosen, asking="")
        return self.whole(session, languages, sources, since, request)

    @told
    def deleted(
        self, session: Session, languages: list[str], sources: list[str], since: str,
        request: gr.Request, event: gr.EventData,
    ) -> Updates:  # fmt: skip
        """Deleted is deleted; a new conversation stands where it was."""
        self.events.kept.delete(str(given(event).get("id", "")), owner(request))
        return self.begun(session, languages, sources, since, request)

    @told
    def spoken(
        self, session: Session, languages: list[str], sources: list[str], since: str,
        request: gr.Request, event: gr.EventData,
    ) -> Updates:  # fmt: skip
        chosen = texts_for(str(given(event).get("language", ""))).code
        session = replace(session, language=chosen)
        return self.whole(session, languages, sources, since, request)

    @told
    def exported(self, session: Session, request: gr.Request, event: gr.EventData) -> str:
        """The conversation as a file, which the page's script hands to the browser."""
        turns = self.events.turns(session, request)
        if given(event).get("kind") == "json":
            name, kind = "conversation.json", "application/json"
            text = json.dumps(to_data(turns), ensure_ascii=False, indent=2)
        else:
            name, kind = "conversation.md", "text/markdown"
            text = to_markdown(turns, session.language)
        kind = f"{kind};charset=utf-8"
        now = time.time_ns()  # the same file once more is one more file: Gradio shows changes only
        return f'<pre data-name="{name}" data-kind="{kind}" data-at="{now}">{escape(text)}</pre>'

    def whole(
        self, session: Session, languages: list[str], sources: list[str], since: str,
        request: gr.Request,
    ) -> Updates:  # fmt: skip
        """Everything, as it is for this conversation in this language; nothing is under way.

        The filters stay as they are ticked, and stay said.
        """
        rooms, texts = self.labelled.rooms, session.texts
        turns = self.events.turns(session, request)
        overview = self.adding.overview()
        return {
            **self.labelled.said(texts, owner(request)),
            **self.adding.shown(overview, texts, languages, sources),
            rooms.session: replace(session, asking=""),
            rooms.log: self.events.log(session, turns),
            rooms.live: render.stopped(session.asking, texts) if session.asking else "",
            rooms.room: self.first_view(session, turns),
            rooms.kept: self.events.list(session, request),
            self.labelled.filtered: self.adding.filtered(languages, sources, since, session),
        }

    def first_view(self, session: Session, turns: Sequence[StoredTurn]) -> str:
        """The last answer's articles; before any, the list, or the only one there is."""
        answer = turns[-1].answer if turns else None
        if answer is not None and reading.marks(answer, 0, session.texts):
            return self.events.opened_at(answer, len(turns), session.texts)
        alone = len(self.adding.store.listing()) == 1
        for article in newest(self.adding.store, 1) if alone else ():
            return reading.article_panel(article, session.texts)
        return self.adding.contents(session.texts)
