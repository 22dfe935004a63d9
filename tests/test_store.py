"""The index on disk: damaged, foreign, read-only, busy, killed while it was written."""

from __future__ import annotations

import multiprocessing
import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import (
    QUESTIONS,
    SIX,
    bytes_of,
    environment,
    found,
    many,
    same_as_fresh,
    unprivileged,
    write,
)

from index import Article, ArticleQAError, Index, Sync, keywords, lock, writer
from index.errors import IndexBusy, IndexDamaged, IndexMissing
from index.keywords import Stamp
from index.languages import detect
from index.lock import write_lock
from index.records import Term
from index.schema import FORMAT
from index.store import FILE, Store
from index.types import Block, Listed

LIBRARY = "Was kostet die neue Bibliothek in Kleinhausen?"


@pytest.fixture
def closed(built: Index) -> Path:
    """The folder of an index of the six articles that nobody has open."""
    built.close()
    return built.path


def open_files() -> int:
    """How often this process has a database of ours open, with its log."""
    return sum(path.resolve().name.startswith(FILE) for path in Path("/proc/self/fd").iterdir())


def test_a_thread_that_is_gone_holds_no_connection(closed: Path) -> None:
    with Index.open(closed) as index:
        index.articles()
        before = open_files()
        for _ in range(5):
            thread = threading.Thread(target=index.articles)
            thread.start()
            thread.join()
        assert open_files() <= 2 * before
        assert len(index.articles()) == len(SIX)


def test_a_closed_index_says_so_and_opens_nothing(built: Index) -> None:
    built.search(LIBRARY)
    built.close()
    built.close()
    asked: list[Callable[[], object]] = [
        lambda: built.search(LIBRARY),
        built.articles,
        lambda: built.remove(["short.txt"]),
    ]
    for ask in asked:
        with pytest.raises(ArticleQAError, match="was closed - open it again"):
            ask()
    assert open_files() == 0


def test_a_store_that_is_closed_while_it_is_read_says_so(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "i", create=True)

    def read_on() -> tuple[Listed, ...]:
        with store.reading() as read:
            store.close()  # as another thread may
            return read.listing()

    with pytest.raises(ArticleQAError, match="was closed - open it again"):
        read_on()


def test_an_index_that_was_deleted_is_missing_and_not_made_anew(closed: Path) -> None:
    with Index.open(closed) as index:
        shutil.rmtree(closed)
        closed.mkdir()
        thread_found: list[str] = []

        def ask() -> None:
            try:
                index.search(LIBRARY)
            except IndexMissing as error:
                thread_found.append(str(error))

        thread = threading.Thread(target=ask)  # it has no connection from before
        thread.start()
        thread.join(60)
        assert len(thread_found) == 1
        assert "there is no index at" in thread_found[0]
        assert list(closed.iterdir()) == []


# --- opening --------------------------------------------------------------------------------------


def test_a_folder_with_other_files_is_not_made_an_index(folder: Path) -> None:
    before = bytes_of(folder)
    for create in (True, False):
        with pytest.raises(IndexDamaged, match="holds other files and no index"):
            Index.open(folder, encoder="hashed", create=create)
    assert bytes_of(folder) == before


@pytest.mark.parametrize("name", ["keywords.txt", "articles.sqlite3.txt", "conversations.dbx"])
def test_a_name_like_one_of_ours_is_another_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(IndexDamaged, match="holds other files and no index"):
        Index.open(tmp_path, encoder="hashed")


@pytest.mark.parametrize("name", ["articles.sqlite3-journal", "conversations.db-wal", "write.lock"])
def test_what_is_left_of_ours_is_no_other_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    Index.open(tmp_path, encoder="hashed").close()


def test_what_a_file_browser_leaves_is_no_other_file(tmp_path: Path) -> None:
    (tmp_path / ".DS_Store").write_bytes(b"x")
    with Index.open(tmp_path, encoder="hashed") as index:
        assert index.add([Article("a", "Ein Satz.")]).added == 1


