"""Text -> what it talks about: names, and things with an article. Rules, no model. Pure.

A follow-up's pronoun stands for one of these. In English a capital letter tells a name; in German,
where every noun has one, it is a name if it is no noun that was met in German text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from index import months
from index.analysis import compounds
from index.languages import QUESTION_WORDS, detect_known

EntityType = Literal["man", "woman", "person", "group", "place", "other"]

PEOPLE = frozenset[EntityType](("man", "woman", "person"))

_UPPER = "A-ZÀ-ÖØ-ÞĀĆČĐĘĞĪİŁŃŌŒŘŚŞŠŪŹŻŽ"
_WORD = rf"(?<!\w)(?:[a-z](?=[A-Z]))?[{_UPPER}](?:[\w’'-]+|\.(?=\s[{_UPPER}]))?"
_ROLE = (
    r"(?:[\w-]*(?:[Kk]anzler|[Pp]räsident(?:en)?|[Mm]inister|[Ss]precher|[Cc]hef|[Ll]eiter|[Aa]utor"
    r"|[Ss]änger|[Ss]chauspieler|[Pp]olitiker|[Rr]ichter|[Kk]ommissar|[Uu]nternehmer|[Tt]rainer"
    r"|[Aa]nwalt|[Mm]illiardär|[Gg]eneral|[Kk]önig|[Bb]ürgermeister|[Pp]rofessor"
    r"|[Aa]bgeordnete[nr]?|[Aa]nwält))"
)
_SEQUENCE = re.compile(  # "das Team von Trainerin Eva Kern" names her
    rf"{_WORD}(?:(?:\s+(?:of the|of|the|de la|de|von der|von|van der|van den|van|del|da|la|le|al"
    rf"|bin|&|und|and))?(?<!['’]s)\s+(?!(?<=\bvon ){_ROLE}(?:in|s)?\s){_WORD})*"
)
_BESIDE = 80  # characters before a name that say whose it is
_SHORTEST = 2  # letters of a name
_NUMBERED = re.compile(r"\s\d{1,3}(?=\s*(?:[?!,;:)]|\.(?!\d)|$))")  # "the Aria 3", at an end only
_BEGINS = re.compile(r"(?:^|[.!?:]|[„“\"])\s*$")
_JOINS = frozenset("und and".split())
_NO_NAMES = frozenset(  # beside months and the words of questions, pronouns among them
    "a an the this that these those in on at to for of by with after before during since until "
    "till it other besides because if but or and not no yes however both all one first such "
    "then while although monday tuesday wednesday thursday friday saturday sunday ihnen ihm ihn "
    "ihren ihrem ihres ihrer euch uns mir dir mich dich du man alle manche einige beide mehrere "
    "deren dessen der die das den dem des ein eine einen einem einer eines er sie ihr ihre sein "
    "seine im am beim vom zum zur um auf mit nach bei aus seit für über unter gegen ohne durch "
    "dies diese dieser dieses wir ich aber oder und auch nicht kein keine dann da dort hier als "
    "wenn zuerst zuvor zudem außerdem jedoch allerdings während trotz wegen bis vor hinter "
    "zwischen montag dienstag mittwoch donnerstag freitag samstag sonntag heute gestern".split()
).union(*QUESTION_WORDS.values())
_ALSO_FIRST_NAMES = frozenset("jan jun mar".split())  # of months' short forms
_NO_NAMES |= months.NUMBERS.keys() - _ALSO_FIRST_NAMES
_IN_MONTH = re.compile(r"\b(?:in|im|since|seit|until|till|bis)\s+$", re.I)
_DATED = re.compile(r"\.?,?\s+\d{1,4}\b")
_NOUN = re.compile(  # nouns that our list lacks; only where they stand alone: "Tote Hosen"
    r"(?:Tot|Verletzt|Vermisst|Festgenommen|Geflüchtet|Überlebend|Beschuldigt|Angehörig"
    r"|Jugendlich|Erwachsen)e[nr]?|Prozent"
)
_SCALES = frozenset("Millionen Milliarden Billionen".split())  # "zwölf Millionen Euro": an amount
_FEMALE = re.compile(
    rf"(?<![\w-])(?:Frau|Mrs|Ms|Miss|Queen|Königin|Lady|actress|spokeswoman|sister|mother|wife|{_ROLE}in)"
    r"\.?\s+$"
)
_MALE = re.compile(
    rf"(?<![\w-])(?:Herrn?|Mr|King|Sir|actor|spokesman|brother|father|husband|son|{_ROLE}s?)\.?\s+$"
)
_TITLE = re.compile(
    rf"^(?:{_ROLE}(?:in|s)?|Herrn?|Frau|Mr|Mrs|Ms|Dr|Prof|President|Chancellor"
    r"|Minister|Senator|Governor|Judge|CEO)\.?$"
)
_OFFICE = re.compile(rf"^{_ROLE}(?:in|s)?$")
_PLACE = re.compile(r"\b(?:in|nach|aus|bei|near|from|to|at)\s+$", re.I)
_COUNTED = re.compile(r"(?<!\d)(?!(?:1\d|20)\d\d\s)\d[\d.,]*\s+$")  # "80 Meter", but "2024 Trump"
_AT = re.compile(r"\b(?:am|im|beim)\s+$", re.I)  # never before somebody's name
_THE = re.compile(r"\bthe\s+$", re.I)  # hardly ever right before somebody's full name
_GROUP = re.compile(
    r"^[A-ZÄÖÜ]{2,}s?$|\b(?:Inc|Corp|Ltd|AG|GmbH|Journal|Times|Post|Bank|Group|Band|Party|Partei"
    r"|Museum|Institute?|Society|Theat(?:er|re)|Hospital|Court|Council|Committee|Festival|Church"
    r"|Foundation|Stiftung|Verein|Verband|Airport|Airlines|Cent(?:er|re)|Association|Commission"
    r"|Parliament|Office|University|Universität|Ministry|Ministerium|Agency|Company|Club|FC|Union|Zeitung|Spiegel"
    r"|Records|Orchestra|Army|Police|Polizei|and|und|&)\b"
)
_WOMAN = re.compile(r"^\w+(?:a|ie|ine|ette|elle|ice|anne|ah)$")
COUNTS = frozenset(  # before several: no names, but things
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf "
    "two three four five six seven eight nine ten eleven twelve".split()
)
_ARTICLES = "the|der|die|das|den|dem|ein|eine|einen|einem|einer|a|an"
_COUNTING = "|".join(sorted(COUNTS))
_BEFORE_THING = re.compile(rf"(?:{_ARTICLES}|{_COUNTING})(?=\s)", re.I)
WHOSE = re.compile(r"(?:ihre?[nmrs]?|seine?[nmrs]?|his|her|its|their)\s+(?=\S)", re.I)
_THING = re.compile(
    rf"\b(?P<article>{_ARTICLES}|(?i:{_COUNTING}))\s+"
    r"(?P<rest>(?:[a-zäöüß][\w-]*\s+){0,2}?[A-ZÄÖÜ][\w-]+(?:\s+[A-ZÄÖÜ][\w-]+)*"
    rf"(?:{_NUMBERED.pattern})?"
    r"|(?:[a-z][\w-]*\s+){0,2}[a-z][\w-]+(?=\s*(?:[?.!,]|$|\s(?:of|in|on|at|by|to|with|for|and)\b)))"
)
_TIME = re.compile(  # no thing that "it" stands for
    r"\s(?:year|quarter|month|week|day|time|date|jahr|quartal|monat|woche|tag)(?:s|es)?"
    r"(?:\s+(?:earlier|before|ago|later))?$",
    re.I,
)
_AUXILIARY = re.compile(r"\b(?:did|do|does|will|would|can|could|should|must|may|might)\s+$", re.I)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|has|have|had)\s+$", re.I)
_PARTICIPLE = re.compile(
    r"\w+(?:ed|ing|ught)|built|sold|made|held|found|born|shot|hit|lost|won|paid|sent|cut|put|set|left"
    r"|taken|given|seen|known|shown|written|broken|stolen|chosen|begun|gone|done|fallen|risen|sunk"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is written, where it begins in its text, and what it seems to name.

    `sure` is false for a single word that begins a sentence: any word has a capital there.
    """

    text: str
    kind: EntityType
    sure: bool
    start: int


