"""What is said of one is not said of another who is named beside it."""

from __future__ import annotations

import pytest

from qa.support import Claim, Passage, source_of
from qa.whose import of_another

ELECTION = (
    "Amara Nwosu beat Gordon Treadwell in the run-off. Lorna Kessler, his deputy, quit in March. "
    "Senator Paul Ibe endorsed Nwosu on Monday."
)
MOTION = "The motion of Amara Nwosu was beaten on Monday."
STUDY = "Das Alter sei zu hoch, sagte Morita. Er hält 5.000 Jahre für möglich. Petrowa widersprach."


@pytest.mark.parametrize(
    ("claim", "language", "around", "expected"),
    [
        ("Kessler endorsed Nwosu on Monday.", "en", ELECTION, "Paul Ibe"),
        ("Paul Ibe endorsed Nwosu on Monday.", "en", ELECTION, None),
        ("Treadwell's deputy quit in March.", "en", ELECTION, None),
        ("Petrowa hält 5.000 Jahre für möglich.", "de", STUDY, "Morita"),
        ("Morita hält 5.000 Jahre für möglich.", "de", STUDY, None),  # the pronoun may be his
        ("Orel hält 5.000 Jahre für möglich.", "de", STUDY, None),  # named nowhere: others tell
        ("Petrowa", "de", STUDY, None),
        ("Parliament beat the motion on Monday.", "en", f"{MOTION} Ibe misled parliament.", None),
    ],
)
def test_of_whom_a_sentence_says_it(
    claim: str, language: str, around: str, expected: str | None
) -> None:
    found = list(of_another(Claim(claim, language), passage(around, language)))
    assert [(each.kind, each.source) for each in found] == (
        [("of another", expected)] if expected else []
    )


def passage(around: str, language: str) -> Passage:
    parts = tuple(around[a:b] for a, b in source_of(around).spans)
    return Passage(0, len(around), parts[1], around, language, 0.9, True, parts[1:2])
