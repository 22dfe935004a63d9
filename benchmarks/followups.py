"""Follow-ups: does the resolved question find what a person's rewrite finds?

English ones are CANARD's (Elgohary et al. 2019), its development part: the pool is every answer in
the histories; the right one is the answer that the next history gives to the question; title and
section are what was said first. German ones are our own, over German Wikinews
(benchmarks/followups_de.jsonl): the pool is 850 articles, and a passage is right if it holds a part
of the sentence that answers.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.mlqa import spread
from benchmarks.ranking import reciprocal
from index import Article, Hit, Index
from qa.antecedents import Said
from qa.evidence import Sentence
from qa.extraction import answer
from qa.followup import resolve, stands_alone
from qa.reader import Reader
from qa.steps import Request, Steps
from qa.types import Answer, Citation, Span, Turn

NO_ANSWER = "CANNOTANSWER"
GERMAN = Path(__file__).parent / "followups_de.jsonl"
_DEEP = 10
_LONGEST = 1_000  # characters of what is asked: the end of a long conversation


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question, what was said before it, a person's rewrite, and where its answer stands.

    `start` and `end` are None where the whole article is the answer.
    """

    question: str
    before: tuple[Said, ...]
    rewrite: str
    article: str
    start: int | None = None
    end: int | None = None
    alone: bool = False  # the rewrite is the question

    def answered_by(self, hit: Hit) -> bool:
        if hit.article.id != self.article:
            return False
        return self._meets(hit.passage.start, hit.passage.end)

    def holds(self, place: Sentence | Citation) -> bool:
        """Whether a sentence or a citation is where the answer stands."""
        return place.article.id == self.article and self._meets(place.start, place.end)

    def _meets(self, start: int, end: int) -> bool:
        if self.start is None or self.end is None:
            return True
        return start < self.end and self.start < end


WAYS: dict[str, Callable[[FollowUp], str]] = {
    "the question as asked": lambda each: each.question,
    "all that was said before it, and it": lambda each: " ".join(
        [*(f"{said.question} {said.answer}" for said in each.before), each.question]
    ),
    "the question before it, and it": lambda each: f"{each.before[-1].question} {each.question}",
    "resolved": lambda each: resolve(each.question, each.before),
    "a person's rewrite": lambda each: each.rewrite,
}


def rows(data: Path, reader: Reader, samples: int | None = None) -> list[dict[str, str]]:
    """A row for each set and way to ask."""
    del reader  # finding only
    return [*_rows("CANARD", *canard(data), samples), *_rows("German news", *news(data), samples)]


def _rows(
    name: str, pool: list[Article], asked: list[FollowUp], samples: int | None
) -> Iterator[dict[str, str]]:
    asked = spread(asked, samples)
    with tempfile.TemporaryDirectory() as folder, Index.open(folder) as index:
        index.add(pool)
        found = {way: _mrr(index, asked, text) for way, text in WAYS.items()}
    most = found["a person's rewrite"]
    for way, mrr in found.items():
        yield {
            "set": name,
            "asked with": way,
            "questions": str(len(asked)),
            "articles": f"{len(pool):,}",
            "MRR@10": f"{mrr:.3f}",
            "of the rewrite's": f"{mrr / most:.2f}",
        }


def cited_rows(data: Path, reader: Reader, samples: int | None = None) -> list[dict[str, str]]:
    """The German ones that lean, asked of all articles: is what answers cited?

    What was said before has its answer, from the article that answers the follow-up, too.
    """
    pool, asked = news(data)
    leaning = spread([each for each in asked if not stands_alone(each.question)], samples)
    with tempfile.TemporaryDirectory() as folder, Index.open(folder) as index:
        index.add(pool)
        articles = {article.id: article for article in index.articles()}
        steps = Steps(index, reader)
        places, cited = [], []
        for each in leaning:
            turns = [_turn(said, articles[each.article]) for said in each.before]
            gathered = steps.retrieve(steps.follow_up(Request(each.question, turns)))
            given, sentences = answer(index, reader, gathered)
            right = (at for at, one in enumerate(sentences, 1) if each.holds(one))
            places.append(next(right, 0))
            cited.append(None if not given.answered else each.holds(given.citations[0]))
    return [
        {
            "questions": str(len(leaning)),
            "articles": f"{len(pool):,}",
            "right sentence first": f"{np.mean([at == 1 for at in places]):.2f}",
            "among the first three": f"{np.mean([0 < at <= 3 for at in places]):.2f}",
            "cited first": f"{np.mean([each is True for each in cited]):.2f}",
            "another cited": f"{np.mean([each is False for each in cited]):.2f}",
            "refused": f"{np.mean([each is None for each in cited]):.2f}",
        }
    ]


def _turn(said: Said, article: Article) -> Turn:
    """As a chat would have it."""
    start = max(0, article.text.find(said.answer))
    citation = Citation(1, article, start, start + len(said.answer))
    short = Span(said.answer, start, start + len(said.answer), 1.0)
    answered = bool(said.answer)
    given = (citation,) if answered else ()
    asked, text = said.question, said.answer
    return Turn(asked, Answer(asked, asked, "de", text, short, answered, 1.0, given))


def news(data: Path) -> tuple[list[Article], list[FollowUp]]:
    """German Wikinews, and our own follow-ups on some of it."""
    with gzip.open(data / "news/wikinews-de.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = list(map(json.loads, file))
    pool = [Article(str(row["id"]), row["text"], title=row["title"], language="de") for row in rows]
    asked = [
        FollowUp(
            row["question"],
            tuple(Said(each["question"], each["answer"]) for each in row["history"]),
            row["rewrite"],
            str(row["article"]),
            row["start"],
            row["end"],
            row["alone"],
        )
        for row in map(json.loads, GERMAN.read_text(encoding="utf-8").splitlines())
    ]
    return pool, asked


def canard(data: Path) -> tuple[list[Article], list[FollowUp]]:
    """The answers as articles, and the questions whose answer is known."""
    with gzip.open(data / "dev/canard/dev.json.gz", "rt", encoding="utf-8") as file:
        turns: list[dict[str, Any]] = json.load(file)
    by_number = {(each["QuAC_dialog_id"], each["Question_no"]): each for each in turns}
    pool: dict[str, str] = {}
    asked = []
    for turn in turns:
        title, section, *said = turn["History"]
        for text in said[1::2]:
            if text != NO_ANSWER:
                pool[_id(text)] = text
        following = by_number.get((turn["QuAC_dialog_id"], turn["Question_no"] + 1))
        if following is None or following["History"][-2] != turn["Question"]:
            continue
        answer = following["History"][-1]
        if answer != NO_ANSWER:
            pairs = zip(said[::2], said[1::2], strict=True)
            spoken = [Said(q, "" if a == NO_ANSWER else a) for q, a in pairs]
            before = (Said(title), Said(section), *spoken)
            asked.append(FollowUp(turn["Question"], before, turn["Rewrite"], _id(answer)))
    return [Article(id, text, language="en") for id, text in pool.items()], asked


def _mrr(index: Index, asked: list[FollowUp], text: Callable[[FollowUp], str]) -> float:
    ranks = []
    for each in asked:
        hits = index.search(text(each)[-_LONGEST:], _DEEP)
        places = (at for at, hit in enumerate(hits, 1) if each.answered_by(hit))
        ranks.append(next(places, 0))
    return float(reciprocal(np.array(ranks)).mean())


def _id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
