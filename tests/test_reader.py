"""A tiny BERT with random weights, made int8 by training/, as the reader that qa loads."""

from __future__ import annotations

import random
import re
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import cast

import numpy as np
import pytest
import torch
from conftest import SIX, in_threads
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from test_quantised import texts, tokenizer
from transformers import BertConfig, BertModel

from index import Article
from index.articles import prepare
from index.errors import BadQuestion
from qa import Span, read
from qa.attribution import attribute, points_back
from qa.reader import QUESTION, Read, Reader, Scored, Window, default_reader
from training import quantise, run
from training import reader as trained
from training.rows import Encoded, tensors

LONGEST = 96  # room for a question of QUESTION pieces, and some text beside it
ASKED = "Wer klage?"
LONG = " ".join(texts(12, 5))  # some two hundred pieces: several windows
ODD = (
    "Zoë Dvořák begrüßte Ärzte; groß, größer, am größten!",
    unicodedata.normalize("NFD", "Zoë Dvořák begrüßte Ärzte aus Łódź."),
    "The family 👨‍👩‍👧‍👦 moved 👋🏽 to York 🏴‍☠️ and 🇩🇪.",
    "Erste Zeile\r\nzweite Zeile\r\n\r\ndritte\tZeile\r\n",
    "„Ja“, sagte er – „nein“ (vielleicht) … 3,50 € z. B.",
    "a\u00adb c\u200bd \u00a0 e\ufefff \x00 g",
    "नमस्ते दुनिया, 你好世界, مرحبا",
    "\u0301\u0301 a\u0301\u0302\u0303 b",
    "x" * 300,
    "ABC " * 100,
    SIX["nfd.txt"],
)
NOTHING = ("", " ", " \r\n\t ", "\u200b", "\x00")


def network(seed: int = 0) -> trained.Reader:
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=tokenizer().get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=LONGEST,
        initializer_range=0.5,  # or all pieces are much the same to it
    )
    model = trained.Reader(BertModel(config, add_pooling_layer=False))
    model.eval()
    return model


def row(question: str, text: str) -> Encoded:
    """As training/reader.py has it; a question or text that is too long is cut."""
    asked = tokenizer().encode(question, add_special_tokens=False).ids[:QUESTION]
    pieces = tokenizer().encode(text, add_special_tokens=False).ids[: LONGEST - len(asked) - 3]
    ids = [2, *asked, 3, *pieces, 3]
    return Encoded(np.array(ids, np.int32), len(asked) + 2, 0, 0)


def make(folder: Path, *, seed: int = 0) -> Path:
    """As training/run.py exports the reader."""
    given = [row(asked, text) for asked, text in zip(texts(96, 1, 8), texts(96, 2), strict=True)]
    batches = [tensors(given[at : at + 16]) for at in range(0, len(given), 16)]
    model = network(seed)
    ranges = quantise.ranges(model.body, batches)
    graph = quantise.export_reader(model.body, model.head, ranges)
    run._ship(graph, tokenizer(), LONGEST, folder)
    return folder


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def tiny(place: Path) -> Reader:
    return Reader.open(place)


def in_full(question: str, text: str) -> NDArray[np.float32]:
    """(pieces of the text, 2): what the model itself says in fp32, less what it says of [CLS]."""
    encoded = row(question, text)
    with torch.inference_mode():
        first, last = network()(*tensors([encoded]))
    both = torch.stack([first[0], last[0]], -1).numpy()
    return np.asarray(both[encoded.question : len(encoded.ids) - 1] - both[0], np.float32)


def in_int8(read: Read) -> NDArray[np.float32]:
    (window,) = read.windows
    return np.stack([window.first, window.last], -1)


def near(one: Read, other: Read, within: float = 1e-4) -> bool:
    """Whether two read the same, window by window."""
    return one.text == other.text and all(
        np.array_equal(a.starts, b.starts)
        and np.array_equal(a.ends, b.ends)
        and np.allclose(a.first, b.first, atol=within)
        and np.allclose(a.last, b.last, atol=within)
        for a, b in zip(one.windows, other.windows, strict=True)
    )


