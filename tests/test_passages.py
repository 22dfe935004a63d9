"""Passages are ordered, cover all body sentences, and part nothing that belongs together."""

from __future__ import annotations

import re
import time
import unicodedata
from itertools import pairwise

import pytest
from conftest import SIX
from hypothesis import example, given
from hypothesis import strategies as st

from index.articles import prepare
from index.hashed import HashedEncoder
from index.passages import Settings, Window, embedded_text, split
from index.sentences import sentences
from index.types import Article, Block

COUNT = HashedEncoder().count_tokens
WINDOWS = Settings()
GLUE = {"\u200d", "\ufe0e", "\ufe0f"}

# Words and what stands between them, with every kind of thing that must not be cut in two.
PIECES = st.sampled_from(
    [
        *("Der", "Hafen", "öffnet", "wieder", "am", "5.", "November", "z. B.", "Prof. Dr.", "U.S."),
        *(". ", "! ", "? ", "… ", ".\n", "\n", "\n\n", " ", "  ", "\t", "\u00a0", "\u2003", ", "),
        *("„Ja …“", "(so)", "1,5", "118", "Musk", "Corp.", "“", "”", "»", "«"),
        *(
            "x\u0302",
            "q\u0323\u0307",
            "क्षि",
            "กำลัง",
            "ที่นี่",
            "เรื่อง",
            "שָׁלוֹם",
            "ﷺ",
            "한국어",
            "日本語。",
        ),
        *("👨‍👩‍👧‍👦", "🏴‍☠️", "❤️‍🔥", "1️⃣", "🇩🇪", "👋🏽", "\u200d", "\ufe0f", "\u0301", "\u20e3"),
        *("w" * 90, "ab" * 700, "e\u0302\u0323" * 60, "ก็" * 300, "नि" * 300),
        *("# Titel", "Kommentar hinterlassen", "Newsletter abonnieren", "Kritik der Fischer"),
    ]
)
TEXTS = st.lists(PIECES, max_size=120).map("".join)
SETTINGS = st.builds(
    Settings,
    tokens=st.integers(1, 40),
    overlap=st.integers(0, 3),
    context=st.integers(0, 12),
    chars=st.sampled_from([30, 200, 4000]),
)


def article(text: str, title: str | None = None) -> Article:
    return prepare(Article("a", text, title=title, language="de"))


def is_inside(text: str, place: int) -> bool:
    """Whether a cut here parts a letter from its marks, or the parts of an emoji.

    A mark after white space has no letter, and white space is never part of a window.
    """
    if not 0 < place < len(text) or text[place - 1].isspace() or text[place].isspace():
        return False
    return (
        unicodedata.category(text[place]).startswith("M")
        or text[place] in GLUE
        or text[place - 1] == "\u200d"
    )


def body(labelled: Article) -> list[tuple[int, int]]:
    return [(block.start, block.end) for block in labelled.blocks if block.label == "body"]


def outside(labelled: Article) -> list[Block]:
    return [block for block in labelled.blocks if block.label != "body"]


