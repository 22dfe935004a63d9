"""Are the answers right? Reading, finding and reading, refusing, who said it, follow-ups.

    python -m benchmarks.answers --data ../shared/data [--only reading,asking,...] [--samples N]

Writes benchmarks/results/answers.{json,md}; parts that are not run keep what the same reader
reached before. None of it is trained or tuned on.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import asking, comprehension, followups, german, refusing, rivals, several, speakers
from benchmarks.table import RESULTS, markdown, store
from qa.reader import Reader

Row = dict[str, str]
PARTS: dict[str, tuple[str, Callable[[Path, Reader, int | None], list[Row]]]] = {
    "reading": ("Reading comprehension: MLQA dev, given the passage", comprehension.rows),
    "german": ("Reading and refusing: our own questions on German articles", german.rows),
    "asking": ("End to end: MLQA dev, among all German passages", asking.rows),
    "several": (
        "Questions that several sentences answer: our own, held-out articles",
        several.rows,
    ),
    "refusing": ("Refusing: SQuAD 2.0, eight titles set aside", refusing.rows),
    "speakers": ("Who said it: German news, quotations dev set", speakers.rows),
    "rivals": ("Beside Haystack and txtai: the same weights, MLQA dev, German", rivals.rows),
    "followups": ("Follow-ups: CANARD dev, and 100 on German news", followups.rows),
    "followed": ("Follow-ups, end to end: those of the 100 that lean", followups.cited_rows),
}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(PARTS))
    parser.add_argument("--samples", type=int, help="questions of each part; nothing is stored")
    options = parser.parse_args(arguments)
    reader = Reader.open()
    tables: dict[str, list[Row]] = {}
    for name in options.only:
        started = time.perf_counter()
        tables[name] = PARTS[name][1](options.data, reader, options.samples)
        print(f"{name}: {time.perf_counter() - started:.0f} s", file=sys.stderr)
        print(markdown(tables[name]))
    if options.samples is None:
        tables = {**_kept(reader.revision), **tables}
        pages = [
            f"## {title}\n\n{markdown(tables[name])}"
            for name, (title, _) in PARTS.items()
            if name in tables
        ]
        store("answers", {"reader": reader.revision, **tables}, "\n".join(pages))
        print(f"stored in {RESULTS}", file=sys.stderr)


def _kept(revision: str) -> dict[str, list[Row]]:
    """The tables of an earlier run, if it was this reader's."""
    path = RESULTS / "answers.json"
    if not path.is_file():
        return {}
    stored = json.loads(path.read_text(encoding="utf-8"))
    return stored if stored.pop("reader") == revision else {}


if __name__ == "__main__":
    main()
