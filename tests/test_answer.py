"""Which sentences an answer is made of, or whether it is none."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Article, Hit
from index.types import Passage
from qa.answer import OF_SEVERAL, SHORT, THRESHOLD, Inquiry, answered_with, compose
from qa.evidence import Sentence
from qa.several import Form
from qa.types import Answer, Span

INQUIRY = Inquiry("Was kostet das?", "Was kostet das?", "Was kostet die Brücke?", "de")
SURE, UNSURE = SHORT + 0.1, SHORT - 0.1


def sentence(
    article: str,
    text: str,
    probability: float,
    short: str = "",
    score: float = SURE,
    published: str | None = None,
    also: float = 0.0,
) -> Sentence:
    """An article of one sentence."""
    whole = Article(article, text, version=1, published=published)
    hit = Hit(Passage(1, whole, 0, len(text)), 0.5)
    at = text.find(short)
    span = Span(short, at, at + len(short), score) if short else None
    return Sentence(hit, 0, len(text), probability, span, score if span else 0.0, also)


def answer(
    *sentences: Sentence,
    short: bool = True,
    latest: bool = False,
    form: Form = "one",
    as_good: float | None = None,
) -> Answer:
    hits = [each.hit for each in sentences]
    return compose(INQUIRY, sentences, hits, short=short, latest=latest, form=form, as_good=as_good)


def cited(found: Answer) -> list[str]:
    return [each.article_id for each in found.citations]


ONE = sentence("a", "Die Brücke kostet 12 Euro.", 0.9, "12 Euro")


def test_the_sentence_is_the_answer_and_its_span_the_short_one() -> None:
    found = answer(ONE)
    assert (found.answered, found.confidence, cited(found)) == (True, 0.9, ["a"])
    assert found.short == ONE.short
    assert found.text == "12 Euro – Die Brücke kostet 12 Euro."
    assert found.understood_as == "Was kostet die Brücke?"
    assert (answer(ONE, short=False).short, answer(ONE, short=False).text) == (None, ONE.text)


def test_a_doubtful_span_is_not_shown() -> None:
    doubtful = sentence("a", ONE.text, 0.9, "12 Euro", UNSURE)
    assert answer(doubtful).short is None
    assert answer(doubtful).text == ONE.text


def test_below_the_threshold_the_articles_do_not_say() -> None:
    found = answer(replace(ONE, probability=THRESHOLD - 0.01))
    assert (found.answered, found.citations, found.short) == (False, (), None)
    assert found.confidence == THRESHOLD - 0.01
    assert [hit.article.id for hit in found.nearest] == ["a"]
    assert [(each.quote, each.number) for each in found.closest] == [(ONE.text, 1)]
    assert answer(ONE).closest == ()
    assert answer().nearest == ()
    assert not answer().answered
    assert answer(replace(ONE, probability=THRESHOLD)).answered


OTHERWISE = "Sie kostet 15 Euro, hieß es."


@pytest.mark.parametrize(
    ("second", "shown"),
    [
        (sentence("b", "Auch hier: 12 Euro.", 0.5, "12 Euro"), True),  # it says the same
        (sentence("b", OTHERWISE, 0.5, "15 Euro"), True),  # it contradicts
        (sentence("b", OTHERWISE, 0.5, "15 Euro", UNSURE), False),
        (sentence("b", OTHERWISE, 0.5), False),
        (sentence("b", OTHERWISE, 0.85), False),  # sure of itself, where it is alone
        (sentence("b", OTHERWISE, 0.1, also=0.55), True),  # it answers too
        (sentence("b", OTHERWISE, 0.1, also=0.35), False),
        (sentence("b", OTHERWISE, THRESHOLD - 0.01, "15 Euro"), False),
        (replace(sentence("b", OTHERWISE, 0.5, "15 Euro"), alone=UNSURE), False),
        (sentence("b", ONE.text, 0.9, "12 Euro"), False),  # a copy
        (sentence("a", OTHERWISE, 0.5, "15 Euro"), False),  # one article is of one opinion
    ],
)
def test_who_else_is_cited(second: Sentence, shown: bool) -> None:
    assert cited(answer(ONE, second)) == ["a", second.article.id][: 1 + shown]


def test_articles_that_make_each_other_doubtful_are_both_shown() -> None:
    first = replace(ONE, probability=0.4)
    for probability, shown in ((0.23, 2), (0.19, 1)):
        second = sentence("b", OTHERWISE, probability, "15 Euro")
        assert len(answer(first, second).citations) == shown


def test_where_several_are_asked_for_more_are_given() -> None:
    """The likeliest first, whatever their ranks."""
    others = [sentence(id, f"Und {id}.", 0.01, also=also) for id, also in ALSO.items()]
    assert cited(answer(ONE, *others)) == ["a", "c"]
    assert cited(answer(ONE, *others, form="open")) == ["a", "c", "d"]
    assert cited(answer(ONE, *others, form="several")) == ["a", "c", "d", "b"]
    more = [sentence(id, f"Und {id}.", 0.01, also=0.5) for id in "efghi"]
    assert len(answer(ONE, *more).citations) == 3
    assert len(answer(ONE, *more, form="several").citations) == 5


ALSO = {"b": 0.22, "c": 0.55, "x": 0.1, "d": 0.3}


def test_of_several_things_one_is_not_the_answer() -> None:
    one = replace(ONE, also=0.8)
    second = sentence("b", OTHERWISE, 0.5, also=0.5)
    assert answer(one, second).short == ONE.short
    assert answer(one, second, form="several").short is None
    assert answer(one, form="several").short == ONE.short
    both = sentence(
        "a", ONE.text.replace("12", "12, 13 und 15"), 0.9, "12, 13 und 15 Euro", also=0.8
    )
    assert answer(both, second, form="several").short == both.short


def test_where_several_may_answer_they_make_each_other_likelier() -> None:
    first = replace(ONE, probability=0.25, also=0.5)
    second = sentence("b", OTHERWISE, 0.2, also=0.5)
    assert not answer(first, second).answered
    assert answer(first, second, form="open").answered
    assert answer(first, form="open").confidence < answer(first, second, form="open").confidence
    assert not answer(form="several").answered


def test_what_several_papers_print_is_no_likelier_for_it() -> None:
    first = replace(ONE, probability=0.2, also=0.3)
    copies = [sentence(paper, ONE.text, 0.2, also=0.3) for paper in "bc"]
    alone = answer(first, form="open").confidence
    assert answer(first, *copies, form="open").confidence == alone


def test_what_was_sure_is_shown_though_another_is_newer() -> None:
    old = sentence("old", ONE.text, 0.6, published="2023-01-01", also=0.1)
    new = sentence("new", OTHERWISE, 0.45, published="2024-01-01", also=0.1)
    others = [sentence(id, f"Und {id}.", 0.1, also=0.9) for id in "ab"]
    assert cited(answer(old, new, *others, latest=True)) == ["new", "old", "a"]


def test_who_said_it_is_chosen_by_what_was_said() -> None:
    second = sentence("b", OTHERWISE, 0.5, also=0.9)
    assert cited(answer(ONE, second, as_good=0.9)) == ["a"]
    assert cited(answer(ONE, replace(second, probability=0.85, also=0), as_good=0.9)) == ["a", "b"]


def test_the_latest_news_come_first_where_they_are_asked_for() -> None:
    old = sentence("old", ONE.text, 0.9, "12 Euro", published="2023-01-01", also=0.6)
    new = sentence("new", OTHERWISE, 0.7, "15 Euro", published="2024-01-01", also=0.6)
    doubtful = sentence("c", "Wer weiß.", 0.4, published="2025-01-01")
    assert cited(answer(old, new, doubtful, latest=True)) == ["new", "old"]
    assert cited(answer(old, new, doubtful)) == ["old", "new"]
    undated = sentence("d", ONE.text, 0.9, "12 Euro", also=0.6)
    assert cited(answer(undated, new, latest=True)) == ["new", "d"]
    west = sentence("west", ONE.text, 0.9, published="2024-01-01T20:00:00-05:00")
    east = sentence("east", OTHERWISE, 0.9, published="2024-01-02T00:30:00+01:00", also=0.6)
    assert cited(answer(east, west, latest=True)) == ["west", "east"]  # 1:00 and 23:30 in London


def test_another_short_answer() -> None:
    found = answered_with(answer(ONE), Span("Brücke", 4, 10))
    assert found.short == Span("Brücke", 4, 10)
    assert found.text == "Brücke – Die Brücke kostet 12 Euro."
    assert found.citations == answer(ONE).citations


_SCORES = st.floats(0, 1)
_ANY = st.builds(
    sentence,
    st.sampled_from("abcd"),
    st.sampled_from(["Die Brücke kostet 12 Euro.", "Sie kostet 12 Euro oder mehr.", "12 Euro"]),
    _SCORES,
    st.sampled_from(["12 Euro", ""]),
    _SCORES,
    st.sampled_from([None, "2024-01-01", "2023-01-01"]),
    _SCORES,
)


@given(st.lists(_ANY, max_size=6), st.booleans(), st.booleans(), st.sampled_from(get_args(Form)))
def test_what_holds_for_every_answer(
    sentences: list[Sentence], short: bool, latest: bool, form: Form
) -> None:
    found = answer(*sentences, short=short, latest=latest, form=form)
    least = THRESHOLD if form == "one" else OF_SEVERAL
    assert found.answered == (found.confidence >= least)
    if form == "one":
        assert found.confidence == (sentences[0].probability if sentences else 0)
    assert len(found.citations) <= (3 if form == "one" else 5)
    assert len({each.quote for each in found.citations}) == len(found.citations)
    assert [each.number for each in found.citations] == [*range(1, len(found.citations) + 1)]
    for each in found.citations:
        assert each.quote in found.text
    if found.short:
        assert short
        assert (found.short.score or 0) >= SHORT
        assert found.short.text in found.citations[0].quote


def test_a_report_that_several_papers_print_is_one_with_the_others_under_it() -> None:
    copies = [sentence(paper, ONE.text, 0.8) for paper in ("b", "c", "b")]
    (citation,) = answer(ONE, *copies, sentence("d", "Etwas anderes.", 0.4)).citations
    assert [(each.article_id, each.quote) for each in citation.also] == [
        ("b", ONE.text),
        ("c", ONE.text),
    ]
    assert answer(ONE).citations[0].also == ()
