"""Programs: the endpoints through Gradio's client, the tools through the official MCP client."""

from __future__ import annotations

import asyncio
import base64
import json
import queue
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
import pytest
from conftest import ROOT, environment

from index import Index
from page import tools
from page.answering import Answering
from page.programs import Programs, _checked
from page.safety import MAX_REQUEST_BYTES
from qa import ask, to_json

if TYPE_CHECKING:
    from gradio_client import Client
    from mcp import ClientSession

SECONDS = 120
QUESTION = "Who claimed Musk joined the call?"
NAMES = ["articles", "ask", "search", "sync"]
USER = ("reader", "geheim: ä")


@contextmanager
def served(place: Path, *options: str) -> Iterator[tuple[str, Path]]:
    """The page over a folder with the seeds, in a process of its own: its address, the folder."""
    folder = place / "articles"
    folder.mkdir()
    for seed in (ROOT / "seeds").iterdir():
        (folder / seed.name).write_bytes(seed.read_bytes())
    command = [sys.executable, "-u", str(ROOT / "app.py"), "--port", "0", "--mcp", *options]
    process = subprocess.Popen(
        [*command, "--articles", str(folder), "--index", str(place / "index")],
        env=environment(GRADIO_TEMP_DIR=str(place / "uploads")),
        stdout=subprocess.PIPE,
        text=True,
    )
    lines: queue.Queue[str] = queue.Queue()

    def read() -> None:
        assert process.stdout
        with process.stdout as said:
            for line in said:
                lines.put(line)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        while "Its tools are at" not in (line := lines.get(timeout=SECONDS)):
            pass
        yield line.split()[-1].removesuffix(f"{tools.PATH}/"), folder
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(SECONDS)
        reader.join(SECONDS)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    with served(tmp_path_factory.mktemp("open")) as page:
        yield page


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("locked"), "--auth", ":".join(USER)) as (address, _):
        yield address


@contextmanager
def client(address: str, **options: Any) -> Iterator[Client]:
    from gradio_client import Client

    opened = Client(address, verbose=False, analytics_enabled=False, **options)
    yield opened
    opened.close()


