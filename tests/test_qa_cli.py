"""`python -m qa`: answers for people and programs, exit codes, the prompt, pipes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from chat_server import fails, says, serving
from conftest import SIX, environment, read_by_nobody, write
from test_index_cli import HIT, Here, fine, fixable, in_process, run

from index import Article, Index
from qa.__main__ import _in_marks, main

CLEAR = "Wer kündigte eine Klage vor dem Verwaltungsgericht an?"
QUOTE = "Ihr Sprecher Ole Petersen kündigte eine Klage vor dem Verwaltungsgericht an."
UNSAID = "Das steht nicht in den Artikeln"  # and maybe why
KEYS = (
    "question understood_as answered answer short confidence citations nearest closest "
    "timings_ms sentences model invented_markers notice"
).split()
CITATION = (
    "number article_id version title source url published language start end quote attributed_to "
    "also"
).split()
NEAREST = HIT


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working directory with an index of the six articles."""
    place = tmp_path_factory.mktemp("qa")
    with Index.open(place / ".article-qa", encoder="hashed") as index:
        index.sync(write(place / "articles", SIX))
    return place


@pytest.fixture
def here(place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """Like `run` in `place`, without a process of its own."""
    monkeypatch.chdir(place)
    return in_process(main, capsys)


def asked(place: Path, *arguments: object, **more: Any) -> Any:
    return json.loads(fine(run(*arguments, "--json", cwd=place, module="qa", **more)))


def test_an_answer_for_a_person(place: Path) -> None:
    printed = fine(run(CLEAR, cwd=place, module="qa"))
    assert f"[1] “{QUOTE}”" in printed
    assert "Hafen wird ausgebaut, Küstenbote, 2024-11-08, https://example.org/hafen (" in printed


def test_no_article_commands_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name, text = "\x1b[2J\nx\x9b1m.txt", QUOTE.replace("Ole", "\u202eOle\x1b[8m")
    with Index.open(tmp_path / ".article-qa", encoder="hashed") as index:
        index.add([Article(name, text, title="Ein \u2066Titel", source="\x1b[1mDer Bote")])
    monkeypatch.chdir(tmp_path)
    here = in_process(main, capsys)
    for printed in (fine(here(CLEAR)), fine(here("Xylophon Quastenflosser?"))):
        assert "\\u2066Titel" in printed
        assert not re.search("[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", printed)
    fixable(here("--index", name), r"\x1b[2J\x0ax\x9b1m.txt")


def test_no_answer_for_a_person(place: Path) -> None:
    printed = fine(run("Xylophon Quastenflosser?", cwd=place, module="qa")).splitlines()
    assert printed[0].startswith(UNSAID)
    assert len(printed) == 4
    assert all(line.startswith("  - ") for line in printed[1:])


def test_an_answer_for_a_program(place: Path) -> None:
    answer = asked(place, CLEAR)
    assert list(answer) == KEYS
    assert (answer["question"], answer["understood_as"]) == (CLEAR, CLEAR)
    assert answer["answered"] is True
    assert 0 < answer["confidence"] <= 1
    assert list(answer["timings_ms"]) == ["follow_up", "retrieve", "read", "total"]
    citation = answer["citations"][0]
    assert list(citation) == CITATION
    assert citation["number"] == 1
    assert (citation["article_id"], citation["version"]) == ("sections.md", 1)
    assert (citation["title"], citation["source"]) == ("Hafen wird ausgebaut", "Küstenbote")
    assert (citation["url"], citation["published"]) == ("https://example.org/hafen", "2024-11-08")
    assert (citation["language"], citation["quote"]) == ("de", QUOTE)
    with Index.open(place / ".article-qa", create=False) as index:
        text = index.article("sections.md", 1).text
    assert text[citation["start"] : citation["end"]] == QUOTE
    assert answer["short"]
    assert list(answer["short"]) == ["text", "start", "end", "score"]
    assert 0.5 <= answer["short"]["score"] <= 1
    assert len(answer["nearest"]) == 3
    for hit in answer["nearest"]:
        assert list(hit) == NEAREST
        assert len(hit["text"]) == hit["end"] - hit["start"]


def test_no_answer_for_a_program(place: Path) -> None:
    answer = asked(place, "Xylophon Quastenflosser?")
    assert list(answer) == KEYS
    assert answer["answered"] is False
    assert answer["citations"] == []
    assert answer["short"] is None
    assert answer["answer"].startswith(UNSAID)
    assert len(answer["nearest"]) == len(answer["closest"]) == 3
    assert [list(each) for each in answer["closest"]] == [CITATION] * 3


@pytest.mark.parametrize(
    "content",
    [
        "Wer kam nach Leeds?\n\nWas kostet die neue Bibliothek in Kleinhausen?\n",
        '["Wer kam nach Leeds?", "Was kostet die neue Bibliothek in Kleinhausen?"]',
        "\ufeffWer kam nach Leeds?\r\nWas kostet die neue Bibliothek in Kleinhausen?\r\n",
        '\ufeff["Wer kam nach Leeds?", "Was kostet die neue Bibliothek in Kleinhausen?"]',
    ],
    ids=["lines", "json", "Windows", "json, Windows"],
)
def test_history(place: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "history").write_text(content, encoding="utf-8", newline="")
    answer = asked(place, "Und wann?", "--history", tmp_path / "history")
    assert answer["question"] == "Und wann?"
    assert answer["understood_as"] == ("Was kostet die neue Bibliothek in Kleinhausen? Und wann?")


def test_an_empty_history_is_none(place: Path, tmp_path: Path) -> None:
    (tmp_path / "history").touch()
    answer = asked(place, "Und wann?", "--history", tmp_path / "history")
    assert answer["understood_as"] == "Und wann?"


def test_the_prompt_asks_on(place: Path) -> None:
    questions = "Was kostet die neue Bibliothek in Kleinhausen?\nUnd wann wird sie fertig?\n\nnie\n"
    printed = fine(run("--json", cwd=place, module="qa", stdin=questions)).splitlines()
    answers = [json.loads(line) for line in printed]
    assert [answer["question"] for answer in answers] == [*questions.splitlines()[:2], "nie"]
    assert answers[1]["understood_as"] == "Und wann wird die neue Bibliothek fertig?"


def test_in_a_terminal_an_empty_line_ends(place: Path) -> None:
    pty = pytest.importorskip("pty")  # not on Windows
    ours, theirs = pty.openpty()
    os.write(ours, b"\nnie\n")
    command = [sys.executable, "-m", "qa", "--json"]
    options = {"cwd": place, "env": environment(), "stdin": theirs, "timeout": 120}
    printed = subprocess.run(command, capture_output=True, check=True, text=True, **options).stdout
    os.close(ours)
    os.close(theirs)
    assert printed.splitlines() == ["Ask in German or English; an empty line ends.", "? "]


def test_the_prompt_ends_with_its_input(place: Path) -> None:
    assert fine(run(cwd=place, module="qa", stdin="")) == ""
    printed = fine(run(cwd=place, module="qa", stdin=CLEAR))  # no line end
    assert QUOTE in printed


def test_the_prompt_outlives_a_bad_question(place: Path) -> None:
    result = run("--json", cwd=place, module="qa", stdin=f"{'x' * 100_001}\n{CLEAR}\n")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["question"] for answer in answers] == [CLEAR]
    assert "Traceback" not in result.stderr
    assert "100,001" in result.stderr


