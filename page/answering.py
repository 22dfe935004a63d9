"""How the page's questions are answered: from which index, and who writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index import Index
from qa import Answer, Draft, Found, Turn, ask, stream
from qa.llm import NONE, Llm, Writer

AT_ONCE = 4  # questions read in parallel; more would only make each of them slower
LINE = "ask"  # in which they wait, the page's and those of programs


@dataclass(frozen=True, slots=True)
class Answering:
    """`writer` is the language model that writes, None where the articles' own words answer.

    With `strict`, what it wrote unproven is left out.
    """

    store: Index
    writer: Writer | None = None
    strict: bool = False

    @property
    def model(self) -> str:
        """The model's name, "" for none."""
        return self.writer.name if self.writer else ""

    def ask(self, question: str, history: Sequence[Turn | str], **filters: Any) -> Answer:
        """As `qa.ask`, with the filters of `Index.search`."""
        return ask(question, history, self.store, llm=self._llm, strict=self.strict, **filters)

    def stream(
        self, question: str, history: Sequence[Turn | str], **filters: Any
    ) -> Iterator[Found | Draft | Answer]:
        """As `qa.stream`."""
        return stream(question, history, self.store, llm=self._llm, strict=self.strict, **filters)

    @property
    def _llm(self) -> Llm:
        return self.writer or NONE  # the environment was looked at when the page was started
