"""Fit qa/further.py on held-out training articles, and say how well it does.

    python -m benchmarks.calibrate_several --data ../shared/data

Given the sentence model as qa/evidence.py has it. A candidate answers where it holds most of the
answer, or of one of the sentences that answer. Questions that several sentences answer are our own
(benchmarks/questions_several.jsonl), each also with its article hidden; those that one does are
the others of benchmarks/calibrate.py. Half of the articles are for fitting, the other half for the
numbers. How likely it is that any of the sentences answers is fitted on the questions that do not
ask for one fact (qa/several.py).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

from benchmarks import cached_index
from benchmarks.calibrate import sampled
from benchmarks.heldout import SeveralAnswers, german, reworded, several, squad
from benchmarks.several import is_fitted_on
from index import Index
from qa import answer, evidence, further, kinds, odds
from qa.chain import PASSAGES
from qa.reader import default_reader
from qa.several import Form, form

EACH = 200  # questions of a set that one sentence answers
SQUAD_TITLES = 16
LEAST = (0.15, 0.2, 0.25, 0.3, 0.4, 0.5)

Features = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Case:
    """A question's candidates, `(n, 5)`, and which of them answer; `of` is how many do anywhere."""

    set: str
    form: Form
    fitting: bool
    table: Features
    articles: list[str]
    log_odds: float  # that the first candidate answers
    answers: NDArray[np.bool_]
    of: int

    @property
    def ranks(self) -> Features:
        return np.asarray(self.table @ evidence.RANKING, dtype=np.float32)

    @property
    def beside_first(self) -> Features:
        return further.beside_first(self.table, self.ranks, self.articles)


