"""Texts to terms: as tantivy's own analysis, and beside each word its parts and its name's key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from index import analysis
from index.analysis import FIELDS, NAME, name_key, of_word, terms, words


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Die Häuser, die er gesehen hatte", "haus geseh"),
        ("de", "HÄUSER Haus häuser", "haus haus haus"),  # as often as it is there
        ("de", "Die Kanzlerkandidaten", "kanzlerkandidat kanzl kandidat"),
        ("de", "die kanzlerkandidaten", "kanzlerkandidat kanzl kandidat"),
        ("de", "Selenskyj und Selenskyj", "selenskyj ~selensk selenskyj ~selensk"),
        ("de", "selenskyj", "selenskyj"),  # no name begins with a small letter
        ("en", "The running of the houses", "run hous"),
        ("en", "said Zelensky", "said zelenski ~selensk"),
        ("en", "the Kanzlerkandidaten of 2021", "kanzlerkandidaten ~kanslerkandidaten 2021"),
        ("fr", "La Genève", "la geneve ~geneve"),
        ("fr", "la genève", "la geneve"),
        (None, "zürich 2024", "zurich 2024"),
        ("other", "zürich", "zurich"),
        ("de", "", ""),
        ("de", "der die das", ""),
        ("en", "Not in the", ""),
        ("de", "?! … – 👍", ""),
    ],
)
def test_terms(language: str | None, text: str, expected: str) -> None:
    assert terms(text, language) == expected.split()


@pytest.mark.parametrize(
    ("language", "question", "expected"),
    [
        ("de", "Wer hat die Häuser gesehen?", "die Häuser gesehen"),
        ("de", "WER HAT DIE HÄUSER GESEHEN", "DIE HÄUSER GESEHEN"),
        ("en", "Who did see the houses?", "see the houses"),
        ("de", "Wie hoch ist der Turm, und wie lange steht er?", "der Turm und steht er"),
        ("de", "Wie alt ist der hohe Turm?", "alt der hohe Turm"),  # "ist 90 Jahre alt"
        ("en", "How high is the high tower?", "the high tower"),
        ("de", "Wer? Wann? Warum?", ""),
        ("en", "Who? When? Why?", ""),
        ("de", "Haus, Haus und Häuser", "Haus und Häuser"),
        ("en", "Who started the war?", "started the war"),  # which asks in German
        ("de", "Wie ist der Name der Show?", "der Name Show"),  # which ask in English
        ("fr", "Wer? Who?", "Wer Who"),
        ("de", "", ""),
    ],
)
def test_words_leave_out_what_only_asks(language: str, question: str, expected: str) -> None:
    assert words(question, language) == expected.split()


def test_fields() -> None:
    assert [analysis.field(each) for each in ("de", "en", "fr", "", None, "other", "de-AT")] == [
        *("de", "en"),
        *["other"] * 5,
    ]


def test_what_a_word_gives() -> None:
    assert of_word("Wahlkampf", "de") == ("wahlkampf", "wahl", "kampf")
    assert of_word("Wahlkampf", "en")[0] == "wahlkampf"
    assert of_word("der", "de") == of_word("The", "en") == ()
    assert of_word("der", "en") == ("der",)
    assert of_word("Tag", "de") == of_word("tag", "de") == ("tag",)


def test_a_name_has_a_key_and_a_german_noun_has_none() -> None:
    assert name_key("Selenskyj", "de") == name_key("zelensky", "en") == "~selensk"
    assert name_key("Stadt", "de") is None
    assert name_key("stadt", "en") == "~stadt"  # in English it may be one
    assert name_key("Xi", "de") is None
    assert name_key("2024", "de") is None
    assert name_key("Hhhh", "de") is None  # nothing is left of it


def test_a_compound_and_its_part_share_a_term() -> None:
    for compound, part in (
        ("Bundeskanzler", "Kanzler"),
        ("Kanzlerkandidat", "Kandidaten"),
        ("Wahlkämpfe", "wahlkampf"),
        ("Verwaltungsgerichts", "Gericht"),
        ("Straßenbahnen", "Bahn"),
    ):
        assert set(terms(compound, "de")) & set(terms(part, "de")), compound
    assert not set(terms("Bundeskanzler", "de")) & set(terms("Gericht", "de"))


# --- against tantivy's own analysis ---------------------------------------------------------------


def _plain(name: str) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase())
    snowball = FIELDS[name]
    if snowball is None:
        return builder.filter(Filter.ascii_fold()).build()
    return builder.filter(Filter.stopword(snowball)).filter(Filter.stemmer(snowball)).build()


PLAIN = {name: _plain(name) for name in FIELDS}
_text = st.lists(
    st.one_of(
        st.sampled_from(
            "Die der und Häuser Bundeskanzler Wahlkampf the of Houses running said Selenskyj "
            "Zelensky Musk 2024 U.S. Straße STRASSE l'été naïve".split()
        ),
        st.text("abcdefghijklmnopqrstuvwxyzäöüßéABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜ0123456789-'.,!"),
    )
).map(" ".join)


@given(_text, st.sampled_from(sorted(FIELDS)))
def test_the_first_term_of_each_word_is_its_stem(text: str, name: str) -> None:
    found = [
        of_word(word, name)
        for word in TextAnalyzerBuilder(Tokenizer.simple()).build().analyze(text)
    ]
    assert [each[0] for each in found if each] == PLAIN[name].analyze(text)
    assert [term for each in found for term in each] == terms(text, name)
    assert all(len(set(each)) == len(each) for each in found)


@given(_text, _text, st.sampled_from(sorted(FIELDS)))
def test_the_terms_of_two_texts_are_those_of_each(one: str, other: str, name: str) -> None:
    assert terms(f"{one} {other}", name) == terms(one, name) + terms(other, name)


@given(st.text(), st.sampled_from([*FIELDS, None, "fr"]))
def test_terms_of_any_text_are_stored_one_by_one(text: str, language: str | None) -> None:
    """The keyword index joins them with blanks, and cuts there again."""
    found = terms(text, language)
    cut = TextAnalyzerBuilder(Tokenizer.whitespace()).build().analyze(" ".join(found))
    assert cut == found


@given(st.text("abcdeäöüßABCDEÄÖÜ ", max_size=30))
def test_a_key_is_no_word(text: str) -> None:
    """Nobody can ask for one: the mark before it is cut off every word."""
    assert not any(term.startswith(NAME) for term in terms(f"{NAME}{text}".lower(), "de"))
