"""What a claim denies and its passage does not, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from qa.discrepancy import Discrepancy
from qa.negation import denials, may_deny, plainly, times
from qa.support import Claim, Passage, share, words

_WHOLE = 0.6  # share of the passage's length from which the claim tells all of it
_SAME_CLAUSE = 0.5  # of what one names that the other must have
_OF_IT = 0.4  # of what a denying clause names that the claim must have, to be denied by it
_CLAUSE = 3  # words of one, at least
CLAUSES = re.compile(r"[,;:–]|\b(?:und|aber|sondern|and|(?<!nothing )but|while|während)\b")

_BUT = re.compile(  # "nicht geschlossen, sondern"
    r"\b(?:nicht|kein\w*|not|no)\b(?:\W+\w+){1,8}?\W+(?:sondern|but)\b", re.I
)

_ANONYMOUS = re.compile(  # of whoever is quoted, not of what is said
    r"\b(?:(?:asked|asking|wanted|wanting|wished|wishing|preferred|requested|insisted on) not"
    r"|(?:did|does|do)(?: not|n[’']t) (?:want|wish)) (?:to be|being) (?:named|identified|quoted)\b"
    r"|\bnot (?:be )?(?:named|identified)\b|\bnot authori[sz]ed to (?:speak|comment|discuss|talk)\b"
    r"|\b(?:namentlich )?(?:nicht|ungern) (?:namentlich )?(?:genannt|zitiert|identifiziert)\b",
    re.I,
)
_NAMELESS = re.compile(r"\b(?:named?|naming|identif\w+|genannt|nenn\w*|namen\w*|anonym\w*)\b", re.I)

_NOT_RULED_OUT = re.compile(  # beside what says that it may be, this denies nothing
    r"\bschl(?:ie|o)(?:ß|ss)\w*\b[^.;:]*?\bnicht aus\b|\bnicht (?:auszuschließen|ausgeschlossen"
    r"|ausschließen)\b|(?:\bnot|n[’']t) rul(?:e|ed|ing) out\b|\bnot excluded?\b",
    re.I,
)
_MAY_BE = re.compile(r"\b(?:möglich\w*|denkbar\w*|könnte\w*|possib\w+|could|may|might)\b", re.I)
_NOT_YET = re.compile(r"\bnoch (?:gar )?(?:nicht|kein\w*)\b|\b(?:not|n[’']t) yet\b", re.I)
_STILL = re.compile(  # what says as much, or tells of what is to come
    r"\b(?:noch|yet|still|bislang|bisher|so far|before|bevor|erst|until|offen|open|pending|künftig"
    r"|wird|werden|will|would|soll\w*|to)\b",
    re.I,
)

_Text = tuple[str, str]  # and its language


def denied_in_place(come: str, gone: str) -> Iterator[Discrepancy]:
    """In the words that came for others: "kein" for "ein"."""
    come, gone = (_BUT.sub(" ", each) for each in (come, gone))
    if yet := _not_yet(come, gone):
        yield Discrepancy("denied otherwise", source=yet)
        return
    mine, theirs = denials(come), denials(gone)
    in_other_words = may_deny(gone) if mine and not theirs else may_deny(come) and not mine
    if len(mine) != len(theirs) and not in_other_words:
        yield Discrepancy("denied otherwise", " ".join(mine), " ".join(theirs))
        return
    said, told = plainly(come), plainly(gone)
    if (said or told) and may_deny(come) != may_deny(gone):
        yield Discrepancy("denied otherwise", said, told)


def _not_yet(claim: str, told: str) -> str:
    """What says that something has yet to be, where the claim has it done: also "rejected", which
    denies something else, is more than "not decided yet"."""
    found = _NOT_YET.search(told)
    return found.group() if found and not denials(claim) and not _STILL.search(claim) else ""


def denied_elsewhere(claim: Claim, passage: Passage) -> Iterator[Discrepancy]:
    """In other words, or in another language: all of it, or a clause that says the same."""
    said = (claim.text, claim.language)
    open_to_it = passage.text
    if _MAY_BE.search(claim.text) and not denials(claim.text):
        open_to_it = _NOT_RULED_OUT.sub(" ", open_to_it)
    told = (open_to_it, passage.language)
    if not _NAMELESS.search(claim.text):
        told = (_ANONYMOUS.sub(" ", open_to_it), passage.language)
    part = len(claim.text) < _WHOLE * len(passage.text)
    if part:  # of a long passage what it is about
        told = clause_like(said, told) or told
    if not part or _is_denied_by(told, said):
        for each in _denied_alone(told, said):
            yield Discrepancy("denied there", source=each)
    for each in _denied_alone(said, told):
        yield Discrepancy("denied here", each)
    if yet := _not_yet(claim.text, told[0]):
        yield Discrepancy("denied there", source=yet)
    yield from _denied_in_words(claim.text, open_to_it)


def _is_denied_by(passage: _Text, claim: _Text) -> bool:
    """Whether a clause of the passage that denies is about what the claim says, or says more."""
    text, language = passage
    denying = [clause for clause in CLAUSES.split(text) if denials(clause)]
    return not denying or any(
        share(each, language, *claim) >= _OF_IT or share(*claim, each, language) >= _SAME_CLAUSE
        for each in denying
    )


def _denied_in_words(claim: str, told: str) -> Iterator[Discrepancy]:
    """ "refused to" where the other denies nothing at all; of a long passage it may be anything."""
    mine, theirs = plainly(claim), plainly(told)
    if theirs and not may_deny(claim) and len(claim) >= _WHOLE * len(told):
        yield Discrepancy("denied there", source=theirs)
    if mine and not may_deny(told):
        yield Discrepancy("denied here", mine)


def _denied_alone(one: _Text, other: _Text) -> Iterator[str]:
    """What the one denies with, and the other, or its clause that says the same, does not.

    One that denies more often, also counting other words that say as much, denies something that
    the other does not. What another clause denies says nothing of this one.
    """
    mine, theirs = denials(one[0]), denials(other[0])
    more = len(mine) > len(theirs) and times(one[0]) > times(other[0])
    if mine and (more or not may_deny(other[0])):
        yield mine[0]
        return
    if len(mine) == len(theirs):
        return
    for clause in _clauses(one[0]):
        if denials(clause):
            like = clause_like((clause, one[1]), other)
            if like and not may_deny(like[0]):
                yield denials(clause)[0]


@lru_cache(maxsize=256)  # several rules ask for it of the same two
def clause_like(one: _Text, other: _Text) -> _Text | None:
    """The other's clause that has most of what the one names; None if none has enough of it."""
    shares = {each: share(*one, each, other[1]) for each in _clauses(other[0])}
    best = max(shares, key=shares.__getitem__, default=None)
    return (best, other[1]) if best and shares[best] >= _SAME_CLAUSE else None


def _clauses(text: str) -> list[str]:
    return [part for part in CLAUSES.split(text) if len(words(part)) >= _CLAUSE]
