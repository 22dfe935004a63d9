"""The command line: parse, call, print."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from index.errors import ArticleQAError
from index.export import hit_to_json
from index.terminal import (
    add_index_option,
    add_version_option,
    as_json,
    check_no_file,
    counted,
    progress_bar,
    run,
    shown,
    whole,
)

_FOLDER = "the folder of articles (default: seeds)"
_ENCODER = "a sentence-transformers model: name or folder"
_JSON = "print one JSON object"
_JSON_ARRAY = "print one JSON array of passages"


def main(argv: Sequence[str] | None = None) -> int:
    """Exit codes: 0 done, 1 what the user can fix (one line on stderr), 2 usage."""
    options = _parser().parse_args(argv)
    return run(options.prog, lambda: int(options.run(options)))


def sync(options: argparse.Namespace) -> int:
    from index import Index

    _check_folder(options.folder)
    with ExitStack() as stack:
        where = options.index.expanduser()
        if options.dry_run and not where.exists():  # nothing is made, not even an empty index
            where = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        store = stack.enter_context(Index.open(where, encoder=options.encoder))
        with progress_bar() as progress:
            result = store.sync(options.folder, dry_run=options.dry_run, progress=progress)
        if options.json:
            print(as_json(asdict(result)))
        else:
            for change in result.changes if options.dry_run else ():
                reason = change.reason and f"  ({change.reason})"
                print(shown(f"{change.kind:8} {change.id}{reason}"))
            print(shown(f"would be: {result}" if options.dry_run else result))
        if not store.listing() and not options.dry_run and not options.json:
            put = "put .txt, .md, .html or .pdf files into"
            print(f"no articles yet: {put} {shown(options.folder)}")
    return 0


def watch(options: argparse.Namespace) -> int:
    from index import Index

    _check_folder(options.folder)
    with Index.open(options.index, encoder=options.encoder) as store:
        with progress_bar() as progress:
            print(shown(store.sync(options.folder, progress=progress)), flush=True)
        print(f"watching {shown(options.folder)} - stop with Ctrl-C", flush=True)
        for result in store.watch(options.folder):
            print(shown(result), flush=True)
    return 0


def _check_folder(folder: str) -> None:
    """Raises FolderMissing, before an index is made of nothing."""
    from index import sync

    check_no_file(folder)
    sync.check_folder(sync.named(folder))


def status(options: argparse.Namespace) -> int:
    from index import Index

    with Index.open(options.index, create=False) as store:
        found = store.status()
    if options.json:
        print(as_json(asdict(found)))
        return 0
    languages = ", ".join(f"{code} {count}" for code, count in found.languages.items())
    encoder = found.encoder.name if found.encoder else "none yet"
    articles, passages = counted(found.articles, "article"), counted(found.passages, "passage")
    print(f"{articles} ({shown(languages) or 'none'}), {passages}")
    print(f"encoder {shown(encoder)}; last change {found.updated_at or 'never'}")
    return 0


def articles(options: argparse.Namespace) -> int:
    from index import Index

    with Index.open(options.index, create=False) as store:
        listed = store.listing()
    if options.json:
        print(as_json([asdict(each) for each in listed]))
        return 0
    for each in listed:
        told = ", ".join(filter(None, (each.title, each.source, (each.published or "")[:10])))
        print(shown(each.id + (f"  ({told})" if told else "")))
    return 0


def search(options: argparse.Namespace) -> int:
    from index import Index

    with Index.open(options.index, encoder=options.encoder, create=False) as store:
        hits = store.search(options.question, options.k)
    if options.json:
        print(as_json([hit_to_json(hit) for hit in hits]))
        return 0
    for rank, hit in enumerate(hits, 1):
        print(f"{rank}. {hit.score:.3f}  {shown(hit.article.title or hit.article.id)}")
        print(f"   {shown(' '.join(hit.passage.text.split()))}")
    return 0


def remove(options: argparse.Namespace) -> int:
    from index import ArticleMissing, Index

    with Index.open(options.index, create=False) as store:
        known = {article.id: article for article in store.listing()}
        for id in options.ids:
            if id not in known:
                raise ArticleMissing(
                    f"the article {id} is not in the index - nothing was removed - "
                    "see what is there with: python -m index articles"
                )
        result = store.remove(options.ids)
    removed = [known[change.id] for change in result.changes]
    for article in removed:
        print(shown(f"removed {article.id}" + (f"  ({article.title})" if article.title else "")))
    if filed := [article.id for article in removed if article.filed]:
        told = ", ".join(filed)
        print(shown(f"still in a synced folder, and back once the file changes: {told}"))
    if result.problem:
        print(shown(result.problem))
    return 0


def verify(options: argparse.Namespace) -> int:
    from index import Index

    with Index.open(options.index, create=False) as store:
        problems = store.verify(repair=options.repair)
        total = store.status()
    for problem in problems:
        print(shown(problem))
    if problems and not options.repair:
        raise ArticleQAError(
            f"repair it with: python -m index verify --repair --index {options.index}"
        )
    if problems:
        raise ArticleQAError(
            "not everything could be repaired - move the index away and sync its folders again"
        )
    articles, passages = counted(total.articles, "article"), counted(total.passages, "passage")
    print(f"all well: {articles}, {passages}")
    return 0


def reembed(options: argparse.Namespace) -> int:
    from index import Index

    with Index.open(options.index, create=False) as store, progress_bar() as progress:
        count = store.reembed(options.encoder, progress=progress)
    print(f"{counted(count, 'passage')} embedded with {shown(options.encoder)}")
    return 0


def _count(text: str) -> int:
    return whole(text, 1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m index",
        description="Keep an index of a folder of articles, and search it.",
    )
    parser.set_defaults(prog=parser.prog)
    add_version_option(parser)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        added = commands.add_parser(run.__name__, help=help, description=help)
        added.set_defaults(run=run)
        add_index_option(added)
        return added

    def encoder(added: argparse.ArgumentParser) -> None:
        added.add_argument(
            "--encoder",
            metavar="NAME",
            help=_ENCODER,
        )

    added = command(sync, "bring the index up to date with a folder")
    added.add_argument("folder", nargs="?", default="seeds", help=_FOLDER)
    added.add_argument("--dry-run", action="store_true", help="only say what would change")
    added.add_argument("--json", action="store_true", help=_JSON)
    encoder(added)
    added = command(watch, "sync whenever the folder changes")
    added.add_argument("folder", nargs="?", default="seeds", help=_FOLDER)
    encoder(added)
    added = command(status, "what is indexed")
    added.add_argument("--json", action="store_true", help=_JSON)
    added = command(search, "the passages that fit a question best")
    added.add_argument("question")
    added.add_argument("-k", type=_count, default=10, metavar="N", help="how many (default: 10)")
    added.add_argument("--json", action="store_true", help=_JSON_ARRAY)
    encoder(added)
    added = command(articles, "which articles, each with its id")
    added.add_argument("--json", action="store_true", help=_JSON_ARRAY)
    added = command(remove, "forget articles, their older versions too")
    added.add_argument("ids", nargs="+", metavar="ID", help="of a synced file, its path in there")
    added = command(verify, "check the index against itself")
    added.add_argument("--repair", action="store_true", help="and make it whole again")
    added = command(reembed, "embed every article anew with another encoder")
    added.add_argument("--encoder", required=True, metavar="NAME", help=_ENCODER)
    return parser


if __name__ == "__main__":
    sys.exit(main())
