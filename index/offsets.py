"""Stretches of a text, as offsets into it."""

from __future__ import annotations


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """`text[start:end]` without the white space at its ends; empty where nothing is left.

    >>> stripped(" Er kam. ", 0, 9)
    (1, 8)
    """
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
