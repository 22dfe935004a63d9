"""A question's passages read together: the one that answers is to score above those that do not.

How is in training/reader.py. What does not answer is what our own search finds in vain.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from index.lexicon import Row
from training.negatives import Mined
from training.passages import with_title
from training.reading import Reading, of_own, put_otherwise, under
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
        shown = each.text[slice(*each.place)]
        found = [pair for pair in negatives.get(each.question, ()) if pair[1] not in shown]
        if not each.answer or not found:
            continue
        reading = put_otherwise(of_own(each, rng), each.language, to_english, to_german, rng)
        group = [(each.title.replace("_", " "), reading)]
        for title, passage in rng.sample(found, min(_IN_VAIN, len(found))):
            group.append((title, Reading(reading.question, passage)))
        titled = with_title(rng)  # all or none, as an index's passages are read
        yield [under(title, one) if titled else one for title, one in group]
