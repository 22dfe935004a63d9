"""Ours beside Haystack's extractive pipeline and txtai's, all with the shipped reader's weights.

MLQA dev's German questions, of all German passages and of the one passage that each is about.
The others read in fp32 and find by BM25 (why, and what the second row of each is: rivals_run.py);
ours reads in int8 and finds as it always does. No system is shown another's answers.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import rivals_venv
from benchmarks.asking import POOL
from benchmarks.comprehension import Asked, agreement, mlqa, predictions
from benchmarks.mlqa import passage_id, pools
from benchmarks.reader_export import export
from index import Article, Index
from index.models import CONFIG
from qa import Answer
from qa.chain import PASSAGES, Request, build_chain
from qa.models import READER
from qa.reader import Reader

OTHERS = ("haystack", "txtai")
_RUN = "benchmarks.rivals_run"


@dataclass(frozen=True, slots=True)
class Given:
    """A system's answer: its text and the passage that it stands in, "" for none, and its time."""

    text: str
    passage: str
    ms: float


@dataclass(frozen=True, slots=True)
class Result:
    """A system's answers to all questions; `told`: those given the passage, "" for none."""

    system: str
    version: str
    answers: tuple[Given, ...]
    told: tuple[str, ...]


def rows(data: Path, reader: Reader, samples: int | None = None) -> list[dict[str, str]]:
    """A row for each system.

    The top answer is the short answer; where ours gives none, the reader's best span in its first
    citation. A question that is not answered counts as nothing found.
    """
    passages = list(pools(data)[POOL].passages.values())
    asked = mlqa(data, "de", "de", samples)
    found = [ours(passages, asked, reader)]
    folder = _exported(reader.revision)
    for system in OTHERS:
        answered = rivals_venv.run(system, _RUN, job(system, folder, passages, asked))
        found.extend(results(answered, passages))
    return [row(result, asked) for result in found]


def job(
    system: str, reader: Path, passages: Sequence[str], asked: Sequence[Asked]
) -> dict[str, Any]:
    """What rivals_run is given; a question's `passage` is the number of the one it is about."""
    place = {text: at for at, text in enumerate(passages)}
    return {
        "system": system,
        "reader": str(reader),
        "longest": json.loads((READER / CONFIG).read_text(encoding="utf-8"))["max_seq_length"],
        "k": PASSAGES,
        "passages": list(passages),
        "questions": [{"text": each.question, "passage": place[each.passage]} for each in asked],
    }


def results(found: Sequence[Mapping[str, Any]], passages: Sequence[str]) -> list[Result]:
    """What rivals_run gave."""
    return [
        Result(
            each["system"],
            each["version"],
            tuple(_given(answer, passages) for answer in each["answers"]),
            tuple(text or "" for text in each["told"]),
        )
        for each in found
    ]


def _given(answer: Mapping[str, Any], passages: Sequence[str]) -> Given:
    at = answer["passage"]
    return Given(answer["text"] or "", "" if at is None else passages[at], answer["ms"])


def ours(passages: Sequence[str], asked: Sequence[Asked], reader: Reader) -> Result:
    """Each passage is an article."""
    texts = {passage_id(text): text for text in passages}
    with tempfile.TemporaryDirectory() as folder, Index.open(folder) as index:
        index.add(Article(id, text) for id, text in texts.items())
        chain = build_chain(index, reader=reader)
        chain.invoke(Request(asked[0].question))  # the first one loads
        answers = tuple(_asked(chain.invoke, each.question, texts, reader) for each in asked)
    told = tuple(predictions(reader, asked))
    return Result("article-qa", version("article-qa"), answers, told)


def _asked(
    answer: Callable[[Request], Answer], question: str, texts: Mapping[str, str], reader: Reader
) -> Given:
    started = time.perf_counter()
    found = answer(Request(question))
    milliseconds = 1000 * (time.perf_counter() - started)
    if not found.citations:
        return Given("", "", milliseconds)
    first = found.citations[0]
    text = found.short.text if found.short else _best(reader, found.understood_as, first.quote)
    return Given(text, texts[first.article_id], milliseconds)


def _best(reader: Reader, question: str, text: str) -> str:
    spans = reader.read(question, [text])[0].best()
    return text[spans[0].start : spans[0].end] if spans else ""


def row(result: Result, asked: Sequence[Asked]) -> dict[str, str]:
    """Raises ValueError where there are not as many answers as questions."""
    pairs = list(zip(result.answers, asked, strict=True))
    holds = [any(gold in given.passage for gold in each.answers) for given, each in pairs]
    times = [given.ms for given, _ in pairs]
    told = agreement(result.told, asked, "de")
    top = agreement([given.text for given, _ in pairs], asked, "de")
    return {
        "system": result.system,
        "version": result.version,
        "questions": str(len(pairs)),
        "answered": f"{np.mean([bool(given.text) for given, _ in pairs]):.3f}",
        "the answer's passage holds the gold answer": f"{np.mean(holds):.3f}",
        "F1 of the top answer": f"{100 * top.f1:.1f}",
        "F1, told the passage": f"{100 * told.f1:.1f}",
        "ms p50": f"{np.percentile(times, 50):.0f}",
        "ms p95": f"{np.percentile(times, 95):.0f}",
    }


def _exported(revision: str) -> Path:
    """The reader for `transformers`, made once for each set of weights."""
    folder = rivals_venv.CACHE / f"reader-{revision}"
    if not folder.is_dir():
        export(READER, folder.with_suffix(".partial")).rename(folder)
    return folder
