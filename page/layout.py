"""The rooms: which components there are, and which event of which does what."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr

from page.adding import Adding, Shelf
from page.answering import AT_ONCE, LINE, Answering
from page.conversations import Conversations
from page.events import Events, Rooms, Session
from page.frame import Frame, Labelled, Side
from page.programs import programs
from page.texts import EN
from page.watching import Watching

ASSETS = Path(__file__).parent / "assets"
STYLES = [ASSETS / name for name in ("house.css", "chat.css", "reading.css", "everywhere.css")]
LOOK = 5  # seconds between two looks at whether the index has changed
EVENTS = ("ask", "article", "contents", "retry", "undo", "conversation", "older",
          "remove", "delete", "export", "judge", "language", "like", "open", "receive",
          "withdraw")  # fmt: skip

_HIDDEN: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_DIRECT = _HIDDEN | {"queue": False}  # a press that only reads: no line to stand in
_IN_LINE = _HIDDEN | {"concurrency_limit": AT_ONCE, "concurrency_id": LINE}
# One after the other, and none left out: each begins with what the one before made of them.
_IN_TURN = _HIDDEN | {"trigger_mode": "multiple", "concurrency_id": "files"}
# In Gradio's line, though it only reads. A press that enters the line just as the server ends the
# stream of what the one before became is not answered, until the next event opens another stream
# (Gradio 6.31): this one comes every few seconds, and not only after its own answer has come.
_LOOKING = _HIDDEN | {"trigger_mode": "multiple"}


def theme() -> gr.themes.Base:
    """Plain, in the fonts the reader's system has: nothing is fetched to show a letter."""
    sans = ("system-ui", "-apple-system", "Segoe UI", "Helvetica Neue", "Arial", "sans-serif")
    plain = gr.themes.Base(font=sans, font_mono=("ui-monospace", "Consolas", "monospace"))
    # Our paper, as in house.css, which comes later: until then the page would be white.
    return plain.set(body_background_fill="#f5f2ec", body_background_fill_dark="#151412")


def layout(answering: Answering, kept: Conversations, watching: Watching | None) -> gr.Blocks:
    """The page over an index. `watching` is the folder that is kept in step with it, if any."""
    page: gr.Blocks
    store = answering.store
    with gr.Blocks(title="Article QA", analytics_enabled=False, fill_width=True) as page:
        # First: private handlers have names too.
        programs(answering, watching)
        with gr.Column(elem_id="house"):
            with gr.Row(elem_id="top"):
                head = _html("head")
                new = gr.Button(EN.new, elem_id="new", size="sm")
            with gr.Row(elem_id="rooms"):
                side = _side()
                with gr.Column(elem_id="chat"):
                    with gr.Column(elem_id="turns"):
                        log, live = _html("log"), _html("live")
                    filtered = _html("filtered")
                    with gr.Row(elem_id="asking"):
                        box = gr.Textbox(
                            elem_id="box", label=EN.question, show_label=False, container=False,
                            autofocus=True, max_lines=4,
                        )  # fmt: skip
                        send = gr.Button(EN.ask, elem_id="send", variant="primary")
                        stop = gr.Button(EN.stop, elem_id="stop", visible=False)
                room = _html("reading")
            outbox, offers, standings = _html("outbox"), _html("offers"), _html("standings")
        session, seen = gr.State(Session()), gr.State(("", ()))
        pending, chosen = gr.State(()), gr.State(())
        rooms = Rooms(head, log, live, room, box, send, stop, side.kept, session, offers)
        shelf = Shelf(
            head, room, side.indexed, side.watched, side.languages, side.sources, seen,
            standings, side.planned, pending, side.put, chosen, side.listed, side.title, side.text,
        )  # fmt: skip
        events, adding = Events(answering, kept, rooms), Adding(store, watching, shelf)
        labelled = Labelled(rooms, shelf, new, outbox, filtered, side)
        _wire(page, events, adding, Frame(events, adding, labelled), labelled)
    return page


def _html(id: str) -> gr.HTML:
    """A room of our HTML; what it does, the script in the page's head says (`page.opening`)."""
    # Gradio offers those events that it finds named in here.
    script = f"openRoom(element, trigger, watch, {json.dumps(EVENTS)})"
    return gr.HTML(elem_id=id, apply_default_css=False, js_on_load=script)


def _side() -> Side:
    """The side bar. Its lists are our HTML, what is chosen and given are Gradio components."""
    with gr.Column(elem_id="side"):
        indexed, watched = _html("indexed"), _html("watched")
        with gr.Accordion(EN.add, open=False, elem_classes="accordion") as add:
            drop, listed = _html("drop"), _html("chosen")
            title = gr.Textbox(label=EN.paste_title, max_lines=1)
            text = gr.Textbox(label=EN.paste_text, lines=3, max_lines=8, elem_id="article-text")
            look = gr.Button(EN.look, size="sm", elem_id="look")
            planned = _html("planned")
            put = gr.Button(EN.put, size="sm", variant="primary", visible=False, elem_id="put")
        with gr.Accordion(EN.filters, open=False, elem_classes="accordion") as filters:
            languages = gr.CheckboxGroup([], label=EN.of_language, elem_id="languages")
            sources = gr.CheckboxGroup([], label=EN.of_source, elem_id="sources")
            since = gr.Radio([(EN.any_time, "any")], value="any", label=EN.of_date, elem_id="since")
        kept = _html("kept")
        settings = _html("settings")
    return Side(
        indexed=indexed, watched=watched, add=add, drop=drop, listed=listed, title=title,
        text=text, look=look, planned=planned, put=put, filters=filters, languages=languages,
        sources=sources, since=since, kept=kept, settings=settings,
    )  # fmt: skip


