"""The whole page at once: when it is opened, switched to another conversation or language."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
class Words:
    """The components whose words change with the language of the page."""

    rooms: Rooms
    shelf: Shelf
    new: Any
    outbox: Any
    filtered: Any
    side: dict[str, Any]

    def all(self) -> Iterator[Any]:
        yield from (self.new, self.filtered, *self.side.values())

    def said(self, texts: Texts, user: str) -> Updates:
        """Their words in one language, where nothing is being answered."""
        named = self.side
        dates = [(texts.any_time, "any"), (texts.last_week, "week"), (texts.last_month, "month"),
                 (texts.last_year, "year")]  # fmt: skip
        labels = {"add": texts.add, "title": texts.paste_title,
                  "text": texts.paste_text, "filters": texts.filters}  # fmt: skip
        return {
            self.new: texts.new,
            self.rooms.send: gr.update(value=texts.ask, visible=True),
            self.rooms.stop: gr.update(value=texts.stop, visible=False),
            self.rooms.box: gr.update(placeholder=texts.placeholder, label=texts.question),
            named["look"]: texts.look,
            named["put"]: texts.put,
            named["since"]: gr.update(choices=dates, label=texts.of_date),
            named["settings"]: side.settings(texts, user),
            named["drop"]: side.drop(texts),
            **{named[name]: gr.update(label=label) for name, label in labels.items()},
        }


class Frame:
    def __init__(self, events: Events, adding: Adding, words: Words) -> None:
        self.events = events
        self.adding = adding
        self.words = words

    def welcomed(self, request: gr.Request) -> Updates:
        """The conversation that the address names, or a new one, in the browser's language."""
        asked = str(request.query_params.get("c") or "")
        session = Session(asked, language(request))
        if asked and not self.events.turns(session, request):
            session = replace(session, conversation="")
        return self.whole(session, [], [], "any", request)

    def begun(
        self, session: Session, languages: list[str], sources: list[str], since: str,
        request: gr.Request,
    ) -> Updates:  # fmt: skip
        return self.whole(Session(language=session.language), languages, sources, since, request)

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

    def spoken(
        self, session: Session, languages: list[str], sources: list[str], since: str,
        request: gr.Request, event: gr.EventData,
    ) -> Updates:  # fmt: skip
        chosen = texts_for(str(given(event).get("language", ""))).code
        session = replace(session, language=chosen)
        return self.whole(session, languages, sources, since, request)

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
        rooms, texts = self.words.rooms, session.texts
        turns = self.events.turns(session, request)
        overview = self.adding.overview()
        return {
            **self.words.said(texts, owner(request)),
            **self.adding.shown(overview, texts, languages, sources),
            rooms.session: replace(session, asking=""),
            rooms.log: self.events.log(session, turns),
            rooms.live: render.stopped(session.asking, texts) if session.asking else "",
            rooms.room: self.first_view(session, turns),
            rooms.kept: self.events.list(session, request),
            self.words.filtered: self.adding.filtered(languages, sources, since, session),
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
