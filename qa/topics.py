"""Which of the articles that were found is about a topic? The one that has it in its title, or
else in most of its paragraphs: the right word may well stand in the wrong story."""

from __future__ import annotations

from collections.abc import Sequence

from index import Article, Hit, Index
from index.concepts import Weighed
from qa import evidence
from qa.support import words

# Of the weight of what an article is said to be about; the parts of a compound have half of its
# weight, and "Wählergemeinschaft" is no "Bundestagswahl". Not measured.
_ABOUT = 0.5
_AS_MUCH = 0.6  # of the topic, compared with the article that has most; not measured
_ENDING = 5  # letters of a lone topic with which a title's word may end: "Liveticker"


def article_about(index: Index, topic: str, language: str, hits: Sequence[Hit]) -> Article | None:
    """The article that a question names by its topic; None where the best hit has not half of it
    and no other has it in its title, nor in its paragraphs."""
    weighed = _weights(index, topic, language, hits)
    articles = {hit.article.id: hit.article for hit in hits}

    def share(article: Article) -> tuple[bool, int]:
        own = weighed[article.language]
        paragraphs = sum(_holds(index, own, article, text) for text in _paragraphs(article))
        return _in_title(index, own, topic, article), paragraphs

    shares = {id: share(article) for id, article in articles.items()}
    best = max(shares, key=lambda id: shares[id], default=None)  # of equal ones the first
    return articles[best] if best is not None and any(shares[best]) else None


def hits_about(index: Index, topic: str, language: str, hits: Sequence[Hit]) -> Sequence[Hit]:
    """Those of the articles that have about as much of the topic as the one that has most, and it
    in their title where any has: what else is found sounds like it, and is about something else.
    None where none has anything of it.
    """
    weighed = _weights(index, topic, language, hits)
    articles = {hit.article.id: hit.article for hit in hits}
    shares = {
        id: _coverage(index, weighed[article.language], article, article.text, titled=True)
        for id, article in articles.items()
    }
    most = max(shares.values(), default=0.0)
    titled = {
        id
        for id, article in articles.items()
        if _in_title(index, weighed[article.language], topic, article)
    }
    return [
        hit
        for hit in hits
        if most > 0
        and shares[hit.article.id] >= _AS_MUCH * most
        and (not titled or hit.article.id in titled)
    ]


def _weights(
    index: Index, topic: str, language: str, hits: Sequence[Hit]
) -> dict[str | None, list[Weighed]]:
    return {
        other: evidence.weights(index, topic, language, other)
        for other in {hit.article.language for hit in hits}
    }


def _paragraphs(article: Article) -> list[str]:
    return [article.text[each.start : each.end] for each in article.blocks if each.label == "body"]


def _in_title(index: Index, weighed: Sequence[Weighed], topic: str, article: Article) -> bool:
    if _coverage(index, weighed, article, "", titled=True) > _ABOUT:
        return True
    lone = topic.casefold()
    return len(lone) >= _ENDING and any(
        word.casefold().endswith(lone) for word in words(article.title or "")
    )


def _holds(index: Index, weighed: Sequence[Weighed], article: Article, text: str) -> bool:
    return _coverage(index, weighed, article, text) > _ABOUT


def _coverage(
    index: Index, weighed: Sequence[Weighed], article: Article, text: str, *, titled: bool = False
) -> float:
    """How much of a topic's weight a text has, `titled`: together with its article's title."""
    whole = f"{article.title or ''}\n{text}" if titled else text
    return evidence.coverage(weighed, index.terms(whole, article.language))
