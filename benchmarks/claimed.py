"""What a model might write of a text, true and not: the cases of benchmarks/verification.py.

The judged ones are of sets that nothing was chosen on; those to choose constants on (`held_out`)
are of the training data: other news, held-out parallel sentences, and sentences of one language
that have the same translation.
"""

from __future__ import annotations

import csv
import gzip
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import news as every_news
from index.sentences import sentences
from training import sources
from training.altered import CHANGES
from training.proper import proper_names

_LENGTHS = (40, 300)  # characters of a sentence
_PARAPHRASE = 4.8  # of 5: STS-b's score from which two sentences say the same
_WORDS = 5  # of a sentence, at least, to have a paraphrase
_ONE_IN = 5  # of the articles of 10kGNAD: changing each takes long
_TRIED = 12  # sentences of an article, at most
_SOURCE = 20  # sentences of a source


@dataclass(frozen=True, slots=True)
class Case:
    """What a model wrote, and the text that it cites."""

    kind: str
    sentence: str
    source: str
    true: bool


def judged(data: Path) -> Iterator[Case]:
    wikinews = [each.text for each in sources.news(data, "dev")]
    standard = [each.text for each in every_news(data) if each.id.startswith("gnad")]
    yield from of_news([*wikinews, *standard[::_ONE_IN]])
    for language in ("de", "en"):
        pairs = _similar(data, language)
        yield from _both_ways(f"paraphrase, {language}", pairs, language, language)
    german, english = (_lines(data, name) for name in ("deu", "eng"))
    yield from across(list(zip(german, english, strict=True)))


def held_out(data: Path) -> Iterator[Case]:
    yield from of_news([each.text for each in sources.news(data, "train")])
    every = [each for each in sources.parallel(data) if sources.held_out_pair(each)]
    for language in ("de", "en"):
        yield from _both_ways(
            f"paraphrase, {language}", _same_translation(data, language), language, language
        )
    yield from across([(e.de, e.en) for e in every if e.source.startswith(("news", "europarl"))])
    yield from own(data)


def own(data: Path) -> Iterator[Case]:
    """Our own claims on articles set aside: reworded, translated, and turned into what is not true.

    Of the stretch that their writer was shown: what stands around it may say more.
    """
    for each in sources.claims(data):
        if sources.held_out(each.title):
            kind = f"claim, {each.language} of {each.text_language}"
            text = each.text[slice(*each.place)]
            yield Case(
                f"{kind}: {'said' if each.said else 'not said'}", each.claim, text, bool(each.said)
            )


def across(pairs: Sequence[tuple[str, str]]) -> Iterator[Case]:
    """Sentences and their translations."""
    turned = [(en, de) for de, en in pairs]
    yield from _both_ways("translation, de of en", pairs, "de", "en", one_way=True)
    yield from _both_ways("translation, en of de", turned, "en", "de", one_way=True)


def of_news(texts: Sequence[str], seed: int = 0) -> Iterator[Case]:
    """Sentences of the news as they are and changed; the source is the whole article."""
    rng = random.Random(seed)
    known = proper_names(texts, "de")
    pool = [name for found in known for name in found]
    before = ""
    for text, here in zip(texts, known, strict=True):
        spans = [
            (a, b)
            for a, b in sentences(text, 0, len(text), "de")
            if _LENGTHS[0] < b - a < _LENGTHS[1]
        ]
        rng.shuffle(spans)
        for a, b in spans[:1]:
            yield Case("verbatim", text[a:b], text, True)
            yield Case("verbatim, part", _part(text[a:b], rng), text, True)
            if before:
                yield Case("of another article", before, text, False)
                yield Case("half of another", _joined(text[a:b], before), text, False)
            before = text[a:b]
        yield from _one_of_each(text, [text[a:b] for a, b in spans[:_TRIED]], (here, pool), rng)


def _one_of_each(
    text: str, chosen: Sequence[str], pools: tuple[Sequence[str], Sequence[str]], rng: random.Random
) -> Iterator[Case]:
    """One sentence changed in each way that the article has a sentence for."""
    for kind, change in CHANGES.items():
        others = pools[rng.random() < 0.5]
        made = ((each, change(each, "de", others, rng)) for each in chosen)
        new = next((new for old, new in made if new and new != old and new not in text), None)
        if new:
            yield Case(kind, new, text, False)


def _both_ways(
    kind: str,
    pairs: Iterable[tuple[str, str]],
    mine: str,
    theirs: str,
    *,
    one_way: bool = False,
) -> Iterator[Case]:
    """The first as what is claimed of the second, and changed; unless `one_way`, the second too."""
    rng = random.Random(0)
    listed = list(pairs)
    named = proper_names([claim for claim, _ in listed], mine)
    pool = [name for found in named for name in found]
    for one, other in listed:
        yield Case(kind, one, other, True)
        if not one_way:
            yield Case(kind, other, one, True)
        for changed in ("number", "weekday", "month", "name", "negation dropped", "negation added"):
            new = CHANGES[changed](one, mine, pool, rng)
            if new and new != one:
                what = "date" if changed in ("weekday", "month") else changed
                yield Case(f"{kind}: {what}", new, other, False)


def _part(sentence: str, rng: random.Random) -> str:
    """Some words of it in quotation marks."""
    words = sentence.split()
    start = rng.randrange(max(1, len(words) - 4))
    return f"„{' '.join(words[start : start + rng.randint(4, 12)])}“"


def _joined(one: str, other: str) -> str:
    return f"{one.rstrip('.')}, und {other}"


def _similar(data: Path, language: str) -> Iterator[tuple[str, str]]:
    path = data / f"dev/stsb/stsb-{language}-test.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for one, other, score in csv.reader(file):
            if float(score) >= _PARAPHRASE:
                yield one, other


def _same_translation(data: Path, language: str) -> Iterator[tuple[str, str]]:
    """Two sentences that people translated into the same: a paraphrase, if a free one."""
    groups: dict[str, list[str]] = defaultdict(list)
    for pair in sources.parallel(data):
        mine, theirs = (pair.de, pair.en) if language == "de" else (pair.en, pair.de)
        if pair.source == "tatoeba" and len(mine.split()) >= _WORDS:
            groups[theirs].append(mine)
    for same, group in groups.items():
        if len(group) > 1 and sources.held_out(same, one_in=5):
            yield group[0], group[1]


def _lines(data: Path, name: str) -> list[str]:
    with gzip.open(data / f"dev/newstest2020/newstest2020.{name}.gz", "rt", encoding="utf-8") as f:
        return [line.strip() for line in f]


def news_answers(data: Path, sentences_each: int) -> Iterator[tuple[list[str], str]]:
    """What takes most to verify: sentences in English on German sentences amid others.

    Parallel news in reading order; the source are twenty sentences, about an article.
    """
    german, english = (_lines(data, name) for name in ("deu", "eng"))
    for start in range(0, len(german) - _SOURCE, sentences_each):
        claims = english[start : start + sentences_each]
        yield claims, " ".join(german[start : start + _SOURCE])
