"""Countries by their names and by the words for what is theirs, in German and English. Pure."""

from __future__ import annotations

from functools import cache, lru_cache

from babel import Locale

# Of most countries the word for what is theirs is that for their language, which Babel knows.
_LANGUAGES = dict(
    pair.split(":")
    for pair in (
        "DE:de FR:fr PL:pl HU:hu RU:ru TR:tr GR:el DK:da SE:sv NO:no FI:fi CZ:cs SK:sk UA:uk "
        "NL:nl JP:ja CN:zh IT:it ES:es PT:pt RO:ro BG:bg HR:hr RS:sr EE:et LV:lv LT:lt SI:sl "
        "VN:vi KR:ko BY:be"
    ).split()
)
_OTHERS = {  # in English; in German
    "US": "american; amerikanisch us-amerikanisch",
    "GB": "british; britisch",
    "AT": "austrian; österreichisch",
    "CH": "swiss; schweizer schweizerisch",
    "BE": "belgian; belgisch",
    "CA": "canadian; kanadisch",
    "AU": "australian; australisch",
    "BR": "brazilian; brasilianisch",
    "MX": "mexican; mexikanisch",
    "IN": "indian; indisch",
    "IR": "iranian; iranisch",
    "IL": "israeli; israelisch",
    "IE": "irish; irisch",
    "EG": "egyptian; ägyptisch",
    "SY": "syrian; syrisch",
    "AF": "afghan; afghanisch",
    "TW": "taiwanese; taiwanisch",
}
_ALSO = {
    "großbritannien": "GB", "britain": "GB", "uk": "GB", "usa": "US", "amerika": "US",
    "america": "US", "tschechien": "CZ",
}  # fmt: skip
_ENDINGS = ("", "s", "e", "n", "en", "er", "es", "em")


def place(word: str) -> str | None:
    """The code of a country: "Österreichs" -> "AT"."""
    lower = word.lower()
    return _places().get(lower) or _places().get(lower.removesuffix("s"))


@lru_cache(maxsize=20_000)
def country(word: str) -> str | None:
    """The code of the country that a word names, or says to be its: "französischen" -> "FR".

    English has a capital there: to polish is not Polish.
    """
    lower = word.lower()
    stems = (lower.removesuffix(end) for end in _ENDINGS if lower.endswith(end))
    languages = ("de", "en") if word[0].isupper() else ("de",)
    found = (_adjectives()[language].get(stem) for stem in stems for language in languages)
    return place(word) or next(filter(None, found), None)


@cache
def _places() -> dict[str, str]:
    """Lower case -> code."""
    return {
        name.lower(): code
        for language in ("de", "en")
        for code, name in Locale(language).territories.items()
        if not code.isdecimal()
    } | _ALSO


@cache
def _adjectives() -> dict[str, dict[str, str]]:
    """Language -> lower case, without an ending -> code."""
    found = {
        language: {
            Locale(language).languages[own].lower(): code for code, own in _LANGUAGES.items()
        }
        for language in ("de", "en")
    }
    for code, words in _OTHERS.items():
        for language, its in zip(("en", "de"), words.split("; "), strict=True):
            found[language] |= dict.fromkeys(its.split(), code)
    return found
