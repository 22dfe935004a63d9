"""Of a text that is too long, what is read: cut, ranked, and put back where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import read, stretches
from qa.reader import default_reader

FILLER = (
    "Am Montag lag dichter Nebel über der Stadt. Die Busse fuhren wie an jedem anderen Tag, "
    "und auf dem Markt wurden Äpfel verkauft.\n"
)
SAID = "Die neue Bibliothek in Kleinhausen kostet zwölf Millionen Euro, sagte Anna Feld. "
ASKED = "Was kostet die neue Bibliothek in Kleinhausen?"
LONG = FILLER * 40 + SAID + FILLER * 40


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text is too long sooner: reading as much as is read in earnest takes half a minute."""
    monkeypatch.setattr(stretches, "LONGEST", 2_000)
    monkeypatch.setattr(stretches, "LENGTH", 500)


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("question", [ASKED, "What does the new library in Kleinhausen cost?"])
def test_what_answers_is_found_where_it_stands(question: str) -> None:
    spans = stretches.worth_reading(question, LONG)
    assert len(spans) == 4
    assert sum(SAID.strip() in LONG[start:end] for start, end in spans) == 1
    found = read(question, LONG)
    assert found is not None
    assert found.text == LONG[found.start : found.end] == "zwölf Millionen Euro"


@pytest.mark.usefixtures("short")
def test_where_nothing_has_a_word_of_the_question_the_beginning_is_read() -> None:
    spans = stretches.worth_reading("Xylophon Quastenflosser?", LONG)
    assert spans == list(stretches._cut(LONG))[:4]


def test_a_text_that_is_not_too_long_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    text = FILLER * 3 + SAID
    monkeypatch.setattr(stretches, "LONGEST", len(text))
    whole = default_reader().read(ASKED, [text])[0]
    assert stretches.read_worth(default_reader(), ASKED, text).best() == whole.best()
    monkeypatch.setattr(stretches, "worth_reading", None)  # is not asked
    assert read(ASKED, text) is not None


@given(st.text(alphabet="ab .\n", max_size=20).map(lambda text: text * 200))
def test_stretches_are_the_whole_text(text: str) -> None:
    spans = list(stretches._cut(text))
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(0 < end - start <= stretches.LENGTH for start, end in spans)
    assert stretches._joined(spans) == ([(0, len(text))] if text else [])
