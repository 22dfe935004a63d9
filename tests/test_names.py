"""One key for the spellings of a name, different ones for different names."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.names import SHORTEST, key

# German, English
SPELLINGS = """
Selenskyj Zelensky, Selenskyj Zelenskyy, Selenskij Zelenskiy, Wolodymyr Volodymyr, Peskow Peskov,
Lawrow Lavrov, Medwedew Medvedev, Medwedjew Medvedev, Gorbatschow Gorbachev, Jelzin Yeltsin,
Chruschtschow Khrushchev, Breschnew Brezhnev, Schoigu Shoigu, Prigoschin Prigozhin,
Nawalny Navalny, Lukaschenko Lukashenko, Janukowytsch Yanukovych, Poroschenko Poroshenko,
Tymoschenko Tymoshenko, Schewtschenko Shevchenko, Tschernobyl Chernobyl, Charkiw Kharkiv,
Cherson Kherson, Bachmut Bakhmut, Lwiw Lviv, Kiew Kiev, Kyjiw Kyiv, Sotschi Sochi,
Wolgograd Volgograd, Donezk Donetsk, Tschechow Chekhov, Tolstoi Tolstoy, Tschaikowski Tchaikovsky,
Dostojewski Dostoyevsky, Schostakowitsch Shostakovich, Solschenizyn Solzhenitsyn, Sacharow Sakharov,
Kasparow Kasparov, Kusnezow Kuznetsov, Iwan Ivan, Wladimir Vladimir, Michail Mikhail,
Sergej Sergey, Alexej Alexei, Chamenei Khamenei, Chomeini Khomeini, Netanjahu Netanyahu,
Kasachstan Kazakhstan, Usbekistan Uzbekistan, Aserbaidschan Azerbaijan, Tadschikistan Tajikistan,
Erdoğan Erdogan, Milošević Milosevic, Müller Mueller, Müller Muller, Schröder Schroeder,
Strauß Strauss
"""
DIFFERENT = """
Merkel Markel, Schmidt Schmitz, Bauer Beyer, Putin Patin, Scholz Schulz, Trump Tromp, Biden Baden,
Lange Langer, Petrow Petrowa, Fischer Visser, Steinmeier Steinmann, Boris Moritz, Iran Irak,
Kohl Kuhl, Harris Harrer, Musk Mask, Becker Böcker, Merz März, Hansen Jansen, Weber Leber,
Nord Mord, Lawrow Lawrenz, Selenskyj Selenka, Kiew Kiel, Moskau Moskito, Peskow Pskow,
Österreich Frankreich, Wagner Wegner, Kurz Kunz, Lindner Lindgren, Georgien Georgier
"""


def pairs(listed: str) -> list[list[str]]:
    return [pair.split() for pair in listed.split(",")]


@pytest.mark.parametrize(("german", "english"), pairs(SPELLINGS))
def test_spellings_of_a_name_agree(german: str, english: str) -> None:
    assert key(german, "de") == key(english, "en") is not None


@pytest.mark.parametrize(("one", "other"), pairs(DIFFERENT))
def test_different_names_differ(one: str, other: str) -> None:
    for first, second in (("de", "de"), ("de", "en"), ("en", "de"), ("en", "en")):
        assert key(one, first) != key(other, second)
    assert key(one, "other") != key(other, "other")


def test_the_example() -> None:
    assert key("Selenskyj", "de") == "selensk"
    assert key("Zelenskyy", "en") == "selensk"
    assert key("Zelensky", "other") == "selensk"


@pytest.mark.parametrize(
    "name", ["", "Xi", "Lee", "O'Neill", "C3PO", "2024", "Путин", "李克强李克强"]
)
def test_what_has_no_key(name: str) -> None:
    for language in ("de", "en", "other"):
        assert key(name, language) is None


def test_short_names_have_none() -> None:
    assert len(str(key("Musk"[:SHORTEST], "de"))) == SHORTEST
    assert key("Musk"[: SHORTEST - 1], "de") is None


@pytest.mark.parametrize(
    ("written", "plain"), [("Wałęsa", "Walesa"), ("Małgorzata", "Malgorzata"), ("Støre", "Store")]
)
def test_letters_with_a_stroke(written: str, plain: str) -> None:
    """They are Latin, and accents to an English reader, though Unicode does not take them apart."""
    assert key(written, "de") == key(plain, "en") is not None


@given(st.text(), st.sampled_from(["de", "en", "other"]))
def test_any_text_has_a_key_of_letters_or_none(name: str, language: str) -> None:
    found = key(name, language)
    assert found is None or found == "" or (found.isascii() and found.isalpha())


_latin = st.text("abcdefghijklmnopqrstuvwxyzäöüßéğščžáñçABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜ", min_size=4)


@given(_latin, st.sampled_from(["de", "en", "other"]))
def test_neither_case_nor_form_nor_accents_matter(name: str, language: str) -> None:
    expected = key(name, language)
    assert expected is not None
    assert key(name.lower(), language) == key(name.upper(), language) == expected
    for form in ("NFC", "NFD", "NFKC"):
        assert key(unicodedata.normalize(form, name), language) == expected
    bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    assert key(bare, language) == expected
