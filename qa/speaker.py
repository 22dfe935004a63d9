"""What the reader took for who speaks -> who does: not who is told, nor who is contradicted.
Pure."""

from __future__ import annotations

import re

from index.analysis import compounds
from qa.countries import city, place
from qa.mentions import Name, names
from qa.sameness import is_name, is_noun, may_name
from qa.speech import verbs

_ADVERB = r"(?:(?:has|had|have|also|later|then|reportedly)\s+)*"
_CLAUSE = r"(?:(?![.!?][\s\"“”„])[^,;:–—\"“”„\n]){2,90}?"
_TOLD = re.compile(  # "chief executive Dan Moore told Reuters", "Ana Ruiz, the owner, told CNN"
    r"(?:^|[.!?,;:–—\"“”„\n]\s*)(?:(?:and|but|as|while|because)\s+)?"
    rf"(?P<who>{_CLAUSE}(?:,\s+{_CLAUSE},)?)\s+{_ADVERB}told\s+$"
)
_IS_TOLD = re.compile(r"\b(?:was|were|is|are|been|be|being|got|who|that|which)$")
_TELLS = re.compile(  # "The union called that a scandal", "Der Sprecher sagte der Zeitung"
    rf",?\s+{_ADVERB}(?:{verbs('past', 'en behind')}|says|pointed out|(?:dis)?agree[sd]"
    rf"|{verbs('past', 'de behind')})(?:[\s:]|$)"
)
_RELATIVE = re.compile(r"(?:\b(?:who|that|which)|,\s(?:der|die|das|den|dem))\b[^,]*$")
_ANTECEDENT = re.compile(  # "ein Kommentar, [der] das Urteil kritisiert"
    r"(?P<who>(?:(?:d(?:er|ie|as|em|en)|eine?[mnrs]?|the|an?)\s+)?"
    r"[A-ZÄÖÜ][\w-]*(?:\s[A-ZÄÖÜ][\w-]*)*),\s$"
)
_OPENS = re.compile(r"(?:But|And|Yet|So|Still|Aber|Doch|Und|Denn|Auch|Wer|Wie|Was)\s+(?=\S)")
_BESIDE_THEM = re.compile(  # whom somebody talked to, or about: "Über Fossett sagte Branson"
    r"(?:\b(?:im (?:gespräch|interview) mit|in an? (?:interview|conversation) with|gegenüber)"
    r"|(?:^|[.!?“”]\s+)über)"
    r"(?: de[rmn])?\s+$",
    re.I,
)
_CONTRADICTED = re.compile(
    r"\b(?:anders als|im gegensatz zu|entgegen|unlike|contrary to)\b[^,;.!?]*$", re.I
)
_NOBODY = re.compile(
    r"wer|wie|was|who|how|what|(?:seiner|ihrer) (?:meinung|ansicht|einschätzung)"
    r"|(?:by )?(?:common|general|mutual) (?:agreement|consent)"
    r"|(?:nach )?(?:(?:seinen|ihren) )?eigenen (?:angaben|worten|aussagen)",
    re.I,
)
_LONE_ARTICLE = re.compile(r"Der|Die|Das|Dem|Den|The")  # "[Der] letzte lautete: …"
_THE_OTHER = re.compile(  # an object: "[den Leuten] stellten sie", not "nach [den Leuten]"
    r"(?:den|einen|ihn|ihm|ihnen|mich|mir|uns|him|them)\b", re.I
)
_AFTER = re.compile(
    r"\b(?:nach|laut|gemäß|aus|von|in|an|bei|mit|auf|für|durch|gegenüber|seitens|unter|vor|by|from|of)"
    r"\s$",
    re.I,
)
_SAID_TO = re.compile(r"\s(?:zufolge|nach)\b")
_INSIDE = re.compile(  # of what is said: "Leung sagte, dass [er] hoffe", "that [he] hoped"
    r"(?:,\s(?:dass|daß|ob|wonach|weil|wie|als|wenn)|,?\s(?:that|whether|because))"
    r"\s(?:(?:nun|jetzt|auch|now|also)\s)?$"
)
_BEHIND = re.compile(  # what is no part of who speaks: "Angaben der Aufsicht [112 Schulen]"
    r"\s+(?:(?:und|and)\s+[a-zäöüß]+(?:te|te[nt]|ed)\b|(?:uns|ihm|ihnen|sich|mir|us|them)$"
    r"|\d+(?:[.,]\d+)*\s+(?=[A-ZÄÖÜ][a-zäöüß])|(?<=Angaben\s)[12]\d{3}$)"
    r"|(?<=dieser Zeitung)\s|,$|:\s(?=[a-zäöü])"
)
_WHICH = re.compile(r",\s(?:(?P<en>who|which|whose)|der|die|das|dessen|deren)\s(?P<rest>[^,]*)")
_PLACE = re.compile(r"(?:outside|inside|before|during|after|vor|außerhalb|während)\b", re.I)
_TOWARDS = re.compile(r"\b(?:nach|in|aus|bei|von|to|in|from|of|at)\s$", re.I)
_ENDED = re.compile(r"(?<=[a-zäöüß]{3})[.!?][\"“”»«]*\s+(?=[A-ZÄÖÜ„\"])|\n")
_ADDRESSED = re.compile(  # the dative; of a woman's word it may be a genitive: "der Zeitung"
    r"\s(?:(?P<clear>dem|gegenüber de[rmn]?)|der)\s(?=[A-ZÄÖÜ„\"»“])"
)
_ANNOUNCED = re.compile(
    r"(?:(?:nach|laut)\s+)?(?:(?:den|eigenen)\s+)?"
    r"(?:angaben|aussagen?|worten|auskunft|darstellung|einschätzung|informationen)\s+"
    r"(?:de[rs]|von|eine[rs])\s+",
    re.I,
)
_DESCRIBES = re.compile(r"(?:isch|lich|ig)e[nrms]?$|^(?:[A-Z][\w]+-)")  # "Nationalsozialistischen"
_COMPOUND = 9  # letters from which a German noun is more likely two than a surname
_CAPITALS = re.compile(r"[\w’'-]*(?:\s+[A-ZÄÖÜ][\w’'-]*)*")
_HE, _SHE = {"er", "he"}, {"sie", "she"}
_LONE = frozenset("er sie es man he she they it".split())
_RELATIVES = frozenset("der die das who which that".split())
NOBODY = frozenset({"danach", "demnach"})  # say that somebody said it, not who
PRONOUNS = frozenset(_HE | _SHE | _RELATIVES)
_BACK = 700  # characters: who is meant was named not longer ago
_NEAR = 30  # characters beside a pronoun that its verb is looked for in


