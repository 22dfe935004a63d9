"""The page in a real browser, and the command that serves it."""

from __future__ import annotations

import json
import queue
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import app
from index import Index
from qa import ask, to_json

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
    *("--window-size=1280,800", "--lang=en-US"),
)
PWN = "<img src=x onerror=window.pwned=1><script>window.pwned=1</script>${window.pwned=1}"
HOSTILE = f"""Der Zauberlehrling {PWN}

Der Zauberlehrling besitzt einen Besen aus Haselholz {PWN} und drei Eimer.

[x](javascript:window.pwned=1) <svg/onload=window.pwned=1> "onfocus="window.pwned=1"
"""


class Served:
    """The page as a person starts it, in a process of its own, and what it prints.

    A thread in this process would do, but gradio leaves event loops and sockets to the garbage
    collector, and here every warning is an error.
    """

    def __init__(self, folder: Path, kept: Path) -> None:
        command = [sys.executable, "-u", str(ROOT / "app.py"), "--port", "0"]
        self.folder, self.kept = folder, kept
        self.process = subprocess.Popen(
            [*command, "--articles", str(folder), "--index", str(kept)],
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self.report = self.next_line()
        self.address = self.next_line().split()[4]

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
    """The seeds beside an article that would take over the page if it could."""
    folder = tmp_path_factory.mktemp("articles")
    for seed in SEEDS.iterdir():
        shutil.copy(seed, folder)
    (folder / "<img src=x onerror=window.pwned=1>.txt").write_text(HOSTILE, encoding="utf-8")
    served = Served(folder, tmp_path_factory.mktemp("index"))
    yield served
    assert served.end() == 0


@pytest.fixture(scope="module")
def address(served: Served) -> str:
    return served.address


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    driver = shutil.which("chromedriver")
    if not browser or not driver:
        pytest.skip("chromium and chromedriver are not both installed")
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = browser
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('browser')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    with Chrome(options=options, service=Service(driver)) as chrome:
        yield chrome


@pytest.fixture
def page(chrome: Chrome, address: str) -> Chrome:
    """The page, freshly loaded, with nothing yet in the browser's logs."""
    chrome.get("data:,")
    for log in ("performance", "browser"):
        chrome.get_log(log)  # type: ignore[no-untyped-call]
    chrome.get(address)
    wait_for(chrome, "#examples button")
    return chrome


def wait_for(page: Chrome, selector: str) -> WebElement:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    found = WebDriverWait(page, SECONDS).until(
        lambda page: [e for e in page.find_elements(By.CSS_SELECTOR, selector) if e.is_displayed()],
        f"nothing visible at {selector}",
    )
    return found[0]


def wait_until(page: Chrome, script: str, *arguments: Any) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    waiting = WebDriverWait(page, SECONDS)
    waiting.until(lambda page: page.execute_script(f"return {script}", *arguments), script)


def type_question(page: Chrome, question: str) -> None:
    from selenium.webdriver.common.keys import Keys

    wait_for(page, "#box textarea").send_keys(question, Keys.ENTER)


def requested(page: Chrome) -> list[str]:
    messages = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]  # type: ignore[no-untyped-call]
    sent = ("Network.requestWillBeSent", "Network.webSocketCreated")
    found = [each["params"] for each in messages if each["method"] in sent]
    return [each["request"]["url"] if "request" in each else each["url"] for each in found]


# A mark is in view if it lies in the part of its panel, and of the window, that is shown.
IN_VIEW = """(() => {
  const mark = arguments[0].getBoundingClientRect();
  const panel = arguments[0].closest(".panel").getBoundingClientRect();
  return mark.top >= Math.max(0, panel.top) && mark.bottom <= Math.min(innerHeight, panel.bottom);
})()"""


def test_a_question_is_answered_beside_its_article_marked_and_in_view(
    page: Chrome, address: str
) -> None:
    type_question(page, QUESTION)
    card = wait_for(page, ".card.answered")
    quote = wait_for(page, ".card.answered .quote")
    mark = wait_for(page, "#cite-1-1")
    assert mark.text == quote.text != ""
    wait_until(page, IN_VIEW, mark)
    assert "letter by letter" in card.text
    link = wait_for(page, ".card.answered .source a.to-mark")
    assert link.text == "[1]"
    link.click()
    wait_until(page, "document.activeElement === arguments[0]", mark)
    wait_until(page, IN_VIEW, mark)
    urls = requested(page)
    assert any("/queue/join" in url for url in urls), "the log has the question"
    assert [url for url in urls if not url.startswith((address, "data:", "blob:"))] == []


def test_the_last_words_of_an_article_are_scrolled_to(page: Chrome) -> None:
    type_question(page, "Warum scheuen sich die US-Geheimdienste vor Untersuchungen gegen Musk?")
    mark = wait_for(page, "#cite-1-1")
    wait_until(page, IN_VIEW, mark)


def test_a_link_of_an_earlier_answer_brings_its_article_back(page: Chrome) -> None:
    type_question(page, QUESTION)
    first = wait_for(page, "#cite-1-1").text
    type_question(page, "Was besitzt der Zauberlehrling?")
    wait_for(page, "#cite-2-1")
    wait_for(page, "a.to-mark[data-mark=cite-1-1]").click()
    wait_until(page, "document.activeElement.id === 'cite-1-1'")
    assert wait_for(page, "#cite-1-1").text == first


