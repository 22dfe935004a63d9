"""What was asked, checked: the question as it is searched, and which articles may answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Unpack

from index.decoding import normal
from index.errors import BadQuestion
from index.facts import language_code
from index.types import FilterOptions, Filters

EMPTY_QUESTION = "the question is empty - ask something the articles could answer"
LONGEST_QUESTION = 100_000  # characters; the encoder reads its first few hundred words
_HEAD = 2_000  # characters of a question that are searched


def type_of(value: object) -> str:
    """What it is: 5 -> "an int"."""
    if value is None:
        return "None"
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def checked(question: str) -> str:
    """The question as it is searched. Raises BadQuestion for an empty or over-long one, TypeError
    for what is no text."""
    if not isinstance(question, str):
        raise TypeError(f"the question is {type_of(question)}, not a string")
    if len(question) > LONGEST_QUESTION:
        raise BadQuestion(
            f"the question has {len(question):,} characters, more than {LONGEST_QUESTION:,} - "
            "ask for one thing at a time"
        )
    valid = question.encode("utf-8", "replace").decode()  # a terminal may hand on half characters
    asked = normal(valid).strip()[:_HEAD]  # as articles are
    if not asked:
        raise BadQuestion(EMPTY_QUESTION)
    return asked


def is_blank(question: str) -> bool:
    """Whether nothing of it would be seen: spaces, and what has no width."""
    return not normal(question).strip()


def filters(**given: Unpack[FilterOptions]) -> Filters:
    """The filters of a search in one form. Raises BadQuestion for a date or a language's code
    that is none, TypeError for a filter that there is not, or one of another type."""
    known = FilterOptions.__annotations__
    for name in given:
        if name not in known:
            raise TypeError(f"there is no filter {name!r} - expected {', '.join(known)}")
    return Filters(
        _codes(_wanted("languages", given.get("languages"))),
        _wanted("sources", given.get("sources")),
        _day("since", given.get("since")),
        _day("until", given.get("until")),
        _wanted("articles", given.get("articles")),
    )


def several(name: str, given: Iterable[str]) -> tuple[str, ...]:
    """A lone string is one value, not its letters. Raises TypeError for what is no strings."""
    if isinstance(given, str):
        return (given,)
    if not isinstance(given, Iterable):
        raise TypeError(f"{name} is {type_of(given)}, not a list of strings")
    values = tuple(given)
    for each in values:
        if not isinstance(each, str):
            raise TypeError(f"{name} has {type_of(each)} in it, not only strings")
    return values


def _wanted(name: str, given: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if given is None else several(name, given)


def _codes(wanted: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Languages, as articles have them: `de-AT` is `de`. One that no article has finds nothing."""
    return None if wanted is None else tuple(map(_code, wanted))


def _code(wanted: str) -> str:
    if code := language_code(wanted):
        return code
    raise BadQuestion(
        f"cannot filter by languages - {wanted!r:.60} is not the code of one - "
        "write two or three letters, such as de or en"
    )


def _day(name: str, wanted: date | str | None) -> str | None:
    """ISO 8601, as articles have it; "2024-11" stands for the whole month."""
    if wanted is None or isinstance(wanted, date):
        return wanted.isoformat() if wanted else None
    if not isinstance(wanted, str):
        raise TypeError(f"{name} is {type_of(wanted)}, not a date or a string")
    found = re.fullmatch(r"([0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)([T ].+)?", wanted)
    try:
        if found and not found[2]:
            date.fromisoformat((found[1] + "-01-01")[:10])
            return wanted
        if found:
            return datetime.fromisoformat(wanted).isoformat()
    except ValueError:
        pass
    raise BadQuestion(
        f"cannot filter by {name} - {wanted!r:.60} is not a date - write it as 2024-11-30"
    )
