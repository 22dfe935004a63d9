"""Numbers in words, in German and English: "zwölf", "anderthalb", "half a million". Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from text_to_num import alpha2digit

from qa.letters import plain_letters

_SMALL = {
    "de": {"zwei": 2, "beide": 2, "beiden": 2, "paar": 2, "drei": 3},
    "en": {"two": 2, "both": 2, "couple": 2, "pair": 2, "three": 3},
}
_LOOSELY = {  # of which nobody counts how many, and words that say a number without being one
    "de": {
        "dutzend": 12,
        "hunderte": 100,
        "hunderten": 100,
        "tausende": 1000,
        "tausenden": 1000,
        "hälfte": 50,
        "viertel": 25,
        "doppelt": 2,
        "doppelte": 2,
        "verdoppelt": 2,
        "eins": 1,
        **dict.fromkeys(("erste", "ersten", "erster", "erstes", "erstem"), 1),
        "verdoppelte": 2,
        "verdreifacht": 3,
        "zweimal": 2,
        "dreimal": 3,
    },
    "en": {
        "dozen": 12,
        "dozens": 12,
        "fortnight": 14,
        "hundreds": 100,
        "thousands": 1000,
        "first": 1,
        "half": 50,
        "quarter": 25,
        "second": 2,
        "twice": 2,
        "double": 2,
        "doubled": 2,
        "tripled": 3,
    },
}
_UNSURE = frozenset("beide beiden paar both couple pair".split())
_PARTS = {
    word: number
    for number, word in enumerate(
        "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split(), start=2
    )
}
_ALONE = {"one": 1, "ein": 1, "eins": 1, **_PARTS, **_SMALL["en"]}  # words with no others beside
_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()
_TIES = "twent thirt fort fift sixt sevent eight ninet".split()
_WITHIN = {  # a word, the longest first
    **{word: 20 + 10 * at for at, word in enumerate(_TENS)},
    "hundert": 100,
    **_PARTS,
}
_COUNTED = re.compile(  # "dreistündig", "Sechserpack", "zwanzigjährig"; "Drittstaaten" excluded
    rf"({'|'.join(_WITHIN)})(?:stünd|jähr|täg|wöch|monat|minüt|sekünd|fach|mal|er|stell|teil|köpf"
    r"|t|stöck|geschoss|seit|spur|tür|sitz|sprach|stuf|dimension|zeil|eck|prozent|meter)"
)
_SCALES = {  # of both languages, but for "billion": a German Billion is an English trillion
    "thousand": 3,
    "tausend": 3,
    "million": 6,
    "millionen": 6,
    "milliarde": 9,
    "milliarden": 9,
    "billionen": 12,
    "trillion": 12,
}
_NAMES_OF_SCALES = {
    10**12: ("Billionen", "trillion"),
    10**9: ("Milliarden", "billion"),
    10**6: ("Millionen", "million"),
}
_SCALED = re.compile(  # "zwei" of two milliards is no two
    r"\b(?:two|three|zwei|drei)[- ](?=(?:hundred|thousand|million|billion|trillion"
    r"|hundert|tausend|millionen|milliarden|billionen)\b)"
)
_SOME = re.compile(  # no number
    r"\b(?:several|few|many|some|mehrere[rn]?|einige[rn]?|viele[rn]?|paar|zig)"
    r" (?:zig )?(?:hundred|thousand|hundert\w*|(?:zehn|hundert)?tausend\w*)"
    r"(?: (?:thousand|million|tausend)\w*)?\b"
    r"|\b(?:tens|dozens|hundreds|thousands) of(?: (?:thousands|millions))?\b"
    r"|\b(?:one|eine?n?) (?:or|oder|bis|to) (?:two|zwei)\b",
    re.I,
)
_TENS_AND = re.compile(r"\b(?:twen|thir|for|fif|six|seven|eigh|nine)ty[- ](?:two|three)\b")
_FEW = (
    "eine[rs]?|one|two|three|four|five|six|seven|eight|nine|ten"
    "|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn"
)
_WORD = re.compile(r"([^\W\d_]+)(?=(?:[ -]([^\W\d_]+))?)")  # and the one behind it
_THE = re.compile(  # "the two men" may be "die Männer"
    r"\b(?:the|these|those|his|her|its|their|our|all|die|den|der|diese[rn]?|alle[rn]?)[ -]$"
)
_DIGITS = re.compile(r"(\d+(?:[.,]\d+)?)(st|nd|rd|th|\.(?= \w))?(?=(?: ([^\W\d_]+))?)")
_LONGEST = 60  # characters of a number's word: longer digits count nothing
_HOURS = 12  # of a clock
_SMALLER = (  # beginning of a unit's name, how many of which smaller one it has
    ("hour", 60, "minute"),
    ("stunde", 60, "minute"),
    ("year", 12, "month"),
    ("century", 100, "year"),
    ("jahrhundert", 100, "year"),
    ("jahr", 12, "month"),
)
_NTHS = {"vier": 4, "four": 4, "fünf": 5, "fif": 5, "zehn": 10, "ten": 10}  # every one of them
_NTH = {"f": 5, "t": 10, "z": 10, "q": 4, "v": 4}  # fifth, tenth, Zehntel, quarter, Viertel
_HEED = re.compile(r"\baußer [Aa]cht\b|\bin Acht\b|\b[Aa]chten\b")  # no eight
_ARTICLE = re.compile(r"\beine?\b(?! (?:hundert|tausend|million|milliarde|billion))", re.I)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in words; `values` are what it may mean, `sure` is false for "both", "third".

    `also`: the same in a smaller unit: the 90 minutes of "anderthalb Stunden".
    """

    text: str
    values: frozenset[Decimal]
    sure: bool = True
    also: frozenset[tuple[Decimal, str]] = frozenset()
    counts: str = ""  # the word behind it, which may be a unit


