"""How fast: reading a folder, searching, a new article, an answer; and LangChain beside it.

    python -m benchmarks.speed --data ../shared/data [--sizes 1000 10000 80000] [--full]
                               [--langchain]

Writes benchmarks/results/speed.{json,md}. Rows that name the shipped encoder embed with it. The
others use the hashed encoder, which has as many dimensions and needs no model: how long a scan, a
keyword query or a commit takes does not depend on what made the vectors. Its passages are longer
(128 words, where the model's are 128 word pieces), so a keyword query has a little more to do.
Search times leave out encoding the question.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import cached_index, corpus
from benchmarks.speed_new_article import new_article
from benchmarks.speed_process import first_answer, memory
from benchmarks.speed_report import Row, publish
from benchmarks.speed_search import beside_langchain, searching
from benchmarks.speed_sync import first_sync, long_sync, second_sync
from benchmarks.table import number
from index.encoder import load

QUESTIONS = 200


def main() -> None:
    options = _parser().parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for row in measure(options, Path(folder)):
            rows.append(row)
            values = f"{number(row.ours)} {row.unit}, LangChain {number(row.langchain)}"
            print(f"{row.what}, {row.passages:,}: {values}", file=sys.stderr, flush=True)
    print(publish(rows))


def measure(options: argparse.Namespace, folder: Path) -> Iterator[Row]:
    data: Path = options.data
    asked = corpus.questions(data, QUESTIONS)
    paths = {size: cached_index.of_size(data, size) for size in sorted(options.sizes)}
    model = load()
    model.encode(["Das Modell läuft sich warm."])
    yield from first_sync(data, model, folder, asked, langchain=options.langchain)
    if options.full:
        yield from long_sync(data, model, folder)
    yield from second_sync(data, folder)
    for path in paths.values():
        yield from searching(path, asked)
    yield from new_article(paths[max(paths)], model, folder)
    yield from first_answer(model, folder)
    for path in paths.values():
        yield from memory(path, asked)
    if options.langchain and 10_000 in paths:
        yield from beside_langchain(paths[10_000], asked, folder)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.speed",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder of public data")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 80_000])
    parser.add_argument("--full", action="store_true", help="also embed 10,000 passages: minutes")
    parser.add_argument("--langchain", action="store_true", help="measure LangChain beside it")
    return parser


if __name__ == "__main__":
    main()
