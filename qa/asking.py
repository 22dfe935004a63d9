"""Ask one question, or keep a conversation: what people and programs call."""

from __future__ import annotations

import os
import threading
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Unpack, cast

from index import FilterOptions, Index
from index.languages import detect_known
from index.query import checked, type_of
from qa.llm import NONE, Llm, chosen
from qa.types import Answer, Draft, Found, Span, Turn

READ_THRESHOLD = 0.0  # log odds: below them the reader itself prefers that there is no answer

_opening = threading.Lock()
_opened: dict[Path, Index] = {}


def ask(
    question: str,
    history: Sequence[Turn | str] = (),
    index: Index | None = None,
    *,
    llm: Llm = None,
    strict: bool = False,
    **filters: Unpack[FilterOptions],
) -> Answer:
    """Answer a question from the articles, or say that they do not.

    `history` holds what was asked before, oldest first, as turns or as plain questions; a lone
    string is one question. Without `index`, the one at $ARTICLE_QA_INDEX or else ./.article-qa,
    opened once per process. `llm` - a LangChain chat model, "provider:model" or "none", without it
    what $ARTICLE_QA_LLM names - writes the answer, of which every sentence is checked; `strict`
    leaves out those that are not proven. The filters are those of `Index.search`: `languages`,
    `sources`, `since`, `until`, `articles`. Raises BadQuestion for an empty or over-long question,
    a date or a language's code that is none, IndexMissing where there is no index, ModelMissing for
    an `llm` that cannot be loaded.
    """
    from qa.chain import Request, build_chain  # late: langchain-core takes half a second

    request = Request(question, earlier(history), filters)
    return build_chain(_opened_one(index), llm=llm, strict=strict).invoke(request)


def stream(
    question: str,
    history: Sequence[Turn | str] = (),
    index: Index | None = None,
    *,
    llm: Llm = None,
    strict: bool = False,
    **filters: Unpack[FilterOptions],
) -> Generator[Found | Draft | Answer, None, None]:
    """`ask`, told as it goes: what was found, what a model writes, at last the answer.

    Whoever stops reading stops the work. Parameters and errors are those of `ask`.
    """
    from qa.chain import Request
    from qa.chain import stream as told  # late: langchain-core takes half a second

    request = Request(question, earlier(history), filters)
    yield from told(_opened_one(index), request, llm, strict)


def earlier(history: Sequence[Turn | str]) -> tuple[Turn | str, ...]:
    """What was asked before; a lone string is one question, not its letters.

    Raises TypeError for an index, which is easily given in the history's place, and for what is
    neither a turn nor a question.
    """
    if isinstance(history, Index):
        raise TypeError("expected the history, got an Index - pass it as index=…")
    if isinstance(history, str):
        return (history,)
    if not isinstance(history, Iterable):
        raise TypeError(f"the history is {type_of(history)}, not a list of turns or questions")
    turns = tuple(history)
    for each in turns:
        if not isinstance(each, Turn | str):
            raise TypeError(f"the history has {type_of(each)} in it, not only turns and questions")
    return turns


def _opened_one(index: Index | None) -> Index:
    """That one, or the default one. Raises TypeError for a path."""
    if index is None:
        return default_index()
    if not isinstance(index, Index):
        told = type(index).__name__
        raise TypeError(f"expected an Index, got a {told} - pass index=Index.open(path)")
    return index


def read(question: str, text: str, *, always: bool = False) -> Span | None:
    """The span of a text that answers a question; None where the reader prefers that none does.

    `span.score` is the probability that the text answers the question with it. `always=True` gives
    the best span regardless; None then only for a text without words. Of a text of more than 50,000
    characters, which take half a minute, those stretches are read that have most of the question,
    25 of some 2,000 characters each. Raises BadQuestion, TypeError for a text that is no string.
    """
    if not isinstance(text, str):
        raise TypeError(f"the text is {type_of(text)}, not a string")
    from qa.reader import default_reader  # late: ONNX Runtime
    from qa.stretches import read_worth

    found = read_worth(default_reader(), checked(question), text)
    best = found.best()
    if not best:
        return None
    if found.mass() < READ_THRESHOLD and not always:
        return None
    start, end = best[0].start, best[0].end
    return Span(text[start:end], start, end, found.probability(detect_known(text)))


class Chat:
    """A conversation: remembers its turns, and asks each question in the light of the last ones.

    All turns are kept, with their answers and the versions of the articles that these quote; a
    question looks back at no more than twelve that were no mere greeting.
    """

    def __init__(
        self,
        index: Index | None = None,
        history: Sequence[Turn | str] = (),
        *,
        llm: Llm = None,
        strict: bool = False,
    ) -> None:
        """`llm` and `strict` are those of `ask`. Raises ModelMissing at once."""
        self._index, self._strict = index and _opened_one(index), strict
        self._llm = None if llm is None else chosen(llm) or NONE
        self._turns = [each if isinstance(each, Turn) else Turn(each) for each in earlier(history)]

    @property
    def history(self) -> tuple[Turn, ...]:
        return tuple(self._turns)

    def ask(self, question: str, **filters: Unpack[FilterOptions]) -> Answer:
        """Answer, and remember. A question that raises is not remembered.

        The filters are those of `qa.ask`, and of this question alone.
        """
        *_, answer = self.stream(question, **filters)
        return cast("Answer", answer)

    def stream(
        self, question: str, **filters: Unpack[FilterOptions]
    ) -> Generator[Found | Draft | Answer, None, None]:
        """`ask`, told as it goes, as `qa.stream` does.

        Remembered once the answer has come; what is left before that is as if never asked.
        """
        llm, strict = self._llm, self._strict
        steps = stream(question, self._turns, self._index, llm=llm, strict=strict, **filters)
        with closing(steps):
            for step in steps:
                if isinstance(step, Answer):
                    self._turns.append(Turn(question, step))
                yield step


def default_index() -> Index:
    """The index of this process: at $ARTICLE_QA_INDEX, else ./.article-qa; opened again where it
    was closed. Raises IndexMissing."""
    with _opening:
        path = Path(os.environ.get("ARTICLE_QA_INDEX") or ".article-qa").expanduser().absolute()
        if path not in _opened or _opened[path].closed:
            _opened[path] = Index.open(path, create=False)
        return _opened[path]
