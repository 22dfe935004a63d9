"""A tiny BERT with random weights, made int8 by training/, as the encoder that an index loads."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from conftest import SIX, found, in_threads, write
from tokenizers import Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import WordPiece
from transformers import BertConfig, BertModel

from index import ArticleQAError, Index
from index.encoder import load
from index.errors import EncoderMismatch
from index.models import CONFIG, ENCODER, TOKENIZER, WEIGHTS
from index.shipped import open_session
from index.types import Encoder, Vectors
from training import quantise, run, student

LONGEST = 24
DIMENSION = 32
VOCABULARY = (
    "[PAD] [UNK] [CLS] [SEP] [MASK] der die das ein eine und hafen neue biblio ##thek kostet zwölf "
    "millionen stadt klage wer was vulkan krafla ##en ##er ##s the a city library costs twelve "
    "million . , ? ! a b c d e ##a ##b ##c ##d ##e"
).split()
WORDS = [word for word in VOCABULARY if word[0] not in "[#"]


def tokenizer() -> Tokenizer:
    pieces = {piece: id for id, piece in enumerate(dict.fromkeys(VOCABULARY))}
    made = Tokenizer(WordPiece(pieces, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(strip_accents=False)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return made


def bert(seed: int) -> BertModel:
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=tokenizer().get_vocab_size(),
        hidden_size=DIMENSION,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=LONGEST,
        initializer_range=0.5,  # or all texts are much the same to it
    )
    model = BertModel(config, add_pooling_layer=False)
    model.eval()  # type: ignore[no-untyped-call]
    return model


def texts(count: int, seed: int, most: int = 30) -> list[str]:
    rng = random.Random(seed)
    return [" ".join(rng.choices(WORDS, k=rng.randint(1, most))) for _ in range(count)]


def ids(given: Sequence[str]) -> list[list[int]]:
    encoded = tokenizer().encode_batch(list(given), add_special_tokens=False)
    return [each.ids[: LONGEST - 2] for each in encoded]


def make(folder: Path, *, seed: int = 0) -> Path:
    """As training/run.py exports the student."""
    batches = [student.padded(ids(texts(16, at)), (2, 3)) for at in range(6)]
    model = bert(seed)
    graph = quantise.export(model, quantise.ranges(model, batches))
    run._ship(graph, tokenizer(), LONGEST, folder)
    return folder


def in_full(given: Sequence[str], seed: int = 0) -> Vectors:
    """What the model itself says in fp32, one text at a time."""
    rows, model = [], bert(seed)
    with torch.inference_mode():
        for row in ids(given):
            pieces, mask = student.padded([row], (2, 3))
            rows.append(student.mean(model(pieces, mask).last_hidden_state, mask)[0].numpy())
    return np.stack(rows)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def tiny(place: Path) -> Encoder:
    return load(str(place))


def test_what_it_says_of_itself(tiny: Encoder, place: Path) -> None:
    assert tiny.spec.name == str(place)
    assert (tiny.spec.dimension, tiny.spec.max_tokens) == (DIMENSION, LONGEST)
    assert len(tiny.spec.revision) == 12
    assert tiny.spec == load(str(place)).spec


def test_vectors_are_unit_and_near_those_of_the_model_in_full(tiny: Encoder) -> None:
    unseen = [*texts(40, 99), "", "nie gesehen", "Zwölf Millionen!", "x" * 200]
    rows = tiny.encode(unseen)
    assert rows.shape == (len(unseen), DIMENSION)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-5)
    cosines = (rows * in_full(unseen)).sum(axis=1)
    assert cosines.min() > 0.98
    assert cosines.mean() > 0.99


def test_different_texts_keep_their_distance(tiny: Encoder) -> None:
    """A cosine near 1 means nothing where all vectors are near each other."""
    given = texts(30, 7, most=6)
    full = in_full(given)
    assert np.median(full @ full.T) < 0.9
    rows = tiny.encode(given)
    assert np.abs(rows @ rows.T - full @ full.T).max() < 0.1


def test_a_vector_does_not_depend_on_its_batch(tiny: Encoder) -> None:
    given = texts(50, 5)
    together, alone = tiny.encode(given), np.concatenate([tiny.encode([text]) for text in given])
    assert np.abs(together - alone).max() < 1e-5
    order = np.random.default_rng(0).permutation(len(given))
    assert np.abs(tiny.encode([given[at] for at in order]) - together[order]).max() < 1e-5
    short, long = "der hafen", "eine neue stadt und " * 20
    for batch in ([short, long], [short] * 16, [long, short, "", "?"]):
        row = tiny.encode(batch)[batch.index(short)]
        assert np.abs(row - tiny.encode([short])[0]).max() < 1e-5


def test_questions_and_passages_are_embedded_alike(tiny: Encoder) -> None:
    given = texts(3, 8)
    assert np.abs(tiny.encode(given) - tiny.encode(given, query=True)).max() < 1e-6


def test_nothing_gives_no_rows(tiny: Encoder) -> None:
    for query in (False, True):
        rows = tiny.encode([], query=query)
        assert rows.shape == (0, DIMENSION)
        assert rows.dtype == np.float32
    assert tiny.count_tokens([]) == []


def test_tokens_are_counted_whole(tiny: Encoder) -> None:
    given = [*texts(20, 3, most=60), "", "Bibliothek", "bibliotheken kosten?", "der " * 1_000]
    expected = [len(tokenizer().encode(text, add_special_tokens=False)) for text in given]
    assert max(expected) == 1_000
    assert tiny.count_tokens(given) == expected
    tiny.encode(given)  # sets truncation and padding inside the tokenizer
    assert tiny.count_tokens(given) == expected


def test_what_is_too_long_is_cut(tiny: Encoder) -> None:
    words = random.Random(1).choices(["der", "hafen", "neue", "stadt"], k=60)
    fits = LONGEST - 2  # and two at the ends
    cut, whole = tiny.encode([" ".join(words[:fits]), " ".join(words)])
    assert np.abs(cut - whole).max() < 1e-6
    assert np.abs(tiny.encode([" ".join(words[: fits - 1])])[0] - cut).max() > 1e-3
    assert np.abs(tiny.encode(["der " * 5_000])[0] - tiny.encode(["der " * fits])[0]).max() < 1e-6


def test_other_weights_are_another_revision(tiny: Encoder, place: Path, tmp_path: Path) -> None:
    same = load(str(make(tmp_path / "same")))
    other = load(str(make(tmp_path / "other", seed=1)))
    assert same.spec.revision == tiny.spec.revision
    assert other.spec.revision != tiny.spec.revision
    given = texts(5, 4)
    assert np.abs(same.encode(given) - tiny.encode(given)).max() < 1e-6
    assert np.abs(other.encode(given) - tiny.encode(given)).max() > 0.1
    for name, value in (("revision", "0" * 12), ("max_seq_length", LONGEST - 1)):
        copy = shutil.copytree(place, tmp_path / name)
        config = json.loads((copy / CONFIG).read_text(encoding="utf-8"))
        (copy / CONFIG).write_text(json.dumps({**config, name: value}), encoding="utf-8")
        assert load(str(copy)).spec.revision != tiny.spec.revision


def test_another_vocabulary_is_another_revision(tiny: Encoder, place: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(place, tmp_path / "copy")
    saved = (copy / TOKENIZER).read_text(encoding="utf-8")
    (copy / TOKENIZER).write_text(saved.replace("hafen", "kafen"), encoding="utf-8")
    assert load(str(copy)).spec.revision != tiny.spec.revision


@pytest.mark.parametrize("name", [WEIGHTS, TOKENIZER, CONFIG])
@pytest.mark.parametrize("content", [None, b"", b"no such thing", "half"])
def test_what_is_missing_or_damaged_is_explained(
    place: Path, tmp_path: Path, name: str, content: bytes | str | None
) -> None:
    copy = shutil.copytree(place, tmp_path / "copy")
    whole = (copy / name).read_bytes()
    if content is None:
        (copy / name).unlink()
    else:
        (copy / name).write_bytes(
            content if isinstance(content, bytes) else whole[: len(whole) // 2]
        )
    with pytest.raises(ArticleQAError, match="cannot load the encoder") as error:
        load(str(copy))
    assert str(copy) in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("lacking", ["max_seq_length", "revision"])
def test_a_config_that_lacks_a_value_is_explained(
    place: Path, tmp_path: Path, lacking: str
) -> None:
    copy = shutil.copytree(place, tmp_path / "copy")
    config = json.loads((copy / CONFIG).read_text(encoding="utf-8"))
    del config[lacking]
    (copy / CONFIG).write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ArticleQAError, match=lacking):
        load(str(copy))


def test_many_threads_encode_and_count_at_once(tiny: Encoder) -> None:
    given = ["der hafen", "eine neue stadt und der hafen . " * 20, "krafla", ""]
    rows, counts = tiny.encode(given), tiny.count_tokens(given)

    def work(turn: int) -> None:
        for _ in range(10):
            if turn % 2:
                assert tiny.count_tokens(given) == counts
            else:
                assert np.abs(tiny.encode(given) - rows).max() < 1e-5

    in_threads(work, 8)


def test_an_index_with_it(place: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(place, tmp_path / "model")
    folder = write(tmp_path / "f", SIX)
    with Index.open(tmp_path / "i", encoder=str(copy)) as index:
        assert index.sync(folder).added == 6
        assert index.sync(folder).embedded == 0
        expected = found(index, "Wer klage")
        assert index.verify() == []
    with Index.open(tmp_path / "i", create=False) as again:  # finds it by the stored name
        assert found(again, "Wer klage") == expected
    shutil.rmtree(copy)
    make(copy, seed=1)
    with (
        Index.open(tmp_path / "i", create=False) as index,
        pytest.raises(EncoderMismatch, match="reembed"),
    ):
        index.search("Wer klage")


def test_products_of_bytes_are_summed_exactly_on_this_processor() -> None:
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.x64quantprecision", "1")  # exact on any, if slow
    exact = onnxruntime.InferenceSession(ENCODER / WEIGHTS, options)
    ids = np.random.default_rng(0).integers(1_000, 40_000, (8, 64))
    given = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
    (vectors,) = open_session(str(ENCODER / WEIGHTS)).run(None, given)
    np.testing.assert_array_equal(vectors, exact.run(None, given)[0])
