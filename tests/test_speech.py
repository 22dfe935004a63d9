"""Verbs of speech and their forms."""

from __future__ import annotations

import pytest

from qa.speech import verbs


@pytest.mark.parametrize(
    ("forms", "uses", "found"),
    [
        (
            "present past",
            "de asked",
            "sagt|sagte|erklärt|erklärte|meint|meinte|antwortet|antwortete",
        ),
        ("participle", "de again", "gesagt|behauptet|gemeldet|berichtet|geschrieben"),
        ("plural", "de to", "sagten|meinten|reagierten|antworteten|forderten"),
        ("present past", "en again", "says|said|claims|claimed|reports|reported"),
        ("infinitive stem", "en asked", "say|say|state|stat"),
    ],
)
def test_verbs_are_inflected(forms: str, uses: str, found: str) -> None:
    assert verbs(forms, uses) == found


def test_a_verb_of_two_uses_is_given_once() -> None:
    assert verbs("past", "en asked", "en again") == "said|stated|claimed|reported"
