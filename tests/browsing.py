"""The page as a person starts it, and a browser to look at it with: fixtures of its tests."""

from __future__ import annotations

import json
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
QUESTION = "Who claimed Musk joined the call?"
SECONDS = 60  # until an element must be there; the first question loads a model
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--window-size=1400,860", "--lang=en-US"),
)
PWN = "<img src=x onerror=window.pwned=1><script>window.pwned=1</script>${window.pwned=1}"
HOSTILE = f"""Der Zauberlehrling {PWN}

Der Zauberlehrling besitzt einen Besen aus Haselholz {PWN} und drei Eimer.

[x](javascript:window.pwned=1) <svg/onload=window.pwned=1> "onfocus="window.pwned=1"
"""
HARBOUR = """---
title: Harbour to be extended
source: Coastal Post
url: https://news.example/harbour
published: 2024-11-20
language: en
---

The harbour of Nordstrand gets two new quays, the ministry said on Friday.

## Critics

The fishermen fear for their grounds. Their spokesman Ole Petersen announced a lawsuit.
"""


class Served:
    """The page in a process of its own, and what it prints.

    A thread in this process would do, but gradio leaves event loops and sockets to the garbage
    collector, and here every warning is an error.
    """

    def __init__(self, folder: Path, kept: Path, *options: str) -> None:
        self.folder, self.kept, self.options = folder, kept, options
        self.start("0")

    def start(self, port: str) -> None:
        command = [sys.executable, "-u", str(ROOT / "app.py"), "--port", port, *self.options]
        self.process = subprocess.Popen(
            [*command, "--articles", str(self.folder), "--index", str(self.kept)],
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self.report = self.next_line()
        self.address = self.next_line().split()[4]

    def restart(self) -> None:
        """End it and start it again at the same address."""
        assert self.end() == 0
        self.start(self.address.rpartition(":")[2])

    def next_line(self) -> str:
        return self.lines.get(timeout=SECONDS)

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=SECONDS)
        self.reader.join(timeout=SECONDS)
        return code

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            for line in lines:
                self.lines.put(line.rstrip("\n"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The seeds and an English article, beside one that would take over the page if it could."""
    folder = tmp_path_factory.mktemp("articles")
    for seed in SEEDS.iterdir():
        shutil.copy(seed, folder)
    (folder / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    (folder / "<img src=x onerror=window.pwned=1>.txt").write_text(HOSTILE, encoding="utf-8")
    served = Served(folder, tmp_path_factory.mktemp("index"))
    yield served
    assert served.end() == 0


@pytest.fixture(scope="module")
def address(served: Served) -> str:
    return served.address


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    if not installed():
        pytest.skip("chromium and chromedriver are not both installed")
    with browser(tmp_path_factory.mktemp("browser")) as chrome:
        yield chrome


def installed() -> tuple[str, str] | None:
    """Where the browser and its driver are."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    driver = shutil.which("chromedriver")
    return (chromium, driver) if chromium and driver else None


def browser(profile: Path) -> Chrome:
    """Chromium with an empty profile, as a context manager that ends it."""
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    found = installed()
    assert found, "chromium and chromedriver are installed: make browser"
    options = ChromeOptions()
    options.binary_location = found[0]
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    return Chrome(options=options, service=Service(found[1]))


@pytest.fixture
def page(chrome: Chrome, address: str) -> Iterator[Chrome]:
    """The page, freshly loaded on a wide screen, with nothing yet in the browser's logs."""
    chrome.get("data:,")
    for log in ("performance", "browser"):
        chrome.get_log(log)  # type: ignore[no-untyped-call]
    chrome.get(address)
    wait_for(chrome, ".greeting button.suggestion")
    yield chrome
    chrome.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    chrome.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": {}})
    chrome.execute_script("localStorage.clear()")
    chrome.delete_all_cookies()


def wait_for(page: Chrome, selector: str, text: str = "") -> WebElement:
    """The first element that is there and seen, and says `text`."""
    from selenium.common.exceptions import StaleElementReferenceException
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    waiting = WebDriverWait(page, SECONDS, ignored_exceptions=[StaleElementReferenceException])
    found = waiting.until(
        lambda page: [
            each
            for each in page.find_elements(By.CSS_SELECTOR, selector)
            if each.is_displayed() and text in each.text
        ],
        f"nothing visible at {selector} that says {text!r}",
    )
    return found[0]


def wait_until(page: Chrome, script: str, *arguments: Any) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    waiting = WebDriverWait(page, SECONDS)
    waiting.until(lambda page: page.execute_script(f"return {script}", *arguments), script)


def type_question(page: Chrome, question: str) -> None:
    from selenium.webdriver.common.keys import Keys

    wait_for(page, "#box textarea").send_keys(question, Keys.ENTER)


def ask(page: Chrome, question: str) -> WebElement:
    """Type a question and wait for its card."""
    before = page.execute_script("return document.querySelectorAll('#log .turn').length")
    type_question(page, question)
    return wait_for(page, f"#turn-{before + 1} .card")


def press(page: Chrome, *keys: str) -> None:
    """Keys where the focus is."""
    from selenium.webdriver.common.action_chains import ActionChains

    ActionChains(page).send_keys(*keys).perform()


def double_click(page: Chrome, element: WebElement) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    ActionChains(page).double_click(element).perform()


def press_surely(page: Chrome, button: WebElement) -> None:
    """Press a button that asks first, and again; slower than a double-click, which it ignores."""
    button.click()
    wait_until(page, "arguments[0].classList.contains('sure')", button)
    time.sleep(0.7)
    button.click()


def focused(page: Chrome) -> str:
    """The id of what has the focus."""
    return str(page.execute_script("return document.activeElement.id"))


def phone(page: Chrome) -> None:
    """A screen 360 pixels wide."""
    size = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def requested(page: Chrome) -> list[str]:
    """Every address that the page has asked for since it was loaded."""
    messages = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]  # type: ignore[no-untyped-call]
    sent = ("Network.requestWillBeSent", "Network.webSocketCreated")
    found = [each["params"] for each in messages if each["method"] in sent]
    return [each["request"]["url"] if "request" in each else each["url"] for each in found]


def axe(page: Chrome) -> list[str]:
    """What axe-core finds wrong: the rule, how bad it is, and where."""
    script = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    page.execute_script(script)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found: dict[str, Any] = page.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run(document, {runOnly: arguments[0]}).then(done, e => done({error: String(e)}));",
        tags,
    )
    assert "error" not in found, found
    return [
        f"{each['id']} ({each['impact']}): {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


# A mark is in view if it lies in the part of its panel, and of the window, that is shown.
IN_VIEW = """(() => {
  const mark = arguments[0].getBoundingClientRect();
  const panel = arguments[0].closest(".panel").getBoundingClientRect();
  return mark.top >= Math.max(0, panel.top) && mark.bottom <= Math.min(innerHeight, panel.bottom);
})()"""