def may_speak(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] may be who speaks: no object, no pronoun of what is said, no place.

    "[Den Wert] beziffert der Focus auf …" -> False; "Leung sagte, dass [er] hoffe" -> False;
    "Her aide said [outside the court] …" -> False
    """
    before = text[max(0, start - _NEAR) : start]
    if _PLACE.match(text, start, end) or (city(text[start:end]) and _TOWARDS.search(before)):
        return False
    if text[start:end].lower() in _LONE:
        return _INSIDE.search(before) is None
    if _THE_OTHER.match(text, start, end) is None:
        return True
    return bool(_AFTER.search(before) or _SAID_TO.match(text, end))


def told(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Who speaks where text[start:end] was taken for it; None where that is who is contradicted.

    "Dan Moore told [Reuters]" -> "Dan Moore"; "sagte [Julia Roth der Deutschen Presse-Agentur]" ->
    "Julia Roth"; "Anders als [der Firma] behauptet" -> None
    """
    first = max(0, start - _BACK)
    teller = _TOLD.search(text[first:start])
    if teller and not _IS_TOLD.search(teller["who"]):
        start, end = (first + at for at in teller.span("who"))
        end -= text[end - 1] == ","
    elif (tells := _TELLS.search(text, start, end)) and not _RELATIVE.search(
        text, start, tells.start()
    ):
        end = tells.start()
    if opens := _OPENS.match(text, start, end):
        start = opens.end()
    if ended := _ENDED.search(text, start, end):  # the reader took several sentences for it
        end = ended.start()
    end = _end_of_name(text, start, end)
    if behind := _BEHIND.search(text, start, end):
        end = behind.start()
    end = _without_clause(text, start, end)
    if _LONE_ARTICLE.fullmatch(text, start, end):
        return None
    if _BESIDE_THEM.search(text, first, start):
        return None
    if start >= end or _CONTRADICTED.search(text[first:end]) or _NOBODY.fullmatch(text, start, end):
        return None
    return start, _without_addressed(text, start, end)


