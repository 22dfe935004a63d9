"""Terms per language, BM25 shares that mean the same for every question, stamps, layers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from conftest import unprivileged

from index import analysis, keywords
from index.concepts import concepts
from index.keywords import KeywordIndex, Stamp, idf
from index.records import Term

TERMS = [
    Term(1, 10, "de", "Bibliothek", "Die Stadt baut eine neue Bibliothek für zwölf Millionen."),
    Term(2, 10, "de", "Bibliothek", "Die Häuser der Stadt sind alt."),
    Term(3, 11, "en", "Library", "The city builds a new library for twelve million."),
    Term(4, 12, "fr", "", "La ville de Genève bâtit une bibliothèque."),
    Term(5, 13, None, "", "Zürich 2024 Helsinki"),
]


@pytest.fixture
def built(tmp_path: Path) -> Path:
    keywords.rebuild(tmp_path / "k", TERMS, Stamp(3, 5))
    return tmp_path / "k"


def test_idf() -> None:
    assert idf(10, 0) > idf(10, 1) > idf(10, 5) > idf(10, 10) > 0
    assert idf(7, 2) == pytest.approx(math.log(1 + 5.5 / 2.5))


def test_shares_are_in_bounds_and_the_passage_itself_is_best_in_its_language(built: Path) -> None:
    index = KeywordIndex.open(built)
    for term in TERMS:
        shares = index.search(term.body, 10)
        assert all(0 < share <= 1 for share in shares.values())
        alike = [other.id for other in TERMS if other.language == term.language]
        assert max(alike, key=lambda id: shares.get(id, 0.0)) == term.id


def test_each_language_is_searched_in_its_own_way(built: Path) -> None:
    index = KeywordIndex.open(built)
    assert set(index.search("Haus", 10)) == {2}  # Häuser
    libraries = index.search("libraries", 10, asked="en")
    assert set(libraries) == {1, 2, 3}  # library, and what it is called in German
    assert min(libraries[1], libraries[3]) > libraries[2]  # which has it in its title only
    assert set(index.search("geneve", 10)) == {4}  # Genève
    assert set(index.search("helsinki", 10)) == {5}
    assert index.search("Wer? Who?", 10) == {}
    assert index.search("", 10) == {}


def test_only_allowed_articles_are_found(built: Path) -> None:
    index = KeywordIndex.open(built)
    question = "Stadt city ville Zürich"
    assert set(index.search(question, 10)) == {1, 2, 3, 4, 5}
    assert set(index.search(question, 10, [10])) == {1, 2}
    assert set(index.search(question, 10, [11, 13, 99])) == {3, 5}
    assert index.search(question, 10, []) == {}
    assert index.search(question, 10, [10])[1] == pytest.approx(index.search(question, 10)[1])


def test_a_title_counts_less_than_the_text(built: Path) -> None:
    shares = KeywordIndex.open(built).search("Bibliothek", 10)
    assert shares[1] > shares[2] > 0


def test_k_is_per_language(built: Path) -> None:
    assert set(KeywordIndex.open(built).search("Bibliothek Library", 1)) == {1, 3}


def test_words_of_the_query_language_mean_nothing(built: Path) -> None:
    index = KeywordIndex.open(built)
    found = index.search('body:"Haus" AND -Stadt OR (', 10)  # in English, it seems: "city", too
    assert set(found) == {1, 2, 3}


def test_the_stamp_comes_back(built: Path) -> None:
    assert KeywordIndex.open(built).stamp == Stamp(3, 5, part="0")
    assert keywords.ids(built) == {1, 2, 3, 4, 5}
    keywords.update(built, [2, 4], [Term(6, 14, "de", "", "Neue Häuser")], Stamp(4, 6))
    index = KeywordIndex.open(built)
    assert (index.stamp.generation, index.stamp.last_id) == (4, 6)
    assert keywords.ids(built) == {1, 3, 5, 6}
    assert set(index.search("Haus", 10)) == {6}


def test_an_open_index_is_not_changed_by_an_update(built: Path) -> None:
    index = KeywordIndex.open(built)
    before = index.search("Stadt Haus", 10)
    keywords.update(built, [1, 2], [], Stamp(4, 5))
    assert index.search("Stadt Haus", 10) == before
    keywords.rebuild(built, [], Stamp(5, 5))
    assert index.search("Stadt Haus", 10) == before
    assert KeywordIndex.open(built).search("Stadt Haus", 10) == {}


def test_what_is_made_anew_has_nothing_of_before(built: Path) -> None:
    keywords.rebuild(built, TERMS[:1], Stamp(4, 5))
    assert keywords.ids(built) == {1}
    assert sorted(each.name for each in built.iterdir()) == ["1", "stamp.json"]


def test_what_cannot_be_deleted_is_left_behind_and_not_searched(open_place: Path) -> None:
    """As on Windows, where a file that somebody searches stays."""
    open_place.chmod(0o777)
    cache = open_place / "k"
    with unprivileged():
        keywords.rebuild(cache, TERMS, Stamp(3, 5))
        for each in analysis.FIELDS:
            (cache / "0" / each).chmod(0o555)
        keywords.rebuild(cache, TERMS[:1], Stamp(4, 5))
        assert (cache / "0" / "de" / "meta.json").exists()
        assert keywords.ids(cache) == {1}
        for each in analysis.FIELDS:
            (cache / "0" / each).chmod(0o755)
        keywords.rebuild(cache, TERMS[:2], Stamp(5, 5))
        assert sorted(each.name for each in cache.iterdir()) == ["0", "stamp.json"]
        assert keywords.ids(cache) == {1, 2}


def test_until_it_is_made_the_old_one_serves(built: Path) -> None:
    def killed() -> Iterator[Term]:
        yield TERMS[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keywords.rebuild(built, killed(), Stamp(4, 5))
    assert KeywordIndex.open(built).stamp.generation == 3
    assert keywords.ids(built) == {1, 2, 3, 4, 5}


def test_no_folder_is_an_empty_index(tmp_path: Path) -> None:
    index = KeywordIndex.open(tmp_path / "none")
    assert index.stamp == keywords.NEVER
    assert index.search("Stadt", 10) == {}
    assert not (tmp_path / "none").exists()
    assert keywords.ids(tmp_path / "none") == set()


def _split(terms: Iterable[Term], at: int) -> tuple[list[Term], list[Term]]:
    listed = list(terms)
    return listed[:at], listed[at:]


def test_a_layer_adds_what_the_folder_lacks(tmp_path: Path) -> None:
    known, lacking = _split(TERMS, 2)
    keywords.rebuild(tmp_path / "k", known, Stamp(1, 2))
    index = KeywordIndex.open(tmp_path / "k").with_layer(lacking)
    assert set(index.search("Stadt Library Genève Zürich", 10)) == {1, 2, 3, 4, 5}
    assert keywords.ids(tmp_path / "k") == {1, 2}


def test_weighing_knows_what_no_passage_has(built: Path) -> None:
    asked = concepts("Wer baut eine Bibliothek in Atlantis?", "de", "de")
    weighed = {
        next(iter(each.concept.terms)): each for each in KeywordIndex.open(built).weigh(asked, "de")
    }
    assert {term: each.known for term, each in weighed.items()} == {
        "baut": True,
        "bibliothek": True,
        "atlantis": False,
    }
    assert weighed["atlantis"].idf > weighed["bibliothek"].idf > 0


def test_passages_in_another_language_make_no_word_weigh_less(tmp_path: Path) -> None:
    """As fields of one index they would count as passages of no words, and the mean be near 0."""
    own = [
        Term(1, 1, "en", "", "Energy secretary Miriam Okafor told parliament."),
        Term(2, 2, "en", "", "The captain of the ferry resigned on Friday."),
    ]
    german = [Term(id, id, "de", "", "Am Freitag tagte der Rat der Stadt.") for id in range(3, 500)]
    keywords.rebuild(tmp_path / "k", [*own, *german], Stamp(1, 499))
    share = KeywordIndex.open(tmp_path / "k").search("Who is Miriam Okafor?", 5, asked="en")[1]
    assert share > 0.8  # .01 as a field of one index
