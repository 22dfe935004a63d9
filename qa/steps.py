"""A question on its way, step by step: follow up -> retrieve -> read, or generate."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from langchain_core.runnables import RunnableConfig

from index import Hit, Index
from index.query import checked, filters
from qa import followup, kinds
from qa.answer import Inquiry, quoted
from qa.composing import Extracted
from qa.condensing import condense, may_lean
from qa.extraction import Gathered, answer, attributed, is_overview, of_article, refusal
from qa.generation import Task, generate, shown, without
from qa.kinds import CHAT, Kind
from qa.llm import Writer
from qa.reader import Reader
from qa.types import Answer, Draft, Turn
from qa.writing import Unwritten

PASSAGES = 10  # read for one answer
_EARLIER = 1_000  # characters of an earlier question: whatever was pasted before must not fail this


@dataclass(frozen=True, slots=True)
class Request:
    """What the chain takes. `filters` are those of `Index.search`."""

    question: str
    history: Sequence[Turn | str] = ()
    filters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Understood:
    request: Request
    inquiry: Inquiry
    kind: Kind
    timings_ms: Mapping[str, float]
    failure: str = ""  # of the model that was asked what the question means
    context: str = ""  # what was said before, to be searched for as well


@dataclass(frozen=True, slots=True)
class Steps:
    """What a chain is made of. `strict` leaves out what a model wrote unproven."""

    index: Index
    reader: Reader
    passages: int = PASSAGES
    writer: Writer | None = None
    strict: bool = False

    def follow_up(self, request: Request, config: RunnableConfig | None = None) -> Understood:
        started = time.perf_counter()
        asked = checked(request.question)
        kind = kinds.kind(asked)
        understood, failure, context = asked, "", ""
        if kind not in CHAT:
            turns = [_turn(each) for each in request.history]
            turns = [turn for turn in turns if kinds.kind(turn.question) not in CHAT]
            if turns and turns[-1].answer is None and not followup.stands_alone(asked):
                before = turns[-1].question
                turns[-1] = self._answered(before, turns[:-1], request.filters)
            understood, failure, context = self._alone(asked, turns, config)
        inquiry = Inquiry(request.question, understood, kinds.language(asked, kind))
        timings_ms = {"follow_up": _since(started)}
        return Understood(request, inquiry, kind, timings_ms, failure, context)

    def _alone(
        self, asked: str, turns: Sequence[Turn], config: RunnableConfig | None
    ) -> tuple[str, str, str]:
        """The question as it stands alone, as the model has it, else by rules; how the model
        failed; and what else to search for."""
        failure = ""
        if self.writer and turns and may_lean(asked):
            count = self.index.encoder.count_tokens
            try:
                if alone := condense(self.writer, asked, turns, count, config):
                    return checked(alone), "", ""
            except Unwritten as error:
                failure = error.kind
        said = [_said(turn) for turn in turns]
        resolved = followup.resolve(asked, said)
        return resolved, failure, followup.context(asked, said, resolved)

    def _answered(self, question: str, before: list[Turn], among: Mapping[str, Any]) -> Turn:
        """What was asked before, answered now: only its question is remembered."""
        if not question.strip():
            return Turn(question)
        alone = followup.resolve(question.strip()[:_EARLIER], [_said(turn) for turn in before])
        return Turn(question, self.read(self.retrieve(self.follow_up(Request(alone, (), among)))))

    def retrieve(self, state: Understood) -> Gathered:
        started = time.perf_counter()
        asked = state.inquiry.question
        understood = f"{kinds.without_now(state.inquiry.understood_as)} {state.context}".strip()
        text = checked(kinds.topic(asked) if kinds.names_article(asked) else understood)
        hits: tuple[Hit, ...] = ()
        among = filters(**state.request.filters)
        if state.kind not in CHAT:
            vector = self.index.encoder.encode([text], query=True)[0]
            hits = self.index.search_vector(text, vector, self.passages, among)
        overview = is_overview(self.index, state.inquiry, state.kind, hits)
        whole = of_article(self.index, hits[0].article) if overview else None
        timings_ms = {**state.timings_ms, "retrieve": _since(started)}
        return Gathered(state.inquiry, state.kind, timings_ms, hits, whole, state.failure, among)

    def read(self, state: Gathered) -> Answer:
        return self._extract(state).answer

    def generate(
        self, state: Gathered, config: RunnableConfig | None = None
    ) -> Generator[Draft | Answer, None, None]:
        """What the model writes, then the answer; without one, or in a chat, just the answer."""
        if self.writer is None or state.kind in CHAT or not state.hits:
            yield self.read(state)
        elif state.failure:
            yield without(self.read(state), self.writer.name, state.failure)
        else:
            started = time.perf_counter()
            with closing(generate(self._task(self.writer, state, config))) as told:
                for each in told:
                    yield _timed(each, state, started) if isinstance(each, Answer) else each

    def _task(self, writer: Writer, state: Gathered, config: RunnableConfig | None) -> Task:
        return Task(
            writer,
            state.inquiry,
            shown(state.whole or state.hits, self.index.encoder.count_tokens),
            self.index.encoder,
            partial(self._extract, state),
            partial(attributed, self.reader),
            strict=self.strict,
            brief=state.kind == "fact",
            config=config,
        )

    def _extract(self, state: Gathered) -> Extracted:
        started = time.perf_counter()
        found, sentences = answer(self.index, self.reader, state)
        timings_ms = {**state.timings_ms, "read": _since(started)}
        timings_ms["total"] = round(sum(timings_ms.values()), 2)
        found = replace(found, timings_ms=timings_ms, sentences=quoted(found.citations))
        return Extracted(found, tuple(sentences), partial(refusal, self.index, state, found))


def _timed(answer: Answer, state: Gathered, started: float) -> Answer:
    """With how long all of it took: less than the sum, since the reader works meanwhile."""
    total = sum(state.timings_ms.values()) + _since(started)
    timings_ms = {key: value for key, value in answer.timings_ms.items() if key != "total"}
    return replace(answer, timings_ms={**timings_ms, "total": round(total, 2)})


def _turn(given: Turn | str) -> Turn:
    return Turn(given) if isinstance(given, str) else given


def _said(turn: Turn) -> followup.Said:
    """What a turn leaves for the next: its short answer, else its quotes."""
    asked = turn.question.strip()[:_EARLIER]
    question = checked(asked) if asked else ""
    answer = turn.answer
    if answer is None or not answer.answered:
        return followup.Said(question)
    text = answer.short.text if answer.short else " ".join(c.quote for c in answer.citations)
    return followup.Said(answer.understood_as, text)


def _since(started: float) -> float:
    return round(1000 * (time.perf_counter() - started), 2)
