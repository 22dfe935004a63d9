"""Conversations on disk: come back as they were, belong to one owner, and are gone when deleted."""

from __future__ import annotations

import sqlite3
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import bytes_of, in_threads, unprivileged
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Article, ArticleQAError, Hit, Passage
from index.types import Block, Filters
from page.conversations import (
    FILE,
    ConversationMissing,
    Conversations,
    ConversationsDamaged,
    Listed,
)
from page.database import FORMAT
from page.filtering import ALL
from page.turns import title
from qa.types import Answer, Citation, Span, Statement, Turn, Verdict

TEXT = "Der Anruf\n\nMusk nahm an dem Gespräch teil. 😀 Das bestätigte eine Quelle."
ARTICLE = Article(
    "musk.txt", TEXT, "Der Anruf", "de", "CNN", "https://news.example/1", "2024-11-08", 1,
    (Block("heading", 0, 9), Block("body", 11, len(TEXT))),
)  # fmt: skip
SPAN = (11, 43)


def answer(question: str, article: Article = ARTICLE) -> Answer:
    """An answer with a value in every field."""
    citation = Citation(1, article, *SPAN, Span("eine Quelle", 62, 73, 0.5))
    other = replace(article, id="other.txt", version=3)
    return Answer(
        question, question, "de", "Musk – Musk nahm teil.", Span("Musk", 11, 15, 0.9), True, 0.875,
        (citation,), (Hit(Passage(7, other, 0, 9), 0.25),), {"read": 1.5, "total": 2.0},
        (Statement("Musk nahm teil.", Verdict("differs", "fewer words", SPAN), (citation,)),),
        "a model", ("[7]",), "The model was slow.", (citation,),
    )  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index" / FILE


@pytest.fixture
def kept(path: Path) -> Iterator[Conversations]:
    with Conversations.open(path) as conversations:
        yield conversations


# --- round trip -----------------------------------------------------------------------------------

words = st.text(max_size=12)
counts = st.integers(0, 10_000)
scores = st.floats(allow_nan=False, allow_infinity=False)
maybe = st.none() | words
articles = st.builds(
    Article,
    words, words, maybe, maybe, maybe, maybe, maybe, counts,
    st.lists(
        st.builds(Block, st.sampled_from(("heading", "body", "furniture")), counts, counts),
        max_size=3,
    ).map(tuple),
)  # fmt: skip
spans = st.builds(Span, words, counts, counts, st.none() | scores)
citations = st.builds(Citation, counts, articles, counts, counts, st.none() | spans)
verdicts = st.builds(
    Verdict,
    st.sampled_from(("verified", "differs", "unsupported")),
    words,
    st.none() | st.tuples(counts, counts),
)
several = st.lists(citations, max_size=2).map(tuple)
answers = st.builds(
    Answer,
    words, words, words, words, st.none() | spans, st.booleans(), scores, several,
    st.lists(
        st.builds(Hit, st.builds(Passage, counts, articles, counts, counts), scores), max_size=2
    ).map(tuple),
    st.dictionaries(words, scores, max_size=2),
    st.lists(st.builds(Statement, words, verdicts, several), max_size=2).map(tuple),
    words, st.lists(words, max_size=2).map(tuple), words, several,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(words, st.none() | answers, words), min_size=1, max_size=3))
