"""Fit the sentence model of qa/evidence.py on held-out training articles, and say how well it does.

    python -m benchmarks.calibrate --data ../shared/data

Questions that the articles answer are SQuAD 1.1's. Questions that they do not answer are of two
kinds: the same ones with their article hidden (about something else), and SQuAD 2.0's (about the
article, made to look answerable). All are of a tenth of the articles; half of those are for
fitting, the other half for the numbers. A candidate is right where it holds the answer's offsets.
German questions are our own, on the held-out encyclopedia and news (benchmarks/questions_de.jsonl);
so are those in other words than the text's (benchmarks/questions_reworded.jsonl), in either
language on articles of either: what a person asks who has not read the article; and twins, half of
which the article answers (benchmarks/questions_twins.jsonl). All of these once more where each of
some thousand paragraphs is an article without a title: "many".
The ranking is a conditional logit model (McFadden 1974): of a question's candidates a right one is
chosen. The confidence is a logistic regression over the best candidate; the threshold is the one
with the best balanced accuracy - right answers given among the answerable, refusals among the rest
- on the fitting half. Another regression, over the confidence's log odds and the score of the best
candidate's span, says whether that span is the answer.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks import cached_index, speakers
from benchmarks.comprehension import normalized, overlap
from benchmarks.heldout import (
    TWINS,
    WRITTEN,
    Question,
    apart,
    encyclopedia,
    every,
    german,
    reworded,
    squad,
    twins,
)
from benchmarks.refusing import SAME, are_right, calibration_error
from index import Article, Index
from qa import evidence, kinds, odds
from qa.answer import SHORT
from qa.chain import PASSAGES
from qa.claims import claim, nearness
from qa.reader import Scored, default_reader
from training import sources

REWORDED = 3  # each one of so many of these questions: there are enough
TWINNED = 4
MANY = (20, 3)  # of SQuAD's, of our own in other words and of twins
ANSWERABLE, LOOKS = "answerable", "made to look answerable"
THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
CLAIM_WEIGHTS = (0, 10, 15, 20, 25, 30, 35, 40)
CLAIM_WORDS = (5, 14)  # of a quotation, in a question
SPEAKER_THRESHOLDS = (-2.0, 0.0, 2.0, 4.0)
_WEIGHT = 1000  # of all questions of a kind together, where kinds differ in size

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A question over some articles: its candidates' features, `(n, 5)`, and which are right.

    `said` is what each would answer, `agree` that answer's F1, `shares` its Scored.log_share.
    """

    kind: str  # set: what of it
    title: str  # of its article: what is fitted on and what is told are of different ones
    features: Array
    right: NDArray[np.bool_]
    said: list[str]
    agree: Array
    shares: Array

    @property
    def answerable(self) -> bool:
        return self.kind.endswith(f": {ANSWERABLE}")


