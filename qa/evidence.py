"""Question x hits -> the sentences that may answer it, best first, each with a probability.

Every body sentence of the passages is a candidate. A linear model ranks them by how much of the
question a sentence and its passage contain, how well the passage was found, and what the reader
makes of it: its best span, and how far that is behind the best of all. A second, logistic one says
from the same features, and from how far the sentence is ahead of those that say something else, how
likely it is to hold the answer; two more what answers beside it (qa/further.py). (How near a
sentence's vector is to the question's was a feature once: it took a third of an answer's time and
says nothing more on held-out questions.)
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index import Article, Hit, Index
from index.concepts import Weighed
from index.furniture import strength
from index.sentences import sentences
from qa import further, odds
from qa.attribution import points_back
from qa.pronouns import THIRD_PERSON
from qa.spans import whole
from qa.types import Span
from qa.unfit import Rules, rules_of

if TYPE_CHECKING:
    from qa.reader import Reader, Scored  # late: ONNX Runtime

FEATURES = (
    "sentence coverage",
    "passage coverage",
    "passage score",
    "span score",
    "span lead",
)
_SPAN, _SPAN_LEAD = FEATURES.index("span score"), FEATURES.index("span lead")
# Fitted by benchmarks/calibrate.py on held-out articles: SQuAD's, our own German questions, those
# in other words than the text's, twins, and all of these among 11,300 paragraphs without titles.
# On others of them the best sentence is right for 87 %, 83 %, 41 %, 91 % and 74 % of the answerable
# questions; its calibration error is .015.
RANKING = np.array([1.52, 2.27, 2.08, 1.25, 1.25], dtype=np.float32)
CONFIDENCE = np.array([0.54, 0.78, 3.95, 1.53, -0.09, 2.13], dtype=np.float32)  # and the lead
CONFIDENCE_BIAS = -4.02
# From the span's share of what its sentence scores, and that sentence's log odds, to the
# probability that it is the answer. (The score itself is in the log odds; with it in place of the
# share AUROC is .755, not .791, for SQuAD's held-out questions, .855, not .862, for our own.)
SHORT_WEIGHTS = np.array([0.54, 0.91], dtype=np.float32)
SHORT_BIAS = -0.09
SHORTLIST = 16  # sentences that are ranked: those that the reader prefers
# Passages scoring below this share of the best one's score are not read. On held-out articles that
# is half of the text, and as many questions are answered rightly; where many passages are found
# about equally well, all are read.
_WORTH = 0.7
_RANGE = 25.0  # of a span's score: beyond it, more says no more
_UNIT = 10.0  # scores are taken in tens: as large as the other features
_TRIED = 4  # spans of a sentence, where the best may not fit the question
_REACH = 1_000  # characters: what points back points no further
_PRONOUNS = THIRD_PERSON.union("es man we i wir ich".split())
_BYLINE = re.compile(  # "Von Eva Kern und Jo Lam, dpa"
    r"(?i:von|by)\s+[A-ZÀ-Þ][\w.’'-]*(?:(?:,|\s+(?:und|and|&))?\s+[A-ZÀ-Þ][\w’'-]*\.?){1,6}"
    r"(?:,\s*\w+)?"
)
_OF_AUTHORS = re.compile(
    r"\b(?:autor\w*|verfass\w*|(?:ge)?schr[ie]+b\w*|author\w*|writ\w*|wrote)\b", re.I
)
_ASKS = re.compile(r"\?[\s*_\"”“»«’']*$")  # at the end
_LEAD = 5.0  # between two sentences' ranks: more counts as this, so that leads are in -1..1


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a hit's article, or two. `probability`: that it holds the answer.

    `short` is the span in it that answers, with the probability of that; None where there is none.
    `alone` is that probability if its article were the only one: articles that contradict each
    other make each other doubtful, and are both to be shown.
    """

    hit: Hit
    start: int
    end: int
    probability: float = 0.0
    short: Span | None = None
    alone: float = 0.0
    also: float = 0.0

    @property
    def article(self) -> Article:
        return self.hit.article

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]


def worth_reading(hits: Sequence[Hit]) -> Sequence[Hit]:
    """Those found about as well as the first: what is far behind it hardly ever answers."""
    return [hit for hit in hits if hit.score >= _WORTH * hits[0].score]


