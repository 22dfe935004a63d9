"""A question and what was said before -> a question that stands alone. Rules, no model. Pure.

A pronoun is replaced with the name or the thing it stands for; a question that is too short to be
understood is put behind the one it leans on. Nothing is dragged into a question that stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from index.languages import QUESTION_WORDS, detect_known
from index.months import NUMBERS
from qa.antecedents import SAYING, WHO, Said, is_short, with_names
from qa.ellipses import AND, OPENING, completed, is_phrase
from qa.kinds import is_of_article, kind, topic_of
from qa.mentions import names
from qa.pronouns import points_back
from qa.speech import verbs

_AND = re.compile(rf"^{AND}[\s,]*(?=\w)", re.I)
_QUESTIONS = re.compile(r"(?<=\?)\s+")  # between two
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
_WHOSE_WORDS = re.compile(  # "Who said that?" of what was just answered, whatever that was about
    r"(?:und\s+|aber\s+|and\s+|but\s+)?(?:"
    rf"wer (?:{verbs('present past', 'de again')}) (?:denn )?(?:das|dies|es|so)"
    rf"|wer hat (?:das|dies|es|so etwas) (?:denn )?(?:{verbs('participle', 'de again')})"
    r"|(?:laut|nach) wem|nach wessen (?:angaben|worten|aussage)|wessen (?:angaben|worte) sind das"
    r"|(?:von wem|woher) (?:stammt|stammen|kommt|kommen|ist|sind|hat man|weiß man)"
    r" (?:das|diese?r?|die) ?(?:zahl(?:en)?|angaben?|aussage|information(?:en)?|behauptung|zitat)?"
    r"|(?:wer|was) ist (?:die|deren|dafür die) quelle(?: dafür| dazu)?|quelle"
    rf"|who (?:{verbs('present past', 'en again')}) (?:that|this|it|so)|says who"
    r"|(?:according to|from) whom?|whose words are (?:these|those|they)"
    r"|(?:who|what)(?:'s| is| was) (?:the|their|its) source(?: for (?:that|this|it))?"
    r"|who is that from|where does (?:that|this) (?:figure |number |claim )?come from"
    r")\s*[?.!]*",
    re.I,
)
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
_WHOLE_WITH = frozenset(  # one more word, at the beginning: "Wer gewann?", "Nenne die Minister"
    "wer who nenn nenne zeig zeige liste name list show".split()
)
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


def stands_alone(question: str) -> bool:
    """Whether the question can be understood without what was asked before it.

    "Wer hat zuerst berichtet?" -> True, "And in which year?" -> False, "Was sagte er?" -> False
    """
    if _asks_whose_words(question):
        return False
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
        return len([word for word in content if word not in SAYING]) >= _ENOUGH
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
    -> "How much did the PAC invest? And in which year?"; of what was quoted last:
    "Wer hat das gesagt?" -> "Wer sagte: „Der Bau kostet 14 Millionen Euro.“?"
    """
    resolved: list[Said] = []
    for each in [_said(each) for each in earlier[-REMEMBERED:]]:
        if each.question:
            aside = (
                resolved and not names_something(each.question) and not WHO.search(each.question)
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
    if last.quote and _asks_whose_words(question):  # the quote says enough
        return ""
    texts = [last.question, last.answer if is_short(last.answer) else ""]
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
    if before[-1].quote and _asks_whose_words(question):
        quote = before[-1].quote.replace("?", "")  # a question is read as one up to its mark
        german = detect_known(question) == "de"
        return f"Wer sagte: „{quote}“?" if german else f"Who said: “{quote}”?"
    parts = _QUESTIONS.split(question)
    if len(parts) > 1 and stands_alone(parts[0]):  # it was resolved when it was asked
        return question
    named = with_names(question, before)
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
    whole = completed(question, asked, last.answer if is_short(last.answer) else "")
    return " ".join([*before[-1:], whole]) if whole else None


def _asks_whose_words(question: str) -> bool:
    return _WHOSE_WORDS.fullmatch(question.strip()) is not None


def _is_name(text: str) -> bool:
    """Whether it is nothing but one name: "Donald Trump?"."""
    found = names(f"– {text}")
    return len(found) == 1 and found[0].text == text.strip(" ?!.")


def _content(question: str) -> list[str]:
    """The words that say what is asked about."""
    return [word for word in _own_words(question) if word not in _ASKING and word not in _FILLING]


def _own_words(question: str) -> list[str]:
    """In lower case, without the "and" or "what about" that it begins with."""
    opening = OPENING.match(question)
    return re.findall(r"\w+", question[opening.end() if opening else 0 :].lower())


def _said(each: Said | str) -> Said:
    said = Said(each) if isinstance(each, str) else each
    texts = said.question, said.answer, said.speaker, said.quote
    return Said(*(_tidy(text)[:_LONGEST] for text in texts))


def _tidy(text: str) -> str:
    return " ".join(text.split())
