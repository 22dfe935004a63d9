"""The steps, each from files to files."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path

import onnx
import torch
from tokenizers import Tokenizer
from transformers import BertModel

from index.errors import ArticleQAError
from index.models import CONFIG, TOKENIZER, WEIGHTS
from training import passages, quantise, student
from training import prepare as prepared
from training import terms as tables
from training.contrast import Contrast
from training.distill import Distillation
from training.loop import Rates, train

CONTRAST_RATES = Rates(pieces=3e-4, body=5e-5)  # gentler: the body knows German by now
_CALIBRATION = 512  # passages that activations are measured on
_JOINED = 4  # sentences of one of them
_BATCH = 16


def begin(seed: int, threads: int | None) -> None:
    torch.manual_seed(seed)
    if threads:
        torch.set_num_threads(threads)


def terms(data: Path, models: Path) -> None:
    tables.write(data, models)


def prepare(data: Path, out: Path, seed: int) -> None:
    prepared.prepare(data, out, seed)


def distill(out: Path, passes: int, seed: int, until: float) -> bool:
    tokenizer = _tokenizer(out)
    model = _student(out, tokenizer)
    task = _distillation(out, tokenizer, model, passes, seed)
    return train(model, task.losses, task.steps, out / "distill.pt", until=until, log=_log)


def contrast(data: Path, out: Path, share: float, seed: int, until: float) -> bool:
    tokenizer = _tokenizer(out)
    model = _student(out, tokenizer)
    _restore(model, out / "distill.pt")
    to_english, to_german = (prepared.lexicon(out / f"{way}.json") for way in ("de-en", "en-de"))
    examples = passages.examples(data, to_english, to_german, seed)
    kept = random.Random(seed).sample(examples, round(share * len(examples)))
    between = _distillation(out, tokenizer, model, 1, seed + 1)
    task = Contrast(model, tokenizer, kept, between, seed=seed)
    checkpoint = out / "contrast.pt"
    return train(
        model, task.losses, task.steps, checkpoint, rates=CONTRAST_RATES, until=until, log=_log
    )


def export(out: Path, folder: Path) -> None:
    """The last checkpoint as the encoder that is shipped."""
    tokenizer = _tokenizer(out)
    model = _student(out, tokenizer)
    found = [path for name in ("contrast", "distill") if (path := out / f"{name}.pt").is_file()]
    if not found:
        raise ArticleQAError(f"nothing is trained in {out} yet: run the step distill first")
    trained = found[0]
    _restore(model, trained)
    ranges = quantise.ranges(model, _calibration(out, tokenizer))
    graph = quantise.export(model, ranges).SerializeToString()
    onnx.checker.check_model(graph)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS).write_bytes(graph)
    tokenizer.save(str(folder / TOKENIZER), pretty=False)
    config = {
        "max_seq_length": student.LONGEST,
        "revision": hashlib.sha256(graph).hexdigest()[:12],
    }
    (folder / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    print(f"{trained.name} -> {len(graph) / 1e6:.1f} MB")


def _calibration(out: Path, tokenizer: Tokenizer) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Sentences of both languages, joined into passages as an index has them."""
    pairs = prepared.pairs(out)
    rng = random.Random(0)
    rows = []
    for side in (pairs.de, pairs.en):
        for start in rng.choices(range(max(1, len(pairs) - _JOINED)), k=_CALIBRATION // 2):
            joined = [
                piece
                for at in range(start, min(start + _JOINED, len(pairs)))
                for piece in side[at].tolist()
            ]
            rows.append(joined[: student.LONGEST - 2])
    ends = student.ends(tokenizer)
    return [student.padded(rows[at : at + _BATCH], ends) for at in range(0, len(rows), _BATCH)]


def _tokenizer(out: Path) -> Tokenizer:
    return Tokenizer.from_file(str(out / "tokenizer.json"))


def _student(out: Path, tokenizer: Tokenizer) -> BertModel:
    return student.student(tokenizer, prepared.lexicon(out / "de-en.json"))


def _distillation(
    out: Path, tokenizer: Tokenizer, model: BertModel, passes: int, seed: int
) -> Distillation:
    ends = student.ends(tokenizer), student.ends(student.teacher_tokenizer())
    pairs = prepared.pairs(out)
    return Distillation(model, student.teacher(), pairs, ends, passes=passes, seed=seed)


def _restore(model: BertModel, checkpoint: Path) -> None:
    model.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True)["model"])


def _log(line: str) -> None:
    print(line, flush=True)