def _wire(
    page: gr.Blocks, events: Events, adding: Adding, frame: Frame, labelled: Labelled
) -> None:
    """Every event. Handlers give dicts of what they change, so each names only what it may."""
    running = _asking(events, labelled)
    _leaving(page, events, frame, labelled, running)
    _reading(events, adding, frame, labelled)
    _shelving(adding, labelled)


def _asking(events: Events, labelled: Labelled) -> list[Any]:
    """A question, asked in each way there is; the events that may be under way."""
    rooms = labelled.rooms
    given, turned = [rooms.session, *_filters(labelled)], _turned(rooms)
    rooms.log.change(events.offered, rooms.session, rooms.offers, **_DIRECT)
    return [
        gr.on([rooms.box.submit, rooms.send.click], events.asked_in_box, [rooms.box, *given],
              turned, **_IN_LINE),
        *(each.ask(events.asked, given, turned, **_IN_LINE) for each in (rooms.log, rooms.live)),
        rooms.log.retry(events.retried, given, turned, **_IN_LINE),
    ]  # fmt: skip


def _leaving(
    page: gr.Blocks, events: Events, frame: Frame, labelled: Labelled, running: list[Any]
) -> None:
    """What leaves the answer under way, and mostly draws the whole page."""
    rooms, chosen, turned = labelled.rooms, _filters(labelled), _turned(labelled.rooms)
    whole = list(dict.fromkeys([*turned, *_stocked(labelled.shelf), *labelled.all()]))

    def leaves(
        event: Any, handler: Callable[..., Any], given: list[Any], changed: list[Any]
    ) -> None:
        """First no more updates of that answer come.

        Two listeners, as one that did both could be overtaken by such an update; not `then`,
        which does not know what was pressed.
        """
        event(None, cancels=running, **_HIDDEN)
        event(handler, [rooms.session, *given], changed, **_HIDDEN)

    page.load(frame.welcomed, None, whole, **_HIDDEN)
    leaves(rooms.stop.click, events.stopped, [], turned)
    leaves(rooms.log.undo, events.undone, [], turned)
    leaves(labelled.new.click, frame.begun, chosen, whole)
    leaves(rooms.kept.conversation, frame.switched, chosen, whole)
    leaves(rooms.kept.delete, frame.deleted, chosen, whole)
    leaves(labelled.side.settings.language, frame.spoken, chosen, whole)


def _reading(events: Events, adding: Adding, frame: Frame, labelled: Labelled) -> None:
    """What is looked at, judged and taken away while an answer may be under way."""
    rooms = labelled.rooms
    # A reason may follow its judgement at once: neither may be left out as a second press.
    rooms.log.like(events.liked, rooms.session, None, trigger_mode="multiple", **_HIDDEN)
    for source in (rooms.log, rooms.room):
        source.open(events.opened, rooms.session, rooms.room, **_DIRECT)
    for source in (rooms.room, labelled.side.indexed):
        source.article(adding.read, rooms.session, rooms.room, **_DIRECT)
        source.contents(adding.listed, rooms.session, rooms.room, **_DIRECT)
    standings = labelled.shelf.standings
    standings.judge(events.judged, rooms.session, standings, **_DIRECT)
    rooms.kept.older(events.older, rooms.session, rooms.kept, **_DIRECT)
    rooms.kept.export(frame.exported, rooms.session, labelled.outbox, **_HIDDEN)


def _shelving(adding: Adding, labelled: Labelled) -> None:
    """What becomes of the articles, and which of them are asked."""
    session, shelf, side = labelled.rooms.session, labelled.shelf, labelled.side
    ticked, stocked = [side.languages, side.sources], _stocked(shelf)
    shelf.room.remove(adding.removed, [session, *ticked], [*stocked, shelf.room], **_HIDDEN)
    given = [shelf.chosen, side.title, side.text, session]
    plan = [shelf.planned, shelf.pending, shelf.put]
    side.look.click(adding.looked, given, plan, **_HIDDEN)
    gr.on([side.title.input, side.text.input], adding.unlooked, None, plan, **_DIRECT)
    files = [shelf.chosen, shelf.listed, *plan]
    side.drop.receive(adding.received, [shelf.chosen, session], files, **_IN_TURN)
    side.listed.withdraw(adding.withdrawn, [shelf.chosen, session], files, **_IN_TURN)
    side.settings.language(adding.spoken, shelf.chosen, files, **_IN_TURN)
    put = [*stocked, *files, shelf.title, shelf.text, shelf.room]
    side.put.click(adding.put, [shelf.pending, session, *ticked], put, **_HIDDEN)
    filters = _filters(labelled)
    for each in filters:
        each.change(adding.filtered, [*filters, session], labelled.filtered, **_HIDDEN)
    looked = [shelf.seen, session, *ticked]
    gr.Timer(LOOK).tick(adding.refreshed, looked, stocked, **_LOOKING)


def _filters(labelled: Labelled) -> list[Any]:
    """What is ticked of the articles, as handlers are given it."""
    side = labelled.side
    return [side.languages, side.sources, side.since]


def _turned(rooms: Rooms) -> list[Any]:
    """What changes with a turn of the conversation."""
    return [rooms.session, rooms.box, rooms.log, rooms.live, rooms.room, rooms.kept, rooms.send,
            rooms.stop]  # fmt: skip


def _stocked(shelf: Shelf) -> list[Any]:
    """What changes with the index."""
    return [shelf.seen, shelf.standings, shelf.head, shelf.indexed, shelf.watched,
            shelf.languages, shelf.sources]  # fmt: skip
