"""The rooms: which components there are, and which event of which does what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr

from page.adding import Adding, Shelf
from page.answering import AT_ONCE, LINE, Answering
from page.conversations import Conversations
from page.events import Events, Rooms, Session
from page.frame import Frame, Words
from page.programs import programs
from page.texts import EN
from page.watching import Watching

ASSETS = Path(__file__).parent / "assets"
STYLES = [ASSETS / name for name in ("house.css", "chat.css", "reading.css", "everywhere.css")]
LOOK = 5  # seconds between two looks at whether the index has changed


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
            outbox, offers = _html("outbox"), _html("offers")
        session, seen = gr.State(Session()), gr.State(("", ()))
        pending, chosen = gr.State(()), gr.State(())
        rooms = Rooms(head, log, live, room, box, send, stop, side["kept"], session, offers)
        shelf = Shelf(
            head, room, side["indexed"], side["watched"], side["languages"], side["sources"], seen,
            side["planned"], pending, side["put"], chosen, side["listed"], side["title"],
            side["text"],
        )  # fmt: skip
        events, adding = Events(answering, kept, rooms), Adding(store, watching, shelf)
        words = Words(rooms, shelf, new, outbox, filtered, side)
        _wire(page, events, adding, Frame(events, adding, words), words)
    return page


def _html(id: str) -> gr.HTML:
    script = "\n".join(
        (ASSETS / name).read_text(encoding="utf-8")
        for name in ("common.js", "page.js", "adding.js")
    )
    return gr.HTML(elem_id=id, apply_default_css=False, js_on_load=script)


def _side() -> dict[str, Any]:
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
    return {
        "indexed": indexed, "watched": watched, "add": add, "drop": drop, "listed": listed,
        "title": title, "text": text, "look": look, "planned": planned, "put": put,
        "filters": filters, "languages": languages, "sources": sources, "since": since,
        "kept": kept, "settings": settings,
    }  # fmt: skip


def _wire(page: gr.Blocks, events: Events, adding: Adding, frame: Frame, words: Words) -> None:
    """Every event. Handlers give dicts of what they change, so each names only what it may."""
    rooms, shelf, side = words.rooms, words.shelf, words.side
    session = rooms.session
    ticked = [side["languages"], side["sources"]]
    chosen = [*ticked, side["since"]]
    hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    asking: dict[str, Any] = hidden | {"concurrency_limit": AT_ONCE, "concurrency_id": LINE}
    direct = hidden | {"queue": False}  # a press that only reads: no line to stand in
    turned = [session, rooms.box, rooms.log, rooms.live, rooms.room, rooms.kept, rooms.send,
              rooms.stop]  # fmt: skip
    stocked = [shelf.seen, shelf.head, shelf.indexed, shelf.watched, shelf.languages,
               shelf.sources]  # fmt: skip
    whole = list(dict.fromkeys([*turned, *stocked, *words.all()]))

    page.load(frame.welcomed, None, whole, **hidden)
    running = [
        gr.on([rooms.box.submit, rooms.send.click], events.asked_in_box,
              [rooms.box, session, *chosen], turned, **asking),
        *(each.ask(events.asked, [session, *chosen], turned, **asking)
          for each in (rooms.log, rooms.live)),
        rooms.log.retry(events.retried, [session, *chosen], turned, **asking),
    ]  # fmt: skip
    rooms.log.change(events.offered, session, rooms.offers, **direct)

    def leaves(
        event: Any, handler: Callable[..., Any], given: list[Any], changed: list[Any]
    ) -> None:
        """An event that leaves the answer under way: first no more of its updates come.

        Two listeners, as one that did both could be overtaken by such an update; not `then`,
        which does not know what was pressed.
        """
        event(None, cancels=running, **hidden)
        event(handler, [session, *given], changed, **hidden)

    leaves(rooms.stop.click, events.stopped, [], turned)
    leaves(rooms.log.undo, events.undone, [], turned)
    leaves(words.new.click, frame.begun, chosen, whole)
    leaves(rooms.kept.conversation, frame.switched, chosen, whole)
    leaves(rooms.kept.delete, frame.deleted, chosen, whole)
    leaves(side["settings"].language, frame.spoken, chosen, whole)
    # A reason may follow its judgement at once: neither may be left out as a second press.
    rooms.log.like(events.liked, session, None, trigger_mode="multiple", **hidden)
    for source in (rooms.log, rooms.room):
        source.open(events.opened, session, rooms.room, **direct)
    for source in (rooms.room, side["indexed"]):
        source.article(adding.read, session, rooms.room, **direct)
        source.contents(adding.listed, session, rooms.room, **direct)
    rooms.room.remove(adding.removed, [session, *ticked], [*stocked, rooms.room], **hidden)
    rooms.kept.export(frame.exported, session, words.outbox, **hidden)
    given = [shelf.chosen, side["title"], side["text"], session]
    plan = [shelf.planned, shelf.pending, shelf.put]
    side["look"].click(adding.looked, given, plan, **hidden)
    gr.on([side["title"].input, side["text"].input], adding.unlooked, None, plan, **direct)
    files = [shelf.chosen, shelf.listed, *plan]
    # One after the other, and none left out: each begins with what the one before made of them.
    in_turn = hidden | {"trigger_mode": "multiple", "concurrency_id": "files"}
    side["drop"].receive(adding.received, [shelf.chosen, session], files, **in_turn)
    side["listed"].withdraw(adding.withdrawn, [shelf.chosen, session], files, **in_turn)
    side["settings"].language(adding.spoken, shelf.chosen, files, **in_turn)
    put = [*stocked, *files, shelf.title, shelf.text, shelf.room]
    side["put"].click(adding.put, [shelf.pending, session, *ticked], put, **hidden)
    for choice in chosen:
        choice.change(adding.filtered, [*chosen, session], words.filtered, **hidden)
    looked = [shelf.seen, session, *ticked]
    gr.Timer(LOOK).tick(adding.refreshed, looked, stocked, queue=False, **hidden)