@dataclass(frozen=True, slots=True)
class Model:
    """As in qa/evidence.py."""

    ranking: Array
    confidence: Array
    confidence_bias: float
    short: Array
    short_bias: float

    def best(self, case: Case) -> tuple[int, Array]:
        """The first candidate, and what its confidence is made of."""
        table = case.features.astype(np.float32)
        ranks = table @ self.ranking.astype(np.float32)
        at = int(ranks.argmax())
        return at, evidence.with_leads(table, ranks, case.said)[at].astype(np.float64)

    def log_odds(self, case: Case) -> float:
        return float(self.best(case)[1] @ self.confidence + self.confidence_bias)

    def of_short(self, case: Case) -> Array:
        return np.array([case.shares[self.best(case)[0]], self.log_odds(case)])

    def probability(self, case: Case) -> float:
        return odds.probability(self.log_odds(case))

    def short_probability(self, case: Case) -> float:
        return odds.probability(float(self.of_short(case) @ self.short + self.short_bias))

    def right(self, case: Case) -> bool:
        return bool(case.right[self.best(case)[0]])

    def agrees(self, case: Case) -> bool:
        return bool(case.agree[self.best(case)[0]] >= SAME)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    _report_reading(data)
    _report_speakers(data)
    _report_claims(data)
    cases = _cases("squad", *sampled(*squad(data), titles=16, step=10))
    cases += _cases("squad 2", *sampled(*squad(data, unanswerable=True), titles=4, step=3))
    cases += _cases("german", *german(data))
    articles, questions = reworded(data)
    cases += _cases("reworded", articles, every(REWORDED, questions))
    articles, questions = twins(data)
    cases += _cases("twins", articles, every(TWINNED, questions))
    cases += _cases("many", *_many(data), hidden=False)
    names = sorted({case.title for case in cases})
    fitting = set(names[::2])
    fit = [case for case in cases if case.title in fitting]
    test = [case for case in cases if case.title not in fitting]
    model = _fitted(fit)
    threshold = _threshold(model, fit)
    print("RANKING", np.round(model.ranking, 2).tolist())
    print("CONFIDENCE", np.round(model.confidence, 2).tolist())
    print("CONFIDENCE_BIAS", round(model.confidence_bias, 2), "THRESHOLD", threshold)
    print("SHORT_WEIGHTS", np.round(model.short, 2).tolist(), "BIAS", round(model.short_bias, 2))
    _report_thresholds(model, cases)
    _report("fitted on", model, fit, threshold)
    _report("set aside", model, test, threshold)


def sampled(
    articles: Sequence[Article], questions: Sequence[Question], *, titles: int, step: int = 1
) -> tuple[list[Article], list[Question]]:
    kept = list(articles)[:titles]
    ids = {article.id for article in kept}
    return kept, every(step, (each for each in questions if each.article_id in ids))


def _many(data: Path) -> tuple[list[Article], list[Question]]:
    """Some thousand paragraphs, each an article, and the questions of all kinds on them."""
    articles, questions = apart(encyclopedia(data), ())
    kinds = (squad(data), MANY[0]), (german(data), 1), (reworded(data), MANY[1])
    for (texts, asked), step in (*kinds, (twins(data), MANY[1])):
        more = apart(texts, every(step, (each for each in asked if each.start is not None)))
        articles, questions = [*articles, *more[0]], [*questions, *more[1]]
    return list({each.id: each for each in articles}.values()), questions


def _cases(
    name: str, articles: Sequence[Article], questions: Sequence[Question], *, hidden: bool = True
) -> list[Case]:
    """Each question that has an answer twice: over all articles, and over all but its own.

    The second only where `hidden`: beside many others its article is hardly missed.
    """
    ids = [article.id for article in articles]
    cases = []
    with cached_index.of_articles(f"heldout-{name}".replace(" ", "-"), articles) as index:
        for each in questions:
            if each.start is None:
                cases.append(_case(index, f"{name}: {LOOKS}", each, ids))
            elif name != "squad 2":  # there are enough of that kind
                cases.append(_case(index, f"{name}: {ANSWERABLE}", each, ids))
                if hidden:
                    others = [id for id in ids if id != each.article_id]
                    cases.append(_case(index, f"{name}: about something else", each, others))
    return [case for case in cases if case]


def _case(index: Index, kind: str, question: Question, articles: Sequence[str]) -> Case | None:
    hits = evidence.worth_reading(index.search(question.text, PASSAGES, articles=articles))
    found, spans = evidence.read(default_reader(), question.text, hits)
    if not found:
        return None
    language = kinds.language(question.text, "fact")
    table = evidence.features(index, question.text, language, found, spans)
    right = np.array([_holds(each, question) for each in found])
    agree = np.array([_agrees(*each, question) for each in zip(found, spans, strict=True)])
    shares = np.array([span.log_share if span else 0.0 for span in spans])
    said = evidence.said(found, spans)
    title = question.article_id.partition("#")[0]
    return Case(kind, title, table.astype(np.float64), right, said, agree, shares)


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
    ranking = _ranking([case for case in cases if case.right.any()])
    model = Model(ranking, np.zeros(len(evidence.FEATURES) + 1), 0.0, np.zeros(2), 0.0)
    given = [model.best(case)[1] for case in cases]
    line = LogisticRegression(C=1).fit(given, [model.right(case) for case in cases])
    model = replace(model, confidence=line.coef_[0], confidence_bias=float(line.intercept_[0]))
    given = [model.of_short(case) for case in cases]
    line = LogisticRegression(C=10).fit(given, [model.agrees(case) for case in cases])
    return replace(model, short=line.coef_[0], short_bias=float(line.intercept_[0]))


