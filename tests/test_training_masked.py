"""Words are hidden in running text and guessed: which text, which words, what is learned."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch
from test_training_data import (
    EVALUATED,
    EVALUATED_EN,
    HELD_OUT,
    NEVER,
    PAIRS,
    SET_ASIDE,
    TITLES,
    UNTITLED,
    data,
)
from test_training_models import bert, quiet
from test_training_reader import spelling
from tokenizers import Tokenizer

from training import masked, sources
from training.loop import Rates, train
from training.masked import BLOCK, Masked, MaskedTask, corpus
from training.rows import Encoded, Rows
from training.student import ends
from training.vocabulary import SPECIAL

__all__ = ["data"]  # a fixture


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return spelling()


@pytest.fixture(scope="module")
def rows(data: Path, tokenizer: Tokenizer) -> Rows:
    return corpus(data, tokenizer)


Row = tuple[list[int], int]  # pieces, and where those of type 1 begin


def of(rows: Rows) -> list[Row]:
    starts = [0, *rows.ends[:-1].tolist()]
    every = zip(starts, rows.ends.tolist(), rows.question.tolist(), strict=True)
    return [(rows.ids[start:end].tolist(), question) for start, end, question in every]


def running(rows: Rows) -> list[Row]:
    """The blocks; the other rows are pairs."""
    return [(ids, before) for ids, before in of(rows) if before in (1, len(ids))]


def text_of(rows: Rows, tokenizer: Tokenizer) -> str:
    """What is cut between blocks is one again."""
    return str(tokenizer.decode([id for ids, _ in running(rows) for id in ids[1:-1]]))


def spelled(text: str, tokenizer: Tokenizer) -> str:
    """As it is decoded."""
    return str(tokenizer.decode(tokenizer.encode(text, add_special_tokens=False).ids))


# --- the text ---


def test_the_text_is_all_of_it_once(data: Path, rows: Rows, tokenizer: Tokenizer) -> None:
    text = text_of(rows, tokenizer)
    for title in (*TITLES, UNTITLED):
        assert spelled(title, tokenizer) in text
    titled = {each.article: each.passage for each in sources.squad(data) if each.title in TITLES}
    people = [each.passage for each in sources.tydi(data) if UNTITLED in each.passage]
    news = [each.text for each in sources.news(data) if each.title in TITLES]
    articles = sources.encyclopedia(data, set())
    german = ["\n".join([title, *articles[title]]) for title in TITLES]
    assert min(map(len, (titled, people, news))) > 0
    for each in (*titled.values(), *people, *news, *german):
        assert text.count(spelled(each, tokenizer)) == 1


def test_the_text_is_without_what_is_set_aside_or_measured(
    rows: Rows, tokenizer: Tokenizer
) -> None:
    every = "\n".join(str(tokenizer.decode(ids)) for ids, _ in of(rows))
    every += text_of(rows, tokenizer)
    for name in (HELD_OUT, SET_ASIDE, "Grünau", "Southport", "Something else", "Etwas anderes"):
        assert spelled(name, tokenizer) not in every
    for sentence in (EVALUATED, EVALUATED_EN, "Ein Mann spielt Flöte.", *NEVER.values()):
        assert spelled(sentence, tokenizer) not in every


@pytest.mark.parametrize("block", [20, 64])
def test_blocks_are_bounded_and_nothing_is_lost_between(
    block: int, data: Path, rows: Rows, tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rows.lengths.max() == BLOCK
    monkeypatch.setattr(masked, "BLOCK", block)
    cut = corpus(data, tokenizer)
    assert cut.lengths.max() == block
    assert text_of(cut, tokenizer) == text_of(rows, tokenizer)
    pairs, fitting = len(rows) - len(running(rows)), len(cut) - len(running(cut))
    expected = [len(ids) for ids, before in of(rows) if before not in (1, len(ids))]
    assert fitting == sum(length <= block for length in expected) <= pairs


def test_rows_have_their_ends_and_half_the_blocks_are_passages(
    data: Path, rows: Rows, tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, last = ends(tokenizer)
    for ids, before in of(rows):
        two = before not in (1, len(ids))
        assert (ids[0], ids[-1], ids[before - 1]) == (first, last, last if before > 1 else first)
        assert Counter(ids)[first] == 1
        assert Counter(ids)[last] == (2 if two else 1)
    monkeypatch.setattr(masked, "BLOCK", 20)
    kinds = [before == 1 for _, before in running(corpus(data, tokenizer))]
    assert np.mean(kinds) == pytest.approx(0.5, abs=2 / len(kinds) ** 0.5)
    again = corpus(data, tokenizer, seed=1)
    assert [before == 1 for _, before in running(again)] != kinds


def test_a_pair_is_a_sentence_and_its_translation(
    data: Path, rows: Rows, tokenizer: Tokenizer
) -> None:
    kept = [
        (each.de, each.en) for each in sources.parallel(data) if not sources.held_out_pair(each)
    ]
    kept = [pair for pair in kept if pair in PAIRS]
    german = {spelled(de, tokenizer): spelled(en, tokenizer) for de, en in kept}
    found = [
        (str(tokenizer.decode(ids[1 : before - 1])), str(tokenizer.decode(ids[before:-1])))
        for ids, before in of(rows)
        if before not in (1, len(ids))
    ]
    assert len(found) == len(kept) > 300
    turned = [one not in german for one, _ in found]
    assert {
        (other, one) if back else (one, other)
        for (one, other), back in zip(found, turned, strict=True)
    } == set(german.items())
    assert np.mean(turned) == pytest.approx(0.5, abs=0.12)


# --- what is hidden ---


class Watched(MaskedTask):
    """Keeps what was hidden."""

    seen: tuple[torch.Tensor, torch.Tensor, torch.Tensor]

    def hidden(
        self, ids: torch.Tensor, generator: torch.Generator
    ) -> tuple[torch.Tensor, torch.Tensor]:
        shown, places = super().hidden(ids, generator)
        self.seen = ids, shown, places
        return shown, places


def words(ids: list[int], tokenizer: Tokenizer) -> list[list[int]]:
    """Places of each word's pieces, without special ones."""
    found: list[list[int]] = []
    for at, id in enumerate(ids):
        piece = str(tokenizer.id_to_token(id))
        if not piece.startswith("##") or not at:
            found.append([])
        if piece not in SPECIAL:
            found[-1].append(at)
    return [word for word in found if word]


