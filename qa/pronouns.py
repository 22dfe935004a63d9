"""A question -> the words in it that point at what was said before. Rules, no model. Pure.

What points at something within the question itself does not count: "Wann hielt die Partei ihren
Parteitag ab?", "Wer half Musk, als er verlor?".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.languages import detect_known
from qa.mentions import names, things

Wanted = Literal["man", "woman", "group", "thing"]

_GERMAN: dict[str, Wanted] = {
    **dict.fromkeys("er ihn ihm sein seine seiner seinen seinem seines".split(), "man"),
    **dict.fromkeys("sie ihr ihre ihrer ihren ihrem ihres".split(), "woman"),
    "ihnen": "group",
}  # fmt: skip
_DEMONSTRATIVE: dict[str, Wanted] = {"der": "man", "den": "man", "dem": "man", "die": "woman"}
_ENGLISH: dict[str, Wanted] = {
    **dict.fromkeys("he him his himself".split(), "man"),
    **dict.fromkeys("she her hers herself".split(), "woman"),
    **dict.fromkeys("they them their theirs themselves".split(), "group"),
    **dict.fromkeys("it its".split(), "thing"),
}  # fmt: skip
_POSSESSIVE = re.compile(r"(?:his|their|its|seine?[nmrs]?|ihre[nmrs]?)")
# Those that point at somebody or something else: "himself" is whom its sentence names.
THIRD_PERSON = frozenset(
    word for word in (*_GERMAN, *_ENGLISH) if not word.endswith(("self", "selves"))
)
OBJECTS = frozenset("ihn ihm ihnen him them den dem".split())
# Words that point back without a gender: to a place, a time, a statement, an event.
_ADVERBS = {
    "de": frozenset(
        "deren dessen dort dorthin daran darauf darin darüber darunter dazu dafür dagegen damit "
        "davon dabei danach davor deshalb damals dieser dieses diesen diesem diese jener "
        "jene".split()
    ),
    "en": frozenset("this these those then there".split()),
}
_AHEAD = re.compile(  # "dazu, wie man …", "damit ein Taifun entsteht" point at what follows
    r"\b(?:da(?:r?(?:an|auf|in|über|unter)|zu|für|gegen|mit|von|bei|nach|vor))"
    r"(?=(?:\s+\w+){0,2}\s*,\s*(?:(?:dass|ob|w\w+)\b|.*\bzu\s+\w+en\b))"
    r"|\bbeim?\b.*\bdabei\b|\b[A-ZÄÖÜ]\w+\s+(?:auch\s+)?dabei\b"  # named in the question itself
    r"|\bdazu(?=\s+bei\b)|(?<=,\s)(?:dessen|deren)\b"
    r"|\b(?:this|these|diese[nrsm]?)\s+(?:week(?:end)?|years?|month|morning|afternoon|evening|summer"
    r"|winter|spring|autumn|season|time|days|jahre?s?|woche(?:nende)?|monats?|tagen?|sommer|winter"
    r"|frühjahr|herbst|\w+day|\w+tag|mittwoch)\b"
    r"|\bthose\s+(?:who|in|of|with|from)\b"
    r"|\bdamit(?=\s+(?:ein|eine|einen|der|die|das|man|es|er|sie|ich|wir)\b)",
    re.I,
)
# "Haben Sie …", "Ihre Meinung": the polite form, where a capital is no beginning; "is there a …".
_POLITE = re.compile(
    r"(?<=\S\s)(?:Sie|Ihr|Ihre[nmrs]?|Ihnen)\b|\b(?i:is|are|was|were|be|been) there\b"
    r"|\b(?i:there (?:be|been|is|are|was|were|have|has|will))\b"
    r"|\b(?i:(?:habt|wisst|könnt|kennt) ihr)\b"
)
_EXPLETIVE = re.compile(  # "is it true that …", "it is …"
    r"it(?=\s+(?:is|was|true|possible|likely|legal|important|necessary|that|rain\w*|snow\w*)\b"
    r"|\s+(?:so |too |very |really )?(?:hot|cold|warm|dry) in\b"
    r"|\s+(?:safe|dangerous|hard|easy|worth|takes?|costs?)\b(?: \w+)? to\b"
    r"|\s+\w+\s+(?:who|that)\b)",
    re.I,
)
_TIME = re.compile(r"\bwhat (?:time|day|date) (?:is|was)\s+$", re.I)  # is it?
# "Was bedeutet das?", "Who decided that?": all that was said.
_SAID = re.compile(
    r"(?<=\w\s)(?:das|dies)(?=\s*(?:[?.!,]|$)|\s+(?:für|mit|von|bei|nach|denn|eigentlich|genau|alles?"
    r"|wirklich|überhaupt|jetzt|auch)\b|\s+[a-zäöüß]+\W*$)"
    r"|(?<=\w\s)that(?=\W*$)"
    r"|^(?i:(?:(?:and|but|so),?\s+)?(?:\w+\s+)?(?:is|was|does|did|will|would))\s+that(?=\s+[a-z]+\W*$)"
)
# "die am stärksten betroffenen Länder": an article, however far its noun is.
_ATTRIBUTE = re.compile(
    r"(?:\s+(?!(?:der|die|das|den|dem|des)\s)[\w-]+){1,5}?\s+[a-zäöüß]{4,}e[nrms]?\s+[A-ZÄÖÜ]\w+"
)
_OWNER = re.compile(r"\b(?:welche[rnsm]?|which|wie ?viele|how many)\s+\w+", re.I)

_BEHIND_HER = (  # "tell her yesterday" is no possessive
    r"(?!(?:yesterday|today|tomorrow|then|there|about|in|on|at|to|for|with|again|now|because|when"
    r"|and|or|that|before|after)\b)"
)
_PLURAL = re.compile(r"\b(?:\w+(?:en|rn|ln)|sind)\s+(?:sich\s+)?$", re.I)  # the verb before "sie"
# "was macht der bei …?", "wann kommt die denn?": what follows an article that is a pronoun.
_NO_NOUN = re.compile(
    r"\s*(?:$|[?.!,]|neue[nrsm]?\s*(?:$|[?.!,])|(?:bei|mit|in|im|von|vom|zu|zum|zur|auf|aus|an|am|nach|für|über|vor|um|gegen"
    r"|ohne|durch|denn|jetzt|eigentlich|so|nun|dann|überhaupt|da|hier|dort|schon|noch|wieder"
    r"|nicht|auch|mal|wirklich|genau|sich|endlich)\b\s*(?![A-ZÄÖÜ]\w+\s+\w+t\b))"
)
_CLAUSE = re.compile(
    r",|\b(?:und|and|oder|or)(?=\s+(?:w\w+|how)\b)|\b(?:als|weil|dass|wenn|ob|nachdem|because|when|that|after|before|if)\b"
)


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun at question[start:end] that stands for somebody or something named before."""

    start: int
    end: int
    word: str
    wanted: Wanted
    possessive: bool
    german: bool


