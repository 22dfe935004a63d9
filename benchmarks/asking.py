"""End to end on MLQA dev: asked of all German passages, does a citation hold the answer?"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.comprehension import Asked, agreement, mlqa
from benchmarks.mlqa import passage_id, pools
from index import Article, Index
from qa import Answer
from qa.chain import Request, build_chain
from qa.reader import Reader

POOL = 1  # of `pools`: the retrieval set with the dev set's German passages
RUNS = ("de", "en")  # languages of the questions


def rows(data: Path, reader: Reader, samples: int | None = None) -> list[dict[str, str]]:
    """A row for each language of the questions; the articles are German."""
    pool = pools(data)[POOL]
    with tempfile.TemporaryDirectory() as folder, Index.open(folder) as index:
        index.add(Article(id, text) for id, text in pool.passages.items())
        chain = build_chain(index, reader=reader)
        return [
            _row(language, mlqa(data, language, "de", samples), chain.invoke) for language in RUNS
        ]


def _row(language: str, asked: list[Asked], answer: Callable[[Request], Answer]) -> dict[str, str]:
    answers = [answer(Request(each.question)) for each in asked]
    hits = [
        any(gold in citation.quote for gold in each.answers for citation in found.citations)
        for each, found in zip(asked, answers, strict=True)
    ]
    sources = [
        passage_id(each.passage) in {hit.article.id for hit in found.nearest}
        for each, found in zip(asked, answers, strict=True)
    ]
    given = [at for at, found in enumerate(answers) if found.short]
    shorts = [found.short.text for found in answers if found.short]
    right = agreement(shorts, [asked[at] for at in given], "de") if given else None
    times = sorted(found.timings_ms["total"] for found in answers)
    return {
        "question": language,
        "passages": "4,419",
        "questions": str(len(asked)),
        "answered": f"{np.mean([found.answered for found in answers]):.3f}",
        "a citation holds the answer": f"{np.mean(hits):.3f}",
        "its passage is among the first 3": f"{np.mean(sources):.3f}",
        "short answers given": f"{len(given) / len(asked):.3f}",
        "their F1": f"{100 * right.f1:.1f}" if right else "–",
        "ms p50": f"{times[len(times) // 2]:.0f}",
        "ms p95": f"{times[int(0.95 * len(times))]:.0f}",
    }
