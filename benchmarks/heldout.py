"""Training questions set aside by article: what constants are chosen and calibrated on.

A tenth of the training data, by the checksum of an article's title, so that no article - and no
question on it - is ever on both sides. The development sets are for reporting only.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import Article


@dataclass(frozen=True, slots=True)
class Question:
    """A question on an article; `start` and `end` are where its answer stands, or None."""

    text: str
    article_id: str
    start: int | None
    end: int | None


def is_held_out(title: str) -> bool:
    return zlib.crc32(title.encode()) % 10 == 0


def squad(data: Path, *, unanswerable: bool = False) -> tuple[list[Article], list[Question]]:
    """The held-out tenth of SQuAD 1.1, or of the part of SQuAD 2.0 with unanswerable questions.

    An article's text is its paragraphs, a line each. Answers that occur more than once in their
    paragraph are left out: their offsets are guesses.
    """
    name = "squad-v2.0-unanswerable.json.gz" if unanswerable else "squad-v1.1-train.json.gz"
    with gzip.open(data / "train" / name, "rt", encoding="utf-8") as file:
        titles = json.load(file)["data"]
    articles: list[Article] = []
    questions: list[Question] = []
    for entry in titles:
        if is_held_out(entry["title"]):
            article = _article(entry)
            articles.append(article)
            questions += _questions(entry, article)
    return articles, questions


def wikinews_titles(data: Path) -> tuple[list[Article], list[Question]]:
    """Held-out German news: the title as the question, the first sentence's place as the answer.

    The article goes in without its title, which would answer itself.
    """
    articles, questions = [], []
    with gzip.open(data / "news" / "wikinews-de.jsonl.gz", "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            if is_held_out(row["title"]):
                id = f"wikinews-{row['id']}"
                articles.append(Article(id, row["text"], title=None, language="de"))
                questions.append(Question(row["title"], id, 0, len(row["text"])))
    return articles, questions


def _article(entry: dict[str, Any]) -> Article:
    text = "\n".join(_line(paragraph["context"]) for paragraph in entry["paragraphs"])
    return Article(entry["title"], text, title=entry["title"].replace("_", " "), language="en")


def _questions(entry: dict[str, Any], article: Article) -> Iterator[Question]:
    offset = 0
    for paragraph in entry["paragraphs"]:
        for each in paragraph["qas"]:
            answers: list[dict[str, Any]] = each["answers"]
            if not answers:
                yield Question(each["question"], article.id, None, None)
            elif answers[0].get("n_occ", paragraph["context"].count(answers[0]["text"])) == 1:
                start = offset + int(answers[0]["answer_start"])
                yield Question(each["question"], article.id, start, start + len(answers[0]["text"]))
        offset += len(paragraph["context"]) + 1


def _line(text: str) -> str:
    """One line of the same length: offsets stay."""
    return text.replace("\n", " ")


def every(step: int, questions: Iterable[Question]) -> list[Question]:
    """Each `step`-th question: a sample that is the same in every run."""
    return list(questions)[::step]
