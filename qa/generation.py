"""Passages -> an answer that a language model writes, of which every sentence is checked.

Write, check, and once have what differs corrected; what is verified is cited where it stands. The
reader works meanwhile: it gives the short answer, the confidence, and the answer where the model
gives none. Then, still meanwhile, the passages' sentences are embedded, to check against, and each
sentence is checked while the next one is written: what a person waits for is the last one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import RunnableConfig

from index import Encoder, Hit
from index.encoder import DEFAULT
from index.languages import detect
from index.passages import CountTokens
from qa.answer import THRESHOLD, Inquiry
from qa.composing import Extracted, composed, is_sure
from qa.declining import declines
from qa.evidence import Sentence
from qa.llm import Writer
from qa.plain import plain
from qa.prompts import ABSTAIN, ANSWER, LANGUAGES, QUESTION, REPAIR, faults, fenced, neutral
from qa.statements import Checked, Known, Marked, check, split, unmarked
from qa.texts import NOTICES
from qa.types import Answer, Draft
from qa.verification import prepare
from qa.writing import Ending, Unwritten, write

PASSAGES = 2_000  # tokens of passages in a prompt, as the index's encoder counts them
# Of the reader's confidence: then its sentence stands although the model found none. Not measured.
SURE = 0.5
_SENTENCES = 12  # of a reply; what goes on and on is cut there
_TELLING = 100  # letters from which the language of a reply is certain
_ENDS = (".", "!", "?", "…", ":", "”", "“", '"', "»", "«", ")", "]", "】")
_FULL_STOPS = (".", "!", "?", "…", "\n")
_CLIPPED = 2_000  # characters of a passage that does not fit otherwise
_FAULTS = {"de": "it is not in German", "en": "it is not in English"}


@dataclass(frozen=True, slots=True)
class Task:
    """What there is to write. `hits` are shown as far as they fit; the model's numbers are theirs.

    `extract` reads them without the model, `attributed` adds who said what is cited.
    """

    writer: Writer
    inquiry: Inquiry
    hits: tuple[Hit, ...]
    encoder: Encoder
    extract: Callable[[], Extracted]
    attributed: Callable[[Answer], Answer]
    strict: bool = False
    brief: bool = True  # whether a short answer is wanted
    config: RunnableConfig | None = None  # whose callbacks hear of the model


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A reply and what is held of it. `foreign`: in another language than the question."""

    reply: str
    sentences: tuple[Checked, ...] = ()
    foreign: bool = False
    abstained: bool = False
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def verified(self) -> int:
        return sum(each.is_verified for each in self.sentences)

    @property
    def faults(self) -> list[tuple[str, str]]:
        """What is to be corrected, and why."""
        return [
            (each.text, _fault(each))
            for each in self.sentences
            if not each.is_verified or each.invented
        ]

    @property
    def worth(self) -> tuple[bool, int, int]:
        return not self.foreign, self.verified, -len(self.faults)


class _Meanwhile:
    """What is done while the model writes, one thing after the other, in a thread of its own."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._encoder = _encoder(task)
        self._pool = ThreadPoolExecutor(1)
        self._known: Known = {}
        self._end = 0  # of the last sentence that another one was seen to follow
        self._begun: set[str] = set()  # sentences whose check is under way
        self._reading = self._pool.submit(task.extract)
        self._preparing = [
            self._pool.submit(prepare, hit.passage.text, encoder=self._encoder) for hit in task.hits
        ]

    @property
    def extracted(self) -> Extracted:
        """What the reader makes of the passages; it is waited for."""
        return self._reading.result()

    def look_at(self, reply: str) -> None:
        """Begin to check what is written to its end: every sentence that another one follows."""
        end = max(map(reply.rfind, _FULL_STOPS))
        if end < self._end:  # another reply
            self._end = 0
        if end <= self._end or not any(map(str.isalpha, reply[end:])):
            return
        self._end = end
        for each in _marked(_said(plain(reply)), self._task)[:-1][:_SENTENCES]:
            if each.text not in self._begun:
                self._begun.add(each.text)
                self._pool.submit(check, [each], self._task.hits, (), self._encoder, self._known)

    def checked(self, marked: Sequence[Marked], sure: Sequence[Sentence]) -> tuple[Checked, ...]:
        """As `check`. What is not embedded by now may not be needed."""
        for each in self._preparing:
            each.cancel()
        found = self._pool.submit(check, marked, self._task.hits, sure, self._encoder, self._known)
        return tuple(found.result())

    def close(self) -> None:
        """Who has gone waits for nobody."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def generate(task: Task) -> Generator[Draft | Answer, None, None]:
    """Drafts while the model writes, at last the answer: its own, or the reader's with a notice."""
    with closing(_Meanwhile(task)) as meanwhile:
        try:
            attempt = yield from _best(task, meanwhile)
            yield _answer(task, meanwhile.extracted, attempt)
        except Unwritten as failure:
            yield without(meanwhile.extracted.answer, task.writer.name, failure.kind)


def _encoder(task: Task) -> Encoder | None:
    """What sentences are checked with: the index's own where that is the shipped one, for which the
    constants of qa/support.py are chosen; None has `verify` take that."""
    return task.encoder if task.encoder.spec.name == DEFAULT else None


def without(answer: Answer, model: str, why: str) -> Answer:
    """The reader's answer, with a line on why the model did not write it."""
    return replace(answer, notice=NOTICES[why][answer.language].format(model=model))


