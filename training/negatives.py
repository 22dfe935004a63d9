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
from pathlib import Path

from index import Article, Hit, Index
from training import sources
from training.sources import Written

FILE = "negatives.json"
_SEARCHED = 8  # passages of a question: further down they are of something else
_KEPT = 3  # of them

Mined = Mapping[str, Sequence[tuple[str, str]]]  # question -> title and text of passages


def mine(data: Path, out: Path) -> None:
    """Search encyclopedia and news for each of our own questions on German text; write `out`/FILE.

    By keywords alone, so that no vectors have to be made. What is there already is kept.
    """
    if (out / FILE).exists():
        return
    asked = [each for each in sources.written(data) if each.answer and each.text_language == "de"]
    with tempfile.TemporaryDirectory() as folder, Index.open(folder, encoder="hashed") as index:
        index.add(_articles(data))
        found = {each.question: _wrong(index, each) for each in asked}
    places = {
        question: [(hit.article.id, hit.passage.start, hit.passage.end) for hit in hits]
        for question, hits in found.items()
        if hits
    }
    new = out / f"{FILE}.new"
    new.write_text(json.dumps(places, ensure_ascii=False), encoding="utf-8")
    new.replace(out / FILE)
    print(f"{len(places)} of {len(asked)} questions have negatives")


def mined(data: Path, out: Path) -> Mined:
    """What `mine` found; nothing where it was not run."""
    if not (out / FILE).exists():
        return {}
    texts = {article.id: article.text for article in _articles(data)}
    places = json.loads((out / FILE).read_text(encoding="utf-8"))
    return {
        question: [(title, texts[title][start:end]) for title, start, end in found]
        for question, found in places.items()
    }


def drawn(given: Mined, question: str, rng: random.Random) -> tuple[str, str] | None:
    """One of a question's negatives, the title of its article and its text; None if it has none."""
    found = given.get(question, ())
    return rng.choice(found) if found else None


def _articles(data: Path) -> Iterator[Article]:
    """Those that may be trained on; a piece of news of the same title as a page is left out."""
    seen = set()
    for title, paragraphs in sources.encyclopedia(data, sources.evaluation_sentences(data)).items():
        if not sources.held_out(title):
            seen.add(title)
            yield Article(title, "\n".join(paragraphs), title=title, language="de")
    for each in sources.news(data):
        if not sources.held_out(each.title) and each.title not in seen:
            seen.add(each.title)
            yield Article(each.title, each.text, title=each.title, language="de")


def _wrong(index: Index, asked: Written) -> list[Hit]:
    """The first passages that do not have the answer."""
    answer = asked.text[slice(*asked.answer)].lower() if asked.answer else ""
    vector = index.encoder.encode([asked.question], query=True)[0]
    hits = index.search_vector(asked.question, vector, _SEARCHED, dense_share=0.0)
    wrong = [hit for hit in hits if answer not in hit.passage.text.lower()]
    return wrong[:_KEPT]
