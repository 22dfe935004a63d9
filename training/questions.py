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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.lexicon import Row
from training.vocabulary import normalizer

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
_FOLD = normalizer().normalize_str
_AROUND = " ,.!?:„“\"'"
_FEW = 4  # words of a question beside the asking one, at least
_LONGEST = 12  # people ask in a dozen words
_LEAD = re.compile(r"(?:\b(?:am|im|vom|seit|ab|bis|um|in|aus|nach|bei)\b ?|\bJahre? )+", re.I)
_REASON = re.compile(
    r"\b((?:weil|(?<=, )da) (?:[^,.;!?]|[,.](?=\d)){15,}(?=[,.;!?]|$)"
    rf"|(?:aufgrund|wegen|infolge|dank) (?:[a-zäöüß]+ )*{_NAMED}(?: (?:des|der|von) {_NAMED})?)"
)
_WHY = 0.5  # of the sentences that give a reason are asked for it
_WHYS = ("Warum", "Weshalb", "Aus welchem Grund", "Wieso")


@dataclass(frozen=True, slots=True)
class Cloze:
    """A question made of a sentence, and where in the sentence its answer stands."""

    question: str
    start: int
    end: int


def ask(sentence: str, rng: random.Random) -> Cloze | None:
    """A question the sentence answers; None where nothing can be asked of it.

    "1969 betrat Neil Armstrong als erster Mensch den Mond."
    -> "Wann betrat Neil Armstrong als erster Mensch den Mond?", answered by "1969"
    """
    reason = _REASON.search(sentence)
    if reason and rng.random() < _WHY:
        return _why(sentence, *reason.span(1), rng)
    clauses = [each for each in _clauses(sentence) if len(sentence[slice(*each)].split()) > _FEW]
    if not clauses:
        return None
    start, end = rng.choice(clauses)
    clause = sentence[start:end]
    found = [
        (phrase, words) for pattern, words in _ASKS for phrase in list(pattern.finditer(clause))[:2]
    ]
    if not found:
        return None
    phrase, words = rng.choice(found)
    rest = f"{clause[: phrase.start()]} {clause[phrase.end() :]}".split()
    if len(rest) < _FEW:
        return None
    lead = _LEAD.match(clause, phrase.start(), phrase.end())
    answer = lead.end() if lead else phrase.start()
    question = f"{rng.choice(words)} {_shortened(rest, rng)}?"
    if answer >= phrase.end():
        return None
    answered = phrase.end() - len(clause[answer : phrase.end()].lstrip())
    return Cloze(question, start + answered, start + phrase.end())


def _why(sentence: str, start: int, end: int, rng: random.Random) -> Cloze | None:
    """A question for the reason that stands at start..end, of the words around it."""
    rest = f"{sentence[:start].strip(_AROUND)} {sentence[end:].strip(_AROUND)}".split()
    if len(rest) < _FEW:
        return None
    return Cloze(f"{rng.choice(_WHYS)} {_shortened(rest, rng)}?", start, end)


def _shortened(words: list[str], rng: random.Random) -> str:
    if len(words) > _LONGEST:
        start = rng.randrange(len(words) - _LONGEST + 1)
        words = words[start : start + _LONGEST]
    first = words[0].lower()
    return " ".join([first if first in _ARTICLES else words[0], *words[1:]])


def _clauses(sentence: str) -> Iterator[tuple[int, int]]:
    start = 0
    for cut in [*_CLAUSE.finditer(sentence), None]:
        end = cut.start() if cut else len(sentence)
        clause = sentence[start:end]
        left = len(clause) - len(clause.lstrip(_AROUND))
        yield start + left, start + max(left, len(clause.rstrip(_AROUND)))
        start = cut.end() if cut else end


_ARTICLES = frozenset("der die das den dem des ein eine einer eines einem er sie es in im".split())


def switched(text: str, table: Mapping[str, Row], share: float, rng: random.Random) -> str:
    """The text with about `share` of its words replaced by a translation drawn from the table.

    The table's words are folded; so is the text before it is looked up.
    """

    def replace(found: re.Match[str]) -> str:
        row = [(word, p) for word, p in table.get(_FOLD(found.group()), ()) if word.isalpha()]
        if not row or rng.random() > share:
            return found.group()
        return rng.choices([word for word, _ in row], [p for _, p in row])[0]

    return _WORD.sub(replace, text)
