"""What a program posts to an endpoint has that endpoint's fields, or is told what they are.

Gradio itself answers a field that is missing or unknown with a bare 500, or with no words at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from inspect import Parameter, signature

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from page.programs import ENDPOINTS, Programs

_CALLED = re.compile(r"/gradio_api/(?:call|run|api)(?P<named>(?<=call)/v2)?/(?P<name>[^/]+)/?$")


class Fields:
    """ASGI middleware: a call with other fields than its endpoint's gets status 400, or 404 where
    there is no such endpoint, and a `detail` in words.

    What is no JSON is left to Gradio, and calls by other names where they have no fields: the page
    makes them itself, to /run/predict.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        called = scope["type"] == "http" and _CALLED.search(scope["path"])
        ours = called and (called["named"] or called["name"] in ENDPOINTS)
        if not called or not ours or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        try:
            body = await _fitting(called["name"], bool(called["named"]), Request(scope, receive))
        except HTTPException as refused:
            reply = JSONResponse({"detail": refused.detail}, refused.status_code)
            await reply(scope, receive, send)
            return
        await self.app(scope, _again(body, receive), send)


async def _fitting(name: str, named: bool, request: Request) -> bytes:
    """The body of a call that fits. Raises HTTPException, as reading it does (page.safety)."""
    if name not in ENDPOINTS:
        there = ", ".join(f"/{each}" for each in ENDPOINTS)
        raise HTTPException(404, f"there is no endpoint /{name:.60} - there are {there}")
    body = await request.body()
    if problem := misfit(name, _given(body, named=named)):
        raise HTTPException(400, problem)
    return body


def misfit(name: str, given: object) -> str:
    """What is wrong with the fields given to an endpoint, by name or in a list; "" if nothing is.

    "search", {"query": "Who?"} -> "there is no field query - /search takes question; k, languages,
    sources, since, until, articles may be left out"
    """
    _, *fields = signature(getattr(Programs, name)).parameters.values()  # less self
    known = [each.name for each in fields]
    needed = [each.name for each in fields if each.default is Parameter.empty]
    if isinstance(given, dict):
        takes = f"/{name} takes {_listed(known, needed)}"
        for field in given:
            if field not in known:
                return f"there is no field {field:.60} - {takes}"
        for field in needed:
            if field not in given:
                return f"the field {field} is missing - {takes}"
    elif isinstance(given, list) and len(given) != len(known):
        order = f"/{name} takes {', '.join(known) or 'none'}, in this order"
        return f"expected {len(known)} values, got {len(given)} - {order}"
    return ""


def _listed(known: Sequence[str], needed: Sequence[str]) -> str:
    others = [each for each in known if each not in needed]
    left_out = f"; {', '.join(others)} may be left out" if others else ""
    return f"{', '.join(needed) or 'none'}{left_out}"


def _given(body: bytes, *, named: bool) -> object:
    """The fields of a request; None where it is not in the form that Gradio expects."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    return content if named else content.get("data")


def _again(body: bytes, receive: Receive) -> Receive:
    """The request once more from its beginning, for who comes behind."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Message:
        return pending.pop() if pending else await receive()

    return received
