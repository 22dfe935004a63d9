"""What the page does when something is pressed: values in, updates of the components out.

What a conversation holds is read from its file at each event: a reload, a second window or a
restart shows the same, and nothing is kept in a browser's session but which conversation it is.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeAlias
from urllib.parse import unquote

import gradio as gr
from starlette.requests import Request

from index import ArticleQAError
from index.query import checked
from index.types import Filters
from page import reading, render, side
from page.answering import Answering
from page.card import instead
from page.conversations import Conversations
from page.filtering import ALL, ticked
from page.library import newest
from page.proving import Proving
from page.quotes import Quotes
from page.suggestions import Candidate, candidates
from page.telling import told, unasked
from page.texts import Texts, texts_accepted, texts_for
from page.turns import ConversationMissing, StoredTurn
from qa import Answer, Draft, Found
from qa.kinds import CHAT, kind
from qa.stepping import stepped

LANGUAGE = "article-qa-language"  # the cookie that page.js sets
_LOOKED_AT = 12  # articles, for examples
_MANNERS = CHAT - {"articles"}  # "Hello": nothing is searched, so nothing is filtered
_DRAFTS = 0.1  # seconds between two looks at what a model writes: a reader sees no more of it

Updates: TypeAlias = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class Session:
    """Which conversation a window shows ("": a new one), and in which language its frame speaks.

    `asking` is the question that is being answered, "" while none is.
    """

    conversation: str = ""
    language: str = "en"
    asking: str = ""

    @property
    def texts(self) -> Texts:
        return texts_for(self.language)


@dataclass(frozen=True, slots=True)
class Rooms:
    """The components that events change."""

    head: Any
    log: Any
    live: Any
    room: Any
    box: Any
    send: Any
    stop: Any
    kept: Any
    session: Any
    offers: Any


class Events:
    """The conversation's events. `rooms` are the components; `kept` is where turns are stored."""

    def __init__(self, answering: Answering, kept: Conversations, rooms: Rooms) -> None:
        self.answering = answering
        self.store = answering.store
        self.quotes = Quotes(answering.store)
        self.proving = Proving(answering)
        self.kept = kept
        self.rooms = rooms

    # Asking

    @stepped
    def asked_in_box(
        self, question: str, session: Session, languages: list[str], sources: list[str],
        since: str, request: gr.Request,
    ) -> Generator[Updates, None, None]:  # fmt: skip
        yield from self._answer(question, session, ticked(languages, sources, since), request)

    @stepped
    def asked(
        self, session: Session, languages: list[str], sources: list[str], since: str,
        request: gr.Request, event: gr.EventData,
    ) -> Generator[Updates, None, None]:  # fmt: skip
        """A question that stands on a button: asked by itself where the button says so."""
        data = given(event)
        question, alone = str(data.get("question", "")), bool(data.get("alone"))
        among = ticked(languages, sources, since)
        yield from self._answer(question, session, among, request, alone=alone)

    @stepped
    @told
    def retried(
        self, session: Session, languages: list[str], sources: list[str], since: str,
        request: gr.Request, event: gr.EventData,
    ) -> Generator[Updates, None, None]:  # fmt: skip
        """The last question again, or another in its place; of all articles where that is wanted.

        The articles, the filters or the model may be others now. Its answer stays until the new
        one is there; if another window has asked since, that of the new one comes behind.
        """
        turns, number = self.turns(session, request), _turn(event)
        if turns:
            last = number in (0, len(turns))
            shown = turns[-1] if last or number > len(turns) else turns[number - 1]
            question = str(given(event).get("question") or shown.question)
            among = ALL if given(event).get("all") else ticked(languages, sources, since)
            yield from self._answer(question, session, among, request, again=last)

    def _answer(
        self,
        question: str,
        session: Session,
        among: Filters,
        request: gr.Request,
        *,
        alone: bool = False,
        again: bool = False,
    ) -> Generator[Updates, None, None]:
        """The question at once, then what was found, what is written, and at last the answer.

        With `alone`, nothing that was said before is brought into it; with `again`, its answer
        replaces the last one. Whatever goes wrong, no waiting card stands for ever.
        """
        session, texts = replace(session, asking=""), session.texts
        try:
            yield from self._steps(question, session, among, request, alone=alone, again=again)
        except ConversationMissing as error:  # deleted meanwhile: the answer must not outlive it
            session = replace(session, conversation="")
            yield self._unanswered(session, render.error(question, str(error), texts), request)
        except ArticleQAError as error:
            yield self._unanswered(session, render.error(question, str(error), texts), request)
        except Exception:  # ours: Gradio reports it
            yield self._unanswered(session, render.error(question, texts.failed, texts), request)
            raise

    def _steps(
        self,
        question: str,
        session: Session,
        among: Filters,
        request: gr.Request,
        *,
        alone: bool,
        again: bool,
    ) -> Generator[Updates, None, None]:
        rooms, texts = self.rooms, session.texts
        turns = self.turns(session, request)
        before = turns[:-1] if again else turns
        yield {
            rooms.session: replace(session, asking=question),
            rooms.box: "",
            rooms.log: self.log(session, before, greeted=False),
            rooms.live: render.waiting(question, texts),
            **self._busy(True),
        }
        history = () if alone else tuple(turn.turn for turn in before)
        answer = None
        steps = self.answering.stream(question, history, **asdict(among))
        with closing(_paced(steps)) as parts:
            for part in parts:
                if isinstance(part, Answer):
                    answer = part
                else:
                    yield {rooms.live: self._underway(question, part, texts)}
        assert answer is not None, "a stream ends with its answer"
        yield {rooms.live: gr.skip()}  # Stop, pressed by now, ends it here: nothing is stored
        place = len(turns) if again else None
        session = self._keep(session, question, answer, among, request, place)
        turns = self.turns(session, request)
        shown = reading.marks(answer, 0, texts)
        yield {
            rooms.session: session,
            rooms.log: self.log(session, turns),
            rooms.live: "",
            rooms.room: self.opened_at(answer, len(turns), texts) if shown else gr.skip(),
            rooms.kept: self.list(session, request),
            **self._busy(False),
        }

    def stopped(self, session: Session, request: gr.Request) -> Updates:
        """The answer is not waited for any more; if it came just before, it stays."""
        if not session.asking:
            return {self.rooms.session: session, **self._busy(False)}
        card = render.stopped(session.asking, session.texts)
        return self._unanswered(replace(session, asking=""), card, request)

    def _unanswered(self, session: Session, card: str, request: gr.Request) -> Updates:
        """The card that says why, and what is stored, the answer too that was asked again.

        That stays as it is shown where it cannot be read, which may be just what the card says.
        """
        updates = {self.rooms.session: session, self.rooms.live: card, **self._busy(False)}
        with suppress(ArticleQAError):
            turns = self.turns(session, request)
            updates[self.rooms.log] = self.log(session, turns, greeted=False)
            updates[self.rooms.kept] = self.list(session, request)
        return updates

    def _underway(self, question: str, part: Found | Draft, texts: Texts) -> str:
        if isinstance(part, Found):
            model = self.answering.model
            return render.found(question, part.understood_as, part.hits, texts, model)
        return render.draft(question, part.text, texts, self.answering.model)

    def _keep(
        self, session: Session, question: str, answer: Answer, among: Filters,
        request: gr.Request, turn: int | None,
    ) -> Session:  # fmt: skip
        """Stored in place of that turn, or as the next."""
        who = owner(request)
        if kind(checked(question)) in _MANNERS:
            among = ALL
        if turn:
            self.kept.replace(session.conversation, turn, question, answer, who, filters=among)
            return session
        id = session.conversation or self.kept.begin()
        self.kept.append(id, question, answer, who, filters=among)
        return replace(session, conversation=id)

    def _busy(self, busy: bool) -> Updates:
        return {
            self.rooms.send: gr.update(visible=not busy),
            self.rooms.stop: gr.update(visible=busy),
        }

    # The conversation

    @told
    def undone(self, session: Session, request: gr.Request, event: gr.EventData) -> Updates:
        """The last question shown and its answer go, and one that is being asked again with them.

        What is being answered is not waited for any more.
        """
        number = _turn(event)
        if number > 0 and session.conversation:
            self.kept.drop_from(session.conversation, number, owner(request))
        left = self.turns(session, request)
        session = replace(session, conversation=session.conversation if left else "", asking="")
        return {
            self.rooms.session: session,
            self.rooms.log: self.log(session, left),
            self.rooms.live: "",
            self.rooms.kept: self.list(session, request),
            **self._busy(False),
        }

    @told
    def liked(self, session: Session, request: gr.Request, event: gr.EventData) -> None:
        """Whether an answer was good, and why not; kept with the conversation, on this machine."""
        data = given(event)
        liked = data.get("liked")
        self.kept.feedback(
            session.conversation,
            _turn(event),
            liked if isinstance(liked, bool) else None,
            str(data.get("reason", ""))[:500],
            owner=owner(request),
        )

    @told
    def opened(self, session: Session, request: gr.Request, event: gr.EventData) -> Any:
        """The articles of an earlier answer again, at one of its marks."""
        data = given(event)
        number, turns = data.get("turn"), self.turns(session, request)
        if not isinstance(number, int) or not 0 < number <= len(turns):
            return gr.skip()
        answer = turns[number - 1].answer
        if answer is None:
            return gr.skip()
        return self.opened_at(answer, number, session.texts, str(data.get("mark")))

    def opened_at(self, answer: Answer, turn: int, texts: Texts, mark: str | None = None) -> str:
        return reading.room(answer, turn, texts, opened=mark, state=self.quotes.state)

    @unasked
    def judged(self, session: Session, request: gr.Request, event: gr.EventData) -> str:
        """What is to be said of the quotes and articles that are shown, as the index is now."""
        turns = self.turns(session, request)
        badges = render.badges(turns, session.conversation, self.quotes.standing)
        return badges + reading.wordings(_shown(event), self.quotes.wording, session.texts)

    def turns(self, session: Session, request: gr.Request) -> tuple[StoredTurn, ...]:
        return self.kept.load(session.conversation, owner(request)) if session.conversation else ()

    def log(self, session: Session, turns: Sequence[StoredTurn], *, greeted: bool = True) -> str:
        """The turns, or what stands there before the first one."""
        texts = session.texts
        if not turns and greeted:
            return render.greeting(self.examples(texts), texts)
        return render.conversation(
            turns, session.conversation, self.quotes.standing, self.suggested, texts
        )

    def list(
        self, session: Session, request: gr.Request, most: int = side.MOST_CONVERSATIONS
    ) -> str:
        """The kept conversations, of which the newest are shown."""
        listed = self.kept.listed(owner(request))
        return side.conversations(listed, session.conversation, session.texts, most)

    @told
    def older(self, session: Session, request: gr.Request, event: gr.EventData) -> str:
        """The same, with those that follow the ones shown."""
        shown = str(given(event).get("shown", ""))
        more = int(shown) if shown.isdecimal() else 0
        return self.list(session, request, more + side.MOST_CONVERSATIONS)

    def examples(self, texts: Texts) -> tuple[str, ...] | None:
        """Questions to begin with, about the newest articles; None until it is known which."""
        return self.proving.known(self._first(texts))

    def suggested(self, answer: Answer) -> tuple[str, ...] | None:
        """Questions that the articles nearest to one without an answer do answer, as above."""
        return self.proving.known(_instead(answer))

    @unasked
    def offered(self, session: Session, request: gr.Request) -> str:
        """What could be asked, for where the turns were shown before that was known."""
        turns = self.turns(session, request)
        if not turns:
            found = self.proving.proven(self._first(session.texts))
            return render.late(render.examples(found, session.texts), "", 0)
        answer = turns[-1].answer
        if answer is None or answer.answered:
            return ""
        found = self.proving.proven(_instead(answer))
        shown = instead(found, texts_for(answer.language))
        return render.late(shown, session.conversation, len(turns))

    def _first(self, texts: Texts) -> Iterator[Candidate]:
        """Reads the index when the first is wanted: whoever goes through them sees to errors."""
        yield from candidates(newest(self.store, _LOOKED_AT), texts.code)