def test_a_file_is_no_index(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    for create in (True, False):
        with pytest.raises(IndexDamaged, match="is a file, not an index"):
            Index.open(tmp_path / "notes.txt", encoder="hashed", create=create)
        with pytest.raises(ArticleQAError):
            Index.open(tmp_path / "notes.txt" / "below", encoder="hashed", create=create)
    assert (tmp_path / "notes.txt").read_text() == "hello"


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE) as other:
        other.execute("CREATE TABLE notes (text)")
    other.close()
    before = bytes_of(tmp_path)
    with pytest.raises(IndexDamaged, match="not one of article-qa") as refused:
        Index.open(tmp_path, encoder="hashed")
    assert str(refused.value).count(str(tmp_path)) == 1
    assert open_files() == 0
    assert bytes_of(tmp_path) == before


def test_a_newer_format_is_refused(closed: Path) -> None:
    with sqlite3.connect(closed / FILE) as database:
        database.execute("UPDATE meta SET value = ? WHERE key = 'format'", (str(FORMAT + 1),))
    database.close()
    with pytest.raises(IndexDamaged, match=r"newer than this program.*update"):
        Index.open(closed, encoder="hashed")


def test_an_older_format_is_refused(closed: Path) -> None:
    with sqlite3.connect(closed / FILE) as database:
        database.execute("UPDATE meta SET value = ? WHERE key = 'format'", (str(FORMAT - 1),))
    database.close()
    with pytest.raises(IndexDamaged, match=r"older than this program.*sync its folders"):
        Index.open(closed, encoder="hashed")


@pytest.mark.parametrize("size", [1, 15, 100, 4095, 4096, 8192, 20_000])
def test_a_truncated_database_is_refused_with_what_to_do(closed: Path, size: int) -> None:
    os.truncate(closed / FILE, size)
    with pytest.raises(IndexDamaged, match=r"python -m index sync FOLDER|not one of article-qa"):  # noqa: SIM117
        with Index.open(closed, encoder="hashed", create=False) as index:
            index.search(LIBRARY)


@pytest.mark.parametrize("content", [b"garbage\n" * 5000, b"\0" * 40_000])
def test_garbage_is_refused_with_what_to_do(closed: Path, content: bytes) -> None:
    (closed / FILE).write_bytes(content)
    with pytest.raises(IndexDamaged):
        Index.open(closed, encoder="hashed")
    assert (closed / FILE).read_bytes() == content  # whatever it is, it is somebody's


@pytest.mark.parametrize("page", range(1, 15))
def test_a_damaged_page_is_an_error_a_person_can_read(closed: Path, page: int) -> None:
    """Whatever is asked gives what it should, or IndexDamaged; `verify` finds the damage."""
    data = bytearray((closed / FILE).read_bytes())
    if len(data) < 4096 * (page + 1):
        pytest.skip("the database has fewer pages")
    data[4096 * page : 4096 * (page + 1)] = b"\xa5" * 4096
    (closed / FILE).write_bytes(data)
    try:
        with Index.open(closed, encoder="hashed", create=False) as index:
            index.search(LIBRARY)
            index.articles()
            index.status()
            problems = index.verify()
    except IndexDamaged as error:
        problems = [str(error)]
        assert "move that folder away" in problems[0]
    assert problems != []