@cache
def network() -> Masked:
    torch.manual_seed(0)
    return Masked(bert(spelling().get_vocab_size()))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masked, "BATCH_PIECES", 2_000)


@pytest.mark.usefixtures("small")
def test_whole_words_are_hidden_a_fifth_of_them(rows: Rows, tokenizer: Tokenizer) -> None:
    task = MaskedTask(network(), rows, tokenizer)
    generator = torch.Generator().manual_seed(0)
    mask, kinds = tokenizer.token_to_id("[MASK]"), Counter[str]()
    whole, every, long = 0, 0, 0
    for turn in range(3):
        for batch in rows.planned(random.Random(turn), 2_000, 8):
            ids = rows.batch(batch).ids
            shown, places = task.hidden(ids, generator)
            assert shown.shape == ids.shape
            hidden = set(places.tolist())
            assert len(hidden) == len(places)
            width = ids.shape[1]
            for number, row in enumerate(ids.tolist()):
                found = words(row, tokenizer)
                for word in found:
                    inside = [number * width + at in hidden for at in word]
                    assert len(set(inside)) == 1
                    whole, every = whole + inside[0], every + 1
                    long += inside[0] and len(word) > 1
                known = {number * width + at for word in found for at in word}
                here = set(range(number * width, (number + 1) * width))
                assert hidden & here <= known  # nothing special, no padding
            changed = (shown != ids).flatten()
            changed[places] = False
            assert not changed.any()  # nothing but what is hidden
            for before, after in zip(
                ids.flatten()[places].tolist(), shown.flatten()[places].tolist(), strict=True
            ):
                kinds["mask" if after == mask else "kept" if after == before else "other"] += 1
    assert whole / every == pytest.approx(0.2, abs=4 * (0.16 / every) ** 0.5)
    assert long > 100
    pieces = sum(kinds.values())
    for kind, share in (("mask", 0.8), ("kept", 0.1), ("other", 0.1)):
        few = 4 * (share * (1 - share) / pieces) ** 0.5 + 1 / tokenizer.get_vocab_size()
        assert kinds[kind] / pieces == pytest.approx(share, abs=few)


