"""What goes wrong in an event is told to the person, in our words."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import gradio as gr

from index import ArticleQAError
from page.texts import EN, Texts

P = ParamSpec("P")
R = TypeVar("R")


def told(handler: Callable[P, R]) -> Callable[P, R]:
    """The handler; an error of ours that it raises is shown in the corner of the page.

    In the language of the session that is among what the handler is given.
    """

    @wraps(handler)
    def called(*values: P.args, **named: P.kwargs) -> R:
        try:
            return handler(*values, **named)
        except ArticleQAError as error:
            spoken = (getattr(each, "texts", None) for each in (*values, *named.values()))
            texts = next((each for each in spoken if isinstance(each, Texts)), EN)
            said = texts.told(str(error))
            raise gr.Error(said, title=texts.error, print_exception=False) from error

    return called
