"""Words that mean the opposite of others, in German and English: pairs of stems. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

_EVENTS = (  # of which only one has happened, however it is told
    r"stieg\w*|gestiegen|steig\w+|rose|rise\w*|rising|increas\w+|zunahm\w*|zugenommen|wuchs\w*"
    r" / fiel\w*|zurückgegangen|zurückging\w*|gefallen|sank\w*|sink\w+|gesunken"
    r"|fell|fall\w*|decreas\w+|declin\w+|abgenommen",
    r"gesenkt|senk\w*|kürz\w*|gekürzt|cuts?|cutting|lower(?:s|ed|ing)|reduc\w+"
    r" / erhöh\w*|angehoben|anheb\w*|raise[sd]?|raising|hike[sd]?|hiking|aufgestockt",
    r"angenommen|accept\w+|zugestimmt|approv\w+|beschl[oi][sß]+\w*|gebilligt|billigt\w*|genehmigt\w*"
    r" / abgelehnt|lehn(?:t|te|ten|en)|ablehn\w*|reject\w+|refus\w+",
    r"öffn\w+|geöffnet|open\w* / schließ\w+|geschlossen|clos\w+",
    r"schuldig\w*|guilty / unschuldig\w*|innocent",
    r"gest[ae]nd\w*|gesteh\w*|einräum\w*|räumt\w*|admit\w*|conced\w*"
    r" / leugne\w*|bestr[ei]+t\w*|den(?:y|ie[sd])",
    r"erlaub\w+|allow\w*|permit\w* / verb[io][et]t?\w*|forbid\w*|bann\w*|prohibit\w*",
    r"bestätig\w+|confirm\w* / dementier\w*|bestr[ei]+t\w*|den(?:y|ie[sd])",
    r"(?-i:leb)\w+|überleb\w*|alive|surviv\w+ / tot\w*|starb\w*|gestorben|dead|died",
    r"Erhalt|Erhalts|preserv\w*|bewahr\w* / Abriss\w*|abreiß\w*|abgerissen|demoli\w*",
    r"freigesprochen|freispr\w+|Freispr\w+|acquit\w* / verurteil\w*|convict\w*",
)
_PAIRS = (
    r"gewann\w*|gewinn\w+|gewonnen|won|wins?|winning|Sieg\w*|victor\w+"
    r" / verlor\w*|verlier\w+|lost|loses?|losing|Niederlage\w*|defeat\w*",
    r"kauf\w*|gekauft|buy\w*|bought / verkauf\w*|sell\w*|sold",
    r"mehr|more / weniger|wenige[rn]?|less|fewer",
    r"mindestens|wenigstens|least / höchstens|maximal|most",
    r"vor|before|vorher / nach|after|danach",
    r"über|above|over / unter|below|under",
    r"erste\w*|first / letzte\w*|last",
    r"groß\w*|größ\w+|large\w*|big\w* / klein\w*|small\w*",
    r"hoch|hohe\w*|höher\w*|höchste\w*|high\w* / niedrig\w*|low|lower|lowest",
    r"Nord\w*|nördlich\w*|north\w* / Süd\w*|südlich\w*|south\w*",
    r"Ost\w*|östlich\w*|east\w* / West\w*|westlich\w*|west\w*",
    r"für|for / gegen|against",
    r"alte?[rnms]?|ältere?\w*|older|oldest|old / neue?\w*|junge?\w*|jüng\w+|new\w*|young\w*",
    r"viele?[nr]?|many|much / wenige?[nr]?|few|little",
    r"Frau\w*|wom[ae]n|weiblich\w*|female / Männer\w*|Mann\w*|m[ae]n|männlich\w*|male",
    r"innerhalb|inside|within / außerhalb|outside",
    r"immer|stets|always|often|oft / selten|nie|rarely|never|seldom",
    r"früh\w*|earl\w+|rechtzeitig\w*|pünktlich\w* / spät\w*|late\w*|verspätet\w*",
    r"beg[aio]nn\w*|start\w*|beg[aiu]n\w* / ende\w*|beende\w*|end|ended|ends",
    r"links|linke\w*|left / rechts|rechte\w*|right",
    r"stark\w*|stärk\w+|strong\w* / schwach\w*|schwäch\w+|weak\w*",
    r"schwer\w*|severe\w*|serious\w* / leicht\w*|slight\w*|minor",
    r"Bundestag\w* / Bundesrat\w*",
    r"Arbeitgeber\w* / Arbeitnehmer\w*",
    r"Import\w* / Export\w*",
    r"Junge|Jungen|boys? / Mädchen\w*|girls?",
    r"erfolgreich\w*|successful\w* / erfolglos\w*|unsuccessful\w*",
    r"reich\w*|rich\w* / arm\w*|ärm\w+|poor\w*",
    r"positiv\w*|positive\w* / negativ\w*|negative\w*",
)
_MODALS = {  # what may be / what must be, or will: German "will" is what somebody wants
    "de": r"soll\w*|kann|können|könnte\w*|will|wollen|darf|dürfen"
    r" / muss|müssen|mu[sß]ste\w*|wird|werden",
    "en": r"should|may|might|can|could / must|will|shall",
}
_UNDOING = ("un", "in", "im", "il", "ir", "dis", "non", "nicht", "miss")
_STEM = 5  # letters


def opposites(
    mine: Sequence[str], others: Sequence[str], asked: str, language: str, *, events: bool = False
) -> tuple[str, str] | None:
    """A word of the first and one of the others that says the opposite; None if there is none.

    `asked` is the language of the first. What stands on both sides is no change: "mehr oder
    weniger" and "weniger" agree. With `events` only of what happened: whatever else differs may be
    of something else, where one tells it in other words, and who won is told of who lost.
    """
    sides = [*zip(_compiled(asked), _compiled(language), strict=True)]
    if events:
        sides = sides[: len(_EVENTS)]
    for (one, other), (its_one, its_other) in sides:
        for left, its_left, right, its_right in (
            (one, its_one, other, its_other),
            (other, its_other, one, its_one),
        ):
            said = [word for word in mine if left.fullmatch(word)]
            told = [word for word in others if its_right.fullmatch(word)]
            both = any(right.fullmatch(word) for word in mine)
            if said and told and not both and not any(map(its_left.fullmatch, others)):
                return said[0], told[0]
    pairs = ((said, told) for said in mine for told in others if not events)
    return next(((a, b) for a, b in pairs if _undone(a, b) or _undone(b, a)), None)


def _undone(word: str, other: str) -> bool:
    """Whether a word is the other with a syllable before it that denies: "illegal", "legal"."""
    stem = other.lower()
    return len(stem) >= _STEM and word.lower() in {f"{each}{stem}" for each in _UNDOING}


@cache
def _compiled(language: str) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """The two sides of each pair, as they are in the language."""
    sides = (pair.split(" / ") for pair in (*_EVENTS, *_PAIRS, _MODALS[language]))
    return tuple((re.compile(one, re.I), re.compile(other, re.I)) for one, other in sides)
