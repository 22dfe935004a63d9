"""The steps, each from files to files."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel

from index.errors import ArticleQAError
from index.models import CONFIG, TOKENIZER, WEIGHTS
from training import claims, negatives, passages, quantise, reading, sources, student
from training import prepare as prepared
from training import terms as tables
from training.contrast import Contrast
from training.distill import Distillation
from training.loop import Rates, train
from training.masked import Masked, MaskedTask
from training.masked import corpus as running
from training.reader import BATCH_PIECES, LONGEST, Reader, ReadingTask, encoded
from training.restore import restored, restored_reader
from training.rows import Encoded, Rows, tensors
from training.together import groups, groups_of_people

CONTRAST_RATES = Rates(pieces=3e-4, body=5e-5)  # gentler: the body knows German by now
READING_RATES = Rates(pieces=1.5e-4, body=1.5e-4)
MASKED_RATES = Rates(pieces=3e-4, body=3e-4)
_CALIBRATION = 512  # passages that activations are measured on
_JOINED = 4  # sentences of one of them
_BATCH = 16
_ASKED = 12  # pieces of a calibration passage that stand for its question


def begin(seed: int, threads: int | None) -> None:
    torch.manual_seed(seed)
    if threads:
        torch.set_num_threads(threads)


def terms(data: Path, models: Path) -> None:
    tables.write(data, models)


def prepare(data: Path, out: Path, seed: int) -> None:
    prepared.prepare(data, out, seed)


def restore(models: Path, out: Path) -> None:
    """What is shipped as a checkpoint to start from, and its vocabulary for `prepare` to keep."""
    shipped = models / "encoder"
    _keep_vocabulary(shipped, out, "encoder", "--models")
    model = restored(onnx.load(shipped / WEIGHTS))
    torch.save({"model": model.state_dict()}, out / "restored.pt")


def restore_reader(folder: Path, out: Path) -> None:
    """The shipped reader as a checkpoint that another run of `read` starts from; as `restore`."""
    _keep_vocabulary(folder, out, "reader", "--reader")
    model = restored_reader(onnx.load(folder / WEIGHTS))
    torch.save({"model": model.state_dict()}, out / "restored-reader.pt")


def _keep_vocabulary(shipped: Path, out: Path, what: str, option: str) -> None:
    if not (shipped / WEIGHTS).is_file():
        raise ArticleQAError(f"no {what} to restore in {shipped}: name the folder of {option}")
    tokenizer = Tokenizer.from_file(str(shipped / TOKENIZER))
    prepared_for = out / "tokenizer.json"
    if prepared_for.exists() and _tokenizer(out).get_vocab() != tokenizer.get_vocab():
        raise ArticleQAError(
            f"{out} is prepared for another vocabulary than {shipped}: take another --out"
        )
    out.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(prepared_for), pretty=False)


def mine(data: Path, out: Path, newest: int | None = None, people: float = 0.0) -> None:
    negatives.mine(data, out, newest, people)


def distill(out: Path, passes: int, seed: int, until: float) -> bool:
    tokenizer = _tokenizer(out)
    model = _student(out, tokenizer)
    task = _distillation(out, tokenizer, model, passes, seed)
    return train(model, task.losses, task.steps, out / "distill.pt", until=until, log=_log)


def contrast(
    data: Path,
    out: Path,
    share: float,
    seed: int,
    until: float,
    start: Path | None = None,
    *,
    steps: int | None = None,
    bf16: bool = False,
) -> bool:
    """One pass, or its first `steps`: the rates come down by then. A run goes on with fewer, too,
    if time is short."""
    tokenizer = _tokenizer(out)
    model = _student(out, tokenizer)
    _restore(model, start or out / "distill.pt")
    kept = passages.examples(data, *prepared.switching(out), seed, share)
    between = _distillation(out, tokenizer, model, 1, seed + 1)
    task = Contrast(model, tokenizer, kept, between, seed=seed)
    return _take(model, task, steps, out / "contrast.pt", CONTRAST_RATES, until, bf16)


def corpus(data: Path, out: Path, seed: int) -> None:
    """The running text that `masked` reads, in pieces. What is there is kept."""
    path = out / "corpus.npz"
    if not path.exists():
        running(data, _tokenizer(out), seed).save(path)


def masked(
    out: Path,
    passes: int,
    seed: int,
    until: float,
    start: Path | None = None,
    *,
    steps: int | None = None,
    bf16: bool = False,
    device: str = "cpu",
) -> bool:
    """The encoder, or the body of a reader, goes on with hidden words; `read` may start there."""
    tokenizer = _tokenizer(out)
    model = Masked(student.shaped(tokenizer, device))
    model.body.load_state_dict(_body(_weights(start or _trained(out))))
    rows = _rows(out / "corpus.npz", "corpus")
    task = MaskedTask(model.to(device), rows, tokenizer, passes=passes, seed=seed)
    return _take(model, task, steps, out / "masked.pt", MASKED_RATES, until, bf16)


def rows(
    data: Path, out: Path, shares: reading.Shares, seed: int, passes: int, *, together: float = 0.0
) -> None:
    """What `read` reads, in pieces, a file for each pass. What is there is kept.

    `together` is the share of our own questions that `mine` found passages for, newest or not, that
    is read with these passages (training/together.py); with any, so are all of people's.
    """
    tokenizer = _tokenizer(out)
    for path, turn in _passes(out, seed, passes):
        if path.exists():
            continue
        found, tables = negatives.mined(out), prepared.switching(out)
        readings = reading.readings(data, *tables, turn, shares, {} if together else found)
        readings += claims.readings(data, turn, shares)
        made = [[row] for row in encoded(readings, tokenizer)]
        if together:
            rng = random.Random(turn)
            own = passages.some_of(sources.written(data), together, rng)
            people = negatives.mined(out, negatives.PEOPLE_FILE)
            asked = sources.by_people(data, sources.evaluation_sentences(data)) if people else []
            for each in (
                *groups(own, found, *tables, rng),
                *groups_of_people(asked, people, tables[1], rng),
            ):
                group = encoded(each, tokenizer)
                # Without what is too long; a group of one compares nothing.
                if len(group) > 1 and group[0].first:
                    made.append(group)
        Rows.of(made).save(path)


def _passes(out: Path, seed: int, passes: int) -> list[tuple[Path, int]]:
    """The file of each pass, and its seed."""
    return [(out / f"rows.{turn}.npz", turn) for turn in range(seed, seed + passes)]


def _rows(path: Path, step: str) -> Rows:
    if not path.is_file():
        raise ArticleQAError(f"there is no {path} yet: run the step {step} first")
    return Rows.load(path)


def read(
    out: Path,
    passes: int,
    seed: int,
    until: float,
    start: Path | None = None,
    *,
    steps: int | None = None,
    bf16: bool = False,
    rate: float = 1.0,
    pieces: int = BATCH_PIECES,
    dropout: bool = False,
    device: str = "cpu",
) -> bool:
    """The encoder, as far as it is trained, goes on as the reader; or another reader does.

    `steps` as in `contrast`. `rate` is a factor, `pieces` how many a step reads.
    """
    model = Reader(student.shaped(_tokenizer(out), device))
    weights = _weights(start or _trained(out, ("masked",)))
    if "head.weight" in weights:
        model.load_state_dict(weights)
    else:
        model.body.load_state_dict(_body(weights))
    model.to(device).train(dropout)
    every = [_rows(path, "rows") for path, _ in _passes(out, seed, passes)]
    task = ReadingTask(model, every, seed=seed, pieces=pieces)
    rates = Rates(pieces=rate * READING_RATES.pieces, body=rate * READING_RATES.body)
    return _take(model, task, steps, out / "read.pt", rates, until, bf16)


def _take(
    model: nn.Module,
    task: Contrast | MaskedTask | ReadingTask,
    steps: int | None,
    checkpoint: Path,
    rates: Rates,
    until: float,
    bf16: bool,
) -> bool:
    """A task's steps, or only its first `steps`."""
    most = min(task.steps, steps or task.steps)
    return train(
        model, task.losses, most, checkpoint, rates=rates, until=until, log=_log, bf16=bf16
    )


