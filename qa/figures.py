"""Text -> the numbers and dates in it, as values that compare across German and English. Pure.

"118 Millionen" and "118 million" are both 118000000, "zwölf" and "twelve" 12, "Mittwoch" and
"Wednesday" one weekday, "5. November" and "November 5" one month and the number 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from babel.dates import get_day_names

from index import months
from qa.letters import plain_letters
from qa.measures import measure, same
from qa.numerals import numerals, whole

FigureKind = Literal["number", "month", "weekday"]

_NUMBER = re.compile(
    r"(?<![\w])\d{1,3}(?: \d{3})+(?:[.,]\d{1,2})?(?![\d.,]*\d)"
    r"|(?<![\w])\d{1,3}(?:[\u00a0\u202f’']\d{3}(?!\d))+(?:[.,]\d+)*"
    r"|(?<![\w])\d+(?:[.,]\d+)*"
)
_PRICE = re.compile(r"[$€£]\s?[\d.,]+$")
_SCALES = {
    "tausend|thousand|tsd|k": 10**3,
    "million(?:en|s)?|mio|mn|m": 10**6,
    "milliarden?|mrd|billions?|bn|b": 10**9,  # an English billion
    "billionen|trillions?": 10**12,
}
_SCALE = re.compile(
    r"[ \u00a0-]?(?:" + "|".join(f"({names})" for names in _SCALES) + r")\b(?:(?<=mio|mrd|tsd)\.)?",
    re.I,
)
_GERMAN_BILLION = re.compile(r"[ \u00a0]?Billion(?:en)?\b")
_THOUSANDS = re.compile(r"\d{1,3}(?:[ .,\u00a0\u202f’']\d{3})+")
_COUNTS = re.compile(r"[ \u00a0-]?([^\W\d_]+|[%‰€$£])")
_SIGN = re.compile(r"([€$£])\s?$")  # "$90"
_DAYTIME = re.compile(  # "Donnerstagabend", "mittwochs", "Sundays"
    r"(?<=tag|och|end|day)(?:s|abends?|mittags?|morgens?|nachts?|vormittags?|nachmittags?)$"
)
_DAYS = "Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag"
_ON_DAYS = re.compile(rf"\b(?:{_DAYS.lower()})s\b")  # "mittwochs" has no capital
_IN_WORDS = re.compile(  # "Septemberausgabe", "Sonntagsrede"; not "Montage", "Juliane", "Maier"
    rf"\b((?!Montage|Juli[aeu]|Juni[oa])(?:{_DAYS}|Januar|Februar|April|Juni|Juli|September|Oktober"
    r"|November|Dezember))[a-zäöüß]{4,}"
    r"|\b(Sonn)- und Feiertag"
)
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2}):(\d\d)(?![\d:])")  # 18:05 is 18.05 Uhr
_SPOKEN_CLOCK = re.compile(  # so is "18 Uhr 5"
    r"\b(\w+)[ \u00a0]Uhr[ \u00a0](\w+)\b(?!\.| Uhr|,\d|[ \u00a0]?%)"
)
_SCORE = re.compile(r"(?<![\d–-])(\d\d)[-–](\d\d)(?![\d–-])")  # "20-18" is "20:18", too
_UP_TO = re.compile(  # between two numbers of one scale: "von 3 auf mehr als 11 Millionen"
    r"\s?(?:bis|auf|to|-|–)\s?(?:[^\W\d]+ ){0,3}?[$€£]?\d[\d.,]*(?=\s[^\W\d])"
)
_DECADE = re.compile(r"er Jahre|ern\b|['’]?s\b")  # behind the 50 or 1950 of the fifties
_SPAN = re.compile(r"(?<!\d)(\d\d)(\d\d)[/–-]$")  # before the 11 of 1510/11
_AFTERNOON = re.compile(
    r"\s?(?:p\.? ?m\b|Uhr (?:abends|nachmittags|am Abend|am Nachmittag)\b)", re.I
)
_WORDS_TOO = frozenset("mar mär jun jul".split())  # "die Mär.", "Thomas Meier jun."
_SHORT = {  # with their full stop; "sat." is no weekday as often as it is one
    f"{name}.": months.NUMBERS[name]
    for name in " ".join(months.SHORT).lower().split()
    if name not in _WORDS_TOO
}
_SHORT_DAYS = {"mon.": 0, "tue.": 1, "tues.": 1, "wed.": 2}
_SHORT_DAYS |= {"thu.": 3, "thur.": 3, "thurs.": 3, "fri.": 4}
_SHORT_MONTH = "|".join(" ".join(months.SHORT).split())
_DATED = re.compile(  # beside its day, "Mar 5", "5. Jun.": a number, or what is left of it
    rf"\b(?:(?:{_SHORT_MONTH})\b\.?(?= [\d;])"
    rf"|(?:(?<=[\d;] )|(?<=[\d;]\. ))(?:{_SHORT_MONTH})\b\.?)"
)
_NIGHT = re.compile(rf"\bNacht(?:stunden)? (?:zum|zu|auf|von \w+ auf)(?: den)? ({_DAYS})\b", re.I)
_NINE_ELEVEN = re.compile(r"(?<![\d/.])9/11(?![\d/.])")  # the only date told so without its year
_MAY = re.compile(r"^May (?=(?:I|we|you|he|she|it|they)\b)")  # no month
_MIDNIGHT = re.compile(r"\s?a\.? ?m\b", re.I)  # behind "12:30"
_DECEMBER = 12
_YEAR = re.compile(r"[12]\d{3}")
_DATE = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})(?!\d)|(\d{4})-(\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or a part of a date, as written; `values` are what it may mean.

    "1.200" may be twelve hundred or one and a fifth; any other has one value. `sure` is false for
    words that can be said without a number: "both", "third". `also` is the same in another unit.
    """

    kind: FigureKind
    text: str
    values: frozenset[Decimal]
    sure: bool = True
    unit: str | None = None
    also: frozenset[tuple[Decimal, str]] = frozenset()

    def is_one_of(self, others: Sequence[Figure]) -> bool:
        return any(self.kind == each.kind and self._equals(each) for each in others)

    def may_count_what(self, other: Figure) -> bool:
        """Whether both may be numbers of the same, by their units."""
        return self.kind == other.kind and (
            self.unit == other.unit or not self.unit or not other.unit
        )

    def _equals(self, other: Figure) -> bool:
        if self.values & other.values:
            return self.may_count_what(other)
        return any(same(*one, *two) for one in self._measured() for two in other._measured())

    def _measured(self) -> frozenset[tuple[Decimal, str]]:
        own = {(value, self.unit) for value in self.values if self.unit}
        return self.also | own


