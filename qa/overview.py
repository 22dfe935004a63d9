"""Sentences -> the few that say together what they are about: an extractive summary. Pure.

Each next sentence is the one that is nearest to the topic and least like those already taken
(maximal marginal relevance: Carbonell & Goldstein 1998, section 2).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from index.types import Vectors
from qa.evidence import Sentence

MOST = 4  # sentences
_RELEVANCE = 0.7  # against novelty; the usual value, not measured
_LEAD = 0.15  # a news article's first sentence says what it is about; not measured
_SHORTEST = 40  # characters: less says nothing on its own
_KEPT = 0.6  # of the first one's relevance: what is less relevant is left out; not measured
_LEANS = re.compile(  # on what was said before it: "Darin seien …", "This figure …"
    r"[„“\"»«]?(?:Da(?:rin|mit|bei|zu|von|ran|raus|für|gegen|nach|durch|rum|rüber|rauf)"
    r"|Diese[rsnm]?|Dies|Das (?:sei|ist|war|sind|waren|habe|hat|hatte|werde|wird)|Dort|Deshalb"
    r"|Deswegen|Dann|Er|Sie|Sein[er]?|Ihre?|Letztere[rsn]?"
    r"|He|She|It|They|This|That|These|Those|His|Her|Their|Its|Then)\b"
)


def overview(
    sentences: Sequence[Sentence], vectors: Vectors, topic: Vectors | None = None
) -> list[Sentence]:
    """Two to MOST sentences in the order of their articles; fewer where there are fewer.

    `vectors` are the sentences', (n, dim); `topic` is the question's, or None for the article as
    such: then its middle is the topic. The beginning of an article counts for more; what leans on
    the sentence before it is passed over.
    """
    long = [at for at, each in enumerate(sentences) if len(each.text) >= _SHORTEST]
    found = [at for at in long if not _LEANS.match(sentences[at].text)] or long
    if not found:
        return list(sentences[:1])
    kept = vectors[found]
    relevance = kept @ (_middle(kept) if topic is None else topic)
    begins: dict[str, int] = {}
    for each in (sentences[at] for at in found):
        begins[each.article.id] = min(each.start, begins.get(each.article.id, each.start))
    lead = [sentences[at].start == begins[sentences[at].article.id] for at in found]
    relevance = relevance + _LEAD * np.array(lead, dtype=np.float32)
    likeness = kept @ kept.T
    taken = [int(relevance.argmax())]
    while len(taken) < min(MOST, len(found)):
        gain = _RELEVANCE * relevance - (1 - _RELEVANCE) * likeness[:, taken].max(1)
        gain[taken] = -np.inf
        best = int(gain.argmax())
        if relevance[best] < _KEPT * relevance[taken[0]]:
            break
        taken.append(best)
    chosen = [sentences[found[at]] for at in taken]
    order = {each.article.id: at for at, each in reversed(list(enumerate(chosen)))}
    return sorted(chosen, key=lambda each: (order[each.article.id], each.start))


def _middle(vectors: Vectors) -> Vectors:
    mean = vectors.mean(0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)
