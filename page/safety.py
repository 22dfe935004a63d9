"""Headers that let the browser hold the page to its promise: nothing leaves, nothing gets in."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from page.library import MAX_FILE_BYTES

# Gradio's own front end needs inline scripts and `Function`; what the policy adds beside our
# escaping is that no script, picture, font or request can reach another machine.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' data: blob:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
UPLOADS = ("/gradio_api/upload", "/gradio_api/process_recording")
MAX_REQUEST_BYTES = 4 * MAX_FILE_BYTES  # a file in base64, or a text in JSON, needs less
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_NO_UPLOADS = PlainTextResponse("nothing can be uploaded here", 403)
_TOO_LARGE = "the request is too large"


class Headers:
    """ASGI middleware: adds HEADERS to every response and passes streams on as they come."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class Inlet:
    """ASGI middleware: nothing is uploaded, and no request is larger than the page's own are.

    Gradio's routes for uploads keep what anybody sends them on the disk. The page needs neither:
    its files come as data of an event (adding.js) and stay in memory (page.library).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "").rstrip("/")
        if path.endswith(UPLOADS):
            await _NO_UPLOADS(scope, receive, send)
            return
        if int(dict(scope.get("headers", ())).get(b"content-length", b"0")) > MAX_REQUEST_BYTES:
            await PlainTextResponse(_TOO_LARGE, 413)(scope, receive, send)
            return
        await self.app(scope, _counted(receive), send)


def _counted(receive: Receive) -> Receive:
    """The same, up to as many bytes: what comes in chunks does not say how many there are.

    The exception becomes a response where the body is read, which is before any password is asked.
    """
    size = 0

    async def receive_counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > MAX_REQUEST_BYTES:
            raise HTTPException(413, _TOO_LARGE)
        return message

    return receive_counted
