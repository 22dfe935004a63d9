"""What a sentence quotes stands in the source, word for word."""

from __future__ import annotations

import pytest

from qa.quotations import unquoted
from qa.verification import verify

SOURCE = "„Wir wollen bald 2,5 Brücken bauen“, sagte Feld. Er rief: “Ich hab’s nicht gewusst.”"


@pytest.mark.parametrize(
    "sentence",
    [
        "Feld sagte: „Wir wollen bald“.",
        "Feld sagte: „Wir … bauen“.",
        "Feld sagte: »Wir wollen […] Brücken bauen …«",
        'Feld sagte: "... wollen bald (...) Brücken bauen"',
        "Er rief: “Ich hab's nicht gewusst”.",
        "Die „falschen Brücken“ kommen.",  # two words are meant in another way
        "Die „…“ kommen.",
        "Niemand wird zitiert.",
    ],
)
def test_what_stands_there_is_quoted(sentence: str) -> None:
    assert unquoted(sentence, SOURCE) is None


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Feld sagte: „Wir wollen nie bauen“.", "Wir wollen nie bauen"),
        ("Feld sagte: „Wir wollen … reden“.", "Wir wollen … reden"),
        ("Feld sagte: „bauen … Wir wollen“.", "bauen … Wir wollen"),  # in another order
        ("Feld sagte: „ir wollen bal“.", "ir wollen bal"),  # in the middle of words
        ("Feld sagte: „5 Brücken bauen“.", "5 Brücken bauen"),  # and of a number
        ("„Wir wollen bald“, so Feld: „Wir bauen nie“.", "Wir bauen nie"),
    ],
)
def test_what_does_not_stand_there_is_none(sentence: str, quote: str) -> None:
    assert unquoted(sentence, SOURCE) == quote
    assert verify(sentence, SOURCE).status != "verified"
