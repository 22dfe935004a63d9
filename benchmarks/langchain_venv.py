"""The environment of the LangChain baseline: made once, and run in."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import corpus
from benchmarks.timing import K

_HERE = Path(__file__).parent
_REQUIREMENTS = _HERE / "langchain-requirements.txt"
_VENV = _HERE / "cache" / "langchain-venv"
_PYTHON = _VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
_BASELINE = "benchmarks.langchain_baseline"
_TORCH = "torch==2.13.0"  # a plain install of torch would bring 3 GB of CUDA
_TORCH_INDEX = "https://download.pytorch.org/whl/cpu"


def job(
    texts: Sequence[str],
    article: Sequence[str],
    asked: Sequence[str],
    *,
    vectors: Path | None = None,
) -> dict[str, Any]:
    """What the baseline is given: passages, the passages of an article to add, questions.

    `vectors` is a file with the vectors of passages, questions, the article's passages and the
    question that must find it, in this order; without it the baseline embeds them itself.
    """
    return {
        "texts": texts,
        "article": article,
        "questions": asked,
        "article_question": corpus.SEED_QUESTION,
        "vectors": str(vectors) if vectors else None,
        "k": K,
    }


def run(job: Mapping[str, Any]) -> dict[str, float]:
    """Run `langchain_baseline` on a job; gives its measurements by name."""
    _make()
    with tempfile.TemporaryDirectory() as folder:
        asked, given = Path(folder, "job.json"), Path(folder, "result.json")
        asked.write_text(json.dumps(job), encoding="utf-8")
        command = [str(_PYTHON), "-W", "ignore::DeprecationWarning", "-m", _BASELINE]
        subprocess.run([*command, str(asked), str(given)], cwd=_HERE.parent, check=True)
        result: dict[str, float] = json.loads(given.read_text(encoding="utf-8"))
    return result


def _make() -> None:
    """Install what the requirements name, unless that was done before."""
    wanted = _REQUIREMENTS.read_text(encoding="utf-8")
    stamp = _VENV / "requirements-installed.txt"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", _VENV], check=True)
    on_disk = subprocess.run(_pip("--no-index", "--no-deps", _TORCH), check=False)
    if on_disk.returncode:
        subprocess.run(_pip("--index-url", _TORCH_INDEX, _TORCH), check=True)
    subprocess.run(_pip("-r", str(_REQUIREMENTS)), check=True)
    stamp.write_text(wanted, encoding="utf-8")


def _pip(*arguments: str) -> list[str]:
    return [str(_PYTHON), "-m", "pip", "install", "--quiet", *arguments]
