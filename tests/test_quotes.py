"""What the page says of a quote: that it stands there today, stood there once, or never did."""

from __future__ import annotations

from index import Article, Index
from page.quotes import Quotes
from qa import Citation

OLD, NEW = "Der Otter wohnt in Bremen.", "Der Otter wohnt in Hamburg."


def test_a_quote_is_compared_with_the_article_of_today(empty: Index) -> None:
    quotes = Quotes(empty)
    empty.add([Article("otter", OLD)])
    citation = Citation(1, empty.article("otter"), 0, len(OLD))
    assert quotes.standing(citation) == "checked"
    assert quotes.state(citation.article) == "today"
    empty.add([Article("otter", NEW)])
    assert quotes.standing(citation) == "changed"
    assert quotes.state(citation.article) == "earlier"
    empty.remove(["otter"])
    assert quotes.standing(citation) == "gone"
    assert quotes.state(citation.article) == "gone"


def test_what_was_never_in_the_article_is_unproven(empty: Index) -> None:
    empty.add([Article("otter", OLD)])
    forged = Article("otter", OLD.replace("Bremen", "Berlin"), version=1)
    assert Quotes(empty).standing(Citation(1, forged, 0, 25)) == "unproven"
    assert Quotes(empty).standing(Citation(1, forged, 4, 4)) == "unproven"


def test_an_index_that_cannot_be_read_says_nothing_of_the_article(empty: Index) -> None:
    quotes = Quotes(empty)
    empty.add([Article("otter", OLD)])
    citation = Citation(1, empty.article("otter"), 0, len(OLD))
    empty.close()
    assert quotes.standing(citation) == "unreadable"
    assert quotes.state(citation.article) == "unreadable"
