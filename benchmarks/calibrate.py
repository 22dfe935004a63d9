"""Fit the sentence model of qa/evidence.py on held-out training articles, and say how well it does.

    python -m benchmarks.calibrate --data ../shared/data

Answerable questions are SQuAD 1.1's, unanswerable ones those of SQuAD 2.0, each of a tenth of the
articles; half of those articles are for fitting, the other half for the numbers. A candidate is
right where it holds the answer's offsets. The weights are a logistic regression over all
candidates; the threshold is the one with the best balanced accuracy - right answers given among
the answerable, refusals among the unanswerable - on the fitting half.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks.heldout import Question, every, squad
from index import Article, Index
from qa import evidence
from qa.chain import PASSAGES

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """One question with the features of its candidates, `(n, 4)`, and which of them are right."""

    question: Question
    features: Array
    right: NDArray[np.bool_]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    cases = _cases(*_sampled(*squad(data), titles=16, step=6))
    cases += _cases(*_sampled(*squad(data, unanswerable=True), titles=4, step=1))
    names = sorted({case.question.article_id for case in cases})
    fitting = set(names[::2])
    fit = [case for case in cases if case.question.article_id in fitting]
    test = [case for case in cases if case.question.article_id not in fitting]
    model = LogisticRegression(C=10, max_iter=1000)
    model.fit(
        np.concatenate([case.features for case in fit]),
        np.concatenate([case.right for case in fit]),
    )
    print(
        "WEIGHTS",
        np.round(model.coef_[0], 2).tolist(),
        "BIAS",
        round(float(model.intercept_[0]), 2),
    )
    _report("fitted on", model, fit, threshold := _threshold(model, fit))
    _report("set aside", model, test, threshold)


def _sampled(
    articles: Sequence[Article], questions: Sequence[Question], *, titles: int, step: int
) -> tuple[list[Article], list[Question]]:
    kept = list(articles)[:titles]
    ids = {article.id for article in kept}
    return kept, every(step, (each for each in questions if each.article_id in ids))


def _cases(articles: Sequence[Article], questions: Sequence[Question]) -> list[Case]:
    with tempfile.TemporaryDirectory() as folder, Index.open(folder) as index:
        index.add(articles)
        return [case for each in questions if (case := _case(index, each))]


def _case(index: Index, question: Question) -> Case | None:
    hits = index.search(question.text, PASSAGES)
    found = list(evidence.candidates(hits))
    if not found:
        return None
    table = evidence.features(index, question.text, "en", found)
    right = np.array([_holds(each, question) for each in found])
    return Case(question, table.astype(np.float64), right)


def _holds(sentence: evidence.Sentence, question: Question) -> bool:
    if question.start is None or question.end is None:
        return False
    same = sentence.article.id == question.article_id
    return same and sentence.start <= question.start and question.end <= sentence.end


def _tops(model: LogisticRegression, cases: Sequence[Case]) -> tuple[Array, NDArray[np.bool_]]:
    """For each case, the best candidate's probability and whether that candidate is right."""
    best, right = [], []
    for case in cases:
        probabilities = model.predict_proba(case.features)[:, 1]
        place = int(probabilities.argmax())
        best.append(probabilities[place])
        right.append(bool(case.right[place]))
    return np.array(best), np.array(right)


def _threshold(model: LogisticRegression, cases: Sequence[Case]) -> float:
    best, right = _tops(model, cases)
    answerable = np.array([case.question.start is not None for case in cases])
    options = np.unique(np.round(best, 2))
    balanced = [
        (right & (best >= option))[answerable].mean() + (best < option)[~answerable].mean()
        for option in options
    ]
    return float(options[int(np.argmax(balanced))])


def _report(name: str, model: LogisticRegression, cases: Sequence[Case], threshold: float) -> None:
    best, right = _tops(model, cases)
    answerable = np.array([case.question.start is not None for case in cases])
    given = best >= threshold
    bins = np.clip((best * 10).astype(int), 0, 9)
    error = sum(
        abs(best[bins == each].mean() - right[bins == each].mean()) * (bins == each).mean()
        for each in set(bins.tolist())
    )
    print(
        f"{name}: {answerable.sum()} answerable, {(~answerable).sum()} not; "
        f"sentence right {right[answerable].mean():.3f}; "
        f"threshold {threshold:.2f}: right answer given {(right & given)[answerable].mean():.3f}, "
        f"unanswerable refused {(~given)[~answerable].mean():.3f}; "
        f"AUROC answerable {roc_auc_score(answerable, best):.3f}, "
        f"right {roc_auc_score(right, best):.3f}; "
        f"calibration error {error:.3f}"
    )


if __name__ == "__main__":
    main()