def pronouns(question: str) -> list[Pronoun]:
    """Those that a name can be put for.

    "Was sagte er zu ihrem Tod?" -> er (man), ihrem (woman, possessive)
    """
    return list(_pronouns(question))


def points_back(question: str) -> bool:
    """Whether anything in the question points at what was said before, adverbs included.

    "Wie viele sind dort?" -> True, "Wer half Musk, als er verlor?" -> False
    """
    if next(_pronouns(question), None):
        return True
    rest = _AHEAD.sub(" ", _POLITE.sub(" ", question))
    if _SAID.search(rest):
        return True
    adverbs = _ADVERBS[detect_known(question)]
    return any(word in adverbs for word in re.findall(r"\w+", rest.lower()))


def _pronouns(question: str) -> Iterator[Pronoun]:
    german = detect_known(question) == "de"
    table = _GERMAN if german else _ENGLISH
    polite = {match.start() for match in _POLITE.finditer(question)}
    for found in re.finditer(r"\w+", question):
        word, start, end = found.group().lower(), found.start(), found.end()
        before, behind = question[:start], question[end:]
        wanted = table.get(word)
        is_article = not _NO_NOUN.match(behind) or _ATTRIBUTE.match(behind) is not None
        if german and word in _DEMONSTRATIVE and start > 0 and not is_article:
            wanted = _DEMONSTRATIVE[word]
        if wanted is None or start in polite or _EXPLETIVE.match(question, start):
            continue
        if word == "it" and _TIME.search(before):
            continue
        possessive = _POSSESSIVE.fullmatch(word) is not None
        if word in {"her", "ihr"}:
            possessive = re.match(rf"\s+{_BEHIND_HER}[\w„“\"]", behind) is not None
        if _within(word, before, possessive):
            continue
        if word in {"sie", "die"} and _PLURAL.search(before):
            wanted = "group"
        yield Pronoun(start, end, word, wanted, possessive, german)


def _within(word: str, before: str, possessive: bool) -> bool:
    """Whether somebody named earlier in the question is meant."""
    named = any(each.sure for each in names(before)) or bool(things(before))
    if word.endswith(("self", "selves")) and (named or names(before)):
        return True
    if possessive and _OWNER.search(before):
        return True
    if word in OBJECTS or not named:
        return False
    return possessive or _CLAUSE.search(before) is not None