def shown(hits: Sequence[Hit], count: CountTokens, budget: int = PASSAGES) -> tuple[Hit, ...]:
    """As many of the hits, best first, as fit into a prompt; at least one, cut if need be."""
    lengths = count([hit.passage.text for hit in hits]) if hits else []
    kept: list[Hit] = []
    for hit, length in zip(hits, lengths, strict=True):
        if length <= budget:
            kept.append(hit)
            budget -= length
    if hits and not kept:
        passage = hits[0].passage
        end = min(passage.end, passage.start + _CLIPPED)
        kept = [replace(hits[0], passage=replace(passage, end=end))]
    return tuple(kept)


def prompt(inquiry: Inquiry, hits: Sequence[Hit]) -> list[BaseMessage]:
    language = LANGUAGES[inquiry.language]
    question = neutral(inquiry.understood_as)
    return [
        SystemMessage(ANSWER.format(language=language)),
        HumanMessage(QUESTION.format(passages=fenced(hits), question=question)),
    ]


def _best(task: Task, meanwhile: _Meanwhile) -> Generator[Draft, None, _Attempt]:
    """The first attempt, or its correction where that is better. Raises Unwritten."""
    messages = prompt(task.inquiry, task.hits)
    first = yield from _attempt(task, messages, meanwhile)
    found = [*first.faults, *([("All", _FAULTS[task.inquiry.language])] if first.foreign else [])]
    if not found:
        return first
    language = LANGUAGES[task.inquiry.language]
    again = REPAIR.format(faults=faults(found), language=language)
    try:
        second = yield from _attempt(
            task, [*messages, AIMessage(first.reply), HumanMessage(again)], meanwhile
        )
    except Unwritten:
        return first
    seconds = {key: first.seconds[key] + second.seconds[key] for key in first.seconds}
    return replace(max(first, second, key=lambda each: each.worth), seconds=seconds)


def _attempt(
    task: Task, messages: Sequence[BaseMessage], meanwhile: _Meanwhile
) -> Generator[Draft, None, _Attempt]:
    """One reply, and each of its sentences checked. Raises Unwritten."""
    started = time.perf_counter()
    last: tuple[str, Ending] = ("", "")
    told = ""
    with closing(write(task.writer, messages, task.config)) as growing:
        for last in growing:
            meanwhile.look_at(last[0])
            draft = unmarked(_without_begun(_said(plain(last[0]))))
            if draft != told and draft.strip(" ."):
                told = draft
                yield Draft(draft)
    written = time.perf_counter()
    reply, ending = last
    text = plain(reply)
    abstained = ABSTAIN in text
    text = _said(text)
    marked = _marked(text, task)
    if ending == "cut" or (ending != "whole" and len(marked) > 1 and not text.endswith(_ENDS)):
        marked = marked[:-1]  # half a sentence says nothing
    sure = [each for each in meanwhile.extracted.sentences if is_sure(each)]
    waited = time.perf_counter()
    checked = meanwhile.checked(marked[:_SENTENCES], sure)
    if declines([each.text for each in checked]) and not any(each.is_verified for each in checked):
        abstained, checked = True, ()
    seconds = {"write": written - started, "verify": time.perf_counter() - waited}
    return _Attempt(reply, checked, _is_foreign(text, task.inquiry.language), abstained, seconds)


def _said(text: str) -> str:
    """A plain reply without the word that it is to abstain with."""
    return plain(text.replace(ABSTAIN, ""))


def _without_begun(text: str) -> str:
    """Without what may become that word: the next piece of the reply tells."""
    rest, space, last = text.rpartition(" ")
    return f"{rest}{space}" if ABSTAIN.startswith(last) else text


def _marked(text: str, task: Task) -> list[Marked]:
    """Its sentences, each once."""
    return list({each.text: each for each in split(text, task.inquiry.language)}.values())


def _answer(task: Task, extracted: Extracted, attempt: _Attempt) -> Answer:
    """The model's answer where something of it is verified, else what the reader makes of it."""
    timings = {key: round(1000 * value, 2) for key, value in attempt.seconds.items()}
    invented = tuple(dict.fromkeys(mark for each in attempt.sentences for mark in each.invented))
    if attempt.verified and not attempt.foreign:
        kept = [each for each in attempt.sentences if not task.strict or each.is_verified]
        answer = composed(extracted, kept, task.attributed, brief=task.brief)
        answer = replace(answer, model=task.writer.name)
        if len(kept) < len(attempt.sentences) and _answers_less(answer, extracted.answer):
            answer = without(extracted.answer, task.writer.name, "unverified")
    elif attempt.abstained or not attempt.sentences:
        answer = _abstained(task, extracted, attempt)
    else:
        why = "language" if attempt.foreign else "unverified"
        answer = without(extracted.answer, task.writer.name, why)
    return replace(answer, invented_markers=invented, timings_ms={**answer.timings_ms, **timings})


def _answers_less(left: Answer, own: Answer) -> bool:
    """Whether what a strict answer kept is beside the point, and the reader has one."""
    return own.answered and left.confidence < min(THRESHOLD, own.confidence)


def _abstained(task: Task, extracted: Extracted, attempt: _Attempt) -> Answer:
    """The model has read the passages: unless the reader is sure of a sentence, they do not say."""
    answer = extracted.answer
    if not attempt.abstained:
        return without(answer, task.writer.name, "empty")
    if not answer.answered:
        return answer
    if answer.confidence >= SURE:
        return without(answer, task.writer.name, "abstained")
    return extracted.refusal()


def _is_foreign(text: str, language: str) -> bool:
    words = unmarked(text)
    return len(words) >= _TELLING and detect(words) != language


def _fault(checked: Checked) -> str:
    reasons = [checked.verdict.reason, *(f"there is no passage {n}" for n in checked.invented)]
    return "; ".join(reason for reason in reasons if reason)
