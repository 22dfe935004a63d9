"""Spans as a person would say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.spans import is_cut, whole


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("Er gab über 118 Millionen Dollar aus.", "118", "über 118 Millionen Dollar"),
        ("Er gab über 118 Millionen Dollar aus.", "118 Millionen", "über 118 Millionen Dollar"),
        ("It cost more than $118 million in 2024.", "118", "more than $118 million"),
        ("Es waren 3,5 Prozent mehr.", "3,5", "3,5 Prozent"),
        ("Es waren 40% mehr.", "40", "40%"),
        ("Er ging 12 Meilen weit.", "12", "12 Meilen"),
        ("Es wog 90 Unzen.", "90", "90 Unzen"),
        ("Er gab 3 Millionenspenden.", "3", "3"),
        ("Sie begann um 19:30 Uhr.", "19:30", "19:30 Uhr"),
        ("Im Jahr 2024 begann es.", "2024", "2024"),
        ("Das sagte „Axios“ gestern.", "„Axios", "Axios"),
        ("Das sagte „Axios“ gestern.", "Axios“", "Axios"),
        ("Das sagte „Axios“ gestern.", "„Axios“", "„Axios“"),
        ("auf X (ehemals Twitter) mitgeteilt", "X (ehemals Twitter)", "X (ehemals Twitter)"),
        ("auf X (ehemals Twitter) mitgeteilt", "X (ehemals", "X (ehemals"),
        ("Der Chef, Dmitri Peskow, sprach.", "Dmitri Peskow,", "Dmitri Peskow"),
        ("the firm Apple Inc. said", "Apple Inc.", "Apple Inc."),
        (
            "Das sagte ihr Sprecher Ole Petersen.",
            "ihr Sprecher Ole Petersen",
            "Sprecher Ole Petersen",
        ),
        ("It was his wife, he said.", "his wife", "his wife"),
    ],
)
def test_a_span_is_made_whole(text: str, span: str, expected: str) -> None:
    start = text.index(span)
    found = whole(text, start, start + len(span), within=(0, len(text)))
    assert text[slice(*found)] == expected


def test_a_span_does_not_leave_its_sentence() -> None:
    text = "Es waren 118. Millionen Menschen kamen."
    assert whole("rund 118 Millionen", 5, 8, within=(5, 8)) == (5, 8)
    assert whole(text, 9, 12, within=(0, 13)) == (9, 12)


_SOME = st.text(st.sampled_from("12 €%„“”().,aä Millionen Dollar über"), min_size=1, max_size=40)


@given(_SOME, st.data())
def test_a_span_stays_in_bounds_and_is_never_empty(text: str, data: st.DataObject) -> None:
    least = data.draw(st.integers(0, len(text) - 1))
    most = data.draw(st.integers(least + 1, len(text)))
    start = data.draw(st.integers(least, most - 1))
    end = data.draw(st.integers(start + 1, most))
    first, last = whole(text, start, end, within=(least, most))
    assert least <= first < last <= most
    assert first < end
    assert start < last


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Er soll [umgebaut werden und im Mai 2028] wieder öffnen.", True),
        ("Er soll [umgebaut werden und] öffnen.", True),
        ("It is [the bridge and the] tunnel.", True),
        ("Er soll [im Mai 2028] wieder öffnen.", False),
        ("Er soll [im Mai umgebaut werden].", False),
        ("Dort leben [Hunde und Katzen].", False),
        ("Es ist [Haus A. und Haus B].", False),
    ],
)
def test_a_span_that_breaks_off_tells_nothing(text: str, cut: bool) -> None:
    start, end = text.index("["), text.index("]") - 1
    assert is_cut(text.replace("[", "").replace("]", ""), start, end) is cut
