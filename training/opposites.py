"""Words of the news and their opposites, for training/altered.py.

All of them but five pairs of modal verbs are also in the list of qa/opposites.py: how many changed
bounds, opposites and modal verbs are noticed says that that list is looked up rightly, not how much
of the language it covers.
"""

from __future__ import annotations

BOUNDS = {
    "de": [("mehr als", "weniger als"), ("mindestens", "höchstens"), ("vor", "nach")],
    "en": [("more than", "less than"), ("at least", "at most"), ("before", "after")],
}
OPPOSITES = {
    "de": [
        ("stieg", "fiel"),
        ("stiegen", "fielen"),
        ("gestiegen", "gesunken"),
        ("gewann", "verlor"),
        ("gewonnen", "verloren"),
        ("steigen", "sinken"),
        ("begann", "endete"),
        ("erste", "letzte"),
        ("ersten", "letzten"),
        ("großen", "kleinen"),
        ("größte", "kleinste"),
        ("höher", "niedriger"),
        ("mehr", "weniger"),
        ("Norden", "Süden"),
        ("Osten", "Westen"),
        ("Sieg", "Niederlage"),
        ("für", "gegen"),
        ("alte", "neue"),
        ("alten", "neuen"),
        ("viele", "wenige"),
        ("angenommen", "abgelehnt"),
        ("Frauen", "Männer"),
        ("innerhalb", "außerhalb"),
        ("immer", "selten"),
    ],
    "en": [
        ("rose", "fell"),
        ("won", "lost"),
        ("increased", "decreased"),
        ("began", "ended"),
        ("first", "last"),
        ("largest", "smallest"),
        ("higher", "lower"),
        ("more", "fewer"),
        ("north", "south"),
        ("east", "west"),
        ("victory", "defeat"),
        ("for", "against"),
        ("old", "new"),
        ("many", "few"),
        ("accepted", "rejected"),
        ("women", "men"),
        ("inside", "outside"),
        ("always", "rarely"),
    ],
}
MODALS = {
    "de": [("soll", "muss"), ("kann", "wird"), ("könnte", "wird"), ("will", "darf"),
           ("sollen", "müssen"), ("können", "werden"), ("wollen", "dürfen")],
    "en": [("may", "will"), ("could", "will"), ("should", "must"), ("can", "will")],
}  # fmt: skip