@dataclass(frozen=True, slots=True)
class Thing:
    """`die neue Bibliothek`: with the article it was met with, in lower case, and where."""

    text: str
    article: str
    start: int


@lru_cache(maxsize=1_000)
def names(text: str, language: str | None = None) -> tuple[Name, ...]:
    """The names in a text, in their order, repeated as they are repeated.

    `language` is detected by default; of "80 Meter" alone nobody can tell.

    "Der Sprecher des Kremls, Dmitri Peskow, lobte CNN." -> Kremls (other), Dmitri Peskow (person),
    CNN (group)
    """
    german = (language or detect_known(text)) == "de"
    found = []
    for sequence in _SEQUENCE.finditer(text):
        for places in _parts(sequence.group().split(), sequence.start(), text):
            words, (start, *_) = [text[a:b] for a, b in places], places[0]
            if _COUNTED.search(text, max(0, start - _BESIDE), start):
                continue
            if len(words) == 1 and _is_month(words[0], text, start):
                continue
            counts = words[0].lower() in COUNTS  # "Drei Männer", but not "von Vier Pfoten"
            counted = counts and (
                len(words) == 1 or _BEGINS.search(text, max(0, start - _BESIDE), start) is not None
            )
            dropped, kept = _trimmed(words[counted:], german)
            dropped += counted
            if kept:
                name = " ".join(kept)
                beside = text[max(0, start - _BESIDE) : start].rstrip()
                before = " ".join([beside, *words[:dropped], ""])
                begins = _BEGINS.search(before) is not None
                end = places[-1][1]
                last = kept[-1] == words[-1] and not german  # not "Wann wurde Musk 50?"
                numbered = _NUMBERED.match(text, end) if last else None
                first = places[dropped][0]
                if numbered:  # of a thing, not of somebody
                    found.append(Name(f"{name}{numbered.group()}", "other", True, first))
                else:
                    sure = len(kept) > 1 or not begins
                    found.append(Name(name, _kind(name, before), sure, first))
    return tuple(found)


