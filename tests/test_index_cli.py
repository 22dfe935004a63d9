"""`python -m index`: exit codes, one line for what a person can fix, JSON, pipes."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

import pytest
from conftest import SIX, bytes_of, environment, read_by_nobody, write

from app import main as app_main
from index import Article, Index
from index.__main__ import main
from index.hashed import HashedEncoder
from index.passages import Settings
from qa.__main__ import main as qa_main

HIT = ("article_id version title source url published language start end text score").split()
QUESTION = "Was kostet die neue Bibliothek in Kleinhausen?"


def run(
    *arguments: object, cwd: Path, module: str = "index", stdin: str | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=cwd,
        env=environment(**more),
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


Here: TypeAlias = Callable[..., "subprocess.CompletedProcess[str]"]


def in_process(main: Callable[[list[str]], int], capsys: pytest.CaptureFixture[str]) -> Here:
    def called(*arguments: object) -> subprocess.CompletedProcess[str]:
        given = [str(argument) for argument in arguments]
        try:
            code = main(given)
        except SystemExit as stop:  # argparse
            code = int(stop.code or 0)
        return subprocess.CompletedProcess(given, code, *capsys.readouterr())

    return called


def fine(result: subprocess.CompletedProcess[str]) -> str:
    """What it printed, and that it printed nothing else."""
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


def fixable(result: subprocess.CompletedProcess[str], *words: str, stdout: str = "") -> None:
    """One line on stderr that says what to do, exit code 1."""
    assert result.returncode == 1, result.stderr
    assert result.stdout == stdout
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) == 1, result.stderr
    for word in words:
        assert word in result.stderr


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A working directory with the six articles in `seeds` and an index of them."""
    with Index.open(tmp_path / ".article-qa", encoder="hashed") as index:
        index.sync(write(tmp_path / "seeds", SIX))
    return tmp_path


@pytest.fixture
def here_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[Path], Here]:
    """Like `run` in a working directory, without a process of its own: a tenth of the time."""

    def here_in(place: Path) -> Here:
        monkeypatch.chdir(place)
        return in_process(main, capsys)

    return here_in


@pytest.fixture
def here(place: Path, here_in: Callable[[Path], Here]) -> Here:
    return here_in(place)


def test_sync_reports_in_one_line(tmp_path: Path) -> None:
    write(tmp_path / "seeds", SIX | {"broken.pdf": "hello"})
    printed = fine(run("sync", "--encoder", "hashed", cwd=tmp_path))
    assert re.fullmatch(
        r"6 added, 0 changed, 0 removed, 0 kept, 1 skipped \(broken\.pdf: not a PDF\); "
        r"7 passages embedded in \d+\.\d s\n",
        printed,
    )
    again = fine(run("sync", cwd=tmp_path))  # the encoder is remembered
    assert again.startswith("0 added, 0 changed, 0 removed, 6 kept, 1 skipped")
    assert (tmp_path / ".article-qa").is_dir()


def test_sync_as_json(tmp_path: Path) -> None:
    write(tmp_path / "f", SIX | {"broken.pdf": "hello"})
    printed = fine(run("sync", "f", "--index", "i", "--encoder", "hashed", "--json", cwd=tmp_path))
    result = json.loads(printed)
    keys = "added changed removed kept skipped embedded seconds changes problem"
    assert list(result) == keys.split()
    assert [result[key] for key in list(result)[:6]] == [6, 0, 0, 0, 1, 7]
    assert {"kind": "skipped", "id": "broken.pdf", "reason": "not a PDF"} in result["changes"]
    assert len(result["changes"]) == 7


def test_a_dry_run_before_the_first_sync_makes_no_index(place: Path, tmp_path: Path) -> None:
    nowhere = tmp_path / "not-there"
    printed = fine(run("sync", "--dry-run", "--index", str(nowhere), cwd=place))
    assert "would be: " in printed
    assert not nowhere.exists()


def test_a_dry_run_lists_and_changes_nothing(place: Path) -> None:
    write(place / "seeds", {"short.txt": "Anders.", "new.txt": "Neu."})
    (place / "seeds" / "emoji.txt").unlink()
    before = bytes_of(place / ".article-qa")
    printed = fine(run("sync", "--dry-run", cwd=place)).splitlines()
    assert {tuple(line.split()) for line in printed[:-1]} == {
        ("added", "new.txt"),
        ("changed", "short.txt"),
        ("removed", "emoji.txt"),
    }
    assert printed[-1].startswith("would be: 1 added, 1 changed, 1 removed, 4 kept, 0 skipped")
    assert bytes_of(place / ".article-qa") == before


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    write(tmp_path / "seeds", {})
    printed = fine(run("sync", "--encoder", "hashed", cwd=tmp_path))
    assert "no articles yet: put .txt, .md, .html or .pdf files into seeds" in printed


