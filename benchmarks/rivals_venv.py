"""Other libraries' environments: each made once under benchmarks/cache, then run in, offline."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CACHE = HERE / "cache"
_PYTHON = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
_TORCH = "torch==2.13.0"  # a plain install of torch would bring 3 GB of CUDA
_TORCH_INDEX = "https://download.pytorch.org/whl/cpu"
_QUIET = {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False"}


def run(name: str, module: str, job: Mapping[str, Any]) -> Any:
    """Run `python -m MODULE JOB.json RESULT.json` with what NAME-requirements.txt installs.

    Gives what the module wrote. Raises CalledProcessError where it, or the installation, fails.
    """
    python = _made(name)
    with tempfile.TemporaryDirectory() as folder:
        asked, given = Path(folder, "job.json"), Path(folder, "result.json")
        asked.write_text(json.dumps(job), encoding="utf-8")
        command = [str(python), "-W", "ignore::DeprecationWarning", "-m", module]
        subprocess.run(
            [*command, str(asked), str(given)],
            cwd=HERE.parent,
            env={**os.environ, **_QUIET},
            check=True,
        )
        return json.loads(given.read_text(encoding="utf-8"))


def _made(name: str) -> Path:
    """The environment's Python; installs what the requirements name, unless that was done."""
    requirements, venv = HERE / f"{name}-requirements.txt", CACHE / f"{name}-venv"
    wanted, python = requirements.read_text(encoding="utf-8"), venv / _PYTHON
    stamp = venv / "requirements-installed.txt"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    pip = [str(python), "-m", "pip", "install", "--quiet"]
    subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=True)
    on_disk = subprocess.run([*pip, "--no-index", "--no-deps", _TORCH], check=False)
    if on_disk.returncode:
        subprocess.run([*pip, "--index-url", _TORCH_INDEX, _TORCH], check=True)
    subprocess.run([*pip, "-r", str(requirements)], check=True)
    stamp.write_text(wanted, encoding="utf-8")
    return python
