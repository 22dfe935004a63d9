"""The page in a real browser: what a person sees, presses and hears."""

from __future__ import annotations

import json
import time
import urllib.parse
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import (
    IN_VIEW,
    PWN,
    QUESTION,
    Served,
    ask,
    axe,
    double_click,
    focused,
    phone,
    press,
    press_surely,
    requested,
    type_question,
    wait_for,
    wait_until,
)
from hostile import PAYLOADS, hostile_articles

from index import Index
from page.html import key
from page.texts import DE, EN

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

FAUL = "Das Faultier Emil schläft im Regenwald."


# --- asking and reading ---------------------------------------------------------------------------


def test_a_question_is_answered_beside_its_article_marked_and_in_view(
    page: Chrome, address: str
) -> None:
    card = ask(page, QUESTION)
    assert (
        wait_for(page, ".card.answered .short").text
        == "eine mit der Angelegenheit vertraute Quelle"
    )
    quote = wait_for(page, ".card.answered .quote")
    mark = wait_for(page, "#cite-1-1")
    assert mark.text == quote.text != ""
    wait_until(page, IN_VIEW, mark)
    assert "word for word" in card.text
    link = wait_for(page, ".card.answered .source a.to-mark")
    assert link.text == "[1]"
    link.click()
    wait_until(page, "document.activeElement === arguments[0]", mark)
    wait_until(page, IN_VIEW, mark)
    urls = requested(page)
    assert any("/queue/join" in url for url in urls), "the log has the question"
    assert [url for url in urls if not url.startswith((address, "data:", "blob:"))] == []


def test_a_german_question_and_one_that_leans_on_it(page: Chrome) -> None:
    card = ask(page, "Wer hat zuerst über den Anruf berichtet?")
    assert "Axios" in wait_for(page, "#turn-1 .short").text
    assert "wörtlich im Artikel" in card.text
    ask(page, "Und wer bestätigte, dass Musk teilnahm?")
    mark = wait_for(page, "#cite-2-1")
    assert "Quelle" in mark.text
    assert wait_for(page, "#turn-2 .card").get_attribute("lang") == "de"


def test_how_a_question_was_understood_can_be_changed(page: Chrome) -> None:
    from selenium.webdriver.common.keys import Keys

    ask(page, "Who is the spokesman of the Kremlin?")
    ask(page, "What did he say about calls with Putin?")
    assert "Peskow" in wait_for(page, "#turn-2 .understood q").text
    wait_for(page, "#turn-2 [data-do=restate]").click()
    press(page, Keys.ESCAPE)
    wait_until(page, "document.activeElement.matches('#turn-2 [data-do=restate]')")
    press(page, Keys.ENTER)
    field = wait_for(page, "#turn-2 .restate input")
    field.clear()
    field.send_keys("Since when has Musk been in contact with Putin?\n")
    assert "2022" in wait_for(page, "#turn-3 .short").text
    assert page.execute_script("return document.querySelector('#turn-3 .understood')") is None


def test_a_refusal_shows_what_is_near_and_what_could_be_asked(page: Chrome) -> None:
    card = ask(page, "Wer ist die Mutter von Elon Musk?")
    assert "unanswered" in str(card.get_attribute("class"))
    wait_for(page, "#near-1-1")
    wait_for(page, "#turn-1 a.to-mark[data-mark=near-1-3]").click()
    wait_until(page, "document.activeElement.id === 'near-1-3'")
    question = wait_for(page, "#turn-1 button.suggestion")
    asked = question.text
    question.click()
    wait_for(page, "#turn-2 .card.answered")
    assert wait_for(page, "#turn-2 .question").text == asked


def test_the_last_words_of_an_article_are_scrolled_to(page: Chrome) -> None:
    ask(page, "Warum scheuen sich die US-Geheimdienste vor Untersuchungen gegen Musk?")
    wait_until(page, IN_VIEW, wait_for(page, "#cite-1-1"))


