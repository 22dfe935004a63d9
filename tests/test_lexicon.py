"""Rows of translations, and what the shipped ones know."""

from __future__ import annotations

import pytest

from index.analysis import NAME, of_word
from index.lexicon import Lexicon, load
from index.models import translations

PAIRS = (("de", "en"), ("en", "de"))
WORDS = """
Bibliothek library, Präsident president, Jahr year, Vulkan volcano, Wasser water, Stadt city,
Polizei police, Regierung government, Geld money, Kirche church, Insel island, Woche week,
Brücke bridge, Krieg war, Familie family, zwölf twelve, neu new, Haus house
"""


def test_rows() -> None:
    lexicon = Lexicon([["haus", "hous", "0.7", "home", "0.25"], ["und"]])
    assert lexicon["haus"] == (("hous", 0.7), ("home", 0.25))
    assert lexicon["und"] == lexicon["nie"] == lexicon[""] == ()
    assert len(lexicon) == 2
    assert len(Lexicon([])) == 0


def test_half_a_pair_is_not_dropped() -> None:
    with pytest.raises(ValueError, match="zip"):
        Lexicon([["haus", "hous", "0.7", "home"]])["haus"]


def test_languages_without_a_table() -> None:
    assert len(load("de", "fr")) == len(load("other", "de")) == len(load("de", "de")) == 0
    assert list(translations("en", "en")) == []


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_the_shipped_rows(source: str, target: str) -> None:
    rows = list(translations(source, target))
    assert len(load(source, target)) == len({row[0] for row in rows}) == len(rows) > 10_000
    assert load(source, target) is load(source, target)
    for row in rows:
        words, shares = row[1::2], [float(share) for share in row[2::2]]
        assert shares == sorted(shares, reverse=True)
        assert shares[0] <= 1
        assert shares[-1] > 0
        assert len(set(words)) == len(words) == len(shares)
        assert not any(" " in word or NAME in word for word in row)
    term, first, share, *_ = rows[len(rows) // 2]
    assert load(source, target)[term][0] == (first, float(share))


@pytest.mark.parametrize(("german", "english"), [pair.split() for pair in WORDS.split(",")])
def test_words_and_their_likeliest_translation(german: str, english: str) -> None:
    theirs, ours = of_word(english, "en")[0], of_word(german, "de")[0]
    assert load("de", "en")[ours][0][0] == theirs
    assert load("en", "de")[theirs][0][0] == ours
