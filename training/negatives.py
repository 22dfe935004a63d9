"""Passages that a search finds for a question and that do not answer it: hard negatives.

An answer is read out of ten passages of which nine are about something like it; a reader that was
shown only passages of the right article does not learn to tell them apart (Karpukhin et al. 2020,
"Dense Passage Retrieval", section 3.2: the best of BM25 that lack the answer).
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from index import Article, Hit, Index
from training import sources
from training.passages import some_of
from training.sources import Written

FILE = "negatives.json"  # of our own questions
PEOPLE_FILE = "negatives.people.json"
_SEARCHED = 8  # passages of a question: further down they are of something else
_KEPT = 3  # of them
_NEAR = 2  # paragraphs on either side of one that is asked about

Mined = Mapping[str, Sequence[tuple[str, str]]]  # question -> title and text of passages


def mine(data: Path, out: Path, newest: int | None = None, people: float = 0.0) -> None:
    """Search for each of our own questions, or the `newest`, and for a share of people's.

    As the product searches, with the shipped encoder, among what stands about the questions'
    passages: what it finds is what is read. What is in vain is written to `out`, people's to a file
    of its own; what is there already is kept.
    """
    if not (out / FILE).exists():
        _mine(data, sources.written(data)[-newest if newest else None :], out / FILE)
    if people and not (out / PEOPLE_FILE).exists():
        asked = sources.by_people(data, sources.evaluation_sentences(data))
        _mine(data, some_of(asked, people, random.Random(0)), out / PEOPLE_FILE)


def _mine(data: Path, asked: Sequence[Written], path: Path) -> None:
    asked = [each for each in asked if each.answer]
    with tempfile.TemporaryDirectory() as folder, Index.open(folder) as index:
        index.add(_articles(data, asked))
        found = {each.question: _wrong(index, each) for each in asked}
    passages = {
        question: [(hit.article.title, hit.passage.text) for hit in hits]
        for question, hits in found.items()
        if hits
    }
    new = path.with_suffix(".new")
    new.write_text(json.dumps(passages, ensure_ascii=False), encoding="utf-8")
    new.replace(path)
    print(f"{len(passages)} of {len(asked)} questions have negatives")


def mined(out: Path, name: str = FILE) -> Mined:
    """What `mine` found; nothing where it was not run."""
    if not (out / name).exists():
        return {}
    found: Mined = json.loads((out / name).read_text(encoding="utf-8"))
    return found


def drawn(given: Mined, question: str, rng: random.Random) -> tuple[str, str] | None:
    """One of a question's negatives, the title of its article and its text; None if it has none."""
    found = given.get(question, ())
    return rng.choice(found) if found else None


def _articles(data: Path, asked: Sequence[Written]) -> Iterator[Article]:
    """Of each article that is asked about the paragraphs near those; news whole.

    All of the encyclopedia would take half an hour to embed.
    """
    without = sources.evaluation_sentences(data)
    pages: dict[str, Sequence[str]] = dict(sources.encyclopedia(data, without))
    for title, group in groupby(sources.squad(data, without), lambda each: each.title):
        pages.setdefault(title, list(dict.fromkeys(each.passage for each in group)))
    near: dict[str, set[int]] = {}
    texts: dict[str, Written] = {}
    for each in asked:
        paragraphs = pages.get(each.title, ())
        if each.text in paragraphs:
            at = paragraphs.index(each.text)
            near.setdefault(each.title, set()).update(
                range(max(0, at - _NEAR), min(len(paragraphs), at + _NEAR + 1))
            )
        texts.setdefault(each.title, each)
    for title, one in texts.items():
        places = sorted(near.get(title, ()))
        text = "\n".join(pages[title][at] for at in places) or one.text
        yield Article(title, text, title=title.replace("_", " "), language=one.text_language)


def _wrong(index: Index, asked: Written) -> list[Hit]:
    """The first passages that do not have the answer; a translation could have it and not show."""
    answer = asked.text[slice(*asked.answer)].lower() if asked.answer else ""
    hits = index.search(asked.question, _SEARCHED, languages=[asked.text_language])
    return [hit for hit in hits if answer not in hit.passage.text.lower()][:_KEPT]
