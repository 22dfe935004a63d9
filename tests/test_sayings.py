"""What did somebody say?"""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Article, Index
from qa import ask
from qa.sayings import SURE, asked_about, asked_for

ASKED = [
    ("What did Tom Adeyemi say?", "Adeyemi"),
    ("And what has Peskov said", "Peskov"),
    ("Was sagte Peskow?", "Peskow"),
    ("Was hat Kanzler Merz gesagt?", "Merz"),
    ("Was sagte Peskow zu den Gesprächen?", None),
    ("What did Peskov say about the call?", None),
    ("What did he say?", None),
    ("What did Trump and Putin say?", None),
    ("Was hat Musk gekauft?", None),
    ("What did the CEO of Apple say?", None),
    ("What did residents of Kassel say?", None),
    ("Was sagte der Sprecher der Polizei Köln?", None),
    (f"Was hat{' ' * 5_000}x", None),  # in no time
    ("Was hat Musk?", None),
    ("Was sagte der Sprecher?", None),
]
TUNNEL = (
    "The tunnel will open no earlier than 2034, the operator said on Monday. "
    "Tom Adeyemi, transport spokesman for the Liberals, said ministers had known since October. "
    "“They didn't tell parliament. That's a scandal,” he said. "
    "A spokeswoman said the first estimate had reached the ministry only on 2 May."
)


@pytest.mark.parametrize(("question", "who"), ASKED)
def test_whose_words_are_asked_for(question: str, who: str | None) -> None:
    assert asked_for(question) == who


def test_whatever_somebody_said_answers_what_they_said(tmp_path: Path) -> None:
    with Index.open(tmp_path / "i") as index:
        index.add([Article("tunnel", TUNNEL, title="Tunnel delayed", language="en")])
        answer = ask("What did Tom Adeyemi say?", index=index)
        assert answer.answered
        assert answer.confidence >= SURE
        assert {each.quote[:8] for each in answer.citations} == {"Tom Adey", "“They di"}
        for each in answer.citations:  # "he said" is told by his name
            assert each.attributed_to
            assert each.attributed_to.text.startswith("Tom Adeyemi")
            span = each.attributed_to
            assert each.article.text[span.start : span.end] == span.text
        assert not ask("What did Rita Hayworth say?", index=index).answered


def test_what_somebody_else_said_is_no_answer(tmp_path: Path) -> None:
    text = (
        "Zelensky congratulated Donald Trump on a historic landslide victory, he said on Thursday. "
        "“We agreed to keep a close dialogue with Trump”, Zelensky said."
    )
    with Index.open(tmp_path / "i") as index:
        index.add([Article("call", text, title="A call", language="en")])
        answer = ask("What did Trump say?", index=index)
        assert "close dialogue" not in answer.text


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("What did the Wall Street Journal report about Musk and Putin?", "Journal"),
        ("Und was sagte Peskow über Telefonate zwischen Musk und Putin?", "Peskow"),
        ("Was berichtete die ARD über den Streik", "ARD"),
        ("What did Tom Adeyemi say?", None),  # about whatever
        ("What did he say about calls with Putin?", None),
        ("What did residents of Kassel say about the tunnel?", None),
        ("Was sagte der Sprecher über den Streik?", None),
    ],
)
def test_whose_words_on_something_are_asked_for(question: str, who: str | None) -> None:
    assert asked_about(question) == who


def test_of_two_likely_sentences_who_is_asked_for_decides(tmp_path: Path) -> None:
    seed = Path(__file__).parent.parent / "seeds"
    with Index.open(tmp_path / "i") as index:
        index.sync(seed)
        for question in (
            "What did the Wall Street Journal report about Musk and Putin?",
            "Was berichtete das Wall Street Journal über Musk und Putin?",
        ):
            first = ask(question, index=index).citations[0]
            assert first.quote.startswith("Ein Bericht des „Wall Street Journal“")
