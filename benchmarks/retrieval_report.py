"""What benchmarks.retrieval found -> tables, beside what others published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TypeAlias

from benchmarks.ranking import RESAMPLES, Gap, Interval, Measured, Outcome, gaps, measured
from benchmarks.similarity import Bitext, Likeness
from benchmarks.table import markdown, store

FUSED = "fused"
GERMAN, ENGLISH = "de→de", "en→de"  # the same passages, asked in German and in English
PUBLISHED_RUNS = ("de→de", "en→de", "de→en")
# nDCG@10 of MTEB's MLQARetrieval, as published.
PUBLISHED = {
    "multilingual-e5-small": (0.658, 0.657, 0.605),
    "multilingual-e5-base": (0.687, 0.702, 0.655),
    "multilingual-e5-large": (0.711, 0.735, 0.691),
    "LaBSE": (0.392, 0.333, 0.442),
    "paraphrase-multilingual-MiniLM-L12-v2": (0.467, 0.516, 0.488),
    "BM25": (0.564, 0.387, 0.337),
}

Row: TypeAlias = dict[str, str]
Found: TypeAlias = Outcome | Bitext | Likeness


def publish(found: Sequence[Found], missing: Sequence[str]) -> str:
    """Store the measurements, as JSON and as a page; give the page.

    `missing` are the encoders that could not be loaded. A run of some parts replaces what was kept
    of the others.
    """
    outcomes = [each for each in found if isinstance(each, Outcome)]
    rows = [row for outcome in outcomes for row in measured(outcome, FUSED)]
    apart = list(gaps(outcomes, GERMAN, ENGLISH))
    translated = [each for each in found if isinstance(each, Bitext)]
    alike = [each for each in found if isinstance(each, Likeness)]
    raw = {
        "missing": list(missing),
        "mlqa": list(map(asdict, rows)),
        "gaps": list(map(asdict, apart)),
        "bitext": list(map(asdict, translated)),
        "sts": list(map(asdict, alike)),
        "published": {"runs": PUBLISHED_RUNS, "ndcg": PUBLISHED},
    }
    sections = [*_mlqa(rows, apart, missing), *_pairs(translated, alike, missing)]
    page = "\n".join(sections)
    store("retrieval", raw, page)
    return page


def _mlqa(rows: Sequence[Measured], apart: Sequence[Gap], missing: Sequence[str]) -> Iterator[str]:
    if rows:
        yield "## MLQA: is the passage found?\n"
        yield (
            'A question has one right passage; "en→de" is asked in English, of German passages. '
            '"keyword" is BM25 as the index has it, "fused" what a search does. nDCG@10 with 95 % '
            f"intervals ({RESAMPLES:,} bootstrap resamples of the questions); the last column, "
            "paired by question, is in its points, over the better of the other two.\n"
        )
        yield _table(map(_searched, rows), missing)
    if apart:
        yield "## MLQA: what asking in English costs\n"
        yield "The same questions, in points of nDCG@10, paired by question.\n"
        yield _table(map(_apart, apart), missing)
    if rows:
        yield "## MLQA: published\n"
        yield (
            "nDCG@10 on MTEB's MLQARetrieval as published, not run here. Its pools are its own, so "
            "these are beside ours for the order of magnitude only.\n"
        )
        yield markdown(list(map(_published, PUBLISHED)))


def _pairs(
    translated: Sequence[Bitext], alike: Sequence[Likeness], missing: Sequence[str]
) -> Iterator[str]:
    if translated:
        yield "## Bitext: is the translation the nearest sentence?\n"
        yield _table(map(_translated, translated), missing)
    if alike:
        yield "## Sentence similarity: Spearman's correlation with people\n"
        yield _table(map(_alike, alike), missing)


def _table(rows: Iterator[Row], missing: Sequence[str]) -> str:
    """The rows, and one for each encoder that has none."""
    shown = list(rows)
    second = list(shown[0])[1]
    return markdown(
        [*shown, *({"encoder": each, second: "could not be loaded"} for each in missing)]
    )


def _searched(row: Measured) -> Row:
    return {
        **_where(row),
        "run": row.run,
        "questions": f"{row.questions:,}",
        "by": row.by,
        "nDCG@10": f"{_share(row.ndcg.mean)} ({_share(row.ndcg.low)}–{_share(row.ndcg.high)})",
        "R@1": _share(row.recall_1),
        "R@5": _share(row.recall_5),
        "MRR@10": _share(row.mrr),
        "fused − best": f"{_points(row.ahead)}, {row.best}" if row.ahead else "",
    }


def _apart(row: Gap) -> Row:
    return {
        **_where(row),
        "questions": f"{row.questions:,}",
        "by": row.by,
        GERMAN: _share(row.first),
        ENGLISH: _share(row.second),
        "gap": _points(row.gap),
    }


def _where(row: Measured | Gap) -> Row:
    return {"encoder": row.encoder, "pool": row.pool, "passages": f"{row.passages:,}"}


def _published(model: str) -> Row:
    scores: Mapping[str, float] = dict(zip(PUBLISHED_RUNS, PUBLISHED[model], strict=True))
    return {"model": model, **{run: _share(score) for run, score in scores.items()}}


def _translated(row: Bitext) -> Row:
    return {
        "encoder": row.encoder,
        "set": row.set,
        "pairs": f"{row.pairs:,}",
        "German → English": _share(row.to_english),
        "English → German": _share(row.to_german),
    }


def _alike(row: Likeness) -> Row:
    return {
        "encoder": row.encoder,
        "set": row.set,
        "pairs": f"{row.pairs:,}",
        "Spearman": _share(row.spearman),
    }


def _share(value: float) -> str:
    return f"{value:.3f}"


def _points(found: Interval) -> str:
    """0.0123, from -0.004 to 0.03 -> "+1.2 (-0.4 to +3.0)" """
    mean, low, high = (f"{100 * value:+.1f}" for value in (found.mean, found.low, found.high))
    return f"{mean} ({low} to {high})"
