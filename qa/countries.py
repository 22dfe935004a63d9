"""Countries by their names and by the words for what is theirs, in German and English. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import pairwise

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
    "GH": "ghanaian; ghanaisch",
    "ML": "malian; malisch",
    "CD": "congolese; kongolesisch",
    "RW": "rwandan; ruandisch",
    "UG": "ugandan; ugandisch",
    "SN": "senegalese; senegalesisch",
    "TH": "thai; thailändisch",
    "MY": "malaysian; malaysisch",
    "ID": "indonesian; indonesisch",
    "PH": "filipino philippine; philippinisch",
    "IS": "icelandic; isländisch",
    "QA": "qatari; katarisch",
    "AE": "emirati; emiratisch",
    "KW": "kuwaiti; kuwaitisch",
    "AL": "albanian; albanisch",
    "XK": "kosovan kosovar; kosovarisch",
    "BA": "bosnian; bosnisch",
    "MK": "macedonian; mazedonisch nordmazedonisch",
    "ME": "montenegrin; montenegrinisch",
    "MD": "moldovan; moldauisch moldawisch",
    "LU": "; luxemburgisch",
    "CY": "cypriot; zyprisch zypriotisch",
    "MT": "maltese; maltesisch",
    "PS": "palestinian; palästinensisch",
    "KZ": "kazakh; kasachisch",
    "UZ": "uzbek; usbekisch",
    "NP": "nepalese; nepalesisch",
    "BD": "bangladeshi; bangladeschisch",
    "AZ": "azerbaijani azeri; aserbaidschanisch",
    "MM": "burmese; birmanisch",
    "KH": "cambodian; kambodschanisch",
    "EC": "ecuadorian; ecuadorianisch",
    "BO": "bolivian; bolivianisch",
    "PY": "paraguayan; paraguayisch",
    "UY": "uruguayan; uruguayisch",
    "HT": "haitian; haitianisch",
    "ZW": "zimbabwean; simbabwisch",
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
    "BG": "; bulgare bulgaren bulgarin",
    "RO": "; rumäne rumänen rumänin",
    "IT": "; italiener italienern italienerin",
    "NO": "; norweger norwegern norwegerin",
    "PT": "; portugiese portugiesen portugiesin",
    "JP": "; japaner japanern japanerin",
    "AT": "; österreicher österreichern österreicherin",
    "AF": "; afghane afghanen afghanin",
    "MA": "; marokkaner marokkanern marokkanerin",
    "TN": "; tunesier tunesiern tunesierin",
    "DZ": "; algerier algeriern algerierin",
    "PS": "; palästinenser palästinensern palästinenserin",
    "AL": "; albaner albanern albanerin",
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
_OF_TWO_WORDS = {
    "south africa": "ZA", "south african": "ZA", "north korea": "KP", "north korean": "KP",
    "south korea": "KR", "south korean": "KR", "south america": "LATIN", "south american": "LATIN",
    "latin america": "LATIN", "latin american": "LATIN", "central america": "LATIN",
    "central american": "LATIN", "saudi arabia": "SA", "new zealand": "NZ",
    "great britain": "GB", "northern ireland": "GB",
}  # fmt: skip
# Cities and regions with two names, and seats that stand for their governments: "Moscow says".
_CITIES = {
    "RU": "moskau moscow kreml kremlin",
    "CN": "peking beijing",
    "UA": "kiew kyiv kiev",
    "IR": "teheran tehran",
    "TR": "ankara",
    "JP": "tokio tokyo",
    "GB": "london",
    "FR": "paris",
    "US": "washington",
    "AT": "wien vienna wiener viennese",
    "PL": "warschau warsaw",
    "HU": "budapest",
    "CZ": "prag prague prager",
    "RO": "bukarest bucharest",
    "RS": "belgrad belgrade",
    "GR": "athen athens",
    "IT": "rom rome",
    "ES": "madrid",
    "PT": "lissabon lisbon",
    "DK": "kopenhagen copenhagen kopenhagener",
    "CH": "bern",
    "IL": "jerusalem",
    "EG": "kairo cairo",
    "SY": "damaskus damascus",
    "IQ": "bagdad baghdad",
    "KP": "pjöngjang pyongyang",
    "KR": "seoul",
    "SA": "riad riyadh",
    "CU": "havanna havana",
    "DE": "berlin",
    "GE": "tiflis tbilisi",
    "EUROPE": "brüssel brussels",
    "Munich": "münchen munich münchner",
    "Cologne": "köln cologne kölner",
    "Nuremberg": "nürnberg nuremberg nürnberger",
    "Zurich": "zürich zurich zürcher",
    "Geneva": "genf geneva genfer",
    "Milan": "mailand milan mailänder",
    "Venice": "venedig venice venetian",
    "Naples": "neapel naples",
    "Bavaria": "bayern bavaria bavarian bavarians bayerisch",
    "Saxony": "sachsen saxony saxon sächsisch",
    "Thuringia": "thüringen thuringia thüringer",
    "Hesse": "hessen hesse hessian hessisch",
    "Scotland": "schottland scotland scottish schotten schottisch",
    "Wales": "wales welsh waliser walisisch",
    "Catalonia": "katalonien catalonia catalan catalans katalanisch katalanen",
}
_WITH_A_CAPITAL = {"turkey": "TR"}  # else it is a bird
_BEFORE = re.compile(  # "Nordäthiopien", "antiiranisch", "deutschtürkisch"
    r"^(?:nord|süd|ost|west|zentral|mittel|anti|pro|gesamt|deutsch|alt|exil)"
)
_COMPOUND = re.compile(r"[a-zäöüß]{3}")  # behind a country's name: "Grönlandhaie"
_LONG = 6  # letters of such a name
_ISCH = re.compile(r"isch(?:e[rsnm]?)?$")
_ENDINGS = ("", "s", "e", "n", "en", "er", "es", "em")


def place(word: str) -> str | None:
    """The code of a country: "Österreichs" -> "AT"."""
    lower = bare(word)
    if word[:1].isupper() and lower in _WITH_A_CAPITAL:
        return _WITH_A_CAPITAL[lower]
    plural = lower.removesuffix("n") if lower.endswith("en") else lower  # "den Niederlanden"
    forms = (lower, lower.removesuffix("s"), plural)
    return next(filter(None, map(_places().get, forms)), None)


@lru_cache(maxsize=20_000)
def city(word: str) -> str | None:
    """What a city or region with two names is called here; of a seat of government, its country.

    "Moskaus" -> "RU", "Kölner" -> "Cologne"
    """
    adjective = _ISCH.search(word)
    if not word[:1].isupper() and not adjective:
        return None
    lower = bare(word)
    forms = (lower, lower.removesuffix("s"), *(_stems(lower) if adjective else ()))
    return next(filter(None, map(_cities().get, forms)), None)


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
    every = list(words)
    pairs = (_OF_TWO_WORDS.get(bare(f"{one} {two}")) for one, two in pairwise(every))
    return {code for word in every for code in _within(word)} | {*filter(None, pairs)}


@lru_cache(maxsize=20_000)
def _within(word: str) -> frozenset[str]:
    if word == "US":
        return frozenset({"US"})
    if seat := city(word):
        return frozenset({seat})
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


def bare(word: str) -> str:
    """In lower case, without an English genitive's ending: "Tom's" is Tom."""
    return re.sub(r"[’']s?$", "", word.lower())


@cache
def _cities() -> dict[str, str]:
    return _by_word(_CITIES)


@cache
def _people() -> dict[str, str]:
    return _by_word(_PEOPLE)


def _by_word(table: Mapping[str, str]) -> dict[str, str]:
    """Each of the words of a code, of both languages -> the code."""
    return {each: code for code, words in table.items() for each in words.replace(";", " ").split()}


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
