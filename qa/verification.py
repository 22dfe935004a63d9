"""Does a text say what a sentence claims? And where, or what differs.

A sentence is verified where a passage of the text (qa/support.py) has its numbers, dates and names,
denies what it denies (qa/differences.py), and means it, as the reader has it (qa/stated.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from index import Encoder
from index.languages import detect_known
from index.offsets import composed
from index.once import once
from qa.differences import Near, differences
from qa.discrepancy import Discrepancy, DiscrepancyKind
from qa.figures import figures
from qa.stated import is_plain, log_odds, sureness
from qa.support import SUPPORT, Claim, Passage, claims_of, closest, elsewhere, source_of
from qa.turned import turned
from qa.types import Status, Verdict

SURE = 0.5  # probability that the passage says it
NEAR = 0.4  # cosine of two nouns: 72 % of the held-out synonyms are above, 11 % of any two
_BADNESS: tuple[Status, ...] = ("verified", "differs", "unsupported")
_FOLDED = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'"})
_IN_NUMBER = r"[.,:' \u00a0\u202f]"  # "1,200", "45.80", "1 200", "20:15"
_FIGURES: frozenset[DiscrepancyKind] = frozenset({"figure", "other figure"})
_Looked = tuple[Claim, Passage | None, tuple[Discrepancy, ...]]
_NOT_IN_NUMBER = rf"(?<!\d{_IN_NUMBER})", rf"(?!{_IN_NUMBER}\d)"  # before it, behind it


def verify(sentence: str, source_text: str, *, encoder: Encoder | None = None) -> Verdict:
    """Whether the source says what the sentence says. A verbatim sentence of it always is verified.

    Of several sentences each is looked for on its own; the worst verdict counts. Without
    `encoder`, the shipped one.
    """
    return verify_all([sentence], source_text, encoder=encoder)[0]


def verify_all(
    sentences: Sequence[str], source_text: str, *, encoder: Encoder | None = None
) -> tuple[Verdict, ...]:
    """`verify` of each sentence; what they need of the source and its vectors is made once."""
    sentences = [unicodedata.normalize("NFC", each) for each in sentences]  # as articles are
    text, places = composed(source_text)
    verdicts = _verified(sentences, text, encoder)
    if text == source_text:
        return verdicts
    return tuple(_moved(each, places) for each in verdicts)


def _verified(
    sentences: Sequence[str], source_text: str, encoder: Encoder | None
) -> tuple[Verdict, ...]:
    known = [_at_a_glance(each, source_text) for each in sentences]
    claims = [[] if done else claims_of(each) for each, done in zip(sentences, known, strict=True)]
    every = [claim for group in claims for claim in group]
    looked = iter(_looked_up(every, source_text, encoder) if every else ())
    return tuple(
        done or _together([next(looked) for _ in group])
        for done, group in zip(known, claims, strict=True)
    )


def _moved(verdict: Verdict, places: Sequence[int]) -> Verdict:
    """Its span as it is in the text that is composed so."""
    if verdict.span is None:
        return verdict
    start, end = verdict.span
    return replace(verdict, span=(places[start], places[end]))


def prepare(source_text: str, *, encoder: Encoder | None = None) -> None:
    """Embed a source's sentences ahead of `verify`, a fifth of its time; for an `encoder` that
    remembers them, as an index's and the shipped one here do."""
    text, _ = composed(source_text)
    source = source_of(text)
    if source.spans:
        (encoder or _encoder()).encode([text[a:b] for a, b in source.spans])


def _at_a_glance(sentence: str, source: str) -> Verdict | None:
    """The verdict where there is nothing to compare; None where there is."""
    if not any(char.isalnum() for char in sentence):
        return _unsupported("empty", detect_known(sentence))
    first: tuple[Discrepancy, tuple[int, int]] | None = None
    for span in _verbatim(sentence, source):
        otherwise = turned(sentence, source, *span)
        if otherwise is None:
            return Verdict("verified", span=span)
        first = first or (otherwise, span)
    if first is None:
        return None
    return Verdict("differs", first[0].told(detect_known(sentence)), first[1])


def _looked_up(claims: Sequence[Claim], text: str, encoder: Encoder | None) -> list[Verdict]:
    known = [_at_a_glance(claim.text, text) for claim in claims]
    open_ = [claim for claim, done in zip(claims, known, strict=True) if not done]
    compared = iter(_compared(open_, text, encoder or _encoder()))
    return [done or next(compared) for done in known]


