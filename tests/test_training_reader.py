"""What the reader is trained on, and how: the data are made, the models have two layers."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from test_training_data import (
    HELD_OUT,
    OBJECTS,
    PAIRS,
    SET_ASIDE,
    SPEAKER,
    SUBJECTS,
    TITLES,
    UNTITLED,
    asked_of,
    data,
    paragraph,
    teacher_tokenizer,
)
from test_training_models import bert, quiet
from test_training_rows import sized
from tokenizers import Tokenizer

from index.lexicon import Row
from index.sentences import sentences
from index.shipped import open_session
from qa.attribution import ASKED
from qa.reader import QUESTION
from training import passages, quantise, reader, reading, run, sources, vocabulary
from training import student as students
from training.loop import Rates, train
from training.questions import switched
from training.reader import Reader, ReadingTask, encoded
from training.reading import Reading
from training.rows import Encoded, Rows, tensors

__all__ = ["data"]  # a fixture


@cache
def spelling() -> Tokenizer:
    """The words of the pairs; any other is spelled."""
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    english = [*(en for _, en in PAIRS), " ".join(f"{letters}.,?!-"), f"z{letters}"]
    return vocabulary.build(teacher_tokenizer(), [de for de, _ in PAIRS], english)


@pytest.fixture(scope="module")
def student() -> Tokenizer:
    return spelling()


def answer(each: Reading) -> str:
    return each.passage[each.start : each.end]


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question meets its own passage, in its own language, and no title."""
    for name in ("SWITCHED", "ELSEWHERE", "RENAMED"):
        monkeypatch.setattr(reading, name, 0.0)
    monkeypatch.setattr(passages, "TITLED", 0.0)
    monkeypatch.setattr(passages, "SWITCHED", 0.0)


def people(data: Path) -> dict[str, str]:
    """People's questions, with the text that answers them."""
    asked = sources.squad(data) + sources.tydi(data) + sources.unanswerable(data)
    found = {each.question: each.passage[each.start : each.end] for each in asked}
    assert len(found) == len(asked)
    return found


# --- readings ---


@pytest.mark.usefixtures("plain")
def test_peoples_questions_keep_their_answers(data: Path) -> None:
    answers, measured = people(data), sources.judged_titles(data)
    found = reading.readings(data, {}, {})
    assert {answer(each) for each in found if each.question in answers} >= {"", "Hill in 1850"}
    asked = Counter(each.question for each in found if each.question in answers)
    for each in found:
        assert each.question not in answers or answer(each) == answers[each.question]
    assert asked == {
        **{each.question: 1 for each in sources.squad(data) if each.title in TITLES},
        **{each.question: 1 for each in sources.tydi(data) if each.article == asked_of(UNTITLED)},
        **{
            each.question: 3  # there are few
            for each in sources.unanswerable(data)
            if each.title not in {*measured, HELD_OUT}
        },
    }
    assert sum("closed" in question for question in asked) > 3


@pytest.mark.usefixtures("plain")
def test_of_each_kind_a_share_is_read(data: Path) -> None:
    hard = {each.question for each in sources.unanswerable(data)}
    found = [
        {each.question for each in reading.readings(data, {}, {}, shares=shares)}
        for shares in (reading.Shares(people=0.0), reading.Shares(hard=0.0))
    ]
    assert [bool(each & hard) for each in found] == [True, False]
    easy = {each.question for each in sources.squad(data)} - hard
    assert [bool(each & easy) for each in found] == [False, True]


def test_no_reading_is_of_what_is_set_aside_or_measured(data: Path) -> None:
    text = str(reading.readings(data, {}, {}))
    measured = sources.judged_titles(data)
    learned = {each.title for each in sources.unanswerable(data)} - measured - {HELD_OUT}
    for title in (HELD_OUT, SET_ASIDE, "Grünau", *measured):
        assert title not in text
        assert title.replace("_", " ") not in text
    for title in (*TITLES, UNTITLED, *learned):
        assert title in text


def test_readings_follow_from_the_seed(data: Path) -> None:
    found = reading.readings(data, {}, {})
    assert reading.readings(data, {}, {}) == found
    assert reading.readings(data, {}, {}, seed=1) != found
    kinds = ["opened" in each.passage for each in found]
    assert kinds not in (sorted(kinds), sorted(kinds, reverse=True))


