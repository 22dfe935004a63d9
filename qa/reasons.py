"""Why the articles do not answer, where that is known: they never name it, or only name it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index import Hit, Index
from qa.answer import UNCLEAR
from qa.countries import country
from qa.mentions import Name, names
from qa.sameness import is_name, may_name
from qa.strangers import behind_article
from qa.support import words
from qa.texts import NOT_SAID, NOTHING_ABOUT, ONLY_MENTIONED
from qa.texts import UNCLEAR as NOT_CLEARLY_SAID

_JOINED = re.compile(r"\s(?:von|of|vom|aus|und|and)\s")


def reason(
    index: Index, question: str, language: str, hits: Sequence[Hit], confidence: float = 0.0
) -> str:
    """A sentence in `language` on whom or what the question names, as the hits have it or not.

    From a `confidence` of UNCLEAR on, only that the articles do not say it clearly: they may.
    """
    asked = list({each.text: each for each in names(question) if each.sure}.values())
    missing = [name for name in asked if not _named(index, name.text, language, hits)]
    unknown = (
        _unknown_part(index, name.text, language, hits)
        for name in missing
        if _is_name(name, question, language) and not _known(index, name.text, language, hits)
    )
    if subject := next(filter(None, unknown), None):
        return NOTHING_ABOUT[language].format(subject=subject)
    if confidence >= UNCLEAR:
        return NOT_CLEARLY_SAID[language]
    if missing:  # in passages that have not been looked at
        return NOT_SAID[language]
    told = next((name.text for name in asked if _tells(name.text, language)), None)
    return ONLY_MENTIONED[language].format(subject=told) if told else NOT_SAID[language]


def _unknown_part(index: Index, name: str, language: str, hits: Sequence[Hit]) -> str | None:
    """What of a name that joins two is not there; None where that may have another word.

    "Popocatepetl von Kassel" -> "Popocatepetl", "Ehemann von Eva Kern" -> None
    """
    parts = _JOINED.split(name)
    known = [_known(index, part, language, hits) for part in parts]
    if not any(known):
        return name
    unknown = [part for part, there in zip(parts, known, strict=True) if not there]
    return next((part for part in unknown if " " in part or _tells(part, language)), None)


def _tells(name: str, language: str) -> bool:
    """Whether it is worth saying that it is there: not of "Leben", a noun like any other."""
    return any(is_name(word, language) for word in words(name) if may_name(word))


def _is_name(name: Name, question: str, language: str) -> bool:
    """Whether nothing about it can be there if the word is not.

    "Danish" has other words for the same, and so has a German noun that no dictionary knows.
    """
    if " " in name.text:
        return True
    noun = language == "de" and behind_article(question, name.start)
    return not noun and country(name.text) is None


def _named(index: Index, name: str, language: str, hits: Sequence[Hit]) -> bool:
    """Whether a hit has every word of the name, in its own spelling."""
    for other in {hit.article.language for hit in hits}:
        weighed = index.concepts(name, other, asked=language)
        for hit in hits:
            terms = index.terms(f"{hit.article.title or ''} {hit.passage.text}", other)
            if hit.article.language == other and all(each.share(terms) for each in weighed):
                return True
    return False


def _known(index: Index, name: str, language: str, hits: Sequence[Hit]) -> bool:
    """Whether every word of the name is somewhere in the articles of a language of the hits."""
    return any(
        all(each.known for each in index.concepts(name, other, asked=language))
        for other in {hit.article.language for hit in hits}
    )
