"""Questions that several sentences of an article answer, or none: are these cited, and no others?

Our own, on excerpts of held-out articles (benchmarks/questions_several.jsonl). Half of the excerpts
serve to fit qa/further.py (benchmarks/calibrate_several.py); what is told here is of the others.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.heldout import SeveralAnswers, several
from benchmarks.mlqa import spread
from index import Index
from qa import Answer
from qa.chain import Request, build_chain
from qa.reader import Reader
from training.sources import checksum

NAMES = {True: "the article's", False: "the other"}


def is_fitted_on(article_id: str) -> bool:
    """Whether an excerpt is of the half that constants are chosen on."""
    return checksum(article_id) % 2 == 0


def rows(data: Path, reader: Reader, samples: int | None = None) -> list[dict[str, str]]:
    """A row for questions in the article's language, and one for those in the other."""
    articles, questions = several(data)
    languages = {article.id: article.language for article in articles}
    told = spread([each for each in questions if not is_fitted_on(each.article_id)], samples)
    with tempfile.TemporaryDirectory() as folder, Index.open(folder) as index:
        index.add(articles)
        chain = build_chain(index, reader=reader)
        return [
            _row(
                name,
                [each for each in told if (each.language == languages[each.article_id]) is same],
                chain.invoke,
            )
            for same, name in NAMES.items()
        ]


def _row(
    name: str, asked: Sequence[SeveralAnswers], answer: Callable[[Request], Answer]
) -> dict[str, str]:
    answers = [answer(Request(each.text)) for each in asked]
    judged = [
        (each, [each.holds(c.article_id, c.start, c.end) for c in found.citations])
        for each, found in zip(asked, answers, strict=True)
    ]
    to_answer = [(each, cited) for each, cited in judged if each.places]
    others = [cited for each, cited in judged if not each.places]
    given = [cited for _, cited in to_answer if cited]
    return {
        "asked in": name + " language",
        "questions": str(len(to_answer)),
        "answered": f"{len(given) / len(to_answer):.3f}",
        "a citation answers": f"{np.mean([any(cited) for _, cited in to_answer]):.3f}",
        "several do": f"{np.mean([sum(cited) > 1 for _, cited in to_answer]):.3f}",
        "citations": f"{np.mean([len(cited) for cited in given]):.2f}",
        "of them right": f"{np.mean([right for cited in given for right in cited]):.3f}",
        "of what answers cited": f"{np.mean([_recall(*each) for each in to_answer]):.3f}",
        "not answered there": str(len(others)),
        "of these answered": f"{np.mean([bool(cited) for cited in others]):.3f}",
    }


def _recall(asked: SeveralAnswers, cited: Sequence[bool]) -> float:
    return min(1.0, sum(cited) / len(asked.places))
