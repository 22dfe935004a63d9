"""Train the shipped models: `python -m training all --data ../shared/data`.

The steps leave what they make in --out, --models and --reader. `prepare`, `corpus`, `mine` and
`rows` keep what is there; `distill`, `contrast`, `masked` and `read` go on from their checkpoint,
or are done - for other settings, take another --out.

Two steps are no part of `all`, for where no checkpoint is left to `--start` from. `restore` makes
--out/restored.pt of the encoder in --models, `restore-reader` --out/restored-reader.pt of --reader;
either comes before `prepare`, which then keeps its vocabulary.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

STEPS = (
    "terms", "prepare", "distill", "contrast", "export",
    "corpus", "masked", "mine", "rows", "read", "export-reader",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("step", choices=("all", *STEPS, "restore", "restore-reader"))
    parser.add_argument("--data", type=Path, required=True, help="the folder with train/ and dev/")
    parser.add_argument("--out", type=Path, default=Path("build/training"), help="checkpoints")
    parser.add_argument("--models", type=Path, default=Path("index/models"), help="what is shipped")
    parser.add_argument("--reader", type=Path, default=Path("qa/models/reader"), help="so is this")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop after, to resume")
    parser.add_argument(
        "--passes", type=int, default=1, help="of distill, masked, rows and read over their data"
    )
    parser.add_argument(
        "--share", type=float, default=1.0,
        help="of all but our own in contrast; of people's questions and clozes in rows",
    )  # fmt: skip
    parser.add_argument(
        "--start", type=Path, help="a checkpoint contrast, masked or read begins with"
    )
    parser.add_argument(
        "--steps", type=int, help="of contrast, masked or read at most; the rates come down by then"
    )
    parser.add_argument(
        "--newest", type=int, help="of our own questions, mine and read these alone"
    )
    parser.add_argument(
        "--people", type=float, default=0.0, help="of people's questions, that mine searches for"
    )
    parser.add_argument("--quotations", type=float, default=1.0, help="of them, read")
    parser.add_argument("--claims", type=float, default=1.0, help="of our own, read")
    parser.add_argument(
        "--parallel", type=float, default=0.02, help="of the parallel sentences, read as claims"
    )
    parser.add_argument(
        "--weight", type=float, default=1.0,
        help="of the reader trained last in what is shipped; the rest is --start's",
    )  # fmt: skip
    parser.add_argument(
        "--together", type=float, nargs="?", const=1.0, default=0.0, metavar="SHARE",
        help="of our own questions, read with all that mine found for them, as one; people's, too",
    )  # fmt: skip
    parser.add_argument("--rate", type=float, default=1.0, help="of read's learning rates, used")
    parser.add_argument("--hard", type=float, default=1.0, help="of SQuAD 2.0's questions, read")
    parser.add_argument(
        "--pieces", type=int, default=4_096, help="of a step of read: more for a GPU"
    )
    parser.add_argument("--dropout", action="store_true", help="in read: for several passes")
    parser.add_argument("--device", default="cpu", help="of masked and read: cpu or cuda")
    parser.add_argument("--threads", type=int, default=None)
    parser.add_argument(
        "--bf16",
        action="store_true",
        help="contrast, masked and read in bfloat16, for CPUs with AMX and GPUs",
    )
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    until = time.monotonic() + given.minutes * 60
    from training import reading, run  # late: torch

    run.begin(given.seed, given.threads)
    for step in STEPS if given.step == "all" else (given.step,):
        print(f"# {step}", flush=True)
        if step == "terms":
            run.terms(given.data, given.models)
        elif step == "prepare":
            run.prepare(given.data, given.out, given.seed)
        elif step == "restore":
            run.restore(given.models, given.out)
        elif step == "restore-reader":
            run.restore_reader(given.reader, given.out)
        elif step == "mine":
            run.mine(given.data, given.out, given.newest, given.people)
        elif step == "distill":
            done = run.distill(given.out, given.passes, given.seed, until)
        elif step == "contrast":
            data, out, share, seed = given.data, given.out, given.share, given.seed
            done = run.contrast(
                data, out, share, seed, until, given.start, steps=given.steps, bf16=given.bf16
            )
        elif step == "corpus":
            run.corpus(given.data, given.out, given.seed)
        elif step == "masked":
            done = run.masked(
                given.out, given.passes, given.seed, until, given.start,
                steps=given.steps, bf16=given.bf16, device=given.device,
            )  # fmt: skip
        elif step == "rows":
            shares = reading.Shares(
                people=given.share, hard=given.hard, quotations=given.quotations,
                claims=given.claims, parallel=given.parallel, newest=given.newest,
            )  # fmt: skip
            data, out, seed = given.data, given.out, given.seed
            run.rows(data, out, shares, seed, given.passes, together=given.together)
        elif step == "read":
            done = run.read(
                given.out, given.passes, given.seed, until, given.start,
                steps=given.steps, bf16=given.bf16, rate=given.rate, pieces=given.pieces,
                dropout=given.dropout, device=given.device,
            )  # fmt: skip
        elif step == "export":
            run.export(given.out, given.models / "encoder")
        else:
            start = given.start if given.weight < 1 else None
            run.export_reader(given.out, given.reader, start, weight=given.weight)
        if step in ("distill", "contrast", "masked", "read") and not done:
            print(f"stopped before its end; the same command goes on with {step}")
            return


if __name__ == "__main__":
    main()