def _instead(answer: Answer) -> Iterator[Candidate]:
    """What could be asked in place of a question that has no answer."""
    near = tuple(dict.fromkeys(hit.article for hit in answer.nearest))
    asked = (answer.question, answer.understood_as)
    return candidates(near, answer.language, near=answer.nearest, without=asked)


def given(event: gr.EventData) -> dict[str, Any]:
    """What the page's script sent along."""
    return event._data if isinstance(event._data, dict) else {}


def _turn(event: gr.EventData) -> int:
    """The number of the turn that was pressed, 0 for none; an attribute of HTML is text."""
    number = str(given(event).get("turn", ""))
    return int(number) if number.isdecimal() else 0


def _shown(event: gr.EventData) -> Iterator[tuple[str, int]]:
    """The ids and versions of the articles that the page's script says are open."""
    listed = given(event).get("articles")
    for each in listed if isinstance(listed, list) else ():
        match each:
            case {"article": str(id), "version": str(version)} if version.isdecimal():
                yield unquote(id), int(version)


def owner(request: gr.Request) -> str:
    """Whose conversations these are: the signed-in user's, or everybody's who reaches the page."""
    return str(getattr(request, "username", None) or "")


def language(request: gr.Request | Request) -> str:
    """The one that was chosen here before, which a cookie says, or the browser's."""
    chosen = dict(request.cookies).get(LANGUAGE, "")
    return texts_accepted(f"{chosen},{request.headers.get('accept-language') or ''}").code


def _paced(
    parts: Iterator[Found | Draft | Answer],
) -> Generator[Found | Draft | Answer, None, None]:
    """The same, but for drafts that follow each other faster than anybody reads."""
    last = float("-inf")
    for part in parts:
        if isinstance(part, Draft):
            if time.monotonic() - last < _DRAFTS:
                continue
            last = time.monotonic()
        yield part
