"""A question of a word or two -> in the words of the question before. Rules, no model. Pure."""

from __future__ import annotations

import re

from index.languages import detect_known
from qa.kinds import kind
from qa.mentions import PEOPLE, WHOSE, inside, names, things

AND = r"(?:und|aber|oder|also|and|but|or|so)\b"  # goes on from what was said
OPENING = re.compile(
    rf"^({AND})[\s,]*"
    r"|^(was ist mit|wie steht es mit|what about|how about)\b\s*",
    re.I,
)
_HOW = (  # when, where or why: "Woran starb er?"
    "wann|wo|wohin|woher|warum|wieso|weshalb|wor(?:an|auf|aus|in|über|unter|um)"
    "|wo(?:mit|durch|für|gegen|von|zu|nach)|when|where|why"
)
_BARE = re.compile(
    rf"(?:(?:und|and|aber|but)\s+)?(?:(?P<asks>{_HOW})"
    r"(?:\s+(?:genau|das|denn|eigentlich|exactly))?|how (?:so|come))\s*\?*$",
    re.I,
)
_WHO_ELSE = re.compile(
    r"(?:(?:und|and)\s+)?(?:wer|wen|wem|was|wo|who|whom|what|where)\s+(?:noch|sonst(?:\s+noch)?|else)"
    r"\s*\?*$",
    re.I,
)
_PHRASE = re.compile(  # "Und die Gewerkschaft?", "And Diarra's mother?"
    r"(?:(?i:the|his|her|its|their|der|die|das|den|dem|ihre?[nmrs]?|seine?[nmrs]?)"
    r"|(?:[A-ZÄÖÜ][\w-]+\s+){0,2}[A-ZÄÖÜ][\w-]*(?:['’]s|s['’]?))(?:\s+[\w-]+){1,3}"
)
_SAYS = re.compile(  # whoever is asked of, between the two
    r"(?P<asks>was\s+(?:sag|mein|forder|h[aä]l|denk)\w*\s+|what\s+(?:do|does|did)\s+)(?P<who>.+?)"
    r"(?P<of>\s+(?:dazu|darüber|davon|zu|zum|zur|über|nach|vor|bei|beim|im|in|am|an|auf"
    r"|say|think|demand|want)\b.*)",
    re.I,
)
_ASKS_OTHERWISE = re.compile(rf"(?:{_HOW})(?=(?:\s+\S+){{2}})", re.I)  # "Wann kam Loibl an?"
_ASKED_BEHIND = re.compile(r" – (?:when|where|why)$")  # as an English one was completed before
_ASKS_WHO = re.compile(  # "Wer trat zurück?", and when?
    r"(?:wer|who)\s+(?!ist\b|war\b|sind\b|waren\b|is\b|are\b|was\b|were\b)(?P<did>\S+)(?P<rest>.*)",
    re.I,
)
_NONE = re.compile(r"\bkeine?[nmrs]?\s+$", re.I)  # of which there is none is no one thing
_DATIVE = re.compile(r"de[rnm]\s", re.I)
_THE = re.compile(r"(?:the|der|die|das|den|dem)\s", re.I)


def completed(question: str, last: str, answer: str) -> str | None:
    """The question in the words of the `last` one, a single one; None if it is not so short.

    `answer` is the short answer to that, if there was one. "What about Putin?" after "What does
    Musk own?" -> "What does Putin own?"
    """
    if _WHO_ELSE.match(question):
        return last  # what was told is not told again
    return (
        _of_another(question, last)
        or _said_by_another(question, last)
        or _of_another_thing(question, last)
        or _asked_otherwise(question, last, answer)
    )


def is_phrase(text: str) -> bool:
    """Whether it is nothing but somebody or something: "die Gewerkschaft", "Diarra's mother"."""
    return _PHRASE.fullmatch(text.rstrip(" ?")) is not None