def _trained(out: Path, last: tuple[str, ...] = ()) -> Path:
    """The encoder's last checkpoint, or one of the steps that are named."""
    steps = (*last, "contrast", "distill")
    found = [path for name in steps if (path := out / f"{name}.pt").is_file()]
    if not found:
        raise ArticleQAError(f"nothing is trained in {out} yet: run the step distill first")
    return found[0]


def export(out: Path, folder: Path) -> None:
    """The last checkpoint as the encoder that is shipped."""
    tokenizer = _tokenizer(out)
    model = _student(out, tokenizer)
    _restore(model, _trained(out))
    ranges = quantise.ranges(model, _calibration(out, tokenizer))
    _ship(quantise.export(model, ranges), tokenizer, student.LONGEST, folder)


def export_reader(
    out: Path, folder: Path, start: Path | None = None, *, weight: float = 1.0
) -> None:
    """The reader's checkpoint as the reader that is shipped.

    With `start`, what the last run began with, the mean of both, `weight` of it the last's: it
    keeps what the last run forgot (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").
    """
    tokenizer = _tokenizer(out)
    model = Reader(student.shaped(tokenizer))
    if not (out / "read.pt").is_file():
        raise ArticleQAError(f"no reader is trained in {out} yet: run the step read first")
    _restore(model, out / "read.pt")
    if start:
        model.load_state_dict(averaged(_weights(start), model.state_dict(), weight))
    ranges = quantise.ranges(model.body, _reading_calibration(out, tokenizer))
    _ship(quantise.export_reader(model.body, model.head, ranges), tokenizer, LONGEST, folder)


