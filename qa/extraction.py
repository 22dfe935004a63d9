"""Hits -> an answer in the articles' own words: one fact, an overview, a plain reply, or none."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from index import Article, Encoder, Hit, Index
from index.types import Filters, Vectors
from qa import claims, evidence, followup, kinds, sayings
from qa.ages import of_another_age
from qa.answer import (
    NEAREST,
    THRESHOLD,
    Inquiry,
    answered_with,
    cite,
    compose,
    refuse,
    say,
)
from qa.attribution import attribute
from qa.claims import speaker_first, spoken
from qa.introducing import introduces, names_them, naming, obituary
from qa.kinds import CHAT, QuestionKind
from qa.overview import overview
from qa.reader import Reader
from qa.reasons import reason
from qa.several import Form, form
from qa.speaker import NOBODY, PRONOUNS, meant
from qa.strangers import of_another_year, of_others, stranger
from qa.support import words
from qa.texts import NO_ARTICLES, NONE_PASSES, NOT_SAID, NOTHING_ABOUT, chat, of_selection
from qa.topics import article_about, hits_about
from qa.types import Answer, Span

# Probability of the best sentence on what a broad question asks for: it only has to be there, not
# to answer anything. Not measured.
TOPIC = 0.04
# Confidence at most, where the question names what no article does: that may be another word for
# it, or misspelled, as in one of a hundred questions on held-out articles and in three of a hundred
# of those in other words.
OF_A_STRANGER = 0.1
_WHOLE = 40  # passages of the article that an overview is of
_EVERY_SENTENCE = 1_000  # no shortlist: what an overview is of need not answer anything
_OPENING = 200  # characters of an article without a title that stand for it


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found for a question, before any of it is read."""

    inquiry: Inquiry
    kind: QuestionKind
    timings_ms: Mapping[str, float]
    hits: tuple[Hit, ...]
    whole: tuple[Hit, ...] | None = None  # the article that an overview is wanted of, if one is
    failure: str = ""  # of a model that was asked what the question means
    among: Filters = field(default_factory=Filters)  # which articles may answer
    told: tuple[str, ...] | None = None  # before a bare "Why?", and not asked for again


def answer(
    index: Index, reader: Reader, state: Gathered
) -> tuple[Answer, Sequence[evidence.Sentence]]:
    """The reader's answer, and the sentences that it looked at, best first."""
    if state.kind in CHAT:
        return _chat(index, state), ()
    if not state.hits:
        return _without_articles(index, state), ()
    if state.kind == "broad":
        return _overview(index, reader, state)
    return _fact(index, reader, state)


def _chat(index: Index, state: Gathered) -> Answer:
    """To a greeting, or which articles there are."""
    listed = index.listing(state.among) if state.kind == "articles" else ()
    if state.kind == "articles" and not listed:
        return _without_articles(index, state)
    return say(state.inquiry, chat(state.kind, state.inquiry.language, listed))


