"""What the page says of a quote: that it stands there today, stood there once, or never did."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from index import Article, Index
from page.filtering import named, parameters
from page.quotes import Quotes
from page.texts import DE
from qa import Citation

OLD, NEW = "Der Otter wohnt in Bremen.", "Der Otter wohnt in Hamburg."


def test_a_quote_is_compared_with_the_article_of_today(empty: Index) -> None:
    quotes = Quotes(empty)
    empty.add([Article("otter", OLD)])
    citation = Citation(1, empty.article("otter"), 0, len(OLD))
    assert quotes.standing(citation) == "checked"
    assert not quotes.outdated(citation.article)
    empty.add([Article("otter", NEW)])
    assert quotes.standing(citation) == "changed"
    assert quotes.outdated(citation.article)
    empty.remove(["otter"])
    assert quotes.standing(citation) == "gone"
    assert not quotes.outdated(citation.article)


def test_what_was_never_in_the_article_is_unproven(empty: Index) -> None:
    empty.add([Article("otter", OLD)])
    forged = Article("otter", OLD.replace("Bremen", "Berlin"), version=1)
    assert Quotes(empty).standing(Citation(1, forged, 0, 25)) == "unproven"
    assert Quotes(empty).standing(Citation(1, forged, 4, 4)) == "unproven"


@pytest.mark.parametrize(
    ("ticked", "expected", "words"),
    [
        (([], [], "any"), {}, []),
        ((["de"], ["CNN"], "any"), {"languages": ["de"], "sources": ["CNN"]}, ["Deutsch", "CNN"]),
        (([], [], "month"), {"since": 30}, [DE.last_month]),
    ],
)
def test_what_is_ticked_is_a_filter_and_is_said(
    ticked: tuple[list[str], list[str], str], expected: dict[str, object], words: list[str]
) -> None:
    if isinstance(days := expected.get("since"), int):
        expected = {"since": date.today() - timedelta(days=days)}  # now: a run may pass midnight
    assert parameters(*ticked) == expected
    assert named(*ticked, DE) == words
