"""The page's manners in a real browser: what it keeps, how it moves, where the keyboard goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from browsing import QUESTION, Served, ask, phone, press, wait_for, wait_until

from page.texts import DE, EN

if TYPE_CHECKING:
    from selenium.webdriver import Chrome


# --- the filters of a question --------------------------------------------------------------------


def test_a_refusal_says_what_was_asked_and_all_articles_can_be(
    page: Chrome, served: Served
) -> None:
    """The answer stands in a German article, and only English ones are asked."""
    only_english(page)
    ask(page, QUESTION)
    wait_for(page, "#turn-1 .card.unanswered .text", "The selected articles")
    wait_for(page, "#turn-1 .among", EN.searched_only.format(filters="English"))
    served.restart()
    page.refresh()  # nothing is ticked any more, but the answer is what it was
    wait_for(page, "#turn-1 .among", EN.searched_only.format(filters="English"))
    only_english(page)
    wait_for(page, "#turn-1 .among button", EN.ask_all).click()
    wait_for(page, "#turn-1 .card.answered")
    assert page.find_elements("css selector", ".among") == []
    assert wait_for(page, "#turn-1 .question").text == QUESTION
    wait_for(page, "#filtered .filtered", "English")  # the next question is asked under them
    ask(page, "Wer klagte?")
    wait_for(page, "#turn-2 .among", DE.searched_only.format(filters="Englisch"))


def only_english(page: Chrome) -> None:
    wait_for(page, "#side .accordion .label-wrap", EN.filters).click()
    wait_for(page, "#languages label", "English").find_element("css selector", "input").click()
    wait_for(page, "#filtered .filtered", "English")


# --- what is kept ---------------------------------------------------------------------------------


def test_a_conversation_survives_a_restart_of_the_page(page: Chrome, served: Served) -> None:
    ask(page, QUESTION)
    said = wait_for(page, "#turn-1 .card").text
    wait_until(page, "new URLSearchParams(location.search).get('c')")
    served.restart()
    page.refresh()
    wait_for(page, "#kept a[aria-current]", QUESTION[:10])
    assert wait_for(page, "#turn-1 .question").text == QUESTION
    assert wait_for(page, "#turn-1 .card").text == said
    assert wait_for(page, "#cite-1-1").text in said
    assert ask(page, "Was besitzt der Zauberlehrling?").text


def test_praise_is_kept_and_taken_back(page: Chrome) -> None:
    ask(page, QUESTION)
    wait_for(page, "#turn-1 [data-do=like][aria-pressed=false]").click()
    wait_for(page, "#turn-1 [data-do=like][aria-pressed=true]")
    assert page.find_elements("css selector", "#turn-1 form.reason:not([hidden])") == []
    page.refresh()
    wait_for(page, "#turn-1 [data-do=like][aria-pressed=true]")
    wait_for(page, "#turn-1 [data-do=dislike][aria-pressed=false]")
    wait_for(page, "#turn-1 [data-do=like]").click()
    wait_for(page, "#turn-1 [data-do=like][aria-pressed=false]")
    page.refresh()
    wait_for(page, "#turn-1 [data-do=like][aria-pressed=false]")


# --- colours and movement -------------------------------------------------------------------------


def test_the_colours_are_the_systems_until_others_are_chosen(page: Chrome) -> None:
    """What is chosen is remembered, against the system; "auto" is the system again, at once."""
    wait_until(page, f"!{DARK}")
    wait_for(page, "[data-do=theme][data-theme=auto][aria-pressed=true]")
    preferring(page, "prefers-color-scheme", "dark")
    wait_until(page, DARK)
    wait_for(page, "[data-do=theme][data-theme=light]").click()
    wait_until(page, f"!{DARK}")
    page.refresh()
    wait_for(page, "[data-do=theme][data-theme=light][aria-pressed=true]")
    wait_for(page, "[data-do=theme][data-theme=dark][aria-pressed=false]")
    assert not page.execute_script(f"return {DARK}")
    preferring(page, "prefers-color-scheme", "light")
    wait_for(page, "[data-do=theme][data-theme=dark]").click()
    wait_until(page, DARK)
    wait_for(page, "[data-do=theme][data-theme=auto]").click()
    wait_until(page, f"!{DARK}")


# The box is darker than its words.
DARK = """(() => {
  const { color, backgroundColor } = getComputedStyle(document.querySelector("#box textarea"));
  const light = (rgb) => rgb.match(/\\d+/g).slice(0, 3).reduce((sum, each) => sum + +each, 0);
  return light(backgroundColor) < light(color);
})()"""


def test_nothing_moves_for_who_wants_it_still(page: Chrome, address: str) -> None:
    page.execute_script(RECORD_SCROLLS)
    ask(page, QUESTION)
    assert "smooth" in scrolls(page)
    preferring(page, "prefers-reduced-motion", "reduce")
    page.execute_script("window.scrolls = []")
    ask(page, "Was besitzt der Zauberlehrling?")
    wait_for(page, "#cite-2-1")
    wait_for(page, "a.to-mark[data-mark=cite-1-1]").click()
    wait_until(page, "document.activeElement.id === 'cite-1-1'")
    assert set(scrolls(page)) == {"auto"}
    phone(page)
    page.get(address)
    ask(page, QUESTION)
    wait_for(page, "#turn-1 a.to-mark").click()
    wait_for(page, "#cite-1-1")
    page.execute_script(
        "document.querySelector('#live').innerHTML = '<p class=working>Reading</p>'"
    )
    assert page.execute_script("return document.getAnimations().length") == 0


RECORD_SCROLLS = """
window.scrolls = [];
const scrollTo = Element.prototype.scrollTo;
Element.prototype.scrollTo = function (where) {
  window.scrolls.push(where.behavior);
  return scrollTo.call(this, where);
};
"""


def scrolls(page: Chrome) -> list[str]:
    found: list[str] = page.execute_script("return window.scrolls")
    return found


def preferring(page: Chrome, name: str, value: str) -> None:
    feature = {"features": [{"name": name, "value": value}]}
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", feature)


# --- the map of an article ------------------------------------------------------------------------


def test_the_map_has_a_tick_where_each_mark_is(page: Chrome) -> None:
    ask(page, QUESTION)
    wait_for(page, "#cite-1-2")
    wait_for(page, "a.to-mark[data-mark=cite-1-2]").click()
    wait_until(page, "document.activeElement.id === 'cite-1-2'")
    places = page.execute_script(PLACES)
    assert [mark for mark, *_ in places] == ["cite-1-1", "cite-1-2"]
    for mark, tick, current in places:
        assert abs(mark_place(page, mark) - tick) < 0.01
        assert current == (mark == "cite-1-2")
    press(page, "n")
    wait_until(page, "document.querySelector('#reading .map .current').dataset.of === 'cite-1-1'")
    box, panel = (page.execute_script(RECTANGLE, each) for each in (".map", ".panel"))
    assert panel["top"] <= box["top"] < box["bottom"] <= panel["bottom"] + 1
    assert panel["left"] < box["left"] < box["right"] <= panel["right"]


# Of each tick: its mark, how far down the map it is (0 to 1), and whether it is the current one.
PLACES = """
const map = document.querySelector("#reading .map");
const top = map.getBoundingClientRect().top;
return [...map.querySelectorAll("i")].map((tick) => [
  tick.dataset.of,
  (tick.getBoundingClientRect().top - top) / map.clientHeight,
  tick.classList.contains("current"),
]);
"""
RECTANGLE = "return document.querySelector('#reading ' + arguments[0]).getBoundingClientRect()"


def mark_place(page: Chrome, mark: str) -> float:
    """How far down the article it is, from 0 to 1."""
    return float(
        page.execute_script(
            "const panel = document.querySelector('#reading .panel');"
            "const [box, mark] = [panel, document.getElementById(arguments[0])]"
            ".map(each => each.getBoundingClientRect().top);"
            "return (mark - box + panel.scrollTop) / panel.scrollHeight",
            mark,
        )
    )


# --- the keyboard ---------------------------------------------------------------------------------


def test_tab_leads_from_the_question_to_its_mark(page: Chrome) -> None:
    """No focus is set by the test: the page begins in the box, and Tab is all that leads on."""
    from selenium.webdriver.common.keys import Keys

    wait_until(page, "document.activeElement.matches('#box textarea')")
    press(page, QUESTION, Keys.TAB)
    wait_until(page, "document.activeElement.id === 'send'")
    press(page, Keys.ENTER)
    wait_for(page, "#turn-1 .card.answered")
    wait_for(page, "#cite-1-1")
    wait_until(page, "document.activeElement.matches('#turn-1 .card')")
    tab_to(page, "a.to-mark[data-mark=cite-1-1]", most=2)
    press(page, Keys.ENTER)
    wait_until(page, "document.activeElement.id === 'cite-1-1'")
    press(page, Keys.ESCAPE)
    wait_until(page, "document.activeElement.dataset.mark === 'cite-1-1'")
    tab_to(page, "#turn-1 [data-do=retry]", most=20)
    tab_to(page, "#box textarea", most=8)


def test_the_first_stop_skips_to_the_question(page: Chrome) -> None:
    from selenium.webdriver.common.keys import Keys

    skip = page.find_element("css selector", "a.skip")
    assert page.execute_script("return arguments[0].getBoundingClientRect().bottom", skip) <= 0
    wait_until(page, "document.activeElement.matches('#box textarea')")
    tab_to(page, "a.skip", most=80, back=True)
    wait_until(page, "document.querySelector('a.skip').getBoundingClientRect().top >= 0")
    assert skip.text == EN.skip
    press(page, Keys.ENTER)
    wait_until(page, "document.activeElement.matches('#box textarea')")


def tab_to(page: Chrome, selector: str, *, most: int, back: bool = False) -> None:
    """Press Tab until something has the focus, at most so often."""
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    passed: list[str] = []
    for _ in range(most):
        pressed = ActionChains(page)
        if back:
            pressed.key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT)
        else:
            pressed.send_keys(Keys.TAB)
        pressed.perform()
        if page.execute_script("return document.activeElement.matches(arguments[0])", selector):
            return
        passed.append(page.execute_script("return document.activeElement.outerHTML.slice(0, 80)"))
    raise AssertionError(f"{most} times Tab do not reach {selector}: {passed}")
