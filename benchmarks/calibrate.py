"""Fit the sentence model of qa/evidence.py on held-out training articles, and say how well it does.

    python -m benchmarks.calibrate --data ../shared/data

Questions that the articles answer are SQuAD 1.1's. Questions that they do not answer are of two
kinds: the same ones with their article hidden (about something else), and SQuAD 2.0's (about the
article, made to look answerable). All are of a tenth of the articles; half of those are for
fitting, the other half for the numbers. A candidate is right where it holds the answer's offsets.
The weights are a logistic regression over all candidates; the confidence is another one over the
best candidate's logit; the threshold is the one with the best balanced accuracy - right answers
given among the answerable, refusals among the rest - on the fitting half. A third one, over the
best candidate's logit and the score of its span, says whether that is the answer.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks import speakers
from benchmarks.comprehension import normalized, overlap
from benchmarks.heldout import Question, every, is_held_out, squad
from benchmarks.refusing import SAME, calibration_error, judged_spans
from index import Article, Index
from qa import evidence
from qa.answer import SHORT
from qa.chain import PASSAGES
from qa.reader import Scored, default_reader
from training import sources

SPEAKER_THRESHOLDS = (-2.0, 0.0, 2.0, 4.0)

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A question over some articles: its candidates' features, `(n, 6)`, and which are right.

    `spans` are their spans' scores as qa/evidence.py takes them, `agree` their F1 with the answer.
    """

    kind: str
    article_id: str
    features: Array
    right: NDArray[np.bool_]
    spans: Array
    agree: Array


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the features, and the line from the best candidate's logit to its confidence."""

    weights: Array
    bias: float
    slope: float
    offset: float
    short: Array  # of a span's score and its sentence's logit
    short_bias: float

    def logits(self, case: Case) -> Array:
        found: Array = case.features @ self.weights + self.bias
        return found

    def confidence(self, case: Case) -> float:
        best = float(self.logits(case).max())
        return float(1 / (1 + np.exp(-(self.slope * best + self.offset))))

    def best(self, case: Case) -> tuple[Array, bool]:
        """What the short answer's probability is made of, and whether it is the answer."""
        logits = self.logits(case)
        at = int(logits.argmax())
        return np.array([case.spans[at], logits[at]]), bool(case.agree[at] >= SAME)

    def short_probability(self, case: Case) -> float:
        value = float(self.best(case)[0] @ self.short + self.short_bias)
        return float(1 / (1 + np.exp(-value)))

    def right(self, case: Case) -> bool:
        return bool(case.right[int(self.logits(case).argmax())])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    _report_reading(data)
    _report_speakers(data)
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
    print("SHORT_WEIGHTS", np.round(model.short, 2).tolist(), "BIAS", round(model.short_bias, 2))
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
    spans = evidence.read(default_reader(), question.text, hits, found)
    table = evidence.features(index, question.text, vector, "en", found, spans).astype(np.float64)
    right = np.array([_holds(each, question) for each in found])
    agree = np.array([_agrees(*each, question) for each in zip(found, spans, strict=True)])
    scores = table[:, evidence.FEATURES.index("span score")]
    return Case(kind, question.article_id, table, right, scores, agree)


def _agrees(sentence: evidence.Sentence, span: Scored | None, question: Question) -> float:
    """F1 of the span with the answer, if its sentence holds that."""
    if span is None or not _holds(sentence, question):
        return 0.0
    text = sentence.article.text
    gold = normalized(text[question.start : question.end], "en")
    return overlap(normalized(text[span.start : span.end], "en"), gold)


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
    weights, bias = every_candidate.coef_[0], float(every_candidate.intercept_[0])
    model = Model(weights, bias, 1.0, 0.0, np.zeros(2), 0.0)
    best = np.array([[model.logits(case).max()] for case in cases])
    line = LogisticRegression(C=10).fit(best, [model.right(case) for case in cases])
    given = [model.best(case) for case in cases]
    short = LogisticRegression(C=10).fit([x for x, _ in given], [right for _, right in given])
    return Model(
        weights,
        bias,
        float(line.coef_[0][0]),
        float(line.intercept_[0]),
        short.coef_[0],
        float(short.intercept_[0]),
    )


def _report_reading(data: Path) -> None:
    """SLOPE and OFFSET of qa/reader.py: paragraphs of held-out articles, each asked on its own."""
    answered = every(40, (each for each in sources.squad(data) if is_held_out(each.title)))
    hard = [each for each in sources.unanswerable(data) if is_held_out(each.title)]
    passages = {each.article: each.passage for each in answered}
    asked = [*answered, *hard]  # a good half is not answered: what a reader has to be ready for
    # Every second answerable one again, with another passage of the same kind of text.
    elsewhere = [
        replace(each, passage=passages[other], start=0, end=0)
        for each, other in zip(answered[::2], reversed(passages), strict=False)
        if other != each.article
    ]
    asked += elsewhere
    found, right = judged_spans(default_reader(), asked)
    scores = found[:, None]
    fit, test = slice(0, None, 2), slice(1, None, 2)
    line = LogisticRegression(C=10).fit(scores[fit], right[fit])
    confidence = line.predict_proba(scores[test])[:, 1]
    print(
        "reading: SLOPE",
        round(float(line.coef_[0][0]), 3),
        "OFFSET",
        round(float(line.intercept_[0]), 3),
    )
    print(
        f"  set aside: {len(confidence)} questions, right {right[test].mean():.3f}, "
        f"calibration error {calibration_error(confidence, right[test]):.3f}, "
        f"AUROC {roc_auc_score(right[test], confidence):.3f}"
    )


def _report_speakers(data: Path) -> None:
    """THRESHOLD of qa/attribution.py: who said it, in held-out news."""
    every = [
        each for news in sources.news(data) if is_held_out(news.title) for each in speakers.of(news)
    ]
    for threshold in SPEAKER_THRESHOLDS:
        found = speakers.attributed(default_reader(), every, threshold)
        row = speakers.measured(every, found)
        print(f"  speakers above {threshold}: {', '.join(f'{k} {v}' for k, v in row.items())}")


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
    error = calibration_error(confidences, right)
    auroc = roc_auc_score(right, confidences)
    short = np.array([model.short_probability(case) for case in cases])
    agrees = np.array([model.best(case)[1] for case in cases])
    shown = (short >= SHORT) & (confidences >= threshold)
    print(
        f"{name}: short answers shown {shown.mean():.3f}, right of them "
        f"{agrees[shown].mean():.3f}, calibration error {calibration_error(short, agrees):.3f}"
    )
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
