"""The page's head: language and colours from its first moment, and the script of its rooms."""

from __future__ import annotations

from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from page.events import language

_ASSETS = Path(__file__).parent / "assets"


def _scripts() -> bytes:
    """Ours, ahead of Gradio's: the last is what each gr.HTML runs for itself (`page.layout`)."""
    opening, common, *room = (
        (_ASSETS / name).read_bytes()
        for name in ("opening.js", "common.js", "page.js", "adding.js")
    )
    named = b"function openRoom(element, trigger, watch, events) {\n%s}\n" % b"\n".join(room)
    return b"".join(b"<script>%s</script>" % each for each in (opening, common, named))


_SCRIPTS = _scripts()


class Opening:
    """ASGI middleware: names the language in the page's first tag, and puts scripts in its head.

    Gradio's template says English, and its `head` is added by a script, when all is painted. What
    its components run would come once for each of them.
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
    """The page in that language, its head beginning with our scripts; others' as they are."""
    page = page.replace(b'lang="en"', f'lang="{code}"'.encode(), 1)
    return page.replace(b"<head>", b"<head>" + _SCRIPTS, 1)
