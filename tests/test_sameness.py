"""Is a word of a claim one of the source: names, nouns, synonyms, spellings."""

from __future__ import annotations

import pytest

from qa.countries import place
from qa.opposites import opposites
from qa.sameness import is_among, is_name, may_name, means_one_of, misspelled, similar


@pytest.mark.parametrize(
    "word", ["Merkel", "Selenskyj", "Berlin", "CNN", "Österreich", "Jürgen", "Wiedeking"]
)
def test_names(word: str) -> None:
    assert may_name(word)
    assert is_name(word, "de")


@pytest.mark.parametrize(
    "word", ["Grundlage", "Siegerpaar", "Zivilluftfahrt", "Raum", "Hand", "Personen"]
)
def test_german_nouns_are_no_names(word: str) -> None:
    assert may_name(word)
    assert not is_name(word, "de")


@pytest.mark.parametrize(
    ("word", "others", "asked", "language"),
    [
        ("Putins", ["Putin"], "de", "de"),
        ("Selenskyj", ["Zelensky"], "de", "en"),
        ("Österreichs", ["Austria"], "de", "en"),
        ("Raum", ["room"], "de", "en"),
    ],
)
def test_the_same_in_other_letters(word: str, others: list[str], asked: str, language: str) -> None:
    assert is_among(word, others, asked, language)
    assert not is_among(word, ["Tokio"], asked, language)


def test_synonyms_have_a_translation_in_common() -> None:
    assert means_one_of("Raum", ["Zimmer"], "de")
    assert means_one_of("Bündel", ["Kleidungsbündel"], "de")
    assert not means_one_of("Polizei", ["Zimmer"], "de")
    assert not means_one_of("Kilometer", ["Meter"], "de")  # measures are never alike


def test_how_others_spell_a_name() -> None:
    assert misspelled("Betancourt", ["Ingrid", "Bettancourt"])
    assert misspelled("EU", ["Europäischen", "Union"])
    assert not misspelled("Merkel", ["Scholz", "Berlin"])
    assert similar("Wirfst", "Werfen")
    assert not similar("Merkel", "Scholz")
    assert place("Deutschlands") == place("Germany") == "DE"


@pytest.mark.parametrize(
    ("mine", "others", "found"),
    [
        ("stieg", "fiel", ("stieg", "fiel")),
        ("more than", "less than", ("more", "less")),
        ("stieg", "wuchs", None),
        ("mehr oder weniger", "weniger", None),
        ("", "fiel", None),
    ],
)
def test_opposites(mine: str, others: str, found: tuple[str, str] | None) -> None:
    assert opposites(mine.split(), others.split(), "de", "de") == found
