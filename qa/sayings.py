"""What did somebody say? The sentences that they are said to have said, whatever it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qa.attribution import attribute
from qa.evidence import Sentence
from qa.mentions import names
from qa.speaker import meant

if TYPE_CHECKING:
    from qa.reader import Reader  # late: ONNX Runtime

_ASKS = (
    re.compile(
        r"(?:und\s+)?was\s+(?:sagte?|erklärte?|meinte?|antwortete?)\s+(?P<who>[^?,]+?)\s*\??$",
        re.I,
    ),
    re.compile(
        r"(?:und\s+)?was\s+ha(?:t|ben|tte)\s+(?P<who>[^?,]+?)\s+(?:alles\s+)?"
        r"(?:gesagt|erklärt|gemeint|geantwortet)\s*\??$",
        re.I,
    ),
    re.compile(
        r"(?:and\s+)?what\s+(?:did|does|has|have)\s+(?P<who>[^?,]+?)\s+(?:say|said|state|stated)\s*\??$",
        re.I,
    ),
)
# On something, or of somebody's people: "What did residents of Kassel say?"
_OTHERWISE = frozenset(
    "about on über zu zum zur dazu darüber of von des der die das the a an ein eine".split()
)
LOOKED_AT = 8  # sentences: each is read once more
# At least, where the one who is asked for is said to have said it: of eight in ten that is true
# (benchmarks/speakers.py), and some of these say little.
SURE = 0.6


def asked_for(question: str) -> str | None:
    """Whose words the question wants, if it is no more than that; of a name the last word.

    "What did Tom Adeyemi say?" -> "Adeyemi"; "What did he say about the tunnel?" -> None
    """
    asked = " ".join(question.split())
    for pattern in _ASKS:
        found = pattern.fullmatch(asked)
        if found and _OTHERWISE.isdisjoint(found["who"].lower().split()):
            named = names(found["who"])
            whole = named and found["who"].strip().endswith(named[0].text)
            return named[0].text.split()[-1] if len(named) == 1 and whole else None
    return None


def said_by(reader: Reader, who: str, found: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Those of the sentences that `who` is said to have said, likely enough, in their order."""
    near = found[:LOOKED_AT]
    speakers = attribute(reader, [(each.article, each.start, each.end) for each in near])
    return tuple(
        replace(sentence, probability=max(SURE, sentence.probability), short=None)
        for sentence, speaker in zip(near, speakers, strict=True)
        if speaker and _is(who, sentence.article.text, speaker.start, speaker.end)
    )


def _is(who: str, text: str, start: int, end: int) -> bool:
    first, last = meant(text, start, end) or (start, end)
    return re.search(rf"(?<!\w){re.escape(who)}s?(?!\w)", text[first:last]) is not None
