"""The training loop: one optimiser, one schedule, checkpoints; a run that was cut off goes on.

Every step's data follow from the seed and the step's number alone, so that a resumed run does what
the uninterrupted one would have done.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR

CHECKPOINT_SECONDS = 180.0
_LOG_STEPS = 50
_WARM_UP = 0.05  # of all steps
_FLOOR = 0.02  # of the peak learning rate, at the end
_CLIP = 1.0  # gradient norm


@dataclass(frozen=True, slots=True)
class Rates:
    """Peak learning rates. Pieces are met rarely, so their vectors take larger steps."""

    pieces: float = 1e-3
    body: float = 1.5e-4


Losses = dict[str, torch.Tensor]  # by name; their sum is minimised


def train(
    model: nn.Module,
    losses: Callable[[int], Losses],
    steps: int,
    checkpoint: Path,
    *,
    rates: Rates = Rates(),
    until: float = float("inf"),
    log: Callable[[str], None] = print,
    bf16: bool = False,
) -> bool:
    """Take `steps` steps, or as many as are left from the checkpoint; True when all are done.

    `losses(step)` computes what to minimise. `until`, in `time.monotonic()`, ends the run early,
    with a checkpoint to go on from. `bf16` computes products of matrices in bfloat16, weights stay
    in fp32 (Micikevicius et al. 2018, "Mixed precision training"): twice as fast on a CPU with AMX.
    The model is trained on the device that it is on.
    """
    optimizer = torch.optim.AdamW(_groups(model, rates), weight_decay=0.0, fused=True)
    schedule = LambdaLR(optimizer, lambda step: _rate(step, steps))
    start = _restore(checkpoint, model, optimizer, schedule)
    saved = begun = time.monotonic()
    smooth: dict[str, torch.Tensor] = {}  # read only to be logged: a GPU is not waited for
    device = next(model.parameters()).device.type
    for step in range(start, steps):
        with torch.autocast(device, torch.bfloat16, enabled=bf16):
            parts = losses(step)
        torch.stack(list(parts.values())).sum().backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), _CLIP)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad(set_to_none=True)
        for name, loss in parts.items():
            smooth[name] = torch.lerp(smooth.get(name, loss.detach()), loss.detach(), 0.02)
        now = time.monotonic()
        if step % _LOG_STEPS == 0:
            pace = (now - begun) / (step - start + 1)
            values = {name: round(value.item(), 4) for name, value in smooth.items()}
            left = round(pace * (steps - step) / 60)
            log(json.dumps({"step": step, "of": steps, "minutes_left": left, **values}))
        if now - saved > CHECKPOINT_SECONDS or now > until or step == steps - 1:
            _save(checkpoint, model, optimizer, schedule, step + 1)
            saved = time.monotonic()
        if now > until:
            return step == steps - 1
    return True


def _groups(model: nn.Module, rates: Rates) -> list[dict[str, Any]]:
    pieces: list[nn.Parameter] = []
    body: list[nn.Parameter] = []
    for name, weights in model.named_parameters():
        (pieces if "word_embeddings" in name else body).append(weights)
    return [{"params": pieces, "lr": rates.pieces}, {"params": body, "lr": rates.body}]


def _rate(step: int, steps: int) -> float:
    """Linear warm-up, then linear down to the floor; a factor of the peak."""
    warm = max(1, round(_WARM_UP * steps))
    return min((step + 1) / warm, max(_FLOOR, (steps - step) / max(1, steps - warm)))


def _save(
    path: Path, model: nn.Module, optimizer: Optimizer, schedule: LambdaLR, step: int
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    torch.save(
        {
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(),
            "step": step,
        },
        new,
    )
    new.replace(path)  # whole or not at all


def _restore(path: Path, model: nn.Module, optimizer: Optimizer, schedule: LambdaLR) -> int:
    if not path.is_file():
        return 0
    state = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    schedule.load_state_dict(state["schedule"])
    return int(state["step"])
