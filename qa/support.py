"""Where a text says something like a claim, and how surely it means the same.

In the words of the claim that is a matter of counting them; in other words, or in the other
language, of vectors and of what the claim's words may be called there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from index import Encoder
from index.analysis import terms
from index.concepts import concepts
from index.languages import detect_known
from index.sentences import sentences
from qa import odds
from qa.mentions import names
from qa.pronouns import THIRD_PERSON
from qa.sameness import is_name

# Fitted by benchmarks/verification.py on held-out translations and their neighbours.
WEIGHTS, BIAS = (14.76, 7.27), -7.89  # of the cosine and the share of the claim's terms
# A passage that has this share of the claim's words, half of them in the claim's order, is compared
# with it word by word: a claim that sums up a passage has its words, but in an order of its own.
SAME_WORDS = 0.6
IN_ORDER = 0.5
# From this share of the claim's terms on a passage is taken to support it, without its vector: only
# a cosine below .23 would bring the probability below a half.
ENOUGH = 0.6
_TYPICAL = 0.5  # that cosine, as it usually is between two that have so many terms in common
_CLOSEST = 3  # passages whose vectors are looked at: those with most of the claim's terms
_LOOKED_AT = 12  # passages that may have the claim's numbers where the closest has others
SUPPORT = 0.5  # probability that it is about the same: below it nothing differs, nothing is said
_AS_MUCH = 0.4  # of the closest one's share of the claim's terms, for that
_MUCH_MORE = 0.1  # that two sentences must have over one of them, to be cited both
POINTS = re.compile(  # at what was named before; "ihnen" not measured
    rf"\b(?:{'|'.join(THIRD_PERSON - {'ihnen'})}|dieser?|who|which"
    r"|company|Unternehmen|Firma|Konzern)\b",
    re.I,
)
_REPLY = re.compile(r"^(?:ja|nein|doch|yes|no)[,!–—:] *(\w)", re.I)
_WORD = re.compile(r"\d+(?:[.,]\d+|:\d\d)*|[^\W_]+(?:[’'][^\W_]+)*")

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence that is to be supported."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Source:
    """A text, cut into sentences once; which of them have a word or a term, in lower case."""

    text: str
    language: str
    spans: tuple[tuple[int, int], ...]
    words: Mapping[str, tuple[int, ...]]
    terms: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Passage:
    """`source.text[start:end]` with the sentences beside it, and how surely it supports the claim.

    `close`: it has most of the claim's very words, and in their order. `parts`: its sentences.
    """

    start: int
    end: int
    text: str
    around: str
    language: str
    support: float
    close: bool
    parts: tuple[str, ...]

    @property
    def clear(self) -> bool:
        """Whether it has so many of the claim's words or terms that no vector is needed."""
        return self.close or self.support >= ENOUGH


@lru_cache(maxsize=32)  # the sentences of an answer cite few texts
def source_of(text: str) -> Source:
    language = detect_known(text)
    spans = tuple(sentences(text, 0, len(text), language))
    parts = [text[a:b] for a, b in spans]
    return Source(
        text,
        language,
        spans,
        _places(map(words, parts)),
        _places(terms(part, language) for part in parts),
    )


def claims_of(text: str) -> list[Claim]:
    """The sentences of what was written, each less the "Yes," or "No," that it may begin with."""
    language = detect_known(text)
    spans = sentences(text, 0, len(text), language) or [(0, len(text))]
    parts = [text[a:b] for a, b in spans if any(char.isalnum() for char in text[a:b])]
    return [Claim(_REPLY.sub(_begun, part), detect_known(part)) for part in parts]


def _begun(reply: re.Match[str]) -> str:
    """What stands behind it begins the sentence."""
    return reply[1].upper()


def words(text: str) -> list[str]:
    """The words and numbers of a text, as they are written."""
    return _WORD.findall(text)


