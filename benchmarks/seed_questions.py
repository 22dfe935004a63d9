"""The questions on the seed article: is the evidence cited, is the unanswerable refused?

    python -m benchmarks.seed_questions --questions ../shared/eval/seed_article_questions.jsonl

Twenty questions in German and English, some of them follow-ups, four without an answer. Prints a
table and stores it in benchmarks/results/. The questions are looked at, never tuned on.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.table import markdown, store
from index import Index
from qa import Answer, ask


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question; `right` is the bar: cited or refused rightly."""

    id: str
    language: str
    question: str
    expected: str
    got: str
    right: bool
    confidence: float


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--articles", type=Path, default=Path("seeds"))
    options = parser.parse_args()
    lines = options.questions.read_text(encoding="utf-8").splitlines()
    with tempfile.TemporaryDirectory() as folder, Index.open(folder) as index:
        index.sync(options.articles)
        outcomes = [_outcome(json.loads(line), index) for line in lines if line.strip()]
    rows = [
        {
            "question": each.question,
            "expected": each.expected,
            "got": each.got,
            "right": "yes" if each.right else "no",
            "confidence": f"{each.confidence:.2f}",
        }
        for each in outcomes
    ]
    summary = _summary(outcomes)
    page = f"{markdown(rows)}\n{markdown([summary])}"
    print(page)
    store("seed_questions", {"summary": summary, "questions": rows}, page)


def _outcome(item: dict[str, Any], index: Index) -> Outcome:
    answer = ask(item["question"], item["history"], index)
    cited = any(_touches(answer, evidence) for evidence in item["evidence"])
    if not item["answerable"]:
        expected, got, right = "refuse", "answered" if answer.answered else "refused", False
        right = not answer.answered
    else:
        expected = "cite"
        got = "cited" if cited else "cited something else" if answer.answered else "refused"
        right = cited
    return Outcome(
        item["id"], item["lang"], item["question"], expected, got, right, answer.confidence
    )


def _touches(answer: Answer, evidence: str) -> bool:
    """Whether a citation holds the evidence, or stands inside it."""
    return any(evidence in each.quote or each.quote in evidence for each in answer.citations)


def _summary(outcomes: list[Outcome]) -> dict[str, str]:
    answerable = [each for each in outcomes if each.expected == "cite"]
    refusable = [each for each in outcomes if each.expected == "refuse"]
    german = [each for each in answerable if each.language == "de"]
    english = [each for each in answerable if each.language == "en"]

    def share(some: list[Outcome]) -> str:
        return f"{sum(each.right for each in some)} of {len(some)}"

    return {
        "evidence cited": share(answerable),
        "asked in German": share(german),
        "asked in English": share(english),
        "unanswerable refused": share(refusable),
    }


if __name__ == "__main__":
    main()
