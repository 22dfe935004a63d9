"""Is a word of a claim one of the source: inflected, spelled otherwise, translated, a synonym?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache

from index.analysis import compounds, field, name_key, of_word
from index.lexicon import OTHER, Row
from index.lexicon import load as lexicon
from index.models import german_nouns
from qa.countries import bare, city, countries, country, place
from qa.measures import measure

_NOUN = re.compile(
    r"(?:en|ung|heit|keit|schaft|tion|tät|ismus|ling|nis|ler"
    r"|iker|loge|ist|tum|chen|lein)(?:en|s|es)?$"
)
_ADJECTIVE = re.compile(r"(?:isch(?:e[rsnm]?)?|i?an|ish|ese|ic)$")
_ENDINGS = ("s", "n", "en", "e", "es")
_POINTING = re.compile(  # has a capital where a sentence begins, and names nobody
    r"I|you|he|she|it|we|they|me|him|her|us|them|my|your|his|its|our|their|mine|yours|hers|ours"
    r"|theirs|this|that|these|those|here|there|what|who|which|how|why|when|where|whose|whom|(?:some|any|every|no)(?:one|body|thing)"
    r"|(?:I|you|we|he|she|it|they|that|there|what|who|here)[’'](?:m|ve|d|ll|re|s)|\w+n[’']t|let[’']s"
    r"|ich|du|er|es|wir|ihr|mich|dich|ihn|uns|euch|mir|dir|ihm|ihnen|(?:mein|dein|sein|ihr|unser"
    r"|eur|euer)(?:e[rsnm]?)?|man|jemand\w*|etwas|diese[rsnm]?|jene[rsnm]?|wer|wen|wem"
    r"|wessen|was|wann|wo|wohin|woher|warum|wieso|weshalb|wie|welche[rsnm]?|OK",
    re.I,
)
_UNITED = frozenset(("states", "staaten"))
_KINGDOM = frozenset(("kingdom", "königreich", "königreichs", "königreiches"))
_VOWELS = "aeiouyäöü"  # no short noun stands behind one: "Wiedeking" is no king
# None of these is measured by itself: benchmarks/verification.py tells what they do together.
_PART = 4  # letters of a compound's last part
_SURELY = 0.8  # strength of a translation that leaves no other
_LIKELY = 0.05  # of one that two synonyms share
_KNOWN = 0.3  # of one that a word is known by
_SPELLED = 0.8  # of two spellings of a name: "Trient", "Trento"
_ROOT = 5  # letters that "European" and "europaweit" have in common
_SIMILAR = 0.5  # of two forms of a verb: "Wirfst", "Werfen"


def may_name(word: str) -> bool:
    """Whether it has a capital and is no word that only begins a sentence."""
    return word[0].isupper() and may_tell(word) and not _POINTING.fullmatch(word)


def may_tell(word: str) -> bool:
    """Whether it is no stop word of either language."""
    return bool(_terms(word, "de")) and bool(_terms(word, "en"))


@lru_cache(maxsize=20_000)
def is_name(word: str, language: str) -> bool:
    """Whether a word with a capital names someone or something, in any language.

    What the lexicon translates into another word is none: a German noun. "Merkel" it does not.
    """
    if country(word) or city(word) or is_acronym(word):
        return True
    if language == "de" and is_noun(word):
        return False
    if row := _row(word, language):
        strength = row[0][1]
        best = [term for term, sure in row if sure == strength]  # "Kofi": annan, kofi
        own = (_term(word, language), _term(word, OTHER.get(language, "en")))
        same = any(
            SequenceMatcher(None, each, other).ratio() >= _SPELLED for each in own for other in best
        )
        return same or (len(row) == 1 and strength >= _SURELY)
    return language != "de" or not _ends_as_noun(word)


def is_among(word: str, others: Sequence[str], asked: str, language: str) -> bool:
    """Whether one of the words is the same: inflected, spelled otherwise, or its translation."""
    lower = bare(word)
    lowered = [bare(each) for each in others]
    if lower in lowered or any(_inflected(lower, each) for each in lowered):
        return True
    key = name_key(word, field(asked))
    if key and key in {
        name_key(each, field(language)) for other in others for each in {other, bare(other)}
    }:
        return True
    if mine := countries([word]):  # or its adjective: "Australiens", "australisch"
        united = not _UNITED.isdisjoint(lowered) and "US" in mine
        kingdom = not _KINGDOM.isdisjoint(lowered) and "GB" in mine
        if (
            united
            or kingdom
            or mine & countries(others)
            or any(each.startswith(lower[:_ROOT]) and _ADJECTIVE.search(each) for each in lowered)
        ):
            return True
        if place(word) or city(word):
            return False
    if asked == language:
        return False
    there = {term for each in others for term in _terms(each, language)}
    return any(
        other in there
        for term in _terms(word, asked)
        for other, _ in lexicon(field(asked), field(language))[term]
    )


def means_one_of(word: str, others: Sequence[str], language: str) -> bool:
    """Whether a word means what one of the others of its language does.

    Two words with a translation in common do, and two where one ends with the other: "Raum" and
    "Zimmer", "Bündel" and "Kleidungsbündel".
    """
    if measure(word):
        return False
    mine = _meanings(word, language)
    return any(
        mine & _meanings(other, language)
        or (min(len(word), len(other)) >= _PART and _ends_alike(word.lower(), other.lower()))
        for other in others
    )


def similar(word: str, other: str) -> bool:
    """Whether two words that begin a sentence may be forms of one."""
    return SequenceMatcher(None, word.lower(), other.lower()).ratio() >= _SIMILAR


def misspelled(word: str, others: Sequence[str]) -> bool:
    """Whether one of the others may be the name as another spells it.

    Letters that stand for a name differ by language: "EZB" is there where "ECB" is, or words that
    begin with its letters; not where "NATO" is.
    """
    capitals = [each for each in others if each[0].isupper()]
    if is_acronym(word):
        initials = "".join(each[0] for each in capitals)
        return word.rstrip("s") in initials or any(
            _share_letters(word, each) for each in capitals if is_acronym(each)
        )
    return any(
        word[:_ROOT].lower() == each[:_ROOT].lower()
        or SequenceMatcher(None, word.lower(), each.lower()).ratio() >= _SPELLED
        for each in capitals
    )


def abbreviated(parts: Sequence[str], others: Sequence[str]) -> bool:
    """Whether one of the others has the first letters of a name of several words."""
    initials = "".join(part[0] for part in parts)[:2]
    return len(initials) > 1 and any(is_acronym(each) and initials in each for each in others)


def is_acronym(word: str) -> bool:
    return sum(char.isupper() for char in word) > 1


def _share_letters(one: str, other: str) -> bool:
    """Half of the shorter one's: "OSZE" and "OSCE"."""
    mine, theirs = {*one.rstrip("s").upper()}, {*other.rstrip("s").upper()}
    return 2 * len(mine & theirs) >= min(len(mine), len(theirs))


