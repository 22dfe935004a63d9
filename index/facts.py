"""What a file says of its article -> title, source, address, date, language, or nothing.

What stands in a file may be anything, so each of these takes any object, and gives None for what
it cannot use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from index.decoding import normal
from index.types import Article

LONGEST_TITLE = 300  # characters; headlines have 60, the longest some 200
_MONTHS = (
    {"jan", "jän"}, {"feb"}, {"mar", "mär"}, {"apr"}, {"mai", "may"}, {"jun"},
    {"jul"}, {"aug"}, {"sep"}, {"okt", "oct"}, {"nov"}, {"dez", "dec"},
)  # fmt: skip


def about(article: Article, facts: Mapping[str, object]) -> Article:
    """The article with what its file says of it; unknown keys and empty values are ignored."""
    return replace(
        article,
        title=one_line(facts.get("title")),
        source=one_line(facts.get("source")),
        url=web_address(facts.get("url")),
        published=iso(facts.get("published") or facts.get("date")),
        language=language_code(facts.get("language")),
    )


def one_line(value: object) -> str | None:
    """A value as one line of text; None where there is nothing to show."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return None
    return " ".join(normal(str(value)).split()) or None


def headline(value: object) -> str | None:
    """A title as one line, cut where it is no title any more: it stands before every passage."""
    line = one_line(value)
    if line is None or len(line) <= LONGEST_TITLE:
        return line
    cut = line[: LONGEST_TITLE - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def language_code(value: object) -> str | None:
    """`de-AT` -> `de`; None for what is no code, such as `German`."""
    if not isinstance(value, str):
        return None
    code = re.fullmatch(r"([a-z]{2,3})([-_].*)?", value.strip().lower())
    return code[1] if code else None


def web_address(value: object) -> str | None:
    """An http address; a page would make a link of `javascript:…` too."""
    line = one_line(value)
    return line if line and re.match(r"https?://\S+$", line, re.I) else None


def iso(value: object) -> str | None:
    """A date or date-time in ISO 8601; None for what cannot be read as one.

    >>> iso("8. November 2024"), iso("Fri, 08 Nov 2024 10:00:00 +0100"), iso("gestern")
    ('2024-11-08', '2024-11-08T10:00:00+01:00', None)
    """
    if isinstance(value, date):
        return value.isoformat()  # a datetime is a date too
    text = one_line(value)
    if text is None:
        return None
    for parse in (
        date.fromisoformat,
        datetime.fromisoformat,
        _written_date,
        parsedate_to_datetime,
    ):
        try:
            return parse(text).isoformat()
        except (ValueError, OverflowError):  # an offset of more hours than there are
            continue
    return None


def moment(published: str | None) -> datetime:
    """When an article was published, comparable across time zones; undated ones are the oldest."""
    try:
        found = datetime.fromisoformat(published or "")
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _written_date(text: str) -> date:
    """`8.11.2024`, `8. November 2024`, `November 8, 2024`; ValueError for anything else."""
    if found := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := re.fullmatch(r"(\d{1,2})\.?\s+([^\W\d]{3,9})\.?,?\s+(\d{4})", text):
        return date(int(found[3]), _month(found[2]), int(found[1]))
    if found := re.fullmatch(r"([^\W\d]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})", text):
        return date(int(found[3]), _month(found[1]), int(found[2]))
    raise ValueError(f"no date: {text!r}")


def _month(name: str) -> int:
    """1 to 12 by a month's first letters; 0, which `date` refuses, for what is no month."""
    return next((n for n, names in enumerate(_MONTHS, 1) if name[:3].lower() in names), 0)
