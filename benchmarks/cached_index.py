"""Indexes that take minutes to build, kept between runs in benchmarks/cache."""

from __future__ import annotations

import os
import shutil
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from itertools import islice
from pathlib import Path

from benchmarks import corpus
from index import Article, Index, keywords, passages, schema
from index.encoder import load
from index.passages import Settings

CACHE = Path(__file__).parent / "cache"
_MOST = 40  # passages of one article: the size is met within these


def of_size(data: Path, size: int) -> Path:
    """The folder of an index with about `size` passages, vectors by word hashing.

    Kept under what decides its content: size, format, how articles are cut and stored. Delete
    benchmarks/cache after a change in how text is read.
    """
    path = CACHE / f"hashed-{size}-{_built_by()}"
    if not path.exists():
        unfinished = path.with_suffix(f".{os.getpid()}")
        shutil.rmtree(unfinished, ignore_errors=True)
        _build(iter(corpus.mixed(data)), unfinished, size)
        unfinished.rename(path)
    return path


def of_articles(name: str, articles: Sequence[Article]) -> Index:
    """These and no others, by the shipped encoder; what is there already is not embedded again."""
    index = Index.open(CACHE / f"{name}-{_built_by()}-{load().spec.revision}")
    try:
        kept = {each.id for each in articles}
        index.remove([each.id for each in index.articles() if each.id not in kept])
        index.add(articles)
    except BaseException:
        index.close()
        raise
    return index


def _built_by() -> str:
    """What decides what an index holds of an article, its vectors apart."""
    cut = "-".join(map(str, astuple(Settings())))
    return f"format{schema.FORMAT}-cut{cut}-{_code()}"


def _code() -> str:
    """Eight hex digits that change with the code that makes tables, terms and passages."""
    sources = (Path(module.__file__ or "").read_bytes() for module in (keywords, passages, schema))
    return f"{zlib.crc32(b''.join(sources)):08x}"


def _build(articles: Iterator[Article], path: Path, size: int) -> None:
    wanted = size
    with Index.open(path, encoder="hashed") as index:
        while wanted > 0:
            some = list(islice(articles, max(1, wanted // _MOST)))
            if not some:
                raise ValueError(f"the data folder is too small by {wanted:,} passages")
            wanted -= index.add(some).embedded
