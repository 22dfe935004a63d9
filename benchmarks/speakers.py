"""Who is said to have said a sentence? German news with quotations marked (Petersen-Frey & Biemann
2024), the development part: looked at, never trained on.

Every sentence of every article is put to `qa.attribution`. A sentence in which a quotation with a
speaker stands has that speaker; all others have none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.mlqa import spread
from index import Article
from index.sentences import sentences
from qa.attribution import THRESHOLD, attribute
from qa.reader import Reader
from training import sources


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a news article, and the speakers of the quotations in it."""

    article: Article
    start: int
    end: int
    speakers: tuple[tuple[int, int], ...]


def rows(data: Path, reader: Reader, samples: int | None = None) -> list[dict[str, str]]:
    every = [each for news in spread(list(sources.news(data, "dev")), samples) for each in of(news)]
    return [measured(every, attributed(reader, every))]


def attributed(
    reader: Reader, every: Sequence[Sentence], threshold: float = THRESHOLD
) -> list[tuple[int, int] | None]:
    places = [(each.article, each.start, each.end) for each in every]
    found = attribute(reader, places, threshold)
    return [(span.start, span.end) if span else None for span in found]


def of(news: sources.News) -> Iterator[Sentence]:
    """The article's sentences that are in a quotation, or in none at all."""
    article = Article(news.title, news.text, language="de")
    for start, end in sentences(news.text, 0, len(news.text), "de"):
        inside = [q for q in news.quotations if q.quote[0] < end and start < q.quote[1]]
        speakers = tuple({q.speaker for q in inside if q.speaker})
        if speakers or not inside:
            yield Sentence(article, start, end, speakers)


def measured(every: list[Sentence], found: list[tuple[int, int] | None]) -> dict[str, str]:
    """Precision, recall and F1 of spans that overlap a speaker, F1 of those that are one."""
    said = sum(bool(each.speakers) for each in every)
    given = sum(span is not None for span in found)
    partial = exact = 0
    for each, span in zip(every, found, strict=True):
        if span is not None:
            partial += any(a < span[1] and span[0] < b for a, b in each.speakers)
            exact += span in each.speakers
    return {
        "sentences": str(len(every)),
        "with a speaker": str(said),
        "given": str(given),
        "precision": f"{partial / max(1, given):.3f}",
        "recall": f"{partial / max(1, said):.3f}",
        "F1, partial": f"{2 * partial / max(1, given + said):.3f}",
        "F1, exact": f"{2 * exact / max(1, given + said):.3f}",
    }