def figures(text: str, language: str) -> list[Figure]:
    """The figures of a text in "de" or "en"; numbers in digits first.

    "Am Mittwoch kamen zwölf Leute" -> weekday 2, number 12
    """
    found: list[Figure] = []
    text = plain_letters(text)
    text = _NINE_ELEVEN.sub("September 11", text)
    rest = text = _SPOKEN_CLOCK.sub(_clock, _CLOCK.sub(r"\1.\2", text))
    for date in _DATE.finditer(text):
        if parts := _of_date(date):
            found += parts
            rest = _blank(rest, *date.span())
    for number in _NUMBER.finditer(rest):
        end, factor = _scaled(rest, number.end(), language)
        values = frozenset(value * factor for value in _readings(number.group(), language))
        lone = factor == 1 and not _YEAR.fullmatch(number.group())
        if lone and (shared := _shared_scale(rest, number.end(), language)) > 1:
            values |= {value * shared for value in values}
        beside = (_COUNTS.match(rest, end), _SIGN.search(rest, 0, number.start()))
        unit = next((name for each in beside if each and (name := measure(each[1]))), None)
        values |= _afternoon(values, rest[end : end + 20])
        values |= _century(number.group(), text[max(0, number.start() - 5) : number.start()])
        values |= _decade(number.group(), rest[end : end + len("er Jahre")])
        found.append(Figure("number", text[number.start() : end], values, unit=unit))
        rest = _blank(rest, number.start(), end)
    found += [
        Figure("number", each.group(), frozenset({Decimal(f"{each[1]}.{each[2]}")}), sure=False)
        for each in _SCORE.finditer(text)
    ]
    return [*found, *_names(rest, language), *_written(rest, language)]


def _clock(spoken: re.Match[str]) -> str:
    """ "zwei Uhr dreißig" -> "2.30 Uhr"; anything else as it is."""
    hours, minutes = (whole(word, "de") for word in spoken.groups())
    article = spoken[2].lower().startswith("ein")  # "um 19 Uhr ein Taxi"
    if hours is None or minutes is None or article or hours > 24 or minutes > 59:
        return spoken.group()
    return f"{hours}.{minutes:02} Uhr"


def _afternoon(values: frozenset[Decimal], behind: str) -> frozenset[Decimal]:
    """ "5 pm" and "5 Uhr abends" are also 17, "12:30 am" is also half an hour."""
    if _MIDNIGHT.match(behind):
        return frozenset(value - 12 for value in values if 12 <= value < 13)
    found = _AFTERNOON.match(behind)
    return frozenset(value + 12 for value in values if found and value < 12)


def _century(digits: str, before: str) -> frozenset[Decimal]:
    """The 1511 of "1510/11"."""
    found = _SPAN.search(before)
    if not found or len(digits) != len("11") or int(digits) <= int(found[2]):
        return frozenset()
    return frozenset({Decimal(f"{found[1]}{digits}")})


def _decade(digits: str, behind: str) -> frozenset[Decimal]:
    """The 50 and the 1950 of "1950s" and "50er"."""
    if not _DECADE.match(behind) or not re.fullmatch(r"(?:19)?[2-9]0", digits):
        return frozenset()
    return frozenset({Decimal(digits[-2:]), Decimal(f"19{digits[-2:]}")})


