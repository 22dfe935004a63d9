"""The int8 graph that is shipped -> weights in fp32 that training goes on from.

For when the checkpoints are gone: what is shipped is all of them that was kept. The way back from
training/quantise.py; what rounding took stays lost, half a step of each weight at most.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import nn
from transformers import BertModel

from training import student
from training.reader import Reader

Array = NDArray[Any]
_TOGETHER = ("query", "key", "value")  # one layer in the graph, one after the other


def restored(graph: onnx.ModelProto) -> BertModel:
    """The student that the graph was exported from, as nearly as int8 tells.

    The kinds of text are not told apart by an encoder: the graph has the first one's vector in its
    places. They start as the teacher's again, and so does the pooler, which nothing uses.
    """
    constants = _constants(graph)
    pieces = constants["pieces"] * constants["pieces.scale"]
    model = student.with_pieces(torch.from_numpy(pieces))
    kinds = model.embeddings.token_type_embeddings.weight
    with torch.no_grad():
        places = torch.from_numpy(constants["places"].copy())
        if "types" in constants:  # a reader's
            kinds.copy_(torch.from_numpy(constants["types"].copy()))
        else:
            places -= kinds.detach()[0]
        model.embeddings.position_embeddings.weight.copy_(places)
        for name, module in model.named_modules():
            if isinstance(module, nn.LayerNorm):
                module.weight.copy_(torch.from_numpy(constants[f"{name}.weight"].copy()))
                module.bias.copy_(torch.from_numpy(constants[f"{name}.bias"].copy()))
        for name in (each.removesuffix(".step") for each in constants if each.endswith(".step")):
            _fill(_layers(model, name), *_linear(constants, name))
    return model


def restored_reader(graph: onnx.ModelProto) -> Reader:
    """The reader that the graph was exported from: body and head."""
    reader = Reader(restored(graph))
    constants = _constants(graph)
    with torch.no_grad():
        reader.head.weight.copy_(torch.from_numpy(constants["head.weight"].T.copy()))
        reader.head.bias.copy_(torch.from_numpy(constants["head.bias"].copy()))
    return reader


def _constants(graph: onnx.ModelProto) -> dict[str, Array]:
    return {each.name: numpy_helper.to_array(each) for each in graph.graph.initializer}


def _layers(model: BertModel, name: str) -> list[nn.Module]:
    """The linear layers that the graph has under the name of the first."""
    before, _, last = name.rpartition(".")
    names = [f"{before}.{each}" for each in _TOGETHER] if last == _TOGETHER[0] else [name]
    return [model.get_submodule(each) for each in names]


def _linear(constants: dict[str, Array], name: str) -> tuple[Array, Array]:
    """Weight (out, in) and bias, of one layer or of several one after the other.

    `.step` holds what inputs are multiplied with: the weights were divided by it.
    """
    rows = constants[f"{name}.weight"].T * constants[f"{name}.scale"][:, None]
    return rows * constants[f"{name}.step"], constants[f"{name}.bias"]


def _fill(layers: list[nn.Module], weight: Array, bias: Array) -> None:
    weights = np.split(weight, len(layers))
    for layer, each, its in zip(layers, weights, np.split(bias, len(layers)), strict=True):
        layer.get_parameter("weight").copy_(torch.from_numpy(each.copy()))
        layer.get_parameter("bias").copy_(torch.from_numpy(its.copy()))
