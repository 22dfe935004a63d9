"""A function of no arguments, called once a process, however many threads ask for it at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache, wraps
from typing import TypeVar

Made = TypeVar("Made")


def once(make: Callable[[], Made]) -> Callable[[], Made]:
    """`functools.cache`, which alone lets threads that ask meanwhile make another.

    What raises is called again by who asks next.
    """
    made, making = cache(make), threading.Lock()

    @wraps(make)
    def given() -> Made:
        with making:
            return made()

    return given
