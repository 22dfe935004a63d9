"""A term -> others of its language that mean the same: "gewann" -> "gewonn", "siegt".

Snowball leaves the forms of most German verbs apart, and a question has other words than its
article. Two terms are alike as far as one comes back as the other when it is translated there and
back (Bannard & Callison-Burch 2005, "Paraphrasing with Bilingual Parallel Corpora", section 3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from index.lexicon import OTHER, Row, load

_LEAST = 0.2  # of a term's own share, both ways; below it most are chance
_MOST = 6  # related terms of one


@lru_cache(maxsize=20_000)  # a word with many translations takes milliseconds
def related(term: str, language: str) -> Row:
    """Up to six terms of `language`, "de" or "en", and how alike they are, 0.2..1, most alike
    first; () for a term or a language that the lexicon has not.

    "Chef" is as like to "Boss" as its translations become "Boss", against their becoming "Chef"
    again, or the same from "Boss", whichever is less: what many words become is like none of them.
    """
    if language not in OTHER or term.isdecimal():
        return ()
    forth = _there_and_back(term, language)
    if term not in forth:
        return ()
    alike = []
    for other in forth.keys() - {term}:
        back = _there_and_back(other, language)
        if term in back and other in back:
            share = min(1.0, forth[other] / forth[term], back[term] / back[other])
            if share >= _LEAST:
                alike.append((other, share))
    return tuple(sorted(alike, key=lambda pair: (-pair[1], pair[0]))[:_MOST])


@lru_cache(maxsize=2_000)
def _there_and_back(term: str, language: str) -> Mapping[str, float]:
    """What the translations of a term are translated into, by how strongly."""
    other = OTHER[language]
    there, back = load(language, other), load(other, language)
    found: defaultdict[str, float] = defaultdict(float)
    for translation, strength in there[term]:
        for again, its in back[translation]:
            found[again] += strength * its
    return dict(found)  # asked for what it has not, it stays as it is