def closest(claims: Sequence[Claim], source: Source, encoder: Encoder) -> list[Passage | None]:
    """The sentence, or the two, of the source that support each claim best; None in no text."""
    if not source.spans:
        return [None] * len(claims)
    chosen = [_candidates(claim, source) for claim in claims]
    texts = list(
        dict.fromkeys(
            text
            for claim, found in zip(claims, chosen, strict=True)
            if not found[0].clear
            for text in (claim.text, *(part for each in found for part in each.parts))
        )
    )
    vectors = dict(zip(texts, encoder.encode(texts), strict=True)) if texts else {}
    return [
        _named_before(claim, _best(claim, found, vectors), source)
        for claim, found in zip(claims, chosen, strict=True)
    ]


def elsewhere(
    claim: Claim, source: Source, passage: Passage, encoder: Encoder, has: Callable[[str], bool]
) -> Passage | None:
    """Another sentence, or two, with about as much of the claim as the passage, whose text `has`
    what that lacks; the best of them, None if there is none."""
    shares = _shares(claim, source)
    least = _AS_MUCH * float(shares.max())
    found = [
        each
        for at in np.argsort(-_fewer(shares), kind="stable")[:_LOOKED_AT]
        if shares[at] >= least
        for each in [_passage(source, int(at), float(shares[at]))]
        if (each.end <= passage.start or passage.end <= each.start) and has(each.text)
    ]
    if not found:
        return None
    texts = list(dict.fromkeys([claim.text, *(part for each in found for part in each.parts)]))
    vectors = dict(zip(texts, encoder.encode(texts), strict=True))
    best = _nearest(claim, found, vectors)
    if best.support < SUPPORT:
        return None
    return _named_before(claim, replace(best, close=_is_close(claim, best)), source)


def _is_close(claim: Claim, passage: Passage) -> bool:
    """Whether it has most of the claim's words, half of them in its order."""
    mine, others = words(claim.text), words(passage.text)
    same = claim.language == passage.language and alike(mine, others) >= SAME_WORDS
    return same and in_order(claim.text, passage.text) >= IN_ORDER


def share(claim: str, asked: str, text: str, language: str) -> float:
    """How much of what the claim names the text has, in 0..1."""
    wanted = concepts(claim, asked, language)
    there = frozenset(terms(text, language))
    return sum(each.share(there) for each in wanted) / max(1, len(wanted))