def test_an_empty_database_is_a_new_index(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()  # what a process killed while it made the index leaves
    with pytest.raises(IndexMissing):
        Index.open(tmp_path, create=False)
    with Index.open(tmp_path, encoder="hashed") as index:
        assert index.add([Article("a", "Ein Satz.")]).added == 1


def test_an_index_left_without_its_log_gets_it_back(closed: Path) -> None:
    """As a process leaves it that is killed right after it made the tables."""

    def mode(wanted: str = "") -> str:
        with sqlite3.connect(closed / FILE) as database:
            (found,) = database.execute(f"PRAGMA journal_mode {wanted}").fetchone()
        database.close()
        return str(found)

    assert mode("= DELETE") == "delete"
    with Index.open(closed, create=False) as index:
        assert len(found(index, LIBRARY)) == 7
    assert mode() == "delete"
    with Index.open(closed) as index:
        assert len(found(index, LIBRARY)) == 7
    assert mode() == "wal"


def test_many_open_a_new_index_at_once(tmp_path: Path) -> None:
    start, problems = threading.Barrier(8), list[str]()

    def opened() -> None:
        start.wait(60)
        try:
            with Index.open(tmp_path / "i", encoder="hashed") as index:
                assert index.search("wer?") == ()
        except Exception as error:
            problems.append(repr(error))

    threads = [threading.Thread(target=opened) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert problems == []


def test_text_survives_the_store_exactly(empty: Index) -> None:
    texts = {
        "emoji": SIX["emoji.txt"],
        "controls": "Ein\tTab, ein \u00a0 Leerzeichen, ein \u200d Nichts.\n\n\nUnd Ende",
        "quote": "Er sagte: 'Robert\"); DROP TABLE articles;--'. Dann ging er.",
        "astral": "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𓀀 ist lang. " * 200,
    }
    articles = [
        Article(
            name, text, "Ü", "de", "Bote", "https://x.de/ä", "2024-11-08", 0,
            (Block("body", 0, len(text)),),
        )
        for name, text in texts.items()
    ]  # fmt: skip
    empty.add(articles)
    empty.close()
    with Index.open(empty.path, create=False) as index:
        for article in articles:
            assert index.article(article.id) == replace(article, version=1)
        assert [article.id for article in index.articles()] == sorted(texts)


# --- the keyword folder is a cache ----------------------------------------------------------------


def _missing(keywords: Path) -> None:
    shutil.rmtree(keywords)


def _files(keywords: Path) -> list[Path]:
    return [path for path in keywords.rglob("*") if path.is_file()]


def _emptied(keywords: Path) -> None:
    for path in _files(keywords):
        path.unlink()


def _a_file(keywords: Path) -> None:
    shutil.rmtree(keywords)
    keywords.write_text("no folder")


def _truncated(keywords: Path) -> None:
    for path in _files(keywords):
        os.truncate(path, path.stat().st_size // 2)


def _put(path: Path, data: bytes) -> None:
    """In place of the file, not into it: tantivy may have it mapped yet, and would then die."""
    path.unlink()
    path.write_bytes(data)


def _garbage(keywords: Path) -> None:
    for path in _files(keywords):
        _put(path, b"\xa5" * max(100, path.stat().st_size))


def _garbled(keywords: Path) -> None:
    """Right sizes, right ends, rubbish between: what a bad disk gives."""
    for path in _files(keywords):
        if not path.name.startswith((".", "meta")):
            data = bytearray(path.read_bytes())
            data[: len(data) * 2 // 3] = b"\xa5" * (len(data) * 2 // 3)
            _put(path, bytes(data))


def _without_segments(keywords: Path) -> None:
    for path in _files(keywords):
        if path.suffix in {".idx", ".term", ".store", ".pos"}:
            path.unlink()


def _foreign(keywords: Path) -> None:
    import tantivy

    shutil.rmtree(keywords)
    (keywords / "de").mkdir(parents=True)
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("other", stored=True)
    index = tantivy.Index(builder.build(), path=str(keywords / "de"))
    other = index.writer(50_000_000, 1)
    other.add_document(tantivy.Document(other="text"))
    other.commit()
    other.wait_merging_threads()


DAMAGES = [
    _missing, _emptied, _a_file, _truncated, _garbage, _garbled, _without_segments, _foreign
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_keyword_folder_heals_in_memory_and_is_repaired(
    closed: Path, damage: Callable[[Path], None]
) -> None:
    with Index.open(closed, create=False) as index:
        expected = {question: found(index, question) for question in QUESTIONS}
    damage(closed / "keywords")
    broken = bytes_of(closed)
    with Index.open(closed, create=False) as index:
        assert {question: found(index, question) for question in QUESTIONS} == expected
        assert len(index.verify()) >= 1
        assert bytes_of(closed) == broken  # neither wrote
        assert index.verify(repair=True) == []
        assert index.verify() == []
        assert {question: found(index, question) for question in QUESTIONS} == expected
    with Index.open(closed, create=False) as index:
        assert {question: found(index, question) for question in QUESTIONS} == expected


@pytest.mark.parametrize("new", [{}, {"new.txt": "Ein neuer Text über Kupfer in Lima."}])
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_sync_mends_the_keyword_folder_too(
    closed: Path, folder: Path, damage: Callable[[Path], None], new: dict[str, str]
) -> None:
    damage(closed / "keywords")
    write(folder, new)
    with Index.open(closed, create=False) as index:
        assert index.sync(folder).added == len(new)
        assert index.verify() == []
        same_as_fresh(index, closed.parent / "fresh")


def test_a_lagging_keyword_folder_heals_in_memory_and_at_the_next_sync(
    closed: Path, folder: Path
) -> None:
    """As a process leaves it that is killed between its commit to the store and to the keywords."""
    shutil.copytree(closed / "keywords", closed.parent / "old")
    write(folder, {"short.txt": "Krafla ist ruhig.", "copper.txt": "Kupfer in Lima ist teuer."})
    (folder / "twin-b.txt").unlink()
    with Index.open(closed) as index:
        index.sync(folder)
    shutil.rmtree(closed / "keywords")
    (closed.parent / "old").rename(closed / "keywords")
    with Index.open(closed, create=False) as index:
        assert index.verify() == ["the keyword cache is not of the store's generation"]
        same_as_fresh(index, closed.parent / "fresh", (*QUESTIONS, "Kupfer Lima", "Krafla ruhig"))
        assert all(hit[0] != "twin-b.txt" for hit in found(index, LIBRARY))
        write(folder, {"more.txt": "Noch ein Text."})
        assert index.sync(folder).added == 1
        assert index.verify() == []


def test_articles_added_one_by_one_are_as_a_fresh_index(empty: Index, tmp_path: Path) -> None:
    """Every commit leaves something behind in the keyword folder; none of it may count."""
    for article in many(25, 1):
        empty.add([article])
    same_as_fresh(empty, tmp_path / "fresh", ["Bericht a003wort0x1 Stadt", "a020wort0x7 meldet"])


def test_removed_passages_in_a_lagging_folder_crowd_nothing_out(tmp_path: Path) -> None:
    """Sixty ghosts hold the question's words more often than the one article that is left."""
    question = "Bibliothek Kleinhausen"
    ghosts = [
        Article(f"g{n:02}", f"{question} {question} {n}.", title=question, language="de")
        for n in range(60)
    ]
    text = "In einem langen Satz von vielen Worten steht auch einmal Bibliothek und nicht mehr."
    with Index.open(tmp_path / "i", encoder="hashed") as index:
        index.add([*ghosts, Article("left", text, title="Rest", language="de")])
        shutil.copytree(tmp_path / "i" / "keywords", tmp_path / "old")
        index.remove([ghost.id for ghost in ghosts])
    shutil.rmtree(tmp_path / "i" / "keywords")
    (tmp_path / "old").rename(tmp_path / "i" / "keywords")
    with Index.open(tmp_path / "i", create=False) as index:
        same_as_fresh(index, tmp_path / "fresh", [question])


def test_missing_vectors_are_found_and_mended(closed: Path) -> None:
    with Index.open(closed, create=False) as index:
        expected = found(index, LIBRARY)
    with sqlite3.connect(closed / FILE) as database:
        database.execute("DELETE FROM vectors WHERE id = (SELECT min(id) FROM vectors)")
    database.close()
    with Index.open(closed, create=False) as index:
        assert index.verify() == ["1 passages have no vector of the right length"]
        assert len(found(index, LIBRARY)) == 6
        assert len(found(index, LIBRARY, languages="de")) in {5, 6}  # a filter still works
        assert index.verify(repair=True) == []
        assert [hit[:-1] for hit in found(index, LIBRARY)] == [hit[:-1] for hit in expected]


def test_articles_without_passages_are_found_and_mended(closed: Path) -> None:
    with Index.open(closed, create=False) as index:
        index.add([Article("title", "Ein Titel", blocks=(Block("heading", 0, 9),))])
        assert index.verify() == []  # there is nothing to find in it
        expected = found(index, LIBRARY)
        with index._store.writing() as write_:
            write_._sql.execute("DELETE FROM passages WHERE number <= 2")
        assert "2 articles have text and no passage" in index.verify()
        assert index.verify(repair=True) == []
        assert [hit[:-1] for hit in found(index, LIBRARY)] == [hit[:-1] for hit in expected]


def test_vectors_of_the_wrong_length_are_found_and_mended(closed: Path) -> None:
    with sqlite3.connect(closed / FILE) as database:
        database.execute("UPDATE vectors SET vector = x'0000' WHERE id = 3")
    database.close()
    with Index.open(closed, create=False) as index:
        assert index.verify() == ["1 passages have no vector of the right length"]
        assert index.verify(repair=True) == []
        assert len(found(index, LIBRARY)) == 7


def test_keywords_that_cannot_be_written_are_told_once_and_left_until_the_store_changes(
    open_place: Path,
) -> None:
    open_place.chmod(0o777)
    folder = write(open_place / "articles", SIX)
    cache = open_place / "index" / "keywords"
    with unprivileged(), Index.open(open_place / "index", encoder="hashed") as index:
        assert index.sync(folder).problem == ""
        cache.chmod(0o555)
        first = index.add([Article("a", "Kupfer in Lima.")])
        assert first.problem.startswith(f"the keyword cache {cache} cannot be written (")
        assert index.remove(["short.txt"]).problem == ""  # it is said already
        cache.chmod(0o755)
        assert index.sync(folder).problem == ""
        assert index.verify() == ["the keyword cache is not of the store's generation"]
        assert found(index, "Kupfer Lima")[0][0] == "a"
        assert index.add([Article("b", "Zinn in La Paz.")]).problem == ""
        assert index.verify() == []
        cache.chmod(0o555)
        assert index.add([Article("c", "Silber in Potosí.")]).problem
        cache.chmod(0o755)


def test_a_bug_while_keywords_are_made_is_no_problem_of_the_disk(tmp_path: Path) -> None:
    def terms() -> Iterator[Term]:
        yield Term(1, 1, "de", "", "Ein Satz.")
        raise ValueError("a bug of ours")

    with pytest.raises(ValueError, match="a bug of ours") as caught:
        keywords.rebuild(tmp_path / "keywords", terms(), Stamp(1, 1))
    assert not isinstance(caught.value, ArticleQAError)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE meta SET value = 'x' WHERE key = 'format'", "its format is 'x'"),
        ("UPDATE meta SET value = '²' WHERE key = 'generation'", "its generation is '²'"),
        ("UPDATE meta SET value = '{' WHERE key = 'encoder'", "its encoder is '{'"),
        ("UPDATE meta SET value = '[]' WHERE key = 'encoder'", "its encoder is '[]'"),
        ("UPDATE meta SET value = '{\"spec\": {}}' WHERE key = 'encoder'", "its encoder is"),
        ("UPDATE versions SET blocks = 'x'", "what divides an article is 'x'"),
        ("UPDATE versions SET blocks = '5'", "what divides an article is '5'"),
        ("UPDATE versions SET blocks = '[[\"body\"], [0]]'", "what divides an article is"),
        ("UPDATE versions SET blocks = '[[\"body\"], [0], []]'", "what divides an article is"),
    ],
)
def test_what_no_program_of_ours_stored_is_damage(closed: Path, statement: str, said: str) -> None:
    with sqlite3.connect(closed / FILE) as database:
        database.execute(statement)
    database.close()
    with (
        pytest.raises(
            IndexDamaged, match=rf"is damaged \({re.escape(said)}.*move that folder away"
        ),
        Index.open(closed) as index,
    ):
        index.search("Was kostet die neue Bibliothek?")


# --- one writer -----------------------------------------------------------------------------------

HOLD = """
import sys
from pathlib import Path
from index.lock import write_lock
with write_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
print("free", flush=True)
"""


@pytest.fixture
def holder(closed: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the write lock until it is told to let go, or killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, closed],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate(timeout=60)


def test_a_second_writer_is_refused_and_a_reader_is_not(
    closed: Path, folder: Path, holder: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "_PATIENCE", 0.2)
    with Index.open(closed, create=False) as index:
        changes: list[Callable[[], object]] = [
            lambda: index.sync(folder),
            lambda: index.add([Article("a", "Text.")]),
            lambda: index.remove(["short.txt"]),
            lambda: index.reembed("hashed"),
        ]
        for change in changes:
            with pytest.raises(IndexBusy, match="is being written - try again"):
                change()
        assert len(found(index, LIBRARY)) == 7
        assert index.verify() == []
        assert index.sync(folder, dry_run=True).kept == 6


def test_a_second_writer_waits_for_the_first(
    closed: Path, folder: Path, holder: subprocess.Popen[str]
) -> None:
    write(folder, {"new.txt": "Ein neuer Text."})
    done: list[int] = []
    with Index.open(closed, create=False) as index:
        thread = threading.Thread(target=lambda: done.append(index.sync(folder).added))
        thread.start()
        assert done == []
        assert holder.stdin is not None
        holder.stdin.write("\n")
        holder.stdin.flush()
        thread.join(60)
        assert done == [1]


def test_a_killed_writers_lock_is_free(
    closed: Path, folder: Path, holder: subprocess.Popen[str]
) -> None:
    holder.kill()
    holder.wait(60)
    write(folder, {"new.txt": "Ein neuer Text."})
    with Index.open(closed, create=False) as index:
        assert index.sync(folder).added == 1


def test_threads_of_one_process_write_one_after_the_other(tmp_path: Path) -> None:
    with Index.open(tmp_path / "i", encoder="hashed") as index:
        threads = [
            threading.Thread(target=index.add, args=([Article(f"a{n}", f"Text Nummer {n}.")],))
            for n in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert [article.id for article in index.articles()] == [f"a{n}" for n in range(6)]
        assert index.verify() == []


def test_the_lock_is_free_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), write_lock(tmp_path):
        raise KeyError
    with write_lock(tmp_path):
        pass


# --- killed ---------------------------------------------------------------------------------------


def _sync(path: Path, folder: Path) -> None:
    """In a process of its own: a sync of many small batches."""
    assert writer._BATCH > 3
    writer._BATCH = 3
    with Index.open(path, encoder="hashed") as index:
        index.sync(folder)


def test_a_sync_killed_at_any_moment_loses_nothing_and_leaves_no_ghost(tmp_path: Path) -> None:
    """Twenty kills, each after a random time in a sync that has 15 to 30 batches to write."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["index", "index.languages", "faiss"])
    chance = random.Random(20)
    texts = {article.id: article.text for article in many(30, 3)}
    folder = write(tmp_path / "f", {f"{id}.txt": text for id, text in texts.items()})
    path, killed = tmp_path / "i", 0
    with Index.open(path, encoder="hashed") as index:
        index.add([Article("kept", "Der Kupferpreis in Lima ist gestiegen.", language="de")])
    for turn in range(20):
        for name in chance.sample(sorted(texts), 15):
            changed = texts[name].replace("Stadt", f"Stadt{turn}", turn % 4)
            write(folder, {f"{name}.txt": changed})
        (folder / f"{chance.choice(sorted(texts))}.txt").unlink(missing_ok=True)
        process = context.Process(target=_sync, args=(path, folder))
        process.start()
        process.join(chance.uniform(0.05, 1.5))
        if process.is_alive():
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
        process.join(60)
        assert process.exitcode in {0, -signal.SIGKILL}
        with Index.open(path, create=False) as index:
            hits = index.search("Bericht meldet aus der Stadt Kupferpreis", 20)
            assert "kept" in {article.id for article in index.articles()}
            for hit in hits:
                assert hit.article == index.article(hit.article.id)
            assert set(index.verify()) <= {"the keyword cache is not of the store's generation"}
    assert killed >= 5
    with Index.open(path, create=False) as index:
        index.sync(folder)
        assert index.verify() == []
        assert index.sync(folder).kept == len(list(folder.iterdir()))
        on_disk = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
        assert {a.id: a.text for a in index.articles() if a.id != "kept"} == on_disk
        same_as_fresh(
            index, tmp_path / "fresh", ("a003wort1x3 Stadt7", "Kupferpreis Lima", LIBRARY)
        )


def _sync_on_a_full_disk(path: Path, folder: Path, room: int) -> None:
    detect("Its model is unpacked to a file once.")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    try:
        with Index.open(path, encoder="hashed") as index:
            index.sync(folder)
    except ArticleQAError:
        os._exit(7)
    os._exit(0)


@pytest.mark.parametrize("room", [30_000, 200_000])
def test_a_full_disk_is_an_error_a_person_can_fix(closed: Path, folder: Path, room: int) -> None:
    write(folder, {f"{a.id}.txt": a.text for a in many(30, 10)})
    context = multiprocessing.get_context("forkserver")
    process = context.Process(target=_sync_on_a_full_disk, args=(closed, folder, room))
    process.start()
    process.join(120)
    assert process.exitcode == 7  # an ArticleQAError, not a traceback
    with Index.open(closed, create=False) as index:
        assert found(index, LIBRARY)[0][0].startswith("twin")
        index.sync(folder)
        assert index.verify() == []
        assert index.status().articles == 36


# --- read-only ------------------------------------------------------------------------------------


@pytest.fixture
def readable(open_place: Path) -> Path:
    """An index that another user may read and not write; closed and complete."""
    folder = write(open_place / "articles", SIX)
    with Index.open(open_place / "index", encoder="hashed") as index:
        index.sync(folder)
        index.search(LIBRARY)  # loads what another user could not read
    for path in [*open_place.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    if os.geteuid() != 0:  # the owner: take the right to write away
        for path in [*open_place.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
    return open_place


def test_a_read_only_index_answers(readable: Path) -> None:
    with Index.open(readable / "index", create=False) as index:
        expected = {question: found(index, question) for question in QUESTIONS}
    before = bytes_of(readable)
    with unprivileged(), Index.open(readable / "index", create=False) as index:
        assert {question: found(index, question) for question in QUESTIONS} == expected
        assert index.article("short.txt").version == 1
        assert index.status().articles == 6
    assert bytes_of(readable) == before


def test_verify_raises_no_false_alarm_over_a_read_only_index(readable: Path) -> None:
    with unprivileged(), Index.open(readable / "index", create=False) as index:
        assert index.verify() == []


def test_a_read_only_index_says_that_it_cannot_be_written(readable: Path) -> None:
    with unprivileged(), Index.open(readable / "index", create=False) as index:
        changes: list[Callable[[], Sync]] = [
            lambda: index.sync(readable / "articles"),
            lambda: index.add([Article("a", "Text.")]),
            lambda: index.remove(["short.txt"]),
        ]
        for change in changes:
            with pytest.raises(ArticleQAError, match="cannot be written"):
                change()
        assert len(found(index, LIBRARY)) == 7


@pytest.mark.skipif(os.geteuid() != 0, reason="needs a second user")
@pytest.mark.parametrize("opened_first", [True, False])
def test_a_read_only_index_shows_what_its_owner_syncs(readable: Path, opened_first: bool) -> None:
    def owner_syncs() -> None:
        command = f"sync {readable / 'articles'} --index {readable / 'index'}".split()
        subprocess.run(
            [sys.executable, "-m", "index", *command], env=environment(), check=True, timeout=60
        )

    write(readable / "articles", {"new.txt": SIX["twin-a.txt"].replace("Montag", "Sonntag")})
    if not opened_first:
        owner_syncs()
    with unprivileged():
        index = Index.open(readable / "index", create=False)
        hits = found(index, LIBRARY)
        assert any(hit[0] == "new.txt" for hit in hits) != opened_first
    if opened_first:
        owner_syncs()
        with unprivileged():
            assert any(hit[0] == "new.txt" for hit in found(index, LIBRARY))
    index.close()


def test_an_index_that_may_not_be_read_is_an_error_a_person_can_fix(readable: Path) -> None:
    (readable / "index" / FILE).chmod(0)
    with unprivileged(), pytest.raises(ArticleQAError):
        Index.open(readable / "index", create=False)
    (readable / "index").chmod(0)
    with unprivileged(), pytest.raises(ArticleQAError):
        Index.open(readable / "index", create=False)


def test_a_place_that_may_not_be_written_is_an_error_a_person_can_fix(readable: Path) -> None:
    with unprivileged(), pytest.raises(ArticleQAError, match="cannot make an index"):
        Index.open(readable / "new" / "index", encoder="hashed")


# --- the store alone ------------------------------------------------------------------------------


def test_a_failed_transaction_leaves_no_trace(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "i", create=True)
    with pytest.raises(RuntimeError), store.writing() as write_:  # noqa: PT012
        write_.put(Article("a", "Text."), None)
        raise RuntimeError
    with store.reading() as read:
        assert (read.generation(), read.articles(), read.last_passage_id()) == (0, (), 0)
    with store.writing() as write_:
        assert write_.put(Article("a", "Text."), None) == (1, 1)
    with store.reading() as read:
        assert read.generation() == 1
        assert read.article("a").text == "Text."
    store.close()


def test_removing_nothing_leaves_the_generation(built: Index) -> None:
    def generation() -> int:
        with built._store.reading() as read:
            return read.generation()

    before = generation()
    assert built.remove(["unknown"]).removed == 0
    assert generation() == before
    assert built.remove(["unknown", "short.txt"]).removed == 1
    assert generation() == before + 1


def test_a_checkpoint_that_fails_leaves_a_writer_its_patience(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "i", create=True)

    def patience() -> int:
        with store._connection() as connection:
            return int(connection.execute("PRAGMA busy_timeout").fetchone()[0])

    before = patience()
    with store.reading() as read:
        read.generation()
        with pytest.raises(ArticleQAError):  # SQLite refuses it to who is reading
            store.checkpoint()
    assert patience() == before
    store.close()


def test_a_reader_keeps_its_generation_while_another_commits(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "i", create=True)
    other = Store.open(tmp_path / "i", create=False)
    with store.reading() as read:
        assert read.generation() == 0
        with other.writing() as write_:
            write_.put(Article("a", "Text."), None)
        assert (read.generation(), read.articles()) == (0, ())
    with store.reading() as read:
        assert (read.generation(), len(read.articles())) == (1, 1)
    store.close()
    other.close()


def test_vectors_come_back_as_unit_rows(built: Index) -> None:
    with Store.open(built.path, create=False).reading() as read:
        ids, vectors = read.vectors()
        some, rows = read.vectors_of([int(ids[2]), 10**6])
        none, nothing = read.vectors_of([])
        assert read.passage_ids().tolist() == ids.tolist()
        assert len(read.article_numbers(ids[2:])) == len(ids) - 2
        many_ids = read.vectors_of(range(2500))[0]  # more than one statement takes
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-3)
    assert some.tolist() == [ids[2]]
    assert (rows == vectors[2]).all()
    assert len(none) == len(nothing) == 0
    assert many_ids.tolist() == ids.tolist()
