"""What goes wrong in an event is told to the person, in our words."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from inspect import isgeneratorfunction
from typing import Any, ParamSpec, TypeVar

import gradio as gr

from index import ArticleQAError
from page.texts import EN, Texts

P = ParamSpec("P")
R = TypeVar("R")


def told(handler: Callable[P, R]) -> Callable[P, R]:
    """The handler, or generator; an error of ours that it raises is shown in the page's corner.

    In the language of the session that is among what the handler is given.
    """

    @wraps(handler)
    def called(*values: P.args, **named: P.kwargs) -> R:
        with _telling((*values, *named.values())):
            return handler(*values, **named)

    @wraps(handler)
    def begun(*values: P.args, **named: P.kwargs) -> Generator[Any, None, None]:
        with _telling((*values, *named.values())):
            yield from handler(*values, **named)  # type: ignore[misc]  # a generator, see below

    return begun if isgeneratorfunction(handler) else called  # type: ignore[return-value]


def unasked(handler: Callable[P, R]) -> Callable[P, R]:
    """The handler of what nobody pressed: an error of ours leaves all as it is, unsaid.

    Whoever asks is told; a timer would tell it every few seconds.
    """

    @wraps(handler)
    def called(*values: P.args, **named: P.kwargs) -> R:
        try:
            return handler(*values, **named)
        except ArticleQAError:
            return gr.skip()  # type: ignore[no-any-return]  # of every output

    return called


@contextmanager
def _telling(values: Iterable[object]) -> Iterator[None]:
    try:
        yield
    except ArticleQAError as error:
        spoken = (getattr(each, "texts", None) for each in values)
        texts = next((each for each in spoken if isinstance(each, Texts)), EN)
        said = texts.told(str(error))
        raise gr.Error(said, title=texts.error, print_exception=False) from error
