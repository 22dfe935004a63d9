"""Scores, filters, versions; an index after edits is a fresh one; a query never writes or waits."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from conftest import (
    QUESTIONS,
    SIX,
    Counting,
    Found,
    Late,
    bytes_of,
    environment,
    found,
    many,
    prose,
    same_as_fresh,
    write,
)

from index import Article, ArticleQAError, Index
from index.errors import (
    ArticleMissing,
    BadQuestion,
    EncoderMismatch,
    FolderMissing,
    IndexMissing,
)
from index.fusion import DENSE_SHARE
from index.hashed import HashedEncoder
from index.passages import Settings, embedded_text
from index.query import LONGEST_QUESTION
from index.store import Store
from index.types import Encoder, Vectors
from index.writer import Writer

LIBRARY = "Was kostet die neue Bibliothek in Kleinhausen?"


# --- scores ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS)
def test_scores_are_similarities_best_first(built: Index, question: str) -> None:
    hits = built.search(question)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)
    assert len({hit.passage.id for hit in hits}) == len(hits) == 7


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("Wer kündigte eine Klage an?", "sections.md"),
        ("Where did the family move?", "emoji.txt"),
        ("Wann ist der Vulkan Krafla ausgebrochen?", "short.txt"),
        ("Wie viele Gäste begrüßte Zoë Dvořák?", "nfd.txt"),
        ("Bibliothek für achtzehn Millionen", "twin-b.txt"),
        ("Bibliothek für zwölf Millionen", "twin-a.txt"),
    ],
)
def test_the_right_article_comes_first(built: Index, question: str, article: str) -> None:
    assert built.search(question)[0].article.id == article


def test_a_hit_is_a_span_of_its_article(built: Index) -> None:
    for hit in built.search(LIBRARY):
        kept = built.article(hit.article.id, hit.passage.version)
        assert hit.passage.text == kept.text[hit.passage.start : hit.passage.end]
        assert hit.passage.text == hit.passage.text.strip() != ""


def test_equal_passages_score_equal(empty: Index) -> None:
    empty.add(Article(name, SIX["twin-a.txt"], title="Bibliothek") for name in ("x", "y", "z"))
    assert len({hit.score for hit in empty.search(LIBRARY)}) == 1


def test_a_question_that_is_a_passage_finds_it_with_the_highest_cosine(empty: Index) -> None:
    text = "Vulkan Krafla Island"
    empty.add([Article("v", text, title="", language="de"), *many(3, 2)])
    best = empty.search(text)[0]
    cosine = HashedEncoder().encode([embedded_text(best.article.title or "", text)])
    assert best.article.id == "v"
    assert best.score <= 1.0
    assert best.score >= DENSE_SHARE * float((cosine @ HashedEncoder().encode([text]).T)[0, 0])


def test_k_limits(built: Index) -> None:
    every = found(built, LIBRARY, 100)
    assert len(every) == 7
    assert found(built, LIBRARY, 3) == every[:3]
    assert found(built, LIBRARY, 10**12) == every
    for wrong in (0, -1):
        with pytest.raises(ValueError, match=f"at least 1, got {wrong}"):
            built.search(LIBRARY, wrong)


def test_an_empty_index_finds_nothing(empty: Index) -> None:
    assert empty.search(LIBRARY) == ()
    assert empty.articles() == ()
    assert empty.status().articles == empty.status().passages == 0
    assert empty.status().encoder is None


def test_a_translation_is_found_as_a_report_in_the_language_of_the_question(empty: Index) -> None:
    """Where vectors and words are the same, only the language tells the two apart."""
    shared = "Axios 118 Brovary Tesla Starlink Zaluzhnyi"
    empty.add(
        [
            Article("de", f"Das ist ein Bericht über den Anruf: {shared}", language="de"),
            Article("en", f"This is the report about the phone call: {shared}", language="en"),
            Article("fr", f"Voici le reportage sur cet appel: {shared}", language="fr"),
        ]
    )
    vector = np.zeros(empty.encoder.spec.dimension, np.float32)
    for question, other in (("Wer rief wen an?", "en"), ("Who called whom?", "de")):
        scores = {
            hit.article.id: hit.score
            for hit in empty.search_vector(question, vector, dense_share=1.0)
        }
        lifted = {id for id, score in scores.items() if score > 0}
        assert lifted == {other}
    assert {hit.score for hit in empty.search_vector("118?", vector, dense_share=1.0)} == {0.0}


def test_an_article_without_a_word_can_be_indexed(empty: Index) -> None:
    empty.add([Article("a", "?!"), Article("b", "👍 👍 👍")])
    assert [hit.score for hit in empty.search("Wer kam?")] == [0.0, 0.0]
    assert empty.verify() == []


# --- questions ------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["", " ", "\n\t\u00a0", "\u2003"])
def test_an_empty_question_is_refused(built: Index, question: str) -> None:
    with pytest.raises(BadQuestion, match="empty"):
        built.search(question)


def test_an_endless_question_is_refused_and_a_long_one_is_not(built: Index) -> None:
    start = "Bibliothek Kleinhausen "
    longest = start + "x" * (LONGEST_QUESTION - len(start))
    assert built.search(longest)[0].article.id in {"twin-a.txt", "twin-b.txt"}
    with pytest.raises(BadQuestion, match="100,001"):
        built.search(longest + "x")


@pytest.mark.parametrize(
    "question",
    [
        "???",
        "👨‍👩‍👧‍👦",
        "\u0301",
        "a\0b",
        "Wer \udcff kündigte?",
        "\ud800",
        '") OR 1=1 --',
        "body_de:Bibliothek AND (",
        "* ~ ^2 [a TO b]",
        "Бібліотека",
        "図書館の値段は?",
        "wort " * 4000,
    ],
)
def test_any_other_question_is_answered(built: Index, question: str) -> None:
    hits = built.search(question)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(hits) == 7


def test_a_question_is_normalised_as_the_articles_are(built: Index) -> None:
    import unicodedata

    question = "Wie viele Gäste begrüßte Zoë Dvořák?"
    assert found(built, unicodedata.normalize("NFD", question)) == found(built, question)
    assert found(built, f"  {question}\n") == found(built, question)


# --- filters --------------------------------------------------------------------------------------


@pytest.fixture
def dated(empty: Index) -> Index:
    empty.add(
        [
            Article("en", "The library costs twelve million.", language="en", source="Times"),
            Article("de", "Die Bibliothek kostet zwölf Millionen.", language="de", source="Bote"),
            Article("oct", "Bibliothek im Oktober.", language="de", published="2024-10-31"),
            Article("nov", "Bibliothek im November.", language="de", published="2024-11-08"),
            Article(
                "hour", "Bibliothek am Abend.", language="de", published="2024-11-30T22:15:00+01:00"
            ),
            Article("fr", "La bibliothèque coûte douze millions.", language="fr", source="Bote"),
        ]
    )
    return empty


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, "de en fr hour nov oct"),
        ({"languages": ["en"]}, "en"),
        ({"languages": "de"}, "de hour nov oct"),  # a lone string is one value
        ({"languages": ("en", "fr")}, "en fr"),
        ({"articles": []}, ""),  # who may see none is not to see all
        ({"languages": ["xx"]}, ""),
        ({"languages": ["EN-gb", "fra"]}, "en fr"),  # as a file may name its own
        ({"sources": "Bote"}, "de fr"),
        ({"sources": ["Bote"], "languages": "de"}, "de"),
        ({"articles": "nov"}, "nov"),
        ({"articles": ["nov", "en", "unknown"]}, "en nov"),
        ({"since": "2024-11"}, "hour nov"),
        ({"since": "2024-11-08"}, "hour nov"),
        ({"since": "2024-11-09"}, "hour"),
        ({"until": "2024-10"}, "oct"),
        ({"until": "2024-11-30"}, "hour nov oct"),
        ({"until": date(2024, 11, 8)}, "nov oct"),
        ({"since": date(2024, 11, 1), "until": date(2024, 11, 8)}, "nov"),
        ({"since": "2024"}, "hour nov oct"),
        ({"since": "2025"}, ""),
        ({"since": "2024-11-30T21:00:00+00:00"}, "hour"),  # 22:15 in Berlin is 21:15 there
        ({"since": "2024-11-30 21:30Z"}, ""),
        ({"until": "2024-11-30T16:15:00-05:00"}, "hour nov oct"),
        ({"until": datetime(2024, 11, 30, 21, 14, tzinfo=UTC)}, "nov oct"),
        ({"until": "2024-11-08T00"}, "nov oct"),
    ],
)
def test_filters(dated: Index, filters: dict[str, object], expected: str) -> None:
    hits = dated.search("Was kostet die Bibliothek?", **filters)  # type: ignore[arg-type]
    assert sorted(hit.article.id for hit in hits) == expected.split()


def test_a_filter_never_crowds_out_what_it_lets_through(empty: Index) -> None:
    """The wanted article is far from the first 50 by vector and by keyword, and still found."""
    crowd = [
        Article(f"c{n}", f"Bibliothek kostet Geld {n}.", title="Bibliothek") for n in range(120)
    ]
    empty.add([*crowd, Article("wanted", "Ein Satz ohne jeden Bezug.", title="Bezug")])
    assert [hit.article.id for hit in empty.search("Bibliothek kostet", articles="wanted")] == [
        "wanted"
    ]


@pytest.mark.parametrize("count", [1, 63, 65, 150])
@pytest.mark.parametrize("k", [3, 10**12])
def test_filtered_hits_are_the_hits_less_the_others(empty: Index, count: int, k: int) -> None:
    """However many articles a filter names, best or worst ones: what is found is as without it."""
    empty.add(
        Article(f"c{n:03}", f"Bibliothek {'Kleinhausen ' * (n % 5)}{n}.", title="Ort")
        for n in range(200)
    )
    every = found(empty, "Bibliothek Kleinhausen", 200)
    for names in (
        {f"c{n:03}" for n in range(count)},
        {f"c{n:03}" for n in range(200 - count, 200)},
    ):
        got = found(empty, "Bibliothek Kleinhausen", k, articles=sorted(names))
        assert [hit[-1] for hit in got] == [hit[-1] for hit in every if hit[0] in names][:k]
        assert {hit[0] for hit in got} <= names


@pytest.mark.parametrize(
    "wrong",
    [
        *("gestern", "8.11.2024", "2024-1", "", "2024-11-8", "2024-31-12", "2024-99", "2024-02-30"),
        *("2024-11-30foo", "2024-11-30T25:00", "2024-11-30T", "0000", "٢٠٢٤", "2024-11-30\n"),
    ],
)
def test_a_date_that_is_none_is_refused(dated: Index, wrong: str) -> None:
    with pytest.raises(BadQuestion, match=r"filter by since - .* is not a date - write it as 2024"):
        dated.search("Bibliothek", since=wrong)
    with pytest.raises(BadQuestion, match="filter by until - "):
        dated.search("Bibliothek", until=wrong)


@pytest.mark.parametrize("wrong", ["German", "", " ", "d", "deutsch", "und", "12"])
def test_a_language_that_is_no_code_is_refused(dated: Index, wrong: str) -> None:
    with pytest.raises(BadQuestion, match=r"filter by languages - '.*' is not the code of one - "):
        dated.search("Bibliothek", languages=["de", wrong])


# --- versions -------------------------------------------------------------------------------------


def test_an_old_version_stays_readable_after_a_change(built: Index, folder: Path) -> None:
    before = built.article("short.txt")
    write(folder, {"short.txt": "Vulkan Krafla ist wieder ruhig."})
    assert built.sync(folder).changed == 1
    assert built.article("short.txt").version == 2
    assert built.article("short.txt").text == "Vulkan Krafla ist wieder ruhig."
    assert built.article("short.txt", 1) == before
    hits = [hit for hit in built.search("Vulkan Krafla", 20) if hit.article.id == "short.txt"]
    assert [hit.passage.version for hit in hits] == [2]


def test_a_removed_article_is_missing_in_every_version(built: Index) -> None:
    assert built.remove("short.txt").removed == 1  # a lone string is one id
    for version in (None, 1):
        with pytest.raises(ArticleMissing, match=r"short\.txt"):
            built.article("short.txt", version)
    assert all(hit.article.id != "short.txt" for hit in built.search("Vulkan Krafla", 20))
    assert built.remove(["short.txt", "never seen"]).removed == 0
    assert built.verify() == []


@pytest.mark.parametrize("version", [0, -1, 2, 10**30])
def test_an_unknown_version_is_missing(built: Index, version: int) -> None:
    with pytest.raises(ArticleMissing):
        built.article("short.txt", version)


def test_version_numbers_are_never_reused(empty: Index) -> None:
    versions = []
    for text in ("Erster Satz.", "Zweiter Satz.", "Erster Satz."):
        empty.add([Article("a", text)])
        versions.append(empty.article("a").version)
        empty.remove(["a"])
    empty.add([Article("a", "Erster Satz.")])
    empty.add([Article("a", "Vierter Satz.")])
    assert [*versions, empty.article("a").version] == [1, 2, 3, 5]


def test_passage_ids_are_never_reused(empty: Index) -> None:
    seen: set[int] = set()
    for turn in range(6):
        empty.add([Article("a", prose(f"t{turn}", 8))])
        ids = {hit.passage.id for hit in empty.search("Bericht meldet", 50)}
        assert len(ids) >= 3
        assert not ids & seen
        seen |= ids
        if turn % 2:
            empty.remove(["a"])


def test_an_added_article_that_is_as_it_was_is_kept(empty: Index) -> None:
    article = Article("a", SIX["nfd.txt"], title="Zirkus")
    assert empty.add([article]).embedded == 1
    again = empty.add([article, empty.article("a")])
    assert (again.added, again.changed, again.kept, again.embedded) == (0, 0, 1, 0)
    assert empty.article("a").version == 1
    other = empty.add([replace(article, title="Zirkus in Prag")])
    assert (other.changed, other.embedded, empty.article("a").version) == (1, 1, 2)


def test_an_article_without_an_id_is_a_bug_of_the_caller(empty: Index) -> None:
    with pytest.raises(ValueError, match="id"):
        empty.add([Article("  ", "Text.")])


# --- invariant 3: only what changed is embedded, and the result is a fresh build ------------------


def test_a_second_sync_embeds_nothing(tmp_path: Path, folder: Path) -> None:
    encoder = Counting()
    with Index.open(tmp_path / "i", encoder=encoder) as index:
        assert index.sync(folder).embedded == len(encoder.documents) == 7
        before = found(index, LIBRARY)
        second = index.sync(folder)
        assert (second.embedded, second.kept, len(encoder.documents)) == (0, 6, 7)
        assert found(index, LIBRARY) == before
    assert index.path == tmp_path / "i"


def test_an_edit_embeds_only_the_passages_that_changed(tmp_path: Path) -> None:
    encoder = Counting()
    sentences = [prose(f"s{n}", 1, 100) for n in range(20)]  # 105 words: one a window
    with Index.open(tmp_path / "i", encoder=encoder) as index:
        folder = write(tmp_path / "f", {"long.txt": "\n".join(sentences)} | SIX)
        first = index.sync(folder)
        assert first.embedded == 20 + 7
        encoder.documents.clear()
        sentences[11] = prose("neu", 1, 100)
        write(folder, {"long.txt": "\n".join(sentences)})
        second = index.sync(folder)
        assert (second.changed, second.kept, second.embedded) == (1, 6, 1)
        assert len(encoder.documents) == 1
        assert "neuwort0x99" in encoder.documents[0]
        same_as_fresh(index, tmp_path / "fresh", (*QUESTIONS, "neuwort0x99 s3wort0x1 Stadt"))


def test_equal_texts_are_embedded_once(tmp_path: Path) -> None:
    encoder = Counting()
    with Index.open(tmp_path / "i", encoder=encoder) as index:
        index.add(Article(f"a{n}", SIX["twin-a.txt"], title="Bibliothek") for n in range(5))
        assert len(encoder.documents) == 1
        assert index.status().passages == 5


def test_after_many_changes_the_index_is_as_a_fresh_one(built: Index, folder: Path) -> None:
    for turn in range(6):
        name = ("twin-a.txt", "short.txt", "emoji.txt")[turn % 3]
        write(
            folder,
            {name: SIX[name].replace("a", f"a{turn}", 3), f"new{turn}.txt": prose("n", turn + 1)},
        )
        if turn == 3:
            (folder / "nfd.txt").unlink()
            (folder / "new1.txt").unlink()
        built.sync(folder)
    built.add(many(4, 5))
    built.remove(["a001"])
    assert built.verify() == []
    same_as_fresh(built, folder.parent / "fresh", (*QUESTIONS, "a002wort1x3 Bericht"))


def test_reopened_the_index_answers_the_same(built: Index) -> None:
    before = {question: found(built, question) for question in QUESTIONS}
    built.close()
    with Index.open(built.path, create=False) as again:
        assert {question: found(again, question) for question in QUESTIONS} == before
        assert again.encoder.spec.name == "hashed"


def test_the_dense_half_alone_finds_the_nearest_as_a_naive_search(tmp_path: Path) -> None:
    """Candidates come from 8-bit codes; the scores and the order are exact."""
    articles = many(30, 8)
    question = "a003wort1x3 a003wort2x5 Bericht a017wort0x1"
    with Index.open(tmp_path / "i", encoder="hashed") as index:
        index.add(articles)
        with Store.open(tmp_path / "i", create=False).reading() as read:
            ids, vectors = read.vectors()
        vector = HashedEncoder().encode([question])[0]
        cosines = vectors @ vector
        best = ids[np.argsort(-cosines, kind="stable")][:5].tolist()
        hits = index.search_vector("...", vector, 5)
    assert [hit.passage.id for hit in hits] == best
    assert [hit.score for hit in hits] == pytest.approx(
        sorted(DENSE_SHARE * cosines)[::-1][:5], abs=1e-4
    )


# --- invariant 5: a query never writes, never waits, and sees one generation ----------------------


def test_a_query_never_writes(built: Index) -> None:
    built.close()
    before = bytes_of(built.path)
    stamps = {path: path.stat().st_mtime_ns for path in built.path.rglob("*") if path.is_file()}
    with Index.open(built.path, create=False) as index:
        for question in QUESTIONS:
            index.search(question)
        index.article("short.txt")
        index.articles()
        index.status()
        index.verify()
        index.concepts(LIBRARY, "de")
        index.concepts(LIBRARY, "en", known_only=True)
        index.terms(SIX["nfd.txt"], "de")
    assert bytes_of(built.path) == before
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps
    assert sorted(path for path in built.path.rglob("*") if path.is_file()) == sorted(stamps)


class Pausing(HashedEncoder):
    """Stops inside a sync, at its first passages, until it is let go on."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.go_on = threading.Event(), threading.Event()

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        if not query and not self.go_on.is_set():
            self.inside.set()
            assert self.go_on.wait(60)
        return super().encode(texts, query=query)