def _fact(
    index: Index, reader: Reader, state: Gathered
) -> tuple[Answer, Sequence[evidence.Sentence]]:
    """The sentence that answers, or who said what it is asked of; or that none does."""
    inquiry, hits = state.inquiry, state.hits
    plain = kinds.without_now(inquiry.understood_as)
    wanted = kinds.unwrapped(inquiry.read_as or inquiry.understood_as)
    own = kinds.without_now(wanted)
    said = claims.claim(own)
    latest = kinds.asks_for_latest(wanted)
    wants: Form = "one" if said or state.kind == "polar" else form(own)
    near = hits if said or latest or wants == "several" else evidence.worth_reading(hits)
    found: Sequence[evidence.Sentence]
    found = evidence.find(index, reader, plain, inquiry.language, near, read_as=own)
    others = of_others(own, inquiry.language, (each.article for each in found))
    found = tuple(
        each
        for each in found
        if each.article.id not in others and not of_another_age(own, each.text)
    )
    if state.told is not None:
        found = tuple(each for each in found if _goes_beyond(inquiry.asked, each, state.told))
    found, all_theirs = _of_whom_is_asked(index, reader, own, said, found)
    composed = compose(
        inquiry,
        found,
        hits,
        short=state.kind != "polar",
        latest=latest,
        form="several" if all_theirs else wants,
        as_good=claims.AS_GOOD_SPOKEN if said else None,
    )
    if told := _of_somebody(index, own, composed, found):
        return attributed(
            reader, cite(inquiry, told, max(composed.confidence, THRESHOLD), hits)
        ), found
    if not composed.answered:
        return refusal(index, state, composed), found
    # Only what is asked now: a name that was said before was answered, however it is spelled there.
    unknown = stranger(index, inquiry.asked, inquiry.language, hits)
    if unknown or of_another_year(inquiry.asked, [each.article for each in composed.citations]):
        doubtful = min(composed.confidence, OF_A_STRANGER)
        composed = replace(composed, answered=False, confidence=doubtful)
        return refusal(index, state, composed, unknown or ""), found
    if (who := kinds.who_is(own)) and _says_not_who(who, composed):
        composed = answered_with(composed, None)
    composed = attributed(reader, composed)
    return (speaker_first(composed) if said else composed), found


def _of_whom_is_asked(
    index: Index,
    reader: Reader,
    question: str,
    said: str | None,
    found: Sequence[evidence.Sentence],
) -> tuple[Sequence[evidence.Sentence], bool]:
    """The sentences, first those that tell who said what is `said`, or are by whom the question
    asks for; and whether only these are left."""
    if said:
        return spoken(index.encoder, said, found), False
    if who := sayings.asked_for(question):
        theirs = sayings.said_by(reader, who, found)
        return (theirs, True) if theirs else (sayings.not_by_others(reader, who, found), False)
    if who := sayings.asked_about(question):
        return sayings.theirs_first(reader, who, found), False
    return found, False


def _of_somebody(
    index: Index, question: str, composed: Answer, found: Sequence[evidence.Sentence]
) -> Sequence[evidence.Sentence]:
    """The sentences on whom the question is about, where what was found says nothing of them."""
    if who := kinds.who_is(question):
        if composed.answered and composed.short:
            return ()
        articles = {each.article.id: each.article for each in found}.values()
        named = [each for each in articles if words(who)[-1] in words(each.title or "")]
        every = (list(evidence.candidates(of_article(index, each))) for each in named)
        dead = next(filter(None, (obituary(who, each) for each in every)), None)
        return [dead] if dead else () if composed.answered else naming(who, found)
    who = kinds.happened_to(question)
    if who is None or (composed.answered and names_them(who, composed.citations[0].quote)):
        return ()
    return naming(who, found)


def _says_not_who(who: str, answer: Answer) -> bool:
    """Whether the short answer says nothing of them, or is only more of the name: "Dmitri" """
    short = answer.short.text if answer.short else ""
    if short and not introduces(short):
        return True
    return f"{short} {who}" in answer.citations[0].quote and len(short.split()) == 1


def _goes_beyond(question: str, sentence: evidence.Sentence, told: Collection[str]) -> bool:
    short = sentence.short.text if sentence.short else ""
    return followup.goes_beyond(question, short, sentence.text, told)


def _without_articles(index: Index, state: Gathered) -> Answer:
    """That there are none to answer from, or none that the filters let through."""
    text = NO_ARTICLES
    if index.listing():
        text = NOT_SAID if state.among == Filters() else NONE_PASSES
    return say(state.inquiry, text[state.inquiry.language])


def refusal(index: Index, state: Gathered, answer: Answer, unknown: str = "") -> Answer:
    """That the articles do not say, and why, in place of an answer. `unknown`: a name in the
    question that no article has, where that is why."""
    inquiry, hits = state.inquiry, state.hits
    refused = refuse(inquiry, answer.confidence, hits)
    closest = answer.closest or answer.citations[:NEAREST]
    sure = answer.confidence if closest else 0.0
    if unknown:
        text = NOTHING_ABOUT[inquiry.language].format(subject=unknown)
    else:
        text = reason(index, inquiry.understood_as, inquiry.language, hits, sure)
    refused = replace(refused, text=text, closest=closest, timings_ms=answer.timings_ms)
    return _of_those_asked(refused, state.among)


