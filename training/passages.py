"""Passages with questions that they answer, an article's passages together.

Four kinds, so that no style of question is all there is: people's questions on English passages
(SQuAD, TyDi QA), our own on German ones, German news with "who said that?", and German encyclopedia
text with questions made of its own sentences. Some questions, and some of the English passages, are
switched into the other language.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from index.lexicon import Row
from index.sentences import sentences
from training import sources
from training.questions import ask, switched

T = TypeVar("T")

SWITCHED = 0.4  # of the questions are put into the other language
_SWITCHED_OWN = 0.2  # of our own questions
SWITCHED_PASSAGES = 0.4  # of the English passages
TITLED = 0.4  # of the passages carry their article's title, as an index's passages do
CHARACTERS = 600  # of a passage: about 120 pieces
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
    share: float = 1.0,
) -> list[Example]:
    """All of them, less the articles that are set aside and those that evaluation uses.

    `share` is of all but our own questions, which are the best there are of German.
    """
    rng = random.Random(seed)
    without = sources.evaluation_sentences(data)
    asked = sources.squad(data, without) + sources.tydi(data, without)
    english = [*_english(asked, to_german, rng)]
    german = [*_encyclopedia(sources.encyclopedia(data, without), to_english, rng)]
    found = english + german + [*_news(data, to_english, rng)]
    found = some_of(found, share, rng)
    return [*found, *_written(sources.written(data), to_english, to_german, rng)]


def some_of(every: Sequence[T], share: float, rng: random.Random) -> list[T]:
    return rng.sample(every, round(share * len(every)))


def _english(
    asked: Sequence[sources.Asked], to_german: Mapping[str, Row], rng: random.Random
) -> Iterator[Example]:
    kept = (each for each in asked if not sources.held_out(each.article))
    for (article, passage), group in groupby(kept, key=lambda each: (each.article, each.passage)):
        near: dict[tuple[int, int], list[str]] = {}
        for each in group:
            title = each.title.replace("_", " ")
            question = each.question
            if rng.random() < SWITCHED:
                question = switched(question, to_german, 0.8, rng)
            near.setdefault(around(passage, each.start, each.end, "en"), []).append(question)
        start, end = max(near, key=lambda window: len(near[window]))
        shown = titled(title, passage[start:end], rng)
        if rng.random() < SWITCHED_PASSAGES:
            shown = switched(shown, to_german, 0.8, rng)
        yield Example(article, shown, tuple(near[start, end]))


def _written(
    asked: Sequence[sources.Written],
    to_english: Mapping[str, Row],
    to_german: Mapping[str, Row],
    rng: random.Random,
) -> Iterator[Example]:
    """The passages that our own questions are on, each with those that it answers."""
    near: dict[tuple[str, str], list[str]] = {}
    for each in asked:
        if each.answer:
            one = each.asked()
            first, last = next(
                part for part in parts(one.passage, each.text_language) if part[1] > one.start
            )
            question = each.question
            if rng.random() < _SWITCHED_OWN:
                table = to_german if each.language == "en" else to_english
                question = switched(question, table, 0.8, rng)
            near.setdefault((each.title, one.passage[first:last]), []).append(question)
    for (title, passage), questions in near.items():
        yield Example(title, titled(title.replace("_", " "), passage, rng), tuple(questions))


def _encyclopedia(
    articles: Mapping[str, Sequence[str]], to_english: Mapping[str, Row], rng: random.Random
) -> Iterator[Example]:
    for title, paragraphs in articles.items():
        if sources.held_out(title):
            continue
        windows = [window for paragraph in paragraphs for window in cut(paragraph)]
        for window in rng.sample(windows, min(_PER_ARTICLE, len(windows))):
            spans = sentences(window, 0, len(window), "de")
            chosen = rng.sample(spans, min(3, len(spans)))
            questions = []
            for start, end in chosen[:2]:
                cloze = ask(window[start:end], rng)
                if cloze:
                    questions.append(about(cloze.question, title, to_english, rng))
            if len(chosen) > 2 and rng.random() < 0.3:  # a sentence, and where it was (ICT)
                start, end = chosen[2]
                questions.append(window[start:end])
                window = f"{window[:start]}{window[end:]}".strip()
            if questions:
                yield Example(title, titled(title, window, rng), tuple(questions))


def about(question: str, title: str, to_english: Mapping[str, Row], rng: random.Random) -> str:
    """Half the questions name what they are about, if they do not; SWITCHED of them in English."""
    if rng.random() < 0.5 and title.lower() not in question.lower():
        question = f"{question[:-1]} {title}?"
    return switched(question, to_english, 0.9, rng) if rng.random() < SWITCHED else question


def _news(data: Path, to_english: Mapping[str, Row], rng: random.Random) -> Iterator[Example]:
    for news in sources.news(data):
        if sources.held_out(news.title):
            continue
        near = {around(news.text, 0, 1, "de"): [news.title]}
        for quotation in news.quotations:
            said = news.text[slice(*quotation.quote)].strip(' „“".,:')
            if quotation.interrupted or not 20 < len(said) < 250:
                continue
            question = f"{rng.choice(_SAYS)}, {said}?"
            if rng.random() < SWITCHED:
                question = switched(question, to_english, 0.9, rng)
            near.setdefault(around(news.text, *quotation.quote, "de"), []).append(question)
        for (start, end), questions in near.items():
            window = news.text[start:end]
            passage = window if news.title in questions else titled(news.title, window, rng)
            yield Example(news.title, passage, tuple(questions))


def around(
    text: str, start: int, end: int, language: str, characters: float = CHARACTERS
) -> tuple[int, int]:
    """Whole sentences around a span: one more on both sides while that fits in a passage."""
    spans = _sentences(text, language)
    inside = [at for at, (a, b) in enumerate(spans) if a < end and b > start] or [0]
    first, last = inside[0], inside[-1]
    while first > 0 or last < len(spans) - 1:
        more = (max(0, first - 1), min(len(spans) - 1, last + 1))
        if spans[more[1]][1] - spans[more[0]][0] > characters:
            break
        first, last = more
    return spans[first][0], spans[last][1]


def parts(text: str, language: str, characters: float = CHARACTERS) -> list[tuple[int, int]]:
    """Whole sentences about equally long together, in as few parts as `characters` allow.

    No two overlap: a passage that holds a question's answer, too, is no negative for it. Of windows
    around each answer a fifth of our own questions had such a one in their batch.
    """
    size = len(text) / math.ceil(len(text) / characters)
    spans = _sentences(text, language)
    together = [
        [*same] for _, same in groupby(spans, lambda span: int((span[0] + span[1]) / 2 / size))
    ]
    return [(same[0][0], same[-1][1]) for same in together]


@lru_cache(maxsize=1_000)
def _sentences(text: str, language: str) -> list[tuple[int, int]]:
    """A passage is asked for again with each of its questions."""
    return sentences(text, 0, len(text), language)


def cut(paragraph: str) -> Iterator[str]:
    """The paragraph in passages of whole sentences, none in two of them."""
    start = end = 0
    for a, b in sentences(paragraph, 0, len(paragraph), "de"):
        if b - start > CHARACTERS and end > start:
            yield paragraph[start:end]
            start = a
        end = b
    if end - start > 150:
        yield paragraph[start:end]


def titled(title: str, passage: str, rng: random.Random) -> str:
    return f"{title}\n{passage}" if title and with_title(rng) else passage


def with_title(rng: random.Random) -> bool:
    """Whether a passage carries its article's title."""
    return rng.random() < TITLED
