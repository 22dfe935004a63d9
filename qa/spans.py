"""A span as the reader found it -> as a person would say it: numbers with what they count. Pure."""

from __future__ import annotations

import re

from qa.measures import UNITS
from qa.mentions import WHOSE, names

_UNIT = (  # the longest of those that begin alike: what stands behind it is no letter
    r"(?:Millionen?|Milliarden?|Mio\.?|Mrd\.?|Tausend|Billionen?|million|billion|trillion|thousand"
    r"|Prozentpunkte|per cent|Hektar|Quadratmetern?|Quadratkilometern?|Liter|lit(?:er|re)s?|Grad"
    r"|degrees?|Uhr|Menschen|people|Personen|Einwohnern?|inhabitants|Stimmen|votes|Punkten?|points"
    rf"|(?i:{'|'.join(map(re.escape, UNITS))}))"
)
_NUMBER_ENDS = re.compile(r"\d$|\b(?:Millionen?|Milliarden?|million|billion)$")
_BEHIND = re.compile(rf"(?:[ \u00a0]{_UNIT}(?!\w))+|[ \u00a0]?[%°€$]")
_NUMBER_BEGINS = re.compile(r"\d")
_BEFORE = re.compile(
    r"(?:\b(?:über|rund|etwa|fast|knapp|circa|ca\.|mindestens|höchstens|mehr als|weniger als"
    r"|bis zu|about|around|over|nearly|almost|some|more than|less than|up to|at least)"
    r"[ \u00a0])?(?:[$€£])?$",
    re.I,
)
_PAIRS = {"„": "“”", "“": "”", "»": "«", "«": "»", "(": ")", "[": "]"}
_HANGS = re.compile(  # at its end, what goes on: "… und", "… of the"
    r"\b(?:und|oder|sowie|sondern|aber|dass|weil|mit|von|zum?|zur|für|der|die|das|den|dem|ein|eine"
    r"|and|or|but|that|because|with|of|for|the|an?|which|who)$",
    re.I,
)
_SECOND_CLAUSE = re.compile(  # "umgebaut werden und zu Pfingsten 2028" [wieder öffnen]
    r"\b(?:werden|wird|wurden?|worden|haben|hat|hatten?|ist|sind|waren?|können|kann|müssen|muss"
    r"|sollen|soll|wollen|will)\s(?:und|oder)\s"
)
_GOES_ON = re.compile(r"\s+[a-zäöüß]")
_EDGES = " \t\n\u00a0,;:.–-"


def whole(text: str, start: int, end: int, *, within: tuple[int, int]) -> tuple[int, int]:
    """The span with the unit behind and the bounds before its number, without loose quotes,
    and without a "his" before a name.

    It stays in `within`, and holds at least one character of what it was.

    "kostete über 118 Millionen Dollar", "118" -> "über 118 Millionen Dollar"
    """
    least, most = within
    if _NUMBER_ENDS.search(text[start:end]):
        behind = _BEHIND.match(text, end, most)
        end = behind.end() if behind else end
    if (whose := WHOSE.match(text, start, end)) and names(text[whose.end() : end]):
        start = whose.end()  # "Ihr Sprecher Ole Petersen": nobody knows whose
    if _NUMBER_BEGINS.match(text[start:end]):
        before = _BEFORE.search(text[least:start])
        start -= len(before.group()) if before else 0
    return _without_loose(text, start, end)


def is_cut(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] breaks off where its sentence goes on: then it tells nothing alone.

    "Er soll [umgebaut werden und im Mai] öffnen." -> True, "Er soll [im Mai] öffnen." -> False
    """
    span = text[start:end].rstrip(_EDGES)
    if _HANGS.search(span) and not text[start:end].endswith("."):
        return True
    return _SECOND_CLAUSE.search(span) is not None and _GOES_ON.match(text, end) is not None


def _without_loose(text: str, start: int, end: int) -> tuple[int, int]:
    """Less the punctuation at its edges, and a quote or bracket there whose other half is not."""
    first, last = start, end
    while first < last and _loose(text, first, last, first):
        first += 1
    while first < last and _loose(text, first, last, last - 1):
        last -= 1
    return (first, last) if first < last else (start, end)


def _loose(text: str, start: int, end: int, at: int) -> bool:
    char = text[at]
    if char in _EDGES:
        return char != "." or at == start  # "z. B.", "Inc."
    if at == start and char in _PAIRS:
        return not any(closing in text[start + 1 : end] for closing in _PAIRS[char])
    if at == end - 1:
        opening = [left for left, right in _PAIRS.items() if char in right]
        return bool(opening) and not any(left in text[start : end - 1] for left in opening)
    return False
