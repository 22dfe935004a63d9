"""What did somebody say? The sentences that they are said to have said, whatever it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qa.attribution import attribute
from qa.evidence import Sentence
from qa.mentions import names
from qa.speaker import meant
from qa.speech import verbs
from qa.types import Span

if TYPE_CHECKING:
    from qa.reader import Reader  # late: ONNX Runtime

_WHO = r"(?P<who>[^?,]+?)"
_ASKS = (
    rf"was\s+(?:{verbs('present past', 'de asked')})\s+{_WHO}",
    rf"was\s+ha(?:t|ben|tte)\s+{_WHO}\s+(?:alles\s+)?(?:{verbs('participle', 'de asked')})",
    rf"what\s+(?:did|does|has|have)\s+{_WHO}\s+(?:{verbs('infinitive past', 'en asked')})",
)
_ASKS_ABOUT = (
    rf"was\s+(?:{verbs('present past', 'de asked', 'de again')})\s+{_WHO}"
    r"\s+(?:über|zu|zum|zur|von)\s+[^?]+",
    rf"what\s+(?:did|does|has|have)\s+{_WHO}\s+(?:write|written"
    rf"|{verbs('infinitive past', 'en asked', 'en again')})\s+(?:about|on|of)\s+[^?]+",
)
_QUOTES = ' „“”"»«'
_ARTICLE = re.compile(r"(?:the|der|die|das)\s+", re.I)
# On something, or of somebody's people: "What did residents of Kassel say?"
_OTHERWISE = frozenset(
    "about on über zu zum zur dazu darüber of von des der die das the a an ein eine".split()
)
LOOKED_AT = 8  # sentences: each is read once more
# Probability, at least, of a sentence that the one who is asked for is said to have said. Eight of
# ten such sentences are theirs (benchmarks/speakers.py), and some of these eight say little.
SURE = 0.6
NEARLY = 0.5  # of the likeliest sentence's probability: as likely, who said it decides


def asked_for(question: str) -> str | None:
    """Whose words the question wants, if it is no more than that; of a name the last word.

    "What did Tom Adeyemi say?" -> "Adeyemi"; "What did he say about the tunnel?" -> None
    """
    return _whose(question, _ASKS)


def asked_about(question: str) -> str | None:
    """Whose words on something it wants: "What did Tom Adeyemi say about Kassel?" -> "Adeyemi"."""
    return _whose(question, _ASKS_ABOUT)


def said_by(reader: Reader, who: str, found: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Those of the sentences that `who` is said to have said, likely enough, in their order."""
    return tuple(
        replace(
            each, probability=max(SURE, each.probability), also=max(SURE, each.also), short=None
        )
        for each in _theirs(reader, who, found[:LOOKED_AT])
    )


def not_by_others(reader: Reader, who: str, found: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The sentences without those that somebody else is said by name to have said."""
    others = [
        sentence
        for sentence, speaker in _spoken(reader, found[:LOOKED_AT])
        if names(speaker.text) and not _is(who, sentence.article.text, speaker.start, speaker.end)
    ]
    return tuple(each for each in found if each not in others)


def theirs_first(reader: Reader, who: str, found: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """What `who` is said to have said before what is about as likely an answer and is another's."""
    best = max((each.probability for each in found), default=0.0)
    near = [each for each in found[:LOOKED_AT] if each.probability >= NEARLY * best]
    theirs = _theirs(reader, who, near)
    if not theirs or found[0] in theirs:
        return tuple(found)
    rest = [each for each in found if each not in theirs]
    likely = max(each.also for each in found)
    return (
        *(
            replace(each, probability=max(best, each.probability), also=max(likely, each.also))
            for each in theirs
        ),
        *rest,
    )


def _whose(question: str, patterns: Sequence[str]) -> str | None:
    asked = " ".join(question.split())
    for pattern in patterns:
        found = re.fullmatch(rf"(?:(?:und|and)\s+)?{pattern}\s*\??", asked, re.I)
        who = _ARTICLE.sub("", found["who"], count=1).strip(_QUOTES) if found else ""
        if who and _OTHERWISE.isdisjoint(who.lower().split()):
            named = names(who)
            whole = named and who.endswith(named[0].text)
            return named[0].text.split()[-1] if len(named) == 1 and whole else None
    return None


def _theirs(reader: Reader, who: str, near: Sequence[Sentence]) -> list[Sentence]:
    return [
        sentence
        for sentence, speaker in _spoken(reader, near)
        if _is(who, sentence.article.text, speaker.start, speaker.end)
    ]


def _spoken(reader: Reader, near: Sequence[Sentence]) -> Iterator[tuple[Sentence, Span]]:
    """The sentences that somebody is said to have said, and who."""
    speakers = attribute(reader, [(each.article, each.start, each.end) for each in near])
    for sentence, speaker in zip(near, speakers, strict=True):
        if speaker:
            yield sentence, speaker


def _is(who: str, text: str, start: int, end: int) -> bool:
    first, last = meant(text, start, end) or (start, end)
    return re.search(rf"(?<!\w){re.escape(who)}s?(?!\w)", text[first:last]) is not None
