"""Does a text say what a sentence claims? And where, or what differs.

A sentence is verified where a passage of the text means the same (vectors, terms), has its numbers,
dates and names, and denies what it denies. In the passage's own words that is compared word by
word; in other words, or across languages, by what must not differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from babel import Locale

from index import Encoder
from index.analysis import field, name_key, of_word, terms
from index.concepts import concepts
from index.languages import detect_known
from index.lexicon import load as lexicon
from index.passages import sentences
from qa import odds
from qa.figures import Figure, figures
from qa.mentions import names
from qa.negation import denials, may_deny
from qa.types import Status, Verdict

SUPPORT = 0.5  # probability that the passage means the same
# Fitted by benchmarks/verification.py on held-out translations and their neighbours.
WEIGHTS, BIAS = (14.8, 7.4), -7.9  # of the cosine and the share of the sentence's terms
_CLOSEST = 6  # passages whose vectors are looked at: those with most of the sentence's terms
_SAME_WORDS = 0.6  # share of words in common from which passages are compared word by word
_TITLE = 0.6  # share of words with a capital from which a text is a headline
_NOUN = re.compile(r"(?:en|ung|heit|keit|schaft|tion)$")
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+")
_CLAUSES = re.compile(r"[,;:–]|\b(?:und|aber|sondern|and|but|while|während)\b")
_BADNESS: tuple[Status, ...] = ("verified", "differs", "unsupported")
_FOLDED = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'"})


def verify(sentence: str, source_text: str, *, encoder: Encoder | None = None) -> Verdict:
    """Whether the source says what the sentence says. Quotes that are verbatim always are verified.

    Of several sentences each is looked for on its own; the worst verdict counts. Without
    `encoder`, the shipped one.
    """
    claim = sentence.strip()
    if not any(char.isalnum() for char in claim):
        return Verdict("unsupported", "says nothing")
    if found := _verbatim(claim, source_text):
        return Verdict("verified", span=found)
    encoder = encoder or _encoder()
    parts = sentences(claim, 0, len(claim), detect_known(claim)) or [(0, len(claim))]
    verdicts = [_verdict(claim[a:b], source_text, encoder) for a, b in parts]
    worst = max(verdicts, key=lambda each: _BADNESS.index(each.status))
    spans = [each.span for each in verdicts if each.span]
    if worst.status == "verified" and spans:
        return Verdict("verified", span=(min(a for a, _ in spans), max(b for _, b in spans)))
    return worst


def _verdict(claim: str, source: str, encoder: Encoder) -> Verdict:
    if found := _verbatim(claim, source):
        return Verdict("verified", span=found)
    passage = _closest(claim, source, encoder)
    if passage is None or passage.support < SUPPORT:
        return Verdict("unsupported", "the source does not say this")
    differs = next(_differences(claim, passage), None)
    span = passage.start, passage.end
    return Verdict("differs", differs, span) if differs else Verdict("verified", span=span)


@dataclass(frozen=True, slots=True)
class _Passage:
    """`text[start:end]` with the sentences beside it, and how surely it supports the claim."""

    start: int
    end: int
    text: str
    around: str
    support: float


def _verbatim(claim: str, source: str) -> tuple[int, int] | None:
    """Where the claim stands in the source, whatever its white space, quotes and last full stop."""
    words = claim.translate(_FOLDED).strip('"').rstrip(".").split()
    pattern = r"\s+".join(re.escape(word) for word in words)
    found = re.search(rf"(?<!\w){pattern}(?!\w)", source.translate(_FOLDED))
    return found.span() if found else None


def _closest(claim: str, source: str, encoder: Encoder) -> _Passage | None:
    """The sentence, or the two, of the source that support the claim best."""
    language = detect_known(source)
    spans = sentences(source, 0, len(source), language)
    if not spans:
        return None
    windows = [(n, n + 1) for n in range(len(spans))] + [(n, n + 2) for n in range(len(spans) - 1)]
    asked = detect_known(claim)
    shares = [
        share(claim, asked, source[spans[a][0] : spans[b - 1][1]], language) for a, b in windows
    ]
    order = sorted(range(len(windows)), key=lambda at: (-shares[at], windows[at]))[:_CLOSEST]
    texts = [source[spans[windows[at][0]][0] : spans[windows[at][1] - 1][1]] for at in order]
    vectors = encoder.encode([claim, *texts])
    cosines = vectors[1:] @ vectors[0]
    found = []
    for at, text, cosine in zip(order, texts, cosines.tolist(), strict=True):
        a, b = windows[at]
        start, end = spans[a][0], spans[b - 1][1]
        around = source[spans[max(0, a - 1)][0] : spans[min(len(spans), b + 1) - 1][1]]
        support = odds.probability(WEIGHTS[0] * cosine + WEIGHTS[1] * shares[at] + BIAS)
        found.append(_Passage(start, end, text, around, support))
    return max(found, key=lambda passage: passage.support)


def share(claim: str, asked: str, text: str, language: str) -> float:
    """How much of what the claim names the text has, in 0..1."""
    wanted = concepts(claim, asked, language)
    if not wanted:
        return 0.0
    there = frozenset(terms(text, language))
    return sum(each.share(there) for each in wanted) / len(wanted)


def _differences(claim: str, passage: _Passage) -> Iterator[str]:
    """What the claim says otherwise than the passage, the plainest first."""
    asked, language = detect_known(claim), detect_known(passage.text)
    words, others = _words(claim), _words(passage.text)
    close = asked == language and _alike(words, others) >= _SAME_WORDS
    there = figures(passage.text if close else passage.around, language)
    for figure in figures(claim, asked):
        if not figure.is_one_of(there):
            yield _other_figure(figure, there)
    if close:
        yield from _other_words(words, others, asked)
    else:
        yield from _other_names(claim, asked, passage.around, language)
        clause = max(
            _CLAUSES.split(passage.text), key=lambda each: share(claim, asked, each, language)
        )
        if denials(clause) and not may_deny(claim):
            yield f"the source denies it: {denials(clause)[0]}"
        if denials(claim) and not may_deny(passage.text):
            yield f"the source does not deny it: {denials(claim)[0]}"


def _other_figure(figure: Figure, there: Sequence[Figure]) -> str:
    likes = [each.text for each in there if each.kind == figure.kind]
    instead = f", but {', '.join(dict.fromkeys(likes))}" if likes else ""
    return f"the source does not have {figure.text}{instead}"


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _alike(words: Sequence[str], others: Sequence[str]) -> float:
    """Share of the claim's words that stand in the passage too."""
    there = {word.lower() for word in others}
    return sum(word.lower() in there for word in words) / max(1, len(words))


