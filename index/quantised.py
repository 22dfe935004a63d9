"""An int8 ONNX encoder as a module of sentence-transformers.

sentence-transformers' own ONNX back end needs a package that holds transformers below version 5.
ONNX Runtime alone does: tokenizer in, unit vectors out, with threads of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import onnxruntime
import torch
from sentence_transformers.base.modules import InputModule
from tokenizers import Tokenizer

from index.shipped import Shipped


class Quantised(InputModule):
    """Texts -> unit vectors, by a graph with inputs `input_ids`, `attention_mask` (n, length)."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        session: onnxruntime.InferenceSession,
        max_seq_length: int,
        revision: str,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.tokenizer = tokenizer
        self.max_seq_length = max_seq_length
        self.revision = revision  # a digest of the weights
        self._session = session

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The encoder that training/ left in a folder."""
        shipped = Shipped.read(folder)
        return cls(shipped.tokenizer, shipped.session, shipped.longest, shipped.revision)

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any
    ) -> dict[str, torch.Tensor | Any]:
        texts = [f"{prompt or ''}{text}" for text in inputs]
        self.tokenizer.enable_truncation(self.max_seq_length)
        self.tokenizer.enable_padding()
        encoded = self.tokenizer.encode_batch_fast(texts)
        return {
            "input_ids": torch.tensor([each.ids for each in encoded]),
            "attention_mask": torch.tensor([each.attention_mask for each in encoded]),
        }

    def forward(
        self, features: dict[str, torch.Tensor | Any], **kwargs: Any
    ) -> dict[str, torch.Tensor | Any]:
        names = ("input_ids", "attention_mask")
        (vectors,) = self._session.run(None, {name: features[name].numpy() for name in names})
        return {**features, "sentence_embedding": torch.from_numpy(vectors)}

    def get_embedding_dimension(self) -> int:
        return int(self._session.get_outputs()[0].shape[1])

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        raise NotImplementedError("made by training/, not saved by sentence-transformers")
