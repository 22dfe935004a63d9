"""Stretches of a text, as offsets into it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """`text[start:end]` without the white space at its ends; empty where nothing is left.

    >>> stripped(" Er kam. ", 0, 9)
    (1, 8)
    """
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())


def composed(text: str) -> tuple[str, Sequence[int]]:
    """The text in NFC, and where each of its characters, and its end, was before.

    >>> composed("Ja\u0308nner")
    ('Jänner', [0, 1, 3, 4, 5, 6, 7])
    """
    if unicodedata.is_normalized("NFC", text):
        return text, range(len(text) + 1)
    pieces: list[str] = []
    places: list[int] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at < len(text) and _composes(text[start:at], text[at]):
            continue
        piece = unicodedata.normalize("NFC", text[start:at])
        kept = len(piece) == at - start
        pieces.append(piece)
        places += [start + nth if kept else start for nth in range(len(piece))]
        start = at
    return "".join(pieces), [*places, len(text)]


def _composes(piece: str, letter: str) -> bool:
    """Whether a letter is written otherwise, or elsewhere, behind that piece than on its own."""
    if unicodedata.combining(letter):
        return True
    alone = unicodedata.normalize("NFC", piece) + unicodedata.normalize("NFC", letter)
    return unicodedata.normalize("NFC", piece + letter) != alone
