"""Which phrases translate each other: with them, switched text keeps its word order and endings.

Phrase pairs are read off the linked words of parallel sentences: a stretch of one sentence and the
stretch of the other that its links lead to, where no link leads out of either (Koehn, Och & Marcu
2003, "Statistical Phrase-Based Translation", section 2.1). Both begin and end with linked words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from index.lexicon import Row
from training.aligned import linked

LONGEST = 4  # words of a phrase that is looked up
_OTHER = 6  # of its translation
_SEEN = 2  # times a pair is met
_LEAST = 0.05  # probability of a translation
_KEPT = 6  # of a phrase

Sentence = Sequence[str]
Span = tuple[int, int]


def learn(
    german: Sequence[Sentence],
    english: Sequence[Sentence],
    to_english: Mapping[str, Row],
    to_german: Mapping[str, Row],
) -> tuple[dict[str, Row], dict[str, Row]]:
    """Phrases of two and more words -> their translations by p(translation | phrase), best first.

    The words of a phrase are joined by spaces. German to English, and English to German.
    """
    tables = (
        {word: dict(row) for word, row in to_english.items()},
        {word: dict(row) for word, row in to_german.items()},
    )
    forth: Counter[tuple[str, str]] = Counter()
    back: Counter[tuple[str, str]] = Counter()
    for ours, theirs in zip(german, english, strict=True):
        for (a, b), (c, d) in stretches(linked(ours, theirs, *tables)):
            one, other = ours[a:b], theirs[c:d]
            if not all(word.isalpha() for word in (*one, *other)):
                continue
            pair = " ".join(one), " ".join(other)
            if 1 < b - a <= LONGEST:
                forth[pair] += 1
            if 1 < d - c <= LONGEST:
                back[pair[1], pair[0]] += 1
    return _rows(forth), _rows(back)


def stretches(links: Sequence[tuple[int, int]]) -> Iterator[tuple[Span, Span]]:
    """Stretches of both sentences that translate each other, from one-to-one links.

    [(0, 0), (1, 1)] -> ((0, 1), (0, 1)), ((0, 2), (0, 2)), ((1, 2), (1, 2))
    """
    links = sorted(links)
    sources = {theirs: ours for ours, theirs in links}
    for first in range(len(links)):
        low = high = links[first][1]
        for last in range(first, len(links)):
            start, end = links[first][0], links[last][0] + 1
            if end - start > _OTHER:
                break
            low, high = min(low, links[last][1]), max(high, links[last][1])
            if high - low >= _OTHER:
                break
            inside = sum(1 for theirs in range(low, high + 1) if theirs in sources)
            if inside == last - first + 1:
                yield (start, end), (low, high + 1)


def _rows(counts: Counter[tuple[str, str]]) -> dict[str, Row]:
    totals: Counter[str] = Counter()
    found: dict[str, list[tuple[str, int]]] = {}
    for (phrase, other), count in counts.items():
        totals[phrase] += count
        if count >= _SEEN:
            found.setdefault(phrase, []).append((other, count))
    rows = {}
    for phrase, others in found.items():
        best = sorted(others, key=lambda each: (-each[1], each[0]))[:_KEPT]
        row = [(other, round(count / totals[phrase], 4)) for other, count in best]
        if kept := tuple(each for each in row if each[1] >= _LEAST):
            rows[phrase] = kept
    return rows
