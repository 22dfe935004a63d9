"""What is ticked in the side bar -> the filters of a search, and the same in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from page.texts import Texts

_DAYS = {"week": 7, "month": 30, "year": 365}


def parameters(languages: Sequence[str], sources: Sequence[str], since: str) -> dict[str, Any]:
    """The parameters of `ask` for what is ticked; nothing ticked lets everything pass."""
    found: dict[str, Any] = {}
    if languages:
        found["languages"] = languages
    if sources:
        found["sources"] = sources
    if days := _DAYS.get(since):
        found["since"] = date.today() - timedelta(days=days)
    return found


def named(languages: Sequence[str], sources: Sequence[str], since: str, texts: Texts) -> list[str]:
    """The filters that are set, as words."""
    dates = {"week": texts.last_week, "month": texts.last_month, "year": texts.last_year}
    said = [texts.language(code) for code in languages]
    return [*said, *sources, *([dates[since]] if since in dates else [])]
