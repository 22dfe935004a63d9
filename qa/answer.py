"""Sentences -> Answer: which of them, or none. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index import Hit
from index.facts import moment
from qa import further, odds
from qa.evidence import Sentence
from qa.several import Form
from qa.spans import is_cut
from qa.texts import NO_ARTICLES, NOT_SAID
from qa.types import Answer, Citation, Span, Statement, Verdict

# Of confidence. On held-out articles (benchmarks/calibrate.py) .41 balances right answers and
# refusals best, with as many questions made to look answerable as people hardly ask; on 658 written
# on 38 made-up articles, kept elsewhere, .35 does, where .3 gives 2 % more right answers and
# refuses 4 % fewer of those without one. At .3 3 % of the questions on something else are let
# through, 9 % of the twins; of those made to look answerable 33 % of the German ones, 47 % of the
# twins and 85 % of SQuAD 2.0's.
THRESHOLD = 0.3
# Where one sentence may not be all of the answer: at .3 2 % more of such held-out questions are
# answered rightly, and one in four of those that only look answerable, not one in five.
OF_SEVERAL = 0.4
# From here on it is no longer said that the articles do not say. Held-out questions in other words
# than the text's, of which every second has no answer there, had one for two in three between here
# and THRESHOLD, and for four in ten of these it stood in the sentences that come closest (with an
# earlier reader; with this one 34 of 77 of those 658 had it in the first of these).
UNCLEAR = 0.15
SHORT = 0.5  # of the span's probability: a wrong span is worse than a right sentence
_OPINION = 0.5  # of the first one's probability: an article alone with its subject is sure of much
# From how likely a sentence is to answer, whatever the others do, it is shown beside the first, and
# how many in all. On held-out articles (benchmarks/calibrate_several.py) two in three of what is
# then cited where several sentences answer do so, and that is two in five of those that do.
BESIDE: dict[Form, float] = {"one": 0.4, "open": 0.25, "several": 0.2}
MOST: dict[Form, int] = {"one": 3, "open": 4, "several": 5}
# Of the first one's probability: where the latest is asked for, a newer article's sentence as good
# as that goes before it; not measured.
_NEARLY = 0.7
_LONG = 4  # words from which a short answer that is all of its sentence is none
_LISTS = re.compile(r",|^(?:\S+ ){1,2}(?:und|and|sowie|oder|or)(?: \S+){1,2}$")
_EDGES = " \n.!?\"'„“”»«"
NEAREST = 3  # passages shown where the articles do not say


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question on its way: as it came in, as asked, as it is searched, the language to answer in.

    `question` is only told again: it may be very long, and its letters in pieces; `asked` is the
    same, `checked` (index/query.py). `read_as`: what the reader is asked, where that is less than
    what is searched.
    """

    question: str
    asked: str
    understood_as: str
    language: str
    read_as: str = ""


def compose(
    inquiry: Inquiry,
    sentences: Sequence[Sentence],
    hits: Sequence[Hit],
    *,
    short: bool = True,
    latest: bool = False,
    form: Form = "one",
    as_good: float | None = None,
) -> Answer:
    """The best sentence, and others that answer too; or that the articles do not say.

    `sentences` and `hits` stand best first; either may be empty. With `short`, the span in the
    best sentence is given too where it is likely enough. With `latest`, of the good sentences the
    one of the newest article is best. `form`: how much of an answer is asked for. `as_good`: others
    are those with this share of the first one's probability, in place of what `also` says of them.
    """
    confidence = _confidence(sentences, form)
    if confidence < (THRESHOLD if form == "one" else OF_SEVERAL):
        return refuse(inquiry, confidence, hits, sentences)
    ordered = _newest_first(sentences) if latest else sentences
    least = None if as_good is None else as_good * ordered[0].probability
    best = sentences[0] if least is None else None  # it was sure, and is shown if another is newer
    chosen = _chosen(ordered, form, least, best)
    span = chosen[0].short if short else None
    if span is None or (span.score or 0.0) < SHORT or _says_nothing(span, chosen[0]):
        span = None
    elif form == "several" and len(chosen) > 1 and not _LISTS.search(span.text):
        span = None  # of several things one is not the answer
    answer = cite(inquiry, chosen, confidence, hits, span)
    citations = tuple(with_copies(each, sentences) for each in answer.citations)
    return replace(answer, citations=citations)


def _confidence(sentences: Sequence[Sentence], form: Form) -> float:
    """That the first answers; where it may not be all of the answer, that any of them does."""
    first = sentences[0].probability if sentences else 0.0
    if form == "one" or not sentences:
        return first
    likely: dict[str, float] = {}  # what several papers print is one sentence
    for each in sentences:
        likely[each.text] = max(each.also, likely.get(each.text, 0.0))
    return further.any_answers(odds.log(first), list(likely.values()))


def _says_nothing(span: Span, sentence: Sentence) -> bool:
    """Whether the sentence alone says it better: the span is all of it, or breaks off in it."""
    return _is_all(span, sentence) or is_cut(sentence.article.text, span.start, span.end)


