"""Is what a model changed noticed, and what is true let through?

    python -m benchmarks.verification --data ../shared/data [--samples N] [--errors N] [--held-out]

Sentences of German news with one thing changed are put to `qa.verify` beside their article: a
number, a date, a name, a denial, two names swapped, a word. True cases: the sentences as they are,
pairs of STS-b scored 4.8 and above, and newstest2020's translations, either way; these are changed
too. The same cases are put to the rules of others. Writes
benchmarks/results/verification.{json,md}.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.claimed import Case, held_out, judged, news_answers
from benchmarks.mlqa import spread
from benchmarks.rules import RULES, Rule
from benchmarks.table import markdown, store
from index.encoder import load
from index.remembering import Remembering
from index.types import Encoder
from qa.differences import differences
from qa.reader import default_reader
from qa.stated import features, is_plain, log_odds
from qa.support import claims_of, closest, share, source_of
from qa.types import Verdict
from qa.verification import SURE, near_one_of, prepare, verify, verify_all
from training import sources

_MOST = 150  # cases of a kind
_RULED = 15  # of them put to the rules of others: one encodes the whole source each time
_WARM, _ANSWERS = 5, 100  # the first load what is loaded once
_SENTENCES = 3  # of an answer
Meanwhile = Literal["all but the last sentence checked", "the source embedded", "nothing"]
MEANWHILE: tuple[Meanwhile, ...] = get_args(Meanwhile)  # the first is what qa/generation.py does


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--samples", type=int, help="cases of each kind; nothing is stored")
    parser.add_argument("--errors", type=int, default=0, help="of each kind, to be shown")
    parser.add_argument("--held-out", action="store_true", help="training data; nothing is stored")
    parser.add_argument("--fit", action="store_true", help="print the constants, measure nothing")
    options = parser.parse_args()
    if options.fit:
        fit(options.data)
        return
    encoder = load()
    cases = list(held_out(options.data) if options.held_out else judged(options.data))
    rows = table(cases, encoder, options.samples or _MOST, options.errors)
    answers = list(news_answers(options.data, _SENTENCES))
    times = [_timed(answers, meanwhile) for meanwhile in MEANWHILE]
    page = "\n".join([markdown(rows), "## Time of an answer", "", markdown(times)])
    print(page)
    if options.samples is None and not options.held_out:
        store("verification", {"rows": rows, "times": times}, page)


def table(cases: Iterable[Case], encoder: Encoder, most: int, errors: int) -> list[dict[str, str]]:
    """A row for each kind of case: what is flagged, here and by the rules of others."""
    kinds = _by_kind(cases, most)
    return [_row(kind, found, encoder, errors) for kind, found in kinds.items()]


def _by_kind(cases: Iterable[Case], most: int) -> dict[str, list[Case]]:
    kinds: dict[str, list[Case]] = {}
    for case in cases:
        kinds.setdefault(case.kind, []).append(case)
    return {kind: list(spread(found, most)) for kind, found in kinds.items()}


def _row(kind: str, cases: Sequence[Case], encoder: Encoder, errors: int) -> dict[str, str]:
    verdicts = [verify(case.sentence, case.source, encoder=encoder) for case in cases]
    flagged = [each.status != "verified" for each in verdicts]
    wrong = [
        (c, v) for c, v in zip(cases, verdicts, strict=True) if (v.status == "verified") != c.true
    ]
    for case, verdict in wrong[:errors]:
        _show(case, verdict)
    true = cases[0].true
    print(kind, len(cases), f"{np.mean(flagged):.3f}", file=sys.stderr, flush=True)
    return {
        "case": kind,
        "cases": str(len(cases)),
        "should be": "let through" if true else "flagged",
        "flagged": f"{np.mean(flagged):.3f}",
        "as differing": f"{np.mean([each.status == 'differs' for each in verdicts]):.3f}",
        **{name: _flagged(rule, spread(cases, _RULED), encoder) for name, rule in RULES.items()},
    }


def _flagged(rule: Rule, cases: Sequence[Case], encoder: Encoder) -> str:
    return f"{np.mean([not rule(case.sentence, case.source, encoder) for case in cases]):.3f}"


def _show(case: Case, verdict: Verdict) -> None:
    place = slice(*verdict.span) if verdict.span else slice(200)
    print(f"{case.kind}: {verdict.status}, {verdict.reason}")
    print(f"    claim:  {case.sentence}\n    source: {case.source[place]}")


def _timed(answers: Sequence[tuple[Sequence[str], str]], meanwhile: Meanwhile) -> dict[str, str]:
    """What verification adds to an answer of three sentences, none of them verbatim.

    That is what is left to do when its last word is written; `meanwhile` is what was done before.
    """
    encoder = Remembering(load())
    times = []
    for claims, source in spread(answers, _WARM + _ANSWERS):
        if meanwhile == "nothing":
            encoder = Remembering(encoder.encoder)  # the sources have sentences in common
        else:
            prepare(source, encoder=encoder)
        if meanwhile == "all but the last sentence checked":
            verify_all(claims[:-1], source, encoder=encoder)
            claims = claims[-1:]
        started = time.perf_counter()
        verify_all(claims, source, encoder=encoder)
        times.append(1000 * (time.perf_counter() - started))
    times = times[_WARM:]
    p50, p95 = np.percentile(times, [50, 95])
    return {
        "answers": str(len(times)),
        "sentences each": str(_SENTENCES),
        "while the model writes": meanwhile,
        "ms p50": f"{p50:.0f}",
        "ms p95": f"{p95:.0f}",
    }


def fit(data: Path) -> None:
    """The constants of qa/support.py and qa/stated.py."""
    encoder = Remembering(load())
    _fit_support(data, encoder)
    _fit_stated(data, encoder)


def _fit_stated(data: Path, encoder: Encoder) -> None:
    """Weights and biases of qa/stated.py: held-out cases, true ones weighing as much as untrue."""
    found = [
        (case, claim, passage)
        for cases in _by_kind(held_out(data), _MOST).values()
        for case in cases
        for claim in claims_of(case.sentence)[:1]
        for passage in closest([claim], source_of(case.source), encoder)
        if passage and claim.text not in case.source
    ]
    said = log_odds(default_reader(), [(claim, passage) for _, claim, passage in found])
    near = partial(near_one_of, encoder)
    differing = [{d.kind for d in differences(claim, of, near)} for _, claim, of in found]
    rows = [
        features(passage, each, other)
        for (_, _, passage), each, other in zip(found, said, differing, strict=True)
    ]
    for name, is_close in (("CLOSE", True), ("OTHER", False)):
        kept = [
            at
            for at, (_, _, passage) in enumerate(found)
            if passage.close == is_close and not is_plain(differing[at])
        ]
        table = np.array([rows[at] for at in kept])
        true = np.array([found[at][0].true for at in kept])
        line = LogisticRegression(C=1, class_weight="balanced").fit(table, true)
        print(name, np.round(line.coef_[0], 2).tolist(), "BIAS", round(line.intercept_[0], 2))
        sure = line.predict_proba(table)[:, 1] >= SURE
        names = np.array([found[at][0].kind for at in kept])
        for kind in dict.fromkeys(names):
            print(f"  {kind}: {(~sure)[names == kind].mean():.3f} of {(names == kind).sum()}")


def _fit_support(data: Path, encoder: Encoder) -> None:
    """Held-out translations against their neighbours."""
    every = sources.parallel(data)
    kept = [
        at
        for at, pair in enumerate(every[:-1])
        if sources.held_out_pair(pair) and pair.source != "tatoeba"
    ]
    sides = {name: [getattr(each, name) for each in every] for name in ("de", "en")}
    rows: list[tuple[float, float]] = []
    for ours, theirs in (("de", "en"), ("en", "de")):
        claims = encoder.encode([sides[ours][at] for at in kept])
        for step in (0, 1):
            texts = [sides[theirs][at + step] for at in kept]
            cosines = (claims * encoder.encode(texts)).sum(axis=1).tolist()
            shares = [
                share(sides[ours][at], ours, text, theirs)
                for at, text in zip(kept, texts, strict=True)
            ]
            rows += zip(cosines, shares, strict=True)
    right = np.tile(np.repeat([True, False], len(kept)), 2)
    line = LogisticRegression(C=10).fit(rows, right)
    print("WEIGHTS", np.round(line.coef_[0], 2).tolist(), "BIAS", round(line.intercept_[0], 2))
    probabilities = line.predict_proba(rows)[:, 1]
    for least in (0.1, 0.2, 0.3, 0.5):
        kept_rows = probabilities >= least
        print(f"  above {least}: {kept_rows[right].mean():.3f} of the right", end=", ")
        print(f"{kept_rows[~right].mean():.3f} of the others")


if __name__ == "__main__":
    main()