def test_a_link_of_an_earlier_answer_brings_its_article_back(page: Chrome) -> None:
    ask(page, QUESTION)
    first = wait_for(page, "#cite-1-1").text
    ask(page, "Was besitzt der Zauberlehrling?")
    wait_for(page, "#cite-2-1")
    wait_for(page, "a.to-mark[data-mark=cite-1-1]").click()
    wait_until(page, "document.activeElement.id === 'cite-1-1'")
    assert wait_for(page, "#cite-1-1").text == first


def test_back_leads_to_the_answer_whose_article_is_shown(page: Chrome) -> None:
    ask(page, QUESTION)
    wait_for(page, "#turn-1 a.to-mark").click()
    wait_until(page, "document.activeElement.id === 'cite-1-1'")
    ask(page, "Was besitzt der Zauberlehrling?")
    wait_for(page, "#cite-2-1")
    wait_for(page, "#reading [data-do=back]").click()
    wait_until(page, "document.activeElement.closest('.turn')?.id === 'turn-2'")


def test_a_question_that_cannot_be_asked_says_why(page: Chrome) -> None:
    type_question(page, " ")
    assert wait_for(page, ".card.error .text").text
    wait_for(page, "#send").click()  # which is not there while it is answered
    wait_until(page, "document.activeElement.matches('#box textarea')")


def test_an_answer_can_be_stopped(page: Chrome) -> None:
    page.execute_script(STOP_WHEN_IT_CAN_BE)
    type_question(page, QUESTION)
    wait_until(page, "window.stopped")
    wait_for(page, "#send")
    wait_until(page, "!document.querySelector('#stop')?.offsetParent")
    wait_until(page, "!document.querySelector('#live .working')")
    assert ask(
        page, "Wer hat zuerst über den Anruf berichtet?"
    ).text  # and the next one is answered


# Without a language model an answer is there before a test has found the button.
STOP_WHEN_IT_CAN_BE = """
new MutationObserver((_, observer) => {
  const stop = document.querySelector("#stop");
  if (!stop?.offsetParent) return;
  observer.disconnect();
  stop.click();
  window.stopped = true;
}).observe(document.body, { subtree: true, childList: true, attributes: true });
"""


# --- the conversation -----------------------------------------------------------------------------


def test_a_conversation_survives_a_reload_and_can_be_linked_to(
    page: Chrome, served: Served
) -> None:
    ask(page, QUESTION)
    ask(page, "Was besitzt der Zauberlehrling?")
    wait_until(page, "new URLSearchParams(location.search).get('c')")
    place = page.current_url
    page.get(place)
    assert wait_for(page, "#turn-1 .question").text == QUESTION
    wait_for(page, "#cite-2-1")
    page.get("data:,")
    page.get(f"{place}#turn-1")
    wait_for(page, "#cite-1-1")  # the linked turn's article, not the last one's
    wait_for(page, "#kept a[aria-current]", QUESTION[:10])


def test_a_conversation_is_taken_up_again_and_deleted_for_good(page: Chrome) -> None:
    question = "Welches Ziel verfolgt Putin im Donbass?"
    ask(page, question)
    wait_for(page, "#new").click()
    wait_for(page, ".greeting")
    assert "c=" not in page.current_url
    wait_for(page, "#kept li a", question).click()
    assert wait_for(page, "#turn-1 .question").text == question
    delete = wait_for(page, "#kept [data-do=delete]")
    double_click(page, delete)
    wait_until(page, "arguments[0].classList.contains('sure')", delete)
    wait_until(page, "!arguments[0].classList.contains('sure')", delete)
    assert wait_for(page, "#turn-1 .question").text == question
    press_surely(page, delete)
    wait_for(page, ".greeting")
    wait_until(
        page,
        "![...document.querySelectorAll('#kept a')].some(a => a.textContent.includes('Donbass'))",
    )


