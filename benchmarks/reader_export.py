"""The shipped reader -> a folder that `transformers` loads, for libraries that read with it.

training/quantise.py made int8 of a BERT's weights, with scales; here the scales are multiplied in
again. What goes into a layer stays in fp32, so the two agree but for the rounding of that.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from tokenizers import Tokenizer
from transformers import BertConfig, BertForQuestionAnswering, PreTrainedTokenizerFast

from index.models import CONFIG, TOKENIZER, WEIGHTS

Weights = dict[str, NDArray[np.float32]]
_EMBEDDINGS = {"places": "position_embeddings", "types": "token_type_embeddings"}
_FUSED = ("query", "key", "value")  # one layer in the graph, under the first one's name
_SPECIAL = {"unk": "[UNK]", "sep": "[SEP]", "pad": "[PAD]", "cls": "[CLS]", "mask": "[MASK]"}


def export(reader: Path, folder: Path) -> Path:
    """Write the reader in `reader` to `folder`; gives `folder`.

    Weights, configuration and a fast tokenizer. Raises RuntimeError where the graph lacks a weight
    of a BERT, or has one too many.
    """
    graph = onnx.load(str(reader / WEIGHTS)).graph
    longest = json.loads((reader / CONFIG).read_text(encoding="utf-8"))["max_seq_length"]
    tokenizer = Tokenizer.from_file(str(reader / TOKENIZER))
    held = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    found = weights(held)
    model = BertForQuestionAnswering(_config(graph, found, tokenizer))
    model.load_state_dict({name: torch.tensor(each) for name, each in found.items()})
    model.save_pretrained(folder)
    _fast(tokenizer, longest).save_pretrained(folder)
    return folder


def weights(held: Mapping[str, NDArray[Any]]) -> Weights:
    """The graph's constants -> weights in fp32, named as BertForQuestionAnswering names them."""
    found: Weights = {
        "bert.embeddings.word_embeddings.weight": held["pieces"] * held["pieces.scale"],
        "qa_outputs.weight": held["head.weight"].T,
        "qa_outputs.bias": held["head.bias"],
    }
    for name, of in _EMBEDDINGS.items():
        found[f"bert.embeddings.{of}.weight"] = held[name]
    for name, value in held.items():
        layer, _, part = name.rpartition(".")
        if layer.endswith("LayerNorm"):
            found[f"bert.{name}"] = value
        elif part == "step":
            found |= _linear(f"bert.{layer}", _full(held, layer), held[f"{layer}.bias"])
    return found


def _full(held: Mapping[str, NDArray[Any]], layer: str) -> NDArray[np.float32]:
    """(outputs, inputs). `step` is what inputs were multiplied by, `scale` is of the outputs."""
    values = held[f"{layer}.weight"].T.astype(np.float32)
    full = values * held[f"{layer}.scale"][:, None] * held[f"{layer}.step"]
    return np.asarray(full, np.float32)


def _linear(name: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> Weights:
    layer, _, last = name.rpartition(".")
    if last != _FUSED[0]:
        return {f"{name}.weight": weight, f"{name}.bias": bias}
    rows, biases = np.split(weight, len(_FUSED)), np.split(bias, len(_FUSED))
    return {
        f"{layer}.{each}.{part}": value
        for each, *values in zip(_FUSED, rows, biases, strict=True)
        for part, value in zip(("weight", "bias"), values, strict=True)
    }


def _config(graph: onnx.GraphProto, found: Weights, tokenizer: Tokenizer) -> BertConfig:
    """The sizes are the weights'; what no weight shows is an attribute of a node."""
    options = {option.name: option for node in graph.node for option in node.attribute}
    words = found["bert.embeddings.word_embeddings.weight"]
    return BertConfig(
        vocab_size=len(words),
        hidden_size=words.shape[1],
        num_hidden_layers=sum(name.endswith("intermediate.dense.bias") for name in found),
        num_attention_heads=options["num_heads"].i,
        intermediate_size=len(found["bert.encoder.layer.0.intermediate.dense.bias"]),
        max_position_embeddings=len(found["bert.embeddings.position_embeddings.weight"]),
        type_vocab_size=len(found["bert.embeddings.token_type_embeddings.weight"]),
        layer_norm_eps=options["epsilon"].f,
        pad_token_id=tokenizer.token_to_id(_SPECIAL["pad"]),
    )


def _fast(tokenizer: Tokenizer, longest: int) -> PreTrainedTokenizerFast:
    special = {
        f"{name}_token": piece
        for name, piece in _SPECIAL.items()
        if tokenizer.token_to_id(piece) is not None
    }
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        model_max_length=longest,
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
        **special,
    )
