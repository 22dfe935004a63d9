"""What bounds a number: "at least 30" is not "at most 30". In German and English. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from qa.figures import Figure, figures

_LOW = (  # the longer ones first: "no fewer than" is a lower bound
    "nicht weniger als|no fewer than|not less than|mindestens|wenigstens|mehr als|über|at least"
    "|more than|over|upwards of|just over|gut"
)
_HIGH = (
    "nicht mehr als|no more than|not more than|höchstens|maximal|weniger als|unter|bis zu|knapp"
    "|fast|beinahe|at most|fewer than|less than|under|up to|nearly|almost|just under|close to"
)
_BOUND = re.compile(
    rf"\b(?:(?P<low>{_LOW})|(?P<high>{_HIGH}))\s+(?:(?:die|den|der|the|an?)\s+)?"
    r"(?P<what>[$€£]?[\w.,]+(?:[ -](?:Millionen|Milliarden|Billionen|million|billion|trillion"
    r"|Tausend|Hundert|hundred|thousand|Dutzend|dozen))?)",
    re.I,
)
_ABOUT = re.compile(
    r"\b(?:rund|etwa|circa|ca\.|ungefähr|annähernd|around|about|approximately|roughly|some)\s+"
    r"(?P<what>[$€£]?\d[\w.,]*(?: (?:Millionen|Milliarden|million|billion))?)",
    re.I,
)
_NEAR = Decimal("0.1")  # of it: "more than 200" is 210, and may not be 400
_CHANGE = re.compile(  # "von 17 auf 12"
    r"\b(?:von|from)\s+[$€£]?(?P<old>\d[\d.,]*)[^.;()]{0,25}?\s(?:auf|to)\s+(?:\w+\s)?[$€£]?"
    r"(?P<new>\d[\d.,]*)"
)

Values = frozenset[Decimal]


@dataclass(frozen=True, slots=True)
class Bound:
    """A number with how it is bounded: `low`, from below."""

    text: str
    low: bool
    values: Values


def bounds(text: str, language: str) -> list[Bound]:
    """ "Mindestens 30 Tote" -> from below, 30"""
    found = (
        Bound(match.group(), match["low"] is not None, _values(match["what"], language))
        for match in _BOUND.finditer(text)
    )
    return [each for each in found if each.values]


def other_bounds(claim: str, asked: str, text: str, language: str) -> Iterator[tuple[str, str]]:
    """Bounds of the claim where all that the text has for these numbers are the opposite."""
    there = bounds(text, language)
    for mine in bounds(claim, asked):
        like = [each for each in there if each.values & mine.values]
        if like and all(each.low != mine.low for each in like):
            yield mine.text, like[0].text


def is_rounded(figure: Figure, claim: str, asked: str, there: Sequence[Figure]) -> bool:
    """Whether the claim bounds the figure, or has it only about, and the text has a number near it
    that is less round: "more than 200" where there are 210, "rund 18.000" for 17.860.
    """
    ways = [
        (0, 1) if each.low else (-1, 0)
        for each in bounds(claim, asked)
        if each.values & figure.values
    ]
    ways += [
        (-1, 1) for each in _ABOUT.finditer(claim) if _values(each["what"], asked) & figure.values
    ]
    return any(
        value + below * _NEAR * value <= exact <= value + above * _NEAR * value
        and _digits(value) < _digits(exact)
        for below, above in ways
        for value in figure.values
        for other in there
        if figure.may_count_what(other)
        for exact in other.values
    )


def _digits(value: Decimal) -> int:
    """Those that say something: 2 of 180."""
    return len(value.normalize().as_tuple().digits)


def turned_round(claim: str, asked: str, text: str, language: str) -> Iterator[tuple[str, str]]:
    """Changes of the claim that go the other way in the text: "from 12 to 17", "von 17 auf 12"."""
    there = list(_changes(text, language))
    for said, old, new in _changes(claim, asked):
        if not any(old & before and new & after for _, before, after in there):
            for told, before, after in there:
                if old & after and new & before:
                    yield said, told


def _changes(text: str, language: str) -> Iterator[tuple[str, Values, Values]]:
    for match in _CHANGE.finditer(text):
        old, new = (_values(match[each].rstrip(".,"), language) for each in ("old", "new"))
        if not old & new:
            yield match.group(), old, new


def _values(text: str, language: str) -> Values:
    numbers = (each.values for each in figures(text, language) if each.kind == "number")
    return frozenset().union(*numbers)
