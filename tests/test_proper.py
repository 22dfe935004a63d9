"""Which words with a capital are proper names."""

from __future__ import annotations

from training.proper import proper_names

TEXTS = [
    "Gestern lobte Angela Merkel in Kuwait die Feuerwehr, sagte Merkel.",
    "Die Kriminellen verletzten 60 Personen und entkamen nach Tulkarem.",
    "Eine kriminelle Bande brach am Abend in den Kuppelbau ein.",
]


def test_german_nouns_are_no_proper_names() -> None:
    first, second, third = proper_names(TEXTS, "de")
    assert first == ["Angela Merkel", "Kuwait", "Merkel"]
    assert second == third == []  # "Tulkarem" no other text has: who knows?


def test_in_english_a_capital_is_a_name() -> None:
    texts = ["On Monday Angela Merkel praised French firemen in Paris."]
    assert proper_names(texts, "en") == [["Angela Merkel", "French", "Paris"]]
    assert proper_names([], "en") == []