def numerals(text: str, language: str) -> Iterator[Numeral]:
    """Those of a text in "de" or "en", from two on: "ein" and "one" are mostly no numbers."""
    text = _SOME.sub(" ", plain_letters(text))
    for pattern, meant, sure in _PHRASES:
        for found in [*pattern.finditer(text)][::-1]:
            if values := meant(found):
                also = _in_smaller(values, found.groupdict().get("unit"))
                yield Numeral(found.group(), values, sure, also)
                text = f"{text[: found.start()]} ; {text[found.end() :]}"
    counted = _SCALED.sub(" ", _TENS_AND.sub(" ", text.lower()))
    for found in _WORD.finditer(counted):
        word, counts = found[1], found[2] or ""
        if word in _LOOSELY[language]:
            yield _numeral(word, _LOOSELY[language][word], sure=False)
        elif word in _SMALL[language]:
            sure = word not in _UNSURE and not _THE.search(counted, 0, found.start())
            yield _numeral(word, _SMALL[language][word], sure=sure, counts=counts)
        elif language == "de" and (part := _COUNTED.match(word)):
            yield _numeral(word, _WITHIN[part[1]], sure=False)
    rest = _HEED.sub(" ", re.sub(r"\d|-", " ", text))
    if language == "de":  # not the one of "ein, zwei Jahre"
        rest = _ARTICLE.sub(";", rest)
    written = alpha2digit(rest, language)
    for digits in _DIGITS.finditer(written):
        number = Decimal(digits[1].replace(",", "."))
        told = _in_scale(number, language)
        yield _numeral(told, number, sure=not digits[2], counts=digits[3] or "")


