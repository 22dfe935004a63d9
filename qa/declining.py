"""Does a model say, in words of its own, that the passages do not tell? Pure.

It is asked for one word then (qa/prompts.py), and small models write a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_TEXTS_DE = (
    r"(?:artikeln?|passagen?|textstellen?|texte?n?|quellen?|auszüge?n?|abschnitte?n?|dokumente?n?)"
)
_TEXTS_EN = r"(?:articles?|passages?|texts?|sources?|excerpts?|context|documents?)"
_DECLINES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b{_TEXTS_DE}\b.{{0,80}}\b(?:nicht|nichts|keine?(?:rlei|[nrms])?)\b",
        r"\b(?:nichts|keine?[nrms]?)\b.{0,60}\b(?:in|aus) (?:den|dem|diese[nm]) "
        rf"(?:\w+ )?{_TEXTS_DE}\b",
        r"\bkann\b.{0,40}\bfrage\b.{0,80}\bnicht\b.{0,20}\bbeantwort",
        rf"\b{_TEXTS_EN}\b.{{0,60}}\b(?:do|does|did)(?: not|n['’]t)\b.{{0,20}}"
        r"\b(?:say|contain|mention|provide|state|include|specify|give|answer|address|indicate|tell)\b",
        rf"\bno (?:information|mention|details?|answer)\b.{{0,80}}\b{_TEXTS_EN}\b",
        rf"\b{_TEXTS_EN}\b.{{0,40}}\bno (?:information|mention|details?|answer)\b",
        r"\b(?:cannot|can['’]t|could not|couldn['’]t|unable to)\b.{0,40}"
        r"\b(?:answer|find|determine)\b",
    )
)


def declines(sentences: Sequence[str]) -> bool:
    """Whether a reply is nothing but that, in one sentence or more.

    ["The passages do not mention his age."] -> True
    """
    return bool(sentences) and all(map(_declines, sentences))


def _declines(sentence: str) -> bool:
    return any(pattern.search(sentence) for pattern in _DECLINES)
