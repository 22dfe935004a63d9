"""The command line: one question, or a prompt that keeps asking."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from index import ArticleQAError
from index.errors import BadQuestion
from index.terminal import add_index_option, add_version_option, as_json, run, shown
from qa.llm import add_options, from_options
from qa.types import Answer, Statement, is_restated


def main(argv: Sequence[str] | None = None) -> int:
    """Exit codes: 0 done, 1 what the user can fix (one line on stderr), 2 usage."""
    options = _parser().parse_args(argv)
    return run("python -m qa", lambda: _run(options))


def _run(options: argparse.Namespace) -> int:
    from index import Index
    from qa import Chat, to_json

    llm = from_options(options)
    with Index.open(options.index, create=False) as index:
        chat = Chat(index, _history(options.history), llm=llm, strict=options.strict)

        def reply(question: str) -> str:
            answer = chat.ask(question.encode("utf-8", "replace").decode())  # as a terminal had it
            return as_json(to_json(answer)) if options.json else show(answer)

        if options.question is not None:
            print(reply(options.question))
            return 0
        for question in _prompt():
            try:
                print(reply(question), flush=True)
            except BadQuestion as error:  # the next one may be better
                print(f"python -m qa: {shown(error)}", file=sys.stderr)
    return 0


def show(answer: Answer) -> str:
    """The answer for a terminal: in short, then each quote, who said it and where it stands.

    A text that is nothing but those is not said twice; one that a model wrote is told sentence by
    sentence, each with its verdict.
    """
    said = _SAID[answer.language]
    quotes = [" ".join(citation.quote.split()) for citation in answer.citations]
    lines = [f"({answer.notice})"] if answer.notice else []
    if answer.short:
        lines.append(" ".join(answer.short.text.split()))
    if answer.model:
        lines += [_checked(each) for each in answer.sentences]
    elif not answer.citations:
        lines += answer.text.splitlines()
    if answer.invented_markers:
        lines.append(f"    {said['made up']} {' '.join(answer.invented_markers)}")
    if is_restated(answer.question, answer.understood_as):
        lines.append(f"    {said['understood']} {answer.understood_as}")
    for citation, quote in zip(answer.citations, quotes, strict=True):
        article = citation.article
        known = [article.title or article.id, article.source, article.published, article.url]
        where = ", ".join(part for part in known if part)
        lines.append(f"[{citation.number}] {_in_marks(quote)}")
        if citation.attributed_to:
            lines.append(f"    {said['by']} {citation.attributed_to.text}")
        lines.append(f"    {where} ({citation.start}-{citation.end})")
    if not answer.answered:
        near = [(each.article, each.quote) for each in answer.closest]
        near = near or [(hit.article, hit.passage.text) for hit in answer.nearest]
        lines += [
            f"  - {article.title or article.id}: {_first_words(text)}" for article, text in near
        ]
    return "\n".join(map(shown, lines))


def _in_marks(quote: str) -> str:
    """A quote between marks that it has none of: “He came.”, »“Come!” he said.«"""
    pairs = (("“", "”"), ("»", "«"), ("‹", "›"))
    first, last = next((pair for pair in pairs if not set(pair) & set(quote)), pairs[-1])
    return f"{first}{quote}{last}"


_MARKS = {"verified": "+", "differs": "!", "unsupported": "?"}


def _checked(statement: Statement) -> str:
    """ "+ He came. [1]", "! He came twice. [1] (differs: …)", "? He left. (unsupported: …)" """
    verdict = statement.verdict
    marks = "".join(f"[{citation.number}]" for citation in statement.citations)
    why = "" if verdict.status == "verified" else f"({verdict.status}: {verdict.reason})"
    return " ".join(part for part in (_MARKS[verdict.status], statement.text, marks, why) if part)


_SAID = {
    "de": {
        "made up": "vom Modell erfunden:",
        "understood": "verstanden als:",
        "by": "wer das sagt:",
    },
    "en": {
        "made up": "made up by the model:",
        "understood": "understood as:",
        "by": "according to:",
    },
}


def _first_words(text: str, width: int = 100) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else f"{line[:width].rsplit(' ', 1)[0]} …"


def _history(path: Path | None) -> list[str]:
    """The questions of a file: a JSON list of strings, or one question a line."""
    if path is None:
        return []
    try:
        text = path.read_text(encoding="utf-8-sig")
        if text.lstrip().startswith(("[", "{")):
            return _listed(json.loads(text))
    except (OSError, ValueError) as error:
        raise ArticleQAError(
            f"cannot read the history {path}: {error} - write a question a line, or a JSON list"
        ) from error
    return [line.strip() for line in text.splitlines() if line.strip()]


def _listed(given: object) -> list[str]:
    """Raises ValueError for what is no list of strings."""
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise ValueError("its JSON is no list of questions")
    return given


def _prompt() -> Iterator[str]:
    """Questions until the end of input; where a person types them, until an empty line."""
    interactive = sys.stdin.isatty()
    if interactive:
        print("Ask in German or English; an empty line ends.")
    while True:
        try:
            line = input("? " if interactive else "").strip()
        except EOFError:
            return
        if line:
            yield line
        elif interactive:
            return


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m qa", description="Ask the articles; every quote is an exact span of one."
    )
    parser.add_argument("question", nargs="?", help="without one: an interactive prompt")
    add_version_option(parser)
    add_index_option(parser)
    parser.add_argument(
        "--history",
        type=Path,
        metavar="FILE",
        help="earlier questions: a line each, or a JSON list",
    )
    add_options(parser)
    parser.add_argument("--json", action="store_true", help="print each answer as one line of JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