# --- the model ------------------------------------------------------------------------------------


def test_it_reads_as_the_model_in_full(tiny: Reader) -> None:
    pairs = list(zip(texts(30, 11, 8), texts(30, 12), strict=True))
    full = np.concatenate([in_full(*pair) for pair in pairs])
    said = np.concatenate([in_int8(read) for read in tiny.read_pairs(pairs)])
    assert said.shape == full.shape
    assert said.dtype == np.float32
    assert np.std(full) > 0.1  # or there would be nothing to agree on
    for column in range(2):
        assert np.corrcoef(said[:, column], full[:, column])[0, 1] > 0.98


def test_a_spans_score_is_its_two_logits(tiny: Reader) -> None:
    text = "der hafen kostet zwölf millionen ."
    (found,) = tiny.read(ASKED, [text])
    logits = in_int8(found)
    words = text.split()
    starts = [text.index(word) for word in words]
    scores = {
        (starts[first], starts[last] + len(words[last])): logits[first, 0] + logits[last, 1]
        for first in range(len(words))
        for last in range(first, len(words))
    }
    (best,) = found.best()
    assert best.score == pytest.approx(max(scores.values()), abs=1e-5)
    assert scores[best.start, best.end] == pytest.approx(best.score, abs=1e-5)
    assert best.score <= found.mass() < best.score + 20


def test_a_score_does_not_depend_on_its_batch(tiny: Reader) -> None:
    asked, given_ = texts(20, 21, 8), texts(20, 22)
    pairs = list(zip(asked, given_, strict=True))
    together = tiny.read_pairs(pairs)
    assert [each.text for each in together] == given_
    assert all(
        near(whole, tiny.read_pairs([pair])[0]) for whole, pair in zip(together, pairs, strict=True)
    )
    order = random.Random(0).sample(range(20), 20)
    shuffled = tiny.read_pairs([pairs[at] for at in order])
    assert all(near(read, together[at]) for read, at in zip(shuffled, order, strict=True))
    for beside in ([LONG], [LONG, ""], [""] * 9, ["der hafen"] * 20):
        (short, *_) = tiny.read(ASKED, ["eine neue stadt", *beside])
        assert near(short, tiny.read(ASKED, ["eine neue stadt"])[0])


def test_question_and_text_are_told_apart(tiny: Reader) -> None:
    one, other = tiny.read_pairs([("der hafen", "die stadt"), ("die stadt", "der hafen")])
    assert not np.allclose(in_int8(one), in_int8(other), atol=1e-2)
    some, more = tiny.read_pairs([("wer", "der hafen"), ("was", "der hafen")])
    assert not np.allclose(in_int8(some), in_int8(more), atol=1e-2)


def test_a_question_that_is_too_long_is_cut(tiny: Reader) -> None:
    words = " ".join(random.Random(1).choices(["wer", "hafen", "neue", "stadt"], k=QUESTION))
    cut, whole = tiny.read_pairs([(words, "der hafen"), (f"{words} klage klage", "der hafen")])
    assert near(cut, whole)


def test_nothing_is_read_of_nothing(tiny: Reader) -> None:
    assert tiny.read(ASKED, []) == tiny.read_pairs([]) == []
    for nothing, found in zip(NOTHING, tiny.read(ASKED, NOTHING), strict=True):
        assert (found.text, found.windows, found.best(count=3)) == (nothing, (), [])
        assert found.mass() < -1_000


@pytest.mark.parametrize("question", ["", " ", "?", "👋", "\u0301"])
def test_any_question_can_be_read_for(tiny: Reader, question: str) -> None:
    (found,) = tiny.read(question, ["der hafen kostet zwölf millionen"])
    assert found.best()


def test_other_weights_read_otherwise(tiny: Reader, place: Path, tmp_path: Path) -> None:
    other, same = Reader.open(make(tmp_path / "other", seed=1)), Reader.open(place)
    assert same.revision == tiny.revision != other.revision
    (one,), (again,), (two,) = (each.read(ASKED, [LONG]) for each in (tiny, same, other))
    assert near(one, again)
    assert not near(one, two, 0.1)


