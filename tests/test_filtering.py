"""The filters of a question: what is ticked, what is said of it, and what is kept of it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, timedelta

import pytest

from index.query import filters
from index.types import Filters
from page.filtering import ALL, named, packed, said, ticked, unpacked
from page.texts import DE, EN

SET = Filters(languages=("en",), sources=("CNN", "Coastal Post"), since="2024-11-08")


@pytest.mark.parametrize(
    ("chosen", "expected", "words"),
    [
        (([], [], "any"), {}, []),
        ((["de"], ["CNN"], "any"), {"languages": ["de"], "sources": ["CNN"]}, ["Deutsch", "CNN"]),
        (([], [], "month"), {"since": 30}, [DE.last_month]),
    ],
)
def test_what_is_ticked_is_a_filter_and_is_said(
    chosen: tuple[list[str], list[str], str], expected: dict[str, object], words: list[str]
) -> None:
    if isinstance(days := expected.get("since"), int):  # now: a run may pass midnight
        expected = {"since": (date.today() - timedelta(days=days)).isoformat()}
    given = ticked(*chosen)
    assert json.loads(json.dumps(packed(given))) == expected
    assert filters(**asdict(given)) == given, "a search takes them as they are"
    assert named(*chosen, DE) == words


def test_what_was_asked_is_said_with_its_day() -> None:
    assert said(SET, EN) == "Searched only: English, CNN, Coastal Post, since 8 Nov 2024"
    assert said(SET, DE) == "Gesucht nur in: Englisch, CNN, Coastal Post, ab 08.11.2024"
    assert said(ALL, EN) == said(ALL, DE) == ""


@pytest.mark.parametrize("kept", [ALL, SET, Filters(since="2024-11-08"), Filters(sources=("",))])
def test_filters_come_back_from_json(kept: Filters) -> None:
    assert unpacked(json.loads(json.dumps(packed(kept)))) == kept


@pytest.mark.parametrize("other", [{"colour": "red"}, 5, "de"])
def test_other_json_is_refused(other: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        unpacked(other)  # type: ignore[arg-type]
