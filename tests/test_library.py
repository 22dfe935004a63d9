"""Articles from the page: names never become paths, one bad file loses no other."""

from __future__ import annotations

import threading
from dataclasses import fields
from itertools import cycle
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from conftest import QUESTIONS, SIX, in_threads
from hypothesis import given
from hypothesis import strategies as st

from index import Index, Sync, watch
from index.errors import ArticleMissing, FolderMissing, UnreadableFile
from index.types import Progress
from page import library, side
from page.adding import Adding, Shelf
from page.answering import Answering
from page.events import Session
from page.html import key
from page.library import (
    MAX_FILE_BYTES,
    MAX_FILES,
    PREFIX,
    Chosen,
    Overview,
    incoming,
    overview,
    pasted,
    plan,
    remove,
    safe_name,
)
from page.programs import Programs
from page.texts import DE, EN
from page.watching import Watching
from qa import ask

HARBOUR = "Der Hafen von Nordstrand wird um zwei Kaianlagen erweitert, teilte das Land mit."
PAGE = f"""<html lang="de"><head><title>Hafen</title>
<link rel="canonical" href="https://example.org/hafen"></head>
<body><article><h1>Hafen</h1><p>{HARBOUR}</p><p>{HARBOUR} Das kostet Geld.</p></article></body>
</html>"""


def files(**named: str) -> list[tuple[str, bytes]]:
    return [(name.replace("_", "."), text.encode()) for name, text in named.items()]


# --- what comes in --------------------------------------------------------------------------------


def test_each_kind_of_file_becomes_an_article() -> None:
    given = incoming(files(a_txt=HARBOUR, b_md=f"# Hafen\n\n{HARBOUR}", c_html=PAGE))
    assert given.skipped == ()
    articles = given.articles
    assert [article.id for article in articles] == ["page//a.txt", "page//b.md", "page//c.html"]
    assert [article.title for article in articles] == ["a", "Hafen", "Hafen"]
    assert {article.language for article in articles} == {"de"}
    assert articles[2].url == "https://example.org/hafen"
    assert all(HARBOUR in article.text for article in articles)


def test_a_bad_file_is_named_with_its_reason_and_loses_no_other() -> None:
    given = [
        ("good.txt", HARBOUR.encode()),
        ("empty.txt", b" \n"),
        ("picture.png", b"\x89PNG\r\n"),
        ("broken.pdf", b"%PDF-1.7 no more"),
        ("disguised.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
        ("no-suffix", HARBOUR.encode()),
        ("folder/good.txt", b"Another text of that name."),
        ("large.txt", b"x" * (MAX_FILE_BYTES + 1)),
        ("last.md", HARBOUR.encode()),
    ]
    came = incoming(given)
    assert [article.id for article in came.articles] == ["page//good.txt", "page//last.md"]
    reasons = {each.id: each.reason for each in came.skipped}
    assert list(reasons) == [
        *("empty.txt", "picture.png", "broken.pdf", "disguised.txt", "no-suffix", "good.txt"),
        "large.txt",
    ]
    assert reasons["empty.txt"] == "empty"
    assert reasons["picture.png"].startswith("not a kind of file that is read here: use .htm")
    assert reasons["disguised.txt"] == "not text"
    assert reasons["good.txt"] == "another file of this name was dropped with it: rename one"
    assert reasons["large.txt"] == "too large: 10,485,761 bytes, at most 10,485,760"


def test_files_are_chosen_one_by_one_and_what_cannot_be_added_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(library, "MAX_FILES", 5)
    monkeypatch.setattr(library, "MAX_BYTES", 12)
    files: tuple[Chosen, ...] = ()
    for name, size, data in (
        ("../a.txt", 5, b"Hallo"),
        ("x.exe", 5, b"Hallo"),
        ("large.txt", MAX_FILE_BYTES + 1, b""),
        ("folder.md", 4096, b""),
        ("b.TXT", 8, b"Hallo du"),
        ("c.txt", 5, b"Hallo"),
        ("d.txt", 5, b"Hallo"),
    ):
        files = library.chosen(files, name, size, data)
    assert [(each.name, each.reason.split(":")[0]) for each in files] == [
        ("a.txt", ""),
        ("x.exe", "not a kind of file that is read here"),
        ("large.txt", "too large"),
        ("folder.md", "cannot be read"),
        ("b.TXT", "more than 12 bytes at once"),
        ("c.txt", "more than 5 files at once"),
    ]
    assert b"".join(each.data for each in files) == b"Hallo"
    assert len({each.number for each in files}) == len(files)


def test_too_many_files_are_refused_one_by_one() -> None:
    many = [(f"{number}.txt", b"Ein Satz.") for number in range(MAX_FILES + 2)]
    came = incoming(many)
    assert len(came.articles) == MAX_FILES
    assert [each.id for each in came.skipped] == ["100.txt", "101.txt"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\news.txt", "news.txt"),
        ("/absolute.md", "absolute.md"),
        ("a\x00b\x1b[31m.txt", "ab[31m.txt"),
        ("gnp.\u202etxt.exe", "gnp.txt.exe"),
        ("line\u2028two\r\n.txt", "line two .txt"),
        ("half\ud800.txt", "half.txt"),
        ("Zoe\u0308.txt", "Zoë.txt"),
        ("👨‍👩‍👧.txt", "👨‍👩‍👧.txt"),
        ("..", "article"),
        ("", "article"),
        (".txt", "txt"),
        ("x" * 300 + ".html", "x" * 115 + ".html"),
    ],
)
def test_a_name_is_a_label_not_a_path(given: str, expected: str) -> None:
    assert safe_name(given) == expected


