"""Parts of compounds: what is cut joins again, and the best of all ways is taken."""

from __future__ import annotations

from collections.abc import Iterator
from math import log

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from index import compounds
from index.analysis import compounds as shipped
from index.compounds import Compounds

LINKS = compounds._LINKS
NOUNS = {
    "bund": 2_000,
    "bundeskanzler": 3_000,
    "kanzler": 4_000,
    "kandidat": 900,
    "kind": 5_000,
    "kinder": 6_000,
    "garten": 1_500,
    "wahl": 3_000,
    "kampf": 2_500,
    "spende": 800,
    "arbeit": 4_000,
    "amt": 1_000,
    "gericht": 2_000,
    "hafen": 700,
    "eisen": 1_000,
    "bahn": 1_000,
    "eisenbahn": 4_000,
    "unglück": 300,
    "ei": 9_000,
    "selten": 1,
    "nie": 0,
}


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("bundeskanzler", ("bund", "kanzler")),  # though it is a frequent word itself
        ("kanzlerkandidat", ("kanzler", "kandidat")),
        ("kindergarten", ("kinder", "garten")),  # not kind + er + garten
        ("wahlkampfspende", ("wahl", "kampf", "spende")),
        ("eisenbahnunglück", ("eisenbahn", "unglück")),  # on average the most frequent
        ("arbeitsgericht", ("arbeit", "gericht")),
        ("amtsgericht", ("amt", "gericht")),  # three letters and a link
        ("hafenkampf", ("hafen", "kampf")),
        ("seltengarten", ("selten", "garten")),
        ("kanzler", ()),
        ("gartenei", ()),  # "ei" is in everything
        ("eigarten", ()),
        ("niegarten", ()),  # a noun that was never met is none
        ("hafenrundfahrt", ()),
        ("wahlkampfspendegericht", ()),  # four parts
        ("Wahlkampf", ()),  # all in lower case
        ("wahl", ()),
        ("wahlen", ()),
        ("", ()),
        ("ß" * 30, ()),
    ],
)
def test_parts(word: str, parts: tuple[str, ...]) -> None:
    assert Compounds(NOUNS).split(word) == parts


def test_a_word_is_whole_where_its_parts_are_rare() -> None:
    frequent, rare = {"tages": 500, "zeitung": 500}, {"tages": 5, "zeitung": 5}
    assert Compounds({**frequent, "tageszeitung": 500}).split("tageszeitung") == (
        "tages",
        "zeitung",
    )
    assert Compounds({**rare, "tageszeitung": 500}).split("tageszeitung") == ()
    assert Compounds(rare).split("tageszeitung") == ("tages", "zeitung")


def test_which_words_are_nouns() -> None:
    nouns = Compounds(NOUNS)
    assert "kanzler" in nouns
    assert "selten" in nouns
    assert "nie" not in nouns
    assert "Kanzler" not in nouns
    assert "" not in nouns
    assert Compounds({}).split("bundeskanzler") == ()


# --- against all ways, one by one -----------------------------------------------------------------

_word = st.text("abens", min_size=3, max_size=7)


@st.composite
def compound(draw: st.DrawFn) -> tuple[dict[str, int], str]:
    """Nouns, and a word that is joined from some of them."""
    counts = draw(st.dictionaries(_word, st.integers(0, 5_000), min_size=3, max_size=9))
    chosen = draw(st.lists(st.sampled_from(sorted(counts)), min_size=2, max_size=4))
    links = draw(st.tuples(*[st.sampled_from(LINKS)] * (len(chosen) - 1)))
    word = "".join(noun + link for noun, link in zip(chosen, (*links, ""), strict=True))
    if draw(st.booleans()):
        counts[word] = draw(st.integers(0, 5_000))
    return counts, word


def every_way(
    counts: dict[str, int], word: str, most: int
) -> Iterator[tuple[float, tuple[str, ...]]]:
    if len(word) >= compounds._SHORTEST and counts.get(word, 0) > 0:
        yield log(counts[word]), (word,)
    for noun in counts if most > 1 else ():
        for link in LINKS:
            head = noun + link
            fits = len(head) >= compounds._SHORTEST and len(noun) >= compounds._SHORTEST - 1
            if fits and counts[noun] > 0 and word.startswith(head):
                cost = compounds._DOUBT if link else 0.0
                for weight, parts in every_way(counts, word[len(head) :], most - 1):
                    yield log(counts[noun]) - cost + weight, (noun, *parts)


def is_joined(word: str, parts: tuple[str, ...]) -> bool:
    first, *rest = parts
    if not rest:
        return word == first
    return any(
        is_joined(word.removeprefix(first + link), tuple(rest))
        for link in LINKS
        if word.startswith(first + link)
    )


# Most words that are drawn cannot be cut: now and then too many in a row for Hypothesis.
@settings(max_examples=50, suppress_health_check=[HealthCheck.filter_too_much])
@given(compound())
def test_the_parts_and_links_are_the_word(drawn: tuple[dict[str, int], str]) -> None:
    counts, word = drawn
    parts = Compounds(counts).split(word)
    assume(parts)
    assert is_joined(word, parts)
    assert 2 <= len(parts) <= compounds._MOST
    assert all(counts[part] > 0 for part in parts)
    assert min(map(len, parts)) >= compounds._SHORTEST - 1


@settings(max_examples=50)
@given(compound())
def test_the_best_of_all_ways_is_taken(drawn: tuple[dict[str, int], str]) -> None:
    counts, word = drawn
    means = {
        parts: weight / len(parts)
        for weight, parts in sorted(every_way(counts, word, compounds._MOST))
        if len(parts) > 1
    }
    best = max(means.values(), default=float("-inf"))
    whole = (log(counts[word]) if counts.get(word, 0) > 0 else 0.0) - compounds._DISCOUNT
    found = Compounds(counts).split(word)
    if best < whole - 1e-9:
        assert found == ()
    elif best > whole + 1e-9:
        assert means[found] == pytest.approx(best)


# --- the shipped nouns ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "part"),
    [
        ("bundeskanzler", "kanzler"),
        ("kanzlerkandidaten", "kandidaten"),
        ("verteidigungsminister", "minister"),
        ("wahlkampf", "wahl"),
        ("verwaltungsgericht", "gericht"),
        ("straßenbahn", "bahn"),
        ("gesundheitsreform", "reform"),
    ],
)
def test_german_compounds_are_cut(word: str, part: str) -> None:
    parts = shipped().split(word)
    assert part in parts
    assert is_joined(word, parts)


@pytest.mark.parametrize(
    "word",
    "kanzler zeitung geschichte universität november donnerstag abgeordnete beitrag "
    "vergangenheit minderheit unternehmen präsident deutschland mitarbeiter".split(),
)
def test_what_is_no_compound_is_whole(word: str) -> None:
    assert shipped().split(word) == ()


@given(st.text("abcdefghijklmnopqrstuvwxyzäöüß", max_size=40))
def test_any_text_can_be_cut(word: str) -> None:
    parts = shipped().split(word)
    assert parts == () or is_joined(word, parts)
