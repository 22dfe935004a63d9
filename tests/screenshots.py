"""The pictures of the README: `make screenshots`. Each is of the page as it answers, untouched."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from browsing import QUESTION, SEEDS, Served, ask, browser, phone, wait_for, wait_until
from selenium.webdriver import Chrome

PICTURES = Path(__file__).parent.parent / "page" / "screenshots"
DARK = {"features": [{"name": "prefers-color-scheme", "value": "dark"},
                     {"name": "prefers-reduced-motion", "value": "reduce"}]}  # fmt: skip
CALM = {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
GERMAN = {"headers": {"Accept-Language": "de"}}
WIDE = {"width": 1400, "height": 860, "deviceScaleFactor": 1, "mobile": False}


def main() -> None:
    with tempfile.TemporaryDirectory() as place, _served(Path(place)) as served:
        with browser(Path(place, "light")) as page:
            _opened(page, served, CALM)
            ask(page, QUESTION)
            _taken(page, "answer")
        with browser(Path(place, "dark")) as page:
            page.execute_cdp_cmd("Network.enable", {})
            page.execute_cdp_cmd("Network.setExtraHTTPHeaders", GERMAN)
            _opened(page, served, DARK)
            ask(page, "Wer ist der Sprecher des Kremls?")
            ask(page, "Und was sagte er über Telefonate mit Putin?")
            _taken(page, "dark")
        with browser(Path(place, "refused")) as page:
            _opened(page, served, CALM)
            ask(page, "How long did the phone call last?")
            _taken(page, "not-answered")
        with browser(Path(place, "phone")) as page:
            _opened(page, served, CALM)
            phone(page)
            ask(page, "When did Musk begin to talk to Putin?")
            _taken(page, "phone-answer")
            wait_for(page, "#turn-1 a.to-mark").click()
            wait_until(page, "document.activeElement.id === 'cite-1-1'")
            _taken(page, "phone-article")


@contextmanager
def _served(place: Path) -> Iterator[Served]:
    shutil.copytree(SEEDS, place / "seeds")
    served = Served(place / "seeds", place / "index")
    try:
        yield served
    finally:
        served.end()


def _opened(page: Chrome, served: Served, media: Mapping[str, object]) -> None:
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", dict(media))
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", WIDE)
    page.get(served.address)
    wait_for(page, ".greeting button.suggestion")


def _taken(page: Chrome, name: str) -> None:
    """Once everything that was asked for is drawn, and what else could be asked is known."""
    wait_until(page, "!document.querySelector('.offers')")
    page.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
    PICTURES.mkdir(exist_ok=True)
    page.save_screenshot(str(PICTURES / f"{name}.png"))
    print(f"page/screenshots/{name}.png")


if __name__ == "__main__":
    main()