class Reading:
    """The hits' passages, each read for the question under its article's title."""

    def __init__(self, reader: Reader, question: str, hits: Sequence[Hit]) -> None:
        heads = ["".join(f"{line}\n" for line in _above(hit)) for hit in hits]
        texts = [f"{head}{hit.passage.text}" for head, hit in zip(heads, hits, strict=True)]
        reads = reader.read(question, texts)
        self._rules = rules_of(question)
        self._read = [
            (hit, read, hit.passage.start - len(head))
            for hit, read, head in zip(hits, reads, heads, strict=True)
        ]

    def best(self, article: Article, start: int, end: int) -> Scored | None:
        """The best span of article.text[start:end], in whichever passage it is read best.

        Its score is that of all spans there together; its own where better ones do not fit.
        """
        found = []
        for hit, read, offset in self._read:
            first, last = max(start, hit.passage.start), min(end, hit.passage.end)
            if hit.article.id == article.id and first < last:
                mass = read.mass(first - offset, last - offset)
                spans = [
                    replace(span, start=span.start + offset, end=span.end + offset)
                    for span in read.best(
                        first - offset, last - offset, _TRIED if self.chooses else 1
                    )
                ]
                if span := self._fitting(article, start, spans):
                    strays = self._rules.strays(article, start, spans[0].start, spans[0].end)
                    total = span.score if strays else mass
                    found.append(replace(span, score=total, log_share=span.score - total))
        return max(found, key=lambda span: span.score, default=None)

    @property
    def chooses(self) -> bool:
        """Whether some spans do not fit the question."""
        return self._rules != Rules()

    def _fitting(self, article: Article, begin: int, spans: Sequence[Scored]) -> Scored | None:
        """The first that fits the question; none where what does not fit shows that its sentence
        is about something else, and nothing else in it is a likely answer."""
        rules = self._rules
        fits = (x for x in spans if not rules.misfits(article, begin, x.start, x.end))
        span = next(fits, None)
        if span is None or span == spans[0]:
            return span
        strays = rules.strays(article, begin, spans[0].start, spans[0].end)
        return None if strays and span.score < 0 else span


def find(
    index: Index,
    reader: Reader,
    question: str,
    language: str,
    hits: Sequence[Hit],
    *,
    read_as: str = "",
    closer: int = SHORTLIST,
) -> tuple[Sentence, ...]:
    """The hits' sentences, best first; equal ones in the order of the hits.

    `read_as` is what the reader is asked, where that is not the question, whose words are looked
    for; `closer`: how many of the sentences are ranked at all.
    """
    found, spans = read(reader, read_as or question, hits, closer)
    if not found:
        return ()
    table = features(index, question, language, found, spans)
    ranks = _weighted(table, RANKING)
    texts = said(found, spans)
    log_odds = _log_odds(table, ranks, texts)
    alone = log_odds.copy()
    for article in {each.article.id for each in found}:
        own = [at for at, each in enumerate(found) if each.article.id == article]
        leading = table[own]
        leading[:, _SPAN_LEAD] = leading[:, _SPAN] - leading[:, _SPAN].max()
        alone[own] = _log_odds(leading, ranks[own], [texts[at] for at in own])
    also = further.also(table, ranks, [each.article.id for each in found])
    scored = [
        replace(
            each,
            probability=odds.probability(value),
            short=_short(each, span, value),
            alone=_short_probability(span, its_own) if span else 0.0,
            also=likely,
        )
        for each, span, value, its_own, likely in zip(
            found, spans, log_odds.tolist(), alone.tolist(), also, strict=True
        )
    ]
    return tuple(scored[at] for at in np.argsort(-ranks, kind="stable"))


def _log_odds(
    table: NDArray[np.float32], ranks: NDArray[np.float32], texts: Sequence[str]
) -> NDArray[np.float32]:
    return _weighted(with_leads(table, ranks, texts), CONFIDENCE) + CONFIDENCE_BIAS


