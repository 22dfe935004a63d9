"""What is wrong with a sentence, as a value: it is told to a person in the sentence's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qa.texts import DISCREPANCIES

DiscrepancyKind = Literal[
    "empty",
    "not said",
    "otherwise",
    "too short",
    "no passage",
    "figure",
    "other figure",
    "name",
    "added",
    "replaced",
    "swapped",
    "of another",
    "not quoted",
    "denied otherwise",
    "denied there",
    "denied here",
    "stronger",
    "opposite",
    "only if",
    "goes on",
]


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """`said` is what the sentence has, `source` what the source has for it; "" where nothing is."""

    kind: DiscrepancyKind
    said: str = ""
    source: str = ""

    def told(self, language: str) -> str:
        """In "de" or "en": ("figure", "118") in "en" -> "the article does not have 118"."""
        template = DISCREPANCIES[self.kind][language]
        said, source = (text.rstrip(".") or "–" for text in (self.said, self.source))
        return template.format(said=said, source=source)
