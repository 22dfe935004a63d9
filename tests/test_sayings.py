"""What did somebody say?"""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Article, Hit, Index, Passage
from qa import ask
from qa.evidence import Sentence
from qa.introducing import introduces, names_them, obituary
from qa.reader import default_reader
from qa.sayings import SURE, asked_about, asked_for, said_by, theirs_first

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


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Eva Kern ging nach Bonn.", True),
        ("Kern ging nach Bonn.", True),
        ("Jo Kern ging nach Bonn.", False),
        ("Jo Kern und Eva Kern gingen.", True),
        ("Sie ging nach Bonn.", False),
    ],
)
def test_who_is_named_is_not_another_of_the_family(text: str, named: bool) -> None:
    assert names_them("Eva Kern", text) is named


NOTICE = (
    "Eva Kern hinterlässt drei Enkel und einen Garten. Ihr Mann starb 2011. "
    "Am Dienstag ist die Physikerin im Alter von 91 Jahren in Bonn gestorben."
)


def test_who_somebody_was_is_what_their_obituary_says_first(tmp_path: Path) -> None:
    with Index.open(tmp_path / "i") as index:
        index.add([Article("kern", NOTICE, title="Zum Tod von Eva Kern", language="de")])
        answer = ask("Wer war Eva Kern?", index=index)
        assert [each.quote[:10] for each in answer.citations] == ["Am Diensta"]


def test_only_the_dead_of_the_title_have_an_obituary() -> None:
    article = Article("a", NOTICE, title="Zum Tod von Eva Kern", version=1)
    hit = Hit(Passage(1, article, 0, len(NOTICE)), 0.5)
    found = [Sentence(hit, NOTICE.index("Ihr"), NOTICE.index(" Am"))]
    last = Sentence(hit, NOTICE.index("Am D"), len(NOTICE))
    assert obituary("Eva Kern", found) is None
    assert obituary("Eva Kern", [*found, last]) == last
    assert obituary("Jo Lam", [last]) is None


def test_what_happened_to_somebody_is_told_of_them(tmp_path: Path) -> None:
    text = (
        "Der HSC gewann das Spiel nach langem Rückstand. Jo Lam fiel in der zehnten Minute auf den "
        "Arm und musste ins Krankenhaus. Die Zuschauer sangen noch lange."
    )
    with Index.open(tmp_path / "i") as index:
        index.add([Article("spiel", text, title="Der HSC gewinnt", language="de")])
        answer = ask("Was ist mit Jo Lam passiert?", index=index)
        assert "Jo Lam" in answer.citations[0].quote
        assert answer.confidence < 1


def test_a_party_or_a_number_introduces_nobody() -> None:
    for short in ("SPD", "31 Doktoranden", "Its director", "außer Dienst."):
        assert not introduces(short)
    for short in ("Direktorin", "the ship's former electrician", "MP for Leeds"):
        assert introduces(short)


def test_what_somebody_is_said_to_have_said_is_likely_however_it_is_read() -> None:
    text = "„Das Bad bleibt offen“, sagte Eva Kern. Jo Lam lehnt das ab."
    hit = Hit(Passage(1, Article("a", text, language="de", version=1), 0, len(text)), 0.5)
    end = text.index(" Jo")
    found = [
        Sentence(hit, 0, end, 0.1, also=0.05),
        Sentence(hit, end + 1, len(text), 0.2, also=0.2),
    ]
    (said,) = said_by(default_reader(), "Kern", found)
    assert (said.start, said.probability, said.also) == (0, SURE, SURE)
    first, second = theirs_first(default_reader(), "Kern", found[::-1])
    assert (first.start, first.probability, first.also) == (0, 0.2, 0.2)
    assert second == found[1]
