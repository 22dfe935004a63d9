"""Passages with questions that they answer, an article's passages together.

Three kinds, so that no style of question is all there is: people's questions on English passages
(SQuAD), German news with "who said that?", and German encyclopedia text with questions made of its
own sentences. Some questions are switched word by word into the other language.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from index.passages import sentences
from training import sources
from training.lexicon import Row
from training.questions import ask, switched

SWITCHED = 0.4  # of the questions are put into the other language
TITLED = 0.4  # of the passages carry their article's title, as an index's passages do
_CHARACTERS = 600  # of a passage: about 120 pieces
_PER_ARTICLE = 12  # passages of one encyclopedia article
_SAYS = (
    "Wer sagte",
    "Wer erklärte",
    "Wer behauptete",
    "Wer meinte",
    "Von wem stammt die Aussage",
)


@dataclass(frozen=True, slots=True)
class Example:
    """A passage and questions on it; `article` is what it shares with its hardest negatives."""

    article: str
    passage: str
    questions: tuple[str, ...]


def examples(
    data: Path,
    to_english: Mapping[str, Row],
    to_german: Mapping[str, Row],
    seed: int = 0,
) -> list[Example]:
    """All of them, less the articles that are set aside and those that evaluation uses."""
    rng = random.Random(seed)
    without = sources.evaluation_sentences(data)
    english = [*_english(sources.squad(data, without), to_german, rng)]
    german = [*_encyclopedia(sources.encyclopedia(data, without), to_english, rng)]
    return english + german + [*_news(data, to_english, rng)]


def _english(
    asked: Sequence[sources.Asked], to_german: Mapping[str, Row], rng: random.Random
) -> Iterator[Example]:
    kept = (each for each in asked if not sources.held_out(each.title))
    for (title, passage), group in groupby(kept, key=lambda each: (each.title, each.passage)):
        near: dict[str, list[str]] = {}
        for each in group:
            window = _window(passage, each.start, each.end, "en")
            question = each.question
            if rng.random() < SWITCHED:
                question = switched(question, to_german, 0.8, rng)
            near.setdefault(window, []).append(question)
        longest = max(near, key=lambda window: len(near[window]))
        yield Example(title, _titled(title.replace("_", " "), longest, rng), tuple(near[longest]))


def _encyclopedia(
    articles: Mapping[str, Sequence[str]], to_english: Mapping[str, Row], rng: random.Random
) -> Iterator[Example]:
    for title, paragraphs in articles.items():
        if sources.held_out(title):
            continue
        windows = [window for paragraph in paragraphs for window in _cut(paragraph)]
        for window in rng.sample(windows, min(_PER_ARTICLE, len(windows))):
            spans = sentences(window, 0, len(window), "de")
            chosen = rng.sample(spans, min(3, len(spans)))
            questions = []
            for start, end in chosen[:2]:
                question = ask(window[start:end], rng)
                if question and rng.random() < 0.5 and title.lower() not in question.lower():
                    question = f"{question[:-1]} {title}?"
                if question and rng.random() < SWITCHED:
                    question = switched(question, to_english, 0.9, rng)
                if question:
                    questions.append(question)
            if len(chosen) > 2 and rng.random() < 0.3:  # a sentence, and where it was (ICT)
                start, end = chosen[2]
                questions.append(window[start:end])
                window = f"{window[:start]}{window[end:]}".strip()
            if questions:
                yield Example(title, _titled(title, window, rng), tuple(questions))


def _news(data: Path, to_english: Mapping[str, Row], rng: random.Random) -> Iterator[Example]:
    path = data / "train/wikinews-de-quotations.train.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            title = row["document"].split(" - ", 1)[-1].rsplit(" (", 1)[0]
            if sources.held_out(title):
                continue
            text = row["text"]
            near = {_window(text, 0, 1, "de"): [title]}
            for quotation in row["quotations"]:
                spans = quotation["quote"]["spans"]
                if not spans or not 20 < len(quotation["quote"]["text"]) < 250:
                    continue
                window = _window(text, spans[0][0], spans[-1][1], "de")
                said = quotation["quote"]["text"].strip(' „“".,:')
                question = f"{rng.choice(_SAYS)}, {said}?"
                if rng.random() < SWITCHED:
                    question = switched(question, to_english, 0.9, rng)
                near.setdefault(window, []).append(question)
            for window, questions in near.items():
                passage = window if title in questions else _titled(title, window, rng)
                yield Example(title, passage, tuple(questions))


def _window(text: str, start: int, end: int, language: str) -> str:
    """Whole sentences around a span: one more on both sides while that fits in a passage."""
    spans = sentences(text, 0, len(text), language)
    inside = [at for at, (a, b) in enumerate(spans) if a < end and b > start] or [0]
    first, last = inside[0], inside[-1]
    while first > 0 or last < len(spans) - 1:
        more = (max(0, first - 1), min(len(spans) - 1, last + 1))
        if spans[more[1]][1] - spans[more[0]][0] > _CHARACTERS:
            break
        first, last = more
    return text[spans[first][0] : spans[last][1]]


def _cut(paragraph: str) -> Iterator[str]:
    """The paragraph in passages of whole sentences, none in two of them."""
    start = end = 0
    for a, b in sentences(paragraph, 0, len(paragraph), "de"):
        if b - start > _CHARACTERS and end > start:
            yield paragraph[start:end]
            start = a
        end = b
    if end - start > 150:
        yield paragraph[start:end]


def _titled(title: str, passage: str, rng: random.Random) -> str:
    return f"{title}\n{passage}" if rng.random() < TITLED else passage
