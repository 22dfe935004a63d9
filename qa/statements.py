"""A model's reply -> its sentences, each held against the passages that were shown.

A marker is only a hint of where to look: what counts is where a sentence is found. A sentence that
the cited passage does not say is looked for in the other passages that have its words; one that no
passage says is unsupported, however it is marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from index import Encoder, Hit
from index.languages import detect_known
from index.offsets import stripped
from index.sentences import sentences
from qa.discrepancy import Discrepancy
from qa.evidence import Sentence
from qa.quotations import unquoted
from qa.types import Verdict
from qa.verification import verify_all

# From the first of the blanks before it and never back: else 20,000 blanks take four seconds.
_MARKERS = re.compile(r"(?<![ \t])[ \t]*+[\[【]\s*+\^?(\d[\d\s,;^–-]*+)(?:†[^\[\]【】]*+)?[\]】]")
_ELSEWHERE = 2  # passages beside the cited ones that a sentence is looked for in
_FRAGMENT = 3  # words of a "sentence": that so few stand in a passage as well proves nothing
_MARKS = '"“”„«»'  # that may stand behind a sentence's end
_ENDS = (".", "!", "?", "…")
_WORDS = re.compile(r"\w+")
_MOST_MARKERS = 8  # of a sentence


Key: TypeAlias = tuple[str, int, int]  # article, start, end
Known: TypeAlias = dict[tuple[str, int], "Checked"]  # of a sentence and a passage's id


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence without its markers, and the numbers that stood in them, in order."""

    text: str
    markers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article says it: `hit.article.text[start:end]`."""

    hit: Hit
    start: int
    end: int

    @property
    def key(self) -> Key:
        return self.hit.article.id, self.start, self.end


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence with its verdict; `verdict.span` counts in the article of the first place."""

    text: str
    verdict: Verdict
    places: tuple[Place, ...] = ()
    invented: tuple[str, ...] = ()

    @property
    def is_verified(self) -> bool:
        return self.verdict.status == "verified"


def split(reply: str, language: str) -> list[Marked]:
    """The sentences of a plain reply; a marker belongs to the sentence that it stands in or behind.

    "Er kam [1]. Sie ging. [2][3]" -> ("Er kam.", 1), ("Sie ging.", 2, 3)
    """
    text, marks = _without(reply)
    spans = [
        span
        for start, end in _lines(text)
        for span in sentences(text, start, end, language)
        if any(char.isalnum() for char in text[slice(*span)])
    ]
    owned: list[list[int]] = [[] for _ in spans]
    for at, numbers in marks:
        behind = [n for n, (start, _) in enumerate(spans) if start < at]
        if spans:
            owned[behind[-1] if behind else 0] += numbers
    return [
        Marked(" ".join(text[a:b].split()), tuple(dict.fromkeys(numbers)))
        for (a, b), numbers in zip(spans, owned, strict=True)
    ]


def unmarked(text: str) -> str:
    """Without markers: before they are checked they say nothing."""
    return _MARKERS.sub("", text).strip()


def check(
    sentences: Sequence[Marked],
    hits: Sequence[Hit],
    sure: Sequence[Sentence],
    encoder: Encoder | None,
    known: Known | None = None,
) -> list[Checked]:
    """The sentences against the passages; `hits` are those shown, numbered from 1.

    `sure` are the sentences in which the reader found an answer that it is sure of. `encoder` is
    verify's. What is `known` of a sentence and a passage is not looked at again; what is found is
    put there.
    """
    known = {} if known is None else known
    cited = [_cited(each, hits) for each in sentences]
    found = _held(sentences, cited, encoder, known)
    for turn in range(_ELSEWHERE):
        open_ = [not any(each.is_verified for each in group) for group in found]
        others = [
            _others(each, hits, named)[turn : turn + 1] if still else []
            for each, named, still in zip(sentences, cited, open_, strict=True)
        ]
        for group, more in zip(found, _held(sentences, others, encoder, known), strict=True):
            group += more
    return [
        _judged(each, group, len(named), hits, sure)
        for each, group, named in zip(sentences, found, cited, strict=True)
    ]


def _judged(
    marked: Marked,
    found: Sequence[Checked],
    cited: int,
    hits: Sequence[Hit],
    sure: Sequence[Sentence],
) -> Checked:
    """What the passages together say of a sentence; the first `cited` are those it cites."""
    invented = tuple(f"[{n}]" for n in marked.markers if not 1 <= n <= len(hits))
    verified = [each for each in found if each.is_verified]
    if verified and _is_fragment(marked.text, verified):
        return replace(_fragment(marked.text, sure), invented=invented)
    if verified:
        places = tuple(place for each in verified for place in each.places)
        return Checked(marked.text, verified[0].verdict, places, invented)
    differs = [each for each in found if each.verdict.status == "differs"]
    if differs:
        return replace(differs[0], invented=invented)
    unfounded = Discrepancy("no passage").told(detect_known(marked.text))
    reason = next((each.verdict.reason for each in found[:cited]), unfounded)
    return Checked(marked.text, Verdict("unsupported", reason), (), invented)


