"""The LangChain runnable: follow up -> retrieve -> read -> answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from langchain_core.runnables import Runnable, RunnableLambda

from index import Hit, Index
from index.query import checked, filters
from index.types import Vectors
from qa import evidence, followup, kinds
from qa.answer import Inquiry, cite, compose, quoted, refuse, say
from qa.attribution import attribute
from qa.claims import claim, speaker_first, spoken
from qa.kinds import CHAT, Kind
from qa.overview import overview
from qa.reader import Reader, default_reader
from qa.reasons import reason
from qa.texts import chat
from qa.types import Answer, Found, Turn

PASSAGES = 10  # read for one answer
TOPIC = 0.04  # probability: what a broad question asks for only has to be there
_WHOLE = 40  # passages of the article that an overview is of
_EVERY_SENTENCE = 1_000  # no shortlist: what an overview is of need not answer anything
_OPENING = 200  # characters of an article without a title that stand for it
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
    kind: Kind
    timings_ms: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Found:
    inquiry: Inquiry
    kind: Kind
    timings_ms: Mapping[str, float]
    vector: Vectors  # the question's: embedded once, for searching and for reading
    hits: tuple[Hit, ...]


def build_chain(
    index: Index, *, reader: Reader | None = None, passages: int = PASSAGES
) -> Runnable[Request, Answer]:
    """A runnable over one index: `build_chain(index).invoke(Request("Who …?"))`.

    Without `reader`, the shipped one. Also `batch`, and `ainvoke` in a thread. Raises BadQuestion.
    """
    steps = _steps(index, reader, passages)
    return (
        RunnableLambda(steps.follow_up)
        | RunnableLambda(steps.retrieve)
        | RunnableLambda(steps.read)
    )


def stream(index: Index, request: Request) -> Iterator[Found | Answer]:
    """What `build_chain` does, told as it goes: first what was found, at last the answer."""
    steps = _steps(index, None, PASSAGES)
    found = steps.retrieve(steps.follow_up(request))
    inquiry = found.inquiry
    yield Found(inquiry.question, inquiry.understood_as, inquiry.language, found.hits)
    yield steps.read(found)


@dataclass(frozen=True, slots=True)
class _Steps:
    follow_up: Callable[[Request], _Understood]
    retrieve: Callable[[_Understood], _Found]
    read: Callable[[_Found], Answer]


def _steps(index: Index, reader: Reader | None, passages: int) -> _Steps:
    reader = reader or default_reader()

    def follow_up(request: Request) -> _Understood:
        started = time.perf_counter()
        asked = checked(request.question)
        kind = kinds.kind(asked)
        understood = asked
        if kind not in CHAT:
            turns = [_turn(each) for each in request.history]
            turns = [turn for turn in turns if kinds.kind(turn.question) not in CHAT]
            if turns and turns[-1].answer is None and not followup.stands_alone(asked):
                turns[-1] = answered(turns[-1].question, turns[:-1], request.filters)
            understood = followup.resolve(asked, [_said(turn) for turn in turns])
        inquiry = Inquiry(request.question, understood, kinds.language(asked, kind))
        return _Understood(request, inquiry, kind, {"follow_up": _since(started)})

    def answered(question: str, before: list[Turn], among: Mapping[str, Any]) -> Turn:
        """What was asked before, answered now: only its question is remembered."""
        if not question.strip():
            return Turn(question)
        alone = followup.resolve(question[:_EARLIER], [_said(turn) for turn in before])
        return Turn(question, read(retrieve(follow_up(Request(alone, (), among)))))

    def retrieve(state: _Understood) -> _Found:
        started = time.perf_counter()
        text = checked(state.inquiry.understood_as)
        vector = index.encoder.encode([text], query=True)[0]
        hits: tuple[Hit, ...] = ()
        if state.kind not in CHAT:
            among = filters(**state.request.filters)
            hits = index.search_vector(text, vector, passages, among)
        timings_ms = {**state.timings_ms, "retrieve": _since(started)}
        return _Found(state.inquiry, state.kind, timings_ms, vector, hits)

    def read(state: _Found) -> Answer:
        started = time.perf_counter()
        answer = _answer(index, reader, state)
        timings_ms = {**state.timings_ms, "read": _since(started)}
        timings_ms["total"] = round(sum(timings_ms.values()), 2)
        return replace(answer, timings_ms=timings_ms, sentences=quoted(answer.citations))

    return _Steps(follow_up, retrieve, read)


def _answer(index: Index, reader: Reader, state: _Found) -> Answer:
    inquiry, hits = state.inquiry, state.hits
    asked = inquiry.understood_as
    if state.kind in CHAT:
        return say(inquiry, chat(state.kind, inquiry.language, index.articles()))
    if state.kind == "broad" and hits:
        return _overview(index, reader, state)
    found = evidence.find(index, reader, asked, state.vector, inquiry.language, hits)
    said = claim(asked)
    if said:
        found = spoken(index.encoder, said, found)
    answer = compose(
        inquiry,
        found,
        hits,
        short=state.kind != "polar",
        latest=kinds.asks_for_latest(asked),
        several=kinds.asks_for_several(asked),
    )
    if not answer.answered and hits:
        return replace(answer, text=reason(index, asked, inquiry.language, hits))
    answer = _attributed(reader, answer)
    return speaker_first(answer) if said else answer


def _overview(index: Index, reader: Reader, state: _Found) -> Answer:
    """The sentences that say most: on what was asked for, or else on the first article."""
    inquiry, hits = state.inquiry, state.hits
    about = kinds.topic(inquiry.understood_as)
    if not about:
        article = hits[0].article
        opening = article.title or article.text[:_OPENING]
        found = list(evidence.candidates(index.search(opening, _WHOLE, articles=[article.id])))
        chosen = overview(found, _vectors(index, found))
        return _attributed(reader, cite(inquiry, chosen, 1.0, hits))
    topic = index.encoder.encode([about], query=True)[0]
    ranked = evidence.find(
        index, reader, about, topic, inquiry.language, hits, closer=_EVERY_SENTENCE
    )
    if not ranked or ranked[0].probability < TOPIC:
        return refuse(inquiry, ranked[0].probability if ranked else 0.0, hits)
    chosen = overview(ranked, _vectors(index, ranked), topic)
    return _attributed(reader, cite(inquiry, chosen, ranked[0].probability, hits))


def _vectors(index: Index, sentences: Sequence[evidence.Sentence]) -> Vectors:
    return index.encoder.encode([each.text for each in sentences])


def _attributed(reader: Reader, answer: Answer) -> Answer:
    """With who is said to have said what each citation says."""
    places = [(each.article, each.start, each.end) for each in answer.citations]
    said_by = attribute(reader, places) if places else []
    citations = tuple(
        replace(each, attributed_to=who)
        for each, who in zip(answer.citations, said_by, strict=True)
    )
    return replace(answer, citations=citations)


def _turn(given: Turn | str) -> Turn:
    return Turn(given) if isinstance(given, str) else given


def _said(turn: Turn) -> followup.Said:
    """What a turn leaves for the next: its short answer, else its quotes."""
    question = checked(turn.question[:_EARLIER]) if turn.question.strip() else ""
    answer = turn.answer
    if answer is None or not answer.answered:
        return followup.Said(question)
    text = answer.short.text if answer.short else " ".join(c.quote for c in answer.citations)
    return followup.Said(answer.understood_as, text)


def _since(started: float) -> float:
    return round(1000 * (time.perf_counter() - started), 2)
