"""`make clean` and `make clean-index`, in a folder that looks like a checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT

from index import Article, Index
from page.conversations import FILE, Conversations

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")

MADE = ".venv build x.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis qa/__pycache__"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What can be made anew, and an index with an article and a conversation, which cannot."""
    for name in ("Makefile", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    for name in MADE.split():
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "file").touch()
    with Index.open(tmp_path / ".article-qa", encoder="hashed") as index:
        index.add([Article("pasted", "Das Faultier schläft im Regenwald.")])
    with Conversations.open(tmp_path / ".article-qa" / FILE):
        return tmp_path


def make(place: Path, *arguments: str) -> tuple[int, str]:
    """With nothing of the make that runs the tests: its INDEX is not to be removed."""
    command, only = ["make", *arguments], {"PATH": os.environ["PATH"]}
    done = subprocess.run(command, cwd=place, env=only, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def names(place: Path) -> set[str]:
    return {path.name for path in place.iterdir()}


def test_clean_keeps_the_index(checkout: Path) -> None:
    code, said = make(checkout, "clean")
    assert code == 0
    assert "Kept: the index at .article-qa" in said
    assert names(checkout) == {"Makefile", "constraints.txt", ".article-qa", "qa"}
    assert names(checkout / "qa") == set()
    with Index.open(checkout / ".article-qa", create=False) as index:
        assert [article.id for article in index.articles()] == ["pasted"]
    assert (checkout / ".article-qa" / FILE).is_file()


def test_clean_index_says_what_it_removes_and_leaves_the_rest(checkout: Path) -> None:
    code, said = make(checkout, "clean-index")
    assert (code, (checkout / ".article-qa").exists()) == (0, False)
    assert "the index at .article-qa, the articles dropped or pasted into it" in said
    assert set(MADE.split()) <= {
        path.relative_to(checkout).as_posix() for path in checkout.rglob("*")
    }


def test_clean_index_removes_nothing_but_an_index(checkout: Path) -> None:
    assert make(checkout, "clean-index", "INDEX=build") == (
        2, "There is no index at build.\n"
    )  # fmt: skip
    assert names(checkout / "build") == {"file"}
    (checkout / ".article-qa" / "mine.txt").touch()
    code, said = make(checkout, "clean-index")
    assert (code, names(checkout / ".article-qa")) == (0, {"mine.txt"})
    assert "What else lies in that folder stays." in said