@given(st.text())
def test_no_name_leaves_its_place(name: str) -> None:
    safe = safe_name(name)
    assert safe == safe_name(safe)
    assert not set(safe) & set("/\\\0\n")
    assert safe not in ("", ".", "..")
    assert len(safe) <= 120
    safe.encode()


@given(st.binary(max_size=200), st.sampled_from([".txt", ".md", ".html", ".pdf", ".exe", ""]))
def test_any_bytes_are_an_article_or_refused(data: bytes, suffix: str) -> None:
    came = incoming([(f"f{suffix}", data)])
    assert len(came.articles) + len(came.skipped) == 1
    assert all(article.text.strip() for article in came.articles)


def test_pasted_text_is_titled_by_hand_or_with_its_first_line() -> None:
    named = pasted(f"{HARBOUR}\n\nMehr dazu.", "  Der\nHafen ")
    assert (named.id, named.title) == ("page//pasted/Der Hafen", "Der Hafen")
    assert (named.url, named.language) == (None, "de")
    assert pasted(f"\n\n {HARBOUR} \nMehr dazu.").title == HARBOUR
    endless = pasted("Wort " * 100)
    assert endless.title == f"{'Wort ' * 23}Wort …".replace("  ", " ")
    with pytest.raises(UnreadableFile, match="empty"):
        pasted(" \0\n")
    with pytest.raises(UnreadableFile, match="too large"):
        pasted("x" * (MAX_FILE_BYTES + 1))


def test_a_text_that_is_too_long_is_listed_as_a_file_would_be(empty: Index) -> None:
    shelf = Shelf(*(each.name for each in fields(Shelf)))
    looked = Adding(empty, None, shelf).looked((), "", "x" * (MAX_FILE_BYTES + 1), Session())
    assert "too large" in looked["planned"]
    assert EN.paste_text in looked["planned"]
    assert looked["pending"] == ()
    assert looked["put"]["visible"] is False


def test_a_filter_that_is_ticked_can_be_unticked_though_its_articles_are_gone(
    empty: Index,
) -> None:
    names: Any = [field.name for field in fields(Shelf)]
    adding = Adding(empty, None, Shelf(*names))
    empty.add([pasted(HARBOUR)])
    given = adding.refreshed(("", ()), Session(), ["en"], ["Coastal Post"])
    assert given["languages"]["choices"] == [(EN.language("de"), "de"), (EN.language("en"), "en")]
    assert given["sources"]["choices"] == ["Coastal Post"]
    assert given["languages"]["visible"] is given["sources"]["visible"] is True
    given = adding.refreshed(("", ()), Session(), [], [])
    assert given["languages"]["choices"] == [(EN.language("de"), "de")]
    assert given["languages"]["visible"] is given["sources"]["visible"] is False


