"""How sentences are weighed against each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Article, Block, Hit, Passage
from index.articles import prepare
from qa.evidence import FEATURES, Reading, candidates, with_leads, worth_reading
from qa.odds import log, probability
from qa.reader import Read, Reader
from qa.unfit import rules_of

TABLE = np.zeros((3, len(FEATURES)), np.float32)


def leads(ranks: list[float], texts: list[str]) -> list[float]:
    table = np.zeros((len(ranks), len(FEATURES)), np.float32)
    made = with_leads(table, np.array(ranks, np.float32), texts)
    assert made.shape == (len(ranks), len(FEATURES) + 1)
    assert (made[:, :-1] == table).all()
    return [float(lead) for lead in made[:, -1]]


def test_the_best_is_ahead_and_the_others_are_behind() -> None:
    assert leads([3, 1, 0], ["a", "b", "c"]) == pytest.approx([0.4, -0.4, -0.6])
    assert leads([2, 2], ["a", "b"]) == [0, 0]


def test_those_that_say_the_same_do_not_compete() -> None:
    assert leads([3, 2.5, 1], ["a", "a", "b"]) == pytest.approx([0.4, 0.3, -0.4])


def test_what_stands_alone_is_far_ahead() -> None:
    assert leads([1], ["a"]) == [1]
    assert leads([1, 0], ["a", "a"]) == [1, 1]
    assert leads([-20], ["a"]) == [-1]


@given(st.lists(st.tuples(st.floats(-30, 30), st.sampled_from("abc")), min_size=1, max_size=8))
def test_leads_are_bounded_and_follow_the_ranks(found: list[tuple[float, str]]) -> None:
    made = leads([rank for rank, _ in found], [text for _, text in found])
    assert all(-1 <= lead <= 1 for lead in made)
    best = max(found)[0]
    for (rank, _), lead in zip(found, made, strict=True):
        assert rank >= best - 1e-3 or lead <= max(made)


def test_what_is_found_far_behind_the_first_is_not_read() -> None:
    article = prepare(Article("a", "Es regnete. Er kam. Sie ging. Alle sangen."))
    hits = [Hit(Passage(at, article, 0, 11), score) for at, score in enumerate((0.6, 0.5, 0.3))]
    assert worth_reading(hits) == hits[:2]
    assert worth_reading(hits[2:]) == hits[2:]
    assert worth_reading(()) == []


@pytest.mark.parametrize("length", [1, 100])
def test_what_points_back_from_the_beginning_of_a_passage_has_the_sentence_before(
    length: int,
) -> None:
    first = f"Es gab einen {'sehr langen ' * length}Anruf."
    back = "Das berichtete eine Quelle gegenüber CNN."
    text = f"Es regnete. {first} {back} Er dauerte lang."
    article = prepare(Article("a", f"{text}\n\nDas sagte Peskow.", language="de"))
    start = text.index(back)
    hit = Hit(Passage(1, article, start, len(article.text)), 0.5)
    assert [each.text for each in candidates([hit])] == [
        f"{first} {back}" if length == 1 else back,  # so far back nothing is looked up
        "Er dauerte lang.",
        "Das sagte Peskow.",
    ]
    both = Hit(Passage(2, article, text.index(first), len(text)), 0.5)
    assert f"{first} {back}" in [each.text for each in candidates([hit, both])]


def test_an_article_s_own_questions_answer_none() -> None:
    text = "Wann wird die Brücke fertig? Im Mai. „Wer soll das bezahlen?“ fragte Orel. Warum “nur”?"
    article = prepare(Article("a", text, language="de"))
    found = candidates([Hit(Passage(1, article, 0, len(text)), 0.5)])
    assert [each.text for each in found] == ["Im Mai.", "„Wer soll das bezahlen?“ fragte Orel."]


def test_a_passage_is_read_below_the_question_that_heads_it() -> None:
    class Noting:
        seen: Sequence[str] = ()

        def read(self, question: str, texts: Sequence[str]) -> list[Read]:
            self.seen = texts
            return [Read(text, ()) for text in texts]

    lines = ["Der Bau ruht.", "Was kostet das?", "Zwei Millionen.", "Rückblick", "Er begann 2020."]
    text = "\n\n".join(lines)
    headings = [Block("heading", text.index(x), text.index(x) + len(x)) for x in lines[1::2]]
    article = prepare(Article("a", text, title="Der Turm", language="de", blocks=tuple(headings)))
    hits = [
        Hit(Passage(at, article, text.index(line), text.index(line) + len(line)), 0.5)
        for at, line in enumerate(lines[::2])
    ]
    noting = Noting()
    Reading(cast(Reader, noting), "Was kostet der Turm?", hits)
    assert noting.seen == [
        "Der Turm\nDer Bau ruht.",
        "Der Turm\nWas kostet das?\nZwei Millionen.",
        "Der Turm\nEr begann 2020.",
    ]


def test_what_the_page_says_at_a_paragraphs_end_answers_nothing() -> None:
    first = "Die Fähre zu den Inseln fährt seit dem Morgen wieder zweimal täglich."
    text = f"{first} Mit dieser Meldung beenden wir unseren Ticker.\nSie fährt oft."
    article = prepare(Article("a", text, language="de"))
    found = candidates([Hit(Passage(1, article, 0, len(text)), 0.5)])
    assert [each.text for each in found] == [first, "Sie fährt oft."]


@pytest.mark.parametrize(("odds", "expected"), [(0, 0.5), (1e9, 1), (-1e9, 0), (1, 0.731)])
def test_log_odds_as_a_probability(odds: float, expected: float) -> None:
    assert probability(odds) == pytest.approx(expected, abs=1e-3)


@given(st.floats(-10, 10))
def test_log_odds_and_probabilities_are_each_others_inverse(odds: float) -> None:
    assert log(probability(odds)) == pytest.approx(odds, abs=1e-6)
    assert -20 < log(0.0) < -10 < 10 < log(1.0) < 20


@pytest.mark.parametrize(
    ("line", "is_byline"),
    [
        ("Von Marlene Quast", True),
        ("By Josephine Hartnoll and Wim Boer", True),
        ("Von Eva Kern stammt die Idee.", False),
        ("By Friday all was over.", False),
        ("Von Berlin aus fuhr er weiter.", False),
    ],
)
def test_who_wrote_an_article_answers_nothing_else(line: str, is_byline: bool) -> None:
    text = f"Es fror in jener Nacht.\n\n{line}\n\nGisbert Hövel bricht eine Blüte auf."
    article = prepare(Article("a", text))
    hit = Hit(Passage(1, article, 0, len(article.text)), 1.0)
    assert (line in [each.text for each in candidates([hit])]) != is_byline
    assert line in [each.text for each in candidates([hit], bylines=True)]


STORM = "Es ist das schwerste Unglück seit dem Untergang der Alma im Jahr 1987, bei dem [22 Men]"


@pytest.mark.parametrize(
    ("question", "text", "misfits"),
    [
        ("Wie lange fällt Jo Lam aus?", "Jo Lam, mit [34 Jahren] der Älteste, fiel hin.", True),
        ("How long will he be out?", "The [34]-year-old fell.", True),
        ("Wie alt ist Jo Lam?", "Jo Lam, mit [34 Jahren] der Älteste, fiel hin.", False),
        ("Wie lange fällt Jo Lam aus?", "Er fehlt mindestens [acht Monate].", False),
        ("Wie lange sitzt er?", "Er sitzt seit [34 Jahren].", False),
        ("How far did they go?", "That is [how many miles] they went.", True),
        ("How far did they go?", "They went [40 miles].", False),
        ("Who is the new mayor?", "Eva Kern won, beating the incumbent, [Jo Lam], by far.", True),
        ("Who is the new mayor?", "[Eva Kern] won, beating the incumbent, Jo Lam, by far.", False),
        ("Whom did she beat?", "Eva Kern won, beating the incumbent, [Jo Lam], by far.", False),
        ("Wie viele Menschen starben bei dem Brand?", STORM, True),
        ("Wie viele Menschen starben beim Untergang der Alma?", STORM, False),
        ("Wie viele starben 1987?", STORM, False),
        ("Wie viele starben?", "Seit 1987 starben dort [22 Menschen].", False),
    ],
)
def test_what_is_no_answer_to_the_question(question: str, text: str, misfits: bool) -> None:
    start, end = text.index("["), text.index("]") - 1
    bare = text.replace("[", "").replace("]", "")
    article = Article("a", bare, published="2026-03-12")
    assert rules_of(question).misfits(article, 0, start, end) is misfits
