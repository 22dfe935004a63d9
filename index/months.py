"""The months' names and their usual short forms, German and English, in twelve groups each."""

from __future__ import annotations

GERMAN = (
    "Januar Jänner", "Februar Feber", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
ENGLISH = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SHORT = (
    "Jan Jän", "Feb Febr", "Mär Mrz Mar", "Apr", "", "Jun",
    "Jul", "Aug", "Sep Sept", "Okt Oct", "Nov", "Dez Dec",
)  # fmt: skip

NUMBERS = {  # "märz", "mar" -> 3
    name.lower(): number
    for groups in (GERMAN, ENGLISH, SHORT)
    for number, names in enumerate(groups, 1)
    for name in names.split()
}
# Patterns. A German day has a full stop, so what follows it could begin a sentence: "5. Mai".
SHORT_FORM = rf"(?:{'|'.join(' '.join(SHORT).split())})\."
AFTER_DAY = rf"(?:{'|'.join(' '.join(GERMAN).split())}|{SHORT_FORM})(?!\w)"
