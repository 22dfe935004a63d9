"""Names that no article has."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest

from index import Article, Index
from qa import ask
from qa.extraction import OF_A_STRANGER
from qa.strangers import of_another_year, of_others, stranger

FIRE = (
    "Bei einem Brand in einer Lagerhalle in Görlitz mussten am Montag rund 340 Menschen ihre "
    "Wohnungen verlassen. Das sagte Oberbürgermeisterin Jana Kreuz. Die A4 war gesperrt."
)
SALE = "Arsenal paid 31 million euros for the Danish winger Marco Silva on Tuesday."


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("strangers") / "i") as index:
        index.add([Article("fire", FIRE, language="de"), Article("sale", SALE, language="en")])
        yield index


@pytest.mark.parametrize(
    ("question", "language", "name"),
    [
        ("Wie viele Menschen mussten in Dresden ihre Wohnungen verlassen?", "de", "Dresden"),
        ("Wie viele Menschen verließen in der Stadt Kassel ihre Wohnung?", "de", "Stadt Kassel"),
        ("War die A9 gesperrt?", "de", "A9"),
        ("How many people had to leave their homes in Berlin?", "en", "Berlin"),
        ("Wie viele Menschen mussten in Görlitz ihre Wohnungen verlassen?", "de", None),
        ("Was sagte Frau Kreuz?", "de", None),
        ("How many people had to leave their homes in Görlitz?", "en", None),
        ("Wie viel zahlte Arsenal für den dänischen Flügelspieler?", "de", None),
        ("Muss Görlitz dafür zahlen?", "de", None),
        ("Muss Norwegen dafür zahlen?", "de", None),
        ("Galt in der Quarantänestation Maskenpflicht?", "de", None),  # nouns
        ("What did the GDP have to do with it?", "en", None),  # another word in German
        ("Who paid for the Danish winger?", "en", None),
    ],
)
def test_a_name_that_no_article_has(
    both: Index, question: str, language: str, name: str | None
) -> None:
    hits = both.search(question)
    assert stranger(both, question, language, hits) == name


@pytest.mark.parametrize(
    ("question", "language", "name"),
    [
        ("Wer ist der Präsident von Frankreich?", "de", "Frankreich"),
        ("What is the capital of Mongolia?", "en", "Mongolia"),
        ("Wer spielt für Dänemark?", "de", None),  # "Danish"
        ("Who plays for Denmark?", "en", None),
    ],
)
def test_a_country_that_no_hit_names(
    both: Index, question: str, language: str, name: str | None
) -> None:
    assert stranger(both, question, language, both.search(question)) == name


def test_the_name_that_no_article_has_is_told_as_it_was_found(both: Index) -> None:
    """One behind an article, which a reason that is looked for anew takes for a noun."""
    refused = ask("Wie viele Menschen mussten bei dem G20 ihre Wohnungen verlassen?", index=both)
    assert (refused.answered, refused.confidence <= OF_A_STRANGER) == (False, True)
    assert refused.text.endswith("Zu „G20“ findet sich dort nichts.")


def test_what_is_said_of_another_is_no_answer(both: Index) -> None:
    told = ask("Wie viele Menschen mussten in Görlitz ihre Wohnungen verlassen?", index=both)
    assert (told.answered, told.short and told.short.text) == (True, "rund 340 Menschen")
    pieces = unicodedata.normalize("NFD", told.question)
    assert ask(pieces, index=both).citations == told.citations  # "Görlitz" is no unknown "Go"
    refused = ask("Wie viele Menschen mussten in Dresden ihre Wohnungen verlassen?", index=both)
    assert not refused.answered
    assert refused.text.endswith("Zu „Dresden“ findet sich dort nichts.")
    assert refused.closest[0].quote.startswith(told.citations[0].quote)  # and who said so
    assert refused.confidence < told.confidence


@pytest.mark.parametrize(
    ("question", "published", "expected"),
    [
        ("Wie viele stimmten 2019 dafür?", None, True),
        ("Wie viele stimmten 2021 dafür?", None, False),
        ("Wie viele stimmten dafür?", None, False),
        ("Wie viele stimmten 2025 dafür?", "2026-03-01", False),  # "im vergangenen Jahr"
        ("Wie viele stimmten 2019 dafür?", "2026-03-01", True),
        ("Wie viele zahlten 2019 Euro?", None, False),
        ("What was built in the 1900s?", None, False),
        ("Are there 2,019 of them?", None, False),
    ],
)
def test_a_year_that_an_article_has_not(
    question: str, published: str | None, expected: bool
) -> None:
    article = Article("vote", "Im Jahr 2021 stimmten 27 dafür.", published=published)
    assert of_another_year(question, [article]) is expected


def test_what_is_said_of_another_year_is_no_answer(both: Index) -> None:
    asked = "Wie viele Menschen mussten {}in Görlitz ihre Wohnungen verlassen?"
    assert ask(asked.format(""), index=both).answered
    refused = ask(asked.format("2018 "), index=both)
    assert (refused.answered, refused.confidence <= OF_A_STRANGER) == (False, True)
    assert "340" in refused.closest[0].quote


@pytest.mark.parametrize(
    ("question", "others"),
    [
        ("Wann traf Marco Silva den Trainer?", {"fire"}),
        ("What did Jana Kreuz say?", {"sale"}),
        ("Was sagte Oberbürgermeisterin Jana Kreutz?", {"sale"}),  # spelled otherwise
        ("Was sagte Kreuz?", set()),  # one word may be any
        ("Wie viele Menschen mussten in Frankfurt am Main fort?", set()),  # a place may be near
    ],
)
def test_an_article_without_the_full_name_is_of_others(question: str, others: set[str]) -> None:
    articles = [Article("fire", FIRE, language="de"), Article("sale", SALE, language="en")]
    assert of_others(question, "en" if "did" in question else "de", articles) == others
