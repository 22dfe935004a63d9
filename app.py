"""The page: a conversation beside the articles it quotes. `python app.py --articles FOLDER`."""

from __future__ import annotations

import argparse
import errno
import ipaddress
import os
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from index.errors import ArticleQAError, FolderMissing
from index.terminal import (
    add_index_option,
    add_version_option,
    check_no_file,
    progress_bar,
    run,
    shown,
    whole,
)
from qa.llm import add_options

if TYPE_CHECKING:
    import gradio as gr

    from index import Index
    from page.conversations import Conversations
    from page.watching import Watching
    from qa.llm import Llm, Writer

DEFAULT_PORT = 7860
PORTS_TO_TRY = 100
_AT_MOST = 1.0  # second until Ctrl-C is heard
PATIENCE = 5.0  # seconds for a thread to end; one that takes longer finds the index closed


Place: TypeAlias = tuple[socket.AddressFamily, str, tuple[int | str, ...]]


class CannotServe(ArticleQAError):
    """The page cannot be served at the address that was asked for."""


def create_app(
    index: Index,
    kept: Conversations,
    watching: Watching | None = None,
    *,
    writer: Writer | None = None,
    strict: bool = False,
) -> gr.Blocks:
    """The page over an index and the conversations about it, ready to `serve`.

    `watching` is the folder that is kept in step with it, if any. `writer` is the language model
    that writes the answers, if any; with `strict`, only what is proven of it.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported, and later
    from page.answering import Answering
    from page.layout import layout

    answering = Answering(index, writer, strict)
    return layout(answering, kept, watching)


def serve(
    page: gr.Blocks,
    host: str,
    port: int,
    auth: tuple[str, str] | None = None,
    *,
    mcp: bool = False,
) -> str:
    """Start serving in the background and return the address; `page.close()` ends it.

    With `mcp`, the endpoints for programs are served as tools too, below `page.tools.PATH`.
    """
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    from page import tools
    from page.fields import Fields
    from page.layout import STYLES, theme
    from page.login import Login
    from page.opening import Opening
    from page.safety import Headers, Inlet

    _reach_ourselves_directly()
    name = _in_address(host)
    known = known_hosts(host)
    middleware = [Middleware(Headers), Middleware(TrustedHostMiddleware, allowed_hosts=known)]
    middleware.append(Middleware(Inlet))
    if auth is not None:
        middleware.append(Middleware(Login))
    if mcp:
        tools.check_installed()
        if auth is not None:
            middleware.append(Middleware(tools.Password, auth=auth))
    middleware.append(Middleware(Fields))
    middleware.append(Middleware(Opening))  # last, so that only the page itself goes through it
    try:
        page.launch(
            server_name=name,
            server_port=port,
            auth=auth,
            share=False,
            ssr_mode=False,
            mcp_server=mcp,
            enable_monitoring=False,
            run_history=False,
            footer_links=[],
            prevent_thread_lock=True,
            quiet=True,
            theme=theme(),
            css_paths=STYLES,
            app_kwargs={"middleware": middleware},
        )
    except OSError as error:
        raise CannotServe(f"cannot serve - {host}:{port} - {error}") from error
    if mcp:
        tools.write_json(page)
    return f"http://{name}:{page.server_port}"


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    return run("app.py", lambda: _run(arguments))


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name: where it leads is not ours to guess
        return False


def known_hosts(host: str) -> list[str]:
    """By which names a page that is served there may be asked for; where others reach it, by any.

    Another site's name that suddenly resolves to this machine (DNS rebinding) stays out.
    """
    if not is_loopback(host):
        return ["*"]
    return [_in_address(host), "localhost", "127.0.0.1", "[::1]"]


def _in_address(host: str) -> str:
    """As it stands in a web address: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


def _run(arguments: argparse.Namespace) -> int:
    if not is_loopback(arguments.host) and arguments.auth is None:
        raise CannotServe(
            f"everyone who reaches {arguments.host} could read the articles"
            " - no password set - add --auth USER:PASSWORD"
        )
    if arguments.articles is not None:
        _check_folder(arguments.articles)
    port = free_port(arguments.host, arguments.port)

    from index import Index
    from page.conversations import FILE, Conversations
    from page.watching import Watching
    from qa.llm import from_options

    writer = _writer(from_options(arguments))
    with (
        Index.open(arguments.index) as store,
        Conversations.open(arguments.index.expanduser() / FILE) as kept,
    ):
        watching = None
        if arguments.articles is not None:
            watching = Watching(store, arguments.articles)
            with progress_bar() as progress:
                print(shown(watching.sync(progress)), flush=True)
        with _beside(store, watching):
            page = create_app(store, kept, watching, writer=writer, strict=arguments.strict)
            address = serve(page, arguments.host, port, arguments.auth, mcp=arguments.mcp)
            print(f"Ask your articles at {address} - stop with Ctrl-C", flush=True)
            if arguments.mcp:
                from page.tools import PATH

                print(f"Its tools are at {address}{PATH}/", flush=True)
            try:
                _wait()
            except KeyboardInterrupt:
                print()
            finally:
                page.close(verbose=False)
    return 0


