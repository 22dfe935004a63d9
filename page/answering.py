"""How the page's questions are answered: from which index, and who writes."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Unpack

from index import FilterOptions, Index
from qa import Answer, Draft, Found, Turn, ask, stream
from qa.llm import NONE, Llm, Writer

AT_ONCE = 4  # questions read in parallel; more would only make each of them slower
LINE = "ask"  # in which they wait, the page's and those of programs


class _Line:
    """How many are being answered."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0

    @contextmanager
    def one_more(self) -> Iterator[None]:
        self._add(1)
        try:
            yield
        finally:
            self._add(-1)

    def empty(self, patience: float) -> bool:
        """Whether it is, within that many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._count == 0, patience)

    def _add(self, count: int) -> None:
        with self._changed:
            self._count += count
            self._changed.notify_all()


@dataclass(frozen=True, slots=True)
class Answering:
    """`writer` is the language model that writes, None where the articles' own words answer.

    With `strict`, what it wrote unproven is left out.
    """

    store: Index
    writer: Writer | None = None
    strict: bool = False
    _line: _Line = field(default_factory=_Line, init=False, repr=False, compare=False)

    @property
    def model(self) -> str:
        """The model's name, "" for none."""
        return self.writer.name if self.writer else ""

    def ask(
        self, question: str, history: Sequence[Turn | str], **filters: Unpack[FilterOptions]
    ) -> Answer:
        """As `qa.ask`, with the filters of `Index.search`."""
        llm, strict = self._llm, self.strict
        with self._line.one_more():
            return ask(question, history, self.store, llm=llm, strict=strict, **filters)

    def stream(
        self, question: str, history: Sequence[Turn | str], **filters: Unpack[FilterOptions]
    ) -> Iterator[Found | Draft | Answer]:
        """As `qa.stream`."""
        llm, strict = self._llm, self.strict
        with self._line.one_more():
            yield from stream(question, history, self.store, llm=llm, strict=strict, **filters)

    def try_out(self, question: str) -> Answer:
        """The articles' own answer to what nobody has asked; no model writes it."""
        return ask(question, (), self.store, llm=NONE)

    def free(self, patience: float) -> bool:
        """Whether within that many seconds nobody is being answered."""
        return self._line.empty(patience)

    @property
    def _llm(self) -> Llm:
        return self.writer or NONE  # the environment was looked at when the page was started
