"""A sentence -> the same with one thing changed: a number, a date, a name, a denial, a word.

What a careless model does to what it read, in German or English. Each change is drawn from the
seed, and is a real one: the new number is another number, the new name names another. `others` are
the names that a change may take out or put in (training/proper.py).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from qa.mentions import names
from training.opposites import BOUNDS, MODALS, OPPOSITES

WEEKDAYS = {
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}
MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November "
    "Dezember".split(),
    "en": "January February March April June July August September October November "
    "December".split(),
}
_WRITTEN = {
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig".split(),
    "en": "two three four five six seven eight nine ten eleven twelve twenty thirty".split(),
}
_UNITS = {
    "de": (
        "Millionen Milliarden Billionen",
        "Prozent Promille",
        "Euro Dollar Franken Pfund",
        "Kilometer Meter Zentimeter",
        "Minuten Stunden Tage Wochen Monate Jahre",
    ),
    "en": (
        "million billion trillion",
        "euros dollars pounds",
        "kilometers miles meters",
        "minutes hours days weeks months years",
    ),
}
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[.,]\d+)?(?![\w.,]*\d)|(?<![\w.,])\d{4,}(?![\d.,])")
_YEAR = re.compile(r"(?<![\w.,])(?:19|20)\d\d(?![\w]|[.,]\d)")
_NOT = {
    "de": re.compile(r" nicht\b(?! nur| zuletzt)(?<!oder nicht)| (kein)(e|en|er|es|em)?\b"),
    "en": re.compile(r" not\b(?! only)(?<!or not)|(?<=\w)n[’']t\b(?<!won[’']t)(?<!can[’']t)"),
}
_VERB = {
    "de": re.compile(
        r"\b(?:ist|sind|war|waren|wird|werden|wurde|wurden|hat|haben|hatte|hatten|kann|können"
        r"|konnte|konnten|soll|sollen|sollte|muss|müssen|will|wollen|darf|dürfen)\b"
    ),
    "en": re.compile(
        r"\b(?:is|are|was|were|will|would|has|have|had|can|could|should|must|may|might)\b"
    ),
}
_SAID = {"de": "nicht", "en": "not"}
_LISTED = re.compile(  # no order in a list, nor of a name and what is in brackets behind it
    r"[\s,/&–-]*(?:und|oder|sowie|and|or|,|/|–|[(])[\s,/&–-]*"
)
_QUOTED = re.compile(r"[„“\"]([^„“”\"]{15,})[“”\"]")

Change = Callable[[str, str, Sequence[str], random.Random], str | None]


def number(sentence: str, _: str, __: Sequence[str], rng: random.Random) -> str | None:
    """One digit of one number is another."""
    place = _any([*_NUMBER.finditer(sentence)], rng)
    if place is None:
        return None
    old = place.group()
    at = rng.choice([at for at, char in enumerate(old) if char.isdigit()])
    other = rng.choice([digit for digit in "123456789" if digit != old[at]])
    return _put(sentence, place, old[:at] + other + old[at + 1 :])


def written(sentence: str, language: str, _: Sequence[str], rng: random.Random) -> str | None:
    """Another number in words."""
    return _another(sentence, [_WRITTEN[language]], rng)


def unit(sentence: str, language: str, _: Sequence[str], rng: random.Random) -> str | None:
    """Another scale, currency or measure behind a number."""
    for units in rng.sample(_UNITS[language], len(_UNITS[language])):
        words = units.split()
        place = re.search(rf"(?<=\d )(?:{'|'.join(words)})\b", sentence)
        if place:
            new = rng.choice([each for each in words if each != place.group()])
            return _put(sentence, place, new)
    return None


def year(sentence: str, _: str, __: Sequence[str], rng: random.Random) -> str | None:
    place = _any([*_YEAR.finditer(sentence)], rng)
    step = rng.choice([-10, -3, -1, 1, 2, 5])
    return _put(sentence, place, str(int(place.group()) + step)) if place else None


def weekday(sentence: str, language: str, _: Sequence[str], rng: random.Random) -> str | None:
    return _another(sentence, [WEEKDAYS[language]], rng)


def month(sentence: str, language: str, _: Sequence[str], rng: random.Random) -> str | None:
    return _another(sentence, [MONTHS[language]], rng)


def name(sentence: str, _: str, others: Sequence[str], rng: random.Random) -> str | None:
    """Another name, of `others`, for one of the sentence's; they have no word in common."""
    old = _any(_named(sentence, others), rng)
    free = [each for each in others if old and _differ(each, sentence)]
    return sentence.replace(old, rng.choice(free), 1) if old and free else None


def part_of_name(sentence: str, _: str, others: Sequence[str], rng: random.Random) -> str | None:
    """Another first or last name for one of two words: "Angela Scholz" for "Angela Merkel"."""
    old = _any([each for each in _named(sentence, others) if len(each.split()) == 2], rng)
    pool = [each for each in others if len(each.split()) == 2 and _differ(each, sentence)]
    if not old or not pool:
        return None
    at = rng.randrange(2)
    words = old.split()
    words[at] = rng.choice(pool).split()[at]
    return sentence.replace(old, " ".join(words), 1)


