"""What a claim says more strongly than its passage, by rules alone."""

from __future__ import annotations

import pytest

from qa.stronger import stronger
from qa.support import Claim, Passage

DE, EN = "de", "en"


def kinds(claim: str, source: str, asked: str, language: str) -> list[str]:
    passage = Passage(0, len(source), source, source, language, 0.9, False, (source,))
    return [each.kind for each in stronger(Claim(claim, asked), passage)]


FURTHER = [
    (
        DE,
        DE,
        "Alle Kinder erhielten den Impfstoff.",
        "Die Hälfte der Kinder erhielt den Impfstoff.",
    ),
    (EN, EN, "All its staff abroad work in Poland.", "Its staff abroad work mainly in Poland."),
    (
        DE,
        EN,
        "Alle Gäste bekommen Frühstück.",
        "Guests in the sleeper only get breakfast, said Ng.",
    ),
    (EN, DE, "The fee is due in winter only.", "Die Gebühr ist vor allem im Winter fällig."),
    (DE, DE, "Das Werk wurde geschlossen.", "Das Werk soll geschlossen werden."),
    (DE, DE, "Die Firma hat ein Werk gebaut.", "Die Firma will ein Werk bauen."),
    (DE, DE, "Die Firma hat ein Werk gebaut.", "Die Firma wird ein Werk bauen."),
    (EN, EN, "The firm has closed a plant.", "The firm plans to close a plant."),
    (DE, EN, "Das Werk wurde geschlossen.", "The plant could close."),
    (
        DE,
        EN,
        "Der Impfstoff wirkt bei Erwachsenen.",
        "It is unknown whether the vaccine works in adults.",
    ),
    (DE, DE, "Es gab Kameras, aber keine Anlage.", "Es gab weder Kameras noch eine Anlage."),
]
OTHER = [
    (DE, DE, "Die Firma streicht 4.200 Stellen.", "Die Firma streicht 640 ihrer 4.200 Stellen."),
    (EN, EN, "It cuts 6,800 jobs.", "It cuts 420 of its worldwide 6,800 jobs."),
    (EN, DE, "Work begins in autumn.", "Die Arbeiten beginnen im Frühjahr."),
]
NOT_FURTHER = [
    (DE, DE, "Alle Kinder kamen.", "Sämtliche Kinder kamen, die Hälfte davon zu spät."),
    (DE, DE, "Die Hälfte aller Kinder kam.", "Die Hälfte der Kinder kam."),
    (EN, EN, "Only 20 people came.", "Some 20 people came."),
    (DE, DE, "Das Werk soll geschlossen werden.", "Das Werk soll geschlossen werden."),
    (DE, DE, "Die Firma hat den Bau angekündigt.", "Die Firma will ein Werk bauen."),
    (EN, EN, "The firm has said it will close.", "The firm plans to close a plant."),
    (DE, DE, "Ob es wirkt, ist offen.", "Unklar ist, ob der Impfstoff wirkt."),
    (DE, DE, "Die Firma hat 4.200 Stellen.", "Die Firma streicht 640 ihrer 4.200 Stellen."),
    (DE, DE, "Die Firma streicht 640 Stellen.", "Die Firma streicht 640 ihrer 4.200 Stellen."),
    (EN, DE, "Work begins in spring.", "Die Arbeiten beginnen im Frühling."),
    (DE, EN, "Dass es entdeckt wurde, erlaubt viel.", "That it was found may allow much."),
    (DE, EN, "Er ist auf dem Weg, den Ort zu verlassen.", "He is about to leave the place."),
    (EN, DE, "They were accused of murder.", "Ihnen wird Mord vorgeworfen."),
    (EN, EN, "Prices fall in May.", "Prices fall in May after a long winter."),
    (DE, DE, "Es gab weder Kameras noch eine Anlage.", "Es gab weder Kameras noch eine Anlage."),
]


@pytest.mark.parametrize(("asked", "language", "claim", "source"), FURTHER)
def test_what_goes_further(asked: str, language: str, claim: str, source: str) -> None:
    assert kinds(claim, source, asked, language) == ["stronger"]


@pytest.mark.parametrize(("asked", "language", "claim", "source"), OTHER)
def test_the_whole_for_a_part_and_another_season(
    asked: str, language: str, claim: str, source: str
) -> None:
    assert kinds(claim, source, asked, language) == ["other figure"]


@pytest.mark.parametrize(("asked", "language", "claim", "source"), NOT_FURTHER)
def test_what_goes_no_further(asked: str, language: str, claim: str, source: str) -> None:
    assert kinds(claim, source, asked, language) == []
