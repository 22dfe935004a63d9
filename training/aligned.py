"""Parallel sentences as token ids, with the words that translate each other linked.

A German and an English word are linked where each is the other's most probable translation within
the sentence pair (the intersection of both directions: Och & Ney 2003, "A Systematic Comparison of
Various Statistical Alignment Models", section 4), and where both write it alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.lexicon import Row

LONGEST = 60  # words of a sentence; the few longer ones align badly
_LEAST = 0.05  # probability of a link
_ALIKE = 1.0  # what a word written the same in both languages adds to it

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of different lengths, one after the other."""

    values: Ints
    ends: NDArray[np.int64]  # (rows,): where each ends

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> Ragged:
        ends = np.cumsum([len(row) for row in rows], dtype=np.int64)
        return cls(np.array([each for row in rows for each in row], np.int32), ends)

    def __getitem__(self, row: int) -> Ints:
        return self.values[self.ends[row - 1] if row else 0 : self.ends[row]]

    def __len__(self) -> int:
        return len(self.ends)

    def lengths(self) -> NDArray[np.int64]:
        return np.diff(self.ends, prepend=0)


@dataclass(frozen=True, slots=True)
class Aligned:
    """Sentence pairs as the models read them; `..._words` says which word a piece is of."""

    de: Ragged  # the student's pieces, without [CLS] and [SEP]
    de_words: Ragged
    en: Ragged
    en_words: Ragged
    teacher: Ragged  # the teacher's pieces of the English sentence
    teacher_words: Ragged
    links: Ragged  # German word, English word, German word, ...

    def __len__(self) -> int:
        return len(self.de)

    def save(self, path: Path) -> None:
        parts = {each.name: getattr(self, each.name) for each in fields(self)}
        arrays = {f"{name}.values": part.values for name, part in parts.items()}
        arrays |= {f"{name}.ends": part.ends for name, part in parts.items()}
        with path.open("wb") as file:
            np.savez(file, **arrays)

    @classmethod
    def load(cls, path: Path) -> Aligned:
        with np.load(path, allow_pickle=False) as arrays:
            return cls(
                *(
                    Ragged(arrays[f"{each.name}.values"], arrays[f"{each.name}.ends"])
                    for each in fields(cls)
                )
            )


def align(
    german: Sequence[Sequence[str]],
    english: Sequence[Sequence[str]],
    unfolded: Sequence[Sequence[str]],
    to_english: Mapping[str, Row],
    to_german: Mapping[str, Row],
    student: Tokenizer,
    teacher: Tokenizer,
) -> Aligned:
    """Sentence pairs, given as folded words, ready to train on.

    `unfolded` are the English words as the teacher's tokenizer cuts them.
    """
    forth = {word: dict(row) for word, row in to_english.items()}
    back = {word: dict(row) for word, row in to_german.items()}
    links = [
        [place for link in linked(a, b, forth, back) for place in link]
        for a, b in zip(german, english, strict=True)
    ]
    parts = [_pieces(student, german), _pieces(student, english), _pieces(teacher, unfolded)]
    (de, de_words), (en, en_words), (other, other_words) = parts
    return Aligned(de, de_words, en, en_words, other, other_words, Ragged.of(links))


def linked(
    german: Sequence[str],
    english: Sequence[str],
    to_english: Mapping[str, Mapping[str, float]],
    to_german: Mapping[str, Mapping[str, float]],
) -> list[tuple[int, int]]:
    """(German word, English word) of each mutual best link, in the German order.

    Of equal candidates the one that stands at the same share of its sentence wins.

    ["das", "haus"], ["the", "house"] -> [(0, 0), (1, 1)]
    """
    best = _best(german, english, to_english)
    back = _best(english, german, to_german)
    return [(j, k) for j, k in enumerate(best) if k >= 0 and back[k] == j]


def _best(
    ours: Sequence[str], theirs: Sequence[str], table: Mapping[str, Mapping[str, float]]
) -> list[int]:
    """For each of our words the place of its best translation; -1 where none is likely enough."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(theirs):
        places.setdefault(word, []).append(place)
    found = []
    for at, word in enumerate(ours):
        row = table.get(word, {})
        share = at / len(ours)
        scores = [
            (
                row.get(other, 0.0) + _ALIKE * (other == word),
                -abs(place / len(theirs) - share),
                place,
            )
            for other in {*row, word} & places.keys()
            for place in places[other]
        ]
        score, _, place = max(scores, default=(0.0, 0.0, -1))
        found.append(place if score >= _LEAST else -1)
    return found


def _pieces(tokenizer: Tokenizer, sentences: Sequence[Sequence[str]]) -> tuple[Ragged, Ragged]:
    encoded = tokenizer.encode_batch(
        [list(words) for words in sentences], is_pretokenized=True, add_special_tokens=False
    )
    return Ragged.of([each.ids for each in encoded]), Ragged.of(
        [cast("list[int]", each.word_ids) for each in encoded]
    )
