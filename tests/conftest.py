"""No test reaches the network. Six articles with traps, an index of them, and how to compare two.

The encoder is the one named "hashed" unless a test says otherwise: real, without a model, instant.
"""

from __future__ import annotations

import contextlib
import importlib
import ipaddress
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import timeit
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import settings

os.environ["HF_HUB_OFFLINE"] = "1"  # read when that library is imported, so before any test
settings.register_profile("quick", deadline=None)  # the first example loads models and libraries
settings.load_profile("quick")

from index import Article, Index  # noqa: E402  (after the environment)
from index.hashed import HashedEncoder  # noqa: E402
from index.languages import detect  # noqa: E402
from index.sentences import sentences  # noqa: E402
from index.types import Encoder, Vectors  # noqa: E402

pytest_plugins = ["browsing"]

ROOT = Path(__file__).parent.parent
NOBODY = 65534
OURS = ("ARTICLE_QA_INDEX", "ARTICLE_QA_LLM", "ARTICLE_QA_LLM_BASE_URL")  # settings
Found: TypeAlias = list[tuple[str, int, int, str, float]]  # article, start, end, text, score

_PRAGUE = (
    "In der Nähe der Brücke über die Moldau öffnete am Samstag ein Zirkus seine Türen.\n"
    "Die Direktorin Zoë Dvořák begrüßte 1.200 Gäste. "
    "Ein Ermäßigungsschein kostete z. B. für Schüler nur 3,50 Euro.\n"
    "„Schöner könnte es nicht sein …“, sagte Prof. Dr. Jürgen Müßig am 5. November."
)
_TWIN = (
    "Der Stadtrat von Kleinhausen hat am Montag den Bau einer neuen Bibliothek beschlossen. "
    "Das Gebäude soll {cost} Millionen Euro kosten und im Jahr 2027 fertig werden. "
    "Die Bürgermeisterin Anna Feld nannte den Beschluss einen Meilenstein für die Stadt."
)
# name -> content of the file. NFD on purpose: an index keeps NFC, and counts in it.
SIX: dict[str, str] = {
    "emoji.txt": (
        "The family 👨‍👩‍👧‍👦 moved from Leeds to York 🏴‍☠️ in March, the council said on Friday. "
        "Their flag 🇩🇪 flew over house number 1️⃣ for three weeks. "
        "Neighbours waved 👋🏽 and the mayor sent a card with a ❤️‍🔥 on it."
    ),
    "nfd.txt": unicodedata.normalize("NFD", _PRAGUE),
    "sections.md": (
        "---\n"
        "title: Hafen wird ausgebaut\nsource: Küstenbote\nurl: https://example.org/hafen\n"
        "published: 2024-11-08\nlanguage: de\n"
        "---\n\n"
        "# Hafen wird ausgebaut\n\n"
        "Der Hafen von Nordstrand bekommt zwei neue Kaianlagen, teilte das Ministerium mit. "
        "Die Arbeiten beginnen im Frühjahr und dauern drei Jahre.\n\n"
        "## Kritik der Fischer\n\n"
        "Die Fischer fürchten um ihre Fanggründe vor der Insel. "
        "Ihr Sprecher Ole Petersen kündigte eine Klage vor dem Verwaltungsgericht an.\n\n"
        "Kommentar hinterlassen\n\n"
        "Newsletter abonnieren\n"
    ),
    "short.txt": "Vulkan Krafla auf Island ausgebrochen, meldete der Wetterdienst am Dienstag.",
    "twin-a.txt": _TWIN.format(cost="zwölf"),
    "twin-b.txt": _TWIN.format(cost="achtzehn"),
}
QUESTIONS = (
    "Was kostet die neue Bibliothek in Kleinhausen?",
    "Wer kündigte eine Klage an?",
    "Where did the family move?",
    "When did the volcano erupt?",
    "Wie viele Gäste begrüßte Zoë Dvořák im Zirkus?",
    "What is the price of copper in Lima?",
)


class Late(HashedEncoder):
    """Somebody embeds the index with `newer` while this embeds its first question."""

    def __init__(self, index: Index, newer: Encoder) -> None:
        super().__init__()
        self.index, self.newer = index, newer

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        rows = super().encode(texts, query=query)
        if query and self.index.status().encoder == self.spec:
            self.index.reembed(self.newer)
        return rows


