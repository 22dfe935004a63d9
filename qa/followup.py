"""A question and what was asked before -> a question that stands alone. Pure.

A first version: a question that leans on the conversation is searched together with the one it
leans on. It drags nothing into a question that stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.languages import QUESTION_WORDS

# Words that point back. Not "es", "it", "da", "that": mostly they point at nothing.
_POINTING = set(
    "er ihn ihm sie ihr ihre ihrer ihren ihrem ihnen sein seine seiner seinen seinem deren dessen "
    "dort dorthin daran darauf darüber dazu dagegen damit davon dabei danach davor deshalb damals "
    "dieser dieses diesen diesem diese jener jene "
    "he him his she her hers they them their theirs this these those then there".split()
)
_OPENING = re.compile(
    r"^(und|aber|oder|also|and|but|or|so)\b[\s,]*"
    r"|^(was ist mit|wie steht es mit|what about|how about)\b\s*",
    re.I,
)
# "Haben Sie …", "Ihre Meinung": the polite form, where a capital is no beginning; "is there a …".
_NOT_POINTING = re.compile(
    r"(?<=\S\s)(Sie|Ihr|Ihre[nmrs]?|Ihnen)\b|\b(?i:is|are|was|were|be) there\b"
)
_FILLING = set(
    "the a an of in on at to for with by from since exactly not also else it that i year "
    "der die das den dem des ein eine im am auf seit mit von zu zum zur für bei ab bis um "
    "nicht auch sonst noch es genau jahr so".split()
)
_ASKING = {word for words in QUESTION_WORDS.values() for word in words}
_LONGEST = 500  # characters of the earlier question that are carried over
_ENOUGH = 2  # content words of its own make "And who confirmed that Musk took part?" stand alone


def stands_alone(question: str) -> bool:
    """Whether the question can be understood without what was asked before it.

    "Wer hat zuerst berichtet?" -> True, "And in which year?" -> False, "Was sagte er?" -> False
    """
    opening = _OPENING.match(question)
    rest = _NOT_POINTING.sub(" ", question[opening.end() if opening else 0 :])
    words = re.findall(r"\w+", rest.lower())
    if any(word in _POINTING for word in words):
        return False
    content = [word for word in words if word not in _ASKING and word not in _FILLING]
    return len(content) >= (_ENOUGH if opening else 1)


def resolve(question: str, earlier: Sequence[str]) -> str:
    """The question as it is to be searched; `earlier` are the questions before it, oldest first.

    "And in which year?" after "How much did the PAC invest?"
    -> "How much did the PAC invest? And in which year?"
    """
    question = " ".join(question.split())
    before = [" ".join(each.split())[:_LONGEST] for each in earlier if each.strip()]
    if not before or stands_alone(question):
        return question
    alone = next((each for each in reversed(before) if stands_alone(each)), before[-1])
    return " ".join(dict.fromkeys([alone, question]))