@pytest.mark.usefixtures("small")
def test_a_steps_words_follow_from_its_number(rows: Rows, tokenizer: Tokenizer) -> None:
    def hidden(step: int, **options: int) -> list[list[int]]:
        task = Watched(network(), rows, tokenizer, **options)
        with torch.inference_mode():
            task.losses(step)
        return [each.flatten().tolist() for each in task.seen]

    once = MaskedTask(network(), rows, tokenizer)
    twice = MaskedTask(network(), rows, tokenizer, passes=2)
    assert twice._batches[: once.steps] == once._batches
    assert twice._batches[once.steps :] == rows.planned(random.Random(1), 2_000, 8)
    assert hidden(2) == hidden(2) == hidden(2, passes=2)
    assert hidden(2) != hidden(3)
    assert hidden(2) != hidden(2, seed=1)
    task = Watched(network(), Rows.of([[row] for row in [SOME] * 9]), tokenizer, passes=2)
    with torch.inference_mode():
        task.losses(0)
        first = task.seen
        task.losses(1)  # another pass hides others
    assert torch.equal(first[0], task.seen[0])
    assert first[2].tolist() != task.seen[2].tolist()


SOME = Encoded(np.arange(5, 60, dtype=np.int32), 1, 0, 0)


@pytest.mark.usefixtures("small")
def test_what_guessing_minimises(rows: Rows, tokenizer: Tokenizer) -> None:
    """Of the hidden pieces alone, by what stood there; each passage read as one."""
    model, task = network(), Watched(network(), rows, tokenizer)
    for step in (0, task.steps - 1):
        with torch.inference_mode():
            loss = task.losses(step)
            ids, shown, places = task.seen
            batch, vectors = rows.batch(task._batches[step]), model.body.embeddings.word_embeddings
            assert torch.equal(batch.ids, ids)
            expected = []
            for row, length in enumerate(batch.mask.sum(1).tolist()):
                inputs = (shown, batch.mask, batch.types)
                (states,) = model.body(
                    *(each[row : row + 1, :length] for each in inputs)
                ).last_hidden_state
                for place in places.tolist():
                    if place // ids.shape[1] == row:
                        at = place % ids.shape[1]
                        logits = vectors.weight @ model.transform(states[at]) + model.bias
                        expected.append(-logits.log_softmax(0)[ids[row, at]].item())
        assert set(loss) == {"masked"}
        assert len(expected) == len(places) > 20
        assert loss["masked"].item() == pytest.approx(np.mean(expected), rel=1e-4)


def test_where_nothing_is_hidden_nothing_is_learned(tokenizer: Tokenizer) -> None:
    first, last = ends(tokenizer)
    model = Masked(bert(tokenizer.get_vocab_size()))
    task = MaskedTask(model, Rows.of([[Encoded(np.array([first, last]), 1, 0, 0)]]), tokenizer)
    loss = task.losses(0)["masked"]
    loss.backward()  # type: ignore[no-untyped-call]
    assert loss.item() == 0
    assert not any(each.grad is not None and each.grad.any() for each in model.parameters())


# --- what is learned ---


@pytest.mark.usefixtures("small")
def test_a_small_model_learns_to_guess(rows: Rows, tokenizer: Tokenizer, tmp_path: Path) -> None:
    model = Masked(bert(tokenizer.get_vocab_size()))
    pairs = [
        [Encoded(np.array(ids), before, 0, 0)]
        for ids, before in of(rows)
        if before not in (1, len(ids))
    ]
    learned = MaskedTask(model, Rows.of(pairs[60:]), tokenizer, passes=30)
    measured = MaskedTask(model, Rows.of(pairs[:60]), tokenizer, passes=3, seed=5)

    def now() -> float:
        with torch.inference_mode():
            losses = [measured.losses(step)["masked"].item() for step in range(measured.steps)]
        return float(np.mean(losses))

    before, path = now(), tmp_path / "masked.pt"
    rates = Rates(pieces=5e-3, body=3e-3)
    assert train(model, learned.losses, learned.steps, path, rates=rates, log=quiet)
    assert now() < 0.5 * before