def test_what_a_person_can_fix_is_one_line(here: Here, tmp_path: Path) -> None:
    (tmp_path / "list").write_text("[1, 2")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\xfa")
    other = {"object": '{"a": 1}', "numbers": "[1, 2]", "lines": '{"a": 1}\n{"a": 2}\n'}
    for name, text in other.items():
        (tmp_path / name).write_text(text)
    for arguments, words in (
        (["wer", "--index", "none"], ["no index at none", "python -m index sync"]),
        ([""], ["empty"]),
        (["  "], ["empty"]),
        (["x" * 100_001], ["100,001"]),
        (["wer", "--history", "none"], ["none", "a question a line"]),
        (["wer", "--history", str(tmp_path)], ["history"]),
        (["wer", "--history", str(tmp_path / "list")], ["history"]),
        (["wer", "--history", str(tmp_path / "bytes")], ["history"]),
        *((["wer", "--history", str(tmp_path / name)], [name, "a line"]) for name in other),
        (["wer", "--index", "articles"], ["--index"]),
    ):
        fixable(here(*arguments), *words)


def test_wrong_usage(here: Here) -> None:
    for arguments in (["--nonsense"], ["eins", "zwei"], ["wer", "--history"]):
        result = here(*arguments)
        assert result.returncode == 2
        assert "usage: python -m qa" in result.stderr
    assert "--history FILE" in fine(here("--help"))


