"""The values that flow through the index. Imports nothing of ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, Protocol, TypeAlias, TypedDict

import numpy as np
from numpy.typing import NDArray

Label: TypeAlias = Literal["heading", "body", "furniture"]
Vectors: TypeAlias = NDArray[np.float32]
Ids: TypeAlias = NDArray[np.int64]  # of passages
Progress: TypeAlias = Callable[[int, int], None]  # (done, total), both counted in articles


class Block(NamedTuple):
    """One labelled stretch of an article's text; `start` and `end` count code points.

    A tuple: a search loads a thousand of them with its ten articles, in a fifth of the time.
    """

    label: Label
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """One article in one version.

    `text` is NFC with `\\n` line ends once it comes out of the index; every offset in this project
    counts its code points. `blocks` are ordered, do not overlap, and leave out only white space;
    `()` means "not labelled yet", and the index labels them. `published` is an ISO 8601 date or
    date-time. `version` counts from 1 in the index and is 0 before.
    """

    id: str
    text: str
    title: str | None = None
    language: str | None = None
    source: str | None = None
    url: str | None = None
    published: str | None = None
    version: int = 0
    blocks: tuple[Block, ...] = ()

    def __repr__(self) -> str:
        """Short, as it stands in the repr of every hit and citation of a notebook."""
        return (
            f"Article(id={self.id!r}, title={self.title!r}, language={self.language!r}, "
            f"published={self.published!r}, version={self.version}, characters={len(self.text)})"
        )


@dataclass(frozen=True, slots=True)
class Passage:
    """A window of whole sentences of one article. Its text is computed, so it cannot drift."""

    id: int
    article: Article
    start: int
    end: int

    @property
    def article_id(self) -> str:
        return self.article.id

    @property
    def version(self) -> int:
        return self.article.version

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question. `score` is a similarity in 0..1: higher is better."""

    passage: Passage
    score: float

    @property
    def article(self) -> Article:
        return self.passage.article


class FilterOptions(TypedDict, total=False):
    """Which articles may answer, as keywords; what is left out, or None, lets all through,
    an empty list nothing: whoever may see no article is not to see all of them.

    A lone string is one value. Dates are ISO 8601, both ends included ("2024-11" is the whole
    month), and pass only articles that have one.
    """

    languages: Sequence[str] | None  # ISO 639-1 codes
    sources: Sequence[str] | None
    since: date | str | None
    until: date | str | None
    articles: Sequence[str] | None  # their ids


@dataclass(frozen=True, slots=True)
class Filters:
    """`FilterOptions` in one form: tuples, and ISO 8601 dates; None lets all through."""

    languages: tuple[str, ...] | None = None
    sources: tuple[str, ...] | None = None
    since: str | None = None
    until: str | None = None
    articles: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class EncoderSpec:
    """What makes two encoders' vectors comparable; stored with the index and checked on use."""

    name: str  # what loads it again: a path, a model's name, or a name of ours
    revision: str  # a fingerprint of the weights: the same name can change its content
    dimension: int
    max_tokens: int  # the longest input, special tokens included; longer input is cut


class Encoder(Protocol):
    """All the index knows of an embedding model.

    Beside the one method that embeds, it counts tokens: a window that must fit the model can only
    be measured in the model's own tokens.
    """

    @property
    def spec(self) -> EncoderSpec: ...

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        """Embed `n` texts as `(n, dimension)` float32 unit rows, in order; `n` may be 0.

        `query` marks questions, for models that were trained with a prompt for them.
        """
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The length of each text in tokens, special tokens not counted, nothing cut."""
        ...


@dataclass(frozen=True, slots=True)
class Status:
    """What is indexed. `updated_at` is ISO 8601 in UTC; `encoder` is None before the first."""

    articles: int
    passages: int
    languages: dict[str, int]
    updated_at: str | None
    encoder: EncoderSpec | None


@dataclass(frozen=True, slots=True)
class Listed:
    """What is known of an article without its text; `filed` says whether a folder holds it."""

    id: str
    version: int
    title: str | None
    language: str | None
    source: str | None
    url: str | None
    published: str | None
    filed: bool
    passages: int


ChangeKind: TypeAlias = Literal["added", "changed", "removed", "kept", "skipped"]


@dataclass(frozen=True, slots=True)
class Change:
    """What a sync did, or would do, with one article. `reason` is for a person; may be empty.

    What a sync keeps is counted and not listed.
    """

    kind: ChangeKind
    id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sync:
    """What a sync, an `add` or a `remove` did: numbers of articles, and of passages embedded.

    `problem` is what did not keep it from doing that, and a person should know; often empty.
    """

    added: int = 0
    changed: int = 0
    removed: int = 0
    kept: int = 0
    skipped: int = 0
    embedded: int = 0
    seconds: float = 0.0
    changes: tuple[Change, ...] = ()
    problem: str = ""

    @classmethod
    def of(
        cls,
        changes: Sequence[Change],
        kept: int,
        embedded: int,
        seconds: float,
        problem: str = "",
    ) -> Sync:
        counts = Counter(change.kind for change in changes)
        kinds = (counts["added"], counts["changed"], counts["removed"])
        return cls(*kinds, kept, counts["skipped"], embedded, seconds, tuple(changes), problem)

    @property
    def did_something(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __str__(self) -> str:
        """The one-line report."""
        skipped = f"{self.skipped} skipped{self._reasons()}"
        counts = f"{self.added} added, {self.changed} changed, {self.removed} removed"
        passages = "1 passage" if self.embedded == 1 else f"{self.embedded} passages"
        work = f"{passages} embedded in {self.seconds:.1f} s"
        problem = f"; {self.problem}" if self.problem else ""
        return f"{counts}, {self.kept} kept, {skipped}; {work}{problem}"

    def _reasons(self) -> str:
        reasons = [f"{each.id}: {each.reason}" for each in self.changes if each.kind == "skipped"]
        if not reasons:
            return ""
        more = [f"and {len(reasons) - _SHOWN} more"] if len(reasons) > _SHOWN else []
        return f" ({'; '.join(reasons[:_SHOWN] + more)})"


_SHOWN = 5  # reasons in the one-line report; `changes` has them all
