"""Who speaks by the words of a German sentence alone, where the reader finds nobody in it. Pure.

The reader misses most where a verb of speech is in two parts ("gab … bekannt"), in the perfect or
in the passive.
"""

from __future__ import annotations

import re

from qa.mentions import names
from qa.speech import verbs

_QUOTED_BY = re.compile(  # "…“, erinnert sich ihr Schüler Anselm Kerkhoff"
    r"(?:[“”«\"],\s+(?:[a-zäöüß]+te?|rief|schrieb|sprach|gab|riet|warf|fand)"
    rf"|\b(?:{verbs('past', 'de quoted')}))(?:\s+sich)?\s+"
)
_NAMED_BY = re.compile(  # "…, was Ratsherr Folkerts »besser als nichts« nannte"
    r",\s+(?:was|wie es|den|die|das)\s+(?P<who>[^,;:–„“”«»\"]{3,80}?)\s+[„»\"][^“”«\"]+[“”«\"]\s+"
    r"(?:nannte|nennt|nannten|nennen|bezeichnete)\b"
)
_ROLE = re.compile(  # between a verb and a name: "die Vorsitzende ", "ihr Schüler "
    r"(?:(?:d(?:er|ie|as)|eine?|ihre?|seine?)\s+)?(?:(?:[A-ZÄÖÜ][\w-]*|[a-zäöüß]+e[rnms]?)\s+){0,4}"
)
_SAID = (
    r"(?:angekündigt|aufgefordert|begrüßt|behauptet|beklagt|bekannt\s?gegeben|bemängelt|bestätigt"
    r"|bezeichnet|eingeräumt|empfohlen|gedroht|gefordert|gewarnt|kritisiert|mitgeteilt|verlangt"
    r"|versprochen|verurteilt|vorgeschlagen|vorgeworfen|zurückgewiesen)\b"
)
_UP_TO = r"\b[^;:\n]*\b"  # the other part of a verb
_SPEAKS = (
    rf"(?:(?:gab|gaben|gibt|geben){_UP_TO}bekannt\b"
    rf"|(?:geht|gehen|ging|gingen)(?:{_UP_TO}davon\saus\b|\svon{_UP_TO}aus(?=[.,]))"
    rf"|(?:warf|warfen|wirft|werfen|schlug|schlugen|schlägt|schlagen){_UP_TO}vor(?=[.,])"
    rf"|(?:schloss|schlossen|schließt|schließen){_UP_TO}aus(?=[.,])"
    rf"|(?:ruft|rief|rufen|riefen){_UP_TO}(?:auf|aus)(?=[.,])"
    rf"|(?:kündigt|kündigte|kündigen|kündigten){_UP_TO}an(?=[.,])"
    rf"|(?:weist|wies|wiesen|weisen){_UP_TO}(?:zurück|hin)(?=[.,])"
    rf"|(?:spricht|sprach|sprechen|sprachen)\ssich{_UP_TO}aus\b"
    rf"|(?:hat|haben|hatte|hatten){_UP_TO}{_SAID})"
)
_NO_SUBJECT = (  # words that begin a sentence whose subject stands behind its verb
    r"(?!(?:Aber|Als|Am|An|Auch|Auf|Aus|Außerdem|Bei|Beim|Bereits|Bisher|Da|Dabei|Dagegen|Daher"
    r"|Damit|Darauf|Das|Dass|Dazu|Dem|Den|Des|Dies\w*|Doch|Dort|Durch|Einem|Einen|Erst|Es|Für|Gegen"
    r"|Gestern|Gleichzeitig|Heute|Hier|Ihr|Im|In|Inzwischen|Jetzt|Laut|Mit|Nach|Nun|Nur|Offenbar"
    r"|Ohne|Schon|Sein|Seit|So|Später|Trotz|Über|Um|Unter|Vom|Von|Vor|Während|Was|Wegen|Weil|Wenn"
    r"|Wer|Wie|Zu|Zudem|Zuletzt|Zum|Zunächst|Zur|Zuvor)\b)"
)
_SUBJECT = re.compile(  # "Gutachter der Firma gehen von einem Totalschaden aus"
    rf"{_NO_SUBJECT}(?P<who>[A-ZÄÖÜ„][^,;:.\n]{{2,90}}?)(?:,\s[^,;:.\n]+,)?\s{_SPEAKS}"
)
_AGENT = re.compile(  # "Von der Opposition wurde das kritisiert", "wurde vom Rat begrüßt"
    rf"\b[Vv]o[nm]\s(?P<first>(?:de[rmn]\s|eine[rm]\s)?[^,;:.\n]{{3,90}}?)"
    rf"\s(?:wird|werden|wurden?|werde){_UP_TO}{_SAID}"
    rf"|\b(?:wird|werden|wurden?|werde)\s(?:[a-z]+\s)?vo[nm]\s"
    rf"(?P<last>(?:de[rmn]\s|eine[rm]\s)?(?:[a-zäöü]+\s)?[A-ZÄÖÜ][^,;:.\n]{{2,60}}?)"
    rf"\s(?:als\b[^;:\n]*\s)?{_SAID}"
)


def said_by(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Who speaks in the sentence text[start:end]; None where its words do not say it.

    "„Nein“, erinnert sich ihr Schüler Anselm Kern." -> "ihr Schüler Anselm Kern"; "Die Stadt hat
    den Bau angekündigt." -> "Die Stadt"; "Das wurde vom Rat begrüßt." -> "Rat"
    """
    if named := _NAMED_BY.search(text, start, end):
        return named.span("who")
    for found in _QUOTED_BY.finditer(text, start, end):
        for name in names(text[start:end]):
            first, last = start + name.start, start + name.start + len(name.text)
            if text[first:last] == name.text and _ROLE.fullmatch(text, found.end(), first):
                return found.end(), last
    if subject := _SUBJECT.match(text, start, end):
        return subject.span("who")
    if agent := _AGENT.search(text, start, end):
        return agent.span("first" if agent["first"] else "last")
    return None
