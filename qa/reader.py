"""Question x texts -> where in each text the answer may stand, and how surely.

The reader gives each piece of a text two logits, that an answer begins and that it ends there, and
the same two for the text having none (Devlin et al. 2019, "BERT", section 4.3). A span's score is
its two less those: zero where the reader is undecided, and comparable across texts. Texts that are
too long for one reading are read in windows that overlap by half.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from index.once import once
from index.shipped import Shipped
from qa import odds
from qa.models import READER

QUESTION = 64  # pieces of a question, at most: in training too
# From log odds that there is an answer, and from how far the best span is ahead of the next, to the
# probability that it is the answer, by the language of the text: slopes and offset, fitted by
# benchmarks/calibrate.py on held-out questions: SQuAD 2.0's and our own, half of which look
# answerable and are not.
LINES = {"de": (0.181, 0.182, -1.204), "en": (0.158, 0.138, -1.889)}
_BATCH = 8  # windows of like length read at once
_LONGEST_SPAN = 64  # pieces
_BEST = 50  # spans of a window that are looked at: most are each other with a word more
_LEAD = 10.0  # of a span: more says no more
_NEVER = -1e4
_SURROGATE = re.compile("[\ud800-\udfff]")  # no character; nothing encodes it

Logits = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scored:
    """`text[start:end]` with the reader's score: log odds against there being no answer.

    Where `score` is that of all spans of a stretch, `log_share` is how much of it is this one's.
    """

    start: int
    end: int
    score: float
    log_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a text as the reader saw it. Offsets count characters of the whole text.

    `first` and `last` are the logits of its pieces, less those of there being no answer.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    first: Logits
    last: Logits


@dataclass(frozen=True, slots=True)
class Read:
    """One text as read for one question."""

    text: str
    windows: tuple[Window, ...]

    def best(self, start: int = 0, end: int | None = None, count: int = 1) -> list[Scored]:
        """The spans of most score within text[start:end], best first, none over another.

        They begin and end with words. Fewer where the text has fewer, or none.
        """
        start, end = max(0, start), min(len(self.text), len(self.text) if end is None else end)
        found = [spread for window in self.windows for spread in _spans(window, start, end)]
        found.sort(key=lambda span: -span.score)
        chosen: list[Scored] = []
        for span in found:
            whole = _whole_words(self.text, span, start, end)
            if whole and not any(whole.start < c.end and c.start < whole.end for c in chosen):
                chosen.append(whole)
                if len(chosen) == count:
                    break
        return chosen

    def mass(self, start: int = 0, end: int | None = None) -> float:
        """Log odds that any span within text[start:end] answers; far below zero where none is.

        All spans together know better than the best alone whether there is an answer: AUROC .751,
        not .749, on SQuAD 2.0 titles set aside, .931, not .927, on German questions.
        """
        end = len(self.text) if end is None else end
        return max((_mass(window, start, end) for window in self.windows), default=_NEVER)

    def lead(self) -> float:
        """How far the best span's score is above that of the next one, in 0..10.

        Whether the best is right is told better with it: AUROC .813, not .784, on SQuAD 2.0 titles
        set aside.
        """
        best = self.best(count=2)
        return min(_LEAD, best[0].score - best[1].score) if len(best) > 1 else _LEAD

    def probability(self, language: str) -> float:
        """That the best span answers the question, in a text in "de" or "en"."""
        slope, of_lead, offset = LINES[language]
        return odds.probability(slope * self.mass() + of_lead * self.lead() + offset)


class Reader:
    """The shipped model. Threads may share one."""

    def __init__(self, shipped: Shipped) -> None:
        self._tokenizer, self._session = shipped.tokenizer, shipped.session
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._longest = shipped.longest
        vocabulary = self._tokenizer.get_vocab()
        self._begin, self._separator = vocabulary["[CLS]"], vocabulary["[SEP]"]
        self.revision = shipped.revision

    @classmethod
    def open(cls, folder: Path = READER) -> Self:
        return cls(Shipped.read(folder))

    def read(self, question: str, texts: Sequence[str]) -> list[Read]:
        """Each text, read for the question; one `Read` a text, in their order."""
        return self.read_pairs([(question, text) for text in texts])

    def read_pairs(self, pairs: Sequence[tuple[str, str]]) -> list[Read]:
        """Texts, each with a question of its own."""
        questions = self._encoded([question for question, _ in pairs])
        texts = self._encoded([text for _, text in pairs])
        jobs = [
            (at, question.ids[:QUESTION], text, start, end)
            for at, (question, text) in enumerate(zip(questions, texts, strict=True))
            for start, end in self._windows(len(question.ids[:QUESTION]), len(text.ids))
        ]
        jobs.sort(key=lambda job: len(job[1]) + job[4] - job[3])
        windows: dict[int, list[Window]] = {}
        for begin in range(0, len(jobs), _BATCH):
            batch = jobs[begin : begin + _BATCH]
            logits = self._logits([(asked, text.ids[a:b]) for _, asked, text, a, b in batch])
            for (at, asked, text, a, b), row in zip(batch, logits, strict=True):
                windows.setdefault(at, []).append(_window(text, a, b, row, len(asked) + 2))
        return [Read(text, tuple(windows.get(at, ()))) for at, (_, text) in enumerate(pairs)]

    def _encoded(self, texts: Sequence[str]) -> list[Encoding]:
        clean = [_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text) for text in texts]
        return self._tokenizer.encode_batch(clean, add_special_tokens=False)

    def _windows(self, question: int, pieces: int) -> Iterator[tuple[int, int]]:
        """Stretches of a text's pieces that fit beside the question, overlapping by half."""
        room = max(2, self._longest - question - 3)
        start = 0
        while pieces:
            yield start, min(start + room, pieces)
            if start + room >= pieces:
                return
            start += room // 2

    def _logits(self, pairs: Sequence[tuple[list[int], list[int]]]) -> Logits:
        """(n, longest, 2), of [CLS] question [SEP] text [SEP]."""
        longest = max(len(question) + len(text) for question, text in pairs) + 3
        ids, mask, types = (np.zeros((len(pairs), longest), np.int64) for _ in range(3))
        for row, (question, text) in enumerate(pairs):
            joined = [self._begin, *question, self._separator, *text, self._separator]
            ids[row, : len(joined)] = joined
            mask[row, : len(joined)] = 1
            types[row, len(question) + 2 : len(joined) - 1] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        (logits,) = self._session.run(None, given)
        return np.asarray(logits, np.float32)


