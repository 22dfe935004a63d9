"""What the LangChain baseline is given, and what it measures in an environment of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import corpus, rivals_venv
from benchmarks.timing import K

_BASELINE = "benchmarks.langchain_baseline"


def job(
    texts: Sequence[str],
    article: Sequence[str],
    asked: Sequence[str],
    *,
    vectors: Path | None = None,
) -> dict[str, Any]:
    """What the baseline is given: passages, the passages of an article to add, questions.

    `vectors` is a file with the vectors of passages, questions, the article's passages and the
    question that must find it, in this order; without it the baseline embeds them itself.
    """
    return {
        "texts": texts,
        "article": article,
        "questions": asked,
        "article_question": corpus.SEED_QUESTION,
        "vectors": str(vectors) if vectors else None,
        "k": K,
    }


def run(job: Mapping[str, Any]) -> dict[str, float]:
    """Run `langchain_baseline` on a job; gives its measurements by name."""
    result: dict[str, float] = rivals_venv.run("langchain", _BASELINE, job)
    return result
