"""A question and what was said before -> a question that stands alone. Rules, no model. Pure.

A pronoun is replaced with the name or the thing it stands for; a question that is too short to be
understood is put behind the one it leans on. Nothing is dragged into a question that stands alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from index.languages import QUESTION_WORDS, detect_known
from index.months import NUMBERS
from qa.ellipses import OPENING, completed, is_phrase
from qa.kinds import is_of_article, kind, topic_of
from qa.mentions import COUNTS, Kind, Name, Thing, inside, kind_of, merged, names, things
from qa.pronouns import OBJECTS, Pronoun, Wanted, points_back, pronouns

_ARTICLES = {  # of the things that a pronoun may stand for
    **{key: {"der", "den", "ein", "einen"} for key in ("er", "ihn", "der", "den")},
    **{key: {"dem", "der", "das", "einem"} for key in ("ihm", "dem")},
    **{key: {"die", "eine"} for key in ("sie", "die")},
    "ihr": {"der", "die", "einer"},
    "ihnen": {"die"},
    **{key: {"the", "a", "an"} for key in ("it", "its")},
    **{key: {"the"} for key in ("they", "them")},
}
_AND = re.compile(r"^(?:und|aber|oder|also|and|but|or|so)\b[\s,]*(?=\w)", re.I)
_CASES = {  # the definite article that stands as the pronoun stood
    "er": "der", "ihn": "den", "ihm": "dem", "sie": "die", "ihr": "der", "ihnen": "den",
}  # fmt: skip
_SUBJECTS = frozenset(("er", "sie"))  # behind whose article an adjective ends in -e
_ARTICLE = re.compile(r"(?:d(?:er|ie|as|en|em)|eine?[nmr]?)(?=\s)")
_QUESTIONS = re.compile(r"(?<=\?)\s+")  # between two
_ENDING = re.compile(r"(?<=\w\w\w)(?:e[rsnm]?)\b")
_FILLING = frozenset(
    "the a an of in on at to for with by from since exactly not also else it that i year "
    "der die das den dem des ein eine im am auf seit mit von zu zum zur für bei ab bis um "
    "nicht auch sonst noch es genau jahr so".split()
)
_SOMETHING = re.compile(  # that was named before: nobody asks out of the blue about "das Ding"
    r"\b(?:das (?:ding|zeug|teil)|(?:der|den|dem) typ(?:en)?|(?:die|der) sache"
    r"|(?:the|that) (?:guy|thing|stuff))\b",
    re.I,
)
_GENERIC = re.compile(  # the one that was talked of, unless a name says which
    r"\b(?:the|this) (?:company|firm|club|team|city|town|country|manufacturer|artist|author|trial"
    r"|match|game|festival|event|summit|device|product|coach|mayor)\b"
    r"|\b(?:die|der|das|den|dem|des) (?:Firma|Unternehmens?|Konzerns?|Herstellers?|Vereins?|Stadt"
    r"|Mannschaft|Land(?:es)?|Gemeinde|Künstler(?:in)?|Prozess(?:es)?|Spiels?|Festivals?|Geräts?"
    r"|Veranstaltung|Produkts?|(?:Ober)?bürgermeister(?:s|in)?)\b",
    re.I,
)
_NOUN = re.compile(r"(?<=\s)[A-ZÄÖÜ]\w+")  # in German, or a name
_ASKING = frozenset(word for words in QUESTION_WORDS.values() for word in words)
REMEMBERED = 12  # exchanges
_LONGEST = 500  # characters of what was said before that are carried over
_BOTH = 2  # questions: the one just asked may have been put behind another itself
_ENOUGH = 2  # content words of its own make "And who confirmed that Musk took part?" stand alone
_FEW = 8  # words of a question that goes on with "and" and names nothing
_SHORT = 10  # words of an answer that can stand for a pronoun
_FADES = 0.8  # with each exchange a name was mentioned before
_ASKED_FOR = 2.0  # a name in a question says more about the topic than one in an answer
_WHO = re.compile(  # asks for somebody or something that has a name
    r"\b(?:wer|wen|wem|wessen|who|whom|whose|wie hei(?:ß|ss)\w+|what(?: is|'s)? the name"
    r"|(?:welche[rsnm]?|which) (?!jahr|year|tag|day|datum|date|monat|month)\w+"
    r"|what (?:group|band|team|company|party|person|country|city|character|book|film|song|show))\b",
    re.I,
)
_ONE_OF = re.compile(r"\b(?:an?|eine?[nmrs]?)\s+$", re.I)  # "eine Einmalzahlung" is no name
_BELONGS = re.compile(r"\b(?:of|in|at|from|the|von|aus|bei|d(?:er|ie|as|es|em|en))\s+$", re.I)
_PEOPLE = frozenset(("man", "woman", "person"))
_NOT_AGAIN = re.compile(  # no sentence answers it that was told
    r"\b(?:warum|wieso|weshalb|why|how (?:so|come)|else|noch|sonst)\b", re.I
)
_WHEN = re.compile(r"\b(?:wann|when)\b", re.I)
_MONTHS = "|".join(sorted(NUMBERS.keys() - {"may"})) + "|(?-i:May)"  # "He may come" is no time
_TIME = re.compile(
    r"\d|\b(?:\w+tags?|mittwochs?|gestern|heute|morgens?|abends?|nachts?|nächste\w*|letzte\w*|vorige\w*"
    r"|\w*(?:woche|monat|jahr|stunde|minute)\w*|sommer|herbst|winter|\w+day|yesterday|tomorrow"
    r"|tonight|morning|evening|night|last|next|ago|(?:week|month|year|hour|minute|decade)s?|spring"
    r"|summer|autumn|frühling|frühjahr|mitternacht|mittags?|midnight|noon|ostern|easter|christmas"
    rf"|weihnachten|silvester|bald|soon|once|sobald|nachdem|after|before|bevor|{_MONTHS})\b",
    re.I,
)
_DID = re.compile(r"\b(?:did|does|do|has|had|have|will|would|could|can|should)\s+")
_PERSON = frozenset("wer wen wem wessen who whom whose".split())
_PLACED = re.compile(  # "On which platform did he …?" asks where, not who
    r"^(?:(?:und|and)\s+)?(?:in|on|at|by|from|to|auf|bei|aus|an|um|mit|nach|von|für)\s"
    r"(?:welche|which|what)",
    re.I,
)
_WHO_IS = re.compile(r"^(?:(?:und|and)\s+)?(?:wer|who)(?:\s+(?:ist|war|is|was)\b|['’]s\b)", re.I)
_OWNS = re.compile(r"[^?]*?(?:['’]s?|s['’])\s+\w")  # "Victor Lansbury's lawyer" is not Lansbury
_WHOLE_WITH = frozenset(  # one more word, at the beginning: "Wer gewann?", "Nenne die Minister"
    "wer who nenn nenne zeig zeige liste name list show".split()
)
_SAYING = frozenset(  # "Und was sagt Putin?": to what?
    "sagt sagte sagen meint meinte meinen reagiert reagierte reagierten antwortet antwortete "
    "fordert forderte say says said react reacted respond responded think thinks".split()
)
_HAVING_SAID = frozenset("gesagt erklärt erklärte gemeint stated claimed told".split())
_OF_SOMETHING = frozenset(  # "Who disagrees?": with what?
    "agree agrees agreed disagree disagrees disagreed objects objected doubts doubted protested "
    "widerspricht widersprach widersprachen zweifelt zweifelte protestiert protestierte".split()
)
_EXPLETIVE = re.compile(  # "es" that stands for nothing
    r"\b(?:gibt|gab|gäbe|geht|ging|kam|kommt|handelt|regnet|schneit)\s+es\b"
    r"|\bes\b.*\b(?:gibt|gab|geht|ging|kam|regnet|dass|ob|weitergehen|soweit|so weit|zu \w+en)\b",
    re.I,
)
_VERBS = frozenset(  # short ones, that make a question of one more word whole
    "ist sind war waren wird werden wurde wurden hat haben hatte hatten kann heißt bedeutet liegt "
    "gibt gab is are was were did do does has have had can will means".split()
)


@dataclass(frozen=True, slots=True)
class Said:
    """One exchange: a question, and what was answered - the short answer, or the quotes - with who
    is said to have said that."""

    question: str
    answer: str = ""
    speaker: str = ""


def stands_alone(question: str) -> bool:
    """Whether the question can be understood without what was asked before it.

    "Wer hat zuerst berichtet?" -> True, "And in which year?" -> False, "Was sagte er?" -> False
    """
    if points_back(question) or is_of_article(question):  # of the one that was talked about
        return False
    if _SOMETHING.search(question) or _names_a_kind(question):
        return False
    if kind(question) == "broad":
        return bool(topic_of(question, question))
    opening = OPENING.match(question)
    words = _own_words(question)
    content = _content(question)
    if opening:
        rest = question[opening.end() :]
        if opening[2] or _is_name(rest) or is_phrase(rest):  # "What about Jeff Bezos?"
            return False
        if len(question.split()) <= _FEW and not _NOUN.search(question, opening.end() + 1):
            return False  # "Und wer darf bleiben?"
        if "es" in words and not _EXPLETIVE.search(question):
            return False  # "Und wie viele Lehrlinge trifft es?"
        return len([word for word in content if word not in _SAYING]) >= _ENOUGH
    if "es" in words:  # "Wie alt war es?", but not "Wie viele Tote gab es in Kiew?"
        alone = _EXPLETIVE.search(question) or any(each.sure for each in names(question))
        return bool(alone) and len(content) >= _ENOUGH
    asks = any(word in _ASKING for word in words)
    verb = any(word in _VERBS for word in words) or not _WHOLE_WITH.isdisjoint(words[:1])
    told = not _OF_SOMETHING.issuperset(content)
    return told and (not asks or verb or len(content) >= _ENOUGH)


def _names_a_kind(question: str) -> bool:
    """Whether no name says which one it is: "Wann wurde die Firma gegründet?"."""
    found = _GENERIC.search(question)
    named = (each.text for each in names(question) if each.sure)
    return found is not None and all(each in found.group() for each in named)


def resolve(question: str, earlier: Sequence[Said | str]) -> str:
    """The question as it is to be searched; `earlier` is oldest first, strings are questions.

    "What did he say?" after ("Who is the spokesman?", "Dmitri Peskow")
    -> "What did Dmitri Peskow say?";
    "And in which year?" after "How much did the PAC invest?"
    -> "How much did the PAC invest? And in which year?"
    """
    resolved: list[Said] = []
    for each in [_said(each) for each in earlier[-REMEMBERED:]]:
        if each.question:
            aside = (
                resolved and not names_something(each.question) and not _WHO.search(each.question)
            )
            # A bare "Why?" is of the question before it, and so is what is asked after it.
            alone = (
                _completed(each.question, resolved[-1]) or resolved[-1].question
                if aside
                else _resolved(each.question, resolved)
            )
            resolved.append(replace(each, question=alone))
    return _resolved(_tidy(question), resolved)


def context(question: str, earlier: Sequence[Said | str], resolved: str) -> str:
    """What is searched for beside a question that leans on what was said; "" if it does not.

    The question before it and its short answer: a name put for a pronoun says whom it is about, not
    what. Of our own German follow-ups 92 % are then found among the first five passages, not 84 %.
    """
    before = [each for each in map(_said, earlier) if each.question]
    if not before or stands_alone(question):
        return ""
    last = before[-1]
    texts = [last.question, last.answer if _short(last.answer) else ""]
    return " ".join(text for text in texts if text and text not in resolved)


def asked_now(question: str, understood: str) -> str:
    """What a reader is asked: of a question that was put behind another only what is new in it.

    Asked both it answers the first one again. Of our own German follow-ups that were put behind
    another the right sentence is first for 64 % if it reads only that, for 39 % if it reads both;
    without the "and" for 6 % more.

    "And in which year?", "How much did the PAC invest? And in which year?" -> "in which year?"
    """
    own = _tidy(question)
    if not understood.endswith(own):  # in other words, perhaps behind what was asked before
        own = " ".join(_QUESTIONS.split(understood)[-len(_QUESTIONS.split(own)) :])
    return _AND.sub("", own)


def goes_on(question: str) -> bool:
    """Whether it begins with "and" or the like: it is of what was talked of, if it stands alone."""
    return _AND.match(question) is not None


def names_something(question: str) -> bool:
    """Whether it says what it asks about, if only in part: "What did he call for?", not "Why?".

    Behind a question that was not answered, the latter is answered with any reason.
    """
    return bool(_content(question))


def goes_beyond(question: str, short: str, quote: str, told: Collection[str]) -> bool:
    """Whether a sentence, or what it answers in short, is more than was told already.

    `question` names nothing but what it wants: "Why?" is not answered by the same sentence again,
    and "When?" not by one without a time.
    """
    if short in told:
        return False
    if _NOT_AGAIN.search(question) and any(quote in each for each in told):
        return False
    return not _WHEN.search(question) or _TIME.search(short or quote) is not None


def _resolved(question: str, before: Sequence[Said]) -> str:
    """`before` holds questions that stand alone, as far as that was possible."""
    if not before or stands_alone(question):
        return question
    parts = _QUESTIONS.split(question)
    if len(parts) > 1 and stands_alone(parts[0]):  # it was resolved when it was asked
        return question
    named = _with_names(question, before)
    said = _completed(named or question, before[-1]) or named
    if said is not None:  # "dort", "that" may still stand in it: the name says enough
        return said
    if points_back(question) or not names_something(question):  # at what was asked just before
        return " ".join(dict.fromkeys([*_QUESTIONS.split(before[-1].question)[-_BOTH:], question]))
    alone = (each.question for each in reversed(before) if stands_alone(each.question))
    leaned_on = next(alone, before[-1].question)
    return " ".join(dict.fromkeys([leaned_on, question]))


def _completed(question: str, last: Said) -> str | None:
    """In the words of the last question, behind what that itself was put behind."""
    *before, asked = _QUESTIONS.split(last.question)
    whole = completed(question, asked, last.answer if _short(last.answer) else "")
    return " ".join([*before[-1:], whole]) if whole else None


def _with_names(question: str, before: Sequence[Said]) -> str | None:
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


def _meant(pronoun: Pronoun, before: Sequence[Said]) -> str | None:
    """What it stands for: who was just the answer, a thing just named, the likeliest name."""
    wanted, last = pronoun.wanted, before[-1]
    who = _WHO.search(last.question)
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
    if who and _short(last.answer) and not (answered and who.group().lower() not in _PERSON):
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
    if wanted not in _PEOPLE or (_SAYING | _HAVING_SAID).isdisjoint(words):
        return None
    asked = names(said.question)
    people = any(each.kind in _PEOPLE or _may_be_one(each, said.question) for each in asked)
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
    before = question[: question.find(name.text)]
    return name.kind == "other" and not _BELONGS.search(before)


def _answering(said: Said) -> tuple[Name, ...]:
    """The names in an answer; in a short one the nouns are its question's language's."""
    short = len(said.answer.split()) <= _SHORT
    found = names(said.answer, detect_known(said.question) if short else None)
    return tuple(each for each in found if not _ONE_OF.search(said.answer.split(each.text)[0]))


def _same(one: Pronoun | None, other: Pronoun) -> bool:
    """Whether both can mean the same: in "Wo war sie mit ihm?", "Wo traf er ihn?" they do not."""
    if one is None:
        return True
    apart = {one.word in OBJECTS, other.word in OBJECTS} == {True, False}
    possessive = one.possessive or other.possessive
    return one.wanted == other.wanted and (possessive or not apart)


def _is_name(text: str) -> bool:
    """Whether it is nothing but one name: "Donald Trump?"."""
    found = names(f"– {text}")
    return len(found) == 1 and found[0].text == text.strip(" ?!.")


def _mostly(answer: str, name: Name) -> bool:
    """Whether the answer is hardly more than the name: "Dmitri Peskow", "the firm Axios"."""
    return 2 * len(name.text.split()) >= len(answer.split())


def _content(question: str) -> list[str]:
    """The words that say what is asked about."""
    return [word for word in _own_words(question) if word not in _ASKING and word not in _FILLING]


def _own_words(question: str) -> list[str]:
    """In lower case, without the "and" or "what about" that it begins with."""
    opening = OPENING.match(question)
    return re.findall(r"\w+", question[opening.end() if opening else 0 :].lower())


def _short(answer: str) -> bool:
    words = answer.split()
    sentence = answer.endswith((".", "!")) or any(char.isdigit() for char in answer)
    return len(words) <= _SHORT and not sentence


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


def _fits(kind: Kind, wanted: Wanted) -> bool:
    if wanted == "man":
        return kind in {"man", "person", "other"}
    if wanted == "woman":
        return kind in {"woman", "person", "other"}
    return kind not in {"place"} if wanted == "group" else kind in {"group", "other", "place"}


def _fit(kind: Kind, wanted: Wanted) -> float:
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


def _said(each: Said | str) -> Said:
    said = Said(each) if isinstance(each, str) else each
    speaker = _tidy(said.speaker)[:_LONGEST]
    return Said(_tidy(said.question)[:_LONGEST], _tidy(said.answer)[:_LONGEST], speaker)


def _tidy(text: str) -> str:
    return " ".join(text.split())