def _wait() -> None:
    """Until Ctrl-C: who waits without end is not woken where another thread gets the signal."""
    never = threading.Event()
    while not never.wait(_AT_MOST):
        pass


def _check_folder(folder: str) -> None:
    """Raises FolderMissing where there is none; one that cannot be reached, the sync explains."""
    check_no_file(folder)
    with suppress(OSError, ValueError):  # ValueError: a NUL in the name
        if not folder or not Path(folder).expanduser().exists():
            named = folder or "of no name"
            raise FolderMissing(
                f"there is no folder {named} - name the one of your articles with --articles"
            )


def _writer(asked: Llm) -> Writer | None:
    """The model that was asked for; one that only the environment names is done without."""
    from qa.llm import available

    writer, missing = available(asked)
    if missing:
        print(f"app.py: {shown(missing)} - the articles' own words answer", file=sys.stderr)
    return writer


@contextmanager
def _beside(store: Index, watching: Watching | None) -> Iterator[None]:
    """Two threads beside the page; at its end they are waited for: after them the index closes."""
    stop = threading.Event()
    threads = [threading.Thread(target=_warm, args=(store,), name="warm", daemon=True)]
    if watching is not None:
        watched = (watching, stop)
        threads.append(threading.Thread(target=_watch, args=watched, name="watch", daemon=True))
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)


def _warm(store: Index) -> None:
    """Load the model while the person is still reading: the first answer then takes no longer."""
    from qa import ask
    from qa.llm import NONE

    with suppress(ArticleQAError):  # whoever asks is told
        ask("Worum geht es?", index=store, llm=NONE)


def _watch(watching: Watching, stop: threading.Event) -> None:
    for report in watching.follow(stop):  # what went wrong, too; the next change retries
        out = sys.stderr if isinstance(report, ArticleQAError) else None
        print(shown(report), file=out, flush=True)


def free_port(host: str, asked: int | None) -> int:
    """The port to serve on: the one asked for or none; unasked, the first free from 7860 on."""
    last = DEFAULT_PORT + PORTS_TO_TRY - 1
    # Gradio itself also needs the port on 127.0.0.1, whatever the host.
    places = {_resolved(name) for name in (host, "127.0.0.1")}
    for port in range(DEFAULT_PORT, last + 1) if asked is None else (asked,):
        try:
            return max(_bound(place, port) for place in places)
        except OSError as error:
            reason = error.strerror or str(error)
            if error.errno == errno.EADDRNOTAVAIL:
                raise _no_host(host, reason) from error
    tried = f"{DEFAULT_PORT} to {last}" if asked is None else str(asked)
    raise CannotServe(
        f"cannot listen - {host}, port {tried}: {reason} - choose another with --port"
    )


def _resolved(host: str) -> Place:
    """Where the host is. Raises CannotServe for a name that leads nowhere."""
    try:
        family, _, _, _, (address, _, *rest) = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[
            0
        ]
    except (OSError, ValueError) as error:  # ValueError: a NUL, or a label that is too long
        reason = getattr(error, "strerror", None) or str(error)
        raise _no_host(host, reason) from error
    return family, str(address), tuple(rest)


def _no_host(host: str, reason: str) -> CannotServe:
    return CannotServe(
        f"cannot listen - {host}: {reason} - name an address of this machine with --host"
    )


def _bound(place: Place, port: int) -> int:
    family, address, rest = place
    with socket.socket(family, socket.SOCK_STREAM) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        attempt.bind((address, port, *rest))
        return int(attempt.getsockname()[1])


def _reach_ourselves_directly() -> None:
    """Gradio calls its own address once at the start; a proxy set for the web must not get that."""
    for name in ("NO_PROXY", "no_proxy"):
        hosts = [host for host in os.environ.get(name, "").split(",") if host]
        os.environ[name] = ",".join(dict.fromkeys([*hosts, "127.0.0.1", "localhost", "::1"]))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="app.py", description="Ask news articles in German or English, in the browser."
    )
    add_version_option(parser)
    add_index_option(parser)
    parser.add_argument(
        "--articles",
        metavar="FOLDER",
        default="seeds" if Path("seeds").is_dir() else None,
        help="the folder of articles, kept in step while the page runs (default: seeds, if there)",
    )
    parser.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1, this machine only")
    parser.add_argument(
        "--port", type=_port, help=f"default: the first free one from {DEFAULT_PORT}"
    )
    parser.add_argument(
        "--auth",
        metavar="USER:PASSWORD",
        type=_credentials,
        help="who may log in; required unless --host is this machine",
    )
    parser.add_argument(
        "--mcp", action="store_true", help="also serve the four endpoints as MCP tools"
    )
    add_options(parser)
    return parser


def _port(text: str) -> int:
    return whole(text, 0, 2**16 - 1)


def _credentials(text: str) -> tuple[str, str]:
    user, _, password = text.partition(":")
    if not user or not password:
        raise argparse.ArgumentTypeError("expected USER:PASSWORD, both not empty")
    return user, password


if __name__ == "__main__":
    sys.exit(main())
