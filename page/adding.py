"""The articles' side of the page: what is indexed, adding and removing, reading one of them."""

from __future__ import annotations

import base64
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, TypeAlias
from urllib.parse import unquote

import gradio as gr

from index import Article, ArticleQAError, Change, Index, Sync
from index.errors import UnreadableFile
from page import facts, library, reading, render, side
from page.contents import contents
from page.events import Session, Updates, given
from page.filtering import named
from page.telling import told, unasked
from page.texts import Texts, texts_for
from page.watching import Watching

SOURCES = 100  # offered as a filter; of more, those with most articles

Files: TypeAlias = tuple[library.Chosen, ...]
Pending: TypeAlias = tuple[Article, ...]
Seen: TypeAlias = tuple[str, tuple[Change, ...]]  # when the index changed; what is unread


@dataclass(frozen=True, slots=True)
class Shelf:
    """The components that these events change."""

    head: Any
    room: Any
    indexed: Any
    watched: Any
    languages: Any
    sources: Any
    seen: Any
    standings: Any
    planned: Any
    pending: Any
    put: Any
    chosen: Any
    listed: Any
    title: Any
    text: Any


class Adding:
    """`watching` is the folder that is kept in step, None where there is none."""

    def __init__(self, store: Index, watching: Watching | None, shelf: Shelf) -> None:
        self.store = store
        self.watching = watching
        self.folder = watching.folder if watching else None
        self.shelf = shelf

    def overview(self) -> library.Overview:
        return library.overview(self.store, self.folder, self._unread())

    def _unread(self) -> tuple[Change, ...]:
        look = self.watching.last if self.watching else None
        return look.unread if look else ()

    def watched(self, texts: Texts) -> str:
        return side.watched(self.watching.last if self.watching else None, texts)

    def shown(
        self,
        overview: library.Overview,
        texts: Texts,
        ticked_languages: Sequence[str] = (),
        ticked_sources: Sequence[str] = (),
    ) -> Updates:
        """The head, the facts and the filters, as the index is now.

        A value that is ticked stays among the choices even when no article has it any more, so that
        it can be unticked: Gradio refuses every question while one is ticked that is not there.
        """
        codes = dict.fromkeys([*filter(None, overview.languages), *ticked_languages])
        languages = [(texts.language(code), code) for code in codes]
        sources = list(dict.fromkeys([*overview.sources[:SOURCES], *ticked_sources]))
        more = len(overview.sources) > SOURCES
        return {
            self.shelf.seen: _seen(overview.updated_at, overview.unread),
            self.shelf.watched: self.watched(texts),
            self.shelf.head: side.masthead(overview.articles, texts),
            self.shelf.indexed: side.indexed(overview, texts),
            self.shelf.languages: gr.update(
                choices=languages,
                label=texts.of_language,
                visible=len(languages) > 1 or bool(ticked_languages),
            ),
            self.shelf.sources: gr.update(
                choices=sources,
                label=texts.of_source,
                info=texts.most_sources.format(count=SOURCES) if more else None,
                visible=len(sources) > 1 or bool(ticked_sources),
            ),
        }

    @unasked
    def refreshed(
        self, seen: Seen, session: Session, languages: list[str], sources: list[str]
    ) -> Updates:
        """The same, where somebody changed the index since it was looked at."""
        if _seen(self.store.status().updated_at, self._unread()) == seen:
            return {self.shelf.watched: self.watched(session.texts)}
        return self._changed(session.texts, languages, sources)

    def _changed(self, texts: Texts, languages: Sequence[str], sources: Sequence[str]) -> Updates:
        """What is shown of the index, and that what was quoted from it is to be looked at again."""
        overview = self.overview()
        return {
            **self.shown(overview, texts, languages, sources),
            self.shelf.standings: render.changed(overview.updated_at),
        }

    def contents(self, texts: Texts, report: str = "") -> str:
        return contents(self.store.listing(), self.folder, texts, report)

    @told
    def listed(self, session: Session, event: gr.EventData) -> str:
        """A page of the list, of the articles that are wanted."""
        asked = given(event)
        number = str(asked.get("page", ""))
        return contents(
            self.store.listing(),
            self.folder,
            session.texts,
            wanted=str(asked.get("wanted", "")),
            page=int(number) if number.isdecimal() else 1,
        )

    @told
    def read(self, session: Session, event: gr.EventData) -> str:
        """One article, as it is today."""
        article = self.store.article(_pressed(event))  # may be removed since the list was shown
        return reading.article_panel(article, session.texts)

    # Adding and removing

    def received(self, chosen: Files, session: Session, event: gr.EventData) -> Updates:
        """One file more, as the page's script read it: it is never written to a disk."""
        file = given(event)
        try:
            data = base64.b64decode(str(file.get("data", "")), validate=True)
        except ValueError:
            data = b""
        size = file.get("size")
        name = str(file.get("name", ""))
        chosen = library.chosen(chosen, name, size if isinstance(size, int) else 0, data)
        return self._chosen(chosen, session.texts)

    def withdrawn(self, chosen: Files, session: Session, event: gr.EventData) -> Updates:
        number = str(given(event).get("number"))
        left = tuple(each for each in chosen if str(each.number) != number)
        return self._chosen(left, session.texts)

    def spoken(self, chosen: Files, event: gr.EventData) -> Updates:
        """The same in another language."""
        return self._chosen(chosen, texts_for(str(given(event).get("language"))))

    def _chosen(self, chosen: Files, texts: Texts) -> Updates:
        shelf = self.shelf
        return {shelf.chosen: chosen, shelf.listed: side.chosen(chosen, texts), **self.unlooked()}

    @told
    def looked(self, chosen: Files, title: str, text: str, session: Session) -> Updates:
        """What would change if these files and this text were added; nothing is written."""
        texts, shelf = session.texts, self.shelf
        incoming = library.incoming((each.name, each.data) for each in chosen if not each.reason)
        articles, skipped = [*incoming.articles], [*incoming.skipped]
        if text.strip():
            try:
                articles.append(library.pasted(text, title))
            except UnreadableFile as error:
                skipped.append(Change("skipped", texts.paste_text, str(error)))
        changes = (*library.plan(self.store, articles), *skipped)
        shown = side.changes(changes, texts) or side.said(texts.nothing_given, texts)
        new = any(each.kind in ("added", "changed") for each in changes)
        return {
            shelf.planned: shown,
            shelf.pending: tuple(articles),
            shelf.put: gr.update(visible=new),
        }

    def unlooked(self) -> Updates:
        """What was given is another now, so that what was looked at must not be what is added."""
        shelf = self.shelf
        return {shelf.planned: "", shelf.pending: (), shelf.put: gr.update(visible=False)}

    @told
    def put(
        self, pending: Pending, session: Session, languages: list[str], sources: list[str]
    ) -> Generator[Updates, None, None]:
        """Add what was looked at; chats go on meanwhile, with the articles there are."""
        texts, shelf = session.texts, self.shelf
        try:
            report = yield from self._stored(pending, texts)
        except ArticleQAError as error:
            yield {shelf.planned: side.said(texts.told(str(error)), texts)}
            return
        said = texts.put_done.format(added=report.added, changed=report.changed, kept=report.kept)
        yield {
            **self._changed(texts, languages, sources),
            shelf.planned: side.said(said, texts),
            shelf.pending: (),
            shelf.put: gr.update(visible=False),
            shelf.chosen: (),
            shelf.listed: "",
            shelf.title: "",
            shelf.text: "",
            shelf.room: self.contents(texts, said),
        }

    def _stored(self, pending: Pending, texts: Texts) -> Generator[Updates, None, Sync]:
        """How far it has come, which the index tells from another thread; at last what it did."""
        steps: SimpleQueue[tuple[int, int] | None] = SimpleQueue()
        with ThreadPoolExecutor(1) as thread:
            work = thread.submit(self.store.add, pending, progress=lambda *step: steps.put(step))
            work.add_done_callback(lambda _: steps.put(None))
            for done, total in iter(steps.get, None):
                yield {self.shelf.planned: side.adding(done, total, texts)}
        return work.result()

    @told
    def removed(
        self, session: Session, languages: list[str], sources: list[str], event: gr.EventData
    ) -> Updates:
        """One article goes; one of the folder stays away until its file changes."""
        texts, id = session.texts, _pressed(event)
        article = next((each for each in self.store.listing() if each.id == id), None)
        library.remove(self.store, id)
        filed = article is not None and article.filed
        said = (texts.removed_filed if filed else texts.removed).format(
            title=facts.title(article) if article else id
        )
        shown = self._changed(texts, languages, sources)
        return {**shown, self.shelf.room: self.contents(texts, said)}

    def filtered(
        self, languages: list[str], sources: list[str], since: str, session: Session
    ) -> str:
        names = named(languages, sources, since, session.texts)
        return render.filtered(names, session.texts)


def _seen(updated_at: str | None, unread: Sequence[Change]) -> Seen:
    return updated_at or "", tuple(unread)


def _pressed(event: gr.EventData) -> str:
    """The id of the article that was pressed; `page.html.key` wrote it."""
    return unquote(str(given(event).get("article", "")))
