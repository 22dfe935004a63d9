"""Twenty people ask the page at once: how long do they wait, and does anybody get an error?

    python -m benchmarks.page_load --data ../shared/data

Starts `python app.py` over the seeds and 200 articles of German Wikinews, as a person does, and
asks it through Gradio's client. The people wait for each other before each round, so that all of
their questions come at once. Prints a table and keeps it in benchmarks/results/page.md.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from benchmarks.corpus import ROOT, news, write
from benchmarks.table import markdown, number, store
from benchmarks.timing import percentile

PEOPLE = 20
ROUNDS = 5
ARTICLES = 200
BAR = 4.0  # seconds, for the 95th percentile of an answer
_SEED_QUESTIONS = (
    "Who claimed Musk joined the call?",
    "Wie viel investierte Musks Super-PAC?",
    "Wer hat zuerst über den Anruf berichtet?",
    "Why do the sources want to stay anonymous?",
)


@dataclass(slots=True)
class Load:
    """Seconds of each answer, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    answered: int = 0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    articles = list(islice(news(data), ARTICLES))
    asked = [*_SEED_QUESTIONS, *(f"Was geschah: {each.title}?" for each in articles if each.title)]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "articles"
        write(articles, folder)
        for seed in (ROOT / "seeds").iterdir():
            shutil.copy(seed, folder)
        with served(folder, Path(place) / "index") as address:
            alone = load(address, asked, people=1, rounds=10)
            crowd = load(address, asked, people=PEOPLE, rounds=ROUNDS)
    rows = [_row("one person", alone), _row(f"{PEOPLE} people at once", crowd)]
    bar = "kept" if percentile(crowd.seconds, 95) < BAR and not crowd.errors else "missed"
    page = f"{markdown(rows)}\nNo error, and 95 % of the answers within {BAR:.0f} s: {bar}.\n"
    print(page)
    store("page", {"rows": rows, "errors": crowd.errors, "bar": bar}, page)


@contextmanager
def served(folder: Path, index: Path) -> Iterator[str]:
    """The page in a process of its own; its address."""
    process = subprocess.Popen(
        [sys.executable, "-u", str(ROOT / "app.py"), "--port", "0",
         "--articles", str(folder), "--index", str(index)],
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert process.stdout
    try:
        said = ""
        for said in process.stdout:
            print(said, end="")
            if said.startswith("Ask your articles at "):
                break
        else:
            raise SystemExit("the page did not start")
        yield said.split()[4]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        process.stdout.close()


def load(address: str, asked: Sequence[str], *, people: int, rounds: int) -> Load:
    """Everybody asks `rounds` questions of their own, each round together with all others."""
    found = Load()
    together, writing = threading.Barrier(people), threading.Lock()

    def person(turn: int) -> None:
        from gradio_client import Client

        client = Client(address, verbose=False, analytics_enabled=False)
        client.predict(asked[0], api_name="/ask")  # the first loads the model
        for each in range(rounds):
            question = asked[(turn * rounds + each) % len(asked)]
            together.wait(600)
            started = time.perf_counter()
            try:
                answer = client.predict(question, api_name="/ask")
            except Exception as error:  # whatever it is, a person would have seen it
                with writing:
                    found.errors.append(f"{question}: {error!r}")
                continue
            with writing:
                found.seconds.append(time.perf_counter() - started)
                found.answered += bool(answer["citations"])
        client.close()

    threads = [threading.Thread(target=person, args=(turn,)) for turn in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(found.seconds) + len(found.errors) != people * rounds:
        found.errors.append("somebody could not ask at all")
    return found


def _row(who: str, found: Load) -> dict[str, str]:
    return {
        "who": who,
        "answers": str(len(found.seconds)),
        "with a citation": str(found.answered),
        "errors": str(len(found.errors)),
        "p50, s": number(percentile(found.seconds, 50)),
        "p95, s": number(percentile(found.seconds, 95)),
        "longest, s": number(max(found.seconds)),
    }


if __name__ == "__main__":
    main()