@given(
    TEXTS, st.sampled_from([None, "Hafen", "Ein langer Titel " * 30]), SETTINGS, st.integers(6, 80)
)
@example("Ein Satz. " * 50, None, Settings(), 256)
@example("x" + "\u0302" * 9000, None, Settings(), 256)
@example("wort " * 300 + "x" + "\u0302" * 3000, None, Settings(), 64)
@example("", None, Settings(), 256)
def test_windows(text: str, title: str | None, settings: Settings, longest: int) -> None:
    labelled = article(text, title)
    windows = split(labelled, COUNT, longest, settings)
    text = labelled.text
    spans = [(window.start, window.end) for window in windows]

    # ordered: both ends rise, and every window has text, without white space around it
    assert spans == sorted(spans)
    assert [end for _, end in spans] == sorted({end for _, end in spans})
    assert len({start for start, _ in spans}) == len(spans)
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()

    # nothing in two
    for start, end in spans:
        assert not is_inside(text, start), (start, text[start - 2 : start + 2])
        assert not is_inside(text, end), (end, text[end - 2 : end + 2])

    # every character of the body is in a window, and no other is
    covered = {place for start, end in spans for place in range(start, end)}
    wanted = {
        place for start, end in body(labelled) for place in range(start, end)
        if not text[place].isspace()
    }  # fmt: skip
    assert wanted <= covered
    for block in outside(labelled):
        assert not covered & set(range(block.start, block.end))

    # no window is too long for the encoder, unless it is one unit that cannot be cut
    for window in windows:
        piece = text[window.start : window.end]
        length = COUNT([embedded_text(window.context, piece)])[0]
        inner = [n for n in range(1, len(piece)) if not is_inside(piece, n)]
        assert length + 2 <= longest or not inner, (length, longest, piece)
        assert len(piece) <= settings.chars or not inner

    # a sentence is split only if it alone is too long
    room = longest - 2 - min(settings.context, longest // 4)
    for start, end in (s for block in body(labelled) for s in sentences(text, *block, "de")):
        if COUNT([text[start:end]])[0] <= room and end - start <= settings.chars:
            for at, until in spans:
                assert until <= start or at >= end or (at <= start and end <= until)


def _naive(labelled: Article, longest: int, settings: Settings) -> list[tuple[int, int]]:
    """For sentences that all fit: try each window's last sentence from the shortest on."""
    found = []
    for run in _runs(labelled):
        spans = [each for block in run for each in sentences(labelled.text, *block, "de")]
        lengths = COUNT([labelled.text[start:end] for start, end in spans])
        budget = min(settings.tokens, longest - 2 - min(settings.context, longest // 4))
        first = 0
        while True:
            last = first
            while last + 1 < len(spans) and sum(lengths[first : last + 2]) <= budget:
                last += 1
            found.append((spans[first][0], spans[last][1]))
            if last + 1 == len(spans):
                break
            shared = min(settings.overlap, last - first)
            while shared and sum(lengths[last + 1 - shared : last + 2]) > budget:
                shared -= 1
            first = last + 1 - shared
    return found


def _runs(labelled: Article) -> list[list[tuple[int, int]]]:
    runs: list[list[tuple[int, int]]] = [[]]
    for block in labelled.blocks:
        if block.label == "body":
            runs[-1].append((block.start, block.end))
        else:
            runs.append([])
    return [run for run in runs if run]


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=30),
    st.integers(9, 30),
    st.integers(0, 3),
)
def test_windows_are_those_of_a_naive_version(words: list[int], tokens: int, overlap: int) -> None:
    text = " ".join(f"Satz {' '.join('wort' for _ in range(count))}." for count in words)
    labelled, settings = article(text), Settings(tokens + 2, overlap)
    got = [(window.start, window.end) for window in split(labelled, COUNT, 256, settings)]
    assert got == _naive(labelled, 256, settings)


def test_neighbours_share_a_sentence() -> None:
    text = " ".join(f"Satz Nummer {n} hat genau sieben Wörter." for n in range(30))
    windows = split(article(text), COUNT, 256, Settings(tokens=28, overlap=1))
    parts = [re.findall(r"Nummer (\d+)", text[window.start : window.end]) for window in windows]
    assert parts[:3] == [list("0123"), list("3456"), ["6", "7", "8", "9"]]
    assert all(before[-1] == after[0] for before, after in pairwise(parts))
    assert parts[-1][-1] == "29"


def test_without_overlap_every_sentence_stands_once() -> None:
    text = " ".join(f"Satz Nummer {n} hat genau sieben Wörter." for n in range(30))
    windows = split(article(text), COUNT, 256, Settings(tokens=28, overlap=0))
    numbers = [n for w in windows for n in re.findall(r"Nummer (\d+)", text[w.start : w.end])]
    assert numbers == [str(n) for n in range(30)]


def test_a_giant_sentence_is_cut_at_white_space() -> None:
    text = " ".join(f"wort{n}" for n in range(1000)) + "."
    windows = split(article(text), COUNT, 64, WINDOWS)
    assert len(windows) >= 1000 // 62
    words = [word for w in windows for word in text[w.start : w.end].rstrip(".").split()]
    assert list(dict.fromkeys(words)) == [f"wort{n}" for n in range(1000)]


def test_no_window_lies_inside_another() -> None:
    """Pieces of one giant word are one token each, so only their characters fill a window."""
    labelled = article("Kurz. " + "x" * 50_000)
    spans = [(window.start, window.end) for window in split(labelled, COUNT, 256, WINDOWS)]
    assert [end for _, end in spans] == sorted({end for _, end in spans})
    assert len({start for start, _ in spans}) == len(spans)


@pytest.mark.parametrize("word", ["x" * 50_000, "é" * 50_000, "日" * 50_000, "👨‍👩‍👧‍👦" * 5_000])
def test_a_giant_word_is_cut_into_windows_that_fit(word: str) -> None:
    windows = split(article(f"Vorher. {word} Nachher."), COUNT, 256, WINDOWS)
    text = article(f"Vorher. {word} Nachher.").text
    assert all(window.end - window.start <= WINDOWS.chars for window in windows)
    assert {place for w in windows for place in range(w.start, w.end)} >= {
        place for place, char in enumerate(text) if not char.isspace()
    }
    assert not any(is_inside(text, window.start) for window in windows)


@pytest.mark.parametrize(
    "unit",
    ["e\u0302\u0323", "नि", "ก็", "ที่", "1\ufe0f\u20e3", "👨‍👩‍👧‍👦", "❤\ufe0f\u200d🔥", "का", "שָׁ"],
    ids=ascii,
)
def test_marks_and_joined_emoji_are_never_cut_off(unit: str) -> None:
    """Word after word without white space, as Thai is written, longer than any window."""
    for shift in range(4):
        labelled = article("x" * shift + unit * 3000)
        for window in split(labelled, COUNT, 256, WINDOWS):
            assert not is_inside(labelled.text, window.start)
            assert not is_inside(labelled.text, window.end)


def test_no_heading_and_no_furniture_in_a_window() -> None:
    labelled = prepare(Article("a", SIX["sections.md"].split("---\n")[2].replace("#", "")))
    assert {"heading", "furniture"} <= {block.label for block in labelled.blocks}
    windows = split(labelled, COUNT, 256, WINDOWS)
    pieces = [labelled.text[window.start : window.end] for window in windows]
    assert [piece.split()[0] for piece in pieces] == ["Der", "Die"]
    assert all("Kritik" not in piece and "Kommentar" not in piece for piece in pieces)


def test_context_is_title_and_heading() -> None:
    text = "Titel\nEin Satz steht hier am Anfang.\nKritik\nEin Satz steht hier am Ende."
    blocks = (
        Block("heading", 0, 5),
        Block("body", 6, 36),
        Block("heading", 37, 43),
        Block("body", 44, 72),
    )
    labelled = Article("a", text, title="Titel", language="de", blocks=blocks)
    windows = split(labelled, COUNT, 256, WINDOWS)
    assert windows == [Window(6, 36, "Titel"), Window(44, 72, "Titel - Kritik")]
    assert embedded_text("Titel", "Satz.") == "Titel\nSatz."
    assert embedded_text("", "Satz.") == "Satz."


def test_no_article_no_windows() -> None:
    assert split(article(""), COUNT, 256, WINDOWS) == []
    assert (
        split(Article("a", "Nur Titel", blocks=(Block("heading", 0, 9),)), COUNT, 256, WINDOWS)
        == []
    )


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Am 5. November kam er. Dann ging er.", ["Am 5. November kam er.", "Dann ging er."]),
        ("de", "Es gilt z. B. für Prof. Dr. Au. Ja.", ["Es gilt z. B. für Prof. Dr. Au.", "Ja."]),
        ("en", "X Corp. said so. The U.S. agreed.", ["X Corp. said so.", "The U.S. agreed."]),
        ("de", "„Ich gehe …“, sagte er. Sie blieb.", ["„Ich gehe …“, sagte er.", "Sie blieb."]),
        ("de", "Im 3. Quartal stieg er. Das freut.", ["Im 3. Quartal stieg er.", "Das freut."]),
        ("de", "Zum 75. Geburtstag kam er.", ["Zum 75. Geburtstag kam er."]),
        ("de", "Der 1. FC Köln verlor am 3. Oktober.", ["Der 1. FC Köln verlor am 3. Oktober."]),
        ("de", "Am 27. Februar, als er kam.", ["Am 27. Februar, als er kam."]),
        ("de", "Es war am 12. Okt. 2024. Er ging.", ["Es war am 12. Okt. 2024.", "Er ging."]),
        (None, "Am 3. Oktober kam er. Er ging.", ["Am 3. Oktober kam er.", "Er ging."]),
        ("de", "Er kam am 3. Dann ging er.", ["Er kam am 3.", "Dann ging er."]),
        ("de", "Sie wurde 75. Ihr Mann starb.", ["Sie wurde 75.", "Ihr Mann starb."]),
        ("de", "1. Mindestlohn steigt", ["1. Mindestlohn steigt"]),
        ("de", "20 starben. 30 sind verletzt.", ["20 starben.", "30 sind verletzt."]),
        ("de", "Nach Art. 5 sind ca. 30 da.", ["Nach Art. 5 sind ca. 30 da."]),
        ("de", "Er lädt ein. 42 sind da.", ["Er lädt ein.", "42 sind da."]),
        ("de", "Die Frau, geb. Meier, kam.", ["Die Frau, geb. Meier, kam."]),
        ("en", "“Over?” Mr. Smith asked. He left.", ["“Over?” Mr. Smith asked.", "He left."]),
        ("en", "“Over?” The mayor left.", ["“Over?”", "The mayor left."]),
        ("en", "At 4 p.m. Monday he came.", ["At 4 p.m. Monday he came."]),
        (None, "  One.  Two.  ", ["One.", "Two."]),
        ("xx", "One. Two.", ["One.", "Two."]),
        ("de", "  \n ", []),
        ("de", "", []),
    ],
)  # fmt: skip
def test_sentences(language: str | None, text: str, expected: list[str]) -> None:
    spans = sentences(text, 0, len(text), language)
    assert [text[start:end] for start, end in spans] == expected


@pytest.mark.parametrize("part", ["im 1. Haus ", "vgl. 1 ", "am 1. Mai, "])
def test_a_list_without_an_end_takes_no_longer_than_others(part: str) -> None:
    """Time grows with the length, not with its square: 80 seconds, before."""
    started = time.process_time()
    text = part * 8_000
    assert sentences(text, 0, len(text), "de")
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "text", ["Ja.\u0301 Nein.", "Toll!\u200d Ja.", "5.\u200d5.", "Oh‼\ufe0f Ja. So."]
)
def test_sentences_never_part_a_mark_from_its_letter(text: str) -> None:
    for start, end in sentences(text, 0, len(text), "de"):
        assert not is_inside(text, start)
        assert not is_inside(text, end)


@given(TEXTS, st.sampled_from(["de", "en", None, "th", "ja"]))
def test_sentences_cover_all_but_white_space(text: str, language: str | None) -> None:
    text = unicodedata.normalize("NFC", text)
    spans = sentences(text, 0, len(text), language)
    covered = {place for start, end in spans for place in range(start, end)}
    assert {place for place, char in enumerate(text) if not char.isspace()} <= covered
    assert sum(end - start for start, end in spans) == len(covered)
    assert spans == sorted(spans)
