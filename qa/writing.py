"""Messages -> what a language model writes, as it comes; bounded in time and length, or failed.

Whoever stops iterating closes the request. What a provider raises is told as one of few kinds of
failure: its own words may hold a key, an address or a page of HTML.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from typing import Any, Literal, TypeAlias

from langchain_core.messages import BaseMessage
from langchain_core.runnables import RunnableConfig

from qa.llm import Writer

LONGEST = 4_000  # characters of a reply that are read; an endless one is stopped there
PATIENCE = 3.0  # seconds that a busy server may ask to wait; longer, and the reader answers
_PAUSE = 0.2  # seconds before a server that failed is asked once more
# Why a reply ended, as providers put it.
_CUT = frozenset(("length", "max_tokens", "MAX_TOKENS"))
_WHOLE = frozenset(("stop", "STOP", "end_turn", "stop_sequence", "eos_token"))

Ending: TypeAlias = Literal["", "whole", "cut"]  # of a reply; "": not yet, or nobody has said
Failure: TypeAlias = Literal["timeout", "unreachable", "busy", "denied", "unknown", "failed"]


class Unwritten(Exception):
    """There is no reply. `kind` says why; it is no error that a caller of ours ever sees."""

    def __init__(self, kind: Failure) -> None:
        super().__init__(kind)
        self.kind = kind


def write(
    writer: Writer, messages: Sequence[BaseMessage], config: RunnableConfig | None = None
) -> Generator[tuple[str, Ending], None, None]:
    """The reply so far, again and again as it grows, and how it ends there.

    Nothing is yielded for an empty reply. Raises Unwritten.
    """
    ends = time.monotonic() + writer.timeout
    text = ""
    with closing(_pieces(writer, messages, ends, config)) as pieces:
        for piece, reason in pieces:
            text += piece
            if len(text) > LONGEST or reason in _CUT:
                yield text[:LONGEST], "cut"
                return
            if text and (piece or reason):
                yield text, "whole" if reason in _WHOLE else ""


def _pieces(
    writer: Writer, messages: Sequence[BaseMessage], ends: float, config: RunnableConfig | None
) -> Generator[tuple[str, str], None, None]:
    """What comes, and why it ended where that is told. A call that fails at once is made again."""
    again = True
    while True:
        begun = False
        chunks = writer.model.stream(list(messages), config)
        try:
            for chunk in chunks:
                begun = True
                if time.monotonic() > ends:
                    raise TimeoutError
                yield str(chunk.text), _reason(chunk)
            return
        except Exception as error:  # every provider has errors of its own
            pause = _pause(error) if again and not begun else None
            if pause is None or time.monotonic() + pause > ends:
                raise Unwritten(_kind(error)) from None
        finally:
            _close(chunks)
        again = False
        time.sleep(pause)


def _reason(chunk: BaseMessage) -> str:
    told = chunk.response_metadata
    return str(
        told.get("finish_reason") or told.get("done_reason") or told.get("stop_reason") or ""
    )


def _close(chunks: Iterator[Any]) -> None:
    if close := getattr(chunks, "close", None):
        close()


def _kind(error: Exception) -> Failure:
    status, name = _status(error), type(error).__name__.lower()
    if status in {401, 403}:
        return "denied"
    if status == 404:
        return "unknown"
    if status == 429:
        return "busy"
    if status == 408 or isinstance(error, TimeoutError) or "timeout" in name:
        return "timeout"
    if status is None and (isinstance(error, ConnectionError) or "connect" in name):
        return "unreachable"
    return "failed"


def _pause(error: Exception) -> float | None:
    """How long to wait before it is tried again; None where that would not help."""
    status = _status(error)
    if status != 429 and (status is None or status < 500):
        return None
    asked = _retry_after(error)
    if asked is None:
        return _PAUSE
    return asked if asked <= PATIENCE else None


def _retry_after(error: Exception) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except ValueError:  # not said, or a date
        return None


def _status(error: Exception) -> int | None:
    response = getattr(error, "response", None)
    status = getattr(error, "status_code", getattr(response, "status_code", None))
    return status if isinstance(status, int) else None
