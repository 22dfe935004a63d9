"""The same answers for programs: four named endpoints, which are the four tools of an MCP client.

Their docstrings and types are what the API page and the tools' descriptions say, which is why this
module does without postponed annotations: Gradio reads a function's return type as it stands.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

import gradio as gr
from gradio.events import api
from pydantic import ConfigDict, ValidationError, validate_call

from index.errors import BadQuestion, FolderMissing
from index.export import hit_to_json
from page.answering import AT_ONCE, LINE, Answering
from page.telling import told
from page.watching import Watching
from qa import to_json

ENDPOINTS = ("ask", "search", "articles", "sync")
MOST_HITS = 50
_MOST_BEFORE = 100  # questions of a history; the last few are all that is looked at
_MOST_NAMED = 1_000  # values of one filter

P = ParamSpec("P")
R = TypeVar("R")


def programs(answering: Answering, watching: Watching | None) -> None:
    """Offer /ask, /search, /articles and /sync of this index, inside a `gr.Blocks`.

    To be called before any handler is bound: private ones have names too, their functions', and
    whoever comes first gets the name as it is. /sync reads the folder that is watched, no other.
    """
    offered = Programs(answering, watching)
    for name in ENDPOINTS:
        # Not queued: a tool is then called directly, in place of by Gradio's client over HTTP,
        # which could not log in. Programs go through the queue all the same.
        api(
            _checked(getattr(offered, name)),
            api_name=name,
            queue=False,
            concurrency_limit=AT_ONCE,
            concurrency_id=LINE,
        )


class Programs:
    """What the endpoints do: plain values in, plain values out."""

    def __init__(self, answering: Answering, watching: Watching | None) -> None:
        self._answering = answering
        self._store = answering.store
        self._watching = watching
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def ask(
        self,
        question: str,
        history: list[str] | None = None,
        languages: list[str] | None = None,
        sources: list[str] | None = None,
        since: str | None = None,
        until: str | None = None,
        articles: list[str] | None = None,
    ) -> dict[str, Any]:
        """Answer a question from the indexed news articles, or say that they do not answer it.

        Every quote in `citations` is letter for letter what stands in its article, from `start` to
        `end`. `answered` is false where the articles do not say; `nearest` then holds the passages
        that came closest, and `closest` the likeliest sentences in them.

        Args:
            question: What to answer, in German or English
            history: Earlier questions of the conversation, oldest first, for one like "And when?"
            languages: Answer from articles in these languages only, such as ["de", "en"]
            sources: Answer from articles of these sources only
            since: Answer from articles of this day or later only, such as "2024-11-08"
            until: Answer from articles of this day or earlier only, such as "2024-11-30"
            articles: Answer from the articles with these ids only
        """
        _at_most(_MOST_BEFORE, history=history)
        _at_most(_MOST_NAMED, languages=languages, sources=sources, articles=articles)
        with self._turns:
            answer = self._answering.ask(
                question,
                tuple(history or ()),
                **_named(
                    languages=languages,
                    sources=sources,
                    since=since,
                    until=until,
                    articles=articles,
                ),
            )
        return to_json(answer)

    def search(
        self,
        question: str,
        k: int = 10,
        languages: list[str] | None = None,
        sources: list[str] | None = None,
        since: str | None = None,
        until: str | None = None,
        articles: list[str] | None = None,
    ) -> list[dict[str, Any]]:
        """Find the passages of the indexed news articles that fit a question best, best first.

        Args:
            question: What to look for, in German or English
            k: How many passages, from 1 to 50
            languages: Search articles in these languages only, such as ["de", "en"]
            sources: Search articles of these sources only
            since: Search articles of this day or later only, such as "2024-11-08"
            until: Search articles of this day or earlier only, such as "2024-11-30"
            articles: Search the articles with these ids only
        """
        if not 1 <= k <= MOST_HITS:
            raise BadQuestion(f"cannot find {k} passages - k is {k} - ask for 1 to {MOST_HITS}")
        _at_most(_MOST_NAMED, languages=languages, sources=sources, articles=articles)
        with self._turns:
            hits = self._store.search(
                question,
                k,
                **_named(
                    languages=languages,
                    sources=sources,
                    since=since,
                    until=until,
                    articles=articles,
                ),
            )
        return [hit_to_json(hit) for hit in hits]

    def articles(self) -> list[dict[str, Any]]:
        """List the indexed articles, by id: what is known of each, and its number of passages."""
        return [asdict(article) for article in self._store.listing()]

    def sync(self) -> dict[str, Any]:
        """Bring the index up to date with the folder of articles that the page was started with.

        Gives how many articles were added, changed, removed, kept and skipped, and each change.
        """
        if self._watching is None:
            raise FolderMissing(
                "nothing to sync - the page has no folder of articles - "
                "start it with one: python app.py --articles FOLDER"
            )
        return asdict(self._watching.sync())


def _named(**filters: Any) -> dict[str, Any]:
    """Those that name something: an empty one is how some clients leave it out."""
    return {name: value for name, value in filters.items() if value}


def _at_most(most: int, **given: list[str] | None) -> None:
    for name, values in given.items():
        if values is not None and len(values) > most:
            raise BadQuestion(f"too many {name} - {len(values):,} - give at most {most:,}")


def _checked(endpoint: Callable[P, R]) -> Callable[P, R]:
    """The endpoint with what comes from outside checked, and our errors in words for the caller."""
    strict = told(validate_call(config=ConfigDict(strict=True))(endpoint))
    fields = tuple(signature(endpoint).parameters)

    @wraps(endpoint)
    def called(*values: P.args, **named: P.kwargs) -> R:
        try:
            return strict(*values, **named)
        except ValidationError as error:
            raise gr.Error(_told(error, fields), print_exception=False) from error

    return called


def _told(error: ValidationError, fields: Sequence[str]) -> str:
    """Gradio gives the values by their places; whoever called knows them by their names."""
    first = error.errors(include_url=False)[0]
    field, *within = first["loc"]
    named = fields[field] if isinstance(field, int) and field < len(fields) else field
    place = ".".join(map(str, (named, *within)))
    return f"cannot use the value of {place} - {first['input']!r:.60} - {first['msg']}"
