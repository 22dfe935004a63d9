"""A question on its way, step by step: follow up -> retrieve -> read, or generate."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice

from langchain_core.runnables import RunnableConfig

from index import Encoder, EncoderMismatch, FilterOptions, Hit, Index
from index.query import checked, filters, is_blank
from index.types import Filters
from qa import followup, kinds
from qa.answer import Inquiry, quoted
from qa.antecedents import Said
from qa.composing import Extracted
from qa.condensing import condense, may_lean
from qa.extraction import Gathered, answer, article_of, attributed, of_article, refusal
from qa.generation import Task, generate, shown, without
from qa.kinds import CHAT, QuestionKind
from qa.llm import Writer
from qa.reader import Reader
from qa.types import Answer, Draft, Turn
from qa.writing import Unwritten

PASSAGES = 10  # read for one answer
# A follow-up is mostly about the article that the answer before stands in: so many of its passages
# are found besides, and their scores raised by so much. Of 73 German follow-ups on 850 articles
# (benchmarks/followups.py) 5 % are refused and .75 answered by the right sentence first; with 3
# and .1 it is 11 % and .73, with .2 8 % and .74.
_SAME = 4
LIFT = 0.3
_EARLIER = 1_000  # characters of an earlier question: whatever was pasted before must not fail this


@dataclass(frozen=True, slots=True)
class Request:
    """What the chain takes. `filters` are those of `Index.search`."""

    question: str
    history: Sequence[Turn | str] = ()
    filters: FilterOptions = field(default_factory=FilterOptions)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question as it stands alone, and what else it takes from what was said before."""

    question: str
    read_as: str  # what of it the reader is asked
    context: str = ""  # to be searched for as well
    talked_of: tuple[str, ...] = ()  # ids of the articles that the answer before is from
    failure: str = ""  # of the model that was asked what the question means
    told: tuple[str, ...] | None = None  # before a bare "Why?", which does not ask for it again


@dataclass(frozen=True, slots=True)
class Understood:
    request: Request
    inquiry: Inquiry
    kind: QuestionKind
    resolved: Resolved
    timings_ms: Mapping[str, float]


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
        asked = kinds.without_opener(checked(request.question))
        kind = kinds.kind(asked)
        resolved = Resolved(asked, asked)
        if kind not in CHAT:
            turns = _recent(request.history)
            if turns and turns[-1].answer is None and not followup.stands_alone(asked):
                before = turns[-1].question
                turns[-1] = self._answered(before, turns[:-1], request.filters)
            resolved = self._alone(asked, turns, config)
        language = kinds.language(asked, kind)
        alone, read_as = resolved.question, resolved.read_as
        inquiry = Inquiry(request.question, asked, alone, language, read_as)
        return Understood(request, inquiry, kind, resolved, {"follow_up": _since(started)})

    def _alone(self, asked: str, turns: Sequence[Turn], config: RunnableConfig | None) -> Resolved:
        """The question as it stands alone, as the model has it, else by rules."""
        last = turns[-1].answer if turns else None
        goes_on = last is not None and (last.answered or followup.names_something(asked))
        leans = followup.goes_on(asked) or not followup.stands_alone(asked)
        talked_of = _articles(last) if last and goes_on and leans else ()
        failure = ""
        if self.writer and turns and may_lean(asked):
            count = self.index.encoder.count_tokens
            try:
                if alone := condense(self.writer, asked, turns, count, config):
                    alone = checked(alone)
                    return Resolved(alone, alone, talked_of=talked_of)
            except Unwritten as error:
                failure = error.kind
        said = [_said(turn) for turn in turns]
        alone = followup.resolve(asked, said)
        context = followup.context(asked, said, alone)
        read_as = followup.asked_now(asked, alone) if goes_on else alone
        bare = bool(turns) and not followup.names_something(asked)
        told = tuple(_told(turns)) if bare else None
        return Resolved(alone, read_as, context, talked_of, failure, told)

    def _answered(self, question: str, before: list[Turn], among: FilterOptions) -> Turn:
        """What was asked before, answered now: only its question is remembered."""
        if is_blank(_start(question)):
            return Turn(question)
        alone = followup.resolve(_start(question), [_said(turn) for turn in before])
        return Turn(question, self.read(self.retrieve(self.follow_up(Request(alone, (), among)))))

    def retrieve(self, state: Understood) -> Gathered:
        started = time.perf_counter()
        asked = state.inquiry.asked
        understood = (
            f"{kinds.without_now(state.inquiry.understood_as)} {state.resolved.context}".strip()
        )
        text = checked(kinds.topic(asked) if kinds.names_article(asked) else understood)
        hits: tuple[Hit, ...] = ()
        among = filters(**state.request.filters)
        if state.kind not in CHAT:
            hits = self._found(text, among, state.resolved.talked_of)
        wanted = article_of(self.index, state.inquiry, state.kind, hits)
        whole = of_article(self.index, wanted) if wanted else None
        timings_ms = {**state.timings_ms, "retrieve": _since(started)}
        failure, told = state.resolved.failure, state.resolved.told
        return Gathered(state.inquiry, state.kind, timings_ms, hits, whole, failure, among, told)

    def _found(self, text: str, among: Filters, talked_of: Sequence[str]) -> tuple[Hit, ...]:
        """What a search finds, the passages of articles that are talked of lifted."""
        encoder = self.index.encoder
        try:
            return self._found_by(encoder, text, among, talked_of)
        except EncoderMismatch:  # embedded anew in between, perhaps
            now = self.index.encoder
            if now is encoder:
                raise
            return self._found_by(now, text, among, talked_of)

    def _found_by(
        self, encoder: Encoder, text: str, among: Filters, talked_of: Sequence[str]
    ) -> tuple[Hit, ...]:
        vector = encoder.encode([text], query=True)[0]
        search = partial(self.index.search_vector, text, vector, spec=encoder.spec)
        hits = search(self.passages, among)
        same = tuple(id for id in talked_of if among.articles is None or id in among.articles)
        if not same:
            return hits
        near = search(_SAME, replace(among, articles=same))
        lifted = [replace(hit, score=min(1.0, hit.score + LIFT)) for hit in near]
        found = {hit.passage.id: hit for hit in (*hits, *lifted)}
        kept = of_one_version(tuple(found.values()))
        return tuple(sorted(kept, key=lambda hit: -hit.score)[: self.passages])

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


