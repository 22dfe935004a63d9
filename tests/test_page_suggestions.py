"""What the page offers to ask is answered when it is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browsing import ask, wait_for, wait_until

if TYPE_CHECKING:
    from selenium.webdriver import Chrome


@pytest.mark.parametrize("language", ["en", "de"])
def test_an_example_is_answered(page: Chrome, language: str) -> None:
    if language == "de":
        page.execute_script(
            "document.querySelector('[data-do=language][data-language=de]').click()"
        )
    example = wait_for(page, f".greeting[lang={language}] button.suggestion")
    asked = example.text
    example.click()
    wait_for(page, "#turn-1 .card.answered")
    assert wait_for(page, "#turn-1 .question").text == asked


def test_a_question_on_something_else_is_shown_no_passages_but_what_can_be_asked(
    page: Chrome,
) -> None:
    ask(page, "How do I bake bread?")
    wait_for(page, "#turn-1 .card.unanswered")
    offered = wait_for(page, "#turn-1 button.suggestion")  # comes after the card
    wait_until(page, "!document.querySelector('#turn-1 .offers')")
    assert page.execute_script("return document.querySelector('#turn-1 .near')") is None
    offered.click()
    wait_for(page, "#turn-2 .card.answered")