def in_mcp(address: str, work: Callable[[ClientSession], Awaitable[Any]], **headers: str) -> Any:
    """What `work` gives in a session of the official client over streamable HTTP."""
    import httpx
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async def session() -> Any:
        place = f"{address}{tools.PATH}/"
        async with (
            httpx.AsyncClient(headers=headers, timeout=SECONDS) as http,
            streamable_http_client(place, http_client=http) as (reading, writing, _),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            return await work(session)

    return asyncio.run(session())


def basic(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


# --- through Gradio's client ----------------------------------------------------------------------


def test_four_endpoints_are_offered_and_documented(page: tuple[str, Path]) -> None:
    with client(page[0]) as programs:
        offered: Any = programs.view_api(return_format="dict", print_info=False)
    assert sorted(offered["named_endpoints"]) == [f"/{name}" for name in NAMES]
    assert offered["unnamed_endpoints"] == {}
    for endpoint in offered["named_endpoints"].values():
        assert endpoint["description"]
        assert endpoint["returns"][0]["type"]["type"] in ("object", "array")
    names = [each["parameter_name"] for each in offered["named_endpoints"]["/ask"]["parameters"]]
    filters = ["languages", "sources", "since", "until", "articles"]
    assert names == ["question", "history", *filters]
    assert offered["named_endpoints"]["/sync"]["parameters"] == []


def test_they_give_what_the_command_line_gives(page: tuple[str, Path]) -> None:
    address, folder = page
    with client(address) as programs, Index.open(folder.parent / "index") as store:
        given = programs.predict(QUESTION, api_name="/ask")
        expected = to_json(ask(QUESTION, index=store))
        del given["timings_ms"], expected["timings_ms"]
        assert given == expected
        assert given["citations"][0]["quote"]
        none = programs.predict(QUESTION, languages=["en"], api_name="/ask")
        assert (none["answered"], none["citations"]) == (False, [])
        hits = programs.predict("Starlink", k=3, api_name="/search")
        assert [hit["start"] for hit in hits] == [
            hit.passage.start for hit in store.search("Starlink", 3)
        ]
        (listed,) = programs.predict(api_name="/articles")
        (article,) = store.articles()
        assert (listed["id"], listed["title"]) == (article.id, article.title)
        assert listed["passages"] == store.status().passages
        assert "text" not in listed


def test_a_sync_reads_the_pages_folder(page: tuple[str, Path]) -> None:
    with client(page[0]) as programs:
        done = programs.predict(api_name="/sync")
        assert (done["kept"], done["changes"]) == (1, [])


def test_what_is_wrong_is_said(page: tuple[str, Path]) -> None:
    from gradio_client.exceptions import AppError

    with client(page[0]) as programs:
        with pytest.raises(AppError, match="the question is empty"):
            programs.predict(" ", api_name="/ask")
        with pytest.raises(AppError, match="filter by since - 'gestern' is not a date"):
            programs.predict("x", since="gestern", api_name="/search")
        with pytest.raises(AppError, match="filter by languages - 'German' is not the code of one"):
            programs.predict("x", languages=["German"], api_name="/ask")


def post(address: str, path: str, given: object) -> tuple[int, Any]:
    """One request of plain HTTP: its status, and what its JSON says."""
    kind = {"Content-Type": "application/json"}
    body = json.dumps(given).encode()
    try:
        place = f"{address}/gradio_api/{path}"
        with urllib.request.urlopen(urllib.request.Request(place, body, kind)) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)


FILTERS = "languages, sources, since, until, articles"


@pytest.mark.parametrize(
    ("path", "given", "status", "said"),
    [
        ("call/v2/ask", {}, 400, "the field question is missing - /ask takes question; history, "
         f"{FILTERS} may be left out"),
        ("call/v2/ask/", {"question": "x", "lang": ["de"]}, 400,
         f"there is no field lang - /ask takes question; history, {FILTERS} may be left out"),
        ("call/v2/search", {"k": 3}, 400,
         f"the field question is missing - /search takes question; k, {FILTERS} may be left out"),
        ("call/v2/sync", {"folder": "/etc"}, 400, "there is no field folder - /sync takes none"),
        ("call/v2/nope", {}, 404,
         "there is no endpoint /nope - there are /ask, /search, /articles, /sync"),
        ("call/ask", {"data": ["x"]}, 400,
         f"expected 7 values, got 1 - /ask takes question, history, {FILTERS}, in this order"),
        ("run/search", {"data": []}, 400,
         f"expected 7 values, got 0 - /search takes question, k, {FILTERS}, in this order"),
        ("api/articles", {"data": [1]}, 400,
         "expected 0 values, got 1 - /articles takes none, in this order"),
    ],
)  # fmt: skip
def test_a_field_that_is_missing_or_unknown_is_named_over_http(
    page: tuple[str, Path], path: str, given: object, status: int, said: str
) -> None:
    assert post(page[0], path, given) == (status, {"detail": said})


@pytest.mark.parametrize("given", [[], "x", {"data": "x"}, {}])
def test_what_has_no_fields_at_all_is_left_to_gradio(page: tuple[str, Path], given: object) -> None:
    status, said = post(page[0], "call/ask", given)
    assert (status, "Input should be" in str(said) or "required" in str(said)) == (422, True)


def test_what_the_page_itself_calls_is_let_through(page: tuple[str, Path]) -> None:
    with urllib.request.urlopen(f"{page[0]}/config") as reply:
        bound = json.load(reply)["dependencies"]
    (number,) = [each["id"] for each in bound if each["api_name"] == "articles"]
    status, said = post(page[0], "run/predict", {"data": [], "fn_index": number})
    assert (status, len(said["data"][0])) == (200, 1)


@pytest.mark.parametrize(
    ("path", "given", "kind", "said"),
    [
        ("v2/ask", {"question": None}, "error", "value of question - None - Input should be"),
        ("v2/ask", {"question": "x", "languages": "de"}, "error", "value of languages - 'de' - "),
        ("v2/ask", {"question": "x", "history": [1]}, "error", "value of history.0 - 1 - "),
        ("v2/ask", {"question": "x", "languages": [""]}, "error", "languages - '' is not the code"),
        ("v2/search", {"question": "x", "k": 2.5}, "error", "value of k - 2.5 - Input should be"),
        ("search", {"data": ["x", 0, *[None] * 5]}, "error", "k is 0 - ask for 1 to 50"),
        ("v2/search", {"question": "Starlink", "k": 1}, "complete", '"article_id"'),
        ("search", {"data": ["Starlink", 1, *[None] * 5]}, "complete", '"article_id"'),
    ],
)
def test_a_value_that_is_wrong_is_named_over_http(
    page: tuple[str, Path], path: str, given: object, kind: str, said: str
) -> None:
    status, begun = post(page[0], f"call/{path}", given)
    assert status == 200
    with urllib.request.urlopen(f"{page[0]}/gradio_api/call/{path}/{begun['event_id']}") as told:
        event = told.read().decode()
    assert event.startswith(f"event: {kind}")
    assert said in event


@pytest.mark.parametrize(
    ("endpoint", "given", "said"),
    [
        ("search", {"question": "x", "k": 0}, "cannot find 0 passages"),
        ("search", {"question": "x", "k": 51}, "ask for 1 to 50"),
        ("search", {"question": "x", "k": "3"}, "value of k - '3' - .* valid integer"),
        ("search", {"question": 5}, "value of question - 5 - .* valid string"),
        ("ask", {"question": "x", "history": ["a", None]}, r"value of history.1 - None"),
        ("ask", {"question": "x", "history": "a"}, "value of history - 'a' - .* valid list"),
        ("ask", {"question": "x", "history": ["a"] * 101}, "too many history - 101"),
        ("ask", {"question": "x" * 100_001}, "100,001 characters"),
        ("ask", {"question": "x", "articles": ["a"] * 1001}, "too many articles - 1,001"),
        ("ask", {"question": "x", "index": "/etc"}, "value of index"),
        ("sync", {"folder": "/etc"}, "value of folder - '/etc' - Unexpected"),
        ("sync", {}, "nothing to sync - the page has no folder"),
    ],
)
def test_what_comes_from_outside_is_checked(
    empty: Index, endpoint: str, given: dict[str, Any], said: str
) -> None:
    called = _checked(getattr(Programs(Answering(empty), None), endpoint))
    with pytest.raises(gr.Error, match=said):
        called(**given)


def test_an_empty_filter_is_none(empty: Index) -> None:
    """Some clients send what they leave out."""
    none: dict[str, Any] = {name: [] for name in ("languages", "sources", "articles")}
    none |= {"since": "", "until": ""}
    programs = Programs(Answering(empty), None)
    asked, plain = programs.ask("Wer kam?", **none), programs.ask("Wer kam?")
    assert asked | {"timings_ms": 0} == plain | {"timings_ms": 0}
    assert "Filter" not in str(asked)
    assert programs.search("Wer kam?", **none) == []


# --- through the official MCP client --------------------------------------------------------------


def test_the_tools_are_the_endpoints(page: tuple[str, Path]) -> None:
    async def work(session: ClientSession) -> Any:
        return (await session.list_tools()).tools

    found = {tool.name: tool for tool in in_mcp(page[0], work)}
    assert sorted(found) == NAMES
    asked = found["ask"]
    assert asked.description.startswith("Answer a question from the indexed news articles")
    assert asked.inputSchema["required"] == ["question"]
    assert asked.inputSchema["properties"]["since"]["description"].endswith('"2024-11-08"')


def test_a_tool_answers_with_a_citation(page: tuple[str, Path]) -> None:
    async def work(session: ClientSession) -> Any:
        asked = await session.call_tool("ask", {"question": QUESTION})
        found = await session.call_tool("search", {"question": "Starlink", "k": 2})
        wrong = await session.call_tool("search", {"question": "Starlink", "k": 99})
        return asked, found, wrong

    asked, found, wrong = in_mcp(page[0], work)
    answer = json.loads(asked.content[0].text)
    with Index.open(page[1].parent / "index") as store:
        citation = answer["citations"][0]
        article = store.article(citation["article_id"], citation["version"])
        assert article.text[citation["start"] : citation["end"]] == citation["quote"]
    assert "Musk" in citation["quote"]
    assert len(json.loads(found.content[0].text)) == 2
    assert not asked.isError
    assert wrong.isError
    assert "ask for 1 to 50" in wrong.content[0].text


def test_a_password_is_asked_of_both_kinds_of_programs(locked: str) -> None:
    with client(locked, auth=USER) as programs:
        assert len(programs.predict(api_name="/articles")) == 1

    async def work(session: ClientSession) -> Any:
        called: Any = await session.call_tool("articles", {})
        return json.loads(called.content[0].text)

    assert len(in_mcp(locked, work, Authorization=basic(*USER))) == 1
    for path in ("mcp/", "mcp", "mcp/http", "mcp/sse", "mcp/schema", "mcp/messages/"):
        for given in ({}, {"Authorization": basic("reader", "wrong")}):
            request = urllib.request.Request(f"{locked}/gradio_api/{path}", headers=given)
            with pytest.raises(urllib.error.HTTPError) as refused, urllib.request.urlopen(request):
                pass
            refused.value.close()
            assert refused.value.code == 401, path


def test_the_policy_and_the_host_hold_for_tools_too(page: tuple[str, Path]) -> None:
    with urllib.request.urlopen(f"{page[0]}/gradio_api/mcp/schema") as reply:
        assert "connect-src 'self'" in reply.headers["Content-Security-Policy"]
        assert sorted(tool["name"] for tool in json.load(reply)) == NAMES
    request = urllib.request.Request(
        f"{page[0]}/gradio_api/mcp/schema", headers={"Host": "elsewhere.example"}
    )
    with pytest.raises(urllib.error.HTTPError) as refused, urllib.request.urlopen(request):
        pass
    refused.value.close()
    assert refused.value.code == 400


# --- what is uploaded -----------------------------------------------------------------------------


def upload(address: str, name: str, data: bytes) -> tuple[int, str]:
    """Send one file to Gradio's route for uploads, under this very name: status and reply."""
    head = f'Content-Disposition: form-data; name="files"; filename="{name}"'.encode()
    body = b"\r\n".join([b"--edge", head, b"Content-Type: text/plain", b"", data, b"--edge--", b""])
    kind = {"Content-Type": "multipart/form-data; boundary=edge"}
    request = urllib.request.Request(f"{address}/gradio_api/upload", body, kind)
    try:
        with urllib.request.urlopen(request) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


@pytest.mark.parametrize(
    "name", ["a.txt", "x.exe", "x.html", "../../escaped.txt", "a\x00/../b.txt"]
)
def test_nothing_is_uploaded(page: tuple[str, Path], name: str) -> None:
    """Whatever Gradio does with a file: it would stay on the disk."""
    address, folder = page
    before = set(folder.parent.rglob("*"))
    assert upload(address, name, b"x" * 100)[0] == 403
    assert set(folder.parent.rglob("*")) == before


def test_too_large_a_request_is_refused(page: tuple[str, Path]) -> None:
    host, port = page[0].removeprefix("http://").split(":")
    connection = HTTPConnection(host, int(port))
    connection.putrequest("POST", "/gradio_api/queue/join")
    connection.putheader("Content-Length", str(MAX_REQUEST_BYTES + 1))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
