"""How surely a passage says what a claim says, of all that is known of the two.

A number, a denial or a quotation that is another is told by rules (qa/differences.py): then it does
not. Else the reader is asked whether the passage says it, as it is asked a question: its log odds
of any answer against none. A logistic model weighs them with how much of the claim the passage has
(qa/support.py), and with names and words that differ: they may be other words for the same.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from qa import odds
from qa.comparable import comparable
from qa.discrepancy import DiscrepancyKind
from qa.support import Claim, Passage

if TYPE_CHECKING:
    from qa.reader import Reader  # late: ONNX Runtime

ASKED = "Steht das da? {}"  # what the reader was trained to be asked
FEATURES = ("support", "reader", "names", "words")
# Fitted by benchmarks/verification.py on held-out claims, ours, translations and altered sentences:
# where the passage has most of the claim's very words, and where it says it in others. The second
# bias is 1.1 above the fitted one, which doubts three times as many true claims: at this one 4 %
# of our own true ones and 6 % of true translations are doubted, and 64 % of our own untrue ones
# caught.
CLOSE, CLOSE_BIAS = (0.0, 2.17, -1.3, -6.15), 2.47
OTHER, OTHER_BIAS = (-0.2, 2.74, -2.57, 0.0), 2.0
# Below this support the reader alone has to say so, by these log odds: "I hope this helps!" has
# nothing of a passage, and so nothing that differs. Of the held-out claims below it 2 are true,
# with log odds of 5.6 and 6.3; of 31 others none has more than 2.6.
LITTLE, SAID_ALONE = 0.25, 3.0
_RANGE = 20.0  # of the reader's log odds: beyond it, more says no more
_UNIT = 10.0
_PLAIN: frozenset[DiscrepancyKind] = frozenset(
    {
        "figure",
        "other figure",
        "denied otherwise",
        "denied there",
        "denied here",
        "not quoted",
        "swapped",
        "stronger",
        "opposite",
    }
)


def log_odds(reader: Reader, pairs: Sequence[tuple[Claim, Passage]]) -> list[float]:
    """The reader's log odds that each passage, with what stands around it, says its claim."""
    both = [comparable(claim.text, passage.around) for claim, passage in pairs]
    asked = [(ASKED.format(claim), passage) for claim, passage in both]
    return [read.mass() for read in reader.read_pairs(asked)]


def sureness(passage: Passage, said: float, differing: Collection[DiscrepancyKind]) -> float:
    """The probability that the passage says the claim; `said` is of `log_odds`."""
    if is_plain(differing) or (passage.support < LITTLE and said < SAID_ALONE):
        return 0.0
    weights, bias = (CLOSE, CLOSE_BIAS) if passage.close else (OTHER, OTHER_BIAS)
    given = features(passage, said, differing)
    return odds.probability(sum(map(float.__mul__, weights, given)) + bias)


def is_plain(differing: Collection[DiscrepancyKind]) -> bool:
    """Whether what differs cannot be another way of saying the same."""
    return not _PLAIN.isdisjoint(differing)


def features(passage: Passage, said: float, differing: Collection[DiscrepancyKind]) -> list[float]:
    """As in FEATURES; what differs is 1, what does not 0."""
    other = "of another" in differing and not passage.close  # where it is close, that says all
    names, words = "name" in differing or other, bool({*differing} - _PLAIN - {"name"})
    clipped = min(_RANGE, max(-_RANGE, said)) / _UNIT
    return [passage.support, clipped, float(names), float(words)]