@once
def default_reader() -> Reader:
    """The shipped reader, opened once per process."""
    return Reader.open()


def _window(text: Encoding, a: int, b: int, logits: Logits, before: int) -> Window:
    offsets = np.array(text.offsets[a:b], np.int64)
    inside = logits[before : before + b - a] - logits[0]
    return Window(offsets[:, 0], offsets[:, 1], inside[:, 0], inside[:, 1])


def _spans(window: Window, start: int, end: int) -> Iterator[Scored]:
    """The likeliest within start..end, likeliest first."""
    within, scores = _scores(window, start, end)
    flat = scores.ravel()
    for at in np.argsort(-flat, kind="stable")[:_BEST].tolist():
        first, last = within[at // len(within)], within[at % len(within)]
        if flat[at] > _NEVER:
            yield Scored(int(window.starts[first]), int(window.ends[last]), float(flat[at]))


def _mass(window: Window, start: int, end: int) -> float:
    """Log of the sum of all spans' odds within start..end."""
    scores = _scores(window, start, end)[1].astype(np.float64)
    if not scores.size:
        return _NEVER
    most = scores.max()
    return float(most + np.log(np.exp(scores - most).sum()))


def _scores(window: Window, start: int, end: int) -> tuple[NDArray[np.int64], Logits]:
    """The pieces within start..end, and the scores of the spans from each to each, `(n, n)`."""
    within = np.flatnonzero((window.starts >= start) & (window.ends <= end))
    scores = window.first[within][:, None] + window.last[within][None, :]
    ahead = np.arange(len(within))[None, :] - np.arange(len(within))[:, None]
    possible = (ahead >= 0) & (ahead < _LONGEST_SPAN)
    return within, np.where(possible, scores, _NEVER).astype(np.float32)


def _whole_words(text: str, span: Scored, start: int, end: int) -> Scored | None:
    """Grown to the words it cuts, less the spaces around it; None where nothing is left."""
    first, last = span.start, span.end
    while first > start and _joined(text, first):
        first -= 1
    while last < end and _joined(text, last):
        last += 1
    while first < last and text[first].isspace():
        first += 1
    while first < last and text[last - 1].isspace():
        last -= 1
    return Scored(first, last, span.score) if first < last else None


def _joined(text: str, at: int) -> bool:
    """Whether a word goes on at a place; accents that follow their letter belong to it."""
    return _of_word(text[at - 1]) and _of_word(text[at])


def _of_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")
