"""Is what a model changed noticed, and what is true let through?

    python -m benchmarks.verification --data ../shared/data [--samples N]

Sentences of German news with one thing changed are put to `qa.verify` beside their article: a
number, a date, a name, a denial, two names swapped. True cases: the sentences as they are, pairs of
STS-b scored 4.8 and above, and newstest2020's translations, either way. Writes
benchmarks/results/verification.{json,md}.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.altered import CHANGES
from benchmarks.mlqa import spread
from benchmarks.table import markdown, store
from index.encoder import load
from index.passages import sentences
from qa.mentions import names
from qa.types import Verdict
from qa.verification import share, verify
from training import sources

_LENGTHS = (40, 300)  # characters of a sentence
_PER_ARTICLE = 2  # sentences
_PARAPHRASE = 4.8  # of 5: STS-b's score from which two sentences say the same


@dataclass(frozen=True, slots=True)
class Case:
    """What a model wrote, and the text that it cites."""

    kind: str
    sentence: str
    source: str
    true: bool


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--samples", type=int, help="cases of each kind; nothing is stored")
    parser.add_argument("--fit", action="store_true", help="print the constants, measure nothing")
    options = parser.parse_args()
    if options.fit:
        fit(options.data)
        return
    every = [*altered(options.data), *paraphrases(options.data), *translations(options.data)]
    rows = []
    for kind in dict.fromkeys(case.kind for case in every):
        cases = spread([case for case in every if case.kind == kind], options.samples)
        rows.append(_row(kind, cases))
    page = markdown(rows)
    print(page)
    if options.samples is None:
        store("verification", {"rows": rows}, page)


def _row(kind: str, cases: Sequence[Case]) -> dict[str, str]:
    times: list[float] = []
    verdicts: list[Verdict] = []
    for case in cases:
        started = time.perf_counter()
        verdicts.append(verify(case.sentence, case.source))
        times.append(1000 * (time.perf_counter() - started))
    flagged = np.mean([each.status != "verified" for each in verdicts])
    differs = np.mean([each.status == "differs" for each in verdicts])
    return {
        "case": kind,
        "cases": str(len(cases)),
        "right": f"{1 - flagged if cases[0].true else flagged:.3f}",
        "flagged": f"{flagged:.3f}",
        "flagged as differing": f"{differs:.3f}",
        "ms p50": f"{np.median(times):.0f}",
    }


def fit(data: Path) -> None:
    """WEIGHTS and BIAS of qa/verification.py: held-out translations against their neighbours."""
    every = sources.parallel(data)
    kept = [
        at
        for at, pair in enumerate(every[:-1])
        if sources.held_out_pair(pair) and pair.source != "tatoeba"
    ]
    sides = {name: [getattr(each, name) for each in every] for name in ("de", "en")}
    encoder = load()
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


def altered(data: Path, seed: int = 0) -> Iterator[Case]:
    """Sentences of the news as they are and changed; the source is the whole article."""
    rng = random.Random(seed)
    news = list(sources.news(data, "dev"))
    known = [[each.text for each in names(article.text) if each.sure] for article in news]
    pool = [name for found in known for name in found]
    for article, here in zip(news, known, strict=True):
        spans = [
            (a, b)
            for a, b in sentences(article.text, 0, len(article.text), "de")
            if _LENGTHS[0] < b - a < _LENGTHS[1]
        ]
        for a, b in rng.sample(spans, min(_PER_ARTICLE, len(spans))):
            sentence = article.text[a:b]
            yield Case("verbatim", sentence, article.text, True)
            for kind, change in CHANGES.items():
                others = here if kind == "name" and rng.random() < 0.5 else pool
                made = change(sentence, others, rng)
                if made and made != sentence:
                    yield Case(kind, made, article.text, False)


def paraphrases(data: Path) -> Iterator[Case]:
    for language in ("de", "en"):
        path = data / f"dev/stsb/stsb-{language}-test.csv.gz"
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            for one, other, score in csv.reader(file):
                if float(score) >= _PARAPHRASE:
                    yield Case(f"paraphrase, {language}", one, other, True)
                    yield Case(f"paraphrase, {language}", other, one, True)


def translations(data: Path) -> Iterator[Case]:
    folder = data / "dev/newstest2020"
    with (
        gzip.open(folder / "newstest2020.deu.gz", "rt", encoding="utf-8") as german,
        gzip.open(folder / "newstest2020.eng.gz", "rt", encoding="utf-8") as english,
    ):
        for de, en in zip(german, english, strict=True):
            yield Case("translation, de of en", de.strip(), en.strip(), True)
            yield Case("translation, en of de", en.strip(), de.strip(), True)


if __name__ == "__main__":
    main()
