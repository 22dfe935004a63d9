"""Questions that running text answers: German has no large public set of questions to learn from.

A sentence becomes a question by taking a phrase out of it - a date, a number, a name - and asking
for it (cloze translation: Lewis et al. 2019, "Unsupervised Question Answering by Cloze
Translation", section 2.2). Word by word through the lexicon it becomes one in the other language
(code-switching: Qin et al. 2020, "CoSDA-ML"). What comes out is no good German; what it has in
common with a person's question is the words that are in it and the ones that are not.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

from training.lexicon import Row

_MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_NAMED = r"[A-ZÄÖÜ]\w+"
_UNITS = "Millionen|Milliarden|Prozent|Meter|Kilometer|Euro"
_ASKS = tuple(
    (re.compile(phrase), tuple(words.split(", ")))
    for phrase, words in (
        (
            rf"\b(?:[Aa]m|[Ii]m|[Ss]eit|[Vv]om)?\s*(?:\d{{1,2}}\. )?(?:{_MONTHS})(?: \d{{4}})?\b",
            "Wann, An welchem Tag, In welchem Jahr",
        ),
        (
            r"\b(?:[Ii]m Jahre?|[Ss]eit|[Aa]b|[Bb]is|[Uu]m)? ?\b(?:1[0-9]\d\d|20[0-2]\d)\b",
            "Wann, In welchem Jahr, Seit wann",
        ),
        (rf"\b\d+(?:[.,]\d+)*(?: (?:{_UNITS}))?\b", "Wie viele, Wie viel, Wie hoch, Wie groß"),
        (
            rf"\b(?:in|aus|nach|bei) (?:{_NAMED}(?:[ -]{_NAMED})*)",
            "Wo, In welcher Stadt, In welchem Land, Woher, Wohin",
        ),
        (rf"(?<=\w )\b{_NAMED}(?: {_NAMED})+\b", "Wer, Wen, Welche Person"),
        (rf"^(?:Der|Die|Das|Ein|Eine|{_NAMED}) {_NAMED}\b", "Was, Wer, Welcher"),
        (r"(?<=\w )\b[A-ZÄÖÜ]\w{4,}\b", "Was, Welche, Was für"),
    )
)
_CLAUSE = re.compile(r"(?<=\w),\s+|;\s+| – | \(|\)")
_WORD = re.compile(r"\w+", re.UNICODE)
_SHORTEST = 4  # words of a question beside the asking one


def ask(sentence: str, rng: random.Random) -> str | None:
    """A question the sentence answers; None where nothing can be asked of it.

    "1969 betrat Neil Armstrong als erster Mensch den Mond."
    -> "Wann betrat Neil Armstrong als erster Mensch den Mond?"
    """
    clauses = [each for each in _CLAUSE.split(sentence) if len(each.split()) > _SHORTEST]
    if not clauses:
        return None
    clause = rng.choice(clauses).strip(" .!?:„“\"'")
    found = [
        (phrase, words) for pattern, words in _ASKS for phrase in list(pattern.finditer(clause))[:2]
    ]
    if not found:
        return None
    phrase, words = rng.choice(found)
    rest = f"{clause[: phrase.start()]} {clause[phrase.end() :]}".split()
    if len(rest) < _SHORTEST:
        return None
    if len(rest) > 12:  # people ask in a dozen words
        start = rng.randrange(len(rest) - 11)
        rest = rest[start : start + 12]
    first = rest[0]
    if first.lower() in _ARTICLES:
        rest[0] = first.lower()
    return f"{rng.choice(words)} {' '.join(rest)}?"


_ARTICLES = frozenset("der die das den dem des ein eine einer eines einem er sie es in im".split())


def switched(text: str, table: Mapping[str, Row], share: float, rng: random.Random) -> str:
    """The text with about `share` of its words replaced by a translation drawn from the table.

    The table's words are folded; so is the text before it is looked up.
    """

    def replace(found: re.Match[str]) -> str:
        row = [(word, p) for word, p in table.get(_folded(found.group()), ()) if word.isalpha()]
        if not row or rng.random() > share:
            return found.group()
        return rng.choices([word for word, _ in row], [p for _, p in row])[0]

    return _WORD.sub(replace, text)


def _folded(word: str) -> str:
    word = word.lower()
    for char, two in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        word = word.replace(char, two)
    return word
