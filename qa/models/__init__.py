"""The shipped reader. How it was made: README.md beside this."""

from __future__ import annotations

from pathlib import Path

READER = Path(__file__).parent / "reader"