def _other_words(words: Sequence[str], others: Sequence[str], language: str) -> Iterator[str]:
    """Names and numbers that were replaced or changed places, and denials that came or went."""
    mine, theirs = [word.lower() for word in words], [word.lower() for word in others]
    codes = SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    first = next((c for tag, _, _, c, _ in codes if tag == "equal"), 0)
    last = max((d for tag, _, _, _, d in codes if tag == "equal"), default=0)
    for tag, a, b, c, d in codes:
        if tag == "equal":
            continue
        come, gone = words[a:b], others[c:d]
        if a == b and _alike(gone, words) < _SAME_WORDS:  # not moved, but not quoted
            gone = others[max(c, first) : min(d, last)]
        yield from _denied(come, gone)
        yield from _replaced(come, gone, language)
    if _moved(words, others):
        yield "names stand in each other's place"


def _denied(come: Sequence[str], gone: Sequence[str]) -> Iterator[str]:
    mine, theirs = denials(" ".join(come)), denials(" ".join(gone))
    if len(mine) != len(theirs):
        yield f"denies otherwise: {' '.join(mine) or '–'} for {' '.join(theirs) or '–'}"


def _replaced(come: Sequence[str], gone: Sequence[str], language: str) -> Iterator[str]:
    there = figures(" ".join(gone), language)
    for figure in figures(" ".join(come), language):
        if there and not figure.is_one_of(there):
            yield _other_figure(figure, there)
    names_gone = [word for word in gone if _may_name(word)]
    for word in come:
        if names_gone and _may_name(word) and not _is_among(word, gone, language, language):
            yield f"{word}, where the source has {' '.join(names_gone)}"


def _moved(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether the names alone stand in another order than in the source."""
    if sorted(words) != sorted(others):
        return False
    rest = [[word for word in side if not _may_name(word)] for side in (words, others)]
    return rest[0] == rest[1] and list(words) != list(others)


def _other_names(claim: str, asked: str, around: str, language: str) -> Iterator[str]:
    """Names of the claim that the passage, and what stands around it, do not have."""
    words, others = _words(claim), _words(around)
    if sum(word[0].isupper() for word in words) > _TITLE * len(words):
        return  # a headline: any word has a capital
    for name in names(claim):
        parts = [word for word in _words(name.text) if _may_name(word)]
        noun = len(parts) == 1 and asked != language and _may_be_noun(parts[0], asked, language)
        known = any(_is_among(each, others, asked, language) for each in parts)
        if name.sure and parts and not noun and not known:
            yield f"the source does not have {name.text} there"


def _may_name(word: str) -> bool:
    """Whether it has a capital and is no word that only begins a sentence."""
    return word[0].isupper() and bool(_terms(word, "de")) and bool(_terms(word, "en"))


def _may_be_noun(word: str, asked: str, language: str) -> bool:
    """Whether a word with a capital may be a noun, which may be translated in many ways."""
    if _place(word):
        return False
    row = lexicon(field(asked), field(language))[_term(word, asked)]
    return bool(row) or (asked == "de" and _NOUN.search(word) is not None)


def _is_among(word: str, others: Sequence[str], asked: str, language: str) -> bool:
    """Whether one of the words is the same: inflected, spelled otherwise, or its translation."""
    lower = word.lower()
    lowered = [each.lower() for each in others]
    if lower in lowered or any(_inflected(lower, each) for each in lowered):
        return True
    key = name_key(word, field(asked))
    if key and key in {name_key(each, field(language)) for each in others}:
        return True
    if place := _place(word):
        return place in {_place(each) for each in others}
    if asked == language:
        return False
    there = {term for each in others for term in _terms(each, language)}
    table = lexicon(field(asked), field(language))
    return any(other in there for term in _terms(word, asked) for other, _ in table[term])


def _inflected(word: str, other: str) -> bool:
    """Whether two words differ in a few letters at their end: Putin, Putins; Polen, polnische."""
    least = min(len(word), len(other))
    return least > 3 and word[: max(4, least - 1)] == other[: max(4, least - 1)]


def _terms(word: str, language: str) -> tuple[str, ...]:
    return of_word(word.lower(), field(language))


def _term(word: str, language: str) -> str:
    return next(iter(_terms(word, language)), "")


def _place(word: str) -> str | None:
    """The code of a country: "Österreichs" -> "AT"."""
    lower = word.lower()
    return _places().get(lower) or _places().get(lower.removesuffix("s"))


@cache
def _places() -> dict[str, str]:
    """Countries by their German and English names, lower case -> their code."""
    return {
        name.lower(): code
        for language in ("de", "en")
        for code, name in Locale(language).territories.items()
        if not code.isdecimal()
    }


@cache
def _encoder() -> Encoder:
    from index.encoder import load  # late: sentence-transformers

    return load()
