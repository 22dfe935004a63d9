"""Which language a text is in.

Naive Bayes over byte n-grams (Lui & Baldwin 2012, "langid.py: An Off-the-shelf Language
Identification Tool", ACL), by the py3langid package, whose model comes with it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from index.once import once

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Words that ask, and auxiliaries: they stand in questions and say nothing about the answer's words.
# tantivy's own lists lack them ("who", "did", "wer", "viele").
QUESTION_WORDS = {
    "de": (
        "wer wen wem wessen was wann wo woher wohin warum wieso weshalb weswegen wie wieviel viel "
        "viele welche welcher welches welchen welchem wodurch womit wofür worum worüber wovon "
        "wogegen worauf woran worin woraus wozu wonach wovor hat hatte haben hatten ist war sind "
        "waren wird wurde werden wurden gibt gab es sich bitte sag sage nenne erzähl erzähle mal "
        "denn eigentlich laut"
    ).split(),
    "en": (
        "who whom whose what when where why how which did does do done was were is are has have "
        "had will would can could should many much long often there about please tell me show "
        "name say said according he she him her his hers they them their its we us our you your "
        "my me i s t d ll ve re m from some any than so also just only more most very"
    ).split(),
}
# "Wie hoch ist der Schaden?": what else is high is another matter. "alt" and "old" stay, since
# answers say them: "44 Jahre alt".
HOW = re.compile(
    r"\b(?:wie\s+(?:hoch|groß|gross|lange?|weit|stark|schwer|schnell|teuer|tief|breit|oft|häufig"
    r"|spät|früh)|how\s+(?:high|tall|big|large|far|strong|heavy|fast|quickly|deep|wide|late|early"
    r"|expensive))\b",
    re.I,
)
# Words of one of the two alone: in a short text they say more than its letters do. Of 67,364
# questions of our own 4 are taken for the other language, by their letters alone 35.
_TELLING = {
    "de": frozenset(
        "und aber oder wer wen wem wessen wann wo woher wohin warum wieso weshalb wie wieviel "
        "woran worin worauf worum worüber wovon womit wofür wogegen wodurch wozu viele welche "
        "welcher welches welchen welchem ab bis ist sind wurde wurden wird hat haben hatte nicht "
        "der das den dem ein eine einen einem einer mit von vom für auf bei zum zur nach seit im "
        "gibt er sie ihn ihm kein keine über laut".split()
    ),
    "en": frozenset(
        "and but or who whom whose when where why how which what is are were did does do has have "
        "had can could would should the a of to with for from about not there he she they it his "
        "him them by at on much many long".split()
    ),
}
_GERMAN_WAS = re.compile(  # "Was will Putin?": in English the subject stands behind it
    r"was (?!(?:the|a|an|he|she|it|there|this|that|these|his|her|its|their|my|our|your|any\w*"
    r"|every\w*|some\w*|all|no|nobody|nothing|anything|one|she|they|not|ever)\b)[a-zäöü]",
    re.I,
)
KNOWN = ("de", "en")  # the languages with stop words, a stemmer and answers of their own
_SAMPLE = 1_000  # characters: 2,500 articles come out as with 4,000, in a third of the time
_EDGES = ".,;:!?…\"'„“”‚‘’»«()"
_SHORT = 100  # characters: below, "Und wann?" is Afrikaans to 97-way identification


def detect(text: str) -> str | None:
    """The ISO 639-1 code of the text's language; None where it has no letters.

    Short text is German or English: with less than a sentence the other 95 are guesses.
    """
    sample = text[:_SAMPLE]
    if not any(char.isalpha() for char in sample):
        return None
    ranked = _ranked(sample)
    if len(sample.strip()) < _SHORT:
        return next(language for language in ranked if language in KNOWN)
    return ranked[0]


def detect_known(text: str) -> str:
    """German or English, whichever is closer: the language to answer in. English if neither."""
    return _known(text[:_SAMPLE])


@lru_cache(maxsize=256)  # a question's language is asked for by each who reads it
def _known(sample: str) -> str:
    if not any(char.isalpha() for char in sample):
        return "en"
    votes = _votes(sample)
    if votes["de"] != votes["en"]:
        return max(KNOWN, key=votes.__getitem__)
    return next(language for language in _ranked(sample) if language in KNOWN)


def _votes(sample: str) -> dict[str, int]:
    """How much a short text's words speak for each language; the first counts most."""
    short = sample.casefold() if len(sample) < _SHORT else ""
    words = [word.strip(_EDGES) for word in short.split()]
    votes = {each: sum(word in _TELLING[each] for word in words + 2 * words[:1]) for each in KNOWN}
    votes["de"] += _GERMAN_WAS.match(sample) is not None and sample[4].islower()
    return votes


def _ranked(text: str) -> list[str]:
    return [str(language) for language, _ in _identifier().rank(text)]


@once
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # late: its model takes 0.3 s

    return LanguageIdentifier.from_model_file(MODEL_FILE)
