"""Passages with a question each, and where in the passage its answer stands, if it does.

People ask only about English text here (SQuAD, TyDi QA); a part of it is switched word by word into
German. German text is asked with cloze questions made of its own sentences, and with who said what,
of the news whose quotations are marked. A share of all passages does not answer: another one of the
same article, a question in which a name was replaced, SQuAD 2.0's.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.lexicon import Row
from index.sentences import sentences
from qa.attribution import ASKED
from training import sources
from training.negatives import Mined, drawn
from training.passages import about, around, some_of, with_title
from training.questions import ask, switched

SWITCHED = 0.5  # of the English passages, and of all questions, are put into the other language
WORDS = 0.8  # of a text's, where it is switched
ELSEWHERE = 0.14  # of the questions meet a passage of their article that does not answer
MINED = 0.4  # of our own that are answered
RENAMED = 0.08  # of them name something that the passage does not
_UNANSWERABLE = 3  # times each of SQuAD 2.0's is used: there are few
_LENGTHS = (200, 1_300)  # characters of a passage
_SWITCHED_OWN = 0.2  # of our own questions, into the other language
_ALIKE = 4  # passages that the one likest to the question is taken from
_PARAPHRASED = 0.3  # of the clozes: into the other language and back
_PER_ARTICLE = 14  # clozes of one encyclopedia article
_QUOTED = (20, 300)  # characters of a quotation
_WORD = re.compile(r"\w{3,}")
_NAME = re.compile(r"(?<=\w )[A-Z][\w-]+(?: [A-Z][\w-]+)*|\b\d[\d.,]*\b")
_SPEECH = (" „“”\"'.,:»«", "„“”\"'»«")
_WHO = (
    "Wer sagte, {}?",
    "Wer erklärte: {}?",
    "Wer behauptete, {}?",
    "Von wem stammt die Aussage: {}?",
    "Wer hat gesagt, {}?",
    "Who said {}?",
    "Who claimed {}?",
    "Who said that {}?",
    "According to whom {}?",
)
_WHAT = (
    "Was sagte {}?",
    "Was sagt {} dazu?",
    "Was erklärte {}?",
    "Was behauptet {}?",
    "What did {} say?",
    "What does {} say about it?",
    "What did {} claim?",
)
_WHAT_ABOUT = (
    "Was sagte {} über {}?",
    "Was sagt {} zu {}?",
    "What did {} say about {}?",
    "What does {} claim about {}?",
)
_ENGLISH = ("Who", "What", "According")


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of each kind a run reads. A run that goes on from another needs less of the old."""

    people: float = 1.0  # of SQuAD, TyDi QA and the clozes
    hard: float = 1.0  # of SQuAD 2.0's
    quotations: float = 1.0
    claims: float = 1.0
    parallel: float = 0.02  # of the parallel sentences, as claims
    newest: int | None = None  # of our own questions, these alone: the last ones of their file


ALL = Shares()


@dataclass(frozen=True, slots=True)
class Reading:
    """`passage[start:end]` answers the question; `start == end`: the passage does not."""

    question: str
    passage: str
    start: int = 0
    end: int = 0


def readings(
    data: Path,
    to_english: Mapping[str, Row],
    to_german: Mapping[str, Row],
    seed: int = 0,
    shares: Shares = ALL,
    negatives: Mined | None = None,
) -> list[Reading]:
    """All of them, less the articles that are set aside and those that evaluation uses.

    MINED of our own questions that have `negatives` are put to one of them as well.
    """
    rng = random.Random(seed)
    without = sources.evaluation_sentences(data)
    judged = sources.judged_titles(data)
    hard = [each for each in sources.unanswerable(data, without) if each.title not in judged]
    asked = sources.squad(data, without) + sources.tydi(data, without)
    news = (each for each in sources.news(data) if not sources.held_out(each.title))
    articles = sources.encyclopedia(data, without)
    found = [
        *_people(asked, shares.people, to_german, rng),
        *_people(hard * _UNANSWERABLE, shares.hard, to_german, rng),
        *_clozes(articles, shares.people, to_english, to_german, rng),
    ]
    found += some_of(list(_quotations(news, to_english, rng)), shares.quotations, rng)
    own = sources.written(data)[-shares.newest if shares.newest else None :]
    found += _written(own, articles, to_english, to_german, rng)
    found += _elsewhere(own, negatives or {}, rng)
    rng.shuffle(found)
    return found


