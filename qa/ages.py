"""Whose age a sentence tells, where somebody's is asked for. Rules, no model. Pure."""

from __future__ import annotations

import re

from qa.mentions import names

_ASKS = re.compile(
    r"\b(?:wie alt|how old|(?:in )?welche[ms] alter)\s+(?:ist|war|wurde|wird|is|was|has|hat)\s+"
    r"(?P<who>[^?]+)",
    re.I,
)
_AGE = re.compile(  # "a 44-year-old", "der 58-jährige", ", 57,", "(57)"
    r"(?:(?P<apart>,\s(?:an?|the|der|die|das|eine?)?\s?)?"
    r"\b\d{1,3}[- ](?:year[- ]old|jährige[rnms]?|Jahre alte[rnms]?)\b"
    r"|(?P<behind>,\s\d{1,3}(?=,)|\s\(\d{1,3}\)))"
)
_NEAR = 60  # characters from "58-jährige" to the name it stands before


def of_another_age(question: str, sentence: str) -> bool:
    """Whether all ages that the sentence tells stand beside others than who is asked for.

    "How old is Hector Kern?" of "Ana Ruiz, a 44-year-old lawyer, beat Hector Kern." -> True
    """
    asked = _ASKS.search(question)
    if asked is None:
        return False
    who = {word.lower() for word in re.findall(r"[\w’'-]+", asked["who"])}
    if not names(f"– {asked['who']}"):  # "the captain" may be any of them
        return False
    beside = [_whose(sentence, found) for found in _AGE.finditer(sentence)]
    return bool(beside) and all(name and who.isdisjoint(name) for name in beside)


def _whose(sentence: str, age: re.Match[str]) -> set[str]:
    """The words of the name that an age stands behind, or else before; none where it has none."""
    found = names(sentence)
    if age["apart"] or age["behind"]:
        before = [name for name in found if name.start + len(name.text) == age.start()]
        return {word.lower() for name in before for word in name.text.split()}
    behind = [name for name in found if 0 <= name.start - age.end() <= _NEAR]
    if not behind or re.search(r"[,;:.]", sentence[age.end() : behind[0].start]):
        return set()
    return {word.lower() for word in behind[0].text.split()}
