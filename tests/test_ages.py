"""Whose age a sentence tells."""

from __future__ import annotations

import pytest

from qa.ages import of_another_age

ELECTED = "Ana Ruiz, a 44-year-old lawyer, won the vote, beating the incumbent, Hector Kern."


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("How old is Hector Kern?", ELECTED, True),
        ("How old is Ana Ruiz?", ELECTED, False),
        ("wie alt ist ruiz", ELECTED, False),
        ("Wie alt ist Eva Roth?", "Den 58-jährigen Tom Weber verteidigt Eva Roth.", True),
        ("Wie alt ist Tom Weber?", "Den 58-jährigen Tom Weber verteidigt Eva Roth.", False),
        ("How old is Bates?", "Among them was the captain, Alan Munro, 57, who knew Bates.", True),
        ("How old is Munro?", "Among them was the captain, Alan Munro, 57, who knew Bates.", False),
        ("Wie alt wurde Ida Lang?", "Ida Lang ist im Alter von 87 Jahren gestorben.", False),
        ("Wie alt ist der Kapitän?", "Henrik Stolze (34) fehlt.", False),  # may be he
        ("Wie groß ist Tom Weber?", "Den 58-jährigen Tom Weber verteidigt Eva Roth.", False),
    ],
)
def test_an_age_beside_another_name_is_not_theirs(
    question: str, sentence: str, another: bool
) -> None:
    assert of_another_age(question, sentence) == another
