"""From the shipped graph back to weights: what int8 kept comes back, to be trained on."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from test_training_data import PAIRS, student, teacher, teacher_tokenizer
from test_training_models import batches, bert, taught, teacher_folder, vectors
from tokenizers import Tokenizer
from transformers import BertModel

from index import ArticleQAError, models
from index.encoder import load
from index.shipped import open_session
from index.types import Vectors
from training import quantise, run
from training import student as students
from training.__main__ import main
from training.reader import Reader
from training.restore import restored

__all__ = ["student", "taught", "teacher", "teacher_folder"]  # fixtures

TEXTS = [text for pair in PAIRS[::9] for text in pair]
NEWS = (
    "Wer regiert die Stadt?",
    "Die Regierung hat ein Gesetz beschlossen, das den Ausbau der Windkraft erleichtern soll.",
    "Wie viele Menschen leben in der Hauptstadt von Österreich?",
    "The minister resigned on Friday after the vote was lost.",
    "The European Central Bank raised its key rate by 25 basis points.",
)


@pytest.fixture
def original(student: Tokenizer) -> BertModel:
    """Trained away from the teacher in every weight that a graph keeps."""
    model = bert(student.get_vocab_size(), seed=3)
    with torch.no_grad():
        for each in model.parameters():
            each.add_(0.05 * torch.randn_like(each))
    return model


@pytest.fixture
def graph(original: BertModel, student: Tokenizer) -> onnx.ModelProto:
    return quantise.export(original, quantise.ranges(original, batches(student, TEXTS)))


def encoded(graph: onnx.ModelProto, tokenizer: Tokenizer) -> Vectors:
    weights = graph.SerializeToString()
    session = open_session(weights)
    found = [
        session.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0]
        for ids, mask in batches(tokenizer, TEXTS)
    ]
    return np.asarray(np.concatenate(found), np.float32)


def constants(graph: onnx.ModelProto) -> dict[str, np.ndarray[Any, Any]]:
    return {each.name: onnx.numpy_helper.to_array(each) for each in graph.graph.initializer}


def same(one: dict[str, np.ndarray[Any, Any]], other: dict[str, np.ndarray[Any, Any]]) -> bool:
    """To the last int8, and to what floats leave."""
    return one.keys() == other.keys() and all(
        np.array_equal(each, other[name])
        if each.dtype == np.int8
        else np.allclose(each, other[name], rtol=1e-5, atol=1e-6)
        for name, each in one.items()
    )


@pytest.mark.usefixtures("taught")
def test_every_weight_comes_back_within_half_a_step(
    original: BertModel, graph: onnx.ModelProto
) -> None:
    found, expected = restored(graph).state_dict(), original.state_dict()
    theirs = students.teacher().state_dict()
    kinds, places = (f"embeddings.{name}_embeddings.weight" for name in ("token_type", "position"))
    assert torch.equal(found.pop(kinds), theirs[kinds])
    torch.testing.assert_close(
        found.pop(places) + theirs[kinds][0], expected[places] + expected[kinds][0]
    )
    given = constants(graph)
    for name, weights in found.items():
        layer = name.removesuffix(".weight")
        if name.startswith("pooler"):
            assert torch.equal(weights, theirs[name])
        elif layer == "embeddings.word_embeddings":
            error = (weights - expected[name]).abs().numpy()
            assert (error <= 0.501 * given["pieces.scale"]).all()
        elif f"{layer}.scale" in given and not layer.endswith("query"):
            error = (weights - expected[name]).abs().numpy()
            step = given[f"{layer}.scale"][:, None] * given[f"{layer}.step"]
            assert (error <= 0.501 * step).all()
        elif "self" in name and name.endswith("weight"):  # query, key and value share a matrix
            near = torch.nn.functional.cosine_similarity(weights, expected[name])
            assert near.min() > 0.999
        else:
            assert torch.equal(weights, expected[name])


@pytest.mark.usefixtures("taught")
def test_what_is_restored_is_exported_as_it_was(
    original: BertModel, graph: onnx.ModelProto, student: Tokenizer
) -> None:
    model = restored(graph)
    ranges = quantise.ranges(original, batches(student, TEXTS))
    again = quantise.export(model, ranges)
    assert same(constants(again), constants(graph))
    cosines = (encoded(again, student) * encoded(graph, student)).sum(1)
    assert cosines.min() > 0.999


def test_the_shipped_encoder_comes_back() -> None:
    tokenizer = Tokenizer.from_file(str(models.ENCODER / models.TOKENIZER))
    model = restored(onnx.load(models.ENCODER / models.WEIGHTS))
    assert model.config.vocab_size == tokenizer.get_vocab_size()
    cosines = (vectors(model, tokenizer, NEWS).numpy() * load().encode(NEWS)).sum(1)
    assert cosines.min() > 0.99


@pytest.mark.usefixtures("taught")
def test_the_step_leaves_a_checkpoint_and_its_vocabulary(
    graph: onnx.ModelProto, student: Tokenizer, tmp_path: Path
) -> None:
    folders = ["--data", str(tmp_path), "--models", str(tmp_path), "--out", str(tmp_path / "out")]
    with pytest.raises(ArticleQAError, match=r"no encoder to restore in .*encoder: name the"):
        main(["restore", *folders])
    with contextlib.redirect_stdout(io.StringIO()):
        run._ship(graph, student, 256, tmp_path / "encoder")
        main(["restore", *folders])
        main(["restore", *folders])  # again, over what is there
    kept = Tokenizer.from_file(str(tmp_path / "out/tokenizer.json"))
    assert kept.to_str() == student.to_str()
    begun = bert(student.get_vocab_size())
    run._restore(begun, tmp_path / "out/restored.pt")
    expected = restored(graph).state_dict()
    assert all(torch.equal(each, expected[name]) for name, each in begun.state_dict().items())


@pytest.mark.usefixtures("taught")
def test_another_vocabulary_is_not_written_over(
    graph: onnx.ModelProto, student: Tokenizer, tmp_path: Path
) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        run._ship(graph, student, 256, tmp_path / "encoder")
    out = tmp_path / "out"
    out.mkdir()
    teacher_tokenizer().save(str(out / "tokenizer.json"))
    before = json.loads((out / "tokenizer.json").read_text(encoding="utf-8"))
    with pytest.raises(ArticleQAError, match=r"prepared for another vocabulary .* another --out"):
        run.restore(tmp_path, out)
    assert json.loads((out / "tokenizer.json").read_text(encoding="utf-8")) == before
    assert not (out / "restored.pt").exists()


@pytest.mark.usefixtures("taught")
def test_a_reader_comes_back_with_its_head(
    original: BertModel, student: Tokenizer, tmp_path: Path
) -> None:
    reader = Reader(original)
    texts = [(ids, mask, mask) for ids, mask in batches(student, TEXTS)]
    graph = quantise.export_reader(original, reader.head, quantise.ranges(original, texts))
    folders = [
        "--data",
        str(tmp_path),
        "--reader",
        str(tmp_path / "reader"),
        "--out",
        str(tmp_path),
    ]
    with pytest.raises(ArticleQAError, match=r"no reader to restore in .*reader: name the"):
        main(["restore-reader", *folders])
    with contextlib.redirect_stdout(io.StringIO()):
        run._ship(graph, student, 320, tmp_path / "reader")
        main(["restore-reader", *folders])
    found = Reader(bert(student.get_vocab_size()))
    run._restore(found, tmp_path / "restored-reader.pt")
    assert torch.equal(found.head.weight, reader.head.weight)
    assert torch.equal(found.head.bias, reader.head.bias)
    kinds = "embeddings.token_type_embeddings.weight"
    assert torch.equal(found.body.state_dict()[kinds], original.state_dict()[kinds])
    again = quantise.export_reader(found.body, found.head, quantise.ranges(original, texts))
    assert same(constants(again), constants(graph))
