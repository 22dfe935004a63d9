"""What a passage in the other language lacks: the constants of index/fusion.py for crossed search.

    python -m benchmarks.crossed --data ../shared/data

580 held-out questions, each in German and English, over an index of German and English articles.
Prints the mean cosine and keyword share of the right passage by its language and the question's,
and nDCG@10 for several values that passages in the other language are lifted by.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.heldout import Crossed, crossed
from benchmarks.ranking import ndcg
from index import Encoder, Index, Passage
from index.fusion import DENSE_SHARE
from index.records import Transaction
from index.search import CANDIDATES
from index.snapshot import Snapshot, take
from index.store import Store
from index.types import Vectors

COSINES = (0.0, 0.025, 0.05)  # added
SHARES = (1.0, 1.25, 1.5)  # multiplied with


@dataclass(frozen=True, slots=True)
class Found:
    """A question's candidates, `(n,)` each; `crossed`: which are in the other language."""

    run: str  # "en→de": asked in English, answered in German
    cosines: Vectors
    shares: Vectors
    crossed: NDArray[np.bool_]
    right: NDArray[np.bool_]

    def rank(self, cosine: float, share: float) -> int:
        """Of the first right passage, 0 if none is among the candidates."""
        cosines = np.clip(self.cosines + cosine * self.crossed, 0, 1)
        shares = np.minimum(1, self.shares * np.where(self.crossed, share, 1))
        order = np.argsort(-(DENSE_SHARE * cosines + (1 - DENSE_SHARE) * shares), kind="stable")
        places = np.flatnonzero(self.right[order])
        return int(places[0]) + 1 if len(places) else 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True)
    articles, questions = crossed(parser.parse_args().data)
    with tempfile.TemporaryDirectory() as folder, Index.open(folder) as index:
        index.add(articles)
        store = Store.open(index.path, create=False)
        with store.reading() as read:
            snapshot = take(read, None, index.path / "keywords")
            found = [
                _found(read, snapshot, each, asked, index.encoder)
                for each in questions
                for asked in ("de", "en")
            ]
        store.close()
    runs = sorted({each.run for each in found})
    for run in runs:
        mine = [each for each in found if each.run == run and each.right.any()]
        cosine = np.mean([each.cosines[each.right].max() for each in mine])
        share = np.mean([each.shares[each.right].max() for each in mine])
        print(f"{run}: {len(mine)} questions, right passage: cosine {cosine:.3f} share {share:.3f}")
    for cosine, share in product(COSINES, SHARES):
        print(f"cosine + {cosine}, share * {share}:", _gains(found, runs, cosine, share))


def _gains(found: Sequence[Found], runs: Sequence[str], cosine: float, share: float) -> str:
    ranks = {run: [each.rank(cosine, share) for each in found if each.run == run] for run in runs}
    return "  ".join(f"{run} {ndcg(np.array(each)).mean():.3f}" for run, each in ranks.items())


def _found(
    read: Transaction, snapshot: Snapshot, question: Crossed, asked: str, encoder: Encoder
) -> Found:
    text = question.texts[asked]
    vector = encoder.encode([text], query=True)[0]
    near, shares = snapshot.candidates(text, vector, CANDIDATES, None)
    ids, vectors = read.vectors_of({*near, *shares})
    passages = read.passages(ids.tolist())
    crossed = snapshot.crossed(ids, text)
    return Found(
        f"{asked}→{question.text_language}",
        vectors @ vector,
        np.array([shares.get(id, 0.0) for id in ids.tolist()], np.float32),
        np.array([id in crossed for id in ids.tolist()]),
        np.array([_holds(passages[id], question) for id in ids.tolist()]),
    )


def _holds(passage: Passage, question: Crossed) -> bool:
    inside = passage.start <= question.start and question.end <= passage.end
    return inside and passage.article.id == question.article_id


if __name__ == "__main__":
    main()