def _in_scale(number: Decimal, language: str) -> str:
    """As a person would write it: 2000000000 -> "2 Milliarden", "2 billion"."""
    for power, names in _NAMES_OF_SCALES.items():
        if number >= power and number % (power // 1000) == 0:
            written = f"{(number / power).normalize():f}"
            name = names[language == "en"]
            return f"{written.replace('.', ',') if language == 'de' else written} {name}"
    return f"{number:f}"


def _past(found: re.Match[str]) -> frozenset[Decimal]:
    """What "halb drei" may be written as: 2:30, 2.30 or 14.30 o'clock."""
    return _o_clock(Decimal(_PARTS[found[1].lower()]) - 1, 30)


def _billions(found: re.Match[str]) -> frozenset[Decimal]:
    """German ones, which are thousands of Milliarden."""
    number = whole(found["n"], "de") if found["n"] else 1
    return frozenset({Decimal(number) * 10**12} if number else ())


def _each(found: re.Match[str]) -> frozenset[Decimal]:
    """Of "every fifth": the 5, and the percentage."""
    nth = _NTHS[(found["de"] or found["en"]).lower()]
    return frozenset({Decimal(nth), Decimal(100) / nth})


def _half_past(found: re.Match[str]) -> frozenset[Decimal]:
    hour = whole(found["hour"], "en")
    return _o_clock(Decimal(hour), 30) if hour and hour <= _HOURS else frozenset()


def _quarter_past(found: re.Match[str]) -> frozenset[Decimal]:
    """ "quarter to two", "Viertel nach zwei" """
    hour = whole(found["hour"], "en") or whole(found["hour"], "de")
    if not hour or hour > _HOURS:
        return frozenset()
    before = found["side"].lower() in ("to", "before", "vor")
    return _o_clock(Decimal(hour - before), 45 if before else 15)


def _o_clock(hour: Decimal, minutes: int) -> frozenset[Decimal]:
    """In the morning and in the afternoon, and the hours alone."""
    hours = (hour, hour + 12)
    return frozenset({*hours, *(each + Decimal(minutes) / 100 for each in hours)})


def _and_a_half(found: re.Match[str]) -> frozenset[Decimal]:
    """Of "zweieinhalb Millionen" 2500000, of "two and a half hours" 2.5."""
    if found["one"]:
        number: int | None = 1
    else:
        number = whole(found["de"], "de") if found["de"] else whole(found["en"], "en")
    if not number:
        return frozenset()
    value = number + Decimal("0.5")
    if scale := found["scale"]:
        billion = 9 if found["en"] else 12
        return frozenset({value * 10 ** _SCALES.get(scale.lower(), billion)})
    return frozenset({value})


def _in_smaller(values: frozenset[Decimal], unit: str | None) -> frozenset[tuple[Decimal, str]]:
    """Hours in minutes, years in months, centuries in years."""
    for name, number, smaller in _SMALLER if unit else ():
        if unit and unit.lower().startswith(name):
            return frozenset((value * number, smaller) for value in values)
    return frozenset()


def _loose(found: re.Match[str]) -> frozenset[Decimal]:
    """The million of "millions of people" and "Millionenstadt", not that of "drei Millionen"."""
    before = found.string[: found.start()].rstrip(" -").split()
    number = before[-1].lower() if before else ""
    if number and (number[-1].isdigit() or whole(number, "de") or number.endswith(("halb", ";"))):
        return frozenset()
    scale = found.group().lower().removesuffix("s")
    return frozenset({Decimal(10) ** _SCALES.get(scale, 9)})


def _half_of(found: re.Match[str]) -> frozenset[Decimal]:
    """A German Billion is an English trillion."""
    billion = 9 if found["half"].lower().startswith("half") else 12
    return frozenset({Decimal(10) ** _SCALES.get(found["of"].lower(), billion) / 2})


def _decade(found: re.Match[str]) -> frozenset[Decimal]:
    """The "90" and the "1990" of the nineties."""
    ten = _TENS.index(found["de"].lower()) if found["de"] else _TIES.index(found["en"].lower())
    return frozenset({Decimal(20 + 10 * ten), Decimal(1920 + 10 * ten)})


def _groups(size: int) -> Callable[[re.Match[str]], frozenset[Decimal]]:
    """Of 10, "two decades": 2, and the 20 years that they are."""

    def meant(found: re.Match[str]) -> frozenset[Decimal]:
        number = _some(found["n"])
        return frozenset({Decimal(number), Decimal(number * size)})

    return meant


def _share(found: re.Match[str]) -> frozenset[Decimal]:
    """ "one in five": the numbers, and the percentage."""
    some, of = _some(found["n"]), _some(found["of"])
    return frozenset(map(Decimal, (some, of, 100 * some // of)))


def _world_war(found: re.Match[str]) -> frozenset[Decimal]:
    """Of "1. Weltkrieg", "World War I" and "First World War" the same 1."""
    if found["both"]:
        return frozenset({Decimal(1), Decimal(2)})
    second = found["second"] or found["other"] or found["zwei"]
    return frozenset({Decimal(2 if second else 1)})


def _fraction(found: re.Match[str]) -> frozenset[Decimal]:
    """ "four fifths": the 4, and the percentage."""
    some, of = _some(found["n"]), _NTH[found["of"][0].lower()]
    return frozenset({Decimal(some), Decimal(100 * some) / of})


def _some(word: str) -> int:
    """Its number in either language; 1 for "a" and "the past"."""
    return whole(word, "de") or whole(word, "en") or 1


def whole(word: str, language: str) -> int | None:
    """The number of one word, None if it is none: "two" -> 2, "dreißig" -> 30, "1" -> 1"""
    lower = word.lower()
    digits = alpha2digit(lower, language) if len(lower) <= _LONGEST else ""
    return _ALONE.get(lower) or (int(digits) if digits.isdecimal() else None)


_Meant = Callable[[re.Match[str]], frozenset[Decimal]]
_PHRASES: tuple[tuple[re.Pattern[str], _Meant, bool], ...] = tuple(  # what is meant, how surely
    (re.compile(phrase, re.I), meant, sure)
    for phrase, meant, sure in (
        (rf"\bhalb ({'|'.join(_PARTS)})\b", _past, True),
        (
            r"\b(?:half an? dozen|(?:ein(?:e[snm]?)? )?halbe[sn]? Dutzend)\b",
            lambda _: frozenset({Decimal(6)}),
            False,
        ),
        (
            r"\b(?:half (?:a |of a )?(?:percentage )?points?|halbe[nr]? (?:Prozent)?punkt)\b",
            lambda _: frozenset({Decimal("0.5"), Decimal(50)}),
            True,
        ),
        (
            r"\b(?:(?:a )?quarter[- ](?:of (?:a )?)?(?:percentage[- ])?points?"
            r"|Viertel(?:prozent)?punkte?s?)\b",
            lambda _: frozenset({Decimal("0.25"), Decimal(25)}),
            True,
        ),
        (
            r"\b(?:(?:one|every)[- ]third|a third(?= of\b)|one in three|ein(?:em|es)? Drittel"
            r"|jede[rsnm]? dritte[rsnm]?)\b",
            lambda _: frozenset(map(Decimal, (3, 33, 34))),
            False,
        ),
        (
            r"\b(?:jede[rsnm]? (?P<de>vier|fünf|zehn)te[rsnm]?|every (?P<en>four|fif|ten)th)\b",
            _each,
            False,
        ),
        (r"\b(?:midnight|Mitternacht)\b", lambda _: frozenset(map(Decimal, (0, 24, 12))), False),
        (
            r"(?<!from a )(?<!from )(?<!einem )(?<!ein )\b(?:quarter|Viertel)"
            r" (?P<side>past|after|to|before|nach|vor) (?P<hour>\w+)\b"
            r"(?! (?:per ?cent|Prozent|thirds?|[^\W\d]*(?:jahre|tage|wochen|monate|stunden)n?)\b)",
            _quarter_past,
            False,
        ),
        (r"\bhalf[- ]past (?P<hour>\w+)\b", _half_past, True),
        (
            r"\ban? (?:(?P<unit>hour|year|century)|day|week|month|decade|mile|met(?:er|re)"
            r"|kilomet(?:er|re)) and a half\b",
            lambda _: frozenset({Decimal("1.5")}),
            True,
        ),
        (
            rf"\b(?:(?:(?P<one>anderthalb|eineinhalb)|(?P<de>{'|'.join(_PARTS)})einhalb)(?:e[rsnm]?)?"
            r"|(?P<en>\w+)[- ]and[- ]a[- ]half)"
            r"(?:[- ](?:(?P<scale>tausend|thousand|million(?:en)?|milliarden|billion(?:en)?"
            r"|trillion)"
            r"|(?P<unit>hours?|Stunden?|years?|Jahren?)))?\b",
            _and_a_half,
            True,
        ),
        (
            r"\b(?:half an? |half[- ]|(?:ein(?:e[rnms]?)? )?halbe[rnms]? |\w*halb)"
            r"(?P<unit>hour|year|century|Stunde|Jahrhundert|Jahr)\w*",
            lambda _: frozenset({Decimal("0.5")}),
            False,
        ),
        (
            r"\b(?P<half>eine[rn]? halben?|half an?) (?P<of>million|milliarde|billion)\b",
            _half_of,
            True,
        ),
        (
            r"\b(?:drei ?viertel|three[- ]quarters)\b",
            lambda _: frozenset({Decimal(3), Decimal(75)}),
            False,
        ),
        (rf"\b(?:(?P<de>{'|'.join(_TENS)})er|(?P<en>{'|'.join(_TIES)})ies)\b", _decade, False),
        (r"\b(?P<n>[^\W\d_]+) Billionen\b|\beine Billion\b", _billions, True),
        (
            r"\b(?:millions|billions|trillions|Millionen|Milliarden|Billionen)",
            _loose,
            False,
        ),
        (r"\b(?P<n>\w+)[- ](?:decades?|Jahrzehnte?n?)\b", _groups(10), False),
        (r"\b(?P<n>\w+)[- ](?:centuries|Jahrhunderten?)\b", _groups(100), False),
        (r"\b(?P<n>\w+)[- ](?:dozens?|Dutzend)\b", _groups(12), False),
        (r"\bfortnight\b", lambda _: frozenset({Decimal(2), Decimal(14)}), False),
        (r"\b(?:noon|midday)\b", lambda _: frozenset({Decimal(12)}), False),
        (
            rf"\b(?P<n>{_FEW}) (?:in|out of|von) (?P<of>{_FEW})\b(?! (?:of|der|den)\b)",
            _share,
            False,
        ),
        (
            r"\b(?:two[- ]thirds?|zwei ?drittel)\b",
            lambda _: frozenset(map(Decimal, (2, 3, 66, 67))),
            False,
        ),
        (
            rf"\b(?P<n>{_FEW})[- ](?P<of>fifths?|tenths?|Fünftel|Zehntel|quarters?|Viertel)n?\b"
            r"(?! (?:past|to|after|before|nach|vor)\b)",
            _fraction,
            False,
        ),
        (
            r"\bWorld War (?:I|One|(?P<second>II|Two))\b|\b(?:First|(?P<other>Second)) World War\b"
            r"|\b(?:Erste|(?P<zwei>Zweite))[nrms]? (?:und (?P<both>Zweiten) )?Weltkrieg\w*",
            _world_war,
            False,
        ),
        (r"\b(?:number one|Nummer eins)\b", lambda _: frozenset({Decimal(1)}), False),
    )
)


def _numeral(text: str, value: int | Decimal, *, sure: bool = True, counts: str = "") -> Numeral:
    return Numeral(text, frozenset({Decimal(value)}), sure, counts=counts)
