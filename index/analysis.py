"""Text -> the terms that keywords are matched by: lower case, no stop words, stemmed, cut.

tantivy cuts a text into words and stems them (Snowball). Here a German compound also gives its
parts, so that "Kanzler" finds the Bundeskanzler, and what may be a name also gives the key of its
spellings. What a word gives is remembered: news uses few different words, and a passage then costs
a few lookups.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import chain

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from index.compounds import Compounds
from index.languages import HOW, QUESTION_WORDS
from index.models import german_nouns
from index.names import key

FIELDS = {"de": "german", "en": "english", "other": None}  # a field each, its Snowball name
NAME = "~"  # before the key of a name: no word has it


def field(language: str | None) -> str:
    return language if language in FIELDS and language else "other"


def terms(text: str, language: str | None, cut: Compounds | None = None) -> list[str]:
    """The text's terms in their order, repeated as they are repeated; `cut` cuts the compounds.

    "Die Kanzlerkandidaten" -> ["kanzlerkandidat", "kanzl", "kandidat"] in German,
    "said Zelensky" -> ["said", "zelenski", "~selensk"] in English.
    """
    name = field(language)
    return list(chain.from_iterable(of_word(word, name, cut) for word in _words().analyze(text)))


def words(question: str, language: str | None) -> list[str]:
    """The question's different words as they are written, less those that only ask.

    "Wer hat die Häuser gesehen?" -> ["die", "Häuser", "gesehen"] in German,
    "Wie hoch ist der Turm?" -> ["der", "Turm"].
    """
    only_asks = QUESTION_WORDS.get(field(language), ())
    different = dict.fromkeys(_words().analyze(HOW.sub(" ", question)))
    return [word for word in different if word.lower() not in only_asks]


@lru_cache(maxsize=200_000)
def of_word(word: str, name: str, cut: Compounds | None = None) -> tuple[str, ...]:
    """A word's own term, then those of its parts, then its key; () for a stop word.

    `name` is that of a field.
    """
    lower = word.lower()
    parts = (cut or compounds()).split(lower) if name == "de" else ()
    stems = [stem for each in (lower, *parts) for stem in _stemmer(name).analyze(each)]
    if stems and not parts and word[0].isupper() and (sound := name_key(word, name)):
        stems.append(sound)
    return tuple(dict.fromkeys(stems))


def name_key(word: str, name: str) -> str | None:
    """The key of a word that may be a name, as a term; None for one that German has as a noun."""
    noun = name == "de" and word.lower() in compounds()
    sound = None if noun else key(word, name)
    return f"{NAME}{sound}" if sound else None


@cache
def compounds() -> Compounds:
    return Compounds(german_nouns())


@cache
def _words() -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.simple()).build()


@cache
def _stemmer(name: str) -> TextAnalyzer:
    """A lower-case word -> its stem; nothing for a stop word."""
    builder = TextAnalyzerBuilder(Tokenizer.raw())
    snowball = FIELDS[name]
    if snowball is None:
        return builder.filter(Filter.ascii_fold()).build()
    return builder.filter(Filter.stopword(snowball)).filter(Filter.stemmer(snowball)).build()
