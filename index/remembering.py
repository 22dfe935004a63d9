"""An encoder that knows the texts again that it embedded lately.

People ask again and again of the same articles: the sentences of an overview, and those that what a
model writes is checked against, were mostly looked at before.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from index.types import Encoder, EncoderSpec, Vectors

REMEMBERED = 8_192  # texts: 13 MB of vectors, and the sentences of some 300 news articles


class Remembering:
    """An Encoder. Its documents' vectors are those of `encoder`, which embeds each text once."""

    def __init__(self, encoder: Encoder, most: int = REMEMBERED) -> None:
        self.encoder = encoder
        self._most = most
        self._vectors: dict[str, Vectors] = {}  # the one asked for longest ago first
        self._lock = threading.Lock()

    @property
    def spec(self) -> EncoderSpec:
        return self.encoder.spec

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        if query:
            return self.encoder.encode(texts, query=True)
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        for text, vector in zip(new, self.encoder.encode(new), strict=True):
            known[text] = vector.copy()  # not a view, which would hold the whole batch
        self._remember(known)
        rows = np.empty((len(texts), self.spec.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[:] = known[text]
        return rows

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self.encoder.count_tokens(texts)

    def _remember(self, vectors: dict[str, Vectors]) -> None:
        with self._lock:
            for text, vector in vectors.items():
                self._vectors.pop(text, None)
                self._vectors[text] = vector
            while len(self._vectors) > self._most:
                del self._vectors[next(iter(self._vectors))]
