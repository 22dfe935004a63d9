"""Verbs of speech: which are known, for what, and in which forms; patterns are built from here."""

from __future__ import annotations

import re

_KNOWN = {  # infinitives, by language and what for
    # What is said stands behind it, with "dass" or without: "Wer sagte, er komme?"
    "de says": "sagen behaupten erklären berichten melden meinen betonen bestätigen fordern"
    " verlangen warnen kritisieren äußern verkünden schätzen",
    "en says": "say claim state report announce confirm allege suggest argue insist warn assert"
    " mention reveal note",
    # Only with "dass" or a comma: "Wer bestritt, dass er kommt?", not "Wer bestritt das Rennen?"
    "de that": "schreiben bestreiten leugnen dementieren glauben vermuten bezweifeln drohen hoffen"
    " versprechen",
    "en that": "deny think believe doubt predict expect complain promise admit concede threaten"
    " demand explain write",
    "de asked": "sagen erklären meinen antworten",  # "Was sagte Kern?"
    "en asked": "say state",
    "de again": "sagen behaupten melden berichten schreiben",  # "Wer sagte das?", "Das sagte Kern."
    "en again": "say claim report",
    "de to": "sagen meinen reagieren antworten fordern",  # to something: "Und was sagt Kern?"
    "en to": "say react respond think",
    "de quoted": "sagen erklären meinen betonen berichten schreiben",  # "Nein, sagte Kern"
    # A name on either side of it is whose words these are: "Eva Kern warnte", "warnte Eva Kern"
    "de beside": "sagen erklären betonen äußern kritisieren fordern warnen bestätigen",
    "en beside": "say state claim explain argue add warn confirm tell",
    # Where who speaks stands before it, whoever is behind: "Kern lobte die Stadt"
    "de behind": "sagen erklären betonen meinen nennen verweisen weisen warnen teilen toben"
    " schimpfen klagen loben kritisieren",
    "en behind": "tell say call warn add argue insist",
}
_IRREGULAR = {  # present, past, participle
    "bestreiten": "bestreitet bestritt bestritten",
    "nennen": "nennt nannte genannt",
    "schreiben": "schreibt schrieb geschrieben",
    "versprechen": "verspricht versprach versprochen",
    "verweisen": "verweist verwies verwiesen",
    "weisen": "weist wies gewiesen",
    "admit": "admits admitted admitted",
    "deny": "denies denied denied",
    "say": "says said said",
    "tell": "tells told told",
    "think": "thinks thought thought",
    "write": "writes wrote written",
}
_FORMS = "stem infinitive present past plural participle".split()


def verbs(forms: str, *uses: str) -> str:
    """The verbs of these uses as alternatives of a pattern, in these of _FORMS; "plural" is the
    past's, in German.

    "present past", "de asked" -> "sagt|sagte|erklärt|erklärte|meint|meinte|antwortet|antwortete"
    """
    known = [(use[:2], verb) for use in uses for verb in _KNOWN[use].split()]
    inflected = [_inflected(*each) for each in dict.fromkeys(known)]
    return "|".join(each[form] for each in inflected for form in forms.split())


def _inflected(language: str, verb: str) -> dict[str, str]:
    stem = re.sub(r"e?n$", "", verb) if language == "de" else verb.removesuffix("e")
    weak = f"{stem}et" if stem.endswith(("d", "t", "gn")) else f"{stem}t"
    done = weak if re.match(r"be|er|ver|\w+ier$", stem) else f"ge{weak}"
    regular = {"de": f"{weak} {weak}e {done}", "en": f"{verb}s {stem}ed {stem}ed"}
    present, past, participle = _IRREGULAR.get(verb, regular[language]).split()
    plural = f"{past.removesuffix('e')}en"
    return dict(zip(_FORMS, (stem, verb, present, past, plural, participle), strict=True))
