"""A step that blocks does not hold up whoever stops waiting for it."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Generator

import pytest

from qa.stepping import stepped

SECONDS = 30  # at most, for what should take none


def test_every_part_is_awaited_in_turn() -> None:
    @stepped
    def counted(to: int) -> Generator[int, None, None]:
        yield from range(to)

    async def collected() -> list[int]:
        return [part async for part in counted(4)]

    assert asyncio.run(collected()) == [0, 1, 2, 3]
    assert inspect.isasyncgenfunction(counted)  # which Gradio looks at
    assert list(inspect.signature(counted).parameters) == ["to"]


def test_what_fails_in_a_step_fails_where_it_is_awaited() -> None:
    @stepped
    def failing() -> Generator[int, None, None]:
        yield 1
        raise ZeroDivisionError

    async def collected() -> list[int]:
        return [part async for part in failing()]

    with pytest.raises(ZeroDivisionError):
        asyncio.run(collected())


def test_who_stops_waiting_is_let_go_and_nothing_more_is_done() -> None:
    """At once, while the step under way still blocks; what comes after it is never reached."""
    begun, released, closed = threading.Event(), threading.Event(), threading.Event()
    done = []

    @stepped
    def blocking() -> Generator[str, None, None]:
        try:
            yield "first"
            begun.set()
            assert released.wait(SECONDS)
            done.append("the step under way")
            yield "second"
            done.append("the step after it")
        finally:
            closed.set()

    async def stopped() -> None:
        parts = blocking()
        assert await anext(parts) == "first"
        waiting = asyncio.ensure_future(anext(parts))
        assert await asyncio.to_thread(begun.wait, SECONDS)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(waiting, SECONDS)
        assert not closed.is_set()
        assert done == []
        released.set()
        assert await asyncio.to_thread(closed.wait, SECONDS)

    asyncio.run(stopped())
    assert done == ["the step under way"]


def test_who_leaves_between_two_steps_closes_the_generator() -> None:
    closed = threading.Event()

    @stepped
    def endless() -> Generator[int, None, None]:
        try:
            while True:
                yield 1
        finally:
            closed.set()

    async def left() -> None:
        parts = endless()
        await anext(parts)
        await parts.aclose()
        assert await asyncio.to_thread(closed.wait, SECONDS)

    asyncio.run(left())