def _ends_alike(word: str, other: str) -> bool:
    return word.endswith(other) or other.endswith(word)


def _inflected(word: str, other: str) -> bool:
    """Whether two words differ in a few letters at their end: Putin, Putins; Polen, polnische."""
    least = min(len(word), len(other))
    return least > 3 and word[: max(4, least - 1)] == other[: max(4, least - 1)]


@lru_cache(maxsize=20_000)
def _meanings(word: str, language: str) -> frozenset[str]:
    return frozenset(other for other, strength in _row(word, language) if strength >= _LIKELY)


def _row(word: str, language: str) -> Row:
    other = OTHER.get(language, "en")
    return lexicon(field(language), other)[_term(word, language)]


def is_known(word: str, language: str) -> bool:
    """Whether the lexicon has a word and is sure enough of what it means."""
    row = _row(word, language)
    return bool(row) and row[0][1] >= _KNOWN


def is_translated(word: str, language: str) -> bool:
    """Whether the lexicon has the word at all, however unsurely."""
    return bool(_row(word, language))


def is_noun(word: str) -> bool:
    """Whether the word is a form of a noun that was met in German text."""
    word = word.lower()
    stems = (word.removesuffix(end) for end in ("", *_ENDINGS) if word.endswith(end))
    return any(stem in compounds() for stem in stems)


def _ends_as_noun(word: str) -> bool:
    """Whether German has the word as a noun, or one that it may end with."""
    lower = word.lower()
    least = _PART if len(lower) > _PART and lower[-_PART - 1] not in _VOWELS else _PART + 1
    tails = (lower[at:] for at in (0, *range(3, len(lower) - least + 1)))
    return _NOUN.search(lower) is not None or any(_term(tail, "de") in _nouns() for tail in tails)


@cache
def _nouns() -> frozenset[str]:
    return frozenset(_term(noun, "de") for noun in german_nouns() if len(noun) >= _PART)


def _terms(word: str, language: str) -> tuple[str, ...]:
    return of_word(word.lower(), field(language))


def _term(word: str, language: str) -> str:
    return next(iter(_terms(word, language)), "")
