"""Pronouns of a question -> the names and things that were talked of and that they stand for.

Rules, no model: who was just the answer, a thing just named, the name that was mentioned most and
last among those that fit by gender and number. Pure.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from index.languages import detect_known
from qa.mentions import (
    COUNTS,
    PEOPLE,
    EntityType,
    Name,
    Thing,
    inside,
    kind_of,
    merged,
    names,
    things,
)
from qa.pronouns import OBJECTS, Pronoun, Wanted, pronouns
from qa.speech import verbs

_ARTICLES = {  # of the things that a pronoun may stand for
    **{key: {"der", "den", "ein", "einen"} for key in ("er", "ihn", "der", "den")},
    **{key: {"dem", "der", "das", "einem"} for key in ("ihm", "dem")},
    **{key: {"die", "eine"} for key in ("sie", "die")},
    "ihr": {"der", "die", "einer"},
    "ihnen": {"die"},
    **{key: {"the", "a", "an"} for key in ("it", "its")},
    **{key: {"the"} for key in ("they", "them")},
}
_CASES = {  # the definite article that stands as the pronoun stood
    "er": "der", "ihn": "den", "ihm": "dem", "sie": "die", "ihr": "der", "ihnen": "den",
}  # fmt: skip
_SUBJECTS = frozenset(("er", "sie"))  # behind whose article an adjective ends in -e
_ARTICLE = re.compile(r"(?:d(?:er|ie|as|en|em)|eine?[nmr]?)(?=\s)")
_ENDING = re.compile(r"(?<=\w\w\w)(?:e[rsnm]?)\b")
_SHORT = 10  # words of an answer that can stand for a pronoun
_FADES = 0.8  # with each exchange a name was mentioned before
_ASKED_FOR = 2.0  # a name in a question says more about the topic than one in an answer
WHO = re.compile(  # asks for somebody or something that has a name
    r"\b(?:wer|wen|wem|wessen|who|whom|whose|wie hei(?:ß|ss)\w+|what(?: is|'s)? the name"
    r"|(?:welche[rsnm]?|which) (?!jahr|year|tag|day|datum|date|monat|month)\w+"
    r"|what (?:group|band|team|company|party|person|country|city|character|book|film|song|show))\b",
    re.I,
)
_ONE_OF = re.compile(r"\b(?:an?|eine?[nmrs]?)\s+$", re.I)  # "eine Einmalzahlung" is no name
_BELONGS = re.compile(r"\b(?:of|in|at|from|the|von|aus|bei|d(?:er|ie|as|es|em|en))\s+$", re.I)
_DID = re.compile(r"\b(?:did|does|do|has|had|have|will|would|could|can|should)\s+")
_PERSON = frozenset("wer wen wem wessen who whom whose".split())
_PLACED = re.compile(  # "On which platform did he …?" asks where, not who
    r"^(?:(?:und|and)\s+)?(?:in|on|at|by|from|to|auf|bei|aus|an|um|mit|nach|von|für)\s"
    r"(?:welche|which|what)",
    re.I,
)
_WHO_IS = re.compile(r"^(?:(?:und|and)\s+)?(?:wer|who)(?:\s+(?:ist|war|is|was)\b|['’]s\b)", re.I)
_OWNS = re.compile(r"[^?]*?(?:['’]s?|s['’])\s+\w")  # "Victor Lansbury's lawyer" is not Lansbury
SAYING = frozenset(  # "Und was sagt Putin?": to what?
    f"{verbs('present past plural', 'de to')}|sagen|meinen"  # but not "Antworten"
    f"|{verbs('infinitive present past', 'en to')}".split("|")
)
_HAVING_SAID = frozenset("gesagt erklärt erklärte gemeint stated claimed told".split())


@dataclass(frozen=True, slots=True)
class Said:
    """One exchange: a question, and what was answered - the short answer, or the quotes - with who
    is said to have said that, and the first quote."""

    question: str
    answer: str = ""
    speaker: str = ""
    quote: str = ""


def with_names(question: str, before: Sequence[Said]) -> str | None:
    """The question with names for its pronouns; None where one stays open or there is none."""
    done: list[str] = []
    taken: dict[str, Pronoun] = {}
    at = 0
    for pronoun in pronouns(question):
        meant = _meant(pronoun, before)
        if meant is None or not _same(taken.get(meant), pronoun):
            return None
        if pronoun.possessive and pronoun.german and _ARTICLE.match(meant):
            return None  # "ihr Architekt" is no "die neue Bibliotheks Architekt"
        taken[meant] = pronoun
        done += [question[at : pronoun.start], _put(pronoun, meant)]
        at = pronoun.end
    return "".join([*done, question[at:]]) if done else None


def is_short(answer: str) -> bool:
    """Whether it is a few words, which may stand in a question, and no sentence and no amount."""
    words = answer.split()
    sentence = answer.endswith((".", "!")) or any(char.isdigit() for char in answer)
    return len(words) <= _SHORT and not sentence


def _meant(pronoun: Pronoun, before: Sequence[Said]) -> str | None:
    """What it stands for: who was just the answer, a thing just named, the likeliest name."""
    wanted, last = pronoun.wanted, before[-1]
    who = WHO.search(last.question)
    who_is = _WHO_IS.match(last.question)
    subject = names(last.question) if who_is else ()
    asked = last.question[who_is.end() :].lstrip() if who_is else ""
    if subject and asked.startswith(subject[0].text) and not _OWNS.match(asked):
        return subject[0].text
    if wanted == "thing" or _PLACED.match(last.question):
        who = None
    if who and not last.answer:
        return None  # whoever it was
    if speaker := _speaker(last, wanted):
        return speaker
    answered = _answering(last)
    if who and answered and _fits(answered[0].kind, wanted) and _mostly(last.answer, answered[0]):
        return answered[0].text
    named = [each.text for each in things(last.question) if _may_mean(pronoun, each)]
    if pronoun.german and wanted == "group" and named:
        return named[-1]
    if who and is_short(last.answer) and not (answered and who.group().lower() not in _PERSON):
        return last.answer
    if not pronoun.german and wanted in ("man", "woman") and (one := _subject(last, wanted)):
        return one
    likeliest = _ranked(before if not pronoun.german else [last], wanted)
    if not pronoun.german and wanted == "thing":
        return named[-1] if named else likeliest
    return likeliest or (named[-1] if named else _ranked(before, wanted))


def _may_mean(pronoun: Pronoun, thing: Thing) -> bool:
    if thing.article in COUNTS:
        return pronoun.wanted == "group" and not pronoun.possessive
    return thing.article in _ARTICLES.get(pronoun.word, ())


def _speaker(said: Said, wanted: Wanted) -> str | None:
    """Who said what was asked for: "What did the mayor of Hooge say?", and what was she afraid of?

    None where the question names people itself, or nobody who fits.
    """
    words = re.findall(r"\w+", said.question.lower())
    if wanted not in PEOPLE or (SAYING | _HAVING_SAID).isdisjoint(words):
        return None
    asked = names(said.question)
    people = any(each.kind in PEOPLE or _may_be_one(each, said.question) for each in asked)
    if people and not any(each.text in said.speaker for each in asked):
        return None
    fitting = (each.text for each in names(said.speaker) if each.kind in {wanted, "person"})
    return next(fitting, None)


def _subject(said: Said, wanted: Wanted) -> str | None:
    """Who did what was asked about: "When did Duarte score?", whatever the team is called."""
    found = _DID.search(said.question)
    behind = said.question[found.end() :] if found else ""
    named = [each for each in names(said.question) if each.sure and behind.startswith(each.text)]
    if not named or not _fits(named[0].kind, wanted):
        return None
    return named[0].text


def _may_be_one(name: Name, question: str) -> bool:
    """Whether a lone name may be somebody's: "about Musk", but not "the mayor of Hooge"."""
    return name.kind == "other" and not _BELONGS.search(question[: name.start])