def _of_those_asked(refused: Answer, among: Filters) -> Answer:
    """Of the articles that filters keep out, nothing may be denied."""
    if among == Filters():
        return refused
    return replace(refused, text=of_selection(refused.text, refused.language))


def _overview(
    index: Index, reader: Reader, state: Gathered
) -> tuple[Answer, Sequence[evidence.Sentence]]:
    """The sentences that say most: on what was asked for, or else on the first article."""
    inquiry, hits = state.inquiry, state.hits
    if state.whole is not None:
        found = list(evidence.candidates(state.whole))
        if not found:  # removed since it was found, or nothing but headings
            return _of_those_asked(refuse(inquiry, 0.0, hits), state.among), ()
        chosen = overview(found, _vectors(index.encoder, found))
        return attributed(reader, cite(inquiry, chosen, 1.0, hits)), ()
    about = kinds.topic_of(inquiry.asked, inquiry.understood_as)
    near = hits_about(index, about, inquiry.language, hits)
    ranked = evidence.find(index, reader, about, inquiry.language, near, closer=_EVERY_SENTENCE)
    if not ranked or ranked[0].probability < TOPIC:
        refused = refuse(inquiry, ranked[0].probability if ranked else 0.0, hits, ranked)
        return _of_those_asked(refused, state.among), ranked
    if ranked[0].probability < THRESHOLD:  # sentences of several articles would be a jumble
        best = near[0].article.id
        ranked = tuple(each for each in ranked if each.article.id == best) or ranked
    encoder = index.encoder  # once: the index may be embedded with another one meanwhile
    topic = encoder.encode([about], query=True)[0]
    chosen = overview(ranked, _vectors(encoder, ranked), topic)
    return attributed(reader, cite(inquiry, chosen, ranked[0].probability, hits)), ranked


def article_of(
    index: Index, inquiry: Inquiry, kind: QuestionKind, hits: Sequence[Hit]
) -> Article | None:
    """The article that is asked for as such; None where something in it is.

    That is seen in the question as it was asked: what it was put behind only says which article.
    One that is named has to be there: "the interview with X" is no other interview.
    """
    asked = inquiry.asked
    if kind != "broad" or not hits:
        return None
    if kinds.is_of_article(asked) or not kinds.topic(inquiry.understood_as):
        return hits[0].article
    if not kinds.names_article(asked):
        return None
    return article_about(index, kinds.topic(asked), inquiry.language, hits)


def of_article(index: Index, article: Article) -> tuple[Hit, ...]:
    """The passages of an article, those like its beginning first; none once it was removed."""
    opening = article.title or article.text.strip()[:_OPENING]
    return tuple(index.search(opening, _WHOLE, articles=[article.id]))


def _vectors(encoder: Encoder, sentences: Sequence[evidence.Sentence]) -> Vectors:
    return encoder.encode([each.text for each in sentences])


def _by_name(article: Article, who: Span | None) -> Span | None:
    """ "he", where the article says who that is; else as it is written; None for "demnach"."""
    if who is None or who.text.lower() in NOBODY:
        return None
    if who.text.lower() not in PRONOUNS:
        return who
    place = meant(article.text, who.start, who.end)
    return Span(article.text[slice(*place)], *place) if place else who


def attributed(reader: Reader, answer: Answer) -> Answer:
    """With who is said to have said what each citation says."""
    places = [(each.article, each.start, each.end) for each in answer.citations]
    said_by = attribute(reader, places) if places else []
    said_by = [
        _by_name(each.article, who) for each, who in zip(answer.citations, said_by, strict=True)
    ]
    citations = tuple(
        replace(each, attributed_to=who)
        for each, who in zip(answer.citations, said_by, strict=True)
    )
    return replace(answer, citations=citations)