def test_the_last_question_is_asked_again_edited_and_taken_back(page: Chrome) -> None:
    from selenium.webdriver.common.keys import Keys

    ask(page, QUESTION)
    ask(page, "Was besitzt der Zauberlehrling?")
    page.execute_script("document.querySelector('#turn-2').dataset.first = 1")
    wait_for(page, "#turn-2 [data-do=retry]").click()
    wait_for(page, "#turn-2:not([data-first]) .card.answered")
    wait_for(page, "#turn-2 [data-do=edit]").click()
    box = wait_for(page, "#turn-2 form.edit input")
    assert "Zauberlehrling" in str(box.get_attribute("value"))
    box.send_keys(Keys.ESCAPE)  # the answer is still there
    wait_until(page, "document.activeElement.matches('#turn-2 [data-do=edit]')")
    wait_for(page, "#turn-2 [data-do=edit]").click()
    box = wait_for(page, "#turn-2 form.edit input")
    box.clear()
    box.send_keys(f"{QUESTION}\n")
    wait_for(page, "#turn-2 .question", QUESTION)
    press_surely(page, wait_for(page, "#turn-2:not([data-first]) [data-do=undo]"))
    wait_until(page, "!document.querySelector('#turn-2')")
    press_surely(page, wait_for(page, "#turn-1 [data-do=undo]"))
    wait_for(page, ".greeting")


def test_a_judgement_is_kept_with_its_reason(page: Chrome) -> None:
    ask(page, QUESTION)
    wait_for(page, "#turn-1 [data-do=dislike]").click()
    wait_for(page, "#turn-1 .reason input").send_keys("too long\n")
    wait_until(page, "!document.querySelector('#turn-1 .reason input').offsetParent")
    wait_until(page, "document.activeElement.matches('#turn-1 [data-do=dislike]')")
    wait_until(page, "document.querySelector('.announce').textContent === 'Saved'")
    page.refresh()
    wait_for(page, "#turn-1 [data-do=dislike][aria-pressed=true]")
    kept = page.execute_script("return document.querySelector('#turn-1 .reason input').value")
    assert kept == "too long"


@pytest.mark.parametrize(("kind", "expected"), [("md", "[^1]"), ("json", '"understood_as"')])
def test_a_conversation_can_be_taken_along(page: Chrome, kind: str, expected: str) -> None:
    ask(page, QUESTION)
    page.execute_script("window.articleQA.save = (...file) => (window.saved = file)")
    wait_for(page, f"#kept [data-do=export][data-kind={kind}]").click()
    wait_until(page, "window.saved")
    name, _, text = page.execute_script("return window.saved")
    assert name == f"conversation.{kind}"
    assert QUESTION in text
    assert expected in text
    page.execute_script("window.saved = null")
    wait_for(page, f"#kept [data-do=export][data-kind={kind}]").click()
    wait_until(page, "window.saved")


# --- the articles ---------------------------------------------------------------------------------


def test_a_pasted_and_a_dropped_article_are_asked_about_and_removed(
    page: Chrome, tmp_path: Path
) -> None:
    dropped = tmp_path / "wombat.txt"
    dropped.write_text("Der Wombat\n\nDer Wombat Karl gräbt 20 Meter lange Gänge in Tasmanien.")
    wait_for(page, "#side .label-wrap").click()
    page.find_element("css selector", "#drop input").send_keys(str(dropped))
    wait_for(page, "#chosen", "wombat.txt")
    wait_for(page, "#article-text textarea").send_keys(f"Emil\n\n{FAUL}")
    wait_for(page, "#look").click()
    planned = wait_for(page, "#planned .planned")
    assert [line.split(" – ")[-1] for line in planned.text.splitlines()] == ["new", "new"]
    wait_for(page, "#put").click()
    wait_for(page, "#planned .report", "2 added, 0 changed, 0 unchanged.")
    ask(page, "Wo gräbt der Wombat Karl?")
    assert "Tasmanien" in wait_for(page, "#cite-1-1").text
    ask(page, "Wo schläft das Faultier Emil?")
    assert "Regenwald" in wait_for(page, "#cite-2-1").text
    for name in ("wombat", "Emil"):
        wait_for(page, "#indexed [data-do=contents]").click()
        wait_for(page, f"#reading a[data-article*={name}]").click()
        press_surely(page, wait_for(page, "#reading [data-do=remove]"))
        wait_until(page, f"!document.querySelector('#reading [data-article*={name}]')")
    ask(page, "Wo gräbt der Wombat Karl?")
    wait_for(page, "#turn-3 .card.unanswered")
    # What was quoted then is still shown, and is said to be gone.
    assert "no longer indexed" not in wait_for(page, "#turn-3 .card").text
    wait_for(page, "#turn-1 .badge.gone")


