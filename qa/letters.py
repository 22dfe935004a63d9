"""Letters that a rule heeding no case takes for others, as those others. Pure."""

from __future__ import annotations

_OTHERS = str.maketrans({"ſ": "s", "ı": "i", "İ": "I", "\u212a": "K"})


def plain_letters(text: str) -> str:
    """The text with s, i, I and K for the long s, the Turkish i's and the Kelvin sign.

    `re.I` matches them with those four, `str.lower` leaves them or makes two letters of one: what
    a pattern found would be in no table. The text keeps its length.

    >>> plain_letters("um halb dreı")
    'um halb drei'
    """
    return text.translate(_OTHERS)
