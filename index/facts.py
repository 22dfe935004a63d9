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

from babel.core import get_global

from index import months
from index.decoding import normal
from index.types import Article

_NO_LANGUAGE = frozenset(("mis", "mul", "und", "zxx"))  # uncoded, multiple, undetermined, none
LONGEST_TITLE = 300  # characters; headlines have 60, the longest some 200
_A_DATE = re.compile(
    r"\b(?:\d{4}[/-]\d{1,2}[/-]\d{1,2}|\d{1,2}\.\s?\d{1,2}\.\s?\d{4}"
    r"|\d{1,2}\.?\s+[^\W\d]{3,9}\.?,?\s+\d{4}|[^\W\d]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})\b"
)
_AROUND_DATE = re.compile(
    rf"(?:\[\[)?(?:[^\W\d]+day|[^\W\d]+tag|mittwoch|mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)?"
    rf"[.,]?\s*(?P<date>{_A_DATE.pattern})(?:\]\])?"
    r"(?:,?\s*(?:um|at|[-–|])?\s*\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:uhr|[ap]\.?m\.?)?(?:\s*\(?[a-z]{1,5}"
    r"(?:\s?[+-]\d{1,2}:?\d{0,2})?\)?)?)?",
    re.I,
)
_DATE_SET_OFF = re.compile(rf"{_A_DATE.pattern}(?=\s*(?:$|[.,–—|(-]))")
# What stands before the date of a report: a place, a paper, "Press release", a day of the week. A
# word never gives back what it took, or "A-A-A-A-…" could be cut into words in a million ways.
_BEFORE_DATE = re.compile(
    r"(?:(?>[^\W\d_a-zäöüß]\w*+(?:[.'’/&-]++\w++)*+['’&]*+"
    r"|(?:and|und|the|of|de|la|le|der|die|release)\b)[\s,.–—|/-]+){0,8}"
)
_SET_OFF = re.compile(r"(?:^|[,.–—|-]\s*|day,?\s+|tag,?\s+|mittwoch,?\s+)$", re.I)


def dateline(line: str) -> str | None:
    """The date that a report begins with, in ISO 8601; None where it begins with none.

    >>> dateline("KASSEL, March 18, 2025 (NPA) - Trains ran."), dateline("Der 9. November 1989 war")
    ('2025-03-18', None)
    """
    found = _DATE_SET_OFF.search(line)
    if not found:
        return None
    before = line[: found.start()]
    told = _BEFORE_DATE.fullmatch(before) and _SET_OFF.search(before)
    return iso(found.group()) if told else None


def about(article: Article, facts: Mapping[str, object]) -> Article:
    """The article with what its file says of it; unknown keys and empty values are ignored.

    Keys are those of web clippers and of static sites, too, in any case; what is the source there
    may be the address.
    """
    told = {str(key).casefold(): value for key, value in facts.items()}

    def first(keys: str) -> object:
        return next((told[key] for key in keys.split() if told.get(key)), None)

    source = first("source site publisher website quelle")
    url = web_address(first("url link canonical")) or web_address(source)
    return replace(
        article,
        title=one_line(first("title headline titel")),
        source=None if web_address(source) else one_line(source),
        url=url,
        published=iso(first("published date datepublished published_at pubdate datum created")),
        language=language_code(first("language lang sprache")),
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
    """In ISO 639-1 where it has one: `de-AT` and `deu` -> `de`; None for what is no code, such as
    `German`, and for those of several or unknown languages."""
    if not isinstance(value, str):
        return None
    code = re.fullmatch(r"([a-z]{2,3})([-_].*)?", value.strip().lower())
    if not code or code[1] in _NO_LANGUAGE:
        return None
    return str(get_global("language_aliases").get(code[1], code[1]))


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
        _dated,
    ):
        try:
            return parse(text).isoformat()
        except (ValueError, OverflowError):  # an offset of more hours than there are
            continue
    return None


def date_in(line: str) -> str | None:
    """The whole date that a line has, in ISO 8601, if it is the only one.

    >>> date_in("Stand: 8. November 2024, 14:05 Uhr"), date_in("14:05 Uhr")
    ('2024-11-08', None)
    """
    found = {iso(each.group()) for each in _A_DATE.finditer(line)} - {None}
    return found.pop() if len(found) == 1 else None


def moment(published: str | None) -> datetime:
    """When an article was published, comparable across time zones; undated ones are the oldest."""
    try:
        found = datetime.fromisoformat(published or "")
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _dated(text: str) -> date:
    """A date with its weekday, time or brackets; ValueError for anything else.

    "Tuesday, March 5th, 2024 at 18:41 CET", "[[2024-03-05]]"
    """
    whole = _AROUND_DATE.fullmatch(text)
    if not whole:
        raise ValueError(f"no date: {text!r}")
    told = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", whole["date"])
    if found := re.fullmatch(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})", told):
        return date(int(found[1]), int(found[2]), int(found[3]))
    return _written_date(told)


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
    """1 to 12; 0, which `date` refuses, for what is no month."""
    return months.NUMBERS.get(name.lower(), 0)