def _cited(marked: Marked, hits: Sequence[Hit]) -> list[Hit]:
    return [hits[n - 1] for n in marked.markers[:_MOST_MARKERS] if 1 <= n <= len(hits)]


def _others(marked: Marked, hits: Sequence[Hit], cited: Sequence[Hit]) -> list[Hit]:
    """The passages that it does not cite, those that share most words with it first."""
    words = set(_folded(marked.text).split())
    others = [hit for hit in hits if hit not in cited]
    return sorted(others, key=lambda hit: -len(words & set(_folded(hit.passage.text).split())))


def _held(
    sentences: Sequence[Marked],
    against: Sequence[Sequence[Hit]],
    encoder: Encoder | None,
    known: Known,
) -> list[list[Checked]]:
    """Each sentence against passages of its own, in their order; each passage is taken up once."""
    wanted: dict[int, list[str]] = {}
    passages = {hit.passage.id: hit for group in against for hit in group}
    for sentence, group in zip(sentences, against, strict=True):
        for hit in group:
            if (sentence.text, hit.passage.id) not in known:
                wanted.setdefault(hit.passage.id, []).append(sentence.text)
    for id_, texts in wanted.items():
        hit = passages[id_]
        verdicts = verify_all([*map(_ended, texts)], hit.passage.text, encoder=encoder)
        for text, verdict in zip(texts, verdicts, strict=True):
            known[text, id_] = _placed(text, hit, verdict)
    return [
        [known[sentence.text, hit.passage.id] for hit in group]
        for sentence, group in zip(sentences, against, strict=True)
    ]


def _ended(sentence: str) -> str:
    """With a full stop where it has no end, as in a list: only a whole sentence claims something,
    and is looked at for what the source makes of its words (qa/turned.py)."""
    said = sentence.rstrip(_MARKS)
    return sentence if said.endswith(_ENDS) else f"{said}.{sentence[len(said) :]}"


def _placed(sentence: str, hit: Hit, verdict: Verdict) -> Checked:
    """A verdict on one passage, in offsets of the article."""
    source = hit.passage.text
    if verdict.status == "verified" and (quote := unquoted(sentence, source)):
        reason = Discrepancy("not quoted", quote).told(detect_known(sentence))
        verdict = replace(verdict, status="differs", reason=reason)
    if verdict.span is None:
        return Checked(sentence, verdict)
    start, end = stripped(source, *verdict.span)
    if sentence.endswith(_ENDS) and source[end : end + 1] in _ENDS:
        end += len(source[end : end + 1])  # the full stop belongs to the sentence
    if start >= end:
        return Checked(sentence, Verdict("unsupported", verdict.reason))
    start, end = hit.passage.start + start, hit.passage.start + end
    return Checked(sentence, replace(verdict, span=(start, end)), (Place(hit, start, end),))


def _is_fragment(sentence: str, found: Sequence[Checked]) -> bool:
    """Whether it is but a few words of a passage: "CNN" for "Who reported first?"."""
    words = f" {_folded(sentence)} "
    sources = (place.hit.passage.text for each in found for place in each.places)
    return len(words.split()) <= _FRAGMENT and any(words in f" {_folded(s)} " for s in sources)


def _fragment(sentence: str, sure: Sequence[Sentence]) -> Checked:
    """A word or two in place of a sentence are an answer if the reader finds them to be one."""
    words = f" {_folded(sentence)} "
    for each in sure:
        short = each.short
        if short and (words in f" {_folded(short.text)} " or f" {_folded(short.text)} " in words):
            verdict = Verdict("verified", span=(short.start, short.end))
            return Checked(sentence, verdict, (Place(each.hit, each.start, each.end),))
    too_short = Discrepancy("too short").told(detect_known(sentence))
    return Checked(sentence, Verdict("unsupported", too_short))


def _folded(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))


def _without(reply: str) -> tuple[str, list[tuple[int, list[int]]]]:
    """The reply without markers, and where in that each stood, with its numbers."""
    kept: list[str] = []
    marks: list[tuple[int, list[int]]] = []
    at = length = 0
    for found in _MARKERS.finditer(reply):
        kept.append(reply[at : found.start()])
        length += len(kept[-1])
        numbers = [int(each[:9]) for each in re.findall(r"\d+", found[1])]
        marks.append((length, numbers))
        at = found.end()
    return "".join([*kept, reply[at:]]), marks


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        yield at, at + len(line)
        at += len(line) + 1
