"""Who stands against whom, in a claim and in its passage. Rules, no model. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.discrepancy import Discrepancy
from qa.opposites import opposites
from qa.sameness import is_name
from qa.support import Claim, Passage, words

_AGAINST = re.compile(
    r"\b(?:gegen|against)\s+(?:(?:de[rnms]?|die|das|the)\s+)?"
    r"(?P<who>[A-ZÄÖÜ][\w-]*(?:\s[A-ZÄÖÜ][\w-]*)*)"
)


def sides_changed(claim: Claim, passage: Passage) -> Iterator[Discrepancy]:
    """Whom the claim has against somebody, where the passage has that one against them.

    "Ulm gewann gegen Kiel" differs from "Kiel hat gegen Ulm gewonnen", but not from "Kiel verlor
    gegen Ulm": there the verb changed sides, too.
    """
    said, told = words(claim.text), words(passage.text)
    mine, theirs = (_against(each.text, each.language) for each in (claim, passage))
    here, there = mine - theirs, theirs - mine
    if (
        here
        and there
        and here <= {*told}
        and there <= {*said}
        and not opposites(said, told, claim.language, passage.language)
    ):
        yield Discrepancy("swapped")


def _against(text: str, language: str) -> set[str]:
    """The names behind "gegen", each by its last word."""
    last = (found["who"].split()[-1] for found in _AGAINST.finditer(text))
    return {word for word in last if is_name(word, language)}
