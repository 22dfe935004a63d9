"""The endpoints as tools of an MCP client: what Gradio's own server needs so as to be ours.

Gradio mounts its MCP server beside the routes that its password protects, and writes a tool's
result as Python would print it: both are mended here.
"""

from __future__ import annotations

import base64
import json
import secrets
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from index.errors import ArticleQAError

if TYPE_CHECKING:
    import gradio as gr
    from mcp.types import TextContent

PATH = "/gradio_api/mcp"


class McpMissing(ArticleQAError):
    """The packages that serve MCP are not installed."""


_REFUSAL = PlainTextResponse(
    "a password is needed", 401, headers={"WWW-Authenticate": 'Basic realm="article-qa"'}
)


def check_installed() -> None:
    if find_spec("mcp") is None:
        raise McpMissing(
            "cannot serve MCP - the package mcp is not installed - "
            "install it with: pip install -c constraints.txt 'article-qa[mcp]'"
        )


def write_json(page: gr.Blocks) -> None:
    """Let the tools of a page that is served give JSON, one text a value."""
    from mcp.types import TextContent

    def texts(data: Any, root_url: str) -> list[TextContent]:
        return [
            TextContent(type="text", text=json.dumps(each, ensure_ascii=False)) for each in data
        ]

    server: Any = page.mcp_server_obj
    if server is None:
        raise ArticleQAError(f"cannot serve MCP - {page.mcp_error} - start without --mcp")
    server.postprocess_output_data = texts


class Password:
    """ASGI middleware: asks for the page's password (HTTP Basic) wherever MCP is served."""

    def __init__(self, app: ASGIApp, auth: tuple[str, str]) -> None:
        self.app = app
        self._expected = b"Basic " + base64.b64encode(":".join(auth).encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and PATH in scope["path"]:
            given = dict(scope["headers"]).get(b"authorization", b"")
            if not secrets.compare_digest(given, self._expected):
                await _REFUSAL(scope, receive, send)
                return
        await self.app(scope, receive, send)
