"""German compounds -> their parts.

Koehn & Knight 2003, "Empirical Methods for Compound Splitting", section 3.4: of all ways to cut a
word into known nouns the one with the highest geometric mean of their counts. A retrieval index
wants the parts of frequent compounds too, so the whole word counts for less; the index keeps it
beside the parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import log

_LINKS = ("", "s", "es", "n", "en", "er", "e")  # what may stand between two parts
_SHORTEST = 4  # letters of a part: shorter ones are found in everything
_LONGEST = 60  # letters of a compound: what is longer is no word
_MOST = 3  # parts
_DISCOUNT = 1.5  # nats off the whole: "bundeskanzler" is met more often than "kanzler"
_DOUBT = 1.5  # nats a link costs: "kindergarten" is kinder + garten before kind + er + garten


class Compounds:
    """Cuts words, given how often each noun is met; all in lower case."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._weights = {word: log(count) for word, count in counts.items() if count > 0}

    def __contains__(self, word: str) -> bool:
        """Whether the word is one of the nouns."""
        return word in self._weights

    def weight(self, word: str) -> float:
        """The natural logarithm of how often the noun was met; 0 for what is none."""
        return self._weights.get(word, 0.0)

    def is_noun(self, word: str) -> bool:
        """Whether a word in lower case is a noun, or put together of nouns."""
        return word in self or bool(self.split(word))

    def split(self, word: str) -> tuple[str, ...]:
        """The parts, at least two; nothing for a word that is none, or cannot be cut.

        "bundeskanzler" -> ("bund", "kanzler"), "kanzler" -> ()
        """
        if not 2 * _SHORTEST <= len(word) <= _LONGEST:
            return ()
        ways = [way for way in self._ways(word, _MOST) if len(way[1]) > 1]
        weight, parts = max(ways, key=lambda way: (way[0] / len(way[1]), way[1]), default=(0.0, ()))
        whole = self.weight(word) - _DISCOUNT
        return parts if parts and weight / len(parts) > whole else ()

    def _ways(self, word: str, most: int) -> Iterator[tuple[float, tuple[str, ...]]]:
        """Each way to cut `word` into up to `most` parts, with the sum of their weights."""
        if word in self._weights:
            yield self._weights[word], (word,)
        if most == 1:
            return
        for end in range(_SHORTEST, len(word) - _SHORTEST + 1):
            for part, cost in self._heads(word[:end]):
                for weight, rest in self._ways(word[end:], most - 1):
                    yield self._weights[part] - cost + weight, (part, *rest)

    def _heads(self, head: str) -> Iterator[tuple[str, float]]:
        """The nouns that `head` may be, less a link at its end."""
        for link in _LINKS:
            part = head.removesuffix(link) if link else head
            cut = len(part) + len(link) == len(head) and len(part) >= _SHORTEST - 1
            if cut and part in self._weights:
                yield part, _DOUBT if link else 0.0
