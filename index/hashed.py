"""An encoder without a model: every word hashed to one dimension.

For tests and speed measurements. It is a real encoder - equal words give equal directions, and a
cosine can be computed by hand - that loads nothing and embeds 100,000 sentences in a second.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np

from index.types import EncoderSpec, Vectors

_WORD = re.compile(r"\w+")


class HashedEncoder:
    """Feature hashing (Weinberger et al. 2009, section 2) of lower-cased words, as unit rows.

    "Musk rief Musk" -> 2/sqrt(5) at crc32("musk") % dimension, 1/sqrt(5) at crc32("rief") % ...
    """

    def __init__(self, dimension: int = 384, max_tokens: int = 256) -> None:
        self._spec = EncoderSpec("hashed", "1", dimension, max_tokens)

    @property
    def spec(self) -> EncoderSpec:
        return self._spec

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        rows = np.zeros((len(texts), self._spec.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in _WORD.findall(text.lower()):
                row[zlib.crc32(word.encode()) % self._spec.dimension] += 1.0
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(norms == 0, 1, norms), dtype=np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_WORD.findall(text)) for text in texts]