def test_an_article_cannot_take_over_the_page(page: Chrome) -> None:
    for link in ("onerror", "Musk_im"):
        wait_for(page, f"a.to-article[data-article*={link}]")
    wait_for(page, "a.to-article[data-article*=onerror]").click()
    assert PWN in wait_for(page, "article.paper").text
    type_question(page, f"Was besitzt der Zauberlehrling? {PWN}")
    assert PWN in wait_for(page, ".card.answered .quote").text
    assert PWN in wait_for(page, ".question").text
    assert page.execute_script("return window.pwned") is None
    assert page.execute_script("return document.querySelectorAll('#rooms img').length") == 0


def test_a_question_that_cannot_be_asked_says_why(page: Chrome) -> None:
    type_question(page, " ")
    assert wait_for(page, ".card.error .text").text


def test_a_new_conversation_forgets_the_old_one(page: Chrome) -> None:
    wait_for(page, "#examples button").click()
    assert wait_for(page, ".question").text == QUESTION
    wait_for(page, ".card.answered")
    wait_for(page, "#new").click()
    wait_until(page, "!document.querySelector('.question')")
    assert wait_for(page, "#examples button").text == QUESTION


def test_the_page_works_without_an_error_in_the_console(page: Chrome) -> None:
    type_question(page, QUESTION)
    wait_for(page, ".card.answered")
    entries = page.get_log("browser")  # type: ignore[no-untyped-call]
    assert [entry for entry in entries if entry["level"] == "SEVERE"] == []


def call(address: str, *values: object) -> tuple[str, Any]:
    """One call of the named endpoint as curl would make it: the last event and its data."""
    body = json.dumps({"data": values}).encode()
    place = f"{address}/gradio_api/call/ask"
    headers = {"Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(place, body, headers)) as reply:
        event = json.load(reply)["event_id"]
    with urllib.request.urlopen(f"{place}/{event}") as stream:
        lines = [line.split(": ", 1) for line in stream.read().decode().split("\n") if line]
    fields = dict(lines)
    return fields["event"], json.loads(fields["data"])


def test_the_endpoint_gives_what_qa_gives(served: Served) -> None:
    kind, data = call(served.address, QUESTION, [])
    assert kind == "complete"
    with Index.open(served.kept) as store:
        expected = to_json(ask(QUESTION, index=store))
    del data[0]["timings_ms"], expected["timings_ms"]
    assert data == [expected]


def test_the_endpoint_says_what_is_wrong_with_a_question(address: str) -> None:
    kind, data = call(address, "", [])
    assert kind == "error"
    assert data["error"]


def test_only_what_programs_may_ask_is_offered_to_them(address: str) -> None:
    with urllib.request.urlopen(f"{address}/gradio_api/info") as reply:
        offered = json.load(reply)
    assert sorted(offered["named_endpoints"]) == ["/articles", "/ask", "/search", "/sync"]
    assert offered["unnamed_endpoints"] == {}


def test_every_response_forbids_other_machines(address: str) -> None:
    with urllib.request.urlopen(address) as reply:
        policy = reply.headers["Content-Security-Policy"]
    assert "connect-src 'self'" in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [("/", "elsewhere.example", 400), ("/gradio_api/file=app.py", None, 403)],
    ids=["another site's name for this machine", "a file beside the program"],
)
def test_what_is_not_the_page_is_refused(
    address: str, path: str, host: str | None, status: int
) -> None:
    request = urllib.request.Request(address + path, headers={"Host": host} if host else {})
    with pytest.raises(urllib.error.HTTPError) as refused, urllib.request.urlopen(request):
        pass
    refused.value.close()
    assert refused.value.code == status


def test_an_article_dropped_into_the_folder_is_there_without_a_restart(served: Served) -> None:
    assert served.report.startswith("2 added, 0 changed, 0 removed")
    (served.folder / "new.txt").write_text("Das Faultier schläft im Regenwald.", encoding="utf-8")
    assert served.next_line().startswith("1 added, 0 changed, 0 removed, 2 kept")
    kind, data = call(served.address, "Wo schläft das Faultier?", [])
    assert kind == "complete"
    assert [each["article_id"] for each in data[0]["citations"]] == ["new.txt"]


def test_any_other_host_needs_a_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["--host", "0.0.0.0", "--index", str(tmp_path / "new")]) == 1
    assert "add --auth USER:PASSWORD" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_missing_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = str(tmp_path / "missing")
    assert app.main(["--articles", missing, "--index", str(tmp_path / "new")]) == 1
    error = capsys.readouterr().err
    assert missing in error
    assert error.count("\n") == 1


def test_a_port_that_was_asked_for_is_never_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert app.main(["--port", port, "--index", str(tmp_path / "new")]) == 1
    assert f"port {port}" in capsys.readouterr().err


def test_the_default_port_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr(app, "DEFAULT_PORT", taken.getsockname()[1])
        assert app.free_port("127.0.0.1", None) > taken.getsockname()[1]


@pytest.mark.parametrize("auth", ["name", "name:", ":password"])
def test_half_a_password_is_a_usage_error(auth: str) -> None:
    with pytest.raises(SystemExit) as ended:
        app.main(["--auth", auth])
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("localhost", True), ("127.1.2.3", True), ("::1", True),
     ("0.0.0.0", False), ("::", False), ("192.168.1.4", False), ("my.machine", False), ("", False)],
)  # fmt: skip
def test_which_hosts_only_this_machine_reaches(host: str, expected: bool) -> None:
    assert app.is_loopback(host) is expected
