"""How soon a new article is found, by the process that adds it and by another."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import corpus
from benchmarks.passage_texts import passage_texts
from benchmarks.speed_report import Row
from benchmarks.timing import K, milliseconds
from index import Encoder, Index


def new_article(path: Path, model: Encoder, folder: Path) -> Iterator[Row]:
    """Seconds from the start of `add`, on a copy of the index.

    What the model needs to embed the article is measured apart: this index has hashed vectors.
    """
    copy, article = folder / "copy", corpus.seed()
    shutil.copytree(path, copy)
    with Index.open(copy) as index, _polling(copy, article.id) as elsewhere:
        size = index.status().passages
        index.search(corpus.SEED_QUESTION, K)
        wall, started = time.time(), time.perf_counter()
        index.add([article])
        stored = time.perf_counter() - started
        _must_find(index)
        found = time.perf_counter() - started
        found_elsewhere = elsewhere() - wall
    with Index.open(folder / "one-article", encoder=model) as index:
        index.add([article])
    texts = passage_texts(folder / "one-article")
    yield Row("new article stored", size, "s", stored)
    yield Row("new article found", size, "s", found)
    yield Row("new article found by another process", size, "s", found_elsewhere)
    embedding = milliseconds(lambda: model.encode(texts)) / 1000
    yield Row("new article, embedding it with the shipped encoder", size, "s", embedding)


def add_and_find(index: Index) -> float:
    """Seconds until a new article is stored and found, in an index that was asked before."""
    index.search(corpus.SEED_QUESTION, K)
    started = time.perf_counter()
    index.add([corpus.seed()])
    _must_find(index)
    return time.perf_counter() - started


def _must_find(index: Index) -> None:
    hits = index.search(corpus.SEED_QUESTION, K)
    if all(hit.article.id != corpus.seed().id for hit in hits):
        raise RuntimeError("the new article was added but is not found")


@contextmanager
def _polling(path: Path, article_id: str) -> Iterator[Callable[[], float]]:
    """Another process that has the index open and asks; call for when it found the article."""
    command = [sys.executable, "-m", "benchmarks.process", "poll", str(path)]
    with subprocess.Popen(
        [*command, corpus.SEED_QUESTION, article_id],
        cwd=corpus.ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        lines = process.stdout
        if lines.readline() != "ready\n":
            raise RuntimeError("the other process could not open the index")
        yield lambda: float(lines.readline())
