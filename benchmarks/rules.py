"""How others decide that a source supports a sentence, after their published code and papers.

Our own few lines of each rule, with our encoder where they use one: what the rule can notice is
measured, not their programs. Each says whether the sentence goes through.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher

from index.types import Encoder

Rule = Callable[[str, str, Encoder], bool]

_PART = 0.35  # kotaemon: of the quote's characters that must stand in the text in one piece
_SHORTEST = 5  # kotaemon: characters
_TERMS, _VECTORS = 0.1, 0.9  # RAGFlow: weights of the shares of terms and of the cosine
_THRESHOLD, _LOWERED, _LOWEST = 0.63, 0.8, 0.3  # RAGFlow: from here, times this, to here
_NEARLY = 0.99  # RAGFlow: of the likeness, that is compared


def longest_piece(sentence: str, source: str, _: Encoder) -> bool:
    """kotaemon: what it highlights as evidence, the longest piece of a quote found in a text."""
    sentence, text = sentence.lower(), source.replace("\n", " ").lower()
    matcher = SequenceMatcher(None, sentence, text, autojunk=False)
    size = matcher.find_longest_match(0, len(sentence), 0, len(text)).size
    return size > max(_PART * len(sentence), _SHORTEST)


def lowered_threshold(sentence: str, source: str, encoder: Encoder) -> bool:
    """RAGFlow: terms and vectors, with a threshold that is lowered until something is cited."""
    mine, theirs = (set(re.findall(r"\w+", text.lower())) for text in (sentence, source))
    terms = len(mine & theirs) / max(1, len(mine))
    one, other = encoder.encode([sentence, source])
    alike = _TERMS * terms + _VECTORS * float(one @ other)
    threshold = _THRESHOLD
    while threshold > _LOWEST:
        if _NEARLY * alike >= threshold:
            return True
        threshold *= _LOWERED
    return False


def known_key(_: str, __: str, ___: Encoder) -> bool:
    """PaperQA2: a citation stays if its key is one of those that were given; here it always is."""
    return True


RULES: dict[str, Rule] = {
    "longest piece (kotaemon)": longest_piece,
    "lowered threshold (RAGFlow)": lowered_threshold,
    "known key (PaperQA2)": known_key,
}
