"""The two rooms and what happens in them. The only module that imports gradio at its top."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import gradio as gr

from index import Article, ArticleQAError, Index
from page import reading, render
from page.programs import programs
from page.texts import EN, Texts, example_questions, texts_accepted, texts_for
from qa import Citation, Turn, ask

ASSETS = Path(__file__).parent / "assets"
EXAMPLES = 3
AT_ONCE = 4  # questions read in parallel; more would only make each of them slower

Turns: TypeAlias = tuple[Turn, ...]
Updates: TypeAlias = list[Any]


def theme() -> gr.themes.Base:
    """Plain, in the fonts the reader's system has: nothing is fetched to show a letter."""
    sans = ("system-ui", "-apple-system", "Segoe UI", "Helvetica Neue", "Arial", "sans-serif")
    return gr.themes.Base(font=sans, font_mono=("ui-monospace", "Consolas", "monospace"))


def layout(store: Index, folder: str | None) -> gr.Blocks:
    """The page over an index. `folder` is only named to a person who has no articles yet."""
    script = (ASSETS / "page.js").read_text(encoding="utf-8")
    page: gr.Blocks
    with gr.Blocks(title="Article QA", analytics_enabled=False, fill_width=True) as page:
        with gr.Column(elem_id="house"):
            with gr.Row(elem_id="top"):
                head = gr.HTML(apply_default_css=False)
                new = gr.Button(EN.new, elem_id="new", size="sm")
            with gr.Row(elem_id="rooms"):
                with gr.Column(elem_id="chat"):
                    log = gr.HTML(elem_id="log", apply_default_css=False, js_on_load=script)
                    with gr.Row(elem_id="examples"):
                        examples = [gr.Button(visible=False) for _ in range(EXAMPLES)]
                    with gr.Row(elem_id="asking"):
                        box = gr.Textbox(
                            elem_id="box", label=EN.question, show_label=False, container=False,
                            autofocus=True, max_lines=4,
                        )  # fmt: skip
                        send = gr.Button(EN.ask, elem_id="send", variant="primary")
                room = gr.HTML(elem_id="reading", apply_default_css=False, js_on_load=script)
        history = gr.State(())
        language = gr.State(EN.code)
        events = Events(store, folder)
        everything = [language, history, head, log, room, box, send, new, *examples]
        programs(store, folder, at_once=AT_ONCE)  # first: private handlers have names too
        hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        asking: dict[str, Any] = hidden | {"concurrency_limit": AT_ONCE, "concurrency_id": "ask"}
        answered = [history, box, log, room, *examples]
        page.load(events.welcome, None, everything, **hidden)
        new.click(events.welcome, None, everything, **hidden)
        gr.on([box.submit, send.click], events.answer, [box, history, language], answered, **asking)
        for example in examples:
            example.click(events.answer, [example, history, language], answered, **asking)
        for source in (log, room):
            source.click(events.open, [history, language], room, **hidden)
    return page


class Events:
    """What the page does when something is pressed: values in, updates of the components out."""

    def __init__(self, store: Index, folder: str | None) -> None:
        self.store = store
        self.folder = folder

    def welcome(self, request: gr.Request) -> Updates:
        """A new conversation, in the language the reader's browser asks for."""
        texts = texts_accepted(request.headers.get("accept-language"))
        articles = self.store.articles()
        examples = example_questions(articles, limit=EXAMPLES)
        return [
            texts.code,
            (),
            render.masthead(len(articles), texts),
            render.greeting(bool(examples), texts),
            self.first_view(articles, texts),
            gr.update(value="", placeholder=texts.placeholder, label=texts.question),
            texts.ask,
            texts.new,
            *_buttons(examples),
        ]

    def first_view(self, articles: tuple[Article, ...], texts: Texts) -> str:
        if len(articles) == 1:
            return reading.article_panel(articles[0], texts)
        return reading.contents(articles, self.folder, texts)

    def answer(self, question: str, turns: Turns, language: str) -> Iterator[Updates]:
        """First the question and a waiting card, then the answer beside its article."""
        texts = texts_for(language)
        gone = _buttons(())

        def shown(tail: str) -> str:
            return render.conversation(turns, self.checked, tail)

        yield [turns, "", shown(render.waiting(question, texts)), gr.skip(), *gone]
        try:
            answer = ask(question, history=turns, index=self.store)
        except ArticleQAError as error:
            failed = shown(render.error(question, str(error), texts))
            yield [turns, gr.skip(), failed, gr.skip(), *gone]
            return
        except Exception:  # ours: no waiting card may stand for ever; then Gradio reports it
            failed = shown(render.error(question, texts.failed, texts))
            yield [turns, gr.skip(), failed, gr.skip(), *gone]
            raise
        turns = (*turns, Turn(question, answer))
        room = reading.room(answer, len(turns)) if reading.marks(answer, 0) else gr.skip()
        yield [turns, gr.skip(), shown(""), room, *gone]

    def open(self, turns: Turns, language: str, event: gr.EventData) -> Any:
        """The articles of an earlier answer again, or one article from the list of contents."""
        asked = event._data if isinstance(event._data, dict) else {}
        number, wanted = asked.get("turn"), asked.get("article")
        if isinstance(number, int) and 0 < number <= len(turns):
            answer = turns[number - 1].answer
            return reading.room(answer, number, opened=asked.get("mark")) if answer else gr.skip()
        if isinstance(wanted, str):
            try:
                found = self.store.article(wanted)
            except ArticleQAError as error:  # removed since the list was shown
                raise gr.Error(str(error)) from error
            return reading.article_panel(found, texts_for(language))
        return gr.skip()

    def checked(self, citation: Citation) -> bool:
        """Whether the index still holds, letter for letter, what the citation quotes."""
        try:
            stored = self.store.article(citation.article_id, version=citation.version)
        except ArticleQAError:
            return False
        quote = stored.text[citation.start : citation.end]
        return bool(quote) and quote == citation.quote


def _buttons(questions: tuple[str, ...]) -> Updates:
    shown = [gr.update(value=question, visible=True) for question in questions]
    return shown + [gr.update(visible=False)] * (EXAMPLES - len(shown))