def _ranking(cases: Sequence[Case]) -> Array:
    """The weights that make a right candidate likeliest to be chosen of each question's."""

    def loss(weights: Array) -> float:
        total = 0.0
        for case in cases:
            ranks = case.features @ weights
            total += logsumexp(ranks) - logsumexp(ranks[case.right])
        return float(total / len(cases) + 1e-3 * weights @ weights)

    return np.asarray(minimize(loss, np.ones(len(evidence.FEATURES))).x)


def _report_reading(data: Path) -> None:
    """LINES of qa/reader.py: passages of held-out articles, each asked on its own.

    Two kinds for each language, of the same weight: SQuAD 2.0's held-out questions are of two
    titles, harder than most, our own twins are easier; what is asked lies between.
    """
    hard = [each for each in sources.unanswerable(data) if sources.held_out(each.title)]
    ours = [each.asked() for each in sources.written(data, WRITTEN)]
    twins = sources.written(data, TWINS)
    for language, others in (("en", hard), ("de", ours)):
        alike = [each.asked() for each in twins if each.text_language == language]
        _report_line(language, (others, alike))


def _report_line(language: str, asked_of: Sequence[Sequence[sources.Asked]]) -> None:
    """Fitted on all of them; what it is worth is told by titles that are no part of them
    (benchmarks/refusing.py). The errors told here are those of each kind alone.
    """
    judged = [_read_and_judged(asked) for asked in asked_of]
    weights = np.concatenate([np.full(len(right), _WEIGHT / len(right)) for _, right in judged])
    given = np.concatenate([features for features, _ in judged])
    line = LogisticRegression(C=10).fit(given, np.concatenate([r for _, r in judged]), weights)
    fitted = [*line.coef_[0].tolist(), float(line.intercept_[0])]
    print(f'LINES["{language}"] = ({", ".join(f"{each:.3f}" for each in fitted)})')
    for features, right in judged:
        confidence = line.predict_proba(features)[:, 1]
        print(
            f"  {len(right)} questions, right {right.mean():.3f}, "
            f"calibration error {calibration_error(confidence, right):.3f}, "
            f"AUROC {roc_auc_score(right, confidence):.3f}"
        )


def _read_and_judged(asked: Sequence[sources.Asked]) -> tuple[Array, NDArray[np.bool_]]:
    """Mass and lead of each reading, (n, 2), and whether its best span is the answer."""
    reads = default_reader().read_pairs([(each.question, each.passage) for each in asked])
    return np.array([(read.mass(), read.lead()) for read in reads]), are_right(reads, asked)


def _report_speakers(data: Path) -> None:
    """THRESHOLD of qa/attribution.py: who said it, in held-out news."""
    every = [
        each
        for news in sources.news(data)
        if sources.held_out(news.title)
        for each in speakers.of(news)
    ]
    for threshold in SPEAKER_THRESHOLDS:
        found = speakers.attributed(default_reader(), every, threshold)
        row = speakers.measured(every, found)
        print(f"  speakers above {threshold}: {', '.join(f'{k} {v}' for k, v in row.items())}")