def test_a_sync_in_another_thread_never_blocks_a_query(built: Index, folder: Path) -> None:
    built.close()
    encoder = Pausing()
    with Index.open(built.path, encoder=encoder) as index:
        before = found(index, LIBRARY)
        write(folder, {"twin-c.txt": SIX["twin-a.txt"].replace("Montag", "Sonntag")})
        sync = threading.Thread(target=index.sync, args=(folder,))
        sync.start()
        try:
            assert encoder.inside.wait(60)
            assert found(index, LIBRARY) == before  # while the sync stands still, with the lock
            assert len(index.articles()) == 6
            assert index.status().articles == 6
        finally:
            encoder.go_on.set()
            sync.join(60)
        assert not sync.is_alive()
        assert any(hit[0] == "twin-c.txt" for hit in found(index, LIBRARY))


def test_another_processs_sync_is_seen_at_the_next_query(built: Index, folder: Path) -> None:
    assert all(hit[0] != "new.txt" for hit in found(built, LIBRARY))
    write(folder, {"new.txt": SIX["twin-a.txt"].replace("Montag", "Sonntag")})
    (folder / "twin-a.txt").unlink()
    subprocess.run(
        [sys.executable, "-m", "index", "sync", folder, "--index", built.path],
        env=environment(),
        check=True,
        timeout=60,
    )
    assert {hit[0] for hit in found(built, LIBRARY)} == {*SIX, "new.txt"} - {"twin-a.txt"}
    with pytest.raises(ArticleMissing):
        built.article("twin-a.txt")