def test_search(place: Path) -> None:
    printed = fine(run("search", QUESTION, "-k", "2", cwd=place))
    assert re.match(r"1\. 0\.\d{3}  twin [ab]\n   Der Stadtrat von Kleinhausen ", printed)
    assert len(printed.splitlines()) == 4


def test_search_as_json(place: Path) -> None:
    hits = json.loads(fine(run("search", QUESTION, "--json", cwd=place)))
    assert len(hits) == 7
    for hit in hits:
        assert list(hit) == HIT
        assert len(hit["text"]) == hit["end"] - hit["start"]
        assert hit["language"] == ("en" if hit["article_id"] == "emoji.txt" else "de")
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    harbour = next(hit for hit in hits if hit["article_id"] == "sections.md")
    assert (harbour["source"], harbour["published"]) == ("Küstenbote", "2024-11-08")
    assert harbour["url"] == "https://example.org/hafen"
    every = json.loads(fine(run("search", QUESTION, "--json", "-k", 10**12, cwd=place)))
    assert every == hits


def test_status(place: Path) -> None:
    printed = fine(run("status", cwd=place))
    assert printed.startswith("6 articles (de 5, en 1), 7 passages\nencoder hashed; last change 2")
    status = json.loads(fine(run("status", "--json", cwd=place)))
    assert list(status) == ["articles", "passages", "languages", "updated_at", "encoder"]
    assert (status["articles"], status["passages"]) == (6, 7)
    assert status["languages"] == {"de": 5, "en": 1}
    assert status["encoder"] == {
        "name": "hashed", "revision": "1", "dimension": 384, "max_tokens": 256
    }  # fmt: skip


def test_verify_and_repair(place: Path) -> None:
    assert fine(run("verify", cwd=place)) == "all well: 6 articles, 7 passages\n"
    for path in (place / ".article-qa" / "keywords").rglob("*"):
        if path.is_file():
            path.unlink()
    problem = "the keyword cache is not of the store's generation\n"
    fixable(run("verify", cwd=place), "verify --repair", stdout=problem)
    assert fine(run("verify", "--repair", cwd=place)) == "all well: 6 articles, 7 passages\n"
    assert fine(run("verify", cwd=place)) == "all well: 6 articles, 7 passages\n"


def test_remove(place: Path, here: Here) -> None:
    with Index.open(".article-qa") as index:
        index.add([Article("a1", "Das Faultier schläft im Regenwald.", published="2024-11-08")])
    listed = fine(here("articles")).splitlines()
    assert len(listed) == 7
    assert "a1  (2024-11-08)" in listed
    assert any(each.startswith("sections.md  (Hafen wird ausgebaut") for each in listed)
    ids = {each["id"] for each in json.loads(fine(here("articles", "--json")))}
    assert {each.split("  ")[0] for each in listed} == ids
    assert fine(here("remove", "sections.md", "a1")) == (
        "removed a1\n"
        "removed sections.md  (Hafen wird ausgebaut)\n"
        "still in a synced folder, and back once the file changes: sections.md\n"
    )
    assert fine(here("status")).startswith("5 articles")
    assert fine(here("sync")).startswith("0 added, 0 changed, 0 removed, 5 kept")
    write(place / "seeds", {"sections.md": "Der Hafen bleibt, wie er ist."}, old=False)
    assert fine(here("sync")).startswith("1 added")


def test_remove_takes_all_that_are_named_or_none(here: Here) -> None:
    fixable(here("remove", "short.txt", "shrot.txt"), "shrot.txt", "nothing was removed")
    fixable(here("remove", ""), "nothing was removed")
    assert fine(here("status")).startswith("6 articles")
    fixable(here("remove", "short.txt", "--index", "none"), "no index at none")


