"""Countries by their names and by the words for what is theirs, in German and English. Pure."""

from __future__ import annotations

from functools import cache

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


def country(word: str) -> str | None:
    """The code of the country that a word names, or says to be its: "französischen" -> "FR".

    English has a capital there: to polish is not Polish.
    """
    lower = word.lower()
    stems = (lower.removesuffix(end) for end in _ENDINGS if lower.endswith(end))
    found = (_adjectives()[german].get(stem) for stem in stems for german in _languages(word))
    return place(word) or next(filter(None, found), None)


def _languages(word: str) -> tuple[bool, ...]:
    return (True, False) if word[0].isupper() else (True,)


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
def _adjectives() -> dict[bool, dict[str, str]]:
    """Whether it is German -> lower case, without an ending -> code."""
    found: dict[bool, dict[str, str]] = {}
    for german, language in ((True, "de"), (False, "en")):
        names = Locale(language).languages
        found[german] = {names[tongue].lower(): code for code, tongue in _LANGUAGES.items()}
        for code, words in _OTHERS.items():
            for word in words.split("; ")[german].split():
                found[german][word] = code
    return found
