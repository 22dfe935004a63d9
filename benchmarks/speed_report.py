"""Speed measurements -> a table, and whether they reach what was asked."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from benchmarks.table import markdown, number, store


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement over an index of `passages`; None where a side was not measured."""

    what: str
    passages: int
    unit: str
    ours: float | None
    langchain: float | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """What a measurement must reach; `got` and `met` are None where it was not measured."""

    what: str
    unit: str
    got: float | None
    met: bool | None


def publish(rows: Sequence[Row]) -> str:
    """Store the measurements, as JSON and as a page; give the page."""
    judged = bars(rows)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    page = "\n".join([f"{machine}.", "", _table(rows), _verdicts(judged)])
    results = {
        "machine": machine,
        "rows": [asdict(row) for row in rows],
        "bars": [asdict(bar) for bar in judged],
    }
    store("speed", results, page)
    return page


def bars(rows: Sequence[Row]) -> list[Bar]:
    """What was asked of speed, judged by what was measured.

    The big index has hashed vectors, so what the model takes to embed the article is added.
    """
    at = {row.what: row.ours for row in rows}
    big = {row.what: row.ours for row in rows if row.passages >= 80_000}
    embedding = big.get("new article, embedding it with the shipped encoder")
    here = _sum(big.get("new article found"), embedding)
    there = _sum(big.get("new article found by another process"), embedding)
    return [
        _at_most(5, "search p95 ≤ 5 ms at 80,000 passages", "ms", big.get("search, p95")),
        _below_one("new article, embedded and found, < 1 s at 80,000", here),
        _below_one("… and found by another process, < 1 s", there),
        _below_one("second sync of unchanged files < 1 s", at.get("second sync, nothing changed")),
        _at_most(0, "second sync embeds nothing", "passages", at.get("second sync, embedded")),
        _bar("sync ≥ LangChain's add", "times", _ratio(rows), lambda got: got >= 1),
    ]


def _ratio(rows: Sequence[Row]) -> float | None:
    """Passages a second, ours over LangChain's, where both were measured."""
    for row in rows:
        if row.unit == "passages/s" and row.ours and row.langchain:
            return row.ours / row.langchain
    return None


def _sum(*parts: float | None) -> float | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _at_most(limit: float, what: str, unit: str, got: float | None) -> Bar:
    return _bar(what, unit, got, lambda got: got <= limit)


def _below_one(what: str, got: float | None) -> Bar:
    return _bar(what, "s", got, lambda got: got < 1)


def _bar(what: str, unit: str, got: float | None, meets: Callable[[float], bool]) -> Bar:
    return Bar(what, unit, got, None if got is None else meets(got))


def _table(rows: Sequence[Row]) -> str:
    """LangChain has a column only if it was measured."""
    both = any(row.langchain is not None for row in rows)
    return markdown(
        [
            {
                "what": row.what,
                "passages": f"{row.passages:,}",
                "article-qa": number(row.ours),
                **({"LangChain": number(row.langchain)} if both else {}),
                "unit": row.unit,
            }
            for row in rows
        ]
    )


def _verdicts(judged: Sequence[Bar]) -> str:
    words = {True: "met", False: "**not met**", None: "not measured"}
    return markdown(
        [
            {"bar": bar.what, "got": f"{number(bar.got)} {bar.unit}", "verdict": words[bar.met]}
            for bar in judged
        ]
    )
