"""Which of the questions made of the articles they do answer: found out by asking them.

Nobody waits for it. What is shown at once is what is known by then; the rest comes after.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeAlias

from index import ArticleQAError
from index.types import Status
from page.answering import Answering
from page.suggestions import Candidate
from qa import Answer

SHOWN = 3  # questions
TRIES = 12  # candidates that are asked for them, each of which takes 0.1 to 0.2 s
PATIENCE = 5.0  # seconds for a moment in which nobody else is being answered
_REMEMBERED = 5_000  # candidates; after so many it begins anew

_Key: TypeAlias = tuple[str, int, str]  # an article's id and version, and a question
_Known: TypeAlias = dict[_Key, bool]


class Proving:
    """Remembers, until the index changes, which questions about an article are answered with it."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._of: tuple[Status, _Known] | None = None
        self._one_at_a_time = threading.Lock()

    def known(self, candidates: Iterable[Candidate]) -> tuple[str, ...] | None:
        """The first that are answered; None where one of them has not been asked yet.

        Nor is any known while the index cannot be read: what it is shown beside says so, or needs
        no index.
        """
        try:
            return self._asked(candidates)
        except ArticleQAError:
            return None

    def _asked(self, candidates: Iterable[Candidate]) -> tuple[str, ...] | None:
        known, found = self._known(), list[str]()
        for each in islice(candidates, TRIES):
            answered = known.get(_key(each))
            if answered is None:
                return None
            if answered:
                found.append(each.question)
            if len(found) == SHOWN:
                break
        return tuple(found)

    def proven(self, candidates: Iterable[Candidate]) -> tuple[str, ...]:
        """The first that are answered, after asking those that have not been asked yet.

        A person's question goes first; where there are too many of them, fewer are found.
        """
        if not self._one_at_a_time.acquire(timeout=PATIENCE):
            return ()
        try:
            known = self._known()
            tried = self._tried(candidates, known)
            answered = (each.question for each in tried if known[_key(each)])
            return tuple(islice(answered, SHOWN))
        except ArticleQAError:  # the index is gone: whoever asks is told
            return ()
        finally:
            self._one_at_a_time.release()

    def _tried(self, candidates: Iterable[Candidate], known: _Known) -> Iterator[Candidate]:
        """One after the other, until nobody can be asked because others are."""
        for each in islice(candidates, TRIES):
            if _key(each) not in known:
                if not self._answering.free(PATIENCE):
                    return
                known[_key(each)] = _with_it(self._answering.try_out(each.question), each)
            yield each

    def _known(self) -> _Known:
        """What is known of the index as it is now: an article more may change any answer."""
        now = self._answering.store.status()
        if self._of is None or self._of[0] != now or len(self._of[1]) > _REMEMBERED:
            self._of = now, {}
        return self._of[1]


def _key(candidate: Candidate) -> _Key:
    return candidate.article.id, candidate.article.version, candidate.question


def _with_it(answer: Answer, candidate: Candidate) -> bool:
    """Whether the first citation, or one of its copies, stands where the question was made of."""
    return any(
        each.article_id == candidate.article.id and candidate.start <= each.start < candidate.end
        for first in answer.citations[:1]
        for each in (first, *first.also)
    )