def test_what_would_change_is_looked_at_again_after_an_edit(page: Chrome, tmp_path: Path) -> None:
    wait_for(page, "#side .label-wrap").click()
    text = wait_for(page, "#article-text textarea")
    text.send_keys(f"Emil\n\n{FAUL}")

    def looked() -> None:
        wait_for(page, "#look").click()
        wait_for(page, "#planned .planned", "new")
        wait_for(page, "#put")

    looked()
    text.send_keys(" Er träumt.")
    wait_until(page, "!document.querySelector('#planned .planned, #put')?.offsetParent")
    looked()
    dropped = tmp_path / "wombat.txt"
    dropped.write_text("Der Wombat Karl gräbt 20 Meter lange Gänge in Tasmanien.")
    page.find_element("css selector", "#drop input").send_keys(str(dropped))
    wait_until(page, "!document.querySelector('#planned .planned, #put')?.offsetParent")


def test_an_old_answer_says_that_its_article_has_changed(page: Chrome, served: Served) -> None:
    path = served.folder / "otter.txt"
    path.write_text("Der Otter Fritz wohnt in Bremen.", encoding="utf-8")
    assert served.next_line().startswith("1 added")
    ask(page, "Wo wohnt der Otter Fritz?")
    wait_for(page, "#turn-1 .badge.checked")
    path.write_text("Der Otter Fritz wohnt jetzt in Hamburg.", encoding="utf-8")
    assert served.next_line().startswith("0 added, 1 changed")
    page.refresh()
    wait_for(page, "#turn-1 .badge.changed")
    assert wait_for(page, "#cite-1-1").text == "Der Otter Fritz wohnt in Bremen."
    wait_for(page, "#reading .outdated [data-do=article]").click()
    wait_for(page, "#reading .paper", "Hamburg")
    wait_until(page, IN_PANEL)
    path.unlink()
    assert served.next_line().startswith("0 added, 0 changed, 1 removed")


def test_filters_say_what_they_let_through(page: Chrome) -> None:
    from selenium.webdriver.common.by import By

    wait_for(page, "#side .accordion:nth-of-type(n+2) .label-wrap", "Filters").click()
    wait_for(page, "#languages label", "English").find_element(By.TAG_NAME, "input").click()
    wait_for(page, "#filtered .filtered", "English")
    ask(page, "Who announced a lawsuit?")
    assert wait_for(page, "#turn-1 .card.answered .facts").text.startswith("Harbour to be extended")
    ask(page, QUESTION)
    wait_for(page, "#turn-2 .card.unanswered")
    # They stay ticked in another language and another conversation, and that stays said.
    wait_for(page, "[data-do=language][data-language=de]").click()
    wait_for(page, "#filtered .filtered", "Englisch")
    wait_for(page, "#new").click()
    wait_for(page, ".greeting")
    assert "Englisch" in wait_for(page, "#filtered .filtered").text


