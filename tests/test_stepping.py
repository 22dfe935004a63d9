"""A step that blocks does not hold up whoever stops waiting for it."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Generator

import anyio.to_thread
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


def test_many_who_stop_waiting_keep_no_thread_of_the_loop_busy() -> None:
    """Not even to close what they left: the thread of the step under way does that."""
    many = 100  # more than the loop's own pool has threads
    released, closed = threading.Event(), threading.Semaphore(0)

    @stepped
    def blocking() -> Generator[str, None, None]:
        try:
            yield "first"
            assert released.wait(SECONDS)
            yield "second"
        finally:
            closed.release()

    async def stopped() -> None:
        anyio.to_thread.current_default_thread_limiter().total_tokens = many
        every = [blocking() for _ in range(many)]
        for parts in every:
            assert await anext(parts) == "first"
        waiting = [asyncio.ensure_future(anext(parts)) for parts in every]
        await asyncio.sleep(0)
        for each in waiting:
            each.cancel()
        await asyncio.wait(waiting, timeout=SECONDS)
        loop = asyncio.get_running_loop()
        await asyncio.wait_for(loop.run_in_executor(None, int), SECONDS / 2)
        released.set()
        for _ in range(many):
            assert await asyncio.to_thread(closed.acquire, timeout=SECONDS)

    asyncio.run(stopped())


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
