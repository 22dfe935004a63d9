"""The command that serves the page, and what it serves to programs."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from browsing import QUESTION, Served
from conftest import RESOLVE
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import Message

import app
from index import Index
from page.safety import MAX_REQUEST_BYTES
from page.watching import Watching
from qa import ask, to_json


def call(address: str, *values: object) -> tuple[str, Any]:
    """One call of the named endpoint as curl would make it: the last event and its data."""
    filters = [None] * 5  # languages, sources, since, until, articles
    body = json.dumps({"data": [*values, *filters]}).encode()
    place = f"{address}/gradio_api/call/ask"
    headers = {"Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(place, body, headers)) as reply:
        event = json.load(reply)["event_id"]
    with urllib.request.urlopen(f"{place}/{event}") as stream:
        lines = [line.split(": ", 1) for line in stream.read().decode().split("\n") if line]
    fields = dict(lines)
    return fields["event"], json.loads(fields["data"])


def test_the_endpoint_gives_what_qa_gives(served: Served) -> None:
    kind, data = call(served.address, QUESTION, [])
    assert kind == "complete"
    with Index.open(served.kept) as store:
        expected = to_json(ask(QUESTION, index=store))
    del data[0]["timings_ms"], expected["timings_ms"]
    assert data == [expected]


def test_the_endpoint_says_what_is_wrong_with_a_question(address: str) -> None:
    kind, data = call(address, "", [])
    assert kind == "error"
    assert data["error"]


def test_only_what_programs_may_ask_is_offered_to_them(address: str) -> None:
    with urllib.request.urlopen(f"{address}/gradio_api/info") as reply:
        offered = json.load(reply)
    assert sorted(offered["named_endpoints"]) == ["/articles", "/ask", "/search", "/sync"]
    assert offered["unnamed_endpoints"] == {}


def test_the_page_brings_its_script_once(address: str) -> None:
    """Gradio would send what its components run once for each of them."""
    with urllib.request.urlopen(address) as reply:
        page = reply.read().decode()
    assert page.count("function openHouse(") == page.count("function pressed(") == 1
    assert page.count("openRoom(element, trigger, watch") > 10


def test_every_response_forbids_other_machines(address: str) -> None:
    with urllib.request.urlopen(address) as reply:
        policy = reply.headers["Content-Security-Policy"]
    assert "connect-src 'self'" in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [("/", "elsewhere.example", 400), ("/gradio_api/file=app.py", None, 403)],
    ids=["another site's name for this machine", "a file beside the program"],
)
def test_what_is_not_the_page_is_refused(
    address: str, path: str, host: str | None, status: int
) -> None:
    request = urllib.request.Request(address + path, headers={"Host": host} if host else {})
    with pytest.raises(urllib.error.HTTPError) as refused, urllib.request.urlopen(request):
        pass
    refused.value.close()
    assert refused.value.code == status


@pytest.mark.parametrize("path", ["queue/join", "call/v2/ask"])
def test_a_request_that_does_not_say_how_long_it_is_is_refused_all_the_same(
    address: str, path: str
) -> None:
    """In chunks, whose lengths only the reader counts: before the last one it is just allowed."""
    place = address.removeprefix("http://")
    with closing(http.client.HTTPConnection(place)) as connection:
        connection.putrequest("POST", f"/gradio_api/{path}")
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders()
        size = MAX_REQUEST_BYTES // 40
        for _ in range(40):
            connection.send(b"%x\r\n%s\r\n" % (size, bytes(size)))
        connection.send(b"1\r\n \r\n0\r\n\r\n")
        assert connection.getresponse().status == 413


@pytest.mark.parametrize(
    ("host", "asked", "status"),
    [("127.0.0.1", "127.0.0.1:7860", 200), ("127.0.0.1", "localhost:7860", 200),
     ("127.0.0.1", "elsewhere.example", 400), ("localhost", "elsewhere.example", 400),
     ("::1", "[::1]:7860", 200), ("::1", "localhost", 200), ("::1", "elsewhere.example", 400),
     ("0:0:0:0:0:0:0:1", "[::1]", 200), ("0.0.0.0", "my.machine", 200)],
)  # fmt: skip
def test_a_page_of_this_machine_is_asked_for_by_this_machines_names(
    host: str, asked: str, status: int
) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    page = TrustedHostMiddleware(PlainTextResponse("the page"), app.known_hosts(host))
    headers = [(b"host", asked.encode())]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers}
    asyncio.run(page(scope, receive, send))
    assert sent[0]["status"] == status


def test_an_article_dropped_into_the_folder_is_there_without_a_restart(served: Served) -> None:
    assert served.report.startswith("3 added, 0 changed, 0 removed")
    (served.folder / "new.txt").write_text("Das Faultier schläft im Regenwald.", encoding="utf-8")
    assert served.next_line().startswith("1 added, 0 changed, 0 removed, 3 kept")
    kind, data = call(served.address, "Wo schläft das Faultier?", [])
    assert kind == "complete"
    assert [each["article_id"] for each in data[0]["citations"]] == ["new.txt"]


def test_any_other_host_needs_a_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["--host", "0.0.0.0", "--index", str(tmp_path / "new")]) == 1
    assert "add --auth USER:PASSWORD" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_missing_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = str(tmp_path / "missing")
    assert app.main(["--articles", missing, "--index", str(tmp_path / "new")]) == 1
    error = capsys.readouterr().err
    assert missing in error
    assert error.count("\n") == 1
    assert "removed" not in error
    file = tmp_path / "file.txt"
    file.touch()
    assert app.main(["--articles", str(file), "--index", str(tmp_path / "new")]) == 1
    assert f"{file} is a file, not a folder" in capsys.readouterr().err
    assert app.main(["--articles", "", "--index", str(tmp_path / "new")]) == 1
    assert "there is no folder of no name" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_port_that_was_asked_for_is_never_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert app.main(["--port", port, "--index", str(tmp_path / "new")]) == 1
    assert f"port {port}" in capsys.readouterr().err


def test_the_default_port_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr(app, "DEFAULT_PORT", taken.getsockname()[1])
        assert app.free_port("127.0.0.1", None) > taken.getsockname()[1]


def test_a_host_that_is_none_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def nowhere(host: object, *_: object, **__: object) -> None:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    with pytest.raises(app.CannotServe, match=r"no such host: Name or .* with --host$"):
        app.free_port("no such host", None)
    assert asked == ["no such host"]


@pytest.mark.parametrize("host", ["192.0.2.1", "a" * 64 + ".example", "a\0b"])
def test_a_host_that_is_not_this_machine_is_told(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", RESOLVE)  # none of these asks anybody
    with pytest.raises(app.CannotServe, match=r"with --host$"):
        app.free_port(host, None)


@pytest.mark.parametrize("port", ["70000", "-1", "http", "²", "9" * 5_000])
def test_what_is_no_port_is_a_usage_error(port: str) -> None:
    with pytest.raises(SystemExit) as ended:
        app.main([f"--port={port}"])
    assert ended.value.code == 2


def test_a_model_that_only_the_environment_names_is_done_without(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ARTICLE_QA_LLM", "nowhere:model")
    assert app._writer(None) is None
    error = capsys.readouterr().err
    assert "nowhere" in error
    assert error.endswith("the articles' own words answer\n")


def test_what_runs_beside_the_page_has_ended_when_the_index_closes(
    empty: Index, folder: Path
) -> None:
    def beside() -> set[str]:
        return {thread.name for thread in threading.enumerate()} & {"watch", "warm"}

    with app._beside(empty, Watching(empty, str(folder))):
        assert "watch" in beside()
    assert beside() == set()


@pytest.mark.parametrize("auth", ["name", "name:", ":password"])
def test_half_a_password_is_a_usage_error(auth: str) -> None:
    with pytest.raises(SystemExit) as ended:
        app.main(["--auth", auth])
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("localhost", True), ("127.1.2.3", True), ("::1", True),
     ("0.0.0.0", False), ("::", False), ("192.168.1.4", False), ("my.machine", False), ("", False)],
)  # fmt: skip
def test_which_hosts_only_this_machine_reaches(host: str, expected: bool) -> None:
    assert app.is_loopback(host) is expected