@pytest.mark.parametrize("main", [main, qa_main, app_main])
def test_each_command_has_a_version(
    main: Callable[[list[str]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert fine(in_process(main, capsys)("--version")) == f"article-qa {version('article-qa')}\n"


def test_one_is_counted_as_one(tmp_path: Path, here_in: Callable[[Path], Here]) -> None:
    with Index.open(tmp_path / ".article-qa", encoder=HashedEncoder(dimension=96)) as index:
        done = index.sync(write(tmp_path / "seeds", {"short.txt": SIX["short.txt"]}))
    assert "; 1 passage embedded in " in str(done)
    here = here_in(tmp_path)
    assert fine(here("status")).startswith("1 article (de 1), 1 passage\n")
    assert fine(here("verify")) == "all well: 1 article, 1 passage\n"
    assert fine(here("reembed", "--encoder", "hashed")) == "1 passage embedded with hashed\n"


def test_reembed(tmp_path: Path) -> None:
    place = tmp_path
    with Index.open(place / ".article-qa", encoder=HashedEncoder(dimension=96)) as index:
        index.sync(write(place / "seeds", SIX))
    assert fine(run("reembed", "--encoder", "hashed", cwd=place)) == (
        "7 passages embedded with hashed\n"
    )


def test_the_environment_names_the_index(place: Path) -> None:
    (place / ".article-qa").rename(place / "elsewhere")
    assert fine(run("status", cwd=place, ARTICLE_QA_INDEX="elsewhere")).startswith("6 articles")
    assert fine(run("status", "--index", "elsewhere", cwd=place)).startswith("6 articles")
    (place / "elsewhere").rename(place / ".article-qa")
    assert fine(run("status", cwd=place, ARTICLE_QA_INDEX="")).startswith("6 articles")


# --- what a person can fix ------------------------------------------------------------------------


def test_what_a_person_can_fix_is_one_line(place: Path, here: Here) -> None:
    fixable(run("status", "--index", "none", cwd=place), "python -m index sync")
    fixable(here("status", "--index", "none"), "no index at none", "python -m index sync")
    fixable(here("search", "wer", "--index", "none"), "no index at none")
    fixable(here("sync", "no-folder"), "no-folder", "nothing was removed")
    for command in ("sync", "watch"):
        fixable(here(command, "seeds/short.txt"), "seeds/short.txt is a file, not a folder")
    fixable(here("search", " "), "empty")
    fixable(here("search", "x" * 100_001), "100,001")
    fixable(here("sync", "--index", "seeds"), "--index")
    fixable(here("sync", "--encoder", "all-MiniLM-L6-v2"), "reembed")
    fixable(here("reembed", "--encoder", "no-such-model"), "no-such-model")
    (place / ".article-qa" / "articles.sqlite3").write_bytes(b"garbage " * 1000)
    fixable(here("status"), "move that folder away")


@pytest.mark.parametrize("command", ["sync", "watch"])
def test_what_cannot_begin_leaves_no_index_behind(
    tmp_path: Path, here_in: Callable[[Path], Here], command: str
) -> None:
    here = here_in(tmp_path)
    fixable(here(command, ""), "the name of the folder is empty")
    fixable(here(command, "nowhere"), "there is no folder nowhere")
    write(tmp_path / "seeds", SIX)
    fixable(here(command, "--encoder", "nope/nope"), "cannot load the encoder nope/nope")
    assert [each.name for each in tmp_path.iterdir()] == ["seeds"]


def test_an_index_whose_encoder_is_gone_is_embedded_anew(place: Path, here: Here) -> None:
    said = {
        "spec": asdict(HashedEncoder().spec) | {"name": "/gone"},
        "settings": asdict(Settings()),
    }
    with sqlite3.connect(place / ".article-qa" / "articles.sqlite3") as database:
        database.execute("UPDATE meta SET value = ? WHERE key = 'encoder'", (json.dumps(said),))
    database.close()
    advice = "python -m index reembed --encoder minilm-de-en --index .article-qa"
    found = here("search", "wer")
    fixable(found, "cannot load the encoder /gone", advice)
    assert "leave --encoder away" not in found.stderr
    assert fine(here("reembed", "--encoder", "hashed")) == "7 passages embedded with hashed\n"
    assert fine(here("search", QUESTION)).startswith("1. ")


def test_a_damaged_page_is_one_line(place: Path, here: Here) -> None:
    database = place / ".article-qa" / "articles.sqlite3"
    data = database.read_bytes()
    database.write_bytes(data[:8192] + b"\xa5" * (len(data) - 8192))
    for command in (["search", "wer"], ["status"], ["sync"]):
        fixable(here(*command), "damaged")
    result = here("verify")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["search"],
        ["search", "wer", "-k", "viele"],
        ["search", "wer", "-k", "0"],
        ["search", "wer", "-k", "-1"],
        ["search", "wer", "-k", "²"],
        ["search", "wer", "-k", "9" * 5_000],
        ["reembed"],
        ["remove"],
        ["sync", "--nonsense"],
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_wrong_usage(arguments: list[str], here: Here) -> None:
    result = here(*arguments)
    assert result.returncode == 2
    assert result.stdout == ""
    assert "usage: python -m index" in result.stderr
    assert "Traceback" not in result.stderr


def test_help(tmp_path: Path) -> None:
    printed = fine(run("--help", cwd=tmp_path))
    for command in ("sync", "watch", "status", "search", "remove", "verify", "reembed"):
        assert command in printed
    assert "article-qa" in fine(run("sync", "--help", cwd=tmp_path))
    assert "one JSON array" in fine(run("search", "--help", cwd=tmp_path))
    assert "one JSON object" in fine(run("status", "--help", cwd=tmp_path))


@pytest.mark.parametrize(
    "command", [["search", QUESTION, "--json"], ["status"], ["sync", "--json"]]
)
def test_a_reader_that_goes_away_is_no_error(place: Path, command: list[str]) -> None:
    """As `python -m index search ... | head -0` does."""
    code, said = read_by_nobody("index", *command, cwd=place)
    assert said == ""
    assert code in {0, 1, 141}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_that_cannot_be_written_is_one_line(place: Path, unbuffered: str) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "index", "search", QUESTION, "--json"],
            cwd=place,
            env=environment(PYTHONUNBUFFERED=unbuffered),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert "cannot write the output: No space left on device" in done.stderr


def test_a_terminal_of_few_letters_is_no_error(place: Path) -> None:
    result = run("search", "Where did the family move?", cwd=place, PYTHONIOENCODING="ascii")
    assert "Traceback" not in result.stderr
    assert result.returncode == 0
    assert "The family" in result.stdout


HOSTILE = "\x1b]0;owned\x07\u202egpj.txt\nremoved all\x9b31m.txt"  # the name of a file
SHOWN = r"\x1b]0;owned\x07\u202egpj.txt\nremoved all\x9b31m.txt".replace(r"\n", r"\x0a")
COMMANDS = re.compile("[\0-\x09\x0b-\x1f\x7f-\x9f\u202e]")


def test_no_article_and_no_file_commands_the_terminal(place: Path, here: Here) -> None:
    text = "---\ntitle: Granit \x1b[2J\u202eaus\n---\nGranit\x1b[8m \u202ekommt aus Alta.\n"
    write(place / "seeds", {HOSTILE: text})
    printed = [fine(here("sync", "--dry-run")), fine(here("sync")), fine(here("articles"))]
    printed += [fine(here("search", "Granit Alta", "-k", 1)), fine(here("remove", HOSTILE))]
    for each in printed:
        assert not COMMANDS.search(each), ascii(each)
    assert printed[0].startswith(f"added    {SHOWN}\n")
    assert f"{SHOWN}  (Granit [2J\\u202eaus)\n" in printed[2]
    assert "Granit [2J\\u202eaus\n   Granit[8m \\u202ekommt aus Alta.\n" in printed[3]
    fixable(here("remove", HOSTILE), SHOWN)


def test_json_keeps_what_would_command_a_terminal_as_escapes(place: Path, here: Here) -> None:
    write(place / "seeds", {HOSTILE: "Granit \u202ekommt aus Alta. 👋"})
    fine(here("sync"))
    printed = fine(here("search", "Granit Alta", "-k", 1, "--json"))
    assert not COMMANDS.search(printed)
    assert "👋" in printed
    (hit,) = json.loads(printed)
    assert (hit["article_id"], hit["text"]) == (HOSTILE, "Granit \u202ekommt aus Alta. 👋")


def test_undecodable_arguments_are_no_traceback(place: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "index", "search", b"Wer k\xfcndigte?"],
        cwd=place,
        env=environment(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0
    assert result.stderr == b""


def test_watch_says_what_it_does_and_ends_quietly(place: Path) -> None:
    import signal

    process = subprocess.Popen(
        [sys.executable, "-m", "index", "watch"],
        cwd=place,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("0 added, 0 changed, 0 removed, 6 kept")
    assert process.stdout.readline() == "watching seeds - stop with Ctrl-C\n"
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert (stdout.strip(), stderr.strip()) == ("", "")
    assert process.returncode in {0, 130}
