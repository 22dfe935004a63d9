"""What is measured from a process of its own: peak memory, and another process's new article.

python -m benchmarks.process answer DIR < questions.json
python -m benchmarks.process poll DIR "question" ARTICLE_ID
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

POLL_FOR = 60.0  # seconds


def peak_megabytes() -> float:
    """The most memory this process ever held.

    Linux hands `ru_maxrss` of the parent down to a child, so there it is read from /proc.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text().splitlines()
        peak = next(line for line in lines if line.startswith("VmHWM:"))
        return int(peak.split()[1]) / 1024
    import resource

    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def answer(path: Path) -> None:
    """Answer the questions on standard input; the model runs too, whatever made the vectors."""
    from index import Index
    from index.encoder import load
    from qa import ask

    model = load()
    with Index.open(path, create=False) as index:
        for question in json.load(sys.stdin):
            found = ask(question, index=index)
            model.encode([question, *(hit.passage.text for hit in found.nearest)])
    print(json.dumps({"peak_mb": peak_megabytes()}))


def poll(path: Path, question: str, article_id: str) -> None:
    """Say that the index is open; then search until the article is found, and say when it was.

    Prints the wall clock, since that is what two processes share.
    """
    from index import Index

    with Index.open(path, create=False) as index:
        index.search(question)
        print("ready", flush=True)
        until = time.time() + POLL_FOR
        while time.time() < until:
            hits = index.search(question)
            if any(hit.article.id == article_id for hit in hits):
                print(time.time(), flush=True)
                return
            time.sleep(0.005)  # leaves the writer a core
    raise SystemExit(f"the article {article_id} was not found in {POLL_FOR:.0f} s")


def main() -> None:
    what, path, *rest = sys.argv[1:]
    if what == "answer":
        answer(Path(path))
    else:
        poll(Path(path), *rest)


if __name__ == "__main__":
    main()