def test_what_was_quoted_is_looked_at_again_only_where_the_index_has_changed(empty: Index) -> None:
    names: Any = [field.name for field in fields(Shelf)]
    adding = Adding(empty, None, Shelf(*names))
    empty.add([pasted(HARBOUR, "Hafen")])
    given = adding.refreshed(("", ()), Session(), [], [])
    assert f'data-changed="{empty.status().updated_at}"' in given["standings"]
    assert "standings" not in adding.refreshed(given["seen"], Session(), [], [])
    pressed = gr.EventData(None, {"article": key("page//pasted/Hafen")})
    removed = adding.removed(Session(), [], [], pressed)
    assert f'data-changed="{empty.status().updated_at}"' in removed["standings"]


# --- what it would change, and what does ----------------------------------------------------------


def test_a_plan_says_what_would_happen_and_changes_nothing(built: Index) -> None:
    built.add(incoming(files(kept_txt=HARBOUR, changed_txt="Alt ist dieser Satz.")).articles)
    before = built.status()
    given = incoming(
        files(
            kept_txt=HARBOUR,
            changed_txt="Neu ist dieser Satz.",
            new_txt="Ein Satz über Kupfer.",
            again_txt="Ein Satz über Kupfer.",
            twin_txt=SIX["short.txt"],
        )
    ).articles
    planned = plan(built, given)
    assert [(each.id[len(PREFIX) :], each.kind, each.reason) for each in planned] == [
        ("kept.txt", "kept", ""),
        ("changed.txt", "changed", ""),
        ("new.txt", "added", ""),
        ("again.txt", "added", "same text as page//new.txt"),
        ("twin.txt", "added", "same text as short.txt"),
    ]
    assert built.status() == before
    seen: list[tuple[int, int]] = []
    done = built.add(given, progress=lambda at, total: seen.append((at, total)))
    assert (done.added, done.changed, done.kept) == (3, 1, 1)
    assert [(change.id, change.kind) for change in done.changes] == [
        (each.id, each.kind) for each in planned if each.kind != "kept"
    ]
    assert seen[-1] == (4, 4)
    assert built.article("page//changed.txt").version == 2


def test_a_plan_for_an_empty_index_writes_nothing(empty: Index) -> None:
    assert [each.kind for each in plan(empty, [pasted(HARBOUR)])] == ["added"]
    assert empty.articles() == ()


def test_a_sync_never_takes_an_uploaded_article_for_its_own(built: Index, folder: Path) -> None:
    place = folder / "page"
    place.mkdir()
    (place / "a.txt").write_text("Ein Satz in einem Ordner namens page.", encoding="utf-8")
    built.add(incoming(files(a_txt=HARBOUR)).articles)
    assert built.sync(folder).skipped == 0
    (place / "a.txt").unlink()
    assert built.sync(folder).removed == 1
    assert built.article("page//a.txt").text == HARBOUR


def test_what_was_removed_stays_away_until_its_file_changes(built: Index, folder: Path) -> None:
    assert remove(built, "short.txt").removed == 1
    assert not built.sync(folder).did_something
    with pytest.raises(ArticleMissing):
        built.article("short.txt")
    with pytest.raises(ArticleMissing, match=r"short\.txt is not in the index - reload"):
        remove(built, "short.txt")
    (folder / "short.txt").write_text("Der Vulkan ist wieder still.", encoding="utf-8")
    assert built.sync(folder).added == 1
    assert built.article("short.txt").version == 2


def test_adding_says_how_far_it_is_and_removing_what_becomes_of_the_file(built: Index) -> None:
    names: Any = [field.name for field in fields(Shelf)]
    adding = Adding(built, None, Shelf(*names))
    *steps, done = adding.put((pasted(HARBOUR, "Hafen"),), Session(language="de"), [], [])
    assert steps
    assert all("<progress " in step["planned"] for step in steps)
    assert "1 neu" in done["planned"]
    assert done["chosen"] == done["pending"] == ()

    def removed(id: str) -> str:
        event = gr.EventData(None, {"article": key(id)})
        return str(adding.removed(Session(language="de"), [], [], event)["room"])

    assert f'<p class="done">{DE.removed.format(title="Hafen")}</p>' in removed(
        "page//pasted/Hafen"
    )
    title = built.article("short.txt").title
    assert f'<p class="done">{DE.removed_filed.format(title=title)}</p>' in removed("short.txt")