def test_what_comes_into_the_folder_is_counted_without_a_reload(
    page: Chrome, served: Served
) -> None:
    wait_for(page, ".masthead .count", "3 articles")
    path = served.folder / "late.txt"
    path.write_text("Spät kommt ihr, doch ihr kommt.", encoding="utf-8")
    assert served.next_line().startswith("1 added")
    wait_for(page, ".masthead .count", "4 articles")
    path.unlink()
    assert served.next_line().startswith("0 added, 0 changed, 1 removed")


# --- for everybody --------------------------------------------------------------------------------


def test_the_page_speaks_the_browsers_language_and_the_other_on_request(
    page: Chrome, address: str
) -> None:
    headers = {"headers": {"Accept-Language": "de-DE,de;q=0.9"}}
    page.execute_cdp_cmd("Network.enable", {})
    page.execute_cdp_cmd("Network.setExtraHTTPHeaders", headers)
    page.get(address)
    wait_for(page, "#new", "Neues Gespräch")
    assert page.execute_script("return document.documentElement.lang") == "de"
    wait_for(page, "[data-do=language][data-language=en]").click()
    wait_for(page, "#new", "New conversation")
    assert page.execute_script("return document.documentElement.lang") == "en"
    wait_until(page, "document.querySelector('#box textarea').placeholder.startsWith('English')")
    page.refresh()  # what was chosen is remembered
    wait_for(page, "#new", "New conversation")
    assert page.execute_script("return document.documentElement.lang") == "en"


def test_what_a_press_said_for_a_moment_is_not_put_back_into_another_language(
    page: Chrome,
) -> None:
    ask(page, QUESTION)
    wait_for(page, "#kept [data-do=delete]").click()
    wait_for(page, "#turn-1 [data-do=link]").click()
    wait_for(page, "[data-do=language][data-language=de]").click()
    wait_for(page, "#kept [data-do=delete]", DE.delete)
    time.sleep(4.2)
    link = wait_for(page, "#turn-1 [data-do=link]")
    assert link.text == EN.link  # as the question was asked in English
    assert wait_for(page, "#kept [data-do=delete]").text == DE.delete


def test_keys_alone_ask_read_and_come_back(page: Chrome) -> None:
    from selenium.webdriver.common.keys import Keys

    wait_until(page, "document.activeElement.matches('#box textarea')")
    press(page, Keys.ESCAPE, "?")
    wait_for(page, "dialog.keys[open]", EN.key_escape)
    press(page, Keys.ESCAPE)
    wait_until(page, "!document.querySelector('dialog[open]')")
    press(page, "/")
    wait_until(page, "document.activeElement.matches('#box textarea')")
    press(page, QUESTION, Keys.ENTER)
    wait_for(page, "#turn-1 .card.answered")
    wait_for(page, "#cite-1-2")
    press(page, "2")  # of the next question: the box keeps the focus
    assert page.execute_script("return document.activeElement.value") == "2"
    press(page, Keys.ESCAPE)
    wait_until(page, "document.activeElement.matches('#turn-1 .card')")
    press(page, "2")
    wait_until(page, "document.activeElement.id === 'cite-1-2'")
    assert wait_for(page, "#reading .place").text == "2 of 2"
    press(page, "n")
    wait_until(page, "document.activeElement.id === 'cite-1-1'")
    press(page, "p")
    wait_until(page, "document.activeElement.id === 'cite-1-2'")
    press(page, Keys.ESCAPE)
    wait_until(page, "document.activeElement.dataset.mark === 'cite-1-2'")
    assert wait_for(page, ".announce, [role=status]") is not None
    assert "Quelle" in page.execute_script("return document.querySelector('.announce').textContent")


def test_who_turns_the_pages_of_the_reading_room_stays_in_it(page: Chrome) -> None:
    from selenium.webdriver.common.keys import Keys

    page.execute_script("document.querySelector('#reading a.to-article').focus()")
    press(page, Keys.ENTER)
    wait_for(page, "#reading .prose-text")
    wait_until(page, IN_PANEL)
    page.execute_script("document.querySelector('#reading [data-do=contents]').focus()")
    press(page, Keys.ENTER)
    wait_for(page, "#reading .contents")
    wait_until(page, IN_PANEL)


