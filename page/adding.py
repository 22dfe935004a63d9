"""The articles' side of the page: what is indexed, adding and removing, reading one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import unquote

import gradio as gr

from index import Article, ArticleQAError, Change, Index
from index.errors import UnreadableFile
from page import library, reading, render, side
from page.events import Session, Updates, given
from page.filtering import named
from page.telling import told
from page.texts import Texts

SOURCES = 12  # offered as a filter; of more, those with most articles

Pending: TypeAlias = tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The components that these events change."""

    head: Any
    room: Any
    indexed: Any
    languages: Any
    sources: Any
    seen: Any
    planned: Any
    pending: Any
    put: Any
    files: Any
    title: Any
    text: Any


class Adding:
    """`folder` is the one that is watched, None where there is none."""

    def __init__(self, store: Index, folder: str | None, shelf: Shelf) -> None:
        self.store = store
        self.folder = folder
        self.shelf = shelf

    def overview(self) -> library.Overview:
        return library.overview(self.store, self.folder)

    def shown(
        self,
        overview: library.Overview,
        texts: Texts,
        ticked_languages: Sequence[str] = (),
        ticked_sources: Sequence[str] = (),
    ) -> Updates:
        """The head, the facts and the filters, as the index is now.

        What is ticked stays to be seen and unticked, whatever has become of its articles: Gradio
        refuses every question while a value is ticked that is not among the choices.
        """
        codes = dict.fromkeys([*filter(None, overview.languages), *ticked_languages])
        languages = [(texts.language(code), code) for code in codes]
        sources = list(dict.fromkeys([*overview.sources[:SOURCES], *ticked_sources]))
        return {
            self.shelf.seen: overview.updated_at or "",
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
                visible=len(sources) > 1 or bool(ticked_sources),
            ),
        }

    def refreshed(
        self, seen: str, session: Session, languages: list[str], sources: list[str]
    ) -> Updates:
        """The same, where somebody changed the index since it was looked at."""
        if (self.store.status().updated_at or "") == seen:
            return {self.shelf.seen: gr.skip()}
        return self.shown(self.overview(), session.texts, languages, sources)

    def contents(self, texts: Texts, report: str = "") -> str:
        return reading.contents(self.store.listing(), self.folder, texts, report)

    def listed(self, session: Session) -> str:
        return self.contents(session.texts)

    @told
    def read(self, session: Session, event: gr.EventData) -> str:
        """One article, as it is today."""
        article = self.store.article(_chosen(event))  # may be removed since the list was shown
        return reading.article_panel(article, session.texts)

    # Adding and removing

    @told
    def looked(
        self, files: Sequence[str] | None, title: str, text: str, session: Session
    ) -> Updates:
        """What would change if these files and this text were added; nothing is written."""
        texts, shelf = session.texts, self.shelf
        dropped = ((Path(name).name, Path(name).read_bytes()) for name in files or ())
        incoming = library.incoming(dropped)
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

    def put(
        self,
        pending: Pending,
        session: Session,
        languages: list[str],
        sources: list[str],
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> Updates:
        """Add what was looked at; chats go on meanwhile, with the articles there are."""
        texts, shelf = session.texts, self.shelf

        def tell(done: int, total: int) -> None:
            progress((done, total), desc=texts.adding.format(done=done, total=total))

        try:
            report = library.put(self.store, pending, progress=tell)
        except ArticleQAError as error:
            return {shelf.planned: side.said(texts.told(str(error)), texts)}
        said = texts.put_done.format(added=report.added, changed=report.changed, kept=report.kept)
        return {
            **self.shown(self.overview(), texts, languages, sources),
            shelf.planned: side.said(said, texts),
            shelf.pending: (),
            shelf.put: gr.update(visible=False),
            shelf.files: None,
            shelf.title: "",
            shelf.text: "",
            shelf.room: self.contents(texts, said),
        }

    @told
    def removed(
        self, session: Session, languages: list[str], sources: list[str], event: gr.EventData
    ) -> Updates:
        """One article goes; one of the folder stays away until its file changes."""
        texts = session.texts
        library.remove(self.store, _chosen(event))
        shown = self.shown(self.overview(), texts, languages, sources)
        return {**shown, self.shelf.room: self.contents(texts)}

    def filtered(
        self, languages: list[str], sources: list[str], since: str, session: Session
    ) -> str:
        names = named(languages, sources, since, session.texts)
        return render.filtered(names, session.texts)


def _chosen(event: gr.EventData) -> str:
    """The id of the article that was pressed; `page.html.key` wrote it."""
    return unquote(str(given(event).get("article", "")))
