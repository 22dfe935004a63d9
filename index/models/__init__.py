"""The shipped weights and tables, and where they lie. How they were made: README.md beside them."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent
ENCODER = FOLDER / "encoder"
WEIGHTS = "model.onnx"  # in a folder: an encoder as index/quantised.py reads it
TOKENIZER = "tokenizer.json"
CONFIG = "config.json"


def german_nouns() -> dict[str, int]:
    """How often each German noun, in lower case, was met."""
    return {word: int(count) for word, count in _rows("german-nouns.tsv.gz")}


def translations(source: str, target: str) -> Iterator[list[str]]:
    """The rows of a lexicon: a term, then its translations, each followed by its strength.

    Terms are as index/analysis.py makes them. Nothing for a pair of languages that has none.
    """
    name = f"lexicon.{source}-{target}.tsv.gz"
    return _rows(name) if (FOLDER / name).is_file() else iter(())


def _rows(name: str) -> Iterator[list[str]]:
    with gzip.open(FOLDER / name, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")
