"""Claims, each with a passage that says it or does not: the answer is the sentence that does.

So one model reads and verifies: that nothing answers is that nothing says so. Our own claims are
reworded, translated, and turned into what is not true, by people's kind of change. Parallel
sentences, one claimed of a passage with the other, are true as they are, and no more with a number,
a name or a denial altered.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from qa.stated import ASKED
from training import sources
from training.altered import CHANGES
from training.passages import around, some_of
from training.proper import proper_names
from training.reading import ALL, Reading, Shares, headed, placed

_LENGTHS = (150, 900)  # characters of a passage
_WORDS = 5  # of a sentence, at least
_BESIDE = 3  # other sentences of a passage, at most
_ALTERED = 0.5  # of the parallel sentences
_ABSENT = 0.1  # of them meet a passage without the other
_NAMES = 200  # that may take the place of one
_CHANGES = sorted(CHANGES.keys() - {"quoted word"})


def readings(data: Path, seed: int = 0, shares: Shares = ALL) -> list[Reading]:
    """Our own and the parallel sentences, less what is set aside and judged."""
    rng = random.Random(seed)
    own = [each for each in sources.claims(data) if not sources.held_out(each.title)]
    own = list(balanced(own, rng))
    found = [asked(each, rng) for each in some_of(own, shares.claims, rng)]
    pairs = sources.training_pairs(data, sources.evaluation_sentences(data))
    return [*found, *translated(some_of(pairs, shares.parallel, rng), rng)]


def balanced(claims: Sequence[sources.Claim], rng: random.Random) -> Iterator[sources.Claim]:
    """As many that are said as are not, in each language: the language must not tell."""
    for language in sorted({each.language for each in claims}):
        of = [each for each in claims if each.language == language]
        said = [each for each in of if each.said]
        not_said = [each for each in of if not each.said]
        fewer = min(len(said), len(not_said))
        yield from rng.sample(said, fewer)
        yield from rng.sample(not_said, fewer)


def asked(claim: sources.Claim, rng: random.Random) -> Reading:
    """The claim, put to the stretch that its writer was shown and as much around it as fits."""
    place = around(claim.text, *claim.place, claim.text_language, rng.uniform(*_LENGTHS))
    question = ASKED.format(claim.claim)
    said = claim.said or (claim.place[0], claim.place[0])
    return headed(claim.title.replace("_", " "), placed(question, claim.text, said, place), rng)


def translated(pairs: Sequence[sources.Pair], rng: random.Random) -> Iterator[Reading]:
    """One sentence of each pair, altered or not, put to a passage with the other."""
    turns = [(each.de, each.en, "de") if rng.random() < 0.5 else (each.en, each.de, "en")
             for each in pairs if len(each.de.split()) >= _WORDS]  # fmt: skip
    for language in ("de", "en"):
        texts = [(claim, text) for claim, text, of in turns if of == language]
        named = proper_names([claim for claim, _ in texts], language)
        every = [name for found in named for name in found]
        for (claim, text), here in zip(texts, named, strict=True):
            names = [*here, *rng.sample(every, min(_NAMES, len(every)))]
            altered = _altered(claim, language, names, rng) if rng.random() < _ALTERED else None
            found = rng.sample(texts, min(_BESIDE, len(texts)))
            beside = [other for _, other in found if other != text]
            absent = rng.random() < _ABSENT
            passage, start = (" ".join(beside), 0) if absent else _among(text, beside, rng)
            said = (0, 0) if altered or absent else (start, start + len(text))
            yield Reading(ASKED.format(altered or claim), passage, *said)


def _among(text: str, others: Sequence[str], rng: random.Random) -> tuple[str, int]:
    """A passage of it and some of the others, and where in that it begins."""
    beside = rng.sample(others, rng.randint(0, len(others)))
    at = rng.randint(0, len(beside))
    before = "".join(f"{each} " for each in beside[:at])
    return " ".join([*beside[:at], text, *beside[at:]]), len(before)


def _altered(claim: str, language: str, names: Sequence[str], rng: random.Random) -> str | None:
    """In one of the ways that are possible."""
    for kind in rng.sample(_CHANGES, len(_CHANGES)):
        new = CHANGES[kind](claim, language, names, rng)
        if new and new != claim:
            return new
    return None