TO_GERMAN: dict[str, Row] = {
    "hill": (("huegelchen", 1.0),),
    "opened": (("eroeffnet", 1.0),),
    "closed": (("geschlossen", 1.0),),
    "mary": (("m", 1.0),),
    "who": (("wer", 1.0),),
}


def test_an_answers_place_is_right_in_a_switched_passage_under_its_title(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, share in (("SWITCHED", 1.0), ("WORDS", 1.0), ("ELSEWHERE", 0.0), ("RENAMED", 0.0)):
        monkeypatch.setattr(reading, name, share)
    monkeypatch.setattr(passages, "TITLED", 1.0)
    answers = {
        switched(question, TO_GERMAN, 1.0, random.Random(0)): said.replace("Hill", "huegelchen")
        for question, said in people(data).items()
    }
    found = reading.readings(data, {}, TO_GERMAN)
    known = [each for each in found if each.question in answers]
    assert len(known) > 60
    for each in known:
        assert answer(each) == answers[each.question].replace("Mary", "m")
        assert "opened" not in each.passage
        title = each.question.split(" of ")[1].rstrip("?")
        head = "The tower" if title == UNTITLED else title.replace("_", " ") + "\n"
        assert each.passage.startswith(head)
    german = [each for each in found if "gründete" in each.passage and answer(each)]
    assert german
    assert all(
        each.passage.split("\n")[0] in TITLES for each in german if "Wer sagt" not in each.question
    )


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_share_of_passages_and_of_questions_is_switched(
    share: float, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SWITCHED", share)
    monkeypatch.setattr(reading, "WORDS", 1.0)
    found = [each for each in reading.readings(data, {}, TO_GERMAN) if "tower" in each.passage]
    assert len(found) > 60
    german = [("huegelchen" in each.passage, each.question.startswith("wer")) for each in found]
    few = 4 * (share * (1 - share) / len(found)) ** 0.5
    for side in (0, 1):
        assert np.mean([row[side] for row in german]) == pytest.approx(share, abs=few)
    assert len(set(german)) == (4 if share == 0.5 else 1)  # each of the two on its own


_WORD = st.sampled_from("das Haus 1990 a-b Größe in, „Ja“ x".split())
_TABLE: dict[str, Row] = {"haus": (("home", 1.0),), "groesse": (("s", 1.0),), "x": (("yes", 1.0),)}


@settings(max_examples=80)
@given(st.lists(_WORD, min_size=1, max_size=12), st.data(), st.integers(0, 99))
def test_an_answers_place_is_known_after_each_change(
    words: list[str], drawn: st.DataObject, seed: int
) -> None:
    text = " ".join(words)
    start = drawn.draw(st.integers(0, len(text)))
    end = drawn.draw(st.integers(start, len(text)))
    a, b = drawn.draw(st.integers(0, start)), drawn.draw(st.integers(end, len(text)))
    rng = random.Random(seed)
    placed = reading.placed("Wer?", text, (start, end), (a, b))
    assert placed.passage == text[a:b]
    headed = reading.headed("Ein Titel", placed, rng)
    assert headed.passage in {text[a:b], f"Ein Titel\n{text[a:b]}"}
    assert answer(placed) == answer(headed) == text[start:end]
    made = reading.translated(headed, lambda part: switched(part, _TABLE, 1.0, rng))
    assert answer(made) == switched(text[start:end], _TABLE, 1.0, rng)
    for each in (placed, headed, made):
        assert each.question == "Wer?"
        assert (each.start == each.end) == (start == end)
    if start == end:
        assert (placed.start, headed.start, made.start) == (0, 0, 0)


PLACE = paragraph("Falkenau", 5, 8)
ELSEWHERE = paragraph("Falkenau", 6, 8)


def unanswered(
    question: str, questions: Sequence[str] = (), places: Sequence[str] = (" ".join(ELSEWHERE),)
) -> set[Reading]:
    at = PLACE[0].index("Anna Feld50")
    given_reading = Reading(question, PLACE[0], at, at + len("Anna Feld50"))
    assert answer(given_reading) == "Anna Feld50"
    rngs = [random.Random(seed) for seed in range(400)]
    found = [reading._unanswered(given_reading, places, questions, rng) for rng in rngs]
    changed = [each for each in found if each != given_reading]
    assert all(each.start == each.end == 0 for each in changed)
    for each in changed:
        assert (each.question == question) != (each.passage == PLACE[0])
    return set(changed)


def test_some_questions_meet_a_passage_that_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = unanswered("Wer gründete 1805 eine Mühle?")
    whole = " ".join(ELSEWHERE)
    assert len(found) > 10  # stretches of many lengths, from anywhere
    assert all(each.passage in whole and each.passage[-1] == "." for each in found)
    assert len({each.passage[:30] for each in found}) > 2
    both = " ".join([*PLACE[:1], *ELSEWHERE[:3]])  # answers in its first sentence
    assert all("Feld50" not in each.passage for each in unanswered("Wer?", places=[both]))
    small = ELSEWHERE[0].replace("Anna Feld60", "anna feld50")
    assert unanswered("Wer?", places=[small]) == set()  # it may
    monkeypatch.setattr(reading, "ELSEWHERE", 0.0)
    assert unanswered("Wer gründete 1805 eine Mühle?") == set()
    none = Reading("Wer?", PLACE[0])
    monkeypatch.setattr(reading, "ELSEWHERE", 1.0)
    assert reading._unanswered(none, ELSEWHERE, (), random.Random(0)) is none


def test_some_questions_name_what_the_passage_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ELSEWHERE", 0.0)
    monkeypatch.setattr(reading, "RENAMED", 0.5)
    question = "Who built the mill of Falkenau in 1805?"
    found = unanswered(question, ["Where was Carl Weber in 1805?", "What is Falkenau in 1777?"])
    assert {each.question for each in found} == {
        "Who built the mill of Carl Weber in 1805?",
        "Who built the mill of Falkenau in 1777?",
    }
    assert unanswered("who built it?", ["Where is Carl Weber?"]) == set()
    assert unanswered(question, ["who built it?"]) == unanswered(question) == set()
    assert unanswered(question, ["What is Dorf5x0 in 1805?"]) == set()  # the passage has both


@pytest.mark.parametrize("share", [0.0, 0.3])
def test_the_share_of_questions_without_an_answer(
    share: float, data: Path, monkeypatch: pytest.MonkeyPatch, plain: None
) -> None:
    monkeypatch.setattr(reading, "ELSEWHERE", share)
    answers = {each.question: people(data)[each.question] for each in sources.squad(data)}
    found = [each for n in range(4) for each in reading.readings(data, {}, {}, seed=n)]
    told = [each for each in found if each.question in answers]
    without = [each for each in told if not answer(each)]
    assert len(told) == 4 * 8 * len(TITLES)
    assert len(without) / len(told) == pytest.approx(share, abs=0.08 * share / 0.3)
    for each in without:
        assert answers[each.question] not in each.passage


@pytest.mark.usefixtures("plain")
def test_clozes_are_answered_by_their_sentence(data: Path) -> None:
    found = [each for n in range(4) for each in reading.readings(data, {}, {}, seed=n)]
    clozes = [
        each
        for each in found
        if "gründete" in each.passage
        and "Wer sagt" not in each.question
        and not each.question.startswith(_ABOUT_SPEECH)
    ]
    assert len(clozes) > 100
    for each in clozes:
        assert answer(each)
        spans = sentences(each.passage, 0, len(each.passage), "de")
        (told,) = [each.passage[a:b] for a, b in spans if a <= each.start and each.end <= b]
        title = next(title for title in TITLES if title in told)
        words = each.question.removesuffix(f" {title}?").rstrip("?").split()[-3:]
        outside = told.replace(answer(each), " ", 1).split()
        assert {word.lower().rstrip(".") for word in words} <= {
            word.lower().rstrip(".") for word in outside
        }
    counts = Counter(each.question.split()[0] for each in clozes)
    assert {"Wann", "Wer", "Was"} <= set(counts)


_ABOUT_SPEECH = tuple(
    re.split(r"[{,:]", each)[0] for each in (*reading._WHO, *reading._WHAT, *reading._WHAT_ABOUT)
)


@pytest.mark.usefixtures("plain")
def test_questions_on_who_said_what(data: Path) -> None:
    found = [each for n in range(8) for each in reading.readings(data, {}, {}, seed=n)]
    told = [each for each in found if "gesperrt" in each.passage]
    who = [each for each in told if each.question.startswith(tuple(_stems(reading._WHO)))]
    what = tuple(_stems((*reading._WHAT, *reading._WHAT_ABOUT)))
    said = [each for each in told if each.question.startswith(what)]
    assert len(who) == len(said) == 8 * len(TITLES)
    for each in who:
        assert answer(each) == SPEAKER
    for each in said:
        assert SPEAKER in each.question
        assert re.fullmatch(r"Die Straße nach \w+ wird im Herbst gesperrt", answer(each))
    about = [each for each in said if any(f" {word}?" in each.question for word in _TOPICS)]
    assert 0.4 < len(about) / len(said) < 0.8


_TOPICS = ("Straße", "Herbst", *TITLES)


def _stems(templates: Sequence[str]) -> list[str]:
    return [each.split("{")[0] for each in templates if each.split("{")[0] != "Wer sagt das? "]


@pytest.mark.usefixtures("plain")
def test_each_sentence_of_the_news_is_asked_for_its_speaker(data: Path) -> None:
    asked = [
        each for each in reading.readings(data, {}, {}) if each.question.startswith(ASKED[:14])
    ]
    short = "„Nie“, sagte er."  # the same in each article; too little to tell who said it
    expected = {
        news.text[a:b]: "gesperrt" in news.text[a:b]
        for news in sources.news(data)
        if news.title in TITLES
        for a, b in sentences(news.text, 0, len(news.text), "de")
    }
    assert Counter(each.question for each in asked) == {
        ASKED.format(each): len(TITLES) if each == short else 1 for each in expected
    }
    for each in asked:
        sentence = each.question.removeprefix(ASKED[:-2])
        assert sentence in each.passage
        if sentence != short:
            assert answer(each) == (SPEAKER if expected[sentence] else "")


@pytest.mark.usefixtures("plain")
def test_the_passages_are_of_many_lengths(data: Path) -> None:
    lengths = [len(each.passage) for n in range(3) for each in reading.readings(data, {}, {}, n)]
    assert max(lengths) <= 1_300
    german = [len(each.passage) for each in reading.readings(data, {}, {}) if "90x" in each.passage]
    assert min(german) < 350 < 650 < max(german)


# --- in pieces ---

UMLAUTS = "Größe Mühle über Straße schönen GRÜN ä Ärztin Zelenský Haus Fu\N{COMBINING DIAERESIS}ße"


@settings(max_examples=80)
@given(
    st.lists(st.sampled_from(UMLAUTS.split()), min_size=1, max_size=14),
    st.data(),
    st.sampled_from([" ", ", ", " „"]),
)
def test_the_pieces_of_an_answer_are_its_text(
    words: list[str], drawn: st.DataObject, between: str
) -> None:
    first = drawn.draw(st.integers(0, len(words) - 1))
    last = drawn.draw(st.integers(first, len(words) - 1))
    passage = between.join(words)
    start = len(between.join([*words[:first], ""])) if first else 0
    end = start + len(between.join(words[first : last + 1]))
    tokenizer = spelling()
    (row,) = encoded([Reading("Wo ist die Größe?", passage, start, end)], tokenizer)
    assert row.question <= row.first <= row.last < len(row.ids) - 1
    pieces = row.ids[row.first : row.last + 1].tolist()
    expected = tokenizer.encode(passage[start:end], add_special_tokens=False)
    assert pieces == expected.ids
    assert "[UNK]" not in expected.tokens or "„" in between
    offsets = tokenizer.encode(passage, add_special_tokens=False).offsets
    assert offsets[row.first - row.question][0] == start
    assert offsets[row.last - row.question][1] == end


def test_a_row_is_the_question_and_the_passage(student: Tokenizer) -> None:
    readings = [
        Reading("Wer kauft die Mühle?", "Der Müller kauft die kleine Mühle.", 4, 10),
        Reading("Wer?", "Die Ärztin sucht das Rathaus."),
        Reading("", "Ja", 0, 1),
    ]
    rows = encoded(readings, student)
    assert [student.decode(row.ids.tolist(), skip_special_tokens=False) for row in rows] == [
        "[CLS] wer kauft die muehle? [SEP] der mueller kauft die kleine muehle. [SEP]",
        "[CLS] wer? [SEP] die aerztin sucht das rathaus. [SEP]",
        "[CLS] [SEP] ja [SEP]",
    ]
    for row in rows:
        assert row.ids[row.question - 1] == students.ends(student)[1]
        assert students.ends(student)[1] not in row.ids[: row.question - 1]
    assert student.decode(rows[0].ids[rows[0].first : rows[0].last + 1].tolist()) == "mueller"
    assert (rows[1].first, rows[1].last) == (0, 0)
    assert (rows[2].first, rows[2].last) == (2, 2)  # "ja" is spelled: a part of it is one piece


def test_what_is_too_long_or_no_text_is_left_out(student: Tokenizer) -> None:
    def sized(question: int, passage: int) -> Reading:
        return Reading("die " * question, "die " * passage, 0, 3)

    fits = reader.LONGEST - 3 - 4
    assert [len(row.ids) for row in encoded([sized(4, fits), sized(4, fits + 1)], student)] == [320]
    (cut,) = encoded([sized(100, 9)], student)
    assert (cut.question, cut.first, cut.last) == (QUESTION + 2, 66, 66)
    assert len(cut.ids) == QUESTION + 9 + 3
    assert encoded([Reading("Wer?", "die   Mühle", 4, 5)], student) == []  # nothing but space
    assert encoded([], student) == []


def test_many_are_encoded_as_one_is(student: Tokenizer, monkeypatch: pytest.MonkeyPatch) -> None:
    readings = [Reading(f"Wer {en}?", f"{de} {en}", 4, 9) for de, en in PAIRS[:25]]
    alone = [row for each in readings for row in encoded([each], student)]
    monkeypatch.setattr(reader, "_BLOCK", 10)
    together = encoded(readings, student)
    assert [row.ids.tolist() for row in together] == [row.ids.tolist() for row in alone]
    assert [replace(row, ids=0) for row in together] == [replace(row, ids=0) for row in alone]  # type: ignore[arg-type]


# --- the reader ---


def task_rows(tokenizer: Tokenizer) -> list[Encoded]:
    """Who does it, what do they do it with; and what no passage says."""
    readings = []
    for at, (de, _) in enumerate(PAIRS):
        subject = next(each for each in SUBJECTS if de.startswith(each))
        what = next(each for each in OBJECTS if each in de)
        place = de.index(what)
        asked = (
            Reading("Wer?", de, 0, len(subject)),
            Reading("Was?", de, place, place + len(what)),
            Reading("Findet wer was?", de),
        )
        readings.append(asked[at % 3])
    return encoded(readings, tokenizer)


def logits(model: Reader, rows: Sequence[Encoded]) -> tuple[torch.Tensor, torch.Tensor]:
    with torch.inference_mode():
        first, last = model(*tensors(rows))
    return first, last


def test_no_answer_is_outside_the_passage(student: Tokenizer) -> None:
    torch.manual_seed(0)
    model = Reader(bert(student.get_vocab_size()))
    rows = task_rows(student)[:20]
    types = tensors(rows)[2]
    for found in logits(model, rows):
        assert found.shape == types.shape
        assert (found[:, 0] > -100).all()
        assert (found[types == 1] > -100).all()
        assert (found[:, 1:][types[:, 1:] == 0] < -1_000).all()
    alone = [torch.cat(logits(model, [row])) for row in rows]
    for at, each in enumerate(alone):
        together = torch.cat([found[at : at + 1, : each.shape[1]] for found in logits(model, rows)])
        torch.testing.assert_close(together, each, atol=1e-4, rtol=1e-4)  # whatever is padded


def alone(rows: Sequence[Encoded]) -> Rows:
    return Rows.of([row] for row in rows)


def test_what_reading_minimises(student: Tokenizer) -> None:
    torch.manual_seed(0)
    model, rows = Reader(bert(student.get_vocab_size())), task_rows(student)[:40]
    task = ReadingTask(model, [alone(rows)])
    assert task.steps == 1
    first, last = (each.log_softmax(1) for each in logits(model, rows))
    expected = -np.mean([first[at, each.first].item() for at, each in enumerate(rows)])
    losses = task.losses(0)
    assert set(losses) == {"first", "last", "shared first", "shared last"}
    assert losses["first"].item() == pytest.approx(expected / 2, rel=1e-4)
    expected = -np.mean([last[at, each.last].item() for at, each in enumerate(rows)])
    assert losses["last"].item() == pytest.approx(expected / 2, rel=1e-4)
    for side in ("first", "last"):
        assert losses[f"shared {side}"].item() == 0  # none has another to share with


def test_each_pass_is_read_whole_one_after_the_other(student: Tokenizer) -> None:
    model = Reader(bert(student.get_vocab_size()))
    passes = [sized([[300]] * 50), sized([[200]] * 30)]
    task = ReadingTask(model, passes, seed=3)
    assert [(rows is passes[0], batch) for rows, batch in task._batches] == [
        (at == 0, batch)
        for at, rows in enumerate(passes)
        for batch in rows.planned(random.Random(3 + at), reader.BATCH_PIECES, 16)
    ]
    assert task.steps == 4 + 2
    assert [ReadingTask(model, passes, pieces=n).steps for n in (300, 600, 3_000)] == [80, 35, 7]
    assert ReadingTask(model, [sized([])]).steps == ReadingTask(model, []).steps == 0


@pytest.fixture(scope="module")
def trained(student: Tokenizer, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    torch.manual_seed(0)
    model = Reader(bert(student.get_vocab_size()))
    rows = [row for at, row in enumerate(task_rows(student)) if at % 7]
    task = ReadingTask(model, [alone(rows)] * 8, pieces=800)
    path = tmp_path_factory.mktemp("reader") / "read.pt"
    rates = Rates(pieces=1e-2, body=3e-3)
    assert train(model, task.losses, task.steps, path, rates=rates, log=quiet)
    return model


def test_a_small_reader_learns_who_and_what(trained: Reader, student: Tokenizer) -> None:
    rows = task_rows(student)[::7]  # it has not seen these
    first, last = (each.argmax(1).tolist() for each in logits(trained, rows))
    right = [a == row.first and b == row.last for row, a, b in zip(rows, first, last, strict=True)]
    assert {row.first == 0 for row in rows} == {True, False}
    assert np.mean(right) > 0.9


def test_the_graph_of_the_reader_is_the_reader_in_int8(trained: Reader, student: Tokenizer) -> None:
    rows = task_rows(student)
    batches = [tensors(rows[at : at + 16]) for at in range(0, 160, 16)]
    ranges = quantise.ranges(trained.body, batches)
    graph = quantise.export_reader(trained.body, trained.head, ranges).SerializeToString()
    session = open_session(graph)
    assert [each.name for each in session.get_inputs()] == [
        "input_ids",
        "attention_mask",
        "token_type_ids",
    ]

    def found(some: Sequence[Encoded], **changed: torch.Tensor) -> NDArray[np.float32]:
        ids, mask, types = tensors(some)
        given_inputs = {
            "input_ids": ids,
            "attention_mask": mask,
            "token_type_ids": types,
            **changed,
        }
        (made,) = session.run(None, {name: each.numpy() for name, each in given_inputs.items()})
        return np.asarray(made, np.float32)

    some = rows[160:200]
    ours, types = found(some), tensors(some)[2]
    assert ours.shape == (*types.shape, 2)
    allowed = types.bool()
    allowed[:, 0] = True
    for side, theirs in enumerate(logits(trained, some)):
        mine, expected = ours[..., side][allowed.numpy()], theirs[allowed].numpy()
        assert np.corrcoef(mine, expected)[0, 1] > 0.99
        assert np.abs(mine - expected).max() < 0.15 * np.ptp(expected)
        best = np.where(allowed.numpy(), ours[..., side], -np.inf).argmax(1)
        assert np.mean(best == theirs.argmax(1).numpy()) > 0.9
    for row, together in zip(some[:5], ours, strict=False):
        (alone,) = found([row])
        np.testing.assert_allclose(alone, together[: len(row.ids)], atol=1e-4)
    assert np.abs(found(some, token_type_ids=torch.zeros_like(types)) - ours).max() > 0.01


def test_two_readers_are_averaged() -> None:
    before, now = (
        {"a": torch.zeros(2, 2), "b": torch.ones(3)},
        {"a": torch.ones(2, 2), "b": torch.ones(3)},
    )
    found = run.averaged(before, now, 0.7)
    assert found["a"].tolist() == [[pytest.approx(0.7)] * 2] * 2
    assert found["b"].tolist() == [1, 1, 1]
