"""A question's passages read together: what a group is, what is minimised, what is learned."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from test_training_data import OBJECTS, PAIRS, SUBJECTS, TITLES, data
from test_training_models import bert, quiet
from test_training_reader import spelling
from test_training_written import row, write
from tokenizers import Tokenizer

from index.lexicon import Row
from training import reader, sources
from training.loop import Rates, train
from training.reader import (
    BATCH_PIECES,
    LONGEST,
    Encoded,
    Reader,
    ReadingTask,
    batched,
    encoded,
    tensors,
)
from training.reading import Reading
from training.together import Group, TogetherTask, groups, shared

__all__ = ["data"]  # a fixture

TO_GERMAN: dict[str, Row] = {"when": (("wann", 1.0),)}
TO_ENGLISH: dict[str, Row] = {"wann": (("when", 1.0),)}


# --- groups ---


@pytest.fixture
def asked(data: Path, tmp_path: Path) -> list[sources.Written]:
    """Forty questions with an answer and one without."""
    text = sources.encyclopedia(data, frozenset())[TITLES[0]][0]
    rows = [row(f"Wann {n}?", text, text, text[20 + n : 30 + n].strip()) for n in range(40)]
    return sources.written(data, write(tmp_path / "w", [*rows, row("Wo?", text, text, None)]))


def test_a_group_is_an_answer_and_what_was_found_in_vain(asked: list[sources.Written]) -> None:
    found = [(TITLES[1], "Das Rathaus ist alt."), (TITLES[2], "Der Markt ist neu.")]
    negatives = {each.question: found * 2 for each in asked if each.question != "Wann 0?"}
    negatives["Wann 1?"] = [(TITLES[0], asked[1].text[:40])]  # its own passage
    made = list(groups(asked, negatives, TO_ENGLISH, TO_GERMAN, random.Random(0)))
    assert len(made) == 38  # not without negatives, nor without an answer
    heads = []
    for first, *rest in made:
        number = int(first.question.split()[1].rstrip("?"))
        one = asked[number].asked()
        assert first.passage[first.start : first.end] == one.passage[one.start : one.end]
        assert len(rest) == 2
        assert {each.question for each in rest} == {first.question}
        assert all(each.start == each.end for each in rest)
        heads.append(first.passage.startswith(f"{TITLES[0]}\n"))
        headed = {f"{title}\n{passage}" if heads[-1] else passage for title, passage in found}
        assert {each.passage for each in rest} <= headed
    assert 0.1 < np.mean(heads) < 0.8
    assert 0 < np.mean([group[0].question.startswith("when") for group in made]) < 0.6
    assert list(groups(asked, negatives, TO_ENGLISH, TO_GERMAN, random.Random(0))) == made


# --- what is minimised ---


@settings(max_examples=50)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=5), st.integers(2, 9), st.integers(0, 99))
def test_the_softmax_is_over_all_places_of_a_group(
    sizes: list[int], pieces: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    logits = rng.normal(size=(sum(sizes), pieces)) * 3
    places = rng.integers(1, pieces, sum(sizes))
    expected, at = [], 0
    for size in sizes:
        above = logits[at : at + size, 1:] - logits[at : at + size, :1]
        chances = np.exp(above) / np.exp(above).sum()
        expected.append(-np.log(chances[0, places[at] - 1]))
        at += size
    found = shared(torch.from_numpy(logits), sizes, places.tolist())
    assert found.item() == pytest.approx(np.mean(expected))


def grouped(lengths: Sequence[Sequence[int]]) -> list[list[Encoded]]:
    return [[Encoded(np.full(n, 5, np.int32), 3, 0, 0) for n in group] for group in lengths]


@settings(max_examples=50)
@given(
    st.lists(st.lists(st.integers(4, LONGEST), min_size=2, max_size=3), max_size=80),
    st.integers(0, 9),
)
def test_batches_of_groups_are_bounded_and_each_group_is_in_one(
    lengths: list[list[int]], seed: int
) -> None:
    made = grouped(lengths)
    batches = batched(made, random.Random(seed), 30)
    assert sorted(at for batch in batches for at in batch) == list(range(len(made)))
    for batch in batches:
        rows = [length for at in batch for length in lengths[at]]
        assert 0 < len(rows) * max(rows) <= BATCH_PIECES


# --- what is learned ---


def task_groups() -> list[Group]:
    """Who does it with that: the sentence that says it, and two of others who do it."""
    made: list[Group] = []
    for de, _ in PAIRS[:60]:
        subject = next(each for each in SUBJECTS if de.startswith(each))
        what = next(each for each in OBJECTS if each in de)
        others = [each for each, _ in PAIRS if what not in each]
        wrong = [Reading(f"Wer {what}?", text) for text in others[:2]]
        made.append([Reading(f"Wer {what}?", de, 0, len(subject)), *wrong])
    return made


def test_the_passage_that_answers_comes_to_score_above_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "BATCH_PIECES", 800)
    tokenizer = spelling()
    model = Reader(bert(tokenizer.get_vocab_size()))
    every = task_groups()
    single = ReadingTask(model, encoded([each for group in every for each in group], tokenizer))
    task = TogetherTask(model, every, single, tokenizer)
    before = right(model, every, tokenizer)
    rates = Rates(pieces=3e-3, body=3e-3)
    assert train(model, task.losses, 60, tmp_path / "read.pt", rates=rates, log=quiet)
    after = right(model, every, tokenizer)
    assert before < 0.6
    assert after > 0.9


def right(model: Reader, every: Sequence[Group], tokenizer: Tokenizer) -> float:
    """The share of groups whose first passage has the highest logits above its own [CLS]'s."""
    firsts = 0
    with torch.inference_mode():
        for group in every:
            first, last = model(*tensors(encoded(group, tokenizer)))
            above = (first[:, 1:] - first[:, :1]).amax(1) + (last[:, 1:] - last[:, :1]).amax(1)
            firsts += int(above.argmax()) == 0
    return firsts / len(every)


def test_one_step_in_three_is_of_single_readings_and_groups_of_one_are_left_out() -> None:
    tokenizer = spelling()
    model = Reader(bert(tokenizer.get_vocab_size()))
    every = task_groups()
    long = Reading("Wer?", "die " * LONGEST)
    single = ReadingTask(model, encoded([every[0][0]], tokenizer))
    task = TogetherTask(model, [*every, [every[0][0], long]], single, tokenizer)
    assert len(task._groups) == len(every)
    names = [set(task.losses(step)) for step in range(9)]
    grouped_steps = [{"shared first", "shared last"} <= each for each in names]
    assert grouped_steps == [True, True, False] * 3
    assert task.steps == len(task._batches) * 3 // 2