def _people(
    asked: Sequence[sources.Asked], share: float, to_german: Mapping[str, Row], rng: random.Random
) -> Iterator[Reading]:
    """People's questions on English passages, half of them switched to German."""
    asked = [each for each in asked if not sources.held_out(each.article)]
    passages: dict[str, list[str]] = {}
    questions: dict[str, list[str]] = {}
    for each in asked:
        passages.setdefault(each.article, []).append(each.passage)
        questions.setdefault(each.article, []).append(each.question)
    for each in some_of(asked, share, rng):
        start, end = each.start, each.end
        if start == end:  # anywhere: a passage that has no answer must not be known by its start
            start = end = rng.randrange(len(each.passage))
        place = around(each.passage, start, end + 1, "en", rng.uniform(*_LENGTHS))
        reading = placed(each.question, each.passage, (each.start, each.end), place)
        reading = _unanswered(reading, passages[each.article], questions[each.article], rng)
        reading = headed(each.title.replace("_", " "), reading, rng)
        if rng.random() < SWITCHED:
            reading = translated(reading, lambda text: switched(text, to_german, WORDS, rng))
        if rng.random() < SWITCHED:
            question = switched(reading.question, to_german, WORDS, rng)
            reading = replace(reading, question=question)
        yield reading


def _clozes(
    articles: Mapping[str, Sequence[str]],
    share: float,
    to_english: Mapping[str, Row],
    to_german: Mapping[str, Row],
    rng: random.Random,
) -> Iterator[Reading]:
    """Questions made of sentences; some reworded, so that not the same words alone answer."""
    for title, paragraphs in articles.items():
        if sources.held_out(title):
            continue
        spans = [
            (paragraph, place)
            for paragraph in paragraphs
            for place in sentences(paragraph, 0, len(paragraph), "de")
        ]
        for paragraph, (a, b) in rng.sample(spans, min(_PER_ARTICLE, len(spans))):
            if rng.random() >= share:
                continue
            cloze = ask(paragraph[a:b], rng)
            if not cloze:
                continue
            place = around(paragraph, a, b, "de", rng.uniform(*_LENGTHS))
            question = cloze.question
            if rng.random() < _PARAPHRASED:
                question = switched(question, to_english, 1.0, rng)
                question = switched(question, to_german, 1.0, rng)
            question = about(question, title, to_english, rng)
            reading = placed(question, paragraph, (a + cloze.start, a + cloze.end), place)
            yield headed(title, _unanswered(reading, paragraphs, (), rng), rng)


def _written(
    asked: Sequence[sources.Written],
    articles: Mapping[str, Sequence[str]],
    to_english: Mapping[str, Row],
    to_german: Mapping[str, Row],
    rng: random.Random,
) -> Iterator[Reading]:
    """Our own questions, on the passage they were written on or a part."""
    for each in asked:
        reading = of_own(each, rng)
        others = articles.get(each.title, [each.text])
        reading = headed(each.title.replace("_", " "), _unanswered(reading, others, (), rng), rng)
        yield put_otherwise(reading, each.language, to_english, to_german, rng)


def of_own(asked: sources.Written, rng: random.Random) -> Reading:
    """The passage that its writer was shown, or a part of it."""
    one = asked.asked()
    at = one.start if asked.answer else rng.randrange(len(one.passage))
    of = asked.text_language
    place = around(one.passage, at, max(one.end, at + 1), of, rng.uniform(*_LENGTHS))
    return placed(one.question, one.passage, (one.start, one.end), place)


def put_otherwise(
    reading: Reading,
    language: str,
    to_english: Mapping[str, Row],
    to_german: Mapping[str, Row],
    rng: random.Random,
) -> Reading:
    """The question in the other language, at times; `language` is the one it is in."""
    if rng.random() >= _SWITCHED_OWN:
        return reading
    table = to_german if language == "en" else to_english
    return replace(reading, question=switched(reading.question, table, WORDS, rng))


def _elsewhere(
    asked: Sequence[sources.Written], negatives: Mined, rng: random.Random
) -> Iterator[Reading]:
    """Our own questions on passages that a search finds for them and that do not answer."""
    for each in asked:
        found = drawn(negatives, each.question, rng) if each.answer else None
        if found and rng.random() < MINED:
            title, passage = found
            yield headed(title, Reading(each.question, passage), rng)


def _quotations(
    articles: Iterator[sources.News], to_english: Mapping[str, Row], rng: random.Random
) -> Iterator[Reading]:
    """Who said it, what did they say; and of each sentence, who is said to have said it."""
    for news in articles:
        text = news.text
        said: dict[tuple[int, int], sources.Quotation] = {}
        spans = sentences(text, 0, len(text), "de")
        for quotation in news.quotations:
            start, end = quotation.quote
            if not quotation.speaker:
                continue
            for a, b in spans:
                if a < end and b > start:
                    said[a, b] = quotation
            if quotation.interrupted or not _QUOTED[0] < end - start < _QUOTED[1]:
                continue
            both = min(start, quotation.speaker[0]), max(end, quotation.speaker[1])
            if both[1] - both[0] > _LENGTHS[1]:
                continue
            for question, answer in _asked_of(text, quotation, to_english, rng):
                place = around(text, *both, "de", rng.uniform(*_LENGTHS))
                yield headed(news.title, placed(question, text, answer, place), rng)
        for a, b in spans:
            found = said.get((a, b))
            speaker = found.speaker if found else None
            both = (min(a, speaker[0]), max(b, speaker[1])) if speaker else (a, b)
            if both[1] - both[0] < _LENGTHS[1]:
                place = around(text, *both, "de", rng.uniform(*_LENGTHS))
                question = ASKED.format(text[a:b])
                yield placed(question, text, speaker or (a, a), place)


