"""A question's passages read together: what a group is, what is minimised, what is learned."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from test_training_data import OBJECTS, PAIRS, SUBJECTS, TITLES, data
from test_training_models import bert, quiet
from test_training_reader import spelling
from test_training_written import row, write
from tokenizers import Tokenizer

from index.lexicon import Row
from training import negatives, reading, run, sources
from training.loop import Rates, train
from training.reader import LONGEST, Reader, ReadingTask, encoded, shared
from training.reading import Reading
from training.rows import Encoded, Rows, tensors
from training.together import Group, groups, groups_of_people

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


def test_peoples_groups_are_switched_whole_or_not(data: Path) -> None:
    asked = sources.by_people(data)
    assert {each.title for each in asked} == set(TITLES)  # not the one that is set aside
    shown = asked[0].text
    found = [("Old_Town", "the market is new"), ("", "the church of the town is old"), ("", shown)]
    table = {"the": (("das", 1.0),), "who": (("wer", 1.0),)}
    made = list(
        groups_of_people(
            asked * 9, dict.fromkeys((e.question for e in asked), found), table, random.Random(0)
        )
    )
    assert len(made) == 9 * len(asked)
    german, questions = [], []
    for first, *rest in made:
        assert len(rest) == 2
        assert first.end > first.start
        assert all(each.start == each.end for each in rest)
        assert {each.question for each in rest} == {first.question}
        german.append(any("das" in each.passage.split() for each in rest))
        questions.append("wer" in first.question.split())
    assert 0.3 < np.mean(german) < 0.7
    assert 0.3 < np.mean(questions) < 0.7
    assert list(groups_of_people(asked, {}, table, random.Random(0))) == []


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
    found = shared(torch.from_numpy(logits), torch.tensor(sizes), torch.from_numpy(places))
    assert found.tolist() == pytest.approx(expected)


def log_softmax(values: NDArray[np.float64]) -> NDArray[np.float64]:
    above = values - values.max()
    return np.asarray(above - np.log(np.exp(above).sum()), np.float64)


def test_what_reading_groups_and_single_readings_minimises() -> None:
    """All in one step; each reading goes through the model by itself here."""
    tokenizer = spelling()
    torch.manual_seed(0)
    model = Reader(bert(tokenizer.get_vocab_size()))
    made = [encoded(group, tokenizer) for group in task_groups()[:6]]
    mixed = [made[0], made[1][:1], made[2][:2], made[3][1:2], made[4], made[5][2:]]
    assert [len(group) for group in mixed] == [3, 1, 2, 1, 3, 1]
    assert [group[0].first > 0 for group in mixed] == [True, True, True, False, True, False]
    task = ReadingTask(model, [Rows.of(mixed)])
    assert task.steps == 1
    losses = task.losses(0)
    assert set(losses) == {"first", "last", "shared first", "shared last"}
    count = sum(map(len, mixed))
    for side, name in enumerate(("first", "last")):
        own = together = 0.0
        for group in mixed:
            every = []
            for each in group:
                with torch.inference_mode():
                    found = model(*tensors([each]))[side][0].double().numpy()
                place = each.first if side == 0 else each.last
                own -= log_softmax(found)[place] / (2 if len(group) == 1 else 4)
                passage = slice(each.question, len(each.ids) - 1)
                every.append((found - found[0])[passage])
            if len(group) > 1:
                answer = (group[0].first if side == 0 else group[0].last) - group[0].question
                together -= len(group) * log_softmax(np.concatenate(every))[answer] / 2
        assert losses[name].item() == pytest.approx(own / count, rel=1e-4)
        assert losses[f"shared {name}"].item() == pytest.approx(together / count, rel=1e-4)
    torch.stack(list(losses.values())).sum().backward()  # type: ignore[no-untyped-call]
    assert all(
        each.grad is not None and bool(torch.isfinite(each.grad).all())
        for each in model.head.parameters()
    )


def test_a_group_of_one_is_a_reading_alone_and_no_other_is_moved_by_it() -> None:
    """What a step minimises is the mean over its readings, whichever batch they are in."""
    tokenizer = spelling()
    model = Reader(bert(tokenizer.get_vocab_size()))
    made = [encoded(group, tokenizer) for group in task_groups()[:4]]
    every = [made[0], made[1][:1], made[2], made[3][1:2]]

    def losses(some: Sequence[Sequence[Encoded]]) -> dict[str, float]:
        task = ReadingTask(model, [Rows.of(some)])
        with torch.inference_mode():
            return {name: loss.item() for name, loss in task.losses(0).items()}

    parts = [(losses([group]), len(group)) for group in every]
    count = sum(size for _, size in parts)
    for name, found in losses(every).items():
        expected = sum(size * part[name] for part, size in parts) / count
        assert found == pytest.approx(expected, rel=1e-4)


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


def test_the_passage_that_answers_comes_to_score_above_the_others(tmp_path: Path) -> None:
    tokenizer = spelling()
    model = Reader(bert(tokenizer.get_vocab_size()))
    every = task_groups()
    made = [encoded(group, tokenizer) for group in every]
    single = [[row] for group in made for row in group]
    task = ReadingTask(model, [Rows.of([*made, *single])] * 8, pieces=800)
    before = right(model, every, tokenizer)
    rates = Rates(pieces=3e-3, body=3e-3)
    assert task.steps >= 60
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


# --- what is read ---

OWN = reading.Shares(people=0.0, hard=0.0, quotations=0.0, claims=0.0, parallel=0.0)


def test_of_what_is_too_long_no_group_is_read(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor of one passage alone: it compares nothing. All single readings are read beside them."""
    text = sources.encyclopedia(data, frozenset())[TITLES[0]][0]
    place = text[: text.index(".") + 1]
    rows = [row(f"Wann {n}?", text, place, place[20 + n : 30 + n].strip()) for n in range(20)]
    own = sources.written(data, write(tmp_path / "w", [*rows, row("Wo?", text, place, None)]))
    monkeypatch.setattr(sources, "written", lambda _: own)
    monkeypatch.setattr(reading, "ELSEWHERE", 0.0)  # which may be too long
    short, long = "Das Rathaus ist alt.", "die " * LONGEST
    found = {each.question: [(TITLES[1], short), (TITLES[2], short)] for each in own}
    found["Wann 0?"] = [(TITLES[1], long), (TITLES[2], long)]
    found["Wann 1?"] = [(TITLES[1], short), (TITLES[2], long)]
    found["Wann 2?"] = []
    spelling().save(str(tmp_path / "tokenizer.json"))
    for name in ("de-en", "en-de", "phrases.de-en", "phrases.en-de"):
        (tmp_path / f"{name}.json").write_text("{}", encoding="utf-8")
    sizes = []
    for seed, mined in ((0, {}), (0, found), (1, found)):
        (tmp_path / negatives.FILE).write_text(json.dumps(mined), encoding="utf-8")
        run.rows(data, tmp_path, OWN, seed, 1, together=True)
        made = Rows.load(tmp_path / f"rows.{seed}.npz")
        sizes.append(Counter(np.diff(made.groups, prepend=0).tolist()))
    assert sizes[0] == sizes[1] == {1: 21}  # what is there is kept
    assert sizes[2] == {1: 21, 2: 1, 3: 17}
    starts = np.concatenate([[0], made.groups[:-1]])[np.diff(made.groups, prepend=0) > 1]
    assert (made.first[starts] > 0).all()
    assert not made.first[starts + 1].any()
    run.rows(data, tmp_path, OWN, 2, 1)
    alone = Rows.load(tmp_path / "rows.2.npz")
    assert len(alone) == len(alone.ends) > 21  # some of them with what was found in vain
