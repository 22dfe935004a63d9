"""Finding articles, and their copies, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from browsing import (
    HARBOUR,
    IN_VIEW,
    Served,
    ask,
    axe,
    phone,
    press_surely,
    wait_for,
    wait_until,
)

from page.texts import DE, EN

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

NOTE = "---\ntitle: Note {number}\nsource: Note Paper {number}\nlanguage: en\n---\n\nNo news.\n"
COPY = HARBOUR.replace("Coastal Post", "Inland Post").replace("Harbour to be", "Quays are to be")
CHRONICLE = "---\ntitle: Chronicle of the mill\nsource: Chronicle\nlanguage: en\n---\n\n"
YEAR = "In that year the wheel turned on {days} days, and the mill ground rye and oats for all."
MILLER = "The miller Hilde Brandt sold the old mill to a brewery."
LENGTH = 100_000  # characters of a long article before what is cited
# True once nothing has scrolled in the reading room for longer than a smooth scroll takes.
AT_REST = """new Promise(done => {
  const rest = () => setTimeout(done, 1200, true);
  let timer = rest();
  document.querySelector("#reading .panel").addEventListener("scroll", () => {
    clearTimeout(timer);
    timer = rest();
  });
})"""
WANTED = "document.querySelector('#reading .contents')?.dataset.wanted === arguments[0]"
LISTED = "[...document.querySelectorAll('#reading a.to-article')].map(a => a.textContent)"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One report in two papers, among more articles than are seen at a glance."""
    folder = tmp_path_factory.mktemp("articles")
    (folder / "coast.md").write_text(HARBOUR, encoding="utf-8")
    inland = COPY.replace("Their spokesman", "Boats stayed out on Sunday. Their spokesman")
    (folder / "inland.md").write_text(inland, encoding="utf-8")
    for number in range(10):
        text = NOTE.format(number=number)
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    years = [YEAR.format(days=days) for days in range(LENGTH // len(YEAR))]
    story = "\n\n".join([*years, MILLER, *years[:40]])
    (folder / "mill.md").write_text(CHRONICLE + story, encoding="utf-8")
    served = Served(folder, tmp_path_factory.mktemp("index"))
    yield served
    assert served.end() == 0


def test_the_list_is_filtered_while_somebody_types(page: Chrome) -> None:
    field = wait_for(page, "#reading .find input")
    field.click()
    for word in ("post ", "quays"):  # the list that the first word brings takes nothing away
        page.switch_to.active_element.send_keys(word)
        wait_until(page, WANTED, "post quays" if word == "quays" else "post ")
        wait_until(page, "document.activeElement.matches('#reading .find input')")
    assert page.execute_script("return document.activeElement.value") == "post quays"
    assert page.execute_script(f"return {LISTED}") == ["Quays are to be extended"]
    wait_until(page, "document.querySelector('.announce').textContent === '1 article'")
    assert axe(page) == []
    wait_for(page, "#reading a.to-article").click()
    wait_for(page, "#reading .prose-text")
    wait_for(page, "#reading [data-do=contents]").click()  # back to what was found
    wait_until(page, WANTED, "post quays")
    wait_for(page, "#indexed [data-do=contents]").click()
    wait_until(page, WANTED, "")
    assert len(page.execute_script(f"return {LISTED}")) == 13


def test_the_same_report_opens_in_the_other_paper_and_its_article_can_go(
    page: Chrome, served: Served
) -> None:
    ask(page, "Who announced a lawsuit?")
    wait_for(page, "#cite-1-1")
    wait_for(page, "#turn-1 .also summary").click()
    link = wait_for(page, "#turn-1 .also a.to-mark")
    assert link.text == "[1.1]"
    link.click()
    wait_until(page, "document.activeElement.id === 'cite-1-1.1'")
    mark = page.switch_to.active_element
    wait_until(page, IN_VIEW, mark)
    assert "Ole Petersen announced a lawsuit." in mark.text
    paper = wait_for(page, "#reading article .about").text
    wait_for(page, "#reading [data-do=back]").click()
    wait_until(page, "document.activeElement.dataset.mark === 'cite-1-1.1'")
    wait_for(page, "#turn-1 a.to-mark[data-mark=cite-1-1]").click()
    wait_until(page, "document.activeElement.id === 'cite-1-1'")
    assert wait_for(page, "#reading article .about").text != paper
    press_surely(page, wait_for(page, "#reading article [data-do=remove]"))
    wait_for(page, "#reading .contents")
    wait_until(page, f"{LISTED}.length === 12")


def test_a_long_article_opens_at_its_mark(page: Chrome) -> None:
    """However far down it stands, with the answer and each time that its link is pressed."""
    ask(page, "Who sold the old mill?")
    mark = wait_for(page, "#cite-1-1")
    assert MILLER in mark.text
    wait_until(page, AT_REST)
    assert page.execute_script(f"return {IN_VIEW}", mark)
    wait_for(page, "#reading [data-do=contents]").click()
    wait_for(page, "#reading .contents")
    for _ in range(2):
        wait_for(page, "#turn-1 a.to-mark").click()
        wait_until(page, "document.activeElement.id === 'cite-1-1'")
        mark = page.switch_to.active_element
        wait_until(page, AT_REST)
        assert page.execute_script(f"return {IN_VIEW}", mark)
        page.execute_script("document.querySelector('#reading .panel').scrollTop = 0")


def test_marks_are_walked_in_the_order_of_their_numbers(page: Chrome) -> None:
    """What comes closest may stand last in its article."""
    ask(page, "Who announced a lawsuit?")
    wait_for(page, "#cite-1-1")
    page.execute_script(
        "document.querySelector('#reading .panel').innerHTML = [3, 1, 2].map(n =>"
        "`<mark class='near first' id='near-1-${n}' data-of='near-1-${n}' tabindex='0'></mark>`"
        ").join('')"
    )
    for number in (1, 2, 3, 1):
        wait_for(page, "#reading [data-do=next]").click()
        wait_until(page, f"document.activeElement.id === 'near-1-{number}'")
        assert wait_for(page, "#reading .place").text == f"{number} of 3"


def test_on_a_phone_the_focus_goes_to_the_mark_in_the_sheet(page: Chrome, address: str) -> None:
    phone(page)
    page.get(address)
    ask(page, "Who announced a lawsuit?")
    wait_for(page, "#turn-1 a.to-mark").click()
    wait_until(page, "document.activeElement.id === 'cite-1-1'")


def test_an_answer_and_an_open_article_say_by_themselves_that_the_file_has_changed(
    page: Chrome, served: Served
) -> None:
    path = served.folder / "otter.txt"
    path.write_text("Der Otter Fritz wohnt in Bremen.\n\nEr frisst.", encoding="utf-8")
    assert served.next_line().startswith("1 added")
    ask(page, "Wo wohnt der Otter Fritz?")
    wait_for(page, "#turn-1 .badge.checked")
    wait_for(page, "#reading .paper", "Bremen")
    page.execute_script("document.querySelector('#turn-1 .card').dataset.kept = 'yes'")
    for text, badge, said in (
        ("Der Otter Fritz wohnt jetzt in Hamburg.", "changed", EN.old_wording),
        ("", "gone", EN.gone),
    ):
        if text:
            path.write_text(text, encoding="utf-8")
        else:
            path.unlink()
        wait_for(page, f"#turn-1 .badge.{badge}", getattr(DE, badge))
        wait_for(page, "#reading .paper .outdated", said)
        wait_until(page, "document.querySelector('.announce').textContent.includes(arguments[0])",
                   said)  # fmt: skip
        assert wait_for(page, "#cite-1-1").text == "Der Otter Fritz wohnt in Bremen."
        assert not page.find_element("css selector", "#reading [data-do=remove]").is_displayed()
        served.next_line()
    # Nothing else was drawn anew, and nothing moved.
    wait_for(page, "#turn-1 .card[data-kept]")
    assert axe(page) == []


@pytest.mark.parametrize("place", ["?c=nobody-has-this#turn-3", "#turn-3"])
def test_a_link_that_leads_nowhere_says_so(page: Chrome, address: str, place: str) -> None:
    page.get("data:,")
    page.get(f"{address.rstrip('/')}/{place}")
    assert wait_for(page, ".greeting .dead-link").text == EN.dead_link
    wait_until(
        page, "document.querySelector('.announce').textContent === arguments[0]", EN.dead_link
    )
    assert page.current_url.rstrip("/") == address.rstrip("/")
    ask(page, "Who announced a lawsuit?")
    wait_until(page, "!document.querySelector('.dead-link:not([hidden])')")


def test_a_link_to_a_question_that_was_taken_back_shows_the_others(page: Chrome) -> None:
    ask(page, "Who announced a lawsuit?")
    wait_until(page, "new URLSearchParams(location.search).get('c')")
    place = page.current_url
    page.get("data:,")
    page.get(f"{place}#turn-2")
    wait_for(page, "#turn-1 .card")
    assert wait_for(page, ".dead-link").text == EN.dead_link
    assert page.current_url == place


def test_the_page_has_named_parts(page: Chrome) -> None:
    assert wait_for(page, "#side[role=region]").get_attribute("aria-label") == EN.menu
    wait_for(page, "#asking[role=search]")
    ask(page, "Who announced a lawsuit?")
    assert wait_for(page, "#turn-1 h2").text == "Who announced a lawsuit?"
    wait_for(page, "#reading article[aria-label]")
    assert axe(page) == []
