"""Choose how articles are cut and how candidates are fused, on held-out training articles.

    python -m benchmarks.windows --data ../shared/data

Prints, for each window size and overlap, how often the first passage and the first five hold the
answer, how often the first 400 tokens of them do - what a reader gets, whatever the size of a
passage - and MRR@10; then the same for shares of dense and keyword scores, in English (SQuAD), for
our own German questions and for German headlines (which article is it?), and across languages
(which sentence is it, given five words of its translation?). A small sample: a point is about 25
questions.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.heldout import Question, every, german, parallel_news, squad, wikinews_titles
from index import Article, Encoder, Hit, Index
from index.encoder import load
from index.fusion import DENSE_SHARE
from index.passages import Settings
from index.store import Store
from index.types import Vectors

READ = 400  # tokens
SIZES = ((64, 0), (64, 1), (96, 0), (96, 1), (128, 0), (128, 1), (128, 2), (192, 1), (222, 1))
SHARES = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)
TITLES = 16  # articles of 40 paragraphs each: a minute a setting


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    encoder = load()
    articles, questions = squad(data)
    articles = articles[:TITLES]
    chosen = {article.id for article in articles}
    questions = every(2, (each for each in questions if each.article_id in chosen))
    vectors = encoder.encode([each.text for each in questions], query=True)
    print(f"{len(articles)} articles, {len(questions)} questions")
    for tokens, overlap in SIZES:
        settings = Settings(tokens=tokens, overlap=overlap)
        with _built(articles, encoder, settings) as index:
            _print(f"tokens {tokens} overlap {overlap}", index, questions, vectors)
    with _built(articles, encoder, Settings()) as index:
        for share in SHARES:
            _print(f"English, dense share {share}", index, questions, vectors, share)
    for name, (texts, asked) in {
        "German": _answered(*german(data)),
        "German headlines": wikinews_titles(data),
        "English words, German news": parallel_news(data, "en"),
        "German words, English news": parallel_news(data, "de"),
    }.items():
        vectors = encoder.encode([each.text for each in asked], query=True)
        with _built(texts, encoder, Settings()) as index:
            for share in SHARES:
                _print(f"{name}, dense share {share}", index, asked, vectors, share)


def _answered(
    articles: list[Article], questions: Sequence[Question]
) -> tuple[list[Article], list[Question]]:
    return articles, [each for each in questions if each.start is not None]


def _built(articles: Sequence[Article], encoder: Encoder, settings: Settings) -> Index:
    store = Store.open(Path(tempfile.mkdtemp(prefix="article-qa-windows-")), create=True)
    index = Index(store, lambda: encoder, settings)
    index.add(articles)
    return index


def _print(
    name: str,
    index: Index,
    questions: Sequence[Question],
    vectors: Vectors,
    share: float = DENSE_SHARE,
) -> None:
    rows = []
    for question, vector in zip(questions, vectors, strict=True):
        hits = index.search_vector(question.text, vector, 10, dense_share=share)
        rows.append(_measures(hits, question, index.encoder.count_tokens))
    first, five, read, reciprocal = np.mean(rows, axis=0)
    print(
        f"{name:44} R@1 {first:.3f}  R@5 {five:.3f}  "
        f"first {READ} tokens {read:.3f}  MRR@10 {reciprocal:.3f}",
        flush=True,
    )


def _measures(
    hits: Sequence[Hit], question: Question, count: Callable[[Sequence[str]], list[int]]
) -> tuple[float, float, float, float]:
    right = [_holds(hit, question) for hit in hits]
    rank = right.index(True) + 1 if any(right) else None
    lengths = np.cumsum(count([hit.passage.text for hit in hits])) if hits else np.zeros(0)
    within = [good for good, length in zip(right, lengths, strict=True) if length <= READ]
    return (
        float(rank == 1),
        float(rank is not None and rank <= 5),
        float(any(within)),
        1 / rank if rank else 0.0,
    )


def _holds(hit: Hit, question: Question) -> bool:
    if hit.article.id != question.article_id or question.start is None or question.end is None:
        return False
    passage = hit.passage
    whole_article = question.end - question.start >= len(hit.article.text)
    return whole_article or (passage.start <= question.start and question.end <= passage.end)


if __name__ == "__main__":
    main()
