"""Training questions set aside by article: what constants are chosen and calibrated on.

A tenth of the training data, by the checksum of an article's title, so that no article - and no
question on it - is ever on both sides. The development sets are for reporting only.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

from index import Article, analysis
from training import sources

T = TypeVar("T")

WRITTEN = Path(__file__).parent / "questions_de.jsonl"
REWORDED = Path(__file__).parent / "questions_reworded.jsonl"
TWINS = Path(__file__).parent / "questions_twins.jsonl"  # half look answerable and are not
SEVERAL = Path(__file__).parent / "questions_several.jsonl"
TRANSLATED = Path(__file__).parent / "crossed.jsonl"
_ENGLISH = "en:"  # before the id of an English article, where German ones are beside it
_WORDS = 5  # of a sentence: about as many as a question has that say something


@dataclass(frozen=True, slots=True)
class Crossed:
    """A question in both languages, by language; `text_language` is its article's."""

    texts: dict[str, str]
    text_language: str
    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question on an article; `start` and `end` are where its answer stands, or None."""

    text: str
    article_id: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class SeveralAnswers:
    """A question, in `language`, that several sentences of an article answer, or none: `places`."""

    text: str
    language: str
    article_id: str
    places: tuple[tuple[int, int], ...]

    def holds(self, article_id: str, start: int, end: int) -> bool:
        """Whether most of one of them lies in article.text[start:end]."""
        return article_id == self.article_id and any(
            2 * (min(end, last) - max(start, first)) > last - first for first, last in self.places
        )


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
        if sources.held_out(entry["title"]):
            article = _article(entry)
            articles.append(article)
            questions += _questions(entry, article)
    return articles, questions


def german(data: Path) -> tuple[list[Article], list[Question]]:
    """Our own questions on held-out German articles (benchmarks/questions_de.jsonl), a fourth of
    them not answered, a fifth in English; with all of the articles they are on.

    An encyclopedia article's text is its paragraphs, a line each.
    """
    return _written(data, WRITTEN)


def reworded(data: Path) -> tuple[list[Article], list[Question]]:
    """Our own questions in other words than the text's, on held-out articles of both languages,
    half of them in the other one (benchmarks/questions_reworded.jsonl); a sixth is not answered.
    """
    return _written(data, REWORDED)


def twins(data: Path) -> tuple[list[Article], list[Question]]:
    """Our own questions that look answerable, half of them are, on held-out articles of both
    languages (benchmarks/questions_twins.jsonl).
    """
    return _written(data, TWINS)


def several(data: Path) -> tuple[list[Article], list[SeveralAnswers]]:
    """Our own questions that several sentences answer, or none.

    An article is some paragraphs of a held-out one, a line each: all that was shown to who wrote
    the questions, so that no other sentence answers. Lines whose text has changed are left out.
    """
    texts = {"wikinews": {each.title: [each.text] for each in sources.news(data)}}
    texts["wikipedia"] = sources.encyclopedia(data, frozenset())
    texts["squad"] = sources.squad_paragraphs(data)
    articles, questions = [], []
    for row in map(json.loads, SEVERAL.read_text(encoding="utf-8").splitlines()):
        title = row["title"]
        text = "\n".join(_line(texts[row["source"]][title][at]) for at in row["paragraphs"])
        if sources.checksum(text) != row["checksum"]:
            continue
        id = f"{row['source']}:{title}#{row['paragraphs'][0]}"
        language = "en" if row["source"] == "squad" else "de"
        articles.append(Article(id, text, title=title.replace("_", " "), language=language))
        questions += [
            SeveralAnswers(text, language, id, tuple((start, end) for start, end in places))
            for language, text, places in row["asked"]
        ]
    return articles, questions


def apart(
    articles: Iterable[Article], questions: Iterable[Question]
) -> tuple[list[Article], list[Question]]:
    """Each paragraph an article of its own, without a title; questions without an answer left out.

    So is a large collection where nothing but its text tells a passage from others. A new id is
    the article's, with its language before it, and behind it "#" and where the paragraph begins.
    """
    found = []
    places: dict[str, list[tuple[int, str]]] = {}
    for article in articles:
        start = 0
        for line in article.text.split("\n"):
            id = f"{article.language}:{article.id.removeprefix(_ENGLISH)}#{start}"
            found.append(Article(id, line, language=article.language))
            places.setdefault(article.id, []).append((start, id))
            start += len(line) + 1
    moved = []
    for each in questions:
        if each.start is not None and each.end is not None:
            starts = places[each.article_id]
            start, id = starts[bisect_right(starts, each.start, key=itemgetter(0)) - 1]
            moved.append(Question(each.text, id, each.start - start, each.end - start))
    return found, moved


def encyclopedia(data: Path) -> list[Article]:
    """All held-out German ones; texts as german()'s."""
    return [
        Article(title, "\n".join(map(_line, paragraphs)), title=title, language="de")
        for title, paragraphs in sources.encyclopedia(data, frozenset()).items()
        if sources.held_out(title)
    ]


