"""Times of day in figures, as the reader is asked with them."""

from __future__ import annotations

import pytest

from qa.clock import in_figures


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("He arrived at 5 pm on Monday.", "He arrived at 17:00 on Monday."),
        ("Doors open at 7:30 p.m. sharp.", "Doors open at 19:30 sharp."),
        ("It began at 12 a.m., not at 12pm.", "It began at 0:00, not at 12:00."),
        ("We met at 9 am.", "We met at 9:00."),
        ("The film starts at half past two.", "The film starts at 2:30."),
        ("Half past 12 it was.", "12:30 it was."),
        ("Der Film beginnt um halb drei.", "Der Film beginnt um 2:30."),
        ("Um halb eins schloss die Kasse.", "Um 12:30 schloss die Kasse."),
        ("Er kam um 5 am Bahnhof an.", "Er kam um 5 am Bahnhof an."),
        ("Sie war halb drinnen, die halbe Elf.", "Sie war halb drinnen, die halbe Elf."),
        ("Um 17 Uhr, am 5. Mai.", "Um 17 Uhr, am 5. Mai."),
    ],
)
def test_clock_times_become_figures(text: str, figures: str) -> None:
    assert in_figures(text) == figures