def _report_claims(data: Path) -> None:
    """_COSINE, SLOPE and OFFSET of qa/claims.py: who said a part of a quotation in held-out news.

    The sentences that do not hold it are what there is where nobody said it.
    """
    found = list(_claimed([each for each in sources.news(data) if sources.held_out(each.title)]))
    for weight in CLAIM_WEIGHTS:
        scores, right = [], []
        for log_odds, cosines, holds in found:
            ranks = log_odds + weight * cosines
            scores += [ranks.max(), ranks[~holds].max(initial=-np.inf)]
            right += [bool(holds[ranks.argmax()]), False]
        first = np.mean(right[::2])
        given = np.array(scores)[np.isfinite(scores), None]
        line = LogisticRegression(C=10).fit(given, np.array(right)[np.isfinite(scores)])
        slope, offset = float(line.coef_[0][0]), float(line.intercept_[0])
        print(f"  claims, _COSINE {weight}: first right {first:.3f}, {slope:.3f}, {offset:.2f}")


def _claimed(
    every_news: Sequence[sources.News],
) -> Iterator[tuple[Array, Array, NDArray[np.bool_]]]:
    """Of each question the sentences' log odds, their cosines with the claim, and which hold it."""
    rng = random.Random(0)
    articles = [Article(n.title, n.text, title=n.title, language="de") for n in every_news]
    with cached_index.of_articles("heldout-news", articles) as index:
        for news, quotation in ((n, q) for n in every_news for q in n.quotations):
            start, end = quotation.quote
            words = news.text[start:end].strip(' „“”.,:»«"').split()
            if not quotation.speaker or quotation.interrupted or len(words) < CLAIM_WORDS[0]:
                continue
            count = rng.randint(CLAIM_WORDS[0], min(CLAIM_WORDS[1], len(words)))
            first = rng.randrange(len(words) - count + 1)
            question = f"Wer sagte, {' '.join(words[first : first + count]).strip(' ,.')}?"
            said, hits = claim(question), index.search(question, PASSAGES)
            found = evidence.find(index, default_reader(), question, "de", hits)
            if said and found:
                yield (
                    np.array([odds.log(each.probability) for each in found]),
                    nearness(index.encoder, said, found).astype(np.float64),
                    np.array(
                        [
                            each.article.id == news.title and each.start < end and start < each.end
                            for each in found
                        ]
                    ),
                )


def _threshold(model: Model, cases: Sequence[Case]) -> float:
    options = np.unique(np.round([model.probability(case) for case in cases], 2))
    balanced = [sum(_given_and_refused(model, cases, option)) for option in options]
    return float(options[int(np.argmax(balanced))])


def _report_thresholds(model: Model, cases: Sequence[Case]) -> None:
    """What each threshold gives, of both halves: rightly answered, and not refused though it is."""
    confidences = np.array([model.probability(case) for case in cases])
    right = np.array([model.right(case) for case in cases])
    kinds = np.array([case.kind for case in cases])
    for threshold in THRESHOLDS:
        given = confidences >= threshold
        print(f"  threshold {threshold}: of those answered {right[given].mean():.3f} right", end="")
        for kind in sorted(set(kinds)):
            mine = kinds == kind
            share = (given & right if kind.endswith(f": {ANSWERABLE}") else given)[mine].mean()
            print(f"; {kind} {share:.3f}", end="")
        print()


def _given_and_refused(
    model: Model, cases: Sequence[Case], threshold: float
) -> tuple[float, float]:
    """Shares: right answers given among the answerable, refusals among the others."""
    confidences = np.array([model.probability(case) for case in cases])
    answerable = np.array([case.answerable for case in cases])
    right = np.array([model.right(case) for case in cases])
    given = confidences >= threshold
    return float((right & given)[answerable].mean()), float((~given)[~answerable].mean())


def _report(name: str, model: Model, cases: Sequence[Case], threshold: float) -> None:
    confidences = np.array([model.probability(case) for case in cases])
    right = np.array([model.right(case) for case in cases])
    error = calibration_error(confidences, right)
    auroc = roc_auc_score(right, confidences)
    short = np.array([model.short_probability(case) for case in cases])
    agrees = np.array([model.agrees(case) for case in cases])
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
            f"  {kind:32} {mine.sum():4} questions: sentence right {right[mine].mean():.3f}, "
            f"answered {given.mean():.3f}, answered rightly {(right[mine] & given).mean():.3f}"
        )


if __name__ == "__main__":
    main()