def test_many_threads_share_one_reader(tiny: Reader) -> None:
    pairs = [("wer", "der hafen"), (ASKED, ""), *((ASKED, text) for text in (LONG, *ODD))]
    expected = tiny.read_pairs(pairs)

    def work(_: int) -> None:
        for _ in range(3):
            found = tiny.read_pairs(pairs)
            assert all(near(a, b) for a, b in zip(found, expected, strict=True))

    in_threads(work, 4)


# --- windows --------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["wer", ASKED, "der hafen " * 20, "neue stadt " * 60])
def test_windows_cover_a_long_text_and_overlap_by_half(tiny: Reader, question: str) -> None:
    (found,) = tiny.read(question, [LONG])
    pieces = tokenizer().encode(LONG, add_special_tokens=False)
    asked = len(tokenizer().encode(question, add_special_tokens=False).ids[:QUESTION])
    room = LONGEST - asked - 3
    windows = sorted(found.windows, key=lambda window: int(window.starts[0]))
    covered = [set(zip(each.starts.tolist(), each.ends.tolist(), strict=True)) for each in windows]
    assert set().union(*covered) == set(pieces.offsets)
    assert len(covered) > 2
    assert all(len(each) <= room for each in covered)
    assert all(len(each) == room for each in covered[:-1])
    for one, other in pairwise(covered):
        assert len(one & other) == room - room // 2


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_a_text_that_just_fits_is_read_once(tiny: Reader, more: int) -> None:
    room = LONGEST - 1 - 3
    (found,) = tiny.read("wer", ["der " * (room + more)])
    assert len(found.windows) == (1 if more <= 0 else 2)
    assert max(int(each.ends.max()) for each in found.windows) == 4 * (room + more) - 1


def test_every_stretch_of_a_long_text_can_be_asked_for(tiny: Reader) -> None:
    (found,) = tiny.read(ASKED, [LONG])
    for word in tokenizer().encode(LONG, add_special_tokens=False).offsets[::7]:
        (best,) = found.best(*word)
        assert word[0] <= best.start < best.end <= word[1]
    (best,) = found.best()
    assert found.best(best.start, best.end) == [best]