def averaged(
    before: Mapping[str, torch.Tensor], now: Mapping[str, torch.Tensor], weight: float
) -> dict[str, torch.Tensor]:
    """Tensor by tensor; `weight` of it is `now`."""
    return {name: torch.lerp(before[name], tensor, weight) for name, tensor in now.items()}


def _ship(graph: onnx.ModelProto, tokenizer: Tokenizer, longest: int, folder: Path) -> None:
    """A folder as index/quantised.py and qa/reader.py load it."""
    onnx.checker.check_model(graph)
    weights = graph.SerializeToString()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS).write_bytes(weights)
    tokenizer.save(str(folder / TOKENIZER), pretty=False)
    revision = hashlib.sha256(weights).hexdigest()[:12]
    config = {"max_seq_length": longest, "revision": revision}
    (folder / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    print(f"{folder}: {len(weights) / 1e6:.1f} MB")


def _calibration(out: Path, tokenizer: Tokenizer) -> Iterator[tuple[torch.Tensor, ...]]:
    """For the encoder: (ids, mask)."""
    ends = student.ends(tokenizer)
    for rows in _passages(out):
        yield student.padded(rows, ends)


def _reading_calibration(out: Path, tokenizer: Tokenizer) -> Iterator[tuple[torch.Tensor, ...]]:
    """For the reader: (ids, mask, types); a passage's first pieces are its question."""
    first, last = student.ends(tokenizer)
    for rows in _passages(out):
        asked = [(row[:_ASKED], row[_ASKED:]) for row in rows]
        joined = [[first, *question, last, *passage, last] for question, passage in asked]
        yield tensors(
            [
                Encoded(np.array(ids, np.int32), len(question) + 2, 0, 0)
                for ids, (question, _) in zip(joined, asked, strict=True)
            ]
        )


def _passages(out: Path) -> Iterator[list[list[int]]]:
    """Sentences of both languages, joined into passages as an index has them, in batches."""
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
    for at in range(0, len(rows), _BATCH):
        yield rows[at : at + _BATCH]


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


def _restore(model: nn.Module, checkpoint: Path) -> None:
    model.load_state_dict(_weights(checkpoint))


def _body(weights: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Of a reader, of what hidden words were guessed with, or all of an encoder."""
    inside = {
        name.removeprefix("body."): each
        for name, each in weights.items()
        if name.startswith("body.")
    }
    return inside or dict(weights)


def _weights(checkpoint: Path) -> dict[str, torch.Tensor]:
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    return dict(state["model"])


def _log(line: str) -> None:
    print(line, flush=True)
