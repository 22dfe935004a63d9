"""Which sentences say together what an article, or a topic, is about."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index import Article, Hit
from index.types import Passage, Vectors
from qa.evidence import Sentence
from qa.overview import MOST, overview

LONG = "Ein Satz, der für sich allein genug sagt, um zitiert zu werden."
OTHER = "Auch dieser sagt für sich allein genug, nur etwas ganz anderes."


def sentences(*texts: str, article: str = "a") -> list[Sentence]:
    """The texts as the sentences of one article."""
    whole = Article(article, "\n".join(texts), version=1)
    hit = Hit(Passage(1, whole, 0, len(whole.text)), 0.5)
    starts = [sum(len(each) + 1 for each in texts[:at]) for at in range(len(texts))]
    return [
        Sentence(hit, start, start + len(text)) for start, text in zip(starts, texts, strict=True)
    ]


def unit(*rows: list[float]) -> Vectors:
    made = np.array(rows, np.float32)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


def test_nothing_is_said_of_nothing() -> None:
    assert overview([], np.zeros((0, 2), np.float32)) == []
    assert overview([], np.zeros((0, 2), np.float32), unit([1, 0])[0]) == []


def test_where_all_is_short_the_first_will_do() -> None:
    found = sentences("Kurz.", "Auch kurz.")
    assert overview(found, unit([1, 0], [0, 1])) == found[:1]


def test_what_is_too_short_to_stand_alone_is_left_out() -> None:
    found = sentences("Das war so.", LONG, OTHER)
    topic = unit([1, 0])[0]
    assert overview(found, unit([1, 0], [0.9, 0.1], [0.8, 0.2]), topic) == found[1:]


def test_the_beginning_counts_where_no_topic_is_given() -> None:
    found = sentences(LONG, OTHER)
    vectors = unit([1, 0], [0, 1])  # equally far from their middle
    assert overview(found, vectors)[0] == found[0]
    assert overview(found[::-1], vectors)[0] == found[0]


def test_what_is_not_about_the_topic_is_left_out() -> None:
    found = sentences(LONG, OTHER, f"{LONG} {OTHER}")
    vectors = unit([1, 0, 0], [0, 1, 0], [1, 0.1, 0])
    topic = unit([1, 0.05, 0])[0]
    assert overview(found, vectors, topic) == [found[0], found[2]]
    assert overview(found, vectors, unit([0, 1, 0])[0]) == [found[1]]


def test_the_same_again_comes_after_something_new() -> None:
    texts = [f"{LONG} Zum {number}. Mal." for number in range(6)]
    found = sentences(*texts)
    vectors = unit(*[[1, 0, 0.5]] * 5, [1, 0.9, 0])
    chosen = overview(found, vectors, unit([1, 0.2, 0.2])[0])
    assert len(chosen) == MOST
    assert found[5] in chosen


def test_sentences_stand_in_the_order_of_their_articles() -> None:
    first, second = sentences(LONG, OTHER, article="a"), sentences(LONG, OTHER, article="b")
    vectors = unit([1, 0.3], [1, 0.2], [1, 0.1], [1, 0])  # the last is the nearest
    chosen = overview([*first, *second], vectors, unit([1, 0])[0])
    assert [(each.article.id, each.start) for each in chosen] == [
        (each.article.id, each.start) for each in [*second, *first]
    ]


NUMBERS = st.lists(st.floats(-1, 1, width=16), min_size=3, max_size=3).filter(
    lambda row: float(np.linalg.norm(row)) > 0.1
)


@given(
    st.lists(st.tuples(st.sampled_from(["Kurz.", LONG, OTHER]), NUMBERS), max_size=12),
    st.one_of(st.none(), NUMBERS),
)
def test_a_few_of_the_sentences_each_once_in_order(
    given_: list[tuple[str, list[float]]], topic: list[float] | None
) -> None:
    found = sentences(*[text for text, _ in given_])
    vectors = unit(*[row for _, row in given_]) if given_ else np.zeros((0, 3), np.float32)
    chosen = overview(found, vectors, None if topic is None else unit(topic)[0])
    assert len(chosen) <= MOST
    assert bool(chosen) == bool(found)
    starts = [each.start for each in chosen]
    assert starts == sorted(set(starts))
    assert all(each in found for each in chosen)
    if any(each.text != "Kurz." for each in found):
        assert all(each.text != "Kurz." for each in chosen)


def test_what_leans_on_the_sentence_before_is_passed_over() -> None:
    leaning = "Darin sei der Umbau des alten Hafens noch nicht enthalten, hieß es."
    figure = "This figure comes from the harbour office, which counts every ship."
    found = sentences(leaning, LONG, figure, OTHER)
    vectors = unit([1, 0], [0.9, 0.1], [0.8, 0.1], [0.7, 0.3])
    assert overview(found, vectors) == [found[1], found[3]]
    assert overview(found[:1], vectors[:1]) == found[:1]  # better than nothing
