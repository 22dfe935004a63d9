"""Fit the sentence model of qa/evidence.py on held-out training articles, and say how well it does.

    python -m benchmarks.calibrate --data ../shared/data

Questions that the articles answer are SQuAD 1.1's. Questions that they do not answer are of two
kinds: the same ones with their article hidden (about something else), and SQuAD 2.0's (about the
article, made to look answerable). All are of a tenth of the articles; half of those are for
fitting, the other half for the numbers. A candidate is right where it holds the answer's offsets.
The weights are a logistic regression over all candidates; the confidence is another one over the
best candidate's logit; the threshold is the one with the best balanced accuracy - right answers
given among the answerable, refusals among the rest - on the fitting half.
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
    """A question over some articles: its candidates' features, `(n, 4)`, and which are right."""

    kind: str
    article_id: str
    features: Array
    right: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the features, and the line from the best candidate's logit to its confidence."""

    weights: Array
    bias: float
    slope: float
    offset: float

    def logits(self, case: Case) -> Array:
        found: Array = case.features @ self.weights + self.bias
        return found

    def confidence(self, case: Case) -> float:
        best = float(self.logits(case).max())
        return float(1 / (1 + np.exp(-(self.slope * best + self.offset))))

    def right(self, case: Case) -> bool:
        return bool(case.right[int(self.logits(case).argmax())])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    cases = _squad_cases(*_sampled(*squad(data), titles=16, step=10))
    cases += _squad_2_cases(*_sampled(*squad(data, unanswerable=True), titles=4, step=3))
    names = sorted({case.article_id for case in cases})
    fitting = set(names[::2])
    fit = [case for case in cases if case.article_id in fitting]
    test = [case for case in cases if case.article_id not in fitting]
    model = _fitted(fit)
    threshold = _threshold(model, fit)
    print("WEIGHTS", np.round(model.weights, 2).tolist(), "BIAS", round(model.bias, 2))
    print("SLOPE", round(model.slope, 2), "OFFSET", round(model.offset, 2), "THRESHOLD", threshold)
    _report("fitted on", model, fit, threshold)
    _report("set aside", model, test, threshold)


def _sampled(
    articles: Sequence[Article], questions: Sequence[Question], *, titles: int, step: int
) -> tuple[list[Article], list[Question]]:
    kept = list(articles)[:titles]
    ids = {article.id for article in kept}
    return kept, every(step, (each for each in questions if each.article_id in ids))


def _squad_cases(articles: Sequence[Article], questions: Sequence[Question]) -> list[Case]:
    """Each question twice: over all articles, and over all but its own."""
    ids = [article.id for article in articles]
    with tempfile.TemporaryDirectory() as folder, Index.open(folder) as index:
        index.add(articles)
        cases = [_case(index, "answerable", each, ids) for each in questions]
        for each in questions:
            others = [id for id in ids if id != each.article_id]
            cases.append(_case(index, "about something else", each, others))
    return [case for case in cases if case]


def _squad_2_cases(articles: Sequence[Article], questions: Sequence[Question]) -> list[Case]:
    ids = [article.id for article in articles]
    unanswerable = [each for each in questions if each.start is None]
    with tempfile.TemporaryDirectory() as folder, Index.open(folder) as index:
        index.add(articles)
        cases = [_case(index, "made to look answerable", each, ids) for each in unanswerable]
    return [case for case in cases if case]


def _case(index: Index, kind: str, question: Question, articles: Sequence[str]) -> Case | None:
    hits = index.search(question.text, PASSAGES, articles=articles)
    found = list(evidence.candidates(hits))
    if not found:
        return None
    vector = index.encoder.encode([question.text], query=True)[0]
    table = evidence.features(index, question.text, vector, "en", found).astype(np.float64)
    right = np.array([_holds(each, question) for each in found])
    return Case(kind, question.article_id, table, right)


def _holds(sentence: evidence.Sentence, question: Question) -> bool:
    if question.start is None or question.end is None:
        return False
    same = sentence.article.id == question.article_id
    return same and sentence.start <= question.start and question.end <= sentence.end


def _fitted(cases: Sequence[Case]) -> Model:
    every_candidate = LogisticRegression(C=10, max_iter=1000).fit(
        np.concatenate([case.features for case in cases]),
        np.concatenate([case.right for case in cases]),
    )
    model = Model(every_candidate.coef_[0], float(every_candidate.intercept_[0]), 1.0, 0.0)
    best = np.array([[model.logits(case).max()] for case in cases])
    line = LogisticRegression(C=10).fit(best, [model.right(case) for case in cases])
    return Model(model.weights, model.bias, float(line.coef_[0][0]), float(line.intercept_[0]))


def _threshold(model: Model, cases: Sequence[Case]) -> float:
    options = np.unique(np.round([model.confidence(case) for case in cases], 2))
    balanced = [sum(_given_and_refused(model, cases, option)) for option in options]
    return float(options[int(np.argmax(balanced))])


def _given_and_refused(
    model: Model, cases: Sequence[Case], threshold: float
) -> tuple[float, float]:
    """Shares: right answers given among the answerable, refusals among the others."""
    confidences = np.array([model.confidence(case) for case in cases])
    answerable = np.array([case.kind == "answerable" for case in cases])
    right = np.array([model.right(case) for case in cases])
    given = confidences >= threshold
    return float((right & given)[answerable].mean()), float((~given)[~answerable].mean())


def _report(name: str, model: Model, cases: Sequence[Case], threshold: float) -> None:
    confidences = np.array([model.confidence(case) for case in cases])
    right = np.array([model.right(case) for case in cases])
    bins = np.clip((confidences * 10).astype(int), 0, 9)
    error = sum(
        abs(confidences[bins == each].mean() - right[bins == each].mean()) * (bins == each).mean()
        for each in set(bins.tolist())
    )
    auroc = roc_auc_score(right, confidences)
    print(f"{name}: calibration error {error:.3f}, AUROC of a right sentence {auroc:.3f}")
    for kind in sorted({case.kind for case in cases}):
        mine = np.array([case.kind == kind for case in cases])
        given = confidences[mine] >= threshold
        print(
            f"  {kind:24} {mine.sum():4} questions: sentence right {right[mine].mean():.3f}, "
            f"answered {given.mean():.3f}, answered rightly {(right[mine] & given).mean():.3f}"
        )


if __name__ == "__main__":
    main()
