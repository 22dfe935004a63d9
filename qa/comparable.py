"""A claim and its passage, as a reader can best compare them. Rules, no model. Pure.

The rules have compared their numbers (qa/figures.py); a reader sees the pieces they are written in,
and takes "7200" for another number than "7,200", and a fee of 120 euros for none that was raised
"from 30 to 120".
"""

from __future__ import annotations

import re

from qa import clock

_GROUPED = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:[.,’'\u00a0\u202f ]\d{3})+|\d{4,})(?!\w|[.,]\d)")
_NUMBER = r"[$€£]?\d[\d.,]*"
_UNIT = r"(?: (?:Prozent|Millionen|Milliarden|Euro|Dollar|percent|per cent|million|billion)| ?%)*"
_ABOUT = r"(?:(?:rund|etwa|knapp|gut|bisher|derzeit|about|around|nearly|some) )?"
_FROM = re.compile(  # and to another; of years and hours both are told
    rf"\b(?:von|from) {_ABOUT}(?!(?:1\d|20)\d\d\b)(?P<old>{_NUMBER}){_UNIT}"
    rf" (?=(?:auf|to) {_ABOUT}{_NUMBER}(?!\d){_UNIT}(?! ?(?:Uhr|[ap]\.?m)\b))"
)


def comparable(claim: str, passage: str) -> tuple[str, str]:
    """Both with clock times in figures, numbers grouped as the passage groups them, and of a change
    in the passage only its end, if the claim does not tell where it began.

    "Die Gebühr beträgt 1200 Euro.", "stieg von 900 auf 1.200 Euro" -> "Die Gebühr beträgt 1.200
    Euro.", "stieg auf 1.200 Euro"
    """
    written = {_digits(each): each for each in _GROUPED.findall(passage)}
    mine = _GROUPED.sub(lambda found: written.get(_digits(found.group()), found.group()), claim)
    told = {_digits(each) for each in re.findall(_NUMBER, claim)}
    passage = _FROM.sub(
        lambda found: found.group() if _digits(found["old"]) in told else "", passage
    )
    return clock.in_figures(mine), clock.in_figures(passage)


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
