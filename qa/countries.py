"""Countries by their names and by the words for what is theirs, in German and English. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
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
    "GB": "british english; britisch englisch",
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
    "CU": "cuban; kubanisch",
    "AR": "argentine argentinian; argentinisch",
    "CL": "chilean; chilenisch",
    "CO": "colombian; kolumbianisch",
    "VE": "venezuelan; venezolanisch",
    "PE": "peruvian; peruanisch",
    "IQ": "iraqi; irakisch",
    "LY": "libyan; libysch",
    "LB": "lebanese; libanesisch",
    "JO": "jordanian; jordanisch",
    "SA": "saudi; saudisch",
    "YE": "yemeni; jemenitisch",
    "PK": "pakistani; pakistanisch",
    "ET": "ethiopian; äthiopisch",
    "KE": "kenyan; kenianisch",
    "NG": "nigerian; nigerianisch",
    "SD": "sudanese; sudanesisch",
    "SO": "somali; somalisch",
    "MA": "moroccan; marokkanisch",
    "TN": "tunisian; tunesisch",
    "DZ": "algerian; algerisch",
    "ZA": "; südafrikanisch",
    "KP": "; nordkoreanisch",
    "BY": "; weißrussisch belarussisch",
    "SS": "; südsudanesisch",
    "LATIN": "; lateinamerikanisch südamerikanisch mittelamerikanisch",
    "GE": "georgian; georgisch",
    "AM": "armenian; armenisch",
    "NZ": "; neuseeländisch",
    "GL": "; grönländisch",
    "AFRICA": "african; afrikanisch",
    "ASIA": "asian; asiatisch",
    "EUROPE": "european; europäisch",
}
# Who lives there, where that is no form of the country's name; in English; in German.
_PEOPLE = {
    "GB": "briton britons englishman englishmen; brite briten britin britinnen engländer"
    " engländern engländerin",
    "PL": "pole poles; pole polin",
    "DK": "dane danes; däne dänen dänin",
    "SE": "swede swedes; schwede schwedin",
    "FI": "finn finns; finne finnen finnin",
    "TR": "turk turks; türke türken türkin",
    "ES": "spaniard spaniards; spanier spaniern spanierin",
    "FR": "frenchman frenchmen; franzose franzosen französin",
    "NL": "dutchman dutchmen; niederländer niederländern holländer holländern",
    "IE": "irishman irishmen; ire iren irin",
    "RU": "; russe russen russin",
    "GR": "; grieche griechen griechin",
    "CZ": "; tscheche tschechen tschechin",
    "SK": "; slowake slowaken",
    "HU": "; ungar",
    "HR": "croat croats; kroate kroaten kroatin",
    "RS": "serb serbs; serbe serben serbin",
    "BG": "; bulgare bulgaren",
    "RO": "; rumäne rumänen",
    "SY": "; syrer syrern syrerin",
    "CN": "; chinesin",
    "CU": "; kubaner kubanern",
    "US": "; amerikaner amerikanern amerikanerin us-amerikaner",
    "UA": "; ukrainer ukrainern ukrainerin",
    "AFRICA": "; afrikaner afrikanern afrikanerin",
    "ASIA": "; asiate asiaten",
    "EUROPE": "; europäer europäern",
    "IQ": "; iraker irakern",
    "IR": "; iraner iranern",
}
_ALSO = {
    "großbritannien": "GB", "britain": "GB", "uk": "GB", "england": "GB", "usa": "US",
    "amerika": "US", "america": "US", "tschechien": "CZ", "holland": "NL", "weißrussland": "BY",
    "burma": "MM", "birma": "MM", "afrika": "AFRICA", "africa": "AFRICA",
    "asien": "ASIA", "asia": "ASIA", "europa": "EUROPE", "europe": "EUROPE",
    "südamerika": "LATIN", "lateinamerika": "LATIN", "mittelamerika": "LATIN",
    "nordirland": "GB", "kuba": "CU",
}  # fmt: skip
_WITH_A_CAPITAL = {"turkey": "TR"}  # else it is a bird
_BEFORE = re.compile(  # "Nordäthiopien", "antiiranisch", "deutschtürkisch"
    r"^(?:nord|süd|ost|west|zentral|mittel|anti|pro|gesamt|deutsch)"
)
_COMPOUND = re.compile(r"[a-zäöüß]{3}")  # behind a country's name: "Grönlandhaie"
_LONG = 6  # letters of such a name
_ENDINGS = ("", "s", "e", "n", "en", "er", "es", "em")


def place(word: str) -> str | None:
    """The code of a country: "Österreichs" -> "AT"."""
    lower = word.lower()
    if word[:1].isupper() and lower in _WITH_A_CAPITAL:
        return _WITH_A_CAPITAL[lower]
    return _places().get(lower) or _places().get(lower.removesuffix("s"))


@lru_cache(maxsize=20_000)
def country(word: str) -> str | None:
    """The code of the country that a word names, or says to be its: "französischen" -> "FR".

    English has a capital there: to polish is not Polish.
    """
    languages = ("de", "en") if word[0].isupper() else ("de",)
    found = (_adjectives()[language].get(stem) for stem in _stems(word) for language in languages)
    return place(word) or next(filter(None, found), None)


def countries(words: Iterable[str]) -> set[str]:
    """The codes of all that a text's words say of countries, also of people and in compounds.

    {"Poland", "Nordäthiopiens", "Grönlandhaie", "Briten"} -> {"PL", "ET", "GL", "GB"}
    """
    return {code for word in words for code in _within(word)}


@lru_cache(maxsize=20_000)
def _within(word: str) -> frozenset[str]:
    if word == "US":
        return frozenset({"US"})
    lower = word.lower()
    if code := country(word) or (_people().get(lower) if word[0].isupper() else None):
        return frozenset({code})
    if (found := _BEFORE.match(lower)) and found.end() < len(lower):
        rest = lower[found.end() :]
        known = {place(rest) or _adjective(rest), _adjective(found.group())}
        return frozenset(filter(None, known))
    return frozenset(
        code
        for name, code in _long_places()
        if lower.startswith(name) and _COMPOUND.match(lower, len(name))
    )


def _adjective(word: str) -> str | None:
    return next(filter(None, map(_adjectives()["de"].get, _stems(word))), None)


def _stems(word: str) -> list[str]:
    lower = word.lower()
    return [lower.removesuffix(end) for end in _ENDINGS if lower.endswith(end)]


@cache
def _people() -> dict[str, str]:
    return {
        each: code
        for code, words in _PEOPLE.items()
        for its in words.split(";")
        for each in its.split()
    }


@cache
def _long_places() -> list[tuple[str, str]]:
    return [(name, code) for name, code in _places().items() if len(name) >= _LONG]


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
        for language, its in zip(("en", "de"), words.split(";"), strict=True):
            found[language] |= dict.fromkeys(its.split(), code)
    return found