def swap(sentence: str, _: str, others: Sequence[str], rng: random.Random) -> str | None:
    """Two of its names, each in the other's place; not two that stand in one list."""
    found = list(dict.fromkeys(_named(sentence, others)))
    pairs = [(a, b) for a in found for b in found if a != b and _in_turn(sentence, a, b)]
    if not pairs:
        return None
    one, other = rng.choice(pairs)
    return sentence.replace(one, "\0").replace(other, one).replace("\0", other)


def dropped(sentence: str, language: str, _: Sequence[str], rng: random.Random) -> str | None:
    """Without its "nicht", "kein", "not"."""
    place = _NOT[language].search(sentence)
    if place is None:
        return None
    article = place.groups() and place[1] and f" ein{place[2] or ''}"
    return _put(sentence, place, article or "")


def added(sentence: str, language: str, _: Sequence[str], rng: random.Random) -> str | None:
    """With a "nicht" or "not" behind its verb, if it denies nothing yet."""
    place = _VERB[language].search(sentence)
    if place is None or _NOT[language].search(sentence):
        return None
    return _put(sentence, place, f"{place.group()} {_SAID[language]}")


def bound(sentence: str, language: str, _: Sequence[str], rng: random.Random) -> str | None:
    """ "mehr als" for "weniger als"."""
    return _opposite(sentence, BOUNDS[language], rng)


def opposite(sentence: str, language: str, _: Sequence[str], rng: random.Random) -> str | None:
    """ "fiel" for "stieg"."""
    return _opposite(sentence, OPPOSITES[language], rng)


def modality(sentence: str, language: str, _: Sequence[str], rng: random.Random) -> str | None:
    """ "muss" for "darf": what may be is, what shall be can."""
    return _opposite(sentence, MODALS[language], rng)


def quoted(sentence: str, _: str, others: Sequence[str], rng: random.Random) -> str | None:
    """One word between quotation marks is another, of the same quote or of a name."""
    place = _QUOTED.search(sentence)
    long = [*re.finditer(r"\b[a-zäöüß]{5,}\b", place[1])] if place else []
    if place is None or len({each.group() for each in long}) < 2:
        return None
    old, new = rng.sample(sorted({each.group() for each in long}), 2)
    changed = re.sub(rf"\b{old}\b", new, place[1], count=1)
    return sentence[: place.start(1)] + changed + sentence[place.end(1) :]


CHANGES: dict[str, Change] = {
    "number": number,
    "number in words": written,
    "unit": unit,
    "year": year,
    "weekday": weekday,
    "month": month,
    "name": name,
    "half of a name": part_of_name,
    "swapped names": swap,
    "negation dropped": dropped,
    "negation added": added,
    "bound": bound,
    "opposite": opposite,
    "modality": modality,
    "quoted word": quoted,
}


def _another(sentence: str, lists: Sequence[Sequence[str]], rng: random.Random) -> str | None:
    """For one word of the lists that stands in the sentence another of the same list."""
    places = [
        (place, words)
        for words in lists
        for place in re.finditer(rf"\b(?:{'|'.join(words)})\b", sentence)
    ]
    if not places:
        return None
    place, words = rng.choice(places)
    return _put(sentence, place, rng.choice([each for each in words if each != place.group()]))


def _opposite(sentence: str, pairs: Sequence[tuple[str, str]], rng: random.Random) -> str | None:
    both = {**dict(pairs), **{b: a for a, b in pairs}}
    place = _any([*re.finditer(rf"\b(?:{'|'.join(map(re.escape, both))})\b", sentence)], rng)
    return _put(sentence, place, both[place.group()]) if place else None


def _named(sentence: str, known: Sequence[str]) -> list[str]:
    """The names of the sentence that are among the known."""
    return [each.text for each in names(sentence) if each.sure and each.text in known]


def _differ(name: str, sentence: str) -> bool:
    """Whether no word of the name stands in the sentence, not even with another ending."""
    return not any(word.removesuffix("s")[:4] in sentence for word in name.split())


def _in_turn(sentence: str, one: str, other: str) -> bool:
    """Whether the first stands before the other, and more than "and" or a comma between them."""
    start, end = sentence.find(one) + len(one), sentence.find(other)
    between = sentence[start:end]
    apart = one not in other and other not in one
    return apart and start < end and len(between) > 1 and not _LISTED.fullmatch(between)


def _any(items: Sequence[re.Match[str]] | Sequence[str], rng: random.Random):  # type: ignore
    return rng.choice(items) if items else None


def _put(sentence: str, place: re.Match[str], new: str) -> str:
    return sentence[: place.start()] + new + sentence[place.end() :]