def _end_of_name(text: str, start: int, end: int) -> int:
    """Where it ends with all of a name that was cut: "die Bevollmächtigte Doreen [Weichert]"."""
    first, last = max(0, start - _NEAR), min(len(text), end + _NEAR)
    for name in names(text[first:last]):
        begins = first + name.start
        ends = begins + len(name.text)
        if text[begins:ends] == name.text and begins < end < ends:
            more = _CAPITALS.match(text, end, ends)
            return more.end() if more else end
    return end


def _without_clause(text: str, start: int, end: int) -> int:
    """Where it ends without a clause on a name: "Walt Drummond[, who runs a shop]", but "ihr
    Verteidiger, der Anwalt Leo Brandis", which is another name of his."""
    which = _WHICH.search(text, start, end)
    if which is None or not names(text[start : which.start()]):
        return end
    last = f" {which['rest']}".rpartition(" ")[2]
    apposition = not which["en"] and last[:1].isupper()  # a German clause ends with its verb
    return end if apposition else which.start()


def meant(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Whom the words text[start:end] mean, where they do not say it best themselves; else None.

    "[Angaben der Feuerwehr]" -> "Feuerwehr", "ein Kommentar, [der]" -> "ein Kommentar"; for "he"
    the only one with a full name in the nearest sentence before it that names anybody. Of 26 found
    so in news 24 were right.
    """
    if announced := _ANNOUNCED.match(text, start, end):
        return announced.end(), end
    word = text[start:end].lower()
    if word in _RELATIVES:
        whose = _ANTECEDENT.search(text, max(0, start - _BACK), start)
        return whose.span("who") if whose else None
    if word not in PRONOUNS or (word == "sie" and _is_plural(text, start, end)):
        return None
    sort = "man" if word in _HE else "woman"
    before = text[max(0, start - _BACK) : start]
    offset = start - len(before)
    if again := re.search(rf"\b{word}\b[^.!?\n]*$", before, re.I):  # "He met Osei, [he] said"
        before = before[: again.start()]
    for sentence in reversed(re.split(r"(?<=[.!?“”\"])\s+|\n", before)):
        named = names(sentence)
        people = [each for each in named if each.kind in {sort, "person"} and each.sure]
        full = {*map(_person, people)} - {""}
        first = next((each for each in named if each in people or _is_surname(each)), None)
        if first and (len(full) != 1 or not _person(first)):
            return None
        if first:
            written = r"\s+".join(map(re.escape, full.pop().split()))
            *_, last = [None, *re.finditer(written, before)]
            return (offset + last.start(), offset + last.end()) if last else None
    return None


def _is_surname(name: Name) -> bool:
    """Whether it may be somebody told by the surname: "Trump rief Wladimir Putin an. Er sagte" is
    hardly of Putin."""
    whose = name.kind in {"man", "other"} and is_name(name.text, "de")
    return whose and not place(name.text) and not city(name.text)


def _person(name: Name) -> str:
    """The full name in it, without the nouns before it that have a capital in German: "Italiener
    Nicola Zingaretti"; "" where hardly a name is left: "Amtszeit Reagans", "Solche Winter"."""
    words = name.text.split()
    while words and not _begins_name(words[0]):
        words = words[1:]
    full = len(words) > 1 and not any(place(word) or city(word) for word in words)
    surname = full and (is_name(words[-1], "de") or len(words[-1]) < _COMPOUND)  # "Kern", "Weber"
    return " ".join(words) if surname else ""


def _begins_name(word: str) -> bool:
    if word[0].islower() or is_noun(word) or _DESCRIBES.search(word):
        return False
    return may_name(word) and is_name(word, "de")


def _is_plural(text: str, start: int, end: int) -> bool:
    """ "sie sagten", "sagten sie" """
    behind, before = text[end : end + _NEAR], text[max(0, start - _NEAR) : start]
    return bool(re.match(r"\s+\w+en\b", behind) or re.search(r"\w+en\s+$", before))


def _without_addressed(text: str, start: int, end: int) -> int:
    """Where the speaker ends: before "der Deutschen Presse-Agentur", whom it was said to."""
    for found in _ADDRESSED.finditer(text, start, end):
        *_, first, last = ["", "", *text[start : found.start()].split()]
        is_name = (
            first[:1].isupper() and last[:1].isupper() and not compounds().is_noun(last.lower())
        )
        if is_name or (found["clear"] and last[:1].isupper()):
            return found.start()
    return end
