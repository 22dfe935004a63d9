"""What answers beside the first sentence, and whether any does."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qa import further, odds
from qa.evidence import FEATURES, RANKING

_TABLES = st.integers(1, 12).flatmap(
    lambda n: st.tuples(
        st.lists(
            st.lists(st.floats(-2.5, 2.5, width=32), min_size=5, max_size=5),
            min_size=n,
            max_size=n,
        ),
        st.lists(st.sampled_from("abc"), min_size=n, max_size=n),
    )
)


@given(_TABLES)
def test_the_first_is_behind_none(given: tuple[list[list[float]], list[str]]) -> None:
    rows, articles = given
    table = np.array(rows, dtype=np.float32)
    ranks = np.asarray((table * RANKING).sum(axis=1), dtype=np.float32)
    beside = further.beside_first(table, ranks, articles)
    assert beside.shape == (len(rows), len(FEATURES) + 2)
    assert (beside[:, :5] == table).all()
    assert beside[:, 5].max() == 0
    assert beside[int(ranks.argmax()), 5:].tolist() == [0, 1]
    assert set(beside[:, 6].tolist()) <= {0, 1}
    each = further.also(table, ranks, articles)
    assert all(0 <= likely <= 1 for likely in each)
    assert 0 <= further.any_answers(0.0, each) <= 1


def test_more_that_may_answer_make_it_likelier_that_one_does() -> None:
    alone = further.any_answers(odds.log(0.4), [0.4])
    assert alone < further.any_answers(odds.log(0.4), [0.4, 0.4])
    assert further.any_answers(odds.log(0.4), [0.4, 0.3, 0.2]) == further.any_answers(
        odds.log(0.4), [0.2, 0.1, 0.4, 0.1, 0.3]
    )
    assert alone < further.any_answers(odds.log(0.7), [0.4])


def test_a_sentence_that_is_read_better_is_likelier_to_answer() -> None:
    table = np.array([[0.8, 1, 0.9, 1, 0], [0.5, 1, 0.9, 0.8, -0.2], [0.5, 1, 0.4, -1, -2]])
    ranks = np.asarray(table @ RANKING, dtype=np.float32)
    first, second, third = further.also(table.astype(np.float32), ranks, ["a", "a", "b"])
    assert first > second > third