# --- spans ----------------------------------------------------------------------------------------


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether neither end of text[start:end] stands within a word."""
    cut_before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    cut_behind = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return not cut_before and not cut_behind


@pytest.mark.parametrize("text", [*ODD, *SIX.values(), LONG])
def test_spans_are_verbatim_whole_and_apart(tiny: Reader, text: str) -> None:
    (found,) = tiny.read(ASKED, [text])
    spans = found.best(count=5)
    assert 1 <= len(spans) <= 5
    assert spans[:1] == found.best()
    scores = [span.score for span in spans]
    assert scores == sorted(scores, reverse=True)
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        quote = text[span.start : span.end]
        assert quote == quote.strip()
        assert is_whole(text, span.start, span.end)
    ordered = sorted(spans, key=lambda span: span.start)
    assert all(a.end <= b.start for a, b in pairwise(ordered))


def test_a_span_stays_inside_its_sentence(tiny: Reader) -> None:
    text = "Der Hafen kostet zwölf Millionen. Wer klagt? Die neue Stadt kostet nichts."
    (found,) = tiny.read(ASKED, [text])
    bounds = [0, text.index("Wer"), text.index("Die neue"), len(text)]
    for start, end in pairwise(bounds):
        for span in found.best(start, end, 3):
            assert start <= span.start < span.end <= end
        assert found.mass(start, end) <= found.mass()
    assert found.best(5, 5) == found.best(len(text)) == []
    assert found.mass(5, 5) < min(found.mass(*each) for each in [(0, 9), (0, len(text))])


CHARS = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from("abc der .?ä\u0308\u0301👩‍🚀\r\n\t ")),
    max_size=120,
)


@given(CHARS, CHARS, st.data())
def test_any_text_is_read_verbatim(
    tiny: Reader, question: str, text: str, data: st.DataObject
) -> None:
    (found,) = tiny.read(question, [text])
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for least, most in ((0, len(text)), (start, end)):
        spans = found.best(least, most, 3)
        for span in spans:
            assert least <= span.start < span.end <= most
            assert text[span.start : span.end].strip() == text[span.start : span.end] != ""
            assert np.isfinite(span.score)
            assert least > 0 or most < len(text) or is_whole(text, span.start, span.end)
        ordered = sorted(spans, key=lambda span: span.start)
        assert all(a.end <= b.start for a, b in pairwise(ordered))


def two_words(first: float, second: float) -> Read:
    """A text of two words, each an answer of this much log odds; both together are none."""
    logits = np.array([first / 2, second / 2], np.float32)
    apart = [
        Window(np.array([at]), np.array([at + 4]), *[logits[n : n + 1]] * 2)
        for n, at in ((0, 0), (1, 5))
    ]
    return Read("eins zwei", tuple(apart))


@given(st.floats(-60, 60), st.floats(0, 20), st.floats(0, 20))
def test_a_higher_score_is_likelier(other: float, ahead: float, more: float) -> None:
    for language in ("de", "en"):
        low, high = (two_words(other + each, other) for each in (ahead, ahead + more))
        assert 0 <= low.probability(language) <= high.probability(language) <= 1


def test_a_span_leads_the_next_one() -> None:
    assert two_words(5, 2).lead() == two_words(2, 5).lead() == 3
    assert two_words(50, 2).lead() == 10  # more says no more
    assert Read("eins", two_words(3, 0).windows[:1]).lead() == 10  # nothing to be ahead of
    assert Read("", ()).lead() == 10


# --- the shipped one ------------------------------------------------------------------------------

TEXT = "Ole Petersen kündigte am Montag eine Klage vor dem Verwaltungsgericht in Nordstrand an."


def test_a_text_is_read_for_a_question() -> None:
    sure = read("Wer kündigte eine Klage an?", TEXT, always=True)
    assert isinstance(sure, Span)
    assert sure.text == TEXT[sure.start : sure.end] == sure.text.strip() != ""
    assert sure.score is not None
    assert 0 <= sure.score <= 1
    assert read("Wer kündigte eine Klage an?", TEXT) in {sure, None}
    assert sure == read(" Wer kündigte eine Klage an?\n", TEXT, always=True)
    decomposed = unicodedata.normalize("NFD", "Wer kündigte eine Klage an?")
    assert read(decomposed, TEXT, always=True) == sure


def test_what_is_unlikely_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    sure = read("Wer?", TEXT, always=True)
    for least, expected in ((-1e9, sure), (1e9, None)):
        monkeypatch.setattr("qa.asking.READ_THRESHOLD", least)
        assert read("Wer?", TEXT) == expected
        assert read("Wer?", TEXT, always=True) == sure


@pytest.mark.parametrize("text", NOTHING)
def test_a_text_without_words_has_no_answer(text: str) -> None:
    assert read("Wer?", text) is None
    assert read("Wer?", text, always=True) is None


@pytest.mark.parametrize("text", ODD)
def test_a_shipped_span_is_verbatim_too(text: str) -> None:
    span = read("Who moved to York?", text, always=True)
    assert span is not None
    assert text[span.start : span.end] == span.text == span.text.strip() != ""
    assert is_whole(text, span.start, span.end)


@pytest.mark.parametrize("question", ["", "  ", "\n", "x" * 100_001])
def test_a_text_is_not_read_for_no_question(question: str) -> None:
    with pytest.raises(BadQuestion):
        read(question, TEXT)


def test_the_shipped_reader_is_opened_once_and_has_room() -> None:
    assert default_reader() is default_reader()
    (found,) = default_reader().read("wer " * 500, [f"{TEXT} " * 30])
    assert len(found.windows) > 1
    assert len(default_reader().revision) == 12


# --- who said it ----------------------------------------------------------------------------------


def test_who_said_it_is_a_span_near_the_claim(tiny: Reader) -> None:
    filler = "Der Hafen bekommt zwei neue Kaianlagen, und niemand klagt. " * 20
    claim = "Die Stadt kostet zwölf Millionen, sagte der Sprecher Ole Petersen."
    article = Article("a", f"{filler}{claim} {filler}", language="de")
    start = len(filler)
    places = [(article, start, start + len(claim)), (article, 0, 58), (article, 0, 5)]
    assert attribute(tiny, []) == []
    found = attribute(tiny, places)
    assert len(found) == len(places)
    for (_, begin, end), span in zip(places, found, strict=True):
        if span is not None:
            assert span.text == article.text[span.start : span.end]
            assert span.score is None
            assert begin - 400 <= span.start < span.end <= end + 400


def test_who_said_it_is_looked_for_in_whole_sentences_of_the_section() -> None:
    class Noting:
        def __init__(self) -> None:
            self.seen: list[str] = []

        def read(self, question: str, texts: list[str]) -> list[Read]:
            self.seen += texts
            return [Read(texts[0], ())]

    claim = "Die Stadt kostet zwölf Millionen."
    long = f"Das sagte {'der sehr lange hier beschriebene ' * 9}Sprecher des Kremls, Dmitri Peskow."
    near = "Es war am Montag. "
    for before, behind, expected in (
        (f"{long} {near}", f" {near}{long} {long}", f"{near}{claim} {near.rstrip()}"),
        (f"{long}\n\nKritik der Fischer\n\n", f" {near}", f"{claim} {near.rstrip()}"),
        (near, "\n\nNewsletter abonnieren\n", f"{near}{claim}"),
        (f"{near}\n", f"\n{near}", f"{near}\n{claim}\n{near.rstrip()}"),
    ):
        article = prepare(Article("a", f"{before}{claim}{behind}", language="de"))
        start = len(before)
        noting = Noting()
        attribute(cast(Reader, noting), [(article, start, start + len(claim))])
        assert noting.seen[-1].split() == expected.split()


class Naming:
    """Takes the first "Ole Pike" or "ich" from the claim on for the speaker, or else before it."""

    def read(self, question: str, texts: list[str]) -> list[Naming]:
        said = texts[0].index(question.partition("? ")[2])
        found = [Scored(*each.span(), 9.0) for each in re.finditer("Ole Pike|ich", texts[0])]
        self.found = sorted(found, key=lambda each: each.start < said)
        return [self]

    def best(self, count: int) -> list[Scored]:
        return self.found[:count]


def test_an_interviews_turn_is_its_speakers_unless_the_sentence_names_another() -> None:
    asked = "Was geschieht mit dem alten Fernrohr auf dem Dach der Schule?"
    turns = ["Kern: Ja. Ole Pike sagt Nein.", "Kern: Nie.", "Kern: Das weiß ich."]
    article = prepare(Article("a", f"\n{asked}\n".join(["", *turns]).strip(), language="de"))
    said = ["Ole Pike sagt Nein.", "Kern: Nie.", "Kern: Das weiß ich."]
    starts = map(article.text.index, said)
    places = [(article, at, at + len(words)) for at, words in zip(starts, said, strict=True)]
    found = attribute(cast(Reader, Naming()), places)
    assert [each and each.text for each in found] == ["Ole Pike", "Kern", "Kern"]


def test_nobody_is_named_below_the_threshold(tiny: Reader) -> None:
    text = "Ole Petersen wohnt seit März in Nordstrand."  # says nothing of what he says
    place = (Article("a", text, language="de"), 0, len(text))
    assert attribute(tiny, [place], 1e9) == [None]
    (span,) = attribute(tiny, [place], -1e9)
    assert span is not None
    assert span.text in text


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Das berichtete eine Quelle gegenüber CNN.", True),
        ("Dies bestätigte der Sprecher.", True),
        ("So auch sagte es die Polizei.", True),
        ("This was reported by Axios.", True),
        ("The claim comes from a source.", True),
        ("Das Gespräch dauerte lang.", False),
        ("Diese Bibliothek kostet zwölf Millionen Euro.", False),
        ("The library was reported missing.", False),
        ("Trump sagte das.", False),
        ("", False),
    ],
)
def test_what_only_says_who_said_the_sentence_before(sentence: str, expected: bool) -> None:
    assert points_back(sentence) is expected
