"""Is one sentence the answer, or may several be? "Welche Folgen hatte der Streik?" Rules, no model.

Behind "welche", which is feminine or plural, a German plural is told by its ending and by whether
there is a noun that it is the plural of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from index.analysis import compounds
from index.languages import detect_known

# "several": things are asked for, each a part of the answer; "open": a reason, a way, what somebody
# does or says, which takes one sentence or more; "one": a fact.
Form = Literal["one", "open", "several"]

_AND = r"^(?:und |and |bitte |please )?"  # how it may begin
_THINGS = (  # asked for in no more words: "Folgen des Sturms?"
    "auswirkungen|folgen|forderungen|gründe|nachteile|pläne|reaktionen|ursachen|vorteile|vorwürfe"
    "|advantages|causes|consequences|demands|disadvantages|effects|plans|reactions|reasons"
)
_SEVERAL = re.compile(
    rf"{_AND}(?:nenne?n?|zähle?n?|liste?|name|list)\b(?! (?:de[rs]|of)\b)|\ba list of\b"
    rf"|{_AND}(?:(?:die|the|tell me|give me|what about) (?:the )?)?(?:{_THINGS})\b"
    r"|^(?:wer|was|wo|who|what|where)\b.*(?<!das)(?<!of)(?<!it) (?:alles|überall|all)\b(?!-)"
    r"|\b(?:sämtliche|beispiele|examples)\b"
    r"|\b(?:welche|which|what)(?: \w+)? (?:zwei|drei|vier|fünf|beiden|anderen|weiteren"
    r"|verschiedenen|two|three|four|five|other|different|various)\b"
    r"|^(?:wer|was|welches) (?:sind|waren) (?:die|ihre|seine)\b"
    r"|^(?:who|what) (?:are|were) (?:the|its|his|her|their|some)\b"
    r"|\b(?:die|der) (?:einzelnen|jeweiligen)\b|^how \w+ .*\b(?:each|the individual)\b"
    r"|(?<!^)\b(?:and|und) (?:wer|was|wann|wo|wie|warum|who|what|when|where|how|why)\b",
    re.I,
)
_OPEN = re.compile(
    r"\b(?:why|warum|weshalb|weswegen|wieso|wodurch|inwiefern)\b|\baus welchem grund\b"
    rf"|{_AND}(?:how (?:did|do|does|is|are|was|were|have|has|had|can|could|will|would|should)\b"
    r"|what (?:(?:did|do|does|should|can|could|has|have|had|will|would|led|made|caused)\b"
    r"|(?:happened|went wrong)\b"
    r"|(?:is|was) (?:known|being done)\b|(?:is|are|was|were) .* (?:accused of|worried about)\b))"
    r"|\b(?:which|what) (?:criticism|damage|evidence|harm|help|impact|progress|role|support)\b"
    r"|\bwelche[nrs]? (?:bedeutung|haltung|hilfe|kritik|rolle|schaden|unterstützung|wirkung)\b",
    re.I,
)
_OPEN_DE = re.compile(  # not how much something is or costs, what it is or what it is called
    r"^(?!.*\b(?:heißt|heißen|hieß|genannt|gesch?rieben)\b)(?:und |bitte )?"
    r"(?:was ist (?:\w+ )?(?:über|bekannt)\b|was ist .*(?:passiert|geschehen)"
    r"|womit (?:begründe|erklär)|was (?!ist\b|war\b|sind\b|waren\b|koste|bedeute|für\b)\w"
    r"|wie (?!(?:ist|war) d|viel|heiß|hieß|hoch|alt|lang|groß|gross|weit|oft|teuer|schnell|schwer"
    r"|tief|breit|stark|spät|früh|häufig|schlecht|gut|sicher|nah|warm|kalt|dick|klein|jung|reich"
    r"|bekannt|nenn|nannt|laute)\w)",
    re.I,
)
_OF_ONE = re.compile(  # of a fact all the same: what something is called, or costs
    r"^(?:was|what|wie|how)\b.*\b(?:call|called(?! (?:for|off|on))|known as|stand for|mean|cost"
    r"|gekostet|gewonnen|gewann|wiegt)\b",
    re.I,
)
_WHICH_DE = re.compile(r"(?:\b(\w+) )?\bwelche(n?)\b((?: [\w-]+){1,4})", re.I)
_WHICH_EN = re.compile(r"\b(which|what) ((?:[\w'’-]+ ?){1,5})", re.I)
_TO = frozenset("aus bei mit nach seit von zu in an auf unter zwischen über vor".split())
_ALWAYS = frozenset("leute kosten eltern daten medien people children men women criteria".split())
_VERB_EN = frozenset(
    "are were is was do does did have has had can could will would should may might of".split()
)
_NO_VERB_EN = frozenset("there the its his her their and for with from into about over".split())
_ADJECTIVE_EN = ("al", "ed", "en", "er", "ful", "ic", "ish", "ive", "ld", "ous")
_NOT_PLURAL_EN = tuple("news series species sports politics texas ss us is 's ’s".split())
_ONE_DE = (  # endings of nouns that are no plural
    *("note", "marke", "bibel", "ampel", "feder", "gabel", "basis", "praxis", "faser", "ziffer"),
    *("insel", "regel", "formel", "tafel", "klausel", "nummer", "mutter", "tochter"),
    *("schwester", "steuer", "feier", "mauer", "leiter", "dauer", "oper", "kammer"),
)
_MORE_DE = ("el", "en", "er", "ern", "eln", "nisse", "s")  # of a plural, or of either
_MANY_MORE = 2.0  # nats that an ending may be met more often than its stem: "Grenze" is no "Grenz"s
_UMLAUTS = str.maketrans("äöü", "aou")


def form(question: str) -> Form:
    """How much of an answer is asked for.

    "Welche Städte sind betroffen?" -> "several", "Warum?" -> "open", "Wer ist Eva Kern?" -> "one"
    """
    asked = question.strip()
    if _OF_ONE.search(asked):
        return "one"
    if _SEVERAL.search(asked) or _asks_for_things(asked):
        return "several"
    german = _OPEN_DE.search(asked) and detect_known(asked) == "de"  # "Was it ...?" is another word
    return "open" if german or _OPEN.search(asked) else "one"


def _asks_for_things(question: str) -> bool:
    for found in _WHICH_DE.finditer(question):
        before, dative, words = found.groups()
        noun = _first_noun(words.split())
        if noun and not (dative and (before or "").lower() not in _TO) and is_plural(noun):
            return True
    return any(map(_is_plural_en, _WHICH_EN.finditer(question)))


def _first_noun(words: list[str]) -> str | None:
    """What "welche" asks for: a noun at once, however it is typed, or what has a capital."""
    first = words[0].lower()
    if compounds().is_noun(first) or compounds().is_noun(first.removesuffix("n")):
        return first
    capital = next((word for word in words if word[0].isupper()), None)
    return capital or next((word for word in words if compounds().is_noun(word.lower())), None)


def is_plural(noun: str) -> bool:
    """Whether a German noun behind "welche" is several: "Städte", "Folgen", "Helfer", not "Rolle".

    There a singular is feminine.
    """
    word = noun.casefold()
    if word in _ALWAYS:
        return True
    known = compounds()
    if word not in known:
        word = (known.split(word) or (word,))[-1]
    if word.endswith(_ONE_DE):
        return False
    least = max(0.0, known.weight(word) - _MANY_MORE)
    return word.endswith(_MORE_DE) or any(known.weight(stem) > least for stem in _stems(word))


def _stems(word: str) -> Iterator[str]:
    """What a word in -e may be the plural of: "städte" -> "städt", "stadt"."""
    if word.endswith("e"):
        yield word[:-1]
        yield word[:-1].translate(_UMLAUTS)


def _is_plural_en(found: re.Match[str]) -> bool:
    """Whether "which" or "what" stands before a plural, not before a verb: "What makes ...?"."""
    which = found[1].lower() == "which"
    words = [word.lower() for word in found[2].split()]
    for at, word in enumerate(words):
        if word in _VERB_EN:
            return False
        behind = words[at + 1] if at + 1 < len(words) else ""
        adjective = at > 0 and words[at - 1].endswith(_ADJECTIVE_EN)
        verb = behind in _VERB_EN or (which and (at == 0 or (adjective and _may_be_verb(behind))))
        if word in _ALWAYS or (verb and len(word) > 3 and _ends_in_s(word)):
            return True
    return False


def _may_be_verb(word: str) -> bool:
    """Behind a plural: "which wild animals live there", not "which city hosts the games"."""
    return len(word) > 2 and word not in _NO_VERB_EN and not _ends_in_s(word)


def _ends_in_s(word: str) -> bool:
    return word.endswith("s") and not word.endswith(_NOT_PLURAL_EN)