def _weighted(table: NDArray[np.float32], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """`table @ weights`, without BLAS, which now and then warns of "invalid value encountered in
    matmul" where all are finite, on the standard error of `python -m qa`."""
    return np.asarray((table * weights).sum(axis=1), dtype=np.float32)


def with_leads(
    table: NDArray[np.float32], ranks: NDArray[np.float32], texts: Sequence[str]
) -> NDArray[np.float32]:
    """The features, and how far each is ahead of the best that says something else; `(n, 6)`.

    Articles that agree do not make each other doubtful.
    """
    best: dict[str, float] = {}
    for text, rank in zip(texts, ranks, strict=True):
        best[text] = max(rank, best.get(text, -np.inf))
    first, second = [*sorted(best.values(), reverse=True), -_LEAD, -_LEAD][:2]
    ahead = [
        rank - (second if best[text] == first else first)
        for text, rank in zip(texts, ranks, strict=True)
    ]
    leads = np.clip(np.array(ahead, np.float32), -_LEAD, _LEAD) / _LEAD
    return np.column_stack([table, leads])


def read(
    reader: Reader, question: str, hits: Sequence[Hit], count: int = SHORTLIST
) -> tuple[list[Sentence], list[Scored | None]]:
    """The sentences that the reader prefers, in the order of the hits, and its spans in them."""
    reading = Reading(reader, question, hits)
    named = _OF_AUTHORS.search(question) is not None
    found = [
        (each, reading.best(each.article, each.start, each.end))
        for each in candidates(hits, bylines=named)
    ]
    if reading.chooses:  # what reads best in them is no answer, and nothing else is likely one
        found = [(each, span) for each, span in found if span is not None] or found
    order = sorted(range(len(found)), key=lambda at: -_clipped(found[at][1]))[:count]
    kept = [found[at] for at in sorted(order)]
    return [each for each, _ in kept], [span for _, span in kept]


def said(found: Sequence[Sentence], spans: Sequence[Scored | None]) -> list[str]:
    """What each sentence would answer: its span, or else all of it."""
    return [
        (each.article.text[span.start : span.end] if span else each.text).casefold()
        for each, span in zip(found, spans, strict=True)
    ]


def _short(sentence: Sentence, span: Scored | None, log_odds: float) -> Span | None:
    if span is None:
        return None
    within = sentence.start, sentence.end
    start, end = whole(sentence.article.text, span.start, span.end, within=within)
    text = sentence.article.text[start:end]
    if text.lower() in _PRONOUNS:  # it stands in the sentence, and says nothing without it
        return None
    return Span(text, start, end, _short_probability(span, log_odds))


def _short_probability(span: Scored, log_odds: float) -> float:
    given = np.array([span.log_share, log_odds], dtype=np.float32)
    return odds.probability(float((given * SHORT_WEIGHTS).sum()) + SHORT_BIAS)


def _clipped(span: Scored | None) -> float:
    score = span.score if span else -_RANGE
    return min(_RANGE, max(-_RANGE, score)) / _UNIT


def candidates(hits: Sequence[Hit], *, bylines: bool = False) -> Iterator[Sentence]:
    """Every body sentence of the hits' passages, once: passages overlap. `bylines`: also who wrote
    an article, "Von Eva Kern", which answers nothing else."""
    seen = set()
    for hit in hits:
        for start, end in _sentences(hit):
            if (hit.article.id, start, end) not in seen:
                seen.add((hit.article.id, start, end))
                if not bylines and _BYLINE.fullmatch(hit.article.text, start, end):
                    continue
                yield Sentence(hit, start, end)


def features(
    index: Index,
    question: str,
    language: str,
    found: Sequence[Sentence],
    spans: Sequence[Scored | None],
) -> NDArray[np.float32]:
    """`(n, 5)` float32, a row per candidate, columns as in FEATURES, all in -5..2.5."""
    weighed = {
        other: weights(index, question, language, other)
        for other in {each.article.language for each in found}
    }
    around = {
        each.hit.passage.id: coverage(
            weighed[each.article.language], _terms(index, each, _surroundings(each))
        )
        for each in {each.hit.passage.id: each for each in found}.values()
    }
    scores = [_clipped(span) for span in spans]
    most = max(scores)
    rows = [
        (
            coverage(weighed[each.article.language], _terms(index, each, each.text)),
            around[each.hit.passage.id],
            each.hit.score,
            score,
            score - most,
        )
        for each, score in zip(found, scores, strict=True)
    ]
    return np.array(rows, dtype=np.float32)


def coverage(weighed: Sequence[Weighed], terms: Collection[str]) -> float:
    """How much of the question's weight the terms carry, in 0..1; 0 for a question of no weight.

    "musk" of weight 1 and "anruf" of 3, {"anruf", "axios"} -> 0.75
    """
    total = sum(each.idf for each in weighed)
    return sum(each.idf * each.share(terms) for each in weighed) / total if total else 0.0


def weights(index: Index, question: str, language: str, other: str | None) -> list[Weighed]:
    """What of the question counts in an article's language `other`, and how much.

    In the article's own language a word it never uses counts against it; in another, a word
    it never uses is only untranslated.
    """
    return index.concepts(
        question, other, asked=language, known_only=language != other, widely=True
    )


def _terms(index: Index, sentence: Sentence, text: str) -> frozenset[str]:
    return index.terms(text, sentence.article.language)


def _surroundings(sentence: Sentence) -> str:
    return "\n".join([*_above(sentence.hit), sentence.hit.passage.text])


def _above(hit: Hit) -> Iterator[str]:
    """What a passage is read below: its article's title, and the question that it answers."""
    if hit.article.title:
        yield hit.article.title
    heads = [each for each in hit.article.blocks if each.end <= hit.passage.start]
    last = next((each for each in reversed(heads) if each.label != "body"), None)
    if last and last.label == "heading" and _ASKS.search(hit.article.text, last.start, last.end):
        yield hit.article.text[last.start : last.end]


def _sentences(hit: Hit) -> Iterator[tuple[int, int]]:
    """The passage's sentences, less its own questions, which answer none: an interview's, say.

    One that says who said the one before is joined with that.
    """
    passage, article = hit.passage, hit.article
    for block in article.blocks:
        start, end = max(passage.start, block.start), min(passage.end, block.end)
        if block.label == "body" and start < end:
            before: int | None = None
            for first, last in sentences(article.text, start, end, article.language):
                if _ASKS.search(article.text, first, last) or (
                    last == block.end and strength(article.text[first:last]) == 2
                ):
                    pass  # and at a paragraph's end what the page says: "Reply to unsubscribe."
                elif not points_back(article.text[first:last]):
                    yield first, last
                else:  # it says nothing alone, also where the passage begins with it
                    yield _before(article, block.start, first) if before is None else before, last
                before = first


def _before(article: Article, begin: int, start: int) -> int:
    """Where the sentence before `start` begins, in the block that begins at `begin`."""
    cut = max(begin, start - _REACH)
    found = sentences(article.text, cut, start, article.language) if cut < start else []
    whole_ones = [first for first, _ in found if first > cut or cut == begin]
    return whole_ones[-1] if whole_ones else start
