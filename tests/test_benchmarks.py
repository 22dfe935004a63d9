"""The measuring tools measure what they say: offsets of answers, who is held out, tables."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from benchmarks.heldout import every, is_held_out, squad
from benchmarks.table import markdown, number

TITLES = [f"Title_{place}" for place in range(200)]
PARAGRAPHS = (
    "Ada Lovelace wrote the first program in 1843.\nIt computed Bernoulli numbers.",
    "Paris is the capital of France. Paris is large.",
)


def data(folder: Path) -> Path:
    def asked(context: str, answer: str) -> dict[str, object]:
        start = context.index(answer)
        return {"question": f"{answer}?", "answers": [{"text": answer, "answer_start": start}]}

    entries = [
        {
            "title": title,
            "paragraphs": [
                {
                    "context": PARAGRAPHS[0],
                    "qas": [
                        asked(PARAGRAPHS[0], "Bernoulli"),
                        {"question": "Why?", "answers": []},
                    ],
                },
                {
                    "context": PARAGRAPHS[1],
                    "qas": [asked(PARAGRAPHS[1], "France"), asked(PARAGRAPHS[1], "Paris")],
                },
            ],
        }
        for title in TITLES
    ]
    (folder / "train").mkdir()
    with gzip.open(folder / "train" / "squad-v1.1-train.json.gz", "wt", encoding="utf-8") as file:
        json.dump({"data": entries}, file)
    return folder


def test_answers_stand_where_their_questions_say(tmp_path: Path) -> None:
    articles, questions = squad(data(tmp_path))
    texts = {article.id: article.text for article in articles}
    assert set(texts) == {title for title in TITLES if is_held_out(title)}
    assert 5 < len(texts) < 50
    for question in questions:
        if question.start is None:
            assert question.text == "Why?"
        else:
            found = texts[question.article_id][question.start : question.end]
            assert f"{found}?" == question.text


def test_an_answer_that_occurs_twice_is_left_out(tmp_path: Path) -> None:
    _, questions = squad(data(tmp_path))
    assert {question.text for question in questions} == {"Bernoulli?", "Why?", "France?"}


def test_a_sample_is_the_same_each_time(tmp_path: Path) -> None:
    _, questions = squad(data(tmp_path))
    assert every(3, questions) == questions[::3]


def test_tables() -> None:
    rows = [{"what": "a | b", "ms": number(1234.5)}, {"what": "c"}]
    assert markdown(rows).splitlines() == [
        "| what | ms |",
        "|---|---|",
        "| a \\| b | 1,234 |",
        "| c |  |",
    ]
    assert [number(value) for value in (None, 0, 0.1234, 1.234, 12.34)] == [
        "–",
        "0",
        "0.123",
        "1.23",
        "12.3",
    ]
