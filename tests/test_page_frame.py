"""The page's frame: its first moment, what lies over what, and how it fits a phone."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING

from browsing import QUESTION, Served, ask, phone, press, wait_for, wait_until
from starlette.responses import HTMLResponse
from starlette.types import Message

from page.conversations import FILE, Conversations
from page.events import LANGUAGE
from page.layout import theme
from page.opening import Opening, opened
from page.side import conversations
from page.texts import DE, EN
from page.turns import Listed

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

ASSETS = Path(__file__).parent.parent / "page" / "assets"
CALM = {"name": "prefers-reduced-motion", "value": "reduce"}


# --- without a browser ----------------------------------------------------------------------------


def test_the_page_names_its_language_in_its_first_tag_and_begins_with_our_script() -> None:
    page = opened(b'<!doctype html><html\n lang="en"><head><title lang="en">', "de").decode()
    assert page.startswith('<!doctype html><html\n lang="de"><head><script>// Stands at the top')
    assert page.count("function openHouse(") == page.count("function openRoom(") == 1
    assert page.endswith('</script><title lang="en">')


def test_the_language_is_the_chosen_one_or_the_browsers_and_the_length_is_right() -> None:
    def served(path: str, *headers: tuple[bytes, bytes]) -> tuple[dict[bytes, bytes], str]:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request"}

        scope = {"type": "http", "method": "GET", "path": path, "headers": list(headers)}
        page = Opening(HTMLResponse('<html lang="en"><head></head>'))
        asyncio.run(page(scope, receive, send))
        return dict(sent[0]["headers"]), sent[1]["body"].decode()

    german = (b"accept-language", b"de-AT,en;q=0.5")
    headers, body = served("/", german)
    assert body.startswith('<html lang="de"><head><script>')
    assert int(headers[b"content-length"]) == len(body.encode())
    chosen = (b"cookie", f"{LANGUAGE}=en".encode())
    assert served("/", german, chosen)[1].startswith('<html lang="en"><head><script>')
    assert served("/elsewhere", german)[1] == '<html lang="en"><head></head>'


def test_the_ground_before_our_styles_come_is_theirs() -> None:
    style = (ASSETS / "house.css").read_text(encoding="utf-8")
    light, dark = re.findall(r"--paper: (#\w+);", style)
    given = theme()
    assert (given.body_background_fill, given.body_background_fill_dark) == (light, dark)


def test_conversations_say_their_day_and_how_many_questions_they_have() -> None:
    listed = (Listed("a" * 8, "Who?", 1, "2026-11-26T12:00:00Z"),)
    assert "26 Nov 2026" in (english := conversations(listed, "", EN))
    assert "· 1 question<" in english
    listed = (Listed("a" * 8, "Wer?", 3, "2026-11-26T12:00:00Z"),)
    assert "26.11.2026" in (german := conversations(listed, "", DE))
    assert "· 3 Fragen<" in german


def test_a_long_list_of_conversations_shows_the_newest_and_the_current_one() -> None:
    day = "2026-11-26T12:00:00Z"
    listed = [Listed(f"{number:08}", f"Q{number}?", 1, day) for number in range(120)]
    assert EN.older.format(count=70) in (shown := conversations(listed, "", EN))
    assert re.findall(r"Q(\d+)\?", shown) == [str(number) for number in range(50)]
    assert 'data-do="older" data-shown="50"' in shown
    shown = conversations(listed, "00000099", EN, 100)
    assert "Q99?" in shown
    assert EN.older.format(count=20) in shown
    shown = conversations(listed, "00000119", EN, 100)
    assert "Q119?" in shown  # with its exports
    assert 'data-do="export"' in shown
    assert EN.older.format(count=19) in shown
    assert "older" not in conversations(listed[:50], "", EN)


# --- on a phone -----------------------------------------------------------------------------------


def test_what_lies_over_the_page_on_a_phone_keeps_the_focus(page: Chrome, address: str) -> None:
    """WCAG 2.2, 2.4.11: what is covered can be neither reached with Tab nor read out."""
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    def stays_in(room: str) -> None:
        wait_for(page, f"#{room}[role=dialog][aria-modal=true][aria-label]")
        reached = set()
        for _ in range(30):
            press(page, Keys.TAB)
            reached.add(page.execute_script(ROOM))
        assert room in reached
        assert reached <= {room, "body"}  # from its end the way leads over the browser's own

    phone(page)
    page.get(address)
    ask(page, QUESTION)
    wait_for(page, "#turn-1 a.to-mark").click()
    wait_until(page, "document.activeElement.id === 'cite-1-1'")
    stays_in("reading")
    for name in ("copy", "contents"):
        wait_for(page, f"#reading .tools [data-do={name}]")
    page.execute_script("articleQA.announce('said all the same')")
    assert page.execute_script("return !document.querySelector('.announce').closest('[inert]')")
    wait_for(page, "#reading .icon[data-do=back]").click()
    wait_until(page, "document.activeElement.dataset.mark === 'cite-1-1'")
    assert page.find_elements("css selector", "[inert], #reading[role]") == []

    wait_for(page, "[data-do=menu]").click()
    stays_in("side")
    wait_for(page, "#side .icon[data-do=menu]").click()
    wait_until(page, "document.activeElement.matches('#top [data-do=menu]')")
    press(page, Keys.ENTER)
    wait_for(page, "#side[role=dialog]")
    ActionChains(page).move_to_element(page.find_element("css selector", "#new")).click().perform()
    wait_until(page, "!document.querySelector('[inert], #side[role=dialog]')")

    wait_for(page, "[data-do=menu]").click()
    wait_for(page, "#indexed [data-do=contents]").click()
    wait_for(page, "#reading .contents")
    wait_until(page, "document.activeElement.closest('#reading')")
    stays_in("reading")
    ActionChains(page).move_to_element(page.find_element("css selector", "h1")).click().perform()
    wait_until(page, "!document.querySelector('[inert], #reading[role]')")


ROOM = """return (document.activeElement.closest('#top, #side, #chat, #reading')
  ?? document.activeElement.closest('dialog') ?? document.body).id || 'body'"""


def test_whatever_is_pressed_on_a_phone_is_44_pixels_wide_and_high(
    page: Chrome, address: str
) -> None:
    """WCAG 2.2, 2.5.5, in every room: an answer, its article, the list, and the side bar."""
    phone(page)
    page.get(address)
    ask(page, "Who announced a lawsuit?")
    page.execute_script(
        "document.querySelectorAll('#turns form').forEach(form => (form.hidden = false))"
    )
    assert page.execute_script(SMALL) == []
    wait_for(page, "#turn-1 a.to-mark").click()
    wait_until(page, "document.activeElement.id === 'cite-1-1'")
    assert page.execute_script(SMALL) == []
    wait_for(page, "#reading .tools [data-do=contents]").click()
    wait_for(page, "#reading .contents")
    assert page.execute_script(SMALL) == []
    wait_for(page, "#reading .icon[data-do=back]").click()
    wait_for(page, "[data-do=menu]").click()
    for part in page.find_elements("css selector", "#side .label-wrap"):
        part.click()
    wait_for(page, "#since label")
    assert page.execute_script(SMALL) == []


# Rounded: the sheet moves, and 44 is 43.99 then.
SMALL = """return [...document.querySelectorAll('#house :is(a, button, summary, input, textarea)')]
  .map(each => each.matches('[type=radio], [type=checkbox]') ? each.closest('label') : each)
  .filter(each => each.checkVisibility({ visibilityProperty: true }) && !each.matches('.skip'))
  .map(each => [each.outerHTML.slice(0, 90), each.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && Math.round(Math.min(box.width, box.height)) < 44)
  .map(([html]) => html)"""


def test_the_words_in_the_empty_box_fit_a_phone(page: Chrome, address: str) -> None:
    phone(page)
    page.get(address)
    for language in ("de", "en"):
        button = f"document.querySelector('[data-language={language}]')"
        wait_until(page, button)
        page.execute_script(f"{button}.click()")
        wait_until(page, f"document.documentElement.lang === '{language}'")
        words, width, room = page.execute_script(WORDS)
        assert width <= room, words


WORDS = """const box = document.querySelector('#box textarea'), style = getComputedStyle(box);
const pen = Object.assign(document.createElement('canvas').getContext('2d'), { font: style.font });
return [box.placeholder, pen.measureText(box.placeholder).width,
  box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)]"""


def test_on_a_very_low_screen_the_page_scrolls(page: Chrome) -> None:
    """WCAG 1.4.10: 320 by 256 pixels are what 1280 by 1024 are at 400 %."""
    size = {"width": 320, "height": 256, "deviceScaleFactor": 1, "mobile": True}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    wait_until(page, "document.documentElement.scrollHeight >= 400")
    assert page.execute_script("return document.querySelector('#turns').clientHeight") > 200


# --- on a wide screen -----------------------------------------------------------------------------


def test_chosen_colours_and_language_are_there_from_the_first_moment(
    page: Chrome, address: str
) -> None:
    wait_for(page, "[data-do=theme][data-theme=dark]").click()
    wait_for(page, "[data-do=language][data-language=de]").click()
    wait_for(page, "#new", DE.new)
    page.execute_cdp_cmd("Page.enable", {})
    watch = page.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    page.get(address)
    wait_for(page, ".greeting")
    seen = page.execute_script("return [...window.seen]")
    page.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", watch)
    assert seen == ["de rgb(21, 20, 18)"]
    radio = "#since input:checked"
    colour = f"getComputedStyle(document.querySelector('{radio}')).backgroundColor"
    for part in page.find_elements("css selector", "#side .label-wrap"):
        part.click()
    wait_for(page, "#since label")
    assert page.execute_script(f"return {colour}") == "rgb(127, 200, 212)"  # --accent, not blue


WATCH = """window.seen = new Set();
(function look() {
  if (document.body) {
    const ground = getComputedStyle(document.body).backgroundColor;
    window.seen.add(`${document.documentElement.lang} ${ground}`);
  }
  requestAnimationFrame(look);
})()"""


def test_a_question_goes_to_its_place_at_once_and_the_box_stays_as_it_is(page: Chrome) -> None:
    greeting = page.execute_script(
        "const [a, b] = ['.greeting', '#turns'].map(s => document.querySelector(s)"
        ".getBoundingClientRect()); return (a.top + a.bottom - b.top - b.bottom) / 2"
    )
    assert abs(greeting) < 40  # in the middle
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [CALM]})
    ask(page, QUESTION)
    page.execute_script(FOLLOW)
    ask(page, "Was besitzt der Zauberlehrling?")
    wait_for(page, "#cite-2-1")
    wait_until(page, "!document.querySelector('#live .turn')")
    widths, places = page.execute_script("return [[...window.widths], window.places]")
    assert len(widths) == 1
    later = places[1:] or places  # the first is where it is drawn
    assert max(later) - min(later) < 20

    wait_for(page, "#turn-2 [data-do=edit]").click()
    wait_for(page, "#turn-2 [data-do=dislike]").click()
    wait_for(page, "#turn-2 form.reason")
    assert not page.find_element("css selector", "#turn-2 form.edit").is_displayed()
    export, delete = (
        page.execute_script(f"return document.querySelector('#kept {each}').offsetTop")
        for each in ("[data-do=export]", "[data-do=delete]")
    )
    assert export == delete


FOLLOW = """window.widths = new Set(); window.places = [];
(function look() {
  window.widths.add(document.querySelector('#box').getBoundingClientRect().width);
  const question = [...document.querySelectorAll('#turns .question')][1];
  const place = question?.getBoundingClientRect().top;
  if (place !== undefined && place !== window.places.at(-1)) window.places.push(place);
  requestAnimationFrame(look);
})()"""


def test_the_reading_rooms_tools_stay_in_one_row_and_its_map_begins_below(page: Chrome) -> None:
    ask(page, QUESTION)
    wait_for(page, "#cite-1-1")
    size = {"width": 840, "height": 700, "deviceScaleFactor": 1, "mobile": False}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    page.execute_script("document.querySelector('[data-language=de]').click()")
    wait_for(page, "#reading .tools", DE.all_articles)
    tools, panel, plan, inner = page.execute_script(
        "return ['.tools', '.panel', '.map'].map(part => document.querySelector("
        "`#reading ${part}`).getBoundingClientRect().toJSON()).concat("
        "document.querySelector('#reading .tools').scrollWidth)"
    )
    assert tools["height"] < 44
    assert inner <= tools["width"]
    assert plan["top"] == panel["top"] + 4


def test_older_conversations_come_when_they_are_asked_for(page: Chrome, served: Served) -> None:
    with Conversations.open(served.kept / FILE) as kept:
        ids = [kept.begin() for _ in range(52)]
        for id in ids:
            kept.append(id, "Wer?", None, error="Nobody was asked.")
    page.refresh()
    wait_for(page, "#kept [data-do=older]").click()
    wait_until(page, "document.querySelectorAll('#kept li').length >= 52")
    place = "[...document.querySelectorAll('#kept a')].indexOf(document.activeElement)"
    wait_until(page, f"{place} === 50")
    with Conversations.open(served.kept / FILE) as kept:
        for id in ids:
            kept.drop_from(id, 1)
