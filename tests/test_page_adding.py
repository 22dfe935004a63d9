"""Adding and removing in a real browser, behind a password: files, what is said, who hears it."""

from __future__ import annotations

import json
import os
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import HARBOUR, Served, axe, phone, press_surely, wait_for, wait_until

from page.texts import DE, EN

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

USER, PASSWORD = "reader", "geheim"
NAME = "ein-langer-name-mit-vielen-teilen-vom-20-11-2024.md"
WOMBAT = "# Der Wombat\n\nDer Wombat Karl gräbt 20 Meter lange Gänge in Tasmanien.\n"
GERMAN = {"headers": {"Accept-Language": "de-DE,de;q=0.9"}}


@pytest.fixture(scope="module")
def uploads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where Gradio would keep what is uploaded."""
    return tmp_path_factory.mktemp("uploads")


@pytest.fixture(scope="module")
def served(uploads: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("articles")
    (folder / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    with pytest.MonkeyPatch.context() as here:
        here.setitem(os.environ, "GRADIO_TEMP_DIR", str(uploads))
        served = Served(folder, tmp_path_factory.mktemp("index"), "--auth", f"{USER}:{PASSWORD}")
    yield served
    assert served.end() == 0


@pytest.fixture
def outside(chrome: Chrome, address: str) -> Iterator[Chrome]:
    """A German browser that has not signed in."""
    chrome.execute_cdp_cmd("Network.enable", {})
    chrome.execute_cdp_cmd("Network.setExtraHTTPHeaders", GERMAN)
    chrome.get(address)
    yield chrome
    chrome.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    chrome.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": {}})
    chrome.execute_script("localStorage.clear()")
    chrome.delete_all_cookies()


@pytest.fixture
def page(outside: Chrome) -> Chrome:
    sign_in(outside, PASSWORD)
    wait_for(outside, ".greeting")
    return outside


def sign_in(page: Chrome, password: str) -> None:
    for name, typed in (("username", USER), ("password", f"{password}\n")):
        field = wait_for(page, f"input[name={name}]")
        field.clear()
        field.send_keys(typed)


def choose(page: Chrome, *files: Path) -> None:
    field = page.find_element("css selector", "#drop input")
    field.send_keys("\n".join(map(str, files)))


@pytest.mark.parametrize("width", ["wide", "phone"])
def test_who_has_not_signed_in_is_asked_to_in_the_browsers_language(
    outside: Chrome, width: str
) -> None:
    if width == "phone":
        phone(outside)
    assert wait_for(outside, "main button").text == DE.sign_in
    assert outside.title == f"Article QA – {DE.sign_in}"
    assert axe(outside) == []
    sign_in(outside, "falsch")
    wait_for(outside, "[role=alert]", DE.wrong_password)
    assert axe(outside) == []
    assert outside.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def test_only_a_wrong_password_is_called_one(outside: Chrome) -> None:
    blocked = {"urls": ["*/login"]}  # as where the server has ended
    outside.execute_cdp_cmd("Network.setBlockedURLs", blocked)
    sign_in(outside, PASSWORD)
    wait_for(outside, "[role=alert]", DE.sign_in_failed)
    outside.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
    sign_in(outside, PASSWORD)
    wait_for(outside, ".greeting")


def test_who_has_signed_in_can_sign_out(page: Chrome) -> None:
    wait_for(page, "#settings a", DE.sign_out).click()
    wait_for(page, "main button", DE.sign_in)


@pytest.mark.parametrize("width", ["wide", "phone"])
def test_axe_finds_nothing_while_files_are_added(
    page: Chrome, tmp_path: Path, uploads: Path, width: str
) -> None:
    """Before and after a look at them, and when they are in; nothing of them is left on a disk."""
    if width == "phone":
        phone(page)
        wait_for(page, "[data-do=menu]").click()
    wait_for(page, "#side .label-wrap").click()
    zone = wait_for(page, "#drop .drop")
    assert DE.drop in zone.text
    assert ".txt, .md, .html oder .pdf" in zone.text
    good, bad = tmp_path / NAME, tmp_path / "bad.docx"
    good.write_text(f"{WOMBAT}{width}", encoding="utf-8")
    bad.write_bytes(b"PK")
    choose(page, good, bad)
    wait_for(page, "#chosen li", NAME)
    assert "wird hier nicht gelesen" in wait_for(page, "#chosen li.skipped", "bad.docx").text
    assert axe(page) == []
    wait_for(page, "#look").click()
    wait_for(page, "#planned li", NAME)
    assert axe(page) == []
    wait_for(page, "#chosen .skipped [data-do=withdraw]").click()
    wait_until(page, "!document.querySelector('#chosen .skipped')")
    wait_until(page, "document.activeElement.matches('#drop input')")
    wait_until(page, "!document.querySelector('#planned li, #put')?.offsetParent")
    wait_for(page, "#look").click()
    wait_for(page, "#put").click()
    wait_for(page, "#planned .report", "unverändert.")
    wait_until(page, "document.activeElement.closest('#planned')")
    assert "unverändert." in page.execute_script(ANNOUNCED)
    assert page.find_elements("css selector", "#chosen li") == []
    assert axe(page) == []
    assert [each for each in uploads.rglob("*") if each.is_file()] == []


# Where Gradio's client hears of the end of a stream only after its next event has entered the line.
HEARS_LATE = """
const fetched = window.fetch;
let entered = () => {};
window.fetch = async (...given) => {
  const answer = await fetched(...given);
  const address = given[0].url ?? String(given[0]);
  if (address.includes("/queue/join")) setTimeout(entered, 200);
  if (!address.includes("/queue/data") || window.heardLate) return answer;
  const late = new TransformStream({
    async transform(piece, stream) {
      if (new TextDecoder().decode(piece).includes("close_stream")) {
        window.heardLate = new Promise((done) => (entered = done));
        await window.heardLate;
      }
      stream.enqueue(piece);
    },
  });
  return new Response(answer.body.pipeThrough(late), answer);
};
"""


def test_a_file_that_comes_just_as_the_answer_to_another_ends_is_not_lost(
    page: Chrome, tmp_path: Path
) -> None:
    wait_for(page, "#side .label-wrap").click()
    wait_for(page, "#drop .drop")
    first, second = tmp_path / "first.md", tmp_path / "second.md"
    for file in (first, second):
        file.write_text(WOMBAT, encoding="utf-8")
    page.execute_script(HEARS_LATE)
    choose(page, first)
    wait_until(page, "Boolean(window.heardLate)")
    choose(page, second)
    assert "first.md" in wait_for(page, "#chosen", "second.md").text


ANNOUNCED = "return document.querySelector('.announce').textContent"


def test_what_becomes_of_a_removed_article_is_said(page: Chrome, served: Served) -> None:
    wait_for(page, "#indexed [data-do=contents]").click()
    wait_for(page, "#reading a[data-article='harbour.md']").click()
    press_surely(page, wait_for(page, "#reading [data-do=remove]"))
    said = DE.removed_filed.format(title="Harbour to be extended")
    wait_for(page, "#reading .done", said)
    assert page.execute_script(ANNOUNCED) == said
    (served.folder / "harbour.md").write_text(f"{HARBOUR}More.\n", encoding="utf-8")
    assert served.next_line().startswith("1 added")


def test_the_folder_says_when_it_is_not_kept_in_step(page: Chrome, served: Served) -> None:
    wait_for(page, "#watched", DE.in_step.partition("{")[0])
    away = served.folder.with_name("away")
    served.folder.rename(away)
    wait_for(page, "#watched .problem", "Entfernt wurde nichts")
    away.rename(served.folder)
    (served.folder / "bild.png").touch()
    wait_for(page, "#indexed summary", DE.unread.format(count=1)).click()
    assert "bild.png" in wait_for(page, "#indexed .unread li").text
    assert axe(page) == []
    (served.folder / "bild.png").unlink()
    wait_until(page, "!document.querySelector('#indexed summary, #watched .problem')")


def test_gradios_own_page_to_sign_in_at_is_never_served(address: str) -> None:
    with urllib.request.urlopen(address) as reply:
        shown = reply.read().decode()
    assert EN.sign_in in shown
    assert "gradio_config" not in shown
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    given = urllib.parse.urlencode({"username": USER, "password": PASSWORD}).encode()
    with browser.open(f"{address}/login", given) as reply:
        assert json.load(reply) == {"success": True}
    with browser.open(address) as reply:
        assert "gradio_config" in reply.read().decode()
