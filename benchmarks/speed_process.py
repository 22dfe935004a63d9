"""What a process needs from its start: time to the first answer, and memory."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import corpus
from benchmarks.passage_texts import passage_texts
from benchmarks.speed_report import Row
from index import Encoder, Index

RUNS = 5  # the median counts
ANSWERED = 20  # questions


def first_answer(model: Encoder, folder: Path) -> Iterator[Row]:
    """From the start of `python -m qa` to the first line of its answer, over the seeds."""
    path = folder / "seeds"
    with Index.open(path, encoder=model) as index:
        index.sync(corpus.SEED.parent)
    seconds = [_first_line_after(path) for _ in range(RUNS)]
    size = len(passage_texts(path))
    yield Row("process start to first answer", size, "s", statistics.median(seconds))


def memory(path: Path, asked: Sequence[str]) -> Iterator[Row]:
    """The most memory a process holds that answers questions, the model included."""
    command = [sys.executable, "-m", "benchmarks.process", "answer", str(path)]
    done = subprocess.run(
        command,
        cwd=corpus.ROOT,
        input=json.dumps(asked[:ANSWERED]),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    yield Row("peak memory", len(passage_texts(path)), "MB", json.loads(done.stdout)["peak_mb"])


def _first_line_after(path: Path) -> float:
    command = [sys.executable, "-m", "qa", corpus.SEED_QUESTION, "--index", str(path)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    started = time.perf_counter()
    with subprocess.Popen(
        command, cwd=corpus.ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = time.perf_counter() - started
        process.stdout.read()
    if process.returncode or not line.strip():
        raise RuntimeError(f"python -m qa gave no answer (exit code {process.returncode})")
    return seconds
