"""The page to sign in at, in the browser's language and our looks; Gradio's own has neither."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from page.events import language
from page.texts import Texts, texts_for

_ASSETS = Path(__file__).parent / "assets"


class Login:
    """ASGI middleware: at the page's address, who has not signed in is asked to.

    Signing in itself, and what needs it, stay Gradio's: its tokens say who has.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/" or _signed_in(Request(scope)):
            await self.app(scope, receive, send)
        else:
            await HTMLResponse(login(texts_for(language(Request(scope)))))(scope, receive, send)


def login(texts: Texts) -> str:
    words = {
        name: escape(getattr(texts, name))
        for name in (
            *("code", "tagline", "sign_in", "user", "password"),
            *("wrong_password", "sign_in_failed"),
        )
    }
    style = (_ASSETS / "house.css").read_text(encoding="utf-8")
    page = Template((_ASSETS / "login.html").read_text(encoding="utf-8"))
    return page.substitute(words, style=style)


def _signed_in(request: Request) -> bool:
    gradio = request.app
    names = (f"access-token-{gradio.cookie_id}", f"access-token-unsecure-{gradio.cookie_id}")
    return any(request.cookies.get(name) in gradio.tokens for name in names)