def test_a_reader_that_goes_away_is_no_error(place: Path) -> None:
    code, said = read_by_nobody("qa", CLEAR, cwd=place)
    assert said == ""
    assert code in {0, 1, 141}


def test_a_terminal_of_few_letters_is_no_error(place: Path) -> None:
    result = run(CLEAR, cwd=place, module="qa", PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stderr) == (0, "")
    assert "Ole Petersen" in result.stdout


def test_the_environment_names_the_index(place: Path, tmp_path: Path) -> None:
    printed = fine(
        run(CLEAR, cwd=tmp_path, module="qa", ARTICLE_QA_INDEX=str(place / ".article-qa"))
    )
    assert QUOTE in printed


def test_the_default_encoder_is_as_quiet(tmp_path: Path) -> None:
    with Index.open(tmp_path / ".article-qa") as index:
        index.sync(write(tmp_path / "seeds", SIX))
    answer = asked(tmp_path, CLEAR)
    assert answer["citations"][0]["article_id"] == "sections.md"


# --- with a language model ------------------------------------------------------------------------


def test_a_models_answer_is_told_sentence_by_sentence(here: Here) -> None:
    more = "Der FC Bayern gewann das Pokalfinale in Berlin."
    with serving(says(f"{QUOTE} [1] {more} [99]")) as server:
        options = [CLEAR, "--llm", "tiny", "--llm-base-url", server.url]
        printed = fine(here(*options)).splitlines()
        strict = fine(here(*options, "--strict")).splitlines()
        answer = json.loads(fine(here(*options, "--json")))
    assert f"+ {QUOTE} [1]" in printed
    assert any(line.startswith(f"? {more} (unsupported: ") for line in printed)
    assert "    vom Modell erfunden: [99]" in printed
    assert f"[1] “{QUOTE}”" in printed
    assert not any(more in line for line in strict)
    assert list(answer) == KEYS
    assert (answer["model"], answer["invented_markers"]) == ("openai:tiny", ["[99]"])
    assert [each["status"] for each in answer["sentences"]] == ["verified", "unsupported"]
    assert [each["citations"] for each in answer["sentences"]] == [[1], []]
    assert answer["citations"][0]["quote"] == QUOTE


def test_a_model_that_fails_is_told_in_a_line(here: Here) -> None:
    with serving(fails(401)) as server:
        printed = fine(here(CLEAR, "--llm", "tiny", "--llm-base-url", server.url)).splitlines()
    assert printed[0] == (
        "(Das Sprachmodell openai:tiny hat den Schlüssel abgelehnt; diese Antwort wurde ohne"
        " Sprachmodell gemacht.)"
    )
    assert f"[1] “{QUOTE}”" in printed


def test_a_model_that_cannot_be_loaded_is_told_at_once(here: Here) -> None:
    fixable(here(CLEAR, "--llm", "nobody:x"), "nobody:x", "provider:model")
    fixable(here(CLEAR, "--llm-base-url", "http://127.0.0.1:1/v1"), "--llm NAME")
    fixable(here(CLEAR, "--llm", "x", "--llm-base-url", "nowhere"), "http://127.0.0.1:8080/v1")
    assert QUOTE in fine(here(CLEAR, "--llm", "none"))


def test_a_quote_stands_in_marks_that_it_does_not_have() -> None:
    assert _in_marks("Er kam.") == "“Er kam.”"
    assert _in_marks("„Ja“, sagte er.") == "»„Ja“, sagte er.«"
    assert _in_marks("„Ja“, sagte er im »Boten«.") == "‹„Ja“, sagte er im »Boten«.›"
