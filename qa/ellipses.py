"""A question of a word or two -> in the words of the question before. Rules, no model. Pure."""

from __future__ import annotations

import re

from index.languages import detect_known
from qa.mentions import names

OPENING = re.compile(
    r"^(und|aber|oder|also|and|but|or|so)\b[\s,]*"
    r"|^(was ist mit|wie steht es mit|what about|how about)\b\s*",
    re.I,
)
_BARE = re.compile(
    r"(?:(?:und|and|aber|but)\s+)?(?P<asks>wann|wo|wohin|woher|warum|wieso|weshalb|when|where|why)"
    r"\s*\?*$",
    re.I,
)
_ASKS_OTHERWISE = re.compile(  # "Wann wurde Loibl geboren?", and where?
    r"(?:wann|wo|wohin|woher|warum|wieso|weshalb|when|where|why)(?=(?:\s+\S+){2})", re.I
)
_ASKED_BEHIND = re.compile(r" – (?:when|where|why)$")  # as an English one was completed before
_ASKS_WHO = re.compile(  # "Wer trat zurück?", and when?
    r"(?:wer|who)\s+(?!ist\b|war\b|sind\b|waren\b|is\b|are\b|was\b|were\b)(?P<did>\S+)(?P<rest>.*)",
    re.I,
)
_WHOSE = re.compile(r"(?:ihre?[nmrs]?|seine?[nmrs]?|his|her|its|their)\s+(?=\S)", re.I)
_ARTICLE = re.compile(r"(?:der|die|das|eine?)\s", re.I)


def completed(question: str, last: str, answer: str) -> str | None:
    """The question in the words of the `last` one, which stands alone; None if it is not so short.

    `answer` is the short answer to that, if there was one. "What about Putin?" after "What does
    Musk own?" -> "What does Putin own?"
    """
    return _of_another(question, last) or _asked_otherwise(question, last, answer)


def _of_another(question: str, last: str) -> str | None:
    """Another name for the one name in it."""
    opening = OPENING.match(question)
    if not opening:
        return None
    asked = names(question[opening.end() :])
    words = re.findall(r"\w+", question[opening.end() :])
    if len(asked) != 1 or len(asked[0].text.split()) != len(words):
        return None
    others = [each for each in names(last) if each.kind != "place"]
    if len({each.text for each in others}) != 1:
        return None
    return re.sub(rf"\b{re.escape(others[0].text)}\b", lambda _: asked[0].text, last, count=1)


def _asked_otherwise(question: str, last: str, answer: str) -> str | None:
    """Another adverb for the one it begins with, or what was answered for "who".

    "Und wo?" after "Wann wurde Loibl geboren?" -> "Wo wurde Loibl geboren?"
    "Und wann?" after "Wer trat zurück?", "Orel" -> "Wann trat Orel zurück?"
    """
    bare, asked = _BARE.match(question), last.rstrip(" ?")
    if not bare or "?" in asked:
        return None
    asks = bare["asks"].capitalize()
    if otherwise := _ASKS_OTHERWISE.match(asked):
        return f"{asks}{asked[otherwise.end() :]}?"
    if behind := _ASKED_BEHIND.search(asked):
        return f"{asked[: behind.start()]} – {asks.lower()}?"
    who = _ASKS_WHO.match(asked)
    if not who or not answer:
        return None
    if found := _WHOSE.match(answer):  # "Ihr Sprecher Ole Petersen": nobody knows whose
        answer = answer[found.end() :]
    if detect_known(asked) == "de":
        if _ARTICLE.match(answer):
            answer = f"{answer[0].lower()}{answer[1:]}"
        return f"{asks} {who['did']} {answer}{who['rest']}?"
    return f"{answer} {who['did']}{who['rest']} – {asks.lower()}?"