def _compared(claims: Sequence[Claim], text: str, encoder: Encoder) -> list[Verdict]:
    """The rules look first; the reader is asked, once, for all that they leave open."""
    near, source = partial(near_one_of, encoder), source_of(text)
    looked = [
        _looked_at(claim, passage, near)
        for claim, passage in zip(claims, closest(claims, source, encoder), strict=True)
    ]
    verdicts = _judged(looked)
    others = {
        at: _looked_at(claim, other, near)
        for at, (claim, passage, found) in enumerate(looked)
        if passage
        and not passage.close  # what has the claim's words and other numbers, contradicts it
        and not _FIGURES.isdisjoint(each.kind for each in found)
        for other in [elsewhere(claim, source, passage, encoder, _has_figures(claim))]
        if other
    }
    for at, verdict in zip(others, _judged([*others.values()]), strict=True):
        if verdict.status == "verified" and not others[at][2]:  # nothing differs in that one
            verdicts[at] = verdict
    return verdicts


def _looked_at(claim: Claim, passage: Passage | None, near: Near) -> _Looked:
    return claim, passage, tuple(differences(claim, passage, near)) if passage else ()


def _has_figures(claim: Claim) -> Callable[[str], bool]:
    """What says whether a passage in either language has all numbers and dates of the claim."""
    mine = [each for each in figures(claim.text, claim.language) if each.sure]

    def has(text: str) -> bool:
        there = figures(text, detect_known(text))
        return all(each.is_one_of(there) for each in mine)

    return has


def _judged(looked: Sequence[_Looked]) -> list[Verdict]:
    unsure = [
        (claim, passage)
        for claim, passage, found in looked
        if passage and not is_plain({each.kind for each in found})
    ]
    said = dict(zip(unsure, _read(unsure), strict=True))
    return [
        _weighed(claim, passage, said.get((claim, passage), 0.0), found)
        if passage
        else _unsaid(claim)
        for claim, passage, found in looked
    ]


def _read(pairs: Sequence[tuple[Claim, Passage]]) -> list[float]:
    """The reader's log odds that each passage says its claim."""
    from qa.reader import default_reader  # late: ONNX Runtime

    return log_odds(default_reader(), pairs) if pairs else []


def near_one_of(encoder: Encoder, word: str, others: Sequence[str]) -> bool:
    """Whether a word's vector is near that of one of the others."""
    first, *rest = encoder.encode([word, *others])
    return max(float(first @ each) for each in rest) >= NEAR


def _weighed(claim: Claim, passage: Passage, said: float, found: Sequence[Discrepancy]) -> Verdict:
    """`said` is the reader's, `found` what differs."""
    span = passage.start, passage.end
    if sureness(passage, said, {each.kind for each in found}) >= SURE:
        return Verdict("verified", span=span)
    if passage.support < SUPPORT:
        return _unsaid(claim)
    differs = found[0] if found else Discrepancy("otherwise")
    return Verdict("differs", differs.told(claim.language), span)


def _unsaid(claim: Claim) -> Verdict:
    return _unsupported("not said", claim.language)


def _unsupported(kind: DiscrepancyKind, language: str) -> Verdict:
    return Verdict("unsupported", Discrepancy(kind).told(language))


def _together(verdicts: Sequence[Verdict]) -> Verdict:
    """Of the sentences of one: the worst, or where they all stand."""
    worst = max(verdicts, key=lambda each: _BADNESS.index(each.status))
    spans = [each.span for each in verdicts if each.span]
    if worst.status == "verified" and spans:
        return Verdict("verified", span=(min(a for a, _ in spans), max(b for _, b in spans)))
    return worst


def _verbatim(claim: str, source: str) -> Iterator[tuple[int, int]]:
    """Where the claim stands in the source, whatever its white space, quotes and last full stop.

    Not within a number: "200 people" is not what "1,200 people" says.
    """
    words = claim.translate(_FOLDED).strip(' \n\t"').rstrip(".").split()
    if not words:
        return
    first = _NOT_IN_NUMBER[0] if words[0][0].isdigit() else ""
    last = _NOT_IN_NUMBER[1] if words[-1][-1].isdigit() else ""
    pattern = r"\s+".join(re.escape(word) for word in words)
    for found in re.finditer(rf"(?<!\w){first}{pattern}(?!\w){last}", source.translate(_FOLDED)):
        yield found.span()


@once
def _encoder() -> Encoder:
    from index.encoder import load  # late: sentence-transformers
    from index.remembering import Remembering

    return Remembering(load())
