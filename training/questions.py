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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.lexicon import Row
from training.phrases import LONGEST
from training.vocabulary import normalizer

_MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_NAMED = r"[A-ZÄÖÜ][\w-]+"
_UNITS = (
    "Millionen|Milliarden|Prozent|Meter|Kilometer|Quadratkilometer|Euro|Dollar|Mark|km²?|m|cm|kg|"
    "°C|Grad|Tonnen|Jahren?|Monate|Tage|Stunden|Minuten|Uhr"
)
_ARTICLE = (
    r"(?:[Dd]er|[Dd]ie|[Dd]as|[Dd]en|[Dd]em|[Dd]es|[Ee]ine?|[Ee]inen|[Ee]inem|[Ee]iner|[Ee]ines)"
)
_DESCRIBED = r"(?:[a-zäöüß-]{3,}e[nmrs]?,? ){0,2}"  # by adjectives
_THING = rf"(?:{_ARTICLE} {_DESCRIBED})?{_NAMED}"
_THINGS = rf"{_THING}(?: (?:der|des|von|und|für) {_DESCRIBED}{_NAMED})?"  # and whose, or another
_NO_NAME = (  # begins a sentence with a capital
    r"(?!(?:Er|Sie|Es|Ihre?[nmrs]?|Seine?[nmrs]?|Diese?[nmrs]?|Während|Im|In|Am|An|Auf|Aus|Nach|Bei|"
    r"Seit|Von|Vom|Mit|Zu[mr]?|Durch|Für|Über|Unter|Zwischen|Auch|Als|Wenn|Da|So|Hier|Dort|Damit|"
    r"Dabei|Doch|Aber|Und|Oder|Etwa|Neben|Trotz|Wegen|Bereits|Man|Wer|Was|Wie|Weil|Ob|Nur|Je)\b)"
)
_BY = {
    "für": "Wofür",
    "über": "Worüber",
    "mit": "Womit",
    "aus": "Woraus",
    "durch": "Wodurch",
    "auf": "Worauf",
    "von": "Wovon",
    "gegen": "Wogegen",
    "zu": "Wozu",
    "als": "Als was",
}
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
        (
            rf"(?<![\d.,])\b\d+(?:[.,]\d+)*(?: (?:{_UNITS})(?!\w))?(?!\w)",
            "Wie viele, Wie viel, Wie hoch, Wie groß, Wie lang",
        ),
        (
            rf"\b(?:in|aus|nach|bei) (?:{_NAMED}(?:[ -]{_NAMED})*)",
            "Wo, In welcher Stadt, In welchem Land, Woher, Wohin",
        ),
        (rf"(?<=\w )\b{_NAMED}(?: {_NAMED})+\b", "Wer, Wen, Welche Person"),
        (
            rf"^{_NO_NAME}(?:{_ARTICLE} {_DESCRIBED}|){_NAMED}(?: (?:der|des|von) {_NAMED})?\b",
            "Was, Wer, Welcher",
        ),
        (rf"(?<=\w )\b{_THINGS}\b", "Was, Was, Welche, Was für"),
        (rf"\b(?P<by>{'|'.join(_BY)}) {_THINGS}\b", "Was"),
    )
)
_IS = re.compile(
    rf"^{_NO_NAME}(?:(?:Der|Die|Das|Ein|Eine) )?(?P<what>[A-ZÄÖÜ][^,.;:()]{{2,50}}?)"
    rf"(?: \([^)]*\))? (?P<is>ist|war|sind|waren) (?P<told>{_ARTICLE} [^,;:()]{{8,90}}?)"
    r"(?=[,;:(]|\.\s*$| (?:in|im|aus|mit|am|an|auf|seit|zur|zum|bei) |$)"
)
_DEFINED = 0.7  # of the sentences that say what something is are asked for it
_PERSON = re.compile(
    r"\*|\bgeb|[Pp]olitiker|spieler|[Ss]änger|autor|steller|\w(?:er|loge|ist)(?:in)?$"
)
_CLAUSE = re.compile(r"(?<=\w),\s+|;\s+| – | \(|\)")
_WORD = re.compile(r"\w+", re.UNICODE)
_FOLD = normalizer().normalize_str
_AROUND = " ,.!?:„“\"'"
_FEW = 4  # words of a question beside the asking one, at least
_LONGEST = 12  # people ask in a dozen words
_LEAD = re.compile(
    rf"(?:\b(?:am|im|vom|seit|ab|bis|um|in|nach|bei|{'|'.join(_BY)})\b ?|\bJahre? |{_ARTICLE} )+",
    re.I,
)
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
    defined = _IS.match(sentence)
    if defined and rng.random() < _DEFINED:
        return _what(sentence, defined)
    clauses = [each for each in _clauses(sentence) if len(sentence[slice(*each)].split()) > _FEW]
    if not clauses:
        return None
    start, end = rng.choice(clauses)
    clause = sentence[start:end]
    found = [
        (phrases, words)
        for pattern, words in _ASKS
        if (phrases := list(pattern.finditer(clause))[:2])
    ]
    if not found:
        return None
    phrases, words = rng.choice(found)
    phrase = rng.choice(phrases)
    rest = f"{clause[: phrase.start()]} {clause[phrase.end() :]}".split()
    if len(rest) < _FEW:
        return None
    lead = _LEAD.match(clause, phrase.start(), phrase.end())
    answer = lead.end() if lead else phrase.start()
    by = phrase.groupdict().get("by")
    question = f"{_BY[by] if by else rng.choice(words)} {_shortened(rest, rng)}?"
    if answer >= phrase.end():
        return None
    answered = phrase.end() - len(clause[answer : phrase.end()].lstrip())
    return Cloze(question, start + answered, start + phrase.end())


def _what(sentence: str, defined: re.Match[str]) -> Cloze:
    """What, or who, its subject is. "Rom ist die Hauptstadt Italiens." -> "Was ist Rom?" """
    start, end = defined.span("told")
    lead = _LEAD.match(sentence, start, end)
    start = lead.end() if lead and lead.end() < end else start
    asks = "Wer" if _PERSON.search(sentence[:end]) else "Was"
    return Cloze(f"{asks} {defined['is']} {defined['what']}?", start, end)


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

    The longest phrase that the table has is replaced as one. The table's words are folded; so is
    the text before it is looked up.
    """
    found = list(_WORD.finditer(text))
    folded = [_FOLD(each.group()) for each in found]
    made, done, at = [], 0, 0
    while at < len(found):
        row: list[tuple[str, float]] = []
        count = 1
        if rng.random() <= share:
            for count in range(_together(text, found, at), 0, -1):
                row = _words(table.get(" ".join(folded[at : at + count]), ()))
                if row:
                    break
        if row:
            other = rng.choices([words for words, _ in row], [p for _, p in row])[0]
            made += [text[done : found[at].start()], other]
            done = found[at + count - 1].end()
        at += count
    return "".join(made) + text[done:]


def _together(text: str, found: Sequence[re.Match[str]], at: int) -> int:
    """How many words from `at` on have nothing but a space between them, up to LONGEST."""
    end = at + 1
    while (
        end < min(at + LONGEST, len(found))
        and text[found[end - 1].end() : found[end].start()] == " "
    ):
        end += 1
    return end - at


def _words(row: Row) -> list[tuple[str, float]]:
    return [(words, p) for words, p in row if words.replace(" ", "").isalpha()]
