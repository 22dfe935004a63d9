"""The page with a language model behind it: drafts, verdicts, and a stop that stops the model."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from browsing import SECONDS, SEEDS, Served, ask, press_surely, type_question, wait_for, wait_until
from chat_server import ChatServer, Exchange, keeps_silent, says, serving

from page.texts import DE, EN

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

WRITTEN = (
    "Axios was the first to report the call [1]. "
    "The super PAC invested 999 million dollars in the campaign [1]. "
    "![x](https://elsewhere.example/x.png) Nobody else was on the line [77]."
)


def slow(exchange: Exchange) -> None:
    """Twenty words a second, as a laptop writes them, until nobody listens."""
    exchange.begin()
    for _ in range(20 * SECONDS):
        if exchange.release.wait(0.05) or not exchange.event("word "):
            return


class Model:
    """What the server says next; a test sets it."""

    def __init__(self) -> None:
        self.reply = says("")
        self.exchanges: list[Exchange] = []

    def __call__(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        self.reply(exchange)


@pytest.fixture(scope="module")
def model() -> Iterator[tuple[Model, ChatServer]]:
    model = Model()
    with serving(model) as server:
        yield model, server


@pytest.fixture(scope="module")
def served(
    model: tuple[Model, ChatServer], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("articles")
    for seed in SEEDS.iterdir():
        shutil.copy(seed, folder)
    options = ("--llm", "tiny", "--llm-base-url", model[1].url)
    served = Served(folder, tmp_path_factory.mktemp("index"), *options)
    yield served
    assert served.end() == 0


def test_each_sentence_of_a_model_says_what_became_of_it(
    page: Chrome, model: tuple[Model, ChatServer]
) -> None:
    model[0].reply = says(WRITTEN)
    card = ask(page, "Who was the first to report the call?")
    statements = page.find_elements("css selector", "#turn-1 .statement")
    kinds = [str(each.get_attribute("class")).split()[1] for each in statements]
    assert kinds[0] == "verified"
    assert set(kinds[1:]) <= {"differs", "unsupported"}
    assert len(kinds) == 3
    assert EN.written.format(model="openai:tiny") in card.text
    assert EN.invented.format(markers="[77]") in card.text
    assert page.execute_script("return document.querySelectorAll('#turns img').length") == 0
    assert "Axios" in wait_for(page, "#cite-1-1").text


def test_stopping_ends_the_request_to_the_model(
    page: Chrome, model: tuple[Model, ChatServer]
) -> None:
    model[0].reply = slow
    before = len(model[0].exchanges)
    type_question(page, "Who was the first to report the call?")
    wait_for(page, "#live .draft", "word word")
    wait_for(page, "#stop").click()
    wait_for(page, "#live .text", EN.stopped)
    wait_until(page, "document.activeElement.matches('#box textarea')")
    wait_until(page, "!document.querySelector('#stop')?.offsetParent")
    assert model[0].exchanges[before].gone.wait(SECONDS)
    model[0].reply = says(WRITTEN)
    wait_for(page, "#live [data-do=ask]").click()
    wait_for(page, "#turn-1 .statement.verified")


def test_what_was_found_is_shown_before_anything_is_written(
    page: Chrome, model: tuple[Model, ChatServer]
) -> None:
    model[0].reply = keeps_silent()
    type_question(page, "Who was the first to report the call?")
    wait_for(page, "#live .found li", "Musk")
    assert len(page.find_elements("css selector", "#live .found li")) == 3
    wait_for(page, "#live .working", EN.passages.split("{")[0])
    assert page.find_elements("css selector", "#log .turn") == []
    wait_for(page, "#stop").click()
    wait_for(page, "#live .text", EN.stopped)
    assert page.find_elements("css selector", ".found") == []


def writing(page: Chrome, model: Model, question: str) -> Exchange:
    """A question whose answer is being written, slowly, and the request for it."""
    model.reply = slow
    before = len(model.exchanges)
    type_question(page, question)
    wait_for(page, "#live .draft", "word word")
    return model.exchanges[before]


def test_who_begins_a_new_conversation_has_left_the_answer_under_way(
    page: Chrome, model: tuple[Model, ChatServer]
) -> None:
    question = "Who reported it before anybody else?"
    exchange = writing(page, model[0], question)
    wait_for(page, "#new").click()
    wait_for(page, ".greeting")
    wait_for(page, "#send")
    assert exchange.gone.wait(SECONDS)
    page.refresh()
    wait_for(page, ".greeting")
    assert question not in wait_for(page, "#kept").text


def test_a_deleted_conversation_does_not_come_back_with_its_answer(
    page: Chrome, model: tuple[Model, ChatServer]
) -> None:
    model[0].reply = says(WRITTEN)
    ask(page, "Who was the first to report the call?")
    wait_for(page, "#kept [data-do=delete]")
    exchange = writing(page, model[0], "And who was the second?")
    press_surely(page, wait_for(page, "#kept [data-do=delete]"))
    wait_for(page, ".greeting")
    wait_for(page, "#send")
    assert exchange.gone.wait(SECONDS)
    assert page.find_elements("css selector", "#live .turn, #log .turn") == []
    page.refresh()
    wait_for(page, ".greeting")
    assert "second" not in wait_for(page, "#kept").text


def test_the_language_chosen_while_an_answer_is_written_stays(
    page: Chrome, model: tuple[Model, ChatServer]
) -> None:
    exchange = writing(page, model[0], "Who was the first to report the call?")
    wait_for(page, "[data-do=language][data-language=de]").click()
    wait_for(page, "#live .text", DE.stopped)
    assert exchange.gone.wait(SECONDS)
    wait_for(page, "#new", DE.new)
    model[0].reply = says(WRITTEN)
    wait_for(page, "#live [data-do=ask]", DE.retry).click()
    wait_for(page, "#turn-1 .statement.verified")
    wait_for(page, "#new", DE.new)


def test_what_is_taken_back_while_the_next_is_written_takes_that_along(
    page: Chrome, model: tuple[Model, ChatServer]
) -> None:
    model[0].reply = says(WRITTEN)
    ask(page, "Who was the first to report the call?")
    exchange = writing(page, model[0], "And who was the second?")
    press_surely(page, wait_for(page, "#turn-1 [data-do=undo]"))
    wait_for(page, ".greeting")
    wait_for(page, "#send")
    assert exchange.gone.wait(SECONDS)
    assert page.find_elements("css selector", "#live .turn, #log .turn") == []
