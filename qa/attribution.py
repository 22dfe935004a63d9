"""Sentences that only say who said the one before: "Das berichtete eine Quelle gegenüber CNN."

Alone they answer nothing and quote nothing that can be understood; with the sentence they point
at they answer who said it.
"""

from __future__ import annotations

import re

_SAYING = (
    r"(?:bericht|sag|erklär|schrieb|schreib|meld|bestätig|behaupt|betont|teilt|gab|geht|hieß|"
    r"verlautet|äußert|kündigt|räumt|forder|kritisier|erfuhr|ergab|ergibt|zeig|wurde|habe|hatte)"
)
_POINTS_BACK = re.compile(
    rf"(?:Das|Dies|So|Darüber|Davon|Darauf)\s+(?:aber\s+|auch\s+)?{_SAYING}\w*\b"
    r"|(?:This|That|The (?:claim|report|news|information|statement))\s+"
    r"(?:is|was|has been|comes|came|follows|according|confirmed|reported)\b"
)


def points_back(sentence: str) -> bool:
    """Whether the sentence attributes the one before it.

    "Das berichtete eine Quelle." -> True, "Das Gespräch dauerte lang." -> False
    """
    return _POINTS_BACK.match(sentence) is not None