def _written(data: Path, path: Path) -> tuple[list[Article], list[Question]]:
    pages = {"de": sources.encyclopedia(data, frozenset()), "en": sources.squad_paragraphs(data)}
    news = {each.title: each.text for each in sources.news(data)}
    articles: dict[str, Article] = {}
    questions = []
    for each in sources.written(data, path):
        found = news.get(each.title) == each.text
        paragraphs = [each.text] if found else pages[each.text_language][each.title]
        text = "\n".join(_line(paragraph) for paragraph in paragraphs)
        title = each.title.replace("_", " ")
        # Both collections have a "Nigeria".
        id = each.title if each.text_language == "de" else f"{_ENGLISH}{each.title}"
        articles[id] = Article(id, text, title=title, language=each.text_language)
        offset = sum(len(part) + 1 for part in paragraphs[: paragraphs.index(each.text)])
        start, end = each.answer or (None, None)
        place = (None, None) if start is None or end is None else (offset + start, offset + end)
        questions.append(Question(each.question, id, *place))
    return list(articles.values()), questions


def crossed(data: Path) -> tuple[list[Article], list[Crossed]]:
    """Held-out questions with their translations, on German articles and on English ones.

    The translations are our own (benchmarks/crossed.jsonl); a line names its question by the place
    of the answer and the question's checksum. Lines whose question has changed are left out.
    """
    asked = {"de": german(data), "en": squad(data)}
    rows = [json.loads(line) for line in TRANSLATED.read_text(encoding="utf-8").splitlines()]
    translations = {(row["title"], *row["place"], row["checksum"]): row for row in rows}
    articles, found = [], []
    for of_text, (texts, questions) in asked.items():
        used = set()
        for each in questions:
            key = (each.article_id, each.start, each.end, sources.checksum(each.text))
            row = translations.get(key)
            if row and each.start is not None and each.end is not None:
                other = "de" if row["language"] == "en" else "en"
                both = {other: each.text, row["language"]: row["question"]}
                found.append(Crossed(both, of_text, each.article_id, each.start, each.end))
                used.add(each.article_id)
        articles += [each for each in texts if each.id in used]
    return articles, found


def wikinews_titles(data: Path) -> tuple[list[Article], list[Question]]:
    """Held-out German news: the title as the question, the first sentence's place as the answer.

    The article goes in without its title, which would answer itself.
    """
    articles, questions = [], []
    with gzip.open(data / "news" / "wikinews-de.jsonl.gz", "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            if sources.held_out(row["title"]):
                id = f"wikinews-{row['id']}"
                articles.append(Article(id, row["text"], title=None, language="de"))
                questions.append(Question(row["title"], id, 0, len(row["text"])))
    return articles, questions


def parallel_news(data: Path, asked: str) -> tuple[list[Article], list[Question]]:
    """Held-out parallel sentences: five words of one in `asked`, and it in the other language.

    No questions, but what there is to choose constants for crossed search on. The hundredth that
    training leaves out, less the short ones of a phrase book.
    """
    rng = random.Random(0)
    articles, questions = [], []
    other = "en" if asked == "de" else "de"
    for at, pair in enumerate(sources.parallel(data)):
        if not sources.held_out_pair(pair) or pair.source == "tatoeba":
            continue
        ours, theirs = (pair.de, pair.en) if asked == "de" else (pair.en, pair.de)
        words = [each for each in re.findall(r"\w+", ours) if analysis.of_word(each, asked)]
        if len(words) >= _WORDS:
            places = sorted(rng.sample(range(len(words)), _WORDS))
            articles.append(Article(f"pair-{at}", theirs, language=other))
            text = " ".join(words[place] for place in places)
            questions.append(Question(text, f"pair-{at}", 0, len(theirs)))
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


def every(step: int, questions: Iterable[T]) -> list[T]:
    """Each `step`-th question: a sample that is the same in every run."""
    return list(questions)[::step]
