"""Made once, however many threads ask."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.once import once

THREADS = 4


def test_threads_that_ask_at_once_get_the_same() -> None:
    made = []
    together = threading.Barrier(THREADS)

    @once
    def thing() -> object:
        made.append(object())
        return made[-1]

    def asked(_: int) -> object:
        together.wait(30)
        return thing()

    with ThreadPoolExecutor(THREADS) as pool:
        assert {id(each) for each in pool.map(asked, range(THREADS))} == {id(made[0])}
    assert len(made) == 1


def test_what_failed_is_tried_again() -> None:
    tries = []

    @once
    def thing() -> int:
        tries.append(1)
        if len(tries) == 1:
            raise ZeroDivisionError
        return len(tries)

    with pytest.raises(ZeroDivisionError):
        thing()
    assert (thing(), thing()) == (2, 2)
