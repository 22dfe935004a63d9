"""How fast a search is, over indexes of different sizes; LangChain beside it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks import corpus, langchain_venv
from benchmarks.passage_texts import passage_texts
from benchmarks.speed_new_article import add_and_find
from benchmarks.speed_report import Row
from benchmarks.timing import K, percentile, searches
from index import Index
from index.types import Filters


def searching(path: Path, asked: list[str]) -> Iterator[Row]:
    """Milliseconds a query, its embedding aside; the first, which loads everything, apart."""
    started = time.perf_counter()
    with Index.open(path) as index:
        best = index.search(asked[0], K)[0].article.id
        opened = time.perf_counter() - started
        size = index.status().passages
        yield Row("open and first search", size, "s", opened)
        for name, filters in (
            ("search", None),
            ("search, only German", Filters(languages=("de",))),
            ("search, one article", Filters(articles=(best,))),
        ):
            taken = searches(index, asked, filters)
            yield Row(f"{name}, p50", size, "ms", percentile(taken, 50))
            yield Row(f"{name}, p95", size, "ms", percentile(taken, 95))


def beside_langchain(path: Path, asked: list[str], folder: Path) -> Iterator[Row]:
    """The same passages and the same hashed vectors on both sides: neither embeds."""
    copy = folder / "beside"
    shutil.copytree(path, copy)
    with Index.open(copy) as index:
        taken = searches(index, asked)
        texts = passage_texts(copy)
        added = add_and_find(index)
        new = passage_texts(copy)[len(texts) :]
        vectors = index.encoder.encode([*texts, *asked, *new, corpus.SEED_QUESTION])
    np.save(folder / "vectors.npy", vectors)
    job = langchain_venv.job(texts, new, asked, vectors=folder / "vectors.npy")
    theirs = langchain_venv.run(job)
    for what, unit, ours, name in (
        ("search, vectors given, p50", "ms", percentile(taken, 50), "search_p50_ms"),
        ("search, vectors given, p95", "ms", percentile(taken, 95), "search_p95_ms"),
        ("new article found, vectors given", "s", added, "new_article_s"),
        ("peak memory of LangChain", "MB", None, "peak_mb"),
    ):
        yield Row(what, len(texts), unit, ours, theirs[name])
