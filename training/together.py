"""A question's passages read together: the one that answers is to score above those that do not.

How is in training/reader.py. What does not answer is what our own search finds in vain.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from index.lexicon import Row
from training.negatives import Mined
from training.passages import with_title
from training.questions import switched
from training.reading import SWITCHED, WORDS, Reading, of_own, put_otherwise, translated, under
from training.sources import Written

_IN_VAIN = 2  # passages of a question that do not answer, at most

Group = Sequence[Reading]  # of one question, two at least; the first answers it


def groups(
    asked: Sequence[Written],
    negatives: Mined,
    to_english: Mapping[str, Row],
    to_german: Mapping[str, Row],
    rng: random.Random,
) -> Iterator[Group]:
    """Our own questions that are answered and have `negatives`, each with some of these."""
    for each in asked:
        if found := _in_vain(each, negatives):
            reading = put_otherwise(of_own(each, rng), each.language, to_english, to_german, rng)
            yield _group(each, reading, found, rng)


def groups_of_people(
    asked: Sequence[Written], negatives: Mined, to_german: Mapping[str, Row], rng: random.Random
) -> Iterator[Group]:
    """People's questions on English passages; half of both are switched to German, as alone."""
    for each in asked:
        if not (found := _in_vain(each, negatives)):
            continue
        group = _group(each, of_own(each, rng), found, rng)
        if rng.random() < SWITCHED:
            group = [
                translated(one, lambda text: switched(text, to_german, WORDS, rng)) for one in group
            ]
        if rng.random() < SWITCHED:
            question = switched(each.question, to_german, WORDS, rng)
            group = [replace(one, question=question) for one in group]
        yield group


def _in_vain(asked: Written, negatives: Mined) -> list[tuple[str, str]]:
    """What was found for it elsewhere than where it was asked; nothing if nothing answers it."""
    shown = asked.text[slice(*asked.place)]
    found = [pair for pair in negatives.get(asked.question, ()) if pair[1] not in shown]
    return found if asked.answer else []


def _group(
    asked: Written, reading: Reading, found: Sequence[tuple[str, str]], rng: random.Random
) -> Group:
    group = [(asked.title.replace("_", " "), reading)]
    for title, passage in rng.sample(found, min(_IN_VAIN, len(found))):
        group.append((title, Reading(reading.question, passage)))
    titled = with_title(rng)  # all or none, as an index's passages are read
    return [under(title, one) if titled else one for title, one in group]
