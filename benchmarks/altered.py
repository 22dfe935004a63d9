"""A sentence of the news -> the same with one thing changed: a number, a date, a name, a denial.

What a careless model does to a quote. Each change is drawn from the seed, and is a real one: the
new number is another number, the new name stands elsewhere in the news.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from qa.mentions import names

WEEKDAYS = "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split()
MONTHS = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
)
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[.,]\d+)?(?![\w.,]*\d)|(?<![\w.,])\d{4,}(?![\d.,])")
_WRITTEN = "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig".split()
_NOT = re.compile(r" nicht\b(?! nur)| (kein)(e|en|er|es|em)?\b")
_VERB = re.compile(
    r"\b(?:ist|sind|war|waren|wird|werden|wurde|wurden|hat|haben|hatte|hatten|kann|können|konnte"
    r"|konnten|soll|sollen|sollte|muss|müssen|will|wollen|darf|dürfen)\b"
)

Change = Callable[[str, Sequence[str], random.Random], str | None]


def number(sentence: str, _: Sequence[str], rng: random.Random) -> str | None:
    """Another number in digits, or written out, for one of the sentence's."""
    places = [*_NUMBER.finditer(sentence)]
    written = [*re.finditer(rf"\b(?:{'|'.join(_WRITTEN)})\b", sentence)]
    if not places and not written:
        return None
    place = rng.choice([*places, *written])
    old = place.group()
    if old in _WRITTEN:
        new = rng.choice([each for each in _WRITTEN if each != old])
    else:
        digits = [at for at, char in enumerate(old) if char.isdigit()]
        at = rng.choice(digits)
        other = rng.choice([d for d in "123456789" if d != old[at]])
        new = old[:at] + other + old[at + 1 :]
    return sentence[: place.start()] + new + sentence[place.end() :]


def date(sentence: str, _: Sequence[str], rng: random.Random) -> str | None:
    """Another weekday, month or year."""
    for kind in rng.sample([WEEKDAYS, MONTHS], 2):
        found = re.search(rf"\b(?:{'|'.join(kind)})\b", sentence)
        if found:
            new = rng.choice([each for each in kind if each != found.group()])
            return sentence[: found.start()] + new + sentence[found.end() :]
    found = re.search(r"\b(?:19|20)\d\d\b", sentence)
    if not found:
        return None
    new = str(int(found.group()) + rng.choice([-10, -3, -1, 1, 2, 5]))
    return sentence[: found.start()] + new + sentence[found.end() :]


def name(sentence: str, others: Sequence[str], rng: random.Random) -> str | None:
    """Another name, of `others`, for one of the sentence's."""
    found = [each.text for each in names(sentence) if each.sure]
    free = [each for each in others if each not in sentence]
    if not found or not free:
        return None
    return sentence.replace(rng.choice(found), rng.choice(free), 1)


def negation(sentence: str, _: Sequence[str], rng: random.Random) -> str | None:
    """Without its "nicht" or "kein", or with a "nicht" behind its verb."""
    found = _NOT.search(sentence)
    if found:
        with_article = found[1] and f" ein{found[2] or ''}"
        return sentence[: found.start()] + (with_article or "") + sentence[found.end() :]
    verb = _VERB.search(sentence)
    return f"{sentence[: verb.end()]} nicht{sentence[verb.end() :]}" if verb else None


def swap(sentence: str, _: Sequence[str], rng: random.Random) -> str | None:
    """Two of its names, each in the other's place."""
    found = list(dict.fromkeys(each.text for each in names(sentence) if each.sure))
    pairs = [(a, b) for a in found for b in found if a < b and a not in b and b not in a]
    if not pairs:
        return None
    one, other = rng.choice(pairs)
    return sentence.replace(one, "\0").replace(other, one).replace("\0", other)


CHANGES: dict[str, Change] = {
    "number": number,
    "date": date,
    "name": name,
    "negation": negation,
    "swap": swap,
}
