"""Is the right passage found, in German, in English and across; are translations near each other?

    python -m benchmarks.retrieval --data ../shared/data [--encoder NAME ...]
                                   [--only mlqa,bitext,sts] [--samples N]

Writes benchmarks/results/retrieval.{json,md}. MLQA's passages are put into an index as articles,
and searched by vectors alone, by keywords alone (BM25), and by both. None of it is trained or tuned
on. A question's rank is that of the first hit in its passage.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.mlqa import Pool, Question, pools
from benchmarks.ranking import Outcome, Ranks, rank
from benchmarks.retrieval_report import FUSED, Found, publish
from benchmarks.similarity import bitexts, likenesses
from index import Article, Encoder, Index
from index.encoder import DEFAULT, load
from index.errors import ArticleQAError
from index.fusion import DENSE_SHARE
from index.remembering import Remembering
from index.types import Vectors

PARTS = ("mlqa", "bitext", "sts")
ENCODERS = tuple(dict.fromkeys((DEFAULT, "all-MiniLM-L6-v2")))
WAYS = {"dense": 1.0, "keyword": 0.0, FUSED: DENSE_SHARE}  # the share of the vectors
MOST = 100_000  # passages of all pools, embedded once
DEEP = 30  # hits asked for: some are of the same passage, and ten different ones should remain


def main(arguments: Sequence[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    found: list[Found] = []
    missing: list[str] = []
    for shown, name in _by_shown_name(options.encoder).items():
        try:
            encoder = load(name)
        except ArticleQAError as error:
            _say(str(error))
            missing.append(shown)
            continue
        found += measure(options.data, shown, encoder, options.only, options.samples)
    if not found:  # what was kept stays
        sys.exit("nothing measured: no encoder could be loaded")
    print(publish(found, missing))


def measure(
    data: Path, name: str, encoder: Encoder, parts: Collection[str], samples: int | None
) -> Iterator[Found]:
    """What an encoder reaches in some of `PARTS`; `name` is what the tables call it."""
    if "mlqa" in parts:
        for outcome in searched(name, encoder, pools(data, samples)):
            _say(f"{name}: {outcome.run} in {outcome.passages:,} passages, {outcome.pool}")
            yield outcome
    if "bitext" in parts:
        _say(f"{name}: bitext")
        yield from bitexts(data, name, encoder, samples)
    if "sts" in parts:
        _say(f"{name}: sentence similarity")
        yield from likenesses(data, name, encoder, samples)


def searched(name: str, encoder: Encoder, over: Sequence[Pool]) -> Iterator[Outcome]:
    """Every run of every pool. A pool has an index of its own, so that BM25 counts only its words;
    what is in several pools is embedded once."""
    remembering = Remembering(encoder, MOST)
    for pool in over:
        with (
            tempfile.TemporaryDirectory() as folder,
            Index.open(folder, encoder=remembering) as index,
        ):
            index.add(Article(id, text) for id, text in pool.passages.items())
            for run in pool.runs:
                ids = tuple(question.id for question in run.questions)
                found = ranks(index, run.questions)
                yield Outcome(name, pool.name, len(pool.passages), run.name, ids, found)


def ranks(index: Index, questions: Sequence[Question]) -> dict[str, Ranks]:
    """For each way to search, the rank of every question's passage."""
    vectors = index.encoder.encode([question.text for question in questions], query=True)

    def place(question: Question, vector: Vectors, share: float) -> int:
        hits = index.search_vector(question.text, vector, DEEP, dense_share=share)
        # Candidates of the other kind come along with the score 0, in the order of their ids.
        return rank((hit.article.id for hit in hits if hit.score > 0), question.passage)

    return {
        way: np.array([place(*each, share) for each in zip(questions, vectors, strict=True)])
        for way, share in WAYS.items()
    }


def _by_shown_name(names: Sequence[str]) -> dict[str, str]:
    """What the tables call each encoder: a folder by its last part, since results are read on
    other machines. Exits where two would be called the same."""
    found: dict[str, str] = {}
    for name in dict.fromkeys(names):
        folder = Path(name).expanduser()
        shown = folder.resolve().name if folder.is_dir() else name
        if shown in found:
            sys.exit(f"{found[shown]} and {name} would both be called {shown} - rename one folder")
        found[shown] = name
    return found


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.retrieval",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder of public data")
    parser.add_argument("--encoder", nargs="+", default=ENCODERS, help="names or folders of models")
    parser.add_argument("--only", type=_parts, default=PARTS, help=f"some of {','.join(PARTS)}")
    parser.add_argument("--samples", type=_positive, help="at most so many per set: a quick look")
    return parser


def _parts(text: str) -> tuple[str, ...]:
    parts = tuple(text.split(","))
    if unknown := [part for part in parts if part not in PARTS]:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is none of {','.join(PARTS)}")
    return parts


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, got {number}")
    return number


if __name__ == "__main__":
    main()