class Counting(HashedEncoder):
    """The encoder named "hashed", noting what it was given to embed."""

    def __init__(self) -> None:
        super().__init__()
        self.documents: list[str] = []
        self.questions: list[str] = []

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        (self.questions if query else self.documents).extend(texts)
        return super().encode(texts, query=query)


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever connects to anything but this machine fails the test, whatever it would catch."""
    connect, connect_ex, resolve = socket.socket.connect, socket.socket.connect_ex, RESOLVE

    def guard(family: int, address: Any) -> None:
        if family != getattr(socket, "AF_UNIX", None) and not _is_here(address[0]):
            pytest.fail(f"a connection to {address} was opened")

    def guarded(self: socket.socket, address: Any) -> None:
        guard(self.family, address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        guard(self.family, address)
        return connect_ex(self, address)

    def resolved(host: Any, *rest: Any, **options: Any) -> Any:
        if not _is_here(host):
            pytest.fail(f"the address of {host} was looked up")
        return resolve(host, *rest, **options)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_ex)
    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    for name in OURS:
        monkeypatch.delenv(name, raising=False)


RESOLVE = socket.getaddrinfo


def _is_here(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host or "")
    if name in {"", "localhost", socket.gethostname()}:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback or name in {"0.0.0.0", "::"}
    except ValueError:
        return False


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The six articles, as files that have not been touched for an hour."""
    return write(tmp_path / "articles", SIX)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Index]:
    """An index with nothing in it."""
    with Index.open(tmp_path / "index", encoder="hashed") as index:
        yield index


@pytest.fixture
def built(empty: Index, folder: Path) -> Index:
    """An index of `folder`."""
    assert empty.sync(folder).added == len(SIX)
    return empty


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that every user may enter; pytest's own are closed to all but one."""
    place = Path(tempfile.mkdtemp(prefix="article-qa-"))
    place.chmod(0o755)
    yield place
    for path in [place, *(each for each in place.rglob("*") if each.is_dir())]:
        path.chmod(0o755)
    shutil.rmtree(place)


@contextlib.contextmanager
def unprivileged() -> Iterator[None]:
    """As a user for whom permissions mean something: root reads and writes everything."""
    detect("Was erst bei Bedarf geladen wird, darf dieser Benutzer vielleicht nicht lesen.")
    sentences("So auch dies.", 0, 13, "de")
    importlib.import_module("faiss")
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if before == 0:
            os.seteuid(before)


def write(folder: Path, files: Mapping[str, str], *, old: bool = True) -> Path:
    """Write text files; `old` ones look untouched for an hour, so their stamps are trusted."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if old:
            age(path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def age(path: Path, seconds: int = 3600) -> None:
    """Make a file look older than it is."""
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns - seconds * 1_000_000_000))


def found(index: Index, question: str, k: int = 10, **filters: Any) -> Found:
    """The hits as plain values, comparable between two indexes of the same articles."""
    return [
        (
            hit.article.id,
            hit.passage.start,
            hit.passage.end,
            hit.passage.text,
            round(hit.score, 4),
        )
        for hit in index.search(question, k, **filters)
    ]


def same_as_fresh(index: Index, place: Path, questions: Iterable[str] = QUESTIONS) -> None:
    """Assert that the index answers as one built today from the articles that it has."""
    with Index.open(place, encoder="hashed") as fresh:
        fresh.add(index.articles())
        assert fresh.status().passages == index.status().passages
        for question in questions:
            got, expected = found(index, question), found(fresh, question)
            assert [hit[-1] for hit in got] == pytest.approx(
                [hit[-1] for hit in expected], abs=2e-3
            ), question
            assert sorted(hit[:-1] for hit in got) == sorted(hit[:-1] for hit in expected), question


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, but for logs and locks that are there while it is open."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not (path.name.endswith(("-shm", "-wal")) or path.name.startswith(".tantivy"))
    }


def prose(article: str, sentences: int, words: int = 40) -> str:
    """Sentences of `words` different words, most of them this article's and this sentence's own."""
    return " ".join(
        f"Bericht {article} meldet "
        + " ".join(f"{article}wort{number}x{word}" for word in range(words))
        + " aus der Stadt."
        for number in range(sentences)
    )


def many(count: int, sentences: int) -> list[Article]:
    return [
        Article(f"a{n:03}", prose(f"a{n:03}", sentences), title=f"Nummer {n}", language="de")
        for n in range(count)
    ]


def in_threads(work: Callable[[int], None], count: int) -> None:
    """Runs `work` in `count` threads that begin together, each with its number; none may fail."""
    problems: list[str] = []
    start = threading.Barrier(count)

    def watched(turn: int) -> None:
        start.wait(60)
        try:
            work(turn)
        except BaseException as error:
            problems.append(repr(error))

    threads = [threading.Thread(target=watched, args=(turn,)) for turn in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert problems == []
    assert not any(thread.is_alive() for thread in threads)


def least_seconds(work: Callable[[], object]) -> float:
    """What ten times of the work take this process where least is in the way: to be compared with
    those of other work, never with a clock."""
    return min(timeit.repeat(work, timer=time.process_time, number=10, repeat=7))


RunModule: TypeAlias = Callable[..., Any]


def environment(**more: str) -> dict[str, str]:
    """For a subprocess: this checkout, no network, nobody's index."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    path = os.pathsep.join([str(ROOT), *sys.path[1:]])
    return {**kept, "PYTHONPATH": path, "HF_HUB_OFFLINE": "1", **more}


def read_by_nobody(*arguments: str, cwd: Path) -> tuple[int, str]:
    """Exit code and stderr of `python -m ... | head -0`: what it prints finds no reader."""
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=cwd,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read()
    process.stderr.close()
    return process.wait(60), said
