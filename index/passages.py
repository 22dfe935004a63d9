"""Article -> passages: windows of whole sentences whose offsets are exact by construction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from index.offsets import stripped
from index.sentences import continues, sentences
from index.types import Article, Block

CountTokens = Callable[[Sequence[str]], list[int]]
Offsets = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Settings:
    """How articles are cut; stored with the index, since build and search must agree on it."""

    # benchmarks/windows.py, R@5 and MRR@10 on held-out SQuAD for 64, 96, 128, 192 tokens:
    # .909 .920 .927 .940 and .820 .840 .845 .845; within 400 tokens read .927 .912 .896 .867.
    tokens: int = 128  # a window's body
    overlap: int = 1  # sentences that two windows share; with none, MRR@10 is no worse (.846), but
    # a sentence and the one it points back to ("Das berichtete …") would be parted
    context: int = 32  # tokens of title and heading put before the body when it is embedded
    chars: int = 4_000  # no window is longer: one "word" of any length may be a single token


@dataclass(frozen=True, slots=True)
class Window:
    """A passage before it has an id. `context` is the title and the headings it stands under."""

    start: int
    end: int
    context: str


def split(
    article: Article, count: CountTokens, max_tokens: int, settings: Settings
) -> list[Window]:
    """Cut a labelled article into windows, in order; together they cover all body text.

    A window never crosses a heading or furniture, never exceeds `max_tokens` together with its
    context and the two special tokens, and splits a sentence only where that alone would not fit.
    """
    context_room = min(settings.context, max_tokens // 4)
    budget = max(1, min(settings.tokens, max_tokens - 2 - context_room))
    windows: list[Window] = []
    for heading, blocks in _sections(article):
        context = _trim(_context(article, heading), count, context_room)
        room = max_tokens - 2 - context_room
        measured = list(_pieces(article, blocks, count, room, settings.chars))
        pieces, lengths = [span for span, _ in measured], [length for _, length in measured]
        for first, last in _pack(pieces, lengths, budget, settings):
            windows.append(Window(pieces[first][0], pieces[last][1], context))
    return windows


def embedded_text(context: str, body: str) -> str:
    """What the encoder sees of a passage."""
    return f"{context}\n{body}" if context else body


def _sections(article: Article) -> Iterator[tuple[str, list[Block]]]:
    """Runs of body blocks with the heading above them; headings and furniture end a run."""
    heading = ""
    for label, run in groupby(article.blocks, key=lambda block: block.label):
        blocks = list(run)
        if label == "heading":
            heading = article.text[blocks[-1].start : blocks[-1].end]
        elif label == "body":
            yield heading, blocks


def _context(article: Article, heading: str) -> str:
    parts = [part for part in (article.title, heading) if part]
    return " - ".join(dict.fromkeys(" ".join(part.split()) for part in parts))


def _trim(context: str, count: CountTokens, room: int) -> str:
    """Drop words from the end until the context fits its room."""
    words = context[:1_000].split()
    while words and count([" ".join(words)])[0] > room:
        words = words[: len(words) * 3 // 4]
    return " ".join(words)


def _pieces(
    article: Article, blocks: list[Block], count: CountTokens, limit: int, chars: int
) -> Iterator[tuple[Offsets, int]]:
    """Sentences with their tokens, and halves of halves of those that alone exceed `limit`."""
    text = article.text
    found = [
        span
        for block in blocks
        for span in sentences(text, block.start, block.end, article.language)
    ]
    lengths = count([text[start:end] for start, end in found])
    for (start, end), length in zip(found, lengths, strict=True):
        if length <= limit and end - start <= chars:
            yield (start, end), length
        else:
            for half in _halve(text, start, end, count, limit, chars):
                yield half, count([text[slice(*half)]])[0]


def _halve(
    text: str, start: int, end: int, count: CountTokens, limit: int, chars: int
) -> Iterator[Offsets]:
    fits = end - start <= chars and count([text[start:end]])[0] <= limit
    middle = _cut(text, start, end)
    if fits or not start < middle < end:
        yield start, end
        return
    for half in (stripped(text, start, middle), stripped(text, middle, end)):
        if half[0] < half[1]:
            yield from _halve(text, *half, count, limit, chars)


def _cut(text: str, start: int, end: int) -> int:
    """Where to cut near the middle: at white space, else between two whole characters."""
    middle = (start + end) // 2
    reach = (end - start) // 4
    space = text.rfind(" ", middle - reach, middle)
    if space > start:
        return space
    later = next((at for at in range(middle, end) if not continues(text, at)), end)
    if later < end:
        return later
    return next((at for at in range(middle, start, -1) if not continues(text, at)), end)


def _pack(
    pieces: list[Offsets], lengths: list[int], budget: int, settings: Settings
) -> Iterator[tuple[int, int]]:
    """Greedy windows of consecutive pieces, as (first, last) positions, both included."""
    first = 0
    while first < len(pieces):
        last, used = first, lengths[first]
        while (
            last + 1 < len(pieces)
            and used + lengths[last + 1] <= budget
            and pieces[last + 1][1] - pieces[first][0] <= settings.chars
        ):
            last += 1
            used += lengths[last]
        yield first, last
        if last + 1 == len(pieces):
            return
        first = max(first + 1, last + 1 - settings.overlap)
        while first <= last and not (
            sum(lengths[first : last + 2]) <= budget
            and pieces[last + 1][1] - pieces[first][0] <= settings.chars
        ):
            first += 1  # shared sentences must leave room for a new one
