"""A server on loopback that speaks as OpenAI's does, and says what a test has it say - or fails."""

from __future__ import annotations

import contextlib
import json
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import repeat
from typing import Any, TypeAlias

WAIT = 30.0  # seconds that anything may take before a test fails, not passes

Reply: TypeAlias = "Callable[[Exchange], None]"


class Exchange:
    """One request, and what may be sent back."""

    def __init__(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        self._handler = handler
        self.body = body
        self.headers = handler.headers
        self.gone = threading.Event()  # whoever asked has hung up
        self.release = threading.Event()  # the test is over

    @property
    def prompt(self) -> str:
        return "\n".join(str(message["content"]) for message in self.body["messages"])

    def begin(self, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        self._handler.send_response(status)
        given = {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked"}
        for name, value in {**given, **(headers or {})}.items():
            self._handler.send_header(name, value)
        self._handler.end_headers()

    def send(self, data: bytes) -> bool:
        """One chunk; False once nobody listens."""
        try:
            self._handler.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self._handler.wfile.flush()
        except OSError:
            self.gone.set()
            return False
        return True

    def event(self, text: str, finish: str | None = None) -> bool:
        choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
        data = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        return self.send(f"data: {json.dumps({**data, 'choices': [choice]})}\n\n".encode())

    def end(self) -> None:
        self.send(b"data: [DONE]\n\n")
        self.send(b"")

    def hang_up(self) -> None:
        self._handler.close_connection = True


def says(text: str, finish: str = "stop") -> Reply:
    """Word by word, as models do."""

    def reply(exchange: Exchange) -> None:
        exchange.begin()
        for word in text.split(" "):
            exchange.event(f"{word} ")
        exchange.event("", finish)
        exchange.end()

    return reply


def breaks_off(text: str) -> Reply:
    def reply(exchange: Exchange) -> None:
        exchange.begin()
        exchange.event(text)
        exchange.hang_up()

    return reply


def ends_early(text: str) -> Reply:
    """Like a proxy that has had enough: no reason, no [DONE], but a proper end of the response."""

    def reply(exchange: Exchange) -> None:
        exchange.begin()
        exchange.event(text)
        exchange.send(b"")

    return reply


def fails(status: int, message: str = "no", headers: Mapping[str, str] | None = None) -> Reply:
    def reply(exchange: Exchange) -> None:
        data = json.dumps({"error": {"message": message, "type": "x"}}).encode()
        exchange.begin(status, {"Content-Type": "application/json", **(headers or {})})
        exchange.send(data)
        exchange.send(b"")

    return reply


def raw(data: bytes) -> Reply:
    def reply(exchange: Exchange) -> None:
        exchange.begin()
        exchange.send(data)
        exchange.send(b"")

    return reply


def goes_on(text: str) -> Reply:
    """For ever, or until nobody listens."""

    def reply(exchange: Exchange) -> None:
        exchange.begin()
        for _ in repeat(None, 1_000_000):
            if exchange.release.is_set() or not exchange.event(text):
                return

    return reply


def keeps_silent(text: str = "") -> Reply:
    """Says something, then nothing until the test is over."""

    def reply(exchange: Exchange) -> None:
        exchange.begin()
        if text:
            exchange.event(text)
        exchange.release.wait(WAIT)
        exchange.hang_up()

    return reply


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Not on stderr, where programs under test may write: a client may be gone at any time."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class ChatServer:
    """Answers each request with the next reply; the last one stands for all that follow."""

    def __init__(self, replies: Sequence[Reply]) -> None:
        self._replies = list(replies)
        self.exchanges: list[Exchange] = []
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                exchange = Exchange(self, json.loads(self.rfile.read(length)))
                outer._next(exchange)(exchange)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def _next(self, exchange: Exchange) -> Reply:
        with self._lock:
            self.exchanges.append(exchange)
            return self._replies[min(len(self.exchanges), len(self._replies)) - 1]

    def run(self) -> None:
        self._server.serve_forever(0.01)

    def close(self) -> None:
        for exchange in self.exchanges:
            exchange.release.set()
        self._server.shutdown()
        self._server.server_close()


@contextlib.contextmanager
def serving(*replies: Reply) -> Iterator[ChatServer]:
    server = ChatServer(replies)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join(WAIT)
