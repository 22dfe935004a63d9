"""The LangChain runnable: follow up -> retrieve -> read -> answer."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.runnables import Runnable, RunnableLambda

from index import Hit, Index
from index.languages import detect_known
from index.query import checked, filters
from index.types import Vectors
from qa import evidence, followup
from qa.answer import Inquiry, compose
from qa.types import Answer, Turn

PASSAGES = 10  # read for one answer
_EARLIER = 1_000  # characters of an earlier question: whatever was pasted before must not fail this


@dataclass(frozen=True, slots=True)
class Request:
    """What the chain takes. `filters` are those of `Index.search`."""

    question: str
    history: Sequence[Turn | str] = ()
    filters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Understood:
    request: Request
    inquiry: Inquiry
    timings_ms: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Found:
    inquiry: Inquiry
    timings_ms: Mapping[str, float]
    vector: Vectors  # the question's: embedded once, for searching and for reading
    hits: tuple[Hit, ...]


def build_chain(index: Index, *, passages: int = PASSAGES) -> Runnable[Request, Answer]:
    """A runnable over one index: `build_chain(index).invoke(Request("Who …?"))`.

    Also `batch`, and `ainvoke` in a thread. Raises BadQuestion.
    """

    def follow_up(request: Request) -> _Understood:
        started = time.perf_counter()
        asked = checked(request.question)
        turns = (Turn(each) if isinstance(each, str) else each for each in request.history)
        earlier = [checked(turn.question[:_EARLIER]) for turn in turns if turn.question.strip()]
        understood = followup.resolve(asked, earlier)
        inquiry = Inquiry(request.question, understood, detect_known(asked))
        return _Understood(request, inquiry, {"follow_up": _since(started)})

    def retrieve(state: _Understood) -> _Found:
        started = time.perf_counter()
        text = checked(state.inquiry.understood_as)
        vector = index.encoder.encode([text], query=True)[0]
        among = filters(**state.request.filters)
        hits = index.search_vector(text, vector, passages, among)
        timings_ms = {**state.timings_ms, "retrieve": _since(started)}
        return _Found(state.inquiry, timings_ms, vector, hits)

    def read(state: _Found) -> Answer:
        started = time.perf_counter()
        inquiry, hits = state.inquiry, state.hits
        found = evidence.find(index, inquiry.understood_as, state.vector, inquiry.language, hits)
        timings_ms = {**state.timings_ms, "read": _since(started)}
        timings_ms["total"] = round(sum(timings_ms.values()), 2)
        return compose(inquiry, found, hits, timings_ms)

    return RunnableLambda(follow_up) | RunnableLambda(retrieve) | RunnableLambda(read)


def _since(started: float) -> float:
    return round(1000 * (time.perf_counter() - started), 2)