def of_one_version(hits: Sequence[Hit]) -> list[Hit]:
    """Less those of an article's older version: it may have changed between two searches."""
    newest: dict[str, int] = {}
    for hit in hits:
        newest[hit.article.id] = max(hit.article.version, newest.get(hit.article.id, 0))
    return [hit for hit in hits if hit.article.version == newest[hit.article.id]]


def _timed(answer: Answer, state: Gathered, started: float) -> Answer:
    """With how long all of it took: less than the sum, since the reader works meanwhile."""
    total = sum(state.timings_ms.values()) + _since(started)
    timings_ms = {key: value for key, value in answer.timings_ms.items() if key != "total"}
    return replace(answer, timings_ms={**timings_ms, "total": round(total, 2)})


def _recent(history: Sequence[Turn | str]) -> list[Turn]:
    """The last exchanges that were no chat, as many as a follow-up looks back at, oldest first.

    However long a conversation gets, a question in it costs the same.
    """
    turns = (Turn(each) if isinstance(each, str) else each for each in reversed(history))
    asked = (turn for turn in turns if kinds.kind(_start(turn.question)) not in CHAT)
    return [*islice(asked, followup.REMEMBERED)][::-1]


def _start(question: str) -> str:
    return question.strip()[:_EARLIER]


def _said(turn: Turn) -> Said:
    """What a turn leaves for the next: its short answer, else its quotes, and who said them."""
    asked = _start(turn.question)
    question = "" if is_blank(asked) else checked(asked)
    answer = turn.answer
    if answer is None or not answer.answered:
        return Said(question)
    text = answer.short.text if answer.short else " ".join(c.quote for c in answer.citations)
    first = answer.citations[0]
    speaker = first.attributed_to.text if first.attributed_to else ""
    return Said(answer.understood_as, text, speaker, first.quote)


def _told(turns: Sequence[Turn]) -> Iterator[str]:
    """The short answers of earlier turns, and what was quoted where there was none."""
    for said in filter(None, (turn.answer for turn in turns)):
        if said.short:
            yield said.short.text
        else:
            yield from (each.quote for each in said.citations)


def _articles(last: Answer) -> tuple[str, ...]:
    """Those that the last answer cites, or the one in which it was looked for first."""
    if not last.answered:
        return tuple(hit.article.id for hit in last.nearest[:1])
    return tuple(dict.fromkeys(each.article_id for each in last.citations))


def _since(started: float) -> float:
    return round(1000 * (time.perf_counter() - started), 2)
