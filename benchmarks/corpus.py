"""The data folder -> articles and questions for the speed measurements.

German Wikinews, the 10kGNAD test articles and the Wikipedia side of Klexikon, all real text.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from index import Article

ROOT = Path(__file__).parents[1]
SEED = ROOT / "seeds" / "Musk_im_Telefonat_von_Trump_und_Selenskyj.txt"
SEED_QUESTION = "Wer nahm am Telefonat von Trump und Selenskyj teil?"
_LONG_AGO = 1_600_000_000  # a file younger than two seconds is opened again by the next sync


def news(data: Path) -> Iterator[Article]:
    """German news articles, those of Wikinews first."""
    for row in _rows(data / "news" / "wikinews-de.jsonl.gz"):
        yield Article(f"wikinews-{row['id']}", row["text"], row["title"], published=row["date"])
    with gzip.open(data / "news" / "10kgnad-test.csv.gz", "rt", encoding="utf-8", newline="") as f:
        for number, (_, text) in enumerate(csv.reader(f, delimiter=";", quotechar="'")):
            yield Article(f"gnad-{number:04}", text)


def wikipedia(data: Path) -> Iterator[Article]:
    for number, row in enumerate(_rows(data / "train" / "wikipedia-de.jsonl.gz")):
        yield Article(f"wikipedia-{number:04}", row["text"], row["title"])


def mixed(data: Path) -> list[Article]:
    """All of it, in the same shuffled order every time, so that every size is the same mixture."""
    articles = [*news(data), *wikipedia(data)]
    random.Random(0).shuffle(articles)
    return articles


def questions(data: Path, number: int) -> list[str]:
    """German questions of MLQA's retrieval set, the same ones every time."""
    rows = list(_rows(data / "dev" / "mlqa" / "test-retrieval-de-de.rebuilt.jsonl.gz"))
    return random.Random(0).sample([row["question_de"] for row in rows], number)


def seed() -> Article:
    """The article that ships with the program, which is in none of the sets."""
    return Article("seed", SEED.read_text(encoding="utf-8"), SEED.stem.replace("_", " "))


def write(articles: Iterable[Article], folder: Path) -> None:
    """Make each article a text file that looks as if it had lain there for years."""
    folder.mkdir(parents=True)
    for article in articles:
        path = folder / f"{article.id}.txt"
        path.write_text(article.text, encoding="utf-8")
        os.utime(path, (_LONG_AGO, _LONG_AGO))


def about(articles: Iterable[Article], chars: int) -> Sequence[Article]:
    """As many articles, from the first on, as together have that many characters."""
    chosen = []
    for article in articles:
        if chars <= 0:
            break
        chosen.append(article)
        chars -= len(article.text)
    return chosen


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)
