"""How fast the shipped encoder is, beside all-MiniLM-L6-v2 as sentence-transformers runs it.

    python -m benchmarks.encoding --data ../shared/data

A thousand German passages as an index cuts them; questions one at a time. Rounds of both alternate,
and the median counts, so that whatever else the machine does hits both. Writes
benchmarks/results/encoding.{json,md}.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

from benchmarks import table
from benchmarks.corpus import news, questions
from benchmarks.timing import milliseconds, percentile
from index import Encoder
from index.articles import prepare
from index.encoder import load
from index.passages import Settings, split
from training.student import teacher_folder

PASSAGES = 1_000
ASKED = 300
ROUNDS = 3


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--passages", type=int, default=PASSAGES)
    given = parser.parse_args(arguments)
    ours = load()
    theirs = SentenceTransformer(str(teacher_folder()), device="cpu")
    texts = _passages(given.data, ours, given.passages)
    asked = questions(given.data, ASKED)
    rates = _rates(ours, theirs, texts)
    waits = {
        "shipped encoder": [milliseconds(partial(ours.encode, [q], query=True)) for q in asked],
        "all-MiniLM-L6-v2, fp32": [milliseconds(partial(theirs.encode, [q])) for q in asked],
    }
    rows = [
        {
            "encoder": name,
            "passages/s": table.number(rates[name]),
            "question p50, ms": table.number(percentile(waits[name], 50)),
            "question p95, ms": table.number(percentile(waits[name], 95)),
        }
        for name in waits
    ]
    ours_rate, theirs_rate = (rates[name] for name in waits)
    page = (
        f"{platform.machine()}, {os.cpu_count()} cores; {len(texts)} German passages of "
        f"{np.mean([len(text) for text in texts]):.0f} characters, {len(asked)} questions.\n\n"
        f"{table.markdown(rows)}\n{ours_rate / theirs_rate:.1f} times the passages a second.\n"
    )
    print(page)
    table.store("encoding", {"passages_per_s": rates, "rows": rows}, page)


def _passages(data: Path, encoder: Encoder, most: int) -> list[str]:
    """Windows of German news, as an index cuts them."""
    found: list[str] = []
    for article in news(data):
        windows = split(prepare(article), encoder.count_tokens, encoder.spec.max_tokens, Settings())
        found += [article.text[window.start : window.end] for window in windows]
        if len(found) >= most:
            break
    return found[:most]


def _rates(ours: Encoder, theirs: SentenceTransformer, texts: Sequence[str]) -> dict[str, float]:
    """Passages a second of each, the median of alternating rounds."""
    calls = {
        "shipped encoder": partial(ours.encode, texts),
        "all-MiniLM-L6-v2, fp32": partial(theirs.encode, list(texts), show_progress_bar=False),
    }
    ours.encode(texts[:32])
    theirs.encode(list(texts[:32]))
    rounds = [{name: milliseconds(call) for name, call in calls.items()} for _ in range(ROUNDS)]
    return {
        name: 1000 * len(texts) / float(np.median([each[name] for each in rounds]))
        for name in calls
    }


if __name__ == "__main__":
    main()