def _is_all(span: Span, sentence: Sentence) -> bool:
    """Whether nothing but a few words would be told twice: "Der Eintritt ist frei"."""
    long = len(span.text.split()) >= _LONG
    return long and span.text.strip(_EDGES) == sentence.text.strip(_EDGES)


def with_copies(citation: Citation, sentences: Sequence[Sentence]) -> Citation:
    """With the other articles in which the same sentence was found, each once."""
    also: dict[str, Citation] = {}
    for each in sentences:
        if each.text == citation.quote and each.article.id != citation.article_id:
            copy = Citation(citation.number, each.article, each.start, each.end)
            also.setdefault(each.article.id, copy)
    return replace(citation, also=tuple(also.values()))


def cite(
    inquiry: Inquiry,
    sentences: Sequence[Sentence],
    confidence: float,
    hits: Sequence[Hit],
    short: Span | None = None,
) -> Answer:
    """The sentences as citations, in their order; the first holds the short answer."""
    citations = tuple(
        Citation(number, each.article, each.start, each.end)
        for number, each in enumerate(sentences, 1)
    )
    return Answer(
        question=inquiry.question,
        understood_as=inquiry.understood_as,
        language=inquiry.language,
        text=_text(short, citations),
        short=short,
        answered=True,
        confidence=confidence,
        citations=citations,
        nearest=tuple(hits[:NEAREST]),
    )


def quoted(citations: Sequence[Citation]) -> tuple[Statement, ...]:
    """Quotes as the sentences of an answer: each is what it cites."""
    return tuple(
        Statement(
            " ".join(each.quote.split()), Verdict("verified", span=(each.start, each.end)), (each,)
        )
        for each in citations
    )


def answered_with(answer: Answer, short: Span | None) -> Answer:
    """The same answer, with another short one, which stands in the first citation, or with none."""
    return replace(answer, short=short, text=_text(short, answer.citations))


def _text(short: Span | None, citations: Sequence[Citation]) -> str:
    quotes = " … ".join(" ".join(citation.quote.split()) for citation in citations)
    return f"{' '.join(short.text.split())} – {quotes}" if short else quotes


def say(inquiry: Inquiry, text: str) -> Answer:
    """A reply that is no answer from the articles."""
    return Answer(
        question=inquiry.question,
        understood_as=inquiry.understood_as,
        language=inquiry.language,
        text=text,
        short=None,
        answered=False,
        confidence=0.0,
    )


def _newest_first(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Those nearly as good as the best by date, then the rest; undated ones are the oldest."""
    least = max(THRESHOLD, _NEARLY * sentences[0].probability)
    good = [each for each in sentences if each.probability >= least]
    good.sort(key=lambda each: moment(each.article.published), reverse=True)
    return [*good, *(each for each in sentences if each.probability < least)]


def _chosen(
    sentences: Sequence[Sentence], form: Form, least: float | None, best: Sentence | None
) -> list[Sentence]:
    """The first sentence, then the others that answer: `best` and the likeliest first; or those of
    at least this probability, where that is given, in their order.

    None says another's text again. The first stays first; it holds the short answer.
    """
    first, *others = sentences

    def answers(each: Sentence) -> bool:
        good = each.also >= BESIDE[form] if least is None else each.probability >= least
        return good or each == best or _second_opinion(each, first)

    chosen = [first]
    found = [each for each in others if answers(each)]
    if least is None:
        found.sort(key=lambda each: (each != best, -each.also))
    for each in found:
        if len(chosen) < MOST[form] and not any(_repeats(each, other) for other in chosen):
            chosen.append(each)
    return chosen


def _second_opinion(one: Sentence, other: Sentence) -> bool:
    """Whether another article alone is as sure of an answer: the same, or one that contradicts.

    On MLQA's German passages one answer in 17 has a citation more for it.
    """
    if one.article.id == other.article.id or one.probability < _OPINION * other.probability:
        return False
    return min(one.alone, other.alone) >= SHORT


def _repeats(one: Sentence, other: Sentence) -> bool:
    """Whether the two are the same text, or share a part of an article."""
    return one.text == other.text or overlap(one, other)


def overlap(one: Sentence | Citation, other: Sentence | Citation) -> bool:
    """Whether the two share a part of an article."""
    same = one.article.id == other.article.id
    return same and one.start < other.end and other.start < one.end


def refuse(
    inquiry: Inquiry, confidence: float, hits: Sequence[Hit], sentences: Sequence[Sentence] = ()
) -> Answer:
    """That the articles do not say, with the passages, and of the `sentences` those, that come
    closest."""
    texts = NOT_SAID if hits else NO_ARTICLES
    answer = say(inquiry, texts[inquiry.language])
    return replace(
        answer,
        confidence=confidence,
        nearest=tuple(hits[:NEAREST]),
        closest=_closest(sentences),
    )


def _closest(sentences: Sequence[Sentence]) -> tuple[Citation, ...]:
    """The first that say different things."""
    chosen: list[Sentence] = []
    for each in sentences:
        if len(chosen) < NEAREST and not any(_repeats(each, other) for other in chosen):
            chosen.append(each)
    return tuple(
        Citation(number, each.article, each.start, each.end)
        for number, each in enumerate(chosen, start=1)
    )