def _readings(digits: str, language: str) -> set[Decimal]:
    """What a number in digits may mean. "1.200" -> {1200, 1.2}; "3,5" -> {3.5}"""
    plain = re.sub(r"[ .,\u00a0\u202f’']", "", digits)
    if plain == digits:
        return {Decimal(digits)}
    found = {Decimal(plain)} if _THOUSANDS.fullmatch(digits) else set()
    point = "," if language == "de" else "."
    whole, sign, rest = digits.rpartition(point)
    if not sign and not found:  # the other language's point, or a clock's
        whole, sign, rest = digits.rpartition("." if language == "de" else ",")
    if sign and rest.isdecimal():
        head = re.sub(r"\D", "", whole)
        single = digits.count(sign) == 1
        if single and (not found or len(digits) - len(rest) <= 4):
            found.add(Decimal(f"{head}.{rest}"))
    return found or {Decimal(plain)}


def _scaled(text: str, at: int, language: str) -> tuple[int, Decimal]:
    """Where the number with its scale ends, and the scale. " Millionen" -> 10**6"""
    if language == "de" and (found := _GERMAN_BILLION.match(text, at)):
        return found.end(), Decimal(10**12)
    found = _SCALE.match(text, at)
    letter = found is not None and len(found.group().strip(" \u00a0-.")) == 1
    if not found or not found.lastindex or (letter and not _PRICE.search(text, 0, at)):
        return at, Decimal(1)  # a lone letter is a unit: "5 m", "4K"
    return found.end(), Decimal([*_SCALES.values()][found.lastindex - 1])


def _shared_scale(text: str, at: int, language: str) -> Decimal:
    """The million of "3 bis 11 Millionen" for the 3."""
    found = _UP_TO.match(text, at)
    return _scaled(text, found.end(), language)[1] if found else Decimal(1)


def _of_date(date: re.Match[str]) -> list[Figure]:
    """Day, month and year of "5.11.2024", "11/5/2024"; [] for what no calendar has.

    With slashes the month may stand first or second, with full stops it does where it must.
    """
    if date[4]:
        year, month, day = date[4], date[5], date[6]
        pairs = [(int(day), int(month))]
    else:
        year = date[3]
        one, two = int(date[1]), int(date[2])
        pairs = [(one, two), (two, one)]
        if "." in date.group() and two <= _DECEMBER:
            pairs = pairs[:1]
    pairs = [(day, month) for day, month in pairs if month <= _DECEMBER]
    if not pairs:
        return []
    days, of_year = (frozenset(map(Decimal, each)) for each in zip(*pairs, strict=True))
    return [
        Figure("number", date.group(), days),
        Figure("month", date.group(), of_year),
        Figure("number", date.group(), frozenset({Decimal(year)})),
    ]


def _names(text: str, language: str) -> Iterator[Figure]:
    """Weekdays and months, by name."""
    if language == "de":
        for each in (*_IN_WORDS.finditer(text), *_ON_DAYS.finditer(text)):
            named = (each[1] or f"{each[2]}tag") if each.re is _IN_WORDS else each.group()[:-1]
            for kind, value in _calendar()[named.lower()]:
                yield Figure(kind, each.group(), frozenset({Decimal(value)}), sure=False)
    for night in _NIGHT.finditer(text):  # "in der Nacht zum Dienstag" is "on Monday night"
        ((_, day),) = _calendar()[night[1].lower()]
        yield Figure("weekday", night.group(), frozenset({Decimal(day), Decimal((day - 1) % 7)}))
    for dated in _DATED.finditer(text):
        month = months.NUMBERS[dated.group().rstrip(".").lower()]
        yield Figure("month", dated.group(), frozenset({Decimal(month)}))
    alone = _MAY.sub(" ", _NIGHT.sub(" ", _DATED.sub(" ", text)))
    for word in re.findall(r"[^\W\d_]+\.?", alone):
        named = word.lower()
        if named not in _calendar():
            named = _DAYTIME.sub("", named.rstrip("."))
        for kind, value in _calendar().get(named, ()):
            if word[0].isupper():
                yield Figure(kind, word, frozenset({Decimal(value)}))


@cache
def _calendar() -> dict[str, list[tuple[FigureKind, int]]]:
    """Name of a month or weekday in German and English, short ones with their full stop, lower
    case -> what it is."""
    found: dict[str, list[tuple[FigureKind, int]]] = {"sonnabend": [("weekday", 5)]}
    found |= {name: [("weekday", number)] for name, number in _SHORT_DAYS.items()}
    found |= {name: [("month", number)] for name, number in _SHORT.items()}
    for names in (months.GERMAN, months.ENGLISH):
        for number, each in enumerate(names, 1):
            found |= {name.lower(): [("month", number)] for name in each.split()}
    for language in ("de", "en"):
        days: Mapping[int, str] = get_day_names("wide", locale=language)
        found |= {name.lower(): [("weekday", number)] for number, name in days.items()}
    return found


def _written(text: str, language: str) -> Iterator[Figure]:
    for each in numerals(text, language):
        unit = measure(each.counts)
        yield Figure("number", each.text, each.values, each.sure, unit, each.also)


def _blank(text: str, start: int, end: int) -> str:
    """The text with a stretch of it taken out, at its length."""
    return text[:start] + ";" * (end - start) + text[end:]
