"""The encoder learns German and English as running text: pieces are hidden, and it says which.

Masked language modelling (Devlin et al. 2019, "BERT", section 3.1) by whole words, on running text
and, with a sentence beside its translation, across the languages (Conneau & Lample 2019,
"Cross-lingual Language Model Pretraining", section 3.3). What came before, sentences that are to
lie where their translation does, asks little of a single word in its place; a reader asks that.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel

from training import sources
from training.loop import Losses
from training.rows import Encoded, Rows
from training.student import ends as ends_of

T = TypeVar("T")

BLOCK = 256  # pieces of running text at once
BATCH_PIECES = 32_768  # a step
_HIDDEN = 0.2  # of the words
_KEPT, _OTHER = 0.1, 0.1  # of their pieces stay as they are, or become any other
_SPREAD = 8
_TEXTS = 2_000  # tokenized at once


class Masked(nn.Module):
    """The hidden pieces' states -> logits of all pieces, by the pieces' own vectors."""

    def __init__(self, body: BertModel) -> None:
        super().__init__()
        self.body = body
        size = body.config.hidden_size
        self.transform = nn.Sequential(nn.Linear(size, size), nn.GELU(), nn.LayerNorm(size))
        self.bias = nn.Parameter(torch.zeros(body.config.vocab_size))

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor, places: torch.Tensor
    ) -> torch.Tensor:
        """`places` count in the flat ids; (places, pieces)."""
        states = self.body(ids, mask, types).last_hidden_state.flatten(0, 1)[places]
        vectors = self.body.embeddings.word_embeddings.weight
        return nn.functional.linear(self.transform(states), vectors, self.bias)


class MaskedTask:
    """What one step minimises."""

    def __init__(
        self, model: Masked, rows: Rows, tokenizer: Tokenizer, *, passes: int = 1, seed: int = 0
    ):
        self._model, self._rows, self._seed = model, rows, seed
        self._batches = [
            batch
            for turn in range(passes)
            for batch in rows.planned(random.Random(seed + turn), BATCH_PIECES, _SPREAD)
        ]
        pieces = [tokenizer.id_to_token(at) or "" for at in range(tokenizer.get_vocab_size())]
        goes_on = [each.startswith("##") for each in pieces]
        special = [each.startswith("[") and each.endswith("]") for each in pieces]
        self._goes_on, self._special = torch.tensor(goes_on), torch.tensor(special)
        self._mask = tokenizer.token_to_id("[MASK]")

    @property
    def steps(self) -> int:
        return len(self._batches)

    def losses(self, step: int) -> Losses:
        batch = self._rows.batch(self._batches[step])
        generator = torch.Generator().manual_seed(self._seed * 1_000_003 + step)
        ids, places = self.hidden(batch.ids, generator)
        device = self._model.bias.device
        wanted = batch.ids.flatten()[places]
        inputs = (each.to(device) for each in (ids, batch.mask, batch.types, places))
        logits = self._model(*inputs)
        lost = nn.functional.cross_entropy(logits.float(), wanted.to(device), reduction="sum")
        return {"masked": lost / max(1, len(places))}  # of a few short rows nothing may be hidden

    def hidden(
        self, ids: torch.Tensor, generator: torch.Generator
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Ids (n, length) with some words hidden; where their pieces are in the flat ids."""
        words = (~self._goes_on[ids]).cumsum(1)
        drawn = torch.rand(ids.shape[0], ids.shape[1] + 1, generator=generator).gather(1, words)
        places = ((drawn < _HIDDEN) & ~self._special[ids]).flatten().nonzero().flatten()
        what = torch.rand(len(places), generator=generator)
        others = torch.randint(len(self._special), (len(places),), generator=generator)
        flat = ids.flatten().clone()
        shown = torch.where(what < _KEPT, flat[places], torch.tensor(self._mask))
        flat[places] = torch.where(what > 1 - _OTHER, others, shown)
        return flat.view_as(ids), places


def corpus(data: Path, tokenizer: Tokenizer, seed: int = 0) -> Rows:
    """Running text in blocks and sentences with their translations, less what is set aside."""
    rng = random.Random(seed)
    without = sources.evaluation_sentences(data)
    first, last = ends_of(tokenizer)
    rows = []
    for texts in _batches(list(_running(data, without))):
        for encoding in tokenizer.encode_batch(texts, add_special_tokens=False):
            size = BLOCK - 2
            for at in range(0, len(encoding.ids), size):
                ids = [first, *encoding.ids[at : at + size], last]
                # Half of it as a reader's passage, the other as an encoder's text.
                rows.append(_row(ids, 1 if rng.random() < 0.5 else len(ids)))
    pairs = [
        (each.de, each.en) if rng.random() < 0.5 else (each.en, each.de)
        for each in sources.training_pairs(data, without)
    ]
    for some in _batches(pairs):
        encodings = tokenizer.encode_batch([each for pair in some for each in pair],
                                           add_special_tokens=False)  # fmt: skip
        for one, other in zip(encodings[::2], encodings[1::2], strict=True):
            ids = [first, *one.ids, last, *other.ids, last]
            if len(ids) <= BLOCK:
                rows.append(_row(ids, len(one.ids) + 2))
    return Rows.of([row] for row in rows)


def _row(ids: list[int], question: int) -> Encoded:
    return Encoded(np.array(ids, np.int32), question, 0, 0)


def _running(data: Path, without: set[str]) -> Iterator[str]:
    """The encyclopedia and the news, article by article, and English passages by their article."""
    for title, paragraphs in sources.encyclopedia(data, without).items():
        if not sources.held_out(title):
            yield "\n".join([title, *paragraphs])
    for news in sources.news(data):
        if not sources.held_out(news.title):
            yield f"{news.title}\n{news.text}"
    english: dict[str, dict[str, None]] = {}
    for each in sources.squad(data, without) + sources.tydi(data, without):
        if not sources.held_out(each.article):
            english.setdefault(each.article, {})[each.passage] = None
    for passages in english.values():
        yield "\n".join(passages)


def _batches(every: list[T]) -> Iterator[list[T]]:
    for at in range(0, len(every), _TEXTS):
        yield every[at : at + _TEXTS]