def test_the_folder_that_is_watched_says_what_is_not_read_and_when_it_is_gone(
    empty: Index, tmp_path: Path
) -> None:
    place = tmp_path / "news"
    place.mkdir()
    (place / "bild.png").touch()
    watching = Watching(empty, str(place))
    names: Any = [field.name for field in fields(Shelf)]
    adding = Adding(empty, watching, Shelf(*names))
    watching.sync()
    shown = adding.refreshed(("", ()), Session(language="de"), [], [])
    assert DE.unread.format(count=1) in shown["indexed"]
    assert "bild.png</bdi> (diese Art Datei wird hier nicht gelesen" in shown["indexed"]
    assert "abgeglichen: " in shown["watched"]
    place.rename(tmp_path / "away")
    with pytest.raises(FolderMissing):
        watching.sync()
    shown = adding.refreshed(shown["seen"], Session(language="de"), [], [])
    seen = shown["seen"]
    assert "nicht abgeglichen" in shown["watched"]
    assert "Entfernt wurde nichts" in shown["watched"]
    assert "<details" not in shown["indexed"]
    (tmp_path / "away").rename(place)
    (place / "bild.png").unlink()
    watching.sync()
    shown = adding.refreshed(seen, Session(language="de"), [], [])
    assert "abgeglichen: " in shown["watched"]
    assert list(shown) == ["watched"]
    (place / "new.png").touch()
    Programs(Answering(empty), watching).sync()  # by a program: seen as well
    assert DE.unread.format(count=1) in adding.refreshed(seen, Session("", "de"), [], [])["indexed"]


def test_watching_that_ended_unforeseen_is_told(
    empty: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(Watching):
        def sync(self, progress: Progress | None = None) -> Sync:
            raise ValueError("a bug of ours")

    monkeypatch.setattr(watch, "_LOOK_MS", 50)
    watching = Broken(empty, str(folder))
    with pytest.raises(ValueError, match="a bug of ours"):
        next(watching.follow(threading.Event()))
    shown = side.watched(watching.last, DE)
    assert "Er wird nicht mehr beobachtet (ValueError: a bug of ours). Bitte app.py neu" in shown


# --- what is there --------------------------------------------------------------------------------


def test_an_overview_follows_every_change(built: Index) -> None:
    first = overview(built, "seeds")
    assert (first.articles, first.watching) == (6, "seeds")
    assert list(first.languages.items()) == [("de", 5), ("en", 1)]
    assert (first.sources, first.newest) == (("Küstenbote",), "2024-11-08")
    assert first.updated_at == built.status().updated_at is not None
    remove(built, "sections.md")
    second = overview(built, None)
    assert (second.articles, second.sources, second.newest) == (5, (), None)


def test_an_overview_of_nothing(empty: Index) -> None:
    assert overview(empty, None) == Overview(0, {}, (), None, None, None)


def test_a_listing_is_the_articles_without_their_texts(built: Index) -> None:
    built.add([pasted(HARBOUR)])
    listing = built.listing()
    assert [(each.id, each.title, each.url) for each in listing] == [
        (each.id, each.title, each.url) for each in built.articles()
    ]
    assert [each.id for each in listing if not each.filed] == [f"page//pasted/{HARBOUR[:-1]}"]
    assert sum(each.passages for each in listing) == built.status().passages
    assert built.listing() is listing  # read once


def test_chats_are_answered_while_articles_come_and_go(built: Index) -> None:
    done = threading.Event()
    answered: list[str] = []

    def change() -> None:
        try:
            for number in range(12):
                text = f"{HARBOUR} Die Arbeiten kosten {number + 2} Millionen Euro."
                built.add([pasted(text, f"Hafen {number % 3}")])
                if number % 3 == 2:
                    remove(built, f"page//pasted/Hafen {number % 2}")
        finally:
            done.set()

    def chat(turn: int) -> None:
        for question in cycle([*QUESTIONS[turn:], *QUESTIONS[:turn]]):
            answer = ask(question, index=built)
            for citation in answer.citations:
                # What was cited is whole, and it is what the index holds or has held.
                assert citation.quote == citation.article.text[citation.start : citation.end] != ""
                if not citation.article_id.startswith(PREFIX):
                    stored = built.article(citation.article_id, citation.version)
                    assert stored == citation.article
                answered.append(citation.article_id)
            if done.is_set():
                return

    in_threads(lambda turn: chat(turn) if turn else change(), 4)
    assert "sections.md" in answered
    assert built.verify() == []
