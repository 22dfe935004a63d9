"""What every command line of this project does around its work: exit codes, errors, progress."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path

from index.errors import ArticleQAError, FolderMissing
from index.types import Progress

_DIGITS = 18  # of a number: more are nobody's, and int() refuses 4,301
# Commands to the terminal, line ends, and marks that turn the direction of what comes behind.
_COMMANDS = re.compile("[\0-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def run(name: str, command: Callable[[], int]) -> int:
    """The exit code of a command: its own, or 1 after an error that the user can fix.

    Such an error is one line on stderr, as is output that cannot be written. A reader that went
    away (`| head`) is no error of ours, and what the terminal cannot show is shown as an escape.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    if isinstance(sys.stdin, TextIOWrapper):  # questions of a file in another encoding
        sys.stdin.reconfigure(errors="replace")
    try:
        code = command()
        sys.stdout.flush()  # here, where a closed pipe can still be caught
        return code
    except ArticleQAError as error:
        print(f"{name}: {shown(error)}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        _forget()
        return 141  # 128 + SIGPIPE, as a shell has it
    except OSError as error:
        if _takes_output():  # it was something else
            raise
        print(f"{name}: cannot write the output: {error.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130  # 128 + SIGINT


def _takes_output() -> bool:
    """Whether one line more can be printed, unlike on a disk that is full."""
    try:
        print(flush=True)
    except OSError:
        _forget()
        return False
    return True


def _forget() -> None:
    """Let go of what cannot be written: Python would try again at its end, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def shown(text: object) -> str:
    """Text of an article, a file's name or a model's as one line that no terminal obeys (CWE-150).

    >>> shown("Er \\x1b[31mkam")
    'Er \\\\x1b[31mkam'
    """
    return _COMMANDS.sub(_escape, str(text))


def as_json(value: object) -> str:
    """One line of JSON with characters as they are, less those that a terminal would obey."""
    return _COMMANDS.sub(_escape_in_json, json.dumps(value, ensure_ascii=False))


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _escape_in_json(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def whole(text: str, least: int, most: int | None = None) -> int:
    """A whole number that somebody gave. Raises ArgumentTypeError, for argparse to tell."""
    if text.isdecimal() and len(text) <= _DIGITS:  # not "²", which int() does not take
        number = int(text)
        if least <= number and (most is None or number <= most):
            return number
    wanted = f"from {least}" if most is None else f"from {least} to {most}"
    raise argparse.ArgumentTypeError(f"expected a number {wanted}, got {text!r:.60}")


def counted(count: int, noun: str) -> str:
    """1, "article" -> "1 article"; 2, "article" -> "2 articles" """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def check_no_file(folder: str | Path) -> None:
    """Raises FolderMissing for a file where the folder of articles is wanted."""
    if os.path.isfile(os.path.expanduser(folder)):
        raise FolderMissing(f"{folder} is a file, not a folder - name the folder of your articles")


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    with tqdm(unit="article", leave=False) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield progress


def add_version_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version, and end")


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version  # late: who asks for it waits

        try:
            print(f"article-qa {version('article-qa')}")
        except PackageNotFoundError:
            told = "the version is not known - article-qa is not installed - run: pip install -e ."
            parser.exit(1, f"{parser.prog}: {told}\n")
        parser.exit()


def add_index_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--index",
        type=Path,
        default=Path(os.environ.get("ARTICLE_QA_INDEX") or ".article-qa"),
        metavar="DIR",
        help="the index (default: $ARTICLE_QA_INDEX, else .article-qa)",
    )
