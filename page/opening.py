"""The page's language and colours from its first moment, before Gradio's script has come."""

from __future__ import annotations

from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from page.events import language

_SCRIPT = (Path(__file__).parent / "assets" / "opening.js").read_bytes()


class Opening:
    """ASGI middleware: names the language in the page's first tag, and puts a script in its head.

    Gradio's template says English, and its `head` is added by a script, when all is painted.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != "/":
            await self.app(scope, receive, send)
            return
        begun: list[Message] = []  # how long the page is gets known with its first piece

        async def send_opened(message: Message) -> None:
            if message["type"] == "http.response.start":
                begun.append(message)
                return
            if begun:
                start = begun.pop()
                body = opened(message.get("body", b""), language(Request(scope)))
                headers = MutableHeaders(scope=start)
                if "content-length" in headers:
                    longer = len(body) - len(message.get("body", b""))
                    headers["content-length"] = str(int(headers["content-length"]) + longer)
                message["body"] = body
                await send(start)
            await send(message)

        await self.app(scope, receive, send_opened)


def opened(page: bytes, code: str) -> bytes:
    """The page in that language, its head beginning with our script; others' pages as they are."""
    page = page.replace(b'lang="en"', f'lang="{code}"'.encode(), 1)
    return page.replace(b"<head>", b"<head><script>" + _SCRIPT + b"</script>", 1)