def test_what_comes_back_equals_what_was_stored(
    turns: list[tuple[str, Answer | None, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        with Conversations.open(path) as conversations:
            id = conversations.begin()
            for number, (question, given, error) in enumerate(turns, 1):
                assert conversations.append(id, question, given, error=error) == number
        with Conversations.open(path) as reopened:
            loaded = reopened.load(id)
    assert [(each.question, each.answer, each.error) for each in loaded] == turns
    assert [each.turn for each in loaded] == [Turn(each[0], each[1]) for each in turns]


def test_the_filters_a_question_was_asked_under_are_kept_with_it(kept: Conversations) -> None:
    among = Filters(languages=("en",), sources=("CNN", "Ñ \ud83d"), since="2024-11-08")
    id = kept.begin()
    kept.append(id, "Who?", answer("Who?"), filters=among)
    kept.append(id, "And when?", answer("And when?"))
    kept.feedback(id, 1, True)
    said = replace(among, sources=("CNN", "Ñ ?"))
    assert [each.filters for each in kept.load(id)] == [said, ALL]
    kept.replace(id, 1, "Who?", answer("Who?"))
    kept.replace(id, 2, "And when?", answer("And when?"), filters=among)
    assert [each.filters for each in kept.load(id)] == [ALL, said]


def test_half_characters_do_not_stop_a_conversation(kept: Conversations) -> None:
    id = kept.begin()
    kept.append(id, "Wer \ud83d?", answer("Wer \ud83d?"))
    (turn,) = kept.load(id)
    assert (turn.question, turn.answer) == ("Wer ??", answer("Wer ??"))


def test_an_article_version_is_stored_once_however_often_it_is_cited(
    kept: Conversations, path: Path
) -> None:
    first, second = kept.begin(), kept.begin()
    for number in range(3):
        kept.append(first, f"{number}?", answer("?"))
    newer = replace(ARTICLE, version=2, text=TEXT.replace("nahm", "kam"))
    kept.append(second, "?", answer("?", newer))
    assert _count(path, "articles") == 4  # two versions of two articles
    kept.delete(second)
    assert _count(path, "articles") == 2
    (turn, *_) = kept.load(first)
    assert turn.answer is not None
    assert turn.answer.citations[0].quote == "Musk nahm an dem Gespräch teil. "


# --- a conversation's life ------------------------------------------------------------------------


def test_a_conversation_is_stored_with_its_first_turn(kept: Conversations) -> None:
    id = kept.begin()
    assert (kept.listed(), kept.load(id)) == ((), ())
    kept.append(id, "Wer?", None, error="Das hat nicht geklappt.")
    (turn,) = kept.load(id)
    assert (turn.answer, turn.error, turn.feedback) == (None, "Das hat nicht geklappt.", None)
    assert turn.asked_at.endswith("+00:00")
    assert kept.listed() == (Listed(id, "Wer?", 1, turn.asked_at),)


def test_ids_are_long_and_differ(kept: Conversations) -> None:
    ids = {kept.begin() for _ in range(100)}
    assert {len(id) for id in ids} == {16}
    assert len(ids) == 100


def test_the_one_that_changed_last_is_listed_first(kept: Conversations) -> None:
    first, second = kept.begin(), kept.begin()
    kept.append(first, "Eins?", None)
    kept.append(second, "Zwei?", None)
    assert [each.id for each in kept.listed()] == [second, first]
    kept.append(first, "Und drei?", None)
    assert [(each.title, each.turns) for each in kept.listed()] == [("Eins?", 2), ("Zwei?", 1)]
    kept.replace(second, 1, "Doch zwei?", None)
    assert kept.listed()[0].title == "Doch zwei?"


def test_titles_are_cut_behind_a_word() -> None:
    assert title("Wer\nkam?") == "Wer kam?"
    assert title("x" * 60) == "x" * 60
    long = "Wer hat nach dem Bericht der Zeitung behauptet, dass Musk, der Unternehmer, dabei war?"
    assert title(long) == "Wer hat nach dem Bericht der Zeitung behauptet, dass Musk …"
    assert title("y" * 99) == "y" * 58 + " …"
    assert all(len(title("ab " * n + "c" * n)) <= 60 for n in range(90))


def test_undo_retry_and_edit(kept: Conversations) -> None:
    id = kept.begin()
    for number in range(1, 5):
        kept.append(id, f"{number}?", answer(f"{number}?"))
    kept.feedback(id, 4, True)
    kept.replace(id, 4, "4!", answer("4!"))
    assert [each.question for each in kept.load(id)] == ["1?", "2?", "3?", "4!"]
    assert kept.load(id)[3].feedback is None
    kept.replace(id, 2, "2!", answer("2!"))
    assert [each.question for each in kept.load(id)] == ["1?", "2!", "3?", "4!"]
    with pytest.raises(ConversationMissing, match="no turn 5"):
        kept.replace(id, 5, "5!", None)
    kept.drop_from(id, 3)
    assert kept.append(id, "3!", None) == 3
    kept.drop_from(id, 9)
    assert [each.question for each in kept.load(id)] == ["1?", "2!", "3!"]
    kept.drop_from(id, 1)
    assert kept.listed() == ()
    assert kept.append(id, "Von vorn?", None) == 1
    with pytest.raises(ValueError, match="counted from 1, got 0"):
        kept.drop_from(id, 0)


def test_feedback_is_given_changed_and_taken_back(kept: Conversations) -> None:
    id = kept.begin()
    kept.append(id, "Wer?", answer("Wer?"))
    kept.feedback(id, 1, False, "Falscher Satz")
    judged = kept.load(id)[0].feedback
    assert judged is not None
    assert (judged.liked, judged.reason) == (False, "Falscher Satz")
    kept.feedback(id, 1, True)
    judged = kept.load(id)[0].feedback
    assert judged is not None
    assert (judged.liked, judged.reason) == (True, "")
    kept.feedback(id, 1, None)
    assert kept.load(id)[0].feedback is None
    with pytest.raises(ConversationMissing, match="no turn 2"):
        kept.feedback(id, 2, True)


# --- owners ---------------------------------------------------------------------------------------


def test_nobody_sees_or_changes_anothers_conversation(kept: Conversations) -> None:
    id = kept.begin()
    kept.append(id, "Meine Frage?", answer("Meine Frage?"), "ada")
    before = kept.load(id, "ada")
    for other in ("", "bob"):
        assert (kept.listed(other), kept.load(id, other)) == ((), ())
        kept.delete(id, other)
        kept.drop_from(id, 1, other)
        missing = f"no conversation {id}"
        with pytest.raises(ConversationMissing, match=missing):
            kept.append(id, "?", None, other)
        with pytest.raises(ConversationMissing, match=missing):
            kept.replace(id, 1, "?", None, other)
        with pytest.raises(ConversationMissing, match=missing):
            kept.feedback(id, 1, True, owner=other)
    assert kept.load(id, "ada") == before


@pytest.mark.parametrize("id", ["", "short", "../../etc/passwd", "a b c d e f", "x" * 65, "é" * 9])
def test_what_is_no_id_becomes_none(kept: Conversations, id: str) -> None:
    with pytest.raises(ConversationMissing, match="no conversation's id"):
        kept.append(id, "?", None)
    assert kept.listed() == ()


# --- deleted is deleted ---------------------------------------------------------------------------


def test_nothing_of_a_deleted_conversation_is_left_in_the_files(
    kept: Conversations, path: Path
) -> None:
    """Many of all sizes: a row that SQLite moves between pages is what would leave a copy."""
    ids = [kept.begin() for _ in range(24)]
    for turn in range(8):
        for number, id in enumerate(ids):
            secret = f"GEHEIM{number:02}X"
            article = Article(secret, secret * (1 + 37 * turn * number % 500), version=1)
            kept.append(id, secret + "?" * (number * turn % 90), answer(secret, article))
            kept.feedback(id, turn + 1, True, f"weil {secret}")
    for number, id in enumerate(ids):
        if number not in (7, 23):
            kept.delete(id)
    written = b"".join(bytes_of_all(path))
    left = {number for number in range(24) if f"GEHEIM{number:02}X".encode() in written}
    assert left == {7, 23}
    assert [each.id for each in kept.listed()] == [ids[23], ids[7]]


def test_what_was_undone_replaced_or_taken_back_is_gone_at_the_latest_when_closed(
    path: Path,
) -> None:
    with Conversations.open(path) as conversations:
        ids = [conversations.begin() for _ in range(20)]
        for number, id in enumerate(ids):
            for turn in range(1, 5):
                conversations.append(id, f"GEHEIM {number} {turn}", answer("GEHEIM" * number))
                conversations.feedback(id, turn, False, "GEHEIM")
        for id in ids:
            conversations.feedback(id, 1, None)
            conversations.drop_from(id, 2)
            conversations.replace(id, 1, "Neu?", None)
        assert [len(conversations.load(id)) for id in ids] == [1] * 20
    conversations.close()
    assert b"GEHEIM" not in b"".join(bytes_of_all(path))


def test_a_deleted_conversation_stays_deleted(kept: Conversations) -> None:
    """Its answer may still have been on its way."""
    id = kept.begin()
    kept.append(id, "Wer?", None)
    kept.delete(id)
    kept.delete(id)
    with pytest.raises(ConversationMissing, match="was deleted - begin a new one"):
        kept.append(id, "Wer noch?", answer("Wer noch?"))
    assert kept.listed() == ()


def test_a_deletion_that_was_killed_is_finished_at_the_next_opening(path: Path) -> None:
    with Conversations.open(path) as conversations:
        id = conversations.begin()
        conversations.append(id, "GEHEIM" * 900, None)
    with sqlite3.connect(path) as other:  # what a process killed before it wiped leaves behind
        other.execute("PRAGMA secure_delete = OFF")
        other.execute("DELETE FROM turns")
        other.execute("DELETE FROM conversations")
        other.execute("INSERT INTO unwiped DEFAULT VALUES")
    other.close()
    assert b"GEHEIM" in b"".join(bytes_of_all(path))
    Conversations.open(path).close()
    assert b"GEHEIM" not in b"".join(bytes_of_all(path))


# --- threads and processes ------------------------------------------------------------------------


def test_many_threads_lose_nothing(kept: Conversations) -> None:
    shared = kept.begin()

    def work(thread: int) -> None:
        own = kept.begin()
        for number in range(1, 11):
            kept.append(shared, f"{thread}/{number}?", answer("?"))
            assert kept.append(own, f"{number}?", answer("?"), f"owner {thread}") == number
            assert len(kept.load(own, f"owner {thread}")) == number
        kept.drop_from(own, 6, f"owner {thread}")

    in_threads(work, 8)
    questions = [each.question for each in kept.load(shared)]
    assert sorted(questions) == sorted(f"{n}/{m}?" for n in range(8) for m in range(1, 11))
    assert [kept.listed(f"owner {n}")[0].turns for n in range(8)] == [5] * 8


def test_two_openings_of_one_file_see_each_other(kept: Conversations, path: Path) -> None:
    id = kept.begin()

    def work(thread: int) -> None:
        with Conversations.open(path) as other:
            for _ in range(5):
                other.append(id, f"{thread}?", None)

    in_threads(work, 4)
    assert sorted(each.question for each in kept.load(id)) == sorted(
        f"{thread}?" for thread in range(4) for _ in range(5)
    )


def test_a_reader_of_another_process_holds_nobody_up(kept: Conversations, path: Path) -> None:
    """Where it reads the log keeps its bytes until the next time, which then empties it."""
    id = kept.begin()
    kept.append(id, "GEHEIM?", None)
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM turns").fetchone()
    started = time.perf_counter()
    kept.feedback(id, 1, True, "GEHEIM")
    assert time.perf_counter() - started < 15  # it is waited for a second, not for thirty
    reader.close()
    kept.delete(id)
    assert b"GEHEIM" not in b"".join(bytes_of_all(path))


# --- damaged and foreign --------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_the_file_is_its_users_alone(kept: Conversations, path: Path) -> None:
    kept.append(kept.begin(), "Wer?", None)
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    assert modes == dict.fromkeys((FILE, f"{FILE}-shm", f"{FILE}-wal"), 0o600)


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes(b"hello " * 1000)
    with pytest.raises(ConversationsDamaged, match=r"are damaged .*move that file away"):
        Conversations.open(path)
    assert path.read_bytes() == b"hello " * 1000


def test_another_programs_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / FILE
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE notes (text)")
    other.close()
    before = bytes_of(tmp_path)
    with pytest.raises(ConversationsDamaged, match="no conversations of article-qa"):
        Conversations.open(path)
    assert bytes_of(tmp_path) == before


def test_a_file_of_the_first_format_is_taken_over(path: Path) -> None:
    """It had no filters."""
    with Conversations.open(path) as conversations:
        id = conversations.begin()
        conversations.append(id, "Wer?", answer("Wer?"))
        conversations.feedback(id, 1, False, "Falscher Satz")
        before = conversations.load(id)
    fresh = _columns(path)
    with sqlite3.connect(path) as other:
        other.executescript("ALTER TABLE turns DROP COLUMN filters; PRAGMA user_version = 1")
    other.close()
    assert _columns(path) != fresh
    with Conversations.open(path) as conversations:
        assert conversations.load(id) == before
        conversations.append(id, "Und wann?", None, filters=Filters(since="2024-11-08"))
    assert _columns(path) == fresh
    with Conversations.open(path) as conversations:  # once is enough
        assert [each.filters.since for each in conversations.load(id)] == [None, "2024-11-08"]


def _columns(path: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as other:
        found = other.execute("PRAGMA table_info(turns)").fetchall()
    other.close()
    return found


@pytest.mark.parametrize(
    ("found", "advice"), [(FORMAT + 1, "newer .*update article-qa"), (0, "older .*move it away")]
)
def test_another_format_is_refused(path: Path, found: int, advice: str) -> None:
    Conversations.open(path).close()
    with sqlite3.connect(path) as other:
        other.execute(f"PRAGMA user_version = {found}")
    other.close()
    with pytest.raises(ConversationsDamaged, match=advice):
        Conversations.open(path)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE articles SET article = replace(article, 'Musk', 'Mask')",
        "UPDATE turns SET answer = '{'",
        "UPDATE turns SET answer = '{\"shape\":99}'",
        "UPDATE turns SET answer = '{}'",
        "UPDATE turns SET filters = '{'",
        'UPDATE turns SET filters = \'{"colour":"red"}\'',
        "DELETE FROM referred",
    ],
)
def test_a_damaged_turn_is_reported(path: Path, damage: str) -> None:
    with Conversations.open(path) as conversations:
        id = conversations.begin()
        conversations.append(id, "Wer?", answer("Wer?"))
    with sqlite3.connect(path) as other:
        other.execute(damage)
    other.close()
    with Conversations.open(path) as conversations:
        with pytest.raises(ConversationsDamaged, match=f"conversation {id}: .* - move that file"):
            conversations.load(id)
        assert conversations.listed()[0].title == "Wer?"
        conversations.delete(id)
        assert conversations.listed() == ()


def test_torn_pages_are_reported(path: Path) -> None:
    with Conversations.open(path) as conversations:
        id = conversations.begin()
        for number in range(50):
            conversations.append(id, f"{number}?" * 500, answer("?"))
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\xff" * (len(content) - 8192))
    with (
        pytest.raises(ConversationsDamaged, match="are damaged"),
        Conversations.open(path) as conversations,
    ):
        conversations.load(id)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_a_folder_that_cannot_be_written_is_named(open_place: Path) -> None:
    closed = open_place / "closed"
    closed.mkdir(mode=0o555)
    with unprivileged(), pytest.raises(ArticleQAError, match=r"closed.* - check the permissions"):
        Conversations.open(closed / FILE)
    with pytest.raises(ArticleQAError, match="check the permissions"):
        Conversations.open(open_place)  # a folder


def bytes_of_all(path: Path) -> list[bytes]:
    return [each.read_bytes() for each in path.parent.iterdir()]


def _count(path: Path, table: str) -> int:
    with sqlite3.connect(path) as other:
        (count,) = other.execute(f"SELECT count(*) FROM {table}").fetchone()
    other.close()
    return int(count)