def _answering(said: Said) -> tuple[Name, ...]:
    """The names in an answer; in a short one the nouns are its question's language's."""
    short = len(said.answer.split()) <= _SHORT
    found = names(said.answer, detect_known(said.question) if short else None)
    return tuple(each for each in found if not _ONE_OF.search(said.answer[: each.start]))


def _same(one: Pronoun | None, other: Pronoun) -> bool:
    """Whether both can mean the same: in "Wo war sie mit ihm?", "Wo traf er ihn?" they do not."""
    if one is None:
        return True
    apart = {one.word in OBJECTS, other.word in OBJECTS} == {True, False}
    possessive = one.possessive or other.possessive
    return one.wanted == other.wanted and (possessive or not apart)


def _mostly(answer: str, name: Name) -> bool:
    """Whether the answer is hardly more than the name: "Dmitri Peskow", "the firm Axios"."""
    return 2 * len(name.text.split()) >= len(answer.split())


def _ranked(before: Sequence[Said], wanted: Wanted) -> str | None:
    """The name that was mentioned most, and last, among those that fit; None without any."""
    weights: defaultdict[str, float] = defaultdict(float)
    found: list[Name] = []
    for age, said in enumerate(reversed(before)):
        asked, answered = names(said.question), _answering(said)
        for mentioned, weight in ((asked, _ASKED_FOR), (answered, 1.0)):
            found += mentioned
            for name in {each.text for each in mentioned}:
                weights[name] += weight * _FADES**age
    groups = merged(found)
    fitting = {
        full: _fit(kind_of(group), wanted) * sum(weights[n] for n in {each.text for each in group})
        for full, group in groups.items()
        if _fits(kind_of(group), wanted) and any(each.sure for each in group)
    }
    return max(fitting, key=lambda full: fitting[full]) if fitting else None


def _fits(kind: EntityType, wanted: Wanted) -> bool:
    if wanted == "man":
        return kind in {"man", "person", "other"}
    if wanted == "woman":
        return kind in {"woman", "person", "other"}
    return kind not in {"place"} if wanted == "group" else kind in {"group", "other", "place"}


def _fit(kind: EntityType, wanted: Wanted) -> float:
    """A full name is likelier a person's than a single word is."""
    if kind == wanted:
        return 4.0
    return 2.0 if kind == "person" and wanted in {"man", "woman"} else 1.0


def _put(pronoun: Pronoun, meant: str) -> str:
    """As the pronoun stood: "his role" -> "Musk's role", "mit ihm" -> "mit dem FC Brandenau"."""
    if pronoun.start:  # not where the question begins
        meant = inside(meant)
    if not pronoun.possessive:
        return _declined(meant, pronoun.word) if pronoun.german else meant
    if pronoun.german:
        return meant if meant.endswith(("s", "x", "z", "ß")) else f"{meant}s"
    return f"{meant}'" if meant.endswith("s") else f"{meant}'s"


def _declined(thing: str, pronoun: str) -> str:
    """In the pronoun's case: "der neue Turm", "ihm" -> "dem neuen Turm"; a name as it is."""
    article, case = _ARTICLE.match(thing), _CASES.get(pronoun)
    if not article or not case or article.group() == case:
        return thing
    ending = "e" if pronoun in _SUBJECTS else "en"
    noun = re.search(r"[A-ZÄÖÜ]", thing)
    described = thing[article.end() : noun.start() if noun else None]
    return f"{case}{_ENDING.sub(ending, described)}{thing[noun.start() :] if noun else ''}"
