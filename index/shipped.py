"""A model that training/ left in a folder: int8 ONNX weights, their tokenizer, their limits."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import onnxruntime
from tokenizers import Tokenizer

from index.models import CONFIG, TOKENIZER, WEIGHTS

_FLAGS = Path("/proc/cpuinfo")  # Linux's
_THREADS = 8  # at most: batches of 16 passages do not feed more


@dataclass(frozen=True, slots=True)
class Shipped:
    """The loaded model. A session may be shared by threads."""

    tokenizer: Tokenizer
    session: onnxruntime.InferenceSession
    longest: int  # pieces
    revision: str  # a digest of the weights

    @classmethod
    def read(cls, folder: Path) -> Self:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        session = open_session(str(folder / WEIGHTS))
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        return cls(tokenizer, session, config["max_seq_length"], config["revision"])


def open_session(model: str | bytes) -> onnxruntime.InferenceSession:
    """A session of ONNX Runtime over a graph in int8, a file's path or its bytes."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(_THREADS, os.cpu_count() or 1)
    if not _sums_exactly():
        # Products of bytes are summed in 16 bits, which overflow: vectors are then .9966 alike to
        # what they should be. This costs such a processor a tenth of its speed; one with VNNI,
        # which gives the same without, it would cost half.
        options.add_session_config_entry("session.x64quantprecision", "1")
    options.log_severity_level = 3  # errors: the rest is about graph optimisation
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _sums_exactly() -> bool:
    """Whether the processor has VNNI, in either of its forms, or is none of x86."""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return True
    if _FLAGS.is_file():
        return not {"avx512_vnni", "avx_vnni"}.isdisjoint(_FLAGS.read_text().split())
    from torch import cpu  # late: it takes two seconds

    has: Mapping[str, Any] = cpu.get_capabilities()
    return bool(has.get("avx512_vnni") or has.get("avx_vnni"))
