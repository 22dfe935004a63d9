"""Our int8 encoder: tokenizer in, unit vectors out, by ONNX Runtime alone.

sentence-transformers could hold it as a module of its own; importing that library takes nine of the
twelve seconds in which a question would then be answered on the command line. It loads every other
encoder (index/encoder.py).
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np

from index.batches import longest_first
from index.shipped import Shipped
from index.types import EncoderSpec, Vectors

_PROMPTS = {"query": "", "document": ""}  # none; a part of the revision that is in people's indexes
_INPUTS = ("input_ids", "attention_mask")


class QuantisedEncoder:
    """An Encoder. Its graph takes `_INPUTS`, (n, length) each, and gives (n, dimension)."""

    def __init__(self, name: str, shipped: Shipped) -> None:
        self._tokenizer = shipped.tokenizer
        self._tokenizing = threading.Lock()  # padding and truncation are set inside it, each time
        self._session = shipped.session
        dimension = int(shipped.session.get_outputs()[0].shape[1])
        self._spec = EncoderSpec(name, _fingerprint(shipped), dimension, shipped.longest)

    @classmethod
    def read(cls, name: str, folder: Path) -> Self:
        """The encoder that training/ left in a folder."""
        return cls(name, Shipped.read(folder))

    @property
    def spec(self) -> EncoderSpec:
        return self._spec

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        rows = np.empty((len(texts), self._spec.dimension), dtype=np.float32)
        for part in longest_first(texts, self.count_tokens):
            rows[part] = self._vectors([texts[place] for place in part])
        return rows

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        with self._tokenizing:
            self._tokenizer.enable_truncation(self._spec.max_tokens)
            self._tokenizer.enable_padding()
            encoded = self._tokenizer.encode_batch_fast(texts)
        pieces = ([each.ids for each in encoded], [each.attention_mask for each in encoded])
        given = {name: np.array(rows, np.int64) for name, rows in zip(_INPUTS, pieces, strict=True)}
        (vectors,) = self._session.run(None, given)
        return np.asarray(vectors, np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        with self._tokenizing:
            self._tokenizer.no_truncation()
            self._tokenizer.no_padding()
            encoded = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(each) for each in encoded]


def _fingerprint(shipped: Shipped) -> str:
    """Twelve hex digits that change when weights, vocabulary or length change."""
    digest = hashlib.sha256(repr((shipped.longest, _PROMPTS)).encode())
    digest.update(repr(sorted(shipped.tokenizer.get_vocab().items())).encode())
    digest.update(shipped.revision.encode())
    return digest.hexdigest()[:12]
