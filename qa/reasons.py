"""Why the articles do not answer, where that is known: they never name it, or only name it."""

from __future__ import annotations

from collections.abc import Sequence

from index import Hit, Index
from qa.mentions import names
from qa.texts import NOT_SAID, NOTHING_ABOUT, ONLY_MENTIONED


def reason(index: Index, question: str, language: str, hits: Sequence[Hit]) -> str:
    """A sentence in `language` on whom or what the question names, as the hits have it or not."""
    asked = list(dict.fromkeys(each.text for each in names(question)))
    missing = [name for name in asked if not _named(index, name, language, hits)]
    if missing:
        return NOTHING_ABOUT[language].format(subject=missing[0])
    return ONLY_MENTIONED[language].format(subject=asked[0]) if asked else NOT_SAID[language]


def _named(index: Index, name: str, language: str, hits: Sequence[Hit]) -> bool:
    """Whether a hit has every word of the name, in its own spelling."""
    for other in {hit.article.language for hit in hits}:
        weighed = index.concepts(name, other, asked=language)
        for hit in hits:
            terms = index.terms(f"{hit.article.title or ''} {hit.passage.text}", other)
            if hit.article.language == other and all(each.share(terms) for each in weighed):
                return True
    return False