@dataclass(frozen=True, slots=True)
class Model:
    also: LogisticRegression
    any: LogisticRegression

    def each(self, case: Case) -> list[float]:
        return [float(each) for each in self.also.predict_proba(case.beside_first)[:, 1]]

    def any_answers(self, case: Case) -> float:
        given = further.any_features(case.log_odds, self.each(case))
        return float(self.any.predict_proba([given])[0, 1])

    def shown(self, case: Case, least: float | None = None) -> list[int]:
        """The first candidate, then those that are likely enough."""
        least = answer.BESIDE[case.form] if least is None else least
        most = answer.MOST[case.form]
        first = int(case.ranks.argmax())
        each = self.each(case)
        others = sorted((at for at in range(len(each)) if at != first), key=lambda at: -each[at])
        return [first, *(at for at in others[: most - 1] if each[at] >= least)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    cases = [*_cases_of_several(data), *_cases_of_one(data)]
    model = _fitted([case for case in cases if case.fitting])
    for name, line in (("ALSO", model.also), ("ANY", model.any)):
        print(f"{name} {np.round(line.coef_[0], 2).tolist()} BIAS {line.intercept_[0]:.2f}")
    for fitting in (True, False):
        _report(model, [case for case in cases if case.fitting is fitting], fitting)


def _cases_of_several(data: Path) -> Iterator[Case]:
    """Each question that has answers twice: over all articles, and over all but its own."""
    articles, questions = several(data)
    ids = [article.id for article in articles]
    with cached_index.of_articles("heldout-several", articles) as index:
        for each in questions:
            yield from _case(index, "several", each, ids)
            if each.places:
                others = [id for id in ids if id != each.article_id]
                yield from _case(index, "hidden", each, others)


def _cases_of_one(data: Path) -> Iterator[Case]:
    sets = {
        "german": german(data),
        "reworded": reworded(data),
        "squad": sampled(*squad(data), titles=SQUAD_TITLES),
    }
    for name, (articles, questions) in sets.items():
        with cached_index.of_articles(f"heldout-{name}", articles) as index:
            ids = [article.id for article in articles]
            for each in random.Random(0).sample(questions, min(EACH, len(questions))):
                place = () if each.start is None or each.end is None else ((each.start, each.end),)
                asked = SeveralAnswers(each.text, "", each.article_id, place)
                yield from _case(index, name, asked, ids)


def _case(
    index: Index, name: str, asked: SeveralAnswers, articles: Sequence[str]
) -> Iterator[Case]:
    """As qa/extraction.py reads a question of a fact; nothing where nothing is found."""
    wants = form(asked.text)
    hits = index.search(asked.text, PASSAGES, articles=articles)
    near = hits if wants == "several" else evidence.worth_reading(hits)
    found, spans = evidence.read(default_reader(), asked.text, near)
    if not found:
        return
    language = kinds.language(asked.text, "fact")
    table = evidence.features(index, asked.text, language, found, spans)
    ranks = np.asarray(table @ evidence.RANKING, dtype=np.float32)
    leads = evidence.with_leads(table, ranks, evidence.said(found, spans))[ranks.argmax()]
    yield Case(
        name,
        wants,
        is_fitted_on(asked.article_id),
        table,
        [each.article.id for each in found],
        float(leads @ evidence.CONFIDENCE + evidence.CONFIDENCE_BIAS),
        np.array([asked.holds(each.article.id, each.start, each.end) for each in found]),
        0 if name == "hidden" else len(asked.places),
    )


def _fitted(cases: Sequence[Case]) -> Model:
    """ALSO on the questions as they are; ANY also on those whose article is hidden."""
    asked = [case for case in cases if case.set != "hidden"]
    given = np.vstack([case.beside_first for case in asked])
    also = LogisticRegression(C=1, max_iter=1000)
    also.fit(given, np.concatenate([case.answers for case in asked]))
    open_ones = [case for case in cases if case.form != "one"]
    model = Model(also, LogisticRegression(C=10))
    summed = [further.any_features(case.log_odds, model.each(case)) for case in open_ones]
    model.any.fit(summed, [bool(case.answers[model.shown(case)].any()) for case in open_ones])
    return model


def _report(model: Model, cases: Sequence[Case], fitting: bool) -> None:
    print("fitted on" if fitting else "set aside")
    asked = [case for case in cases if case.set == "several"]
    every = np.concatenate([model.each(case) for case in asked])
    right = np.concatenate([case.answers for case in asked])
    print(f"  ALSO: average precision {average_precision_score(right, every):.3f}")
    open_ones = [case for case in cases if case.form != "one"]
    first = [case.log_odds for case in open_ones]
    likely = [model.any_answers(case) for case in open_ones]
    holds = [bool(case.answers[model.shown(case)].any()) for case in open_ones]
    print(
        f"  ANY: AUROC {roc_auc_score(holds, likely):.3f}, by the first one's confidence "
        f"{roc_auc_score(holds, first):.3f}"
    )
    forms: tuple[Form, ...] = ("several", "open", "one")
    for name in dict.fromkeys(case.set for case in cases):
        for wants in forms:
            mine = [case for case in cases if case.set == name and case.form == wants]
            if mine:
                _report_form(model, f"{name}, {wants}", mine)


def _report_form(model: Model, name: str, cases: Sequence[Case]) -> None:
    to_answer = [case for case in cases if case.of]
    others = [case for case in cases if not case.of]
    print(f"  {name:18} {len(to_answer)} answered, {len(others)} not")
    for least in LEAST:
        shown = [model.shown(case, least) if _given(model, case) else [] for case in to_answer]
        given = [
            case.answers[places] for case, places in zip(to_answer, shown, strict=True) if places
        ]
        held = [case.answers[at].sum() for case, at in zip(to_answer, shown, strict=True)]
        if given:
            recall = [min(1, n / case.of) for n, case in zip(held, to_answer, strict=True)]
            print(
                f"    from {least}: answered {len(given) / len(to_answer):.3f}, rightly "
                f"{np.mean([n > 0 for n in held]):.3f}, citations "
                f"{np.mean([len(each) for each in given]):.2f}, right of them "
                f"{np.concatenate(given).mean():.3f}, of what answers {np.mean(recall):.3f}"
            )
    if others:
        answered = np.mean([_given(model, case) for case in others])
        print(f"    answered of those that are not: {answered:.3f}")


def _given(model: Model, case: Case) -> bool:
    if case.form == "one":
        return odds.probability(case.log_odds) >= answer.THRESHOLD
    return model.any_answers(case) >= answer.OF_SEVERAL


if __name__ == "__main__":
    main()