def things(text: str) -> list[Thing]:
    """The things a text names with an article, in their order.

    "Was kostet die neue Bibliothek?" -> [die neue Bibliothek]
    """
    found = []
    for each in _THING.finditer(text):
        thing = each.group()
        *others, last = thing.split()
        if len(others) > 1 and _verb_behind(text[: each.start()], last, text[each.end() :]):
            thing = thing.removesuffix(last).rstrip()
        if not _TIME.search(thing):
            found.append(Thing(thing, each["article"].lower(), each.start()))
    return found


def inside(text: str) -> str:
    """Somebody or something as it is written within a sentence: "Drei Boote" -> "drei Boote"."""
    found = _BEFORE_THING.match(text)
    return f"{found.group().lower()}{text[found.end() :]}" if found else text


def _verb_behind(before: str, word: str, behind: str) -> bool:
    """Whether an English question ends with its verb: "When did the volcano erupt?"."""
    if any(char.isalnum() for char in behind) or not word.islower():
        return False
    if _AUXILIARY.search(before):
        return True
    return bool(_PASSIVE.search(before) and _PARTICIPLE.fullmatch(word))


def merged(found: Iterable[Name]) -> dict[str, list[Name]]:
    """The names that name the same, under the fullest: "Peskow" belongs to "Dmitri Peskow"."""
    listed = list(found)
    full = sorted({each.text for each in listed}, key=lambda name: -len(name.split()))
    groups: dict[str, list[Name]] = {}
    for each in listed:
        words = set(_bare(each.text))
        owner = next(name for name in full if words <= set(_bare(name)))
        groups.setdefault(owner, []).append(each)
    return groups


def kind_of(group: Sequence[Name]) -> EntityType:
    """The most telling kind of names that name the same."""
    kinds = [each.kind for each in group]
    order: tuple[EntityType, ...] = ("woman", "man", "group", "place", "person", "other")
    return next(kind for kind in order if kind in kinds)


def _parts(words: list[str], at: int, text: str) -> list[list[tuple[int, int]]]:
    """Where the words of a sequence of capitals stand, cut where it joins two names: "Musk und
    Putin"."""
    parts: list[list[tuple[int, int]]] = [[]]
    for word in words:
        place = text.index(word, at)
        at = place + len(word)
        if word in _JOINS:
            parts.append([])
        else:
            parts[-1].append((place, at))
    return [each for each in parts if each]


def _trimmed(words: Sequence[str], german: bool) -> tuple[int, list[str]]:
    """Without what is no part of a name, and how many of the first words went; [] if all."""
    kept = [re.sub(r"(?:’s|'s|’|')$", "", word) for word in words]
    while kept and (_bare_word(kept[0]) in _NO_NAMES or _TITLE.match(kept[0])):
        of = _OFFICE.match(kept[0]) and kept[1:2] == ["von"] and kept[2:3] != ["der"]
        kept = kept[2:] if of else kept[1:]  # "Bürgermeister von Görlitz", not "von der Leyen"
    before = [word for word in words[: len(words) - len(kept)] if word != "von"]
    titled = before and _TITLE.match(before[-1])
    alone = len(kept) == 1 and _NOUN.fullmatch(kept[0])
    nouns = german and not titled and (alone or all(_noun(word) for word in kept))
    if len("".join(kept)) < _SHORTEST or nouns or kept[0] in _SCALES:
        return 0, []
    dropped = len(words) - len(kept)
    while kept and (kept[-1][0].islower() or _bare_word(kept[-1]) in _NO_NAMES):
        kept = kept[:-1]
    return dropped, kept


def _is_month(word: str, text: str, at: int) -> bool:
    """Whether a first name is a month's short form there: "in Jan", "Mar. 2025"; not "Jan kam"."""
    if _bare_word(word) not in _ALSO_FIRST_NAMES:
        return False
    after_in = _IN_MONTH.search(text, max(0, at - _BESIDE), at)
    return bool(after_in or _DATED.match(text, at + len(word)))


def _noun(word: str) -> bool:
    if sum(char.isupper() for char in word.replace("-", "")) > 1:
        return False  # CNN, AfD
    last = word.lower().rsplit("-", 1)[-1]
    return compounds().is_noun(last)


def _kind(name: str, before: str) -> EntityType:
    words = name.split()
    if _FEMALE.search(before):
        return "woman"
    if _MALE.search(before):
        return "man"
    if _GROUP.search(name):
        return "group"
    if _AT.search(before):
        return "place"
    if len(words) == 1:
        return "place" if _PLACE.search(before) else "other"
    if _THE.search(before):
        return "other"  # "The Salt Ledger"
    return "woman" if _WOMAN.match(words[0]) else "person"


def _bare(name: str) -> list[str]:
    return [_bare_word(word) for word in name.split()]


def _bare_word(word: str) -> str:
    return word.lower().strip(".,'’-")
