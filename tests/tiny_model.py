"""A causal language model that a test makes itself, in seconds, and a reply that it writes.

A Llama of two layers with a tokenizer trained on a few sentences. It is real: saved, loaded again,
sampled from token by token. `taught` has learned one sentence by heart; without, it writes noise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from chat_server import Exchange, Reply
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, LlamaForCausalLM
from transformers import PreTrainedTokenizerFast as Fast

WINDOW = 96  # tokens of a prompt that it sees: its end
NEW = 48  # tokens that it writes, at most
_STEPS = 300  # at most; about 60 do
_LEARNED = 0.02  # loss on the sentence, in each of the last _SURE steps
_SURE = 10
_ASK = "<|ask|>"  # ends a prompt


def make(place: Path, texts: Sequence[str], taught: str | None = None) -> Path:
    """A folder with a model and its tokenizer; the same ones each time."""
    torch.manual_seed(1)
    tokenizer = _tokenizer([*texts, taught or ""])
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=48,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=WINDOW + NEW,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.eos_token_id,
    )
    model = LlamaForCausalLM(config)
    if taught:
        threads = torch.get_num_threads()
        torch.set_num_threads(1)  # so small that more only wait for each other
        try:
            _teach(model, tokenizer, texts, taught)
        finally:
            torch.set_num_threads(threads)
    model.save_pretrained(place)
    tokenizer.save_pretrained(place)
    return place


def _tokenizer(texts: Sequence[str]) -> Any:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<|begin|>", "<|end|>", _ASK]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=600, special_tokens=special, initial_alphabet=alphabet, show_progress=False
        ),
    )
    fast: Any = Fast  # its own signature is not typed
    return fast(tokenizer_object=tokenizer, bos_token="<|begin|>", eos_token="<|end|>")


def _teach(model: Any, tokenizer: Any, texts: Sequence[str], taught: str) -> None:
    """One sentence by heart, whatever stands before it."""
    reply = tokenizer.encode(f"{_ASK}{taught}<|end|>")
    noise = tokenizer.encode(" ".join(texts))
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    model.train()
    losses: list[float] = []
    for step in range(_STEPS):
        at = (step * 37) % max(1, len(noise) - WINDOW)
        before = noise[at : at + WINDOW - 1 - step % 32]
        ids = torch.tensor([before + reply])
        labels = torch.tensor([[-100] * len(before) + reply])
        loss = model(input_ids=ids, labels=labels).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        if len(losses) > _SURE and max(losses[-_SURE:]) < _LEARNED:
            return
    raise AssertionError(f"not learned by heart: {losses[-1]:.3f}")


def writes(place: Path) -> Reply:
    """A reply of a server: the saved model, loaded, writing token by token."""
    tokenizer = AutoTokenizer.from_pretrained(place)
    model: Any = AutoModelForCausalLM.from_pretrained(place)
    model.eval()

    def reply(exchange: Exchange) -> None:
        exchange.begin()
        told = ""
        for text in _grows(model, tokenizer, exchange.prompt):
            if not exchange.event(text[len(told) :]):
                return
            told = text
        exchange.event("", "stop")
        exchange.end()

    return reply


def _grows(model: Any, tokenizer: Any, prompt: str) -> Iterator[str]:
    ids = tokenizer.encode(f"{prompt}{_ASK}")[-WINDOW:]
    written: list[int] = []
    with torch.no_grad():
        while len(written) < NEW:
            logits = model(input_ids=torch.tensor([ids + written])).logits[0, -1]
            token = int(logits.argmax())
            if token == tokenizer.eos_token_id:
                return
            written.append(token)
            text = tokenizer.decode(written, skip_special_tokens=True)
            if not text.endswith("\N{REPLACEMENT CHARACTER}"):  # half a character is not sent
                yield text
