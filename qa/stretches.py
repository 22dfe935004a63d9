"""A text that is too long to be read whole -> the stretches of it that are worth reading.

They are found as passages are, by the words of the question, in either language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from index.keywords import EMPTY
from index.languages import detect
from index.records import Term

if TYPE_CHECKING:
    from qa.reader import Read, Reader

LONGEST = 50_000  # characters that are read whole: half a minute on two cores
LENGTH = 2_000  # of a stretch, about a window of the reader's


def read_worth(reader: Reader, question: str, text: str) -> Read:
    """The text as read for the question: all of it, or of more than `LONGEST` characters the
    stretches that have most of the question, as many as come to that. Offsets are the text's."""
    if len(text) <= LONGEST:
        return reader.read(question, [text])[0]
    spans = _joined(worth_reading(question, text))
    reads = reader.read(question, [text[start:end] for start, end in spans])
    windows = (
        replace(window, starts=window.starts + start, ends=window.ends + start)
        for (start, _), read in zip(spans, reads, strict=True)
        for window in read.windows
    )
    return replace(reads[0], text=text, windows=tuple(windows))


def worth_reading(question: str, text: str) -> list[tuple[int, int]]:
    """The stretches that have most of the question, in their order; those from the beginning on
    where too few have any of it."""
    spans = list(_cut(text))
    language = detect(text)
    terms = (Term(n, n, language, "", text[a:b]) for n, (a, b) in enumerate(spans))
    count = max(1, LONGEST // LENGTH)
    shares = EMPTY.with_layer(terms).search(question, count)
    ranked = dict.fromkeys([*sorted(shares, key=lambda n: -shares[n]), *range(len(spans))])
    return [spans[n] for n in sorted(islice(ranked, count))]


def _cut(text: str) -> Iterator[tuple[int, int]]:
    """The whole text in stretches, each cut behind a line, else a sentence, else a word."""
    start = 0
    while start < len(text):
        end = _end(text, start)
        yield start, end
        start = end


def _end(text: str, start: int) -> int:
    end = start + LENGTH
    if end >= len(text):
        return len(text)
    for mark in ("\n", ". ", " "):
        at = text.rfind(mark, start + LENGTH // 2, end)
        if at >= 0:
            return at + len(mark)
    return end


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbours as one: what goes on from one into the other is read as it stands."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and found[-1][1] == start:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found