def _phrase(question: str) -> str:
    """Somebody or something that is all it names, as it stands as a subject; "" if there is more.

    "Und die Gewerkschaft?" -> "die Gewerkschaft", "Was ist mit den Grünen?" -> ""
    """
    opening = OPENING.match(question)
    phrase = question[opening.end() :].rstrip(" ?") if opening else ""
    dative = opening is not None and bool(opening[2]) and _DATIVE.match(phrase) is not None
    return phrase if is_phrase(phrase) and not dative else ""


def _said_by_another(question: str, last: str) -> str | None:
    """Somebody else for whose words were asked for.

    "Und die Gewerkschaft?" after "Was sagt die Chefin dazu?" -> "Was sagt die Gewerkschaft dazu?"
    """
    phrase, says = _phrase(question), _SAYS.fullmatch(last)
    return f"{says['asks']}{phrase}{says['of']}" if phrase and says else None


def _of_another_thing(question: str, last: str) -> str | None:
    """Another thing for the one thing in it, or for the name that it ends with.

    "Und die Kämmerin?" after "Wer ist der Bürgermeister von Leeds?" -> "Wer ist die Kämmerin von
    Leeds?"
    """
    phrase = _phrase(question)
    if not _THE.match(phrase) or detect_known(question) != detect_known(last):
        return None
    if people := _people(phrase) and _people(last):
        return _put_for(people[0], phrase, last) if len(people) == 1 else None
    named = [(each.text, each.start) for each in things(last)]
    if not named:
        asked = last.rstrip(" ?")
        named = [(each.text, each.start) for each in names(last) if asked.endswith(each.text)]
    if len(named) != 1 or _NONE.search(last[: named[0][1]]):
        return None
    return _put_for(named[0][0], phrase, last)


def _people(text: str) -> list[str]:
    return list(dict.fromkeys(each.text for each in names(text) if each.kind in PEOPLE))


def _put_for(one: str, other: str, text: str) -> str:
    return re.sub(rf"\b{re.escape(one)}\b", lambda _: other, text, count=1)


def _of_another(question: str, last: str) -> str | None:
    """Another name for the one name in it."""
    opening = OPENING.match(question)
    if not opening:
        return None
    rest = re.sub(r"^the\s+(?=.*\d\W*$)", "", question[opening.end() :])  # "the Aria 2"
    asked, words = names(rest, detect_known(last)), re.findall(r"\w+", rest)
    if len(asked) != 1 or len(asked[0].text.split()) != len(words):
        return None
    others = [each for each in names(last) if each.kind != "place"]
    if len({each.text for each in others}) != 1:
        return None
    return _put_for(others[0].text, asked[0].text, last)


def _asked_otherwise(question: str, last: str, answer: str) -> str | None:
    """Another adverb for the one it begins with, one before yes or no, or what "who" was answered.

    "Und wo?" after "Wann wurde Loibl geboren?" -> "Wo wurde Loibl geboren?"
    "Und wann?" after "Wer trat zurück?", "Orel" -> "Wann trat Orel zurück?"
    """
    bare, asked = _BARE.match(question), last.rstrip(" ?")
    if not bare or "?" in asked:
        return None
    asks = (bare["asks"] or "why").capitalize()
    if kind(last) == "polar":
        return f"{asks} {asked[0].lower()}{asked[1:]}?"
    if otherwise := _ASKS_OTHERWISE.match(asked):
        return f"{asks}{asked[otherwise.end() :]}?"
    if behind := _ASKED_BEHIND.search(asked):
        return f"{asked[: behind.start()]} – {asks.lower()}?"
    who = _ASKS_WHO.match(asked)
    if not who or not answer:
        return None
    if found := WHOSE.match(answer):  # "Ihr Sprecher Ole Petersen": nobody knows whose
        answer = answer[found.end() :]
    if detect_known(asked) == "de":
        return f"{asks} {who['did']} {inside(answer)}{who['rest']}?"
    return f"{answer} {who['did']}{who['rest']} – {asks.lower()}?"
