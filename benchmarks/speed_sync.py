"""How fast a folder is read, the first time and again; LangChain beside it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import torch

from benchmarks import corpus, langchain_venv
from benchmarks.passage_texts import passage_texts
from benchmarks.speed_new_article import add_and_find
from benchmarks.speed_report import Row
from benchmarks.timing import milliseconds, percentile, searches
from index import Encoder, Index, Sync

UNCHANGED = 2_000  # files
_PASSAGE = 231  # characters of German text in a passage
_SHOWN = (
    ("sync, shipped encoder", "articles_per_s", "articles/s"),
    ("sync, shipped encoder", "passages_per_s", "passages/s"),
    ("encoding a question, shipped encoder, p50", "encode_p50_ms", "ms"),
    ("search, shipped encoder, p50", "search_p50_ms", "ms"),
    ("search, shipped encoder, p95", "search_p95_ms", "ms"),
    ("new article embedded and found, shipped encoder", "new_article_s", "s"),
    ("threads the model runs on", "threads", "threads"),
    ("peak memory of LangChain", "peak_mb", "MB"),
)


def first_sync(
    data: Path, model: Encoder, folder: Path, asked: list[str], *, langchain: bool
) -> Iterator[Row]:
    """About 1,000 passages embedded by the model, three times, in turns with LangChain; medians.

    Ours reads, cuts and stores files; LangChain is given the passages, and keeps them in memory.
    Both leave the number of threads to torch; what that was in the end is a row of its own.
    """
    corpus.write(corpus.about(corpus.news(data), 1_000 * _PASSAGE), folder / "news")
    ours, theirs = [], []
    for turn in ("first", "second", "third"):
        path = folder / turn
        with Index.open(path, encoder=model) as index:
            done = index.sync(folder / "news")
            texts = passage_texts(path)
            ours.append(
                {**_rates(done), **_queries(index, asked), "new_article_s": add_and_find(index)}
            )
        if langchain:
            new = passage_texts(path)[len(texts) :]
            theirs.append(langchain_venv.run(langchain_venv.job(texts, new, asked)))
    for what, name, unit in _SHOWN:
        row = Row(what, len(texts), unit, _median(ours, name), _median(theirs, name))
        if (row.ours, row.langchain) != (None, None):
            yield row


def long_sync(data: Path, model: Encoder, folder: Path) -> Iterator[Row]:
    """About 10,000 passages embedded by the model, once."""
    corpus.write(corpus.about(corpus.news(data), 10_000 * _PASSAGE), folder / "more-news")
    done = _synced(folder / "long", folder / "more-news", model)
    rates = _rates(done)
    yield Row("sync, shipped encoder", done.embedded, "articles/s", rates["articles_per_s"])
    yield Row("sync, shipped encoder", done.embedded, "passages/s", rates["passages_per_s"])


def second_sync(data: Path, folder: Path) -> Iterator[Row]:
    """A folder in which nothing changed; opening the index is timed with it."""
    corpus.write(corpus.mixed(data)[:UNCHANGED], folder / "unchanged")
    path = folder / "unchanged-index"
    _synced(path, folder / "unchanged", "hashed")
    started = time.perf_counter()
    done = _synced(path, folder / "unchanged", "hashed")
    seconds = time.perf_counter() - started
    if done.kept != UNCHANGED:
        raise RuntimeError(f"{UNCHANGED} files were unchanged, but: {done}")
    size = len(passage_texts(path))
    yield Row("second sync, nothing changed", size, "s", seconds)
    yield Row("second sync, files", size, "files", done.kept)
    yield Row("second sync, embedded", size, "passages", done.embedded)


def _synced(path: Path, folder: Path, encoder: str | Encoder) -> Sync:
    with Index.open(path, encoder=encoder) as index:
        return index.sync(folder)


def _rates(done: Sync) -> dict[str, float]:
    return {
        "articles_per_s": done.added / done.seconds,
        "passages_per_s": done.embedded / done.seconds,
    }


def _queries(index: Index, asked: Sequence[str]) -> dict[str, float]:
    encoding = [milliseconds(partial(index.encoder.encode, [q], query=True)) for q in asked]
    search = searches(index, asked)
    return {
        "encode_p50_ms": percentile(encoding, 50),
        "search_p50_ms": percentile(search, 50),
        "search_p95_ms": percentile(search, 95),
        "threads": torch.get_num_threads(),
    }


def _median(runs: Sequence[Mapping[str, float]], name: str) -> float | None:
    values = [run[name] for run in runs if name in run]
    return statistics.median(values) if values else None
