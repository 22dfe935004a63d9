"""How fast the page is, in Chromium, on this machine: `python tests/measure_page.py`."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from browsing import Served, browser, wait_for, wait_until
from selenium.webdriver import Chrome

LONG = 100_000  # characters
TIMES = 5
_OPEN = """
const [name, done] = [arguments[0], arguments[arguments.length - 1]];
const started = performance.now();
const room = document.querySelector("#reading");
new MutationObserver((_, watching) => {
  if (!room.querySelector(".paper h2")?.textContent.includes(name)) return;
  watching.disconnect();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
}).observe(room, {childList: true, subtree: true});
[...room.querySelectorAll("a.to-article")].find((a) => a.textContent.includes(name)).click();
"""
_USABLE = """
const done = arguments[arguments.length - 1];
const paint = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
(function look() {
  const there = document.querySelector(".greeting button.suggestion");
  if (there && there.offsetParent) done([paint(), performance.now()]);
  else requestAnimationFrame(look);
})();
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "articles")
        folder.mkdir()
        line = "Der Rat der Stadt beriet am Montag über den Haushalt und vertagte sich dann. "
        long = "\n\n".join([line * 6] * (LONG // (6 * len(line)) + 1))[:LONG]
        (folder / "long.txt").write_text(f"Langer Bericht\n\n{long}", encoding="utf-8")
        (folder / "short.txt").write_text("Kurzer Bericht\n\nEin Satz.", encoding="utf-8")
        served = Served(folder, Path(place, "index"))
        with browser(Path(place, "profile")) as page:
            for loaded in range(TIMES):
                page.get(served.address)
                paint, usable = page.execute_async_script(_USABLE)
                print(f"load {loaded + 1}: first paint {paint:.0f} ms, usable {usable:.0f} ms")
            print(f"{LONG:,} characters open in {statistics.median(_opened(page)):.0f} ms (median)")
        served.end()


def _opened(page: Chrome) -> list[float]:
    found = []
    for _ in range(TIMES):
        wait_for(page, "#reading a.to-article")
        found.append(float(page.execute_async_script(_OPEN, "Langer Bericht")))
        wait_for(page, "#reading [data-do=contents]").click()
        wait_until(page, "document.querySelector('#reading .contents')")
    return found


if __name__ == "__main__":
    main()
