"""A generator that blocks, awaited step by step, and left at once by whoever stops waiting."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from functools import wraps
from typing import ParamSpec, TypeVar

import anyio.to_thread

Given = ParamSpec("Given")
Part = TypeVar("Part")

_ENDED = object()


def stepped(
    generate: Callable[Given, Generator[Part, None, None]],
) -> Callable[Given, AsyncGenerator[Part, None]]:
    """The same as an asynchronous generator, each step taken in a thread.

    A thread cannot be cancelled, and may take seconds: Gradio counts an event as stopped only then,
    and drops what is asked meanwhile. So a step under way is left to itself, and when it has ended
    the generator is closed: at the `yield` that it came to, nothing after it is done.
    """

    @wraps(generate)
    async def steps(*args: Given.args, **kwargs: Given.kwargs) -> AsyncGenerator[Part, None]:
        parts, one_at_a_time = generate(*args, **kwargs), threading.Lock()
        left = threading.Event()

        def step() -> object:
            with one_at_a_time:
                part = next(parts, _ENDED)
            if left.is_set():
                close()
            return part

        def close() -> None:
            with one_at_a_time:
                parts.close()

        try:
            while (
                part := await anyio.to_thread.run_sync(step, abandon_on_cancel=True)
            ) is not _ENDED:
                yield part  # type: ignore[misc]  # a Part, as it is not the end
        finally:
            left.set()
            if not one_at_a_time.locked():  # else the step under way sees to it
                asyncio.get_running_loop().run_in_executor(None, close)

    return steps
