"""An int8 ONNX encoder as a module of sentence-transformers.

sentence-transformers' own ONNX back end needs a package that holds transformers below version 5.
ONNX Runtime alone does: tokenizer in, unit vectors out, with threads of its own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import onnxruntime
import torch
from sentence_transformers.base.modules import InputModule
from tokenizers import Tokenizer

from index.models import CONFIG, TOKENIZER, WEIGHTS

_THREADS = 8  # at most: batches of 16 passages do not feed more


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
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = min(_THREADS, os.cpu_count() or 1)
        options.log_severity_level = 3  # errors: the rest is about graph optimisation
        session = onnxruntime.InferenceSession(
            str(folder / WEIGHTS), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        return cls(tokenizer, session, config["max_seq_length"], config["revision"])

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
