"""A claim and a passage as the reader is asked with them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.comparable import comparable


@pytest.mark.parametrize(
    ("claim", "passage", "expected"),
    [
        ("Es sind 7200.", "It has 7,200 workers.", ("Es sind 7,200.", "It has 7,200 workers.")),
        ("Es sind 7200.", "It has 7,201.", ("Es sind 7200.", "It has 7,201.")),
        ("Es sind 7.200.", "Es waren 7200.", ("Es sind 7200.", "Es waren 7200.")),
        ("Es kostet 120 Euro.", "Es stieg von 30 auf 120 Euro.", (..., "Es stieg auf 120 Euro.")),
        ("It kostete 30 Euro.", "Es stieg von 30 auf 120 Euro.", (..., ...)),
        ("It is 14 %.", "It rose from about 4% to 14%.", (..., "It rose to 14%.")),
        ("Er lehrte bis 1996.", "He taught from 1979 to 1996.", (..., ...)),
        ("Open till 21 Uhr.", "Von 15 auf 21 Uhr verlegt.", (..., ...)),
        ("Um 17 Uhr.", "It opens at 5 pm.", ("Um 17 Uhr.", "It opens at 17:00.")),
    ],
)
def test_numbers_are_written_alike(
    claim: str, passage: str, expected: tuple[object, object]
) -> None:
    given_ = claim, passage
    wanted = tuple(one if new is ... else new for one, new in zip(given_, expected, strict=True))
    assert comparable(claim, passage) == wanted


@given(
    st.text("0123456789.,’' %$abvonfromaut\n", max_size=60).filter(
        lambda text: not re.search(r"\d ?am", text)  # a time of day
    ),
    st.text(max_size=80),
)
def test_a_claim_without_times_keeps_all_but_what_groups_its_numbers(
    claim: str, passage: str
) -> None:
    mine, _ = comparable(claim, passage)
    kept = [[char for char in text if char.isalnum()] for text in (claim, mine)]
    assert kept[0] == kept[1]