IN_PANEL = "document.activeElement.matches('#reading .panel')"


def test_keys_that_act_alone_can_be_switched_off(page: Chrome) -> None:
    wait_for(page, "[data-do=keys][data-keys=on][aria-pressed=true]")
    wait_for(page, "[data-do=keys][data-keys=off]").click()
    page.refresh()
    wait_for(page, "[data-do=keys][data-keys=off][aria-pressed=true]")
    page.execute_script("document.activeElement.blur()")
    press(page, "?")
    press(page, "/")
    assert page.execute_script("return document.activeElement === document.body")
    assert page.find_elements("css selector", "dialog[open]") == []
    wait_for(page, "[data-do=keys][data-keys=on]").click()
    press(page, "/")
    wait_until(page, "document.activeElement.matches('#box textarea')")


def test_on_a_phone_the_article_is_a_sheet_over_the_chat(page: Chrome, address: str) -> None:
    phone(page)
    page.get(address)
    ask(page, QUESTION)
    hidden = "getComputedStyle(document.querySelector('#reading')).visibility === 'hidden'"
    assert page.execute_script(f"return {hidden}")
    wait_for(page, "#turn-1 a.to-mark").click()
    mark = wait_for(page, "#cite-1-1")
    wait_until(page, IN_VIEW, mark)
    wait_for(page, "#reading [data-do=back]").click()
    wait_until(page, hidden)
    assert focused(page) == "" != page.execute_script("return document.activeElement.dataset.mark")
    assert page.execute_script("return document.documentElement.scrollWidth") == 360
    small = page.execute_script(  # rounded: the sheet moves, and 44 is 43.99 then
        "return [...document.querySelectorAll('#house button, #house a.to-mark')]"
        ".filter(e => e.checkVisibility({visibilityProperty: true}))"
        ".map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])"
        ".filter(([, box]) => box.width > 0 && Math.round(Math.min(box.height, box.width)) < 44)"
        ".map(([html]) => html)"
    )
    assert small == []


def test_on_a_phone_the_list_of_articles_can_be_left(page: Chrome, address: str) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    phone(page)
    page.get(address)
    hidden = "getComputedStyle(document.querySelector('#reading')).visibility === 'hidden'"

    def listed() -> None:
        wait_for(page, "[data-do=menu]").click()
        wait_for(page, "#indexed [data-do=contents]").click()
        wait_for(page, "#reading .contents")

    listed()
    wait_for(page, "#reading [data-do=back]").click()
    wait_until(page, hidden)
    listed()
    wait_for(page, "#reading a.to-article").click()
    wait_for(page, "#reading .prose-text")
    wait_for(page, "#reading [data-do=back]").click()
    wait_until(page, hidden)
    listed()
    shaded = ActionChains(page).move_to_element(wait_for(page, ".masthead h1"))
    shaded.click().perform()
    wait_until(page, hidden)


DARK = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}


@pytest.mark.parametrize("look", ["light", "dark", "phone", "german"])
def test_axe_finds_nothing(page: Chrome, address: str, look: str) -> None:
    """WCAG 2.2 A and AA, with the side bar's parts open, an answer and a refusal in the log."""
    if look == "dark":
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", DARK)
    if look == "phone":
        phone(page)
    page.get(address)
    wait_for(page, ".greeting")
    assert axe(page) == []
    if look == "german":
        wait_for(page, "[data-do=language][data-language=de]").click()
        wait_for(page, "#new", "Neues Gespräch")
    if look != "phone":
        for part in page.find_elements("css selector", "#side .label-wrap"):
            part.click()
    ask(page, "Who is the spokesman of the Kremlin?")
    ask(page, "What did he say about calls with Putin?")
    ask(page, "Wie hoch ist das Vermögen von Elon Musk?")
    assert axe(page) == []
    if look == "phone":
        wait_for(page, "[data-do=menu]").click()
        assert axe(page) == []