def in_order(claim: str, text: str) -> float:
    """Share of the claim's words that the text has in their order, whatever their case.

    All of them where it has no others: two may have changed places.
    """
    mine, others = ([word.lower() for word in words(each)] for each in (claim, text))
    if sorted(mine) == sorted(others):
        return 1.0
    blocks = SequenceMatcher(None, mine, others, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(1, len(mine))


def alike(mine: Sequence[str], others: Sequence[str]) -> float:
    """Share of the first words that are among the others, whatever their case."""
    there = {word.lower() for word in others}
    return sum(word.lower() in there for word in mine) / max(1, len(mine))


def _candidates(claim: Claim, source: Source) -> list[Passage]:
    """One passage, if it has the claim's words; else those that have most of its terms.

    Their `support` is the share of its terms, their vectors not looked at yet.
    """
    same = claim.language == source.language
    if same:
        mine = [{word.lower(): 1.0} for word in words(claim.text)]
        share_of_words = _covered(mine, source.words, len(source.spans))
        at = int(_fewer(share_of_words).argmax())
        if share_of_words[at] >= SAME_WORDS:
            found = _passage(source, at, 1.0, close=True)
            return [replace(found, close=in_order(claim.text, found.text) >= IN_ORDER)]
    shares = _shares(claim, source)
    order = np.argsort(-_fewer(shares), kind="stable")[:_CLOSEST]
    return [_passage(source, int(at), float(shares[at])) for at in order]


def _shares(claim: Claim, source: Source) -> Floats:
    """Share of the claim's terms that each sentence has, then each two in a row."""
    wanted = [
        {term: sure / max(each.terms.values()) for term, sure in each.terms.items()}
        for each in concepts(claim.text, claim.language, source.language)
    ]
    return _covered(wanted, source.terms, len(source.spans))


def _covered(
    wanted: Sequence[Mapping[str, float]], places: Mapping[str, tuple[int, ...]], number: int
) -> Floats:
    """Share of what is wanted that each sentence has, then each two in a row: (2 number - 1,)."""
    rows = np.zeros((max(1, len(wanted)), number), dtype=np.float32)
    for row, options in zip(rows, wanted, strict=False):
        for option, sure in options.items():
            for at in places.get(option, ()):
                row[at] = max(row[at], sure)
    both = np.maximum(rows[:, :-1], rows[:, 1:])
    return np.asarray(np.concatenate([rows, both], axis=1).mean(axis=0), dtype=np.float32)


def _fewer(shares: Floats) -> Floats:
    """The shares, less what two sentences must have more than one of them."""
    number = (len(shares) + 1) // 2
    return np.asarray(shares - _MUCH_MORE * (np.arange(len(shares)) >= number), dtype=np.float32)


def _passage(source: Source, at: int, support: float, *, close: bool = False) -> Passage:
    number = len(source.spans)
    first, last = (at, at) if at < number else (at - number, at - number + 1)
    start, end = source.spans[first][0], source.spans[last][1]
    before, behind = source.spans[max(0, first - 1)][0], source.spans[min(number - 1, last + 1)][1]
    text, around = source.text[start:end], source.text[before:behind]
    parts = tuple(source.text[a:b] for a, b in source.spans[first : last + 1])
    return Passage(start, end, text, around, source.language, support, close, parts)


def _best(claim: Claim, found: Sequence[Passage], vectors: Mapping[str, Floats]) -> Passage:
    first = found[0]
    if first.clear:
        return first if first.close else replace(first, support=_supports(_TYPICAL, first.support))
    return _nearest(claim, found, vectors)


def _nearest(claim: Claim, found: Sequence[Passage], vectors: Mapping[str, Floats]) -> Passage:
    """The one that supports the claim best, by its vector and by its terms."""
    mine = vectors[claim.text]
    supports = [_supports(float(_vector(each, vectors) @ mine), each.support) for each in found]
    at = max(range(len(found)), key=supports.__getitem__)
    return replace(found[at], support=supports[at])


def _named_before(claim: Claim, passage: Passage, source: Source) -> Passage:
    """With the last sentence before it that has a name of the claim which it lacks.

    "From 1979 to 1996 she taught in Hanover" says of nobody by name who taught there; nor does "Net
    profit rose". A passage that has a name of its own is of that one.
    """
    if not POINTS.search(passage.text) and _has_name_of_its_own(claim, passage):
        return passage
    around = {word.lower() for word in words(passage.around)}
    every = (words(name.text)[-1].lower() for name in names(claim.text, claim.language))
    named = [each for each in every if each not in around]
    first = sum(end <= passage.start for _, end in source.spans) - 1  # the sentence before it
    before = [at for name in named for at in source.words.get(name, ()) if at < first]
    if not before:
        return passage
    start, end = source.spans[max(before)]
    return replace(passage, around=f"{source.text[start:end]} {passage.around}")


def _has_name_of_its_own(claim: Claim, passage: Passage) -> bool:
    mine = {word.lower() for word in words(claim.text)}
    named = (words(each.text) for each in names(passage.text, passage.language))
    return any(
        mine.isdisjoint(word.lower() for word in each)
        and any(is_name(word, passage.language) for word in each)
        for each in named
    )


def _supports(cosine: float, share_of_terms: float) -> float:
    return odds.probability(WEIGHTS[0] * cosine + WEIGHTS[1] * share_of_terms + BIAS)


def _vector(passage: Passage, vectors: Mapping[str, Floats]) -> Floats:
    """About that of its sentences together, which the encoder takes as the mean of their pieces.

    So a sentence is embedded once, for all the claims and passages that it is looked at for.
    """
    summed = np.sum([len(part) * vectors[part] for part in passage.parts], axis=0)
    length = float(np.linalg.norm(summed)) or 1.0  # a text without a word has a vector of zeros
    return np.asarray(summed / length, dtype=np.float32)


def _places(parts: Iterable[Iterable[str]]) -> Mapping[str, tuple[int, ...]]:
    """What stands in the parts, in lower case -> in which of them."""
    found: dict[str, dict[int, None]] = defaultdict(dict)
    for at, part in enumerate(parts):
        for each in part:
            found[each.lower()][at] = None
    return {each: tuple(places) for each, places in found.items()}