def _version(marker: str, number: int) -> Article:
    text = " ".join(
        f"Die {marker} Meldung {n} nennt {' '.join(f'w{n}x{word}' for word in range(60))} am Tag."
        for n in range(24)
    )
    return Article("A", text, title="Meldung", language="de")


@pytest.mark.parametrize("own", [True, False], ids=["one index", "two indexes"])
def test_a_search_sees_one_generation_whole(tmp_path: Path, own: bool) -> None:
    """While A's passages are replaced again and again, each search has all of one version."""
    question, still = "Meldung nennt w3x1 w7x2 am Tag", many(3, 4)
    first, second = _version("alte", 1), _version("neue", 2)
    expected: list[Found] = []
    for turn, article in enumerate((first, second)):
        with Index.open(tmp_path / f"alone{turn}", encoder="hashed") as alone:
            alone.add([article, *still])
            expected.append(found(alone, question, 40))
    problems: list[str] = []
    searches, done = [0], threading.Event()

    def read(index: Index) -> None:
        while not done.is_set():
            hits = [hit for hit in index.search(question, 40) if hit.article.id == "A"]
            marker = {"alte" if " alte " in hit.passage.text else "neue" for hit in hits}
            versions = {hit.passage.version for hit in hits}
            spans = sorted((hit.passage.start, hit.passage.end) for hit in hits)
            wanted = [sorted((e[1], e[2]) for e in each if e[0] == "A") for each in expected]
            if len(marker) != 1 or len(versions) != 1 or spans not in wanted:
                problems.append(f"{versions} {marker} {len(spans)} {len(wanted[0])}")
            searches[0] += 1

    def guarded(index: Index) -> None:
        try:
            read(index)
        except BaseException as error:
            problems.append(repr(error))
            raise

    with (
        Index.open(tmp_path / "i", encoder="hashed") as writer,
        Index.open(tmp_path / "i", encoder="hashed") as other,
    ):
        writer.add([first, *still])
        reader = writer if own else other
        threads = [threading.Thread(target=guarded, args=(reader,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        try:
            for turn in range(12):
                writer.add([first if turn % 2 else second])
        finally:
            done.set()
            for thread in threads:
                thread.join(60)
        assert problems == []
        assert searches[0] >= 4
        assert [hit[:-1] for hit in found(writer, question, 40)] == [
            hit[:-1] for hit in expected[0]
        ]
        assert writer.verify() == []


def test_many_threads_search_at_once_alike(built: Index) -> None:
    expected = {question: found(built, question) for question in QUESTIONS}
    got: list[dict[str, Found]] = []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait(60)
        got.append({question: found(built, question) for question in QUESTIONS})

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert got == [expected] * 8


# --- encoders -------------------------------------------------------------------------------------


def test_another_name_is_refused_with_the_command_that_helps(built: Index) -> None:
    with pytest.raises(EncoderMismatch, match=r"python -m index reembed --encoder"):
        Index.open(built.path, encoder="all-MiniLM-L6-v2")
    with pytest.raises(EncoderMismatch, match="built with the encoder hashed"):
        Index.open(built.path, encoder=HashedEncoder(dimension=64))


class Retrained(HashedEncoder):
    """The same name, other weights."""

    def __init__(self) -> None:
        super().__init__()
        self._spec = replace(self._spec, revision="2")


def test_another_revision_is_refused(built: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[Path] = []
    monkeypatch.setattr(Store, "close", lambda store: closed.append(store.path))
    with pytest.raises(EncoderMismatch, match=r"revision 1.*revision 2"):
        Index.open(built.path, encoder=Retrained())
    assert len(closed) == 1
    monkeypatch.undo()


def test_other_settings_are_refused_and_named(built: Index, folder: Path) -> None:
    store = Store.open(built.path, create=False)
    with Index(store, HashedEncoder, Settings(tokens=64)) as index:
        with pytest.raises(EncoderMismatch, match="reembed") as refused:
            index.search(LIBRARY)
        assert "64" in str(refused.value) or "settings" in str(refused.value)
        write(folder, {"short.txt": "Anders."})
        with pytest.raises(EncoderMismatch):
            index.sync(folder)
    assert built.article("short.txt").version == 1


def test_other_settings_are_named_where_the_encoder_is_the_same(built: Index) -> None:
    store = Store.open(built.path, create=False)
    with Index(store, HashedEncoder, Settings(tokens=64)) as index:
        with pytest.raises(EncoderMismatch, match=r"tokens 128.* not .*tokens 64,"):
            index.search(LIBRARY)
        with pytest.raises(EncoderMismatch, match=r"tokens 128.* not .*tokens 64,"):
            index.add([Article("a", "Text.")])


def test_who_follows_takes_over_other_settings_too(built: Index, tmp_path: Path) -> None:
    with built._store.writing() as write_:
        write_.set_encoder(HashedEncoder().spec, Settings(tokens=8))
    built.close()
    with Index.open(built.path) as following, Index.open(built.path) as other:
        assert following.search(LIBRARY) != ()  # it has seen the settings of before
        other.reembed("hashed")
        assert following.add([Article("long", prose("lang", 2))]).added == 1
        same_as_fresh(following, tmp_path / "fresh", (*QUESTIONS, "Bericht langwort1x1"))


def test_reembed_moves_everything_to_another_encoder(built: Index, tmp_path: Path) -> None:
    other = Index.open(built.path, create=False)
    old = found(other, LIBRARY)
    small = HashedEncoder(dimension=96, max_tokens=24)
    progress: list[tuple[int, int]] = []
    count = built.reembed(small, progress=lambda *step: progress.append(step))
    status = built.status()
    assert status.encoder == small.spec
    assert count == status.passages > 7
    assert progress == [(n, 6) for n in range(1, 7)]
    assert built.verify() == []
    assert built.article("short.txt").version == 1  # the texts are as they were
    assert built.search(LIBRARY)[0].article.id == old[0][0]
    with pytest.raises(EncoderMismatch):
        other.search(LIBRARY)
    other.close()
    with (
        Index.open(built.path, encoder=small, create=False) as again,
        Index.open(tmp_path / "fresh", encoder=small) as fresh,
    ):
        fresh.add(built.articles())
        assert found(again, LIBRARY) == found(fresh, LIBRARY) == found(built, LIBRARY)


def test_the_encoder_loaded_first_is_the_one_of_now(
    built: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = Retrained()
    newer._spec = replace(newer._spec, name="newer")
    known: dict[str, Encoder] = {"hashed": HashedEncoder(), "newer": newer}
    loaded: list[str] = []

    def noting(name: str, **_: object) -> Encoder:
        loaded.append(name)
        return known[name]

    monkeypatch.setattr("index.search.load", noting)
    with Index.open(built.path, create=False) as other:  # has loaded none yet
        built.reembed(newer)
        assert found(other, LIBRARY) == found(built, LIBRARY)
        assert other.encoder.spec == newer.spec
    assert loaded == ["newer"]


def _newer() -> Retrained:
    """An encoder that no name loads, with vectors of another length."""
    encoder = Retrained()
    encoder._spec = replace(encoder._spec, name="newer", dimension=96)
    return encoder


@pytest.mark.parametrize("named", ["hashed", None], ids=["of a certain encoder", "following"])
def test_a_question_while_reembed_ends_is_answered(
    built: Index, monkeypatch: pytest.MonkeyPatch, named: str | None
) -> None:
    """The new vectors are there by then, and the keywords are not."""
    rebuild, meanwhile = Writer.rebuild_keywords, list[Found]()

    with Index.open(built.path, encoder=named) as index:
        before = [hit[:-1] for hit in found(index, LIBRARY)]

        def asked(writer: Writer) -> None:
            meanwhile.append(found(index, LIBRARY))
            rebuild(writer)

        monkeypatch.setattr(Writer, "rebuild_keywords", asked)
        index.reembed(_newer())
        assert meanwhile == [found(index, LIBRARY)]
        assert sorted(hit[:-1] for hit in meanwhile[0]) == sorted(before)
        assert index.encoder.spec == _newer().spec


def test_a_question_embedded_just_before_reembed_is_embedded_again(
    built: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = Retrained()
    newer._spec = replace(newer._spec, name="newer")
    known: dict[str, Encoder] = {"hashed": Late(built, newer), "newer": newer}
    monkeypatch.setattr("index.search.load", lambda name, **_: known[name])
    with Index.open(built.path, create=False) as other:
        assert found(other, LIBRARY) == found(built, LIBRARY)
        assert other.encoder.spec == newer.spec


def test_a_vector_of_before_is_refused_in_words(built: Index) -> None:
    vector = built.encoder.encode([LIBRARY], query=True)[0]
    built.reembed(_newer())
    with pytest.raises(EncoderMismatch, match=r"384 dimensions.* have 96 - embed the question"):
        built.search_vector(LIBRARY, vector)


def test_words_are_weighed_whoever_embeds(built: Index) -> None:
    with Index.open(built.path, create=False) as other:
        before = other.concepts(LIBRARY, "de")
        built.reembed(_newer())  # which `other` cannot load
        assert other.concepts(LIBRARY, "de") == before


def test_nothing_changes_when_embedding_fails(built: Index, folder: Path) -> None:
    class Failing(HashedEncoder):
        def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
            if query:
                return super().encode(texts, query=True)
            raise RuntimeError("out of memory")

    before = found(built, LIBRARY)
    write(folder, {"short.txt": "Anders."})
    with Index.open(built.path, encoder=Failing()) as index:
        with pytest.raises(RuntimeError, match="out of memory"):
            index.sync(folder)
        assert found(index, LIBRARY) == before
    assert built.verify() == []
    assert built.sync(folder).changed == 1


# --- small things ---------------------------------------------------------------------------------


def test_status(built: Index) -> None:
    status = built.status()
    assert (status.articles, status.passages) == (6, 7)
    assert status.languages == {"de": 5, "en": 1}
    assert status.encoder == HashedEncoder().spec
    assert status.updated_at is not None
    assert status.updated_at.endswith("+00:00")


def test_no_index_is_an_error_that_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match=r"python -m index sync FOLDER --index"):
        Index.open(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()


def test_concepts_are_the_questions_words_in_a_language(built: Index) -> None:
    question = "Was kostet die neue Bibliothek in Atlantis?"
    weighed = {next(iter(each.concept.terms)): each for each in built.concepts(question, "de")}
    assert set(weighed) == {"kost", "neu", "bibliothek", "atlantis"}
    assert weighed["atlantis"].idf == max(each.idf for each in weighed.values())
    assert {term for term, each in weighed.items() if not each.known} == {"atlantis"}
    known = {
        next(iter(each.concept.terms)): each
        for each in built.concepts(question, "de", known_only=True)
    }
    assert set(known) == {"kost", "neu", "bibliothek"}
    assert known["bibliothek"] == weighed["bibliothek"]


def test_terms_are_those_of_the_articles(built: Index) -> None:
    assert built.terms("Die Häuser, die alten Häuser", "de") == {"haus", "alt"}
    assert built.terms("the houses of the city", "en") == {"hous", "citi"}
    assert built.terms("?! …", None) == frozenset()


def test_errors_are_of_one_family() -> None:
    errors = (ArticleMissing, BadQuestion, EncoderMismatch, FolderMissing, IndexMissing)
    assert all(issubclass(error, ArticleQAError) for error in errors)
    assert str(ArticleMissing("no such article")) == "no such article"


@pytest.fixture
def watching(built: Index, folder: Path) -> Iterator[list[object]]:
    """What `watch` yields, gathered by a thread that has begun to watch."""
    stop, gathered = threading.Event(), list[object]()
    thread = threading.Thread(
        target=lambda: gathered.extend(built.watch(folder, stop=stop)), daemon=True
    )
    thread.start()
    yield gathered
    stop.set()
    thread.join(60)
    assert not thread.is_alive()


def test_watch_ends_when_it_is_stopped(watching: list[object]) -> None:
    assert watching == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"since": 2024}, "since is an int, not a date or a string"),
        ({"until": b"2024"}, "until is a bytes, not a date or a string"),
        ({"languages": 5}, "languages is an int, not a list of strings"),
        ({"articles": [5]}, "articles has an int in it, not only strings"),
        ({"sources": [None]}, "sources has None in it, not only strings"),
        ({"k": "5"}, "k is a str, not a whole number"),
        ({"k": None}, "k is None, not a whole number"),
    ],
)
def test_what_is_of_another_type_is_named(built: Index, given: Any, said: str) -> None:
    with pytest.raises(TypeError, match=f"^{said}$"):
        built.search(LIBRARY, **given)


def test_a_number_of_numpys_will_do(built: Index) -> None:
    k: Any = np.int64(2)
    assert found(built, LIBRARY, k) == found(built, LIBRARY, 2)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([Article(cast("str", 5), "Text.")], "the id of the article 5 is an int, not a string"),
        ([Article("a", cast("str", None))], "the text of the article 'a' is None, not a string"),
        (["a"], "expected articles, got a str"),
        (Article("a", "Text."), "expected articles, got one Article - put it into a list"),
    ],
)
def test_what_is_no_article_is_named(empty: Index, given: Any, said: str) -> None:
    with pytest.raises(TypeError, match=f"^{said}$"):
        empty.add(given)
    assert empty.listing() == ()


def test_what_cannot_be_kept_of_an_article_is_dropped(empty: Index) -> None:
    given = Article("caf\udce9.txt", "Ein\ud800 Satz.", "T", "Deutsch", None, "nix", "gestern")
    assert empty.add([given]).added == 1
    assert empty.add([given]).kept == 1
    (stored,) = empty.articles()
    assert (stored.id, stored.text) == ("caf\ufffd.txt", "Ein\ufffd Satz.")
    assert (stored.language, stored.url, stored.published) == ("de", None, None)