def _asked_of(
    text: str, quotation: sources.Quotation, to_english: Mapping[str, Row], rng: random.Random
) -> Iterator[tuple[str, tuple[int, int]]]:
    """Questions on a quotation, each with where its answer stands."""
    assert quotation.speaker
    said = text[slice(*quotation.quote)].strip(_SPEECH[0])
    who = rng.choice(_WHO)
    yield _filled(who, [_some(said, rng)], to_english, rng), quotation.speaker
    topics = re.findall(r"(?<=\w )[A-ZÄÖÜ][\w-]{4,}", said)
    speaker = text[slice(*quotation.speaker)]
    start, end = quotation.quote
    while start < end and text[start] in _SPEECH[1]:
        start += 1
    while start < end and text[end - 1] in _SPEECH[1]:
        end -= 1
    if topics and rng.random() < 0.6:
        words = [speaker, rng.choice(topics)]
        yield _filled(rng.choice(_WHAT_ABOUT), words, to_english, rng), (start, end)
    else:
        yield _filled(rng.choice(_WHAT), [speaker], to_english, rng), (start, end)


def _filled(
    template: str, words: list[str], to_english: Mapping[str, Row], rng: random.Random
) -> str:
    if template.startswith(_ENGLISH):
        words = [switched(each, to_english, 0.9, rng) for each in words]
    return template.format(*words)


def _some(said: str, rng: random.Random) -> str:
    """A stretch of it: people ask for a part."""
    words = said.split()
    count = rng.randint(min(4, len(words)), len(words))
    start = rng.randrange(len(words) - count + 1)
    return " ".join(words[start : start + count])


def _unanswered(
    reading: Reading, passages: Sequence[str], questions: Sequence[str], rng: random.Random
) -> Reading:
    """The reading, or a like one without an answer: another passage, another name."""
    answer = reading.passage[reading.start : reading.end]
    if not answer:
        return reading
    chance = rng.random()
    if chance < ELSEWHERE:
        elsewhere = _likest(reading, passages, rng)
        if elsewhere and answer.lower() not in elsewhere.lower():
            return Reading(reading.question, elsewhere)
    elif chance < ELSEWHERE + RENAMED and questions:
        names = _NAME.findall(reading.question)
        others = _NAME.findall(rng.choice(questions))
        if names and others:
            old, new = rng.choice(names), rng.choice(others)
            alike = old[0].isdigit() == new[0].isdigit()
            if alike and new not in reading.passage and new not in reading.question:
                return Reading(reading.question.replace(old, new), reading.passage)
    return reading


def _likest(reading: Reading, passages: Sequence[str], rng: random.Random) -> str:
    """Of some other stretches of the article the one with most of the question's words."""
    asked = set(_WORD.findall(reading.question.lower()))
    best, most = "", -1
    for other in rng.sample(passages, min(_ALIKE, len(passages))):
        at = rng.randrange(len(other))
        start, end = around(other, at, at + 1, "de", rng.uniform(*_LENGTHS))
        text = other[start:end]
        shared = len(asked & set(_WORD.findall(text.lower())))
        if shared > most and text not in reading.passage:
            best, most = text, shared
    return best


def placed(question: str, text: str, answer: tuple[int, int], place: tuple[int, int]) -> Reading:
    """The reading of text[slice(*place)]; `answer` counts in the whole text."""
    start, end = place
    if answer[0] >= answer[1]:
        return Reading(question, text[start:end])
    return Reading(question, text[start:end], answer[0] - start, answer[1] - start)


def headed(title: str, reading: Reading, rng: random.Random) -> Reading:
    """With the article's title before the passage, at times: as an index's passages are read."""
    return under(title, reading) if title and with_title(rng) else reading


def under(title: str, reading: Reading) -> Reading:
    """With the title before the passage; as it is without one."""
    if not title:
        return reading
    before = f"{title}\n"
    passage = f"{before}{reading.passage}"
    if reading.start == reading.end:
        return replace(reading, passage=passage)
    start, end = reading.start + len(before), reading.end + len(before)
    return Reading(reading.question, passage, start, end)


def translated(reading: Reading, translate: Callable[[str], str]) -> Reading:
    """Before, in and behind the answer on its own, so that its place is known."""
    start, end = reading.start, reading.end
    before = translate(reading.passage[:start])
    answer = translate(reading.passage[start:end])
    behind = translate(reading.passage[end:])
    end = len(before) + len(answer) if answer else len(before)
    return Reading(reading.question, f"{before}{answer}{behind}", len(before), end)
