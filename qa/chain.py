"""The LangChain runnable: follow up -> retrieve -> read, or have a model write and check that."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator
from contextlib import aclosing, closing
from dataclasses import replace
from typing import Any, TypeAlias, cast

from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from index import Index
from qa.asking import earlier
from qa.generation import without
from qa.llm import Llm, available, named
from qa.reader import Reader, default_reader
from qa.stepping import stepped
from qa.steps import PASSAGES, Request, Steps
from qa.types import Answer, Draft, Found

__all__ = ["PASSAGES", "ArticleChain", "Request", "build_chain", "stream"]

Step: TypeAlias = Found | Draft | Answer


def build_chain(
    index: Index,
    *,
    llm: Llm = None,
    strict: bool = False,
    reader: Reader | None = None,
    passages: int = PASSAGES,
) -> ArticleChain:
    """A runnable over one index: `build_chain(index).invoke("Who …?")`, or of a `Request`.

    `llm` is a LangChain chat model or "provider:model"; without one, what $ARTICLE_QA_LLM names;
    without that, no model writes. `strict` leaves out what it wrote unproven. Without `reader`, the
    shipped one. Raises ModelMissing for an `llm` that cannot be loaded; one that the environment
    names is told of in each answer's notice. Asking raises BadQuestion.
    """
    writer, error = available(llm)
    missing = named() if error else ""
    return ArticleChain(Steps(index, reader or default_reader(), passages, writer, strict), missing)


def stream(
    index: Index, request: Request | str, llm: Llm = None, strict: bool = False
) -> Generator[Step, None, None]:
    """What `build_chain` does, told as it goes."""
    return build_chain(index, llm=llm, strict=strict).stream(request)


class ArticleChain(Runnable[Request | str, Step]):
    """What `build_chain` makes; a plain string is a request of that question. Invoked, it gives the
    answer; streamed, what leads to it as well: first what was found, then what a model has written
    so far. Whoever stops reading stops the work. `missing` names a model that could not be loaded.
    """

    def __init__(self, steps: Steps, missing: str = "") -> None:
        self._steps, self._missing = steps, missing
        self._gather = RunnableLambda(steps.follow_up) | RunnableLambda(steps.retrieve)

    def invoke(
        self, input: Request | str, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Answer:
        *_, answer = self.stream(input, config)
        return cast("Answer", answer)

    def stream(
        self, input: Request | str, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Generator[Step, None, None]:
        found = self._gather.invoke(_request(input), config)
        inquiry = found.inquiry
        yield Found(inquiry.question, inquiry.understood_as, inquiry.language, found.hits)
        with closing(self._steps.generate(found, _of_another_run(config))) as steps:
            for step in steps:
                if self._missing and isinstance(step, Answer):
                    step = without(step, self._missing, "missing")
                yield step

    async def ainvoke(
        self, input: Request | str, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Answer:
        return cast("Answer", await super().ainvoke(input, config, **kwargs))

    async def astream(
        self, input: Request | str, config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[Step]:
        """`stream`, each step made in a thread."""
        async with aclosing(stepped(self.stream)(input, config)) as steps:
            async for step in steps:
                yield step

    def batch(self, *given: Any, **options: Any) -> list[Answer]:  # type: ignore[override]
        """Several at once, in threads."""
        return cast("list[Answer]", super().batch(*given, **options))

    async def abatch(self, *given: Any, **options: Any) -> list[Answer]:  # type: ignore[override]
        return cast("list[Answer]", await super().abatch(*given, **options))


def _request(given: Request | str) -> Request:
    request = Request(given) if isinstance(given, str) else given
    return replace(request, history=earlier(request.history))


def _of_another_run(config: RunnableConfig | None) -> RunnableConfig | None:
    """The same, less the id of the run, which is of one run only."""
    return cast("RunnableConfig", {**config, "run_id": None}) if config else None
