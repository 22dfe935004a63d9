"""Times of day as figures: "5 pm" -> "17:00", "halb drei" and "half past two" -> "2:30".

The rules know that these may be the same (qa/figures.py, qa/numerals.py); a reader is asked with
both in figures, which it has met more often. Pure.
"""

from __future__ import annotations

import re

from qa.letters import plain_letters

_EN = "one two three four five six seven eight nine ten eleven twelve".split()
_DE = "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split()
_HOURS = {word: at % 12 + 1 for at, word in enumerate([*_EN, *_DE])}
_HOUR = rf"(?P<hour>\d{{1,2}}|{'|'.join(_HOURS)})\b"
# German "am" is another word: "kam um 5 am Bahnhof an".
_TWELVE = re.compile(
    r"\b(?P<hour>1[0-2]|[1-9])(?:[:.](?P<minutes>[0-5]\d))? ?"
    r"(?P<half>[ap](?=\.m\.)|p(?=m\b)|a(?=m(?:[.,;:!?)]|$| (?:on|in|and|to|or)\b)))(?:m|\.m\.)",
    re.I,
)
_HALF = re.compile(rf"\b(?:(?P<de>halb)|half[ -]past) {_HOUR}", re.I)


def in_figures(text: str) -> str:
    """The text with its clock times so; all else as it is."""
    text = plain_letters(text)
    return _HALF.sub(_half_past, _TWELVE.sub(_of_day, text))


def _of_day(found: re.Match[str]) -> str:
    hour = int(found["hour"]) % 12 + (12 if found["half"].lower() == "p" else 0)
    return f"{hour}:{found['minutes'] or '00'}"


def _half_past(found: re.Match[str]) -> str:
    said = found["hour"].lower()
    hour = int(said) if said.isdecimal() else _HOURS[said]
    if not 1 <= hour <= 12:
        return found.group()
    if found["de"]:  # half of the third hour
        hour = (hour - 2) % 12 + 1
    return f"{hour}:30"
