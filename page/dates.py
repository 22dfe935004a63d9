"""Dates as a person reads them: 26.11.2026 in German, 26 Nov 2026 in English.

What programs read keeps ISO 8601: attributes, references, JSON.
"""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date

from page.texts import Texts

_LOCALES = {"de": "de", "en": "en_GB"}  # babel's plain English puts the month first


def day(iso: str, texts: Texts) -> str:
    """The day of an ISO 8601 date or date-time, as it was written there: a paper's own day."""
    try:
        return _written(date.fromisoformat(iso[:10]), texts)
    except ValueError:  # an article that a program added may say anything
        return iso[:10]


def moment(iso: str, texts: Texts) -> str:
    """An ISO 8601 date-time by the clock of this machine, to the minute."""
    try:
        local = datetime.fromisoformat(iso).astimezone()
    except ValueError:
        return iso[:16]
    return f"{_written(local.date(), texts)}, {local:%H:%M}"


def _written(when: date, texts: Texts) -> str:
    return format_date(when, format="medium", locale=_LOCALES[texts.code])
