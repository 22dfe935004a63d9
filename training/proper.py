"""Which of what has a capital is a proper name: the names that training/altered.py exchanges.

Every German noun has a capital. One that some text of the corpus has in lower case ("Kriminelle")
or behind an article, that stands in the list of German nouns in some form, or is made of them, is
left out: to exchange it would be another change than that of a name. So is a single German word
that neither stands beside a first name, nor names a country, nor is met in English text. Words
with a hyphen, digits or dots are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from index.analysis import compounds, of_word
from index.lexicon import load as lexicon
from index.models import german_nouns
from qa.countries import place
from qa.mentions import names

_SHORTEST = 3
_BEHIND = re.compile(
    r"\b(?:de[rsmn]|die|das|(?:k?ein|dies|jed|viel|all|sein|ihr|unser)(?:e[rsmn]?)?|im|am|zu[mr]"
    r"|vom|beim|ins|\d+|[a-zäöü]\w+(?:e[rsmn]|[lnr]e))\s([A-ZÄÖÜ]\w+)"
)
_LOWER = re.compile(r"\b[a-zäöüß][\w]+")
_NOUN = re.compile(r"(?:ung|heit|keit|schaft|tion|tät|ismus|ling|nis)(?:en|e|s|es)?$")
_ENDINGS = ("", "s", "n", "en", "e", "es", "er", "ern")


def proper_names(texts: Sequence[str], language: str) -> list[list[str]]:
    """The proper names of each text, as often as it has them."""
    lower = frozenset(word for text in texts for word in _LOWER.findall(text))
    every = [[each.text for each in names(text) if each.sure] for text in texts]
    kept = [[each for each in found if _all_proper(each.split(), lower)] for found in every]
    if language != "de":
        return kept
    things = {word for text in texts for word in _BEHIND.findall(text)}
    persons = {word for found in kept for each in found if " " in each for word in each.split()}
    known = frozenset(
        each
        for found in kept
        for each in found
        if not any(_is_noun(word.lower()) for word in each.split())
        and (" " in each or (each not in things and (each in persons or _is_abroad(each))))
    )
    return [[each for each in found if each in known] for found in kept]


def _all_proper(words: Iterable[str], lower: frozenset[str]) -> bool:
    return all(
        word.isalpha()
        and word[0].isupper()
        and len(word) >= _SHORTEST
        and word.lower() not in lower
        for word in words
    )


def _is_abroad(word: str) -> bool:
    """Whether it is a country, or a word that English text has."""
    english = lexicon("en", "de")
    return place(word) is not None or any(english[term] for term in of_word(word.lower(), "en"))


@cache
def _is_noun(word: str) -> bool:
    stems = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
    return (
        bool(set(of_word(word, "de")) & _nouns())
        or _NOUN.search(word) is not None
        or any(stem in compounds() or compounds().split(stem) for stem in stems)
    )


@cache
def _nouns() -> frozenset[str]:
    return frozenset(term for noun in german_nouns() for term in of_word(noun, "de"))
