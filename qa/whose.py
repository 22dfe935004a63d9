"""Whether what a claim says of somebody is said of them, or in a sentence beside it of another.

A reader that has both sentences before it takes the name from the one and the rest from the other:
"Kessler endorsed Treadwell" of "Treadwell's deputy was Lorna Kessler. Amara Nwosu endorsed him."
Rules, no model. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.sentences import sentences
from qa.discrepancy import Discrepancy
from qa.mentions import names
from qa.sameness import is_among, is_name, may_name, may_tell
from qa.support import POINTS, Claim, Passage, share, words

_MOST = 0.5  # of what is claimed, that one sentence must have
_TOLD = 2  # words, at least, that say something of somebody


def of_another(claim: Claim, passage: Passage) -> Iterator[Discrepancy]:
    """Whom the sentence that says most of the claim names, where the claim's name stands beside it.

    Not where a pronoun may mean the claim's: then it has to be named before, not only behind.
    """
    if claim.language != passage.language:
        return
    around, language = passage.around, passage.language
    parts = [around[a:b] for a, b in sentences(around, 0, len(around), language)]
    mine = _named(claim.text, claim.language, around)
    told = [
        word for word in words(claim.text) if may_tell(word) and not any(word in n for n in mine)
    ]
    if len(parts) < 2 or not mine or len(told) < _TOLD:
        return
    shares = [share(" ".join(told), claim.language, each, language) for each in parts]
    best = max(range(len(parts)), key=shares.__getitem__)
    if shares[best] < _MOST:
        return
    pronoun = POINTS.search(parts[best])
    others = [each for each in _named(parts[best], language) if not _alike(each, mine)]
    before = [each for part in parts[:best] for each in _named(part, language)]
    for name in mine:
        places = [at for at, each in enumerate(parts) if _has(each, name, claim, passage)]
        if not places or best in places:
            continue
        meant = before[-1:] if pronoun and min(places) > best else others[:1] if not pronoun else ()
        if meant and not re.search(rf"\b{re.escape(name[-1])}['’]", claim.text):
            yield Discrepancy("of another", " ".join(name), " ".join(meant[0]))
            return


def _named(text: str, language: str, around: str = "") -> list[list[str]]:
    """The words of each name; not one that begins a sentence and stands around it in lower case:
    "Parliament" where there is a "parliament"."""
    lower = {word for word in words(around) if word[0].islower()}
    found = (
        [word for word in words(each.text) if may_name(word)]
        for each in names(text, language)
        if each.sure or each.text.lower() not in lower
    )
    return [each for each in found if each and is_name(each[-1], language)]


def _alike(name: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    return any(word in other for word in name for other in others)


def _has(text: str, name: Sequence[str], claim: Claim, passage: Passage) -> bool:
    return is_among(name[-1], words(text), claim.language, passage.language)