# --- safety ---------------------------------------------------------------------------------------


def test_an_article_cannot_take_over_the_page(page: Chrome) -> None:
    for link in ("onerror", "Musk_im"):
        wait_for(page, f"a.to-article[data-article*={link}]")
    wait_for(page, "a.to-article[data-article*=onerror]").click()
    assert PWN in wait_for(page, "article.paper").text
    ask(page, f"Was besitzt der Zauberlehrling? {PWN}")
    assert PWN in wait_for(page, ".card.answered .quote").text
    assert PWN in wait_for(page, ".question").text
    assert page.execute_script("return window.pwned") is None
    assert page.execute_script("return document.querySelectorAll('#rooms img').length") == 0


def test_no_hostile_article_runs_or_calls_out(page: Chrome, served: Served) -> None:
    """Every article of the corpus is opened, and quoted, in the browser it was written for."""
    hostile = tuple(hostile_articles())
    with Index.open(served.kept, create=False) as index:
        index.add(hostile)
        ids = [each.id for each in index.listing() if each.id.startswith("hostile-")]
    assert len(ids) == len(hostile)
    try:
        page.get(served.address)
        wait_for(page, "#reading a.to-article")
        for id in map(key, ids):
            page.execute_script(CLICK, "#reading a.to-article", id)
            wait_until(page, OPENED, id)
            wait_for(page, "#reading [data-do=contents]").click()
            wait_for(page, "#reading .contents")
        for number, payload in enumerate((PWN, *PAYLOADS[::9]), 1):
            said = f"Was sagte der Besen Nummer {number}? {' '.join(payload.split())}"
            ask(page, said.encode("utf-8", "replace").decode())
        assert page.execute_script("return window.pwned") is None
        foreign = (served.address, "data:", "blob:")
        assert [url for url in requested(page) if not url.startswith(foreign)] == []
    finally:
        with Index.open(served.kept, create=False) as index:
            index.remove(ids)


CLICK = (
    "[...document.querySelectorAll(arguments[0])]"
    ".find(link => link.dataset.article === arguments[1]).click()"
)
OPENED = "document.querySelector('#reading [data-do=remove]')?.dataset.article === arguments[0]"


def test_the_page_works_without_an_error_in_the_console(page: Chrome) -> None:
    ask(page, QUESTION)
    entries = page.get_log("browser")  # type: ignore[no-untyped-call]
    assert [entry for entry in entries if entry["level"] == "SEVERE"] == []


def test_a_quote_with_its_reference_is_copied(page: Chrome, address: str) -> None:
    parts = urllib.parse.urlsplit(address)
    grant = {"origin": f"{parts.scheme}://{parts.netloc}", "permissions": ["clipboardReadWrite"]}
    page.execute_cdp_cmd("Browser.grantPermissions", grant)
    ask(page, "Who announced a lawsuit?")
    wait_for(page, "#turn-1 [data-do=copy]").click()
    wait_for(page, "#turn-1 [data-do=copy]", "Copied")
    copied = page.execute_async_script(
        "navigator.clipboard.readText().then(arguments[arguments.length - 1])"
    )
    assert json.dumps(copied).startswith('"\\u201cTheir spokesman Ole Petersen')
    assert copied.endswith(
        "Harbour to be extended, Coastal Post, 2024-11-20, https://news.example/harbour"
    )
    page.execute_script("document.querySelector('#turn-1 [data-do=copy]').click()")
    wait_for(page, "#turn-1 [data-do=copy]", "Copy quote")  # pressed twice, it still comes back
    original = wait_for(page, "#turn-1 .facts a").get_attribute("href")
    assert "#:~:text=Their%20spokesman" in str(original)
