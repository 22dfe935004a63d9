"""What is ticked in the side bar -> the filters of a question, in words and as JSON. Pure.

The JSON holds the fields of `Filters` that are set, under their own names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from index.types import Filters
from page.dates import day
from page.texts import Texts

ALL = Filters()  # lets every article through

_DAYS = {"week": 7, "month": 30, "year": 365}


def ticked(languages: Sequence[str], sources: Sequence[str], since: str) -> Filters:
    """The filters for what is ticked; nothing ticked lets everything pass."""
    days = _DAYS.get(since)
    return Filters(
        languages=tuple(languages) or None,
        sources=tuple(sources) or None,
        since=(date.today() - timedelta(days=days)).isoformat() if days else None,
    )


def named(languages: Sequence[str], sources: Sequence[str], since: str, texts: Texts) -> list[str]:
    """What is ticked, as words: the next question is asked under it."""
    dates = {"week": texts.last_week, "month": texts.last_month, "year": texts.last_year}
    said = [texts.language(code) for code in languages]
    return [*said, *sources, *([dates[since]] if since in dates else [])]


def said(filters: Filters, texts: Texts) -> str:
    """What a question was asked under: with its day, as "the last week" would soon be untrue.

    "Searched only: English, CNN, since 8 Nov 2024"; "" where all articles were asked.
    """
    since = [texts.since.format(date=day(filters.since, texts))] if filters.since else []
    names = [texts.language(code) for code in filters.languages or ()]
    names += [*(filters.sources or ()), *since]
    return texts.searched_only.format(filters=", ".join(names)) if names else ""


def packed(filters: Filters) -> dict[str, Any]:
    return {name: value for name, value in asdict(filters).items() if value is not None}


def unpacked(values: Mapping[str, Any]) -> Filters:
    """The filters again. Raises TypeError or ValueError for other JSON."""
    given: dict[str, Any] = dict(values)
    lists = {name: tuple(value) for name, value in given.items() if isinstance(value, list)}
    return Filters(**given | lists)
