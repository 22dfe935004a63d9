"""Rows -> Markdown and JSON: how every measurement here is shown and kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def markdown(rows: Sequence[Mapping[str, str]]) -> str:
    """A table whose head are the keys of the first row; a key a row lacks is an empty cell.

    [{"what": "search", "ms": "4"}] -> "| what | ms |", "|---|---|", "| search | 4 |"
    """
    head = list(rows[0]) if rows else []
    lines = [head, *([row.get(key, "") for key in head] for row in rows)]
    text = [f"| {' | '.join(map(_cell, cells))} |" for cells in lines]
    return "\n".join([text[0], f"|{'|'.join(['---'] * len(head))}|", *text[1:], ""])


def number(value: float | None) -> str:
    """Three digits that matter, a dash for None: 0.1234 -> "0.123", 1234.5 -> "1,234"."""
    if value is None:
        return "–"
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def store(name: str, results: object, page: str | None = None) -> None:
    """Keep results as benchmarks/results/NAME.json, and the page beside it as NAME.md."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(results, indent=1, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    if page is not None:
        (RESULTS / f"{name}.md").write_text(page, encoding="utf-8")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
