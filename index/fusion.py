"""Dense and keyword candidates -> one ranking. Pure."""

from __future__ import annotations

from collections.abc import Mapping

# benchmarks/windows.py, MRR@10 for shares 0, .3, .5, .6, .7, 1 on held-out articles. Questions of
# people (SQuAD): .798 .833 .845 .849 .849 .749; five words of a sentence's translation, English to
# German: .795 .832 .838 .835 .830 .768. Those are keywords more than questions and count for less.
DENSE_SHARE = 0.65


def fuse(
    cosines: Mapping[int, float],
    shares: Mapping[int, float],
    dense_share: float = DENSE_SHARE,
) -> list[tuple[int, float]]:
    """Rank passages by a convex combination of cosine and keyword share, best first.

    The combination keeps how far apart two candidates are, where ranks (RRF) forget it (Bruch, Gai
    & Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval", section 4). `cosines`
    holds every candidate; one without a keyword share has share 0. Scores lie in 0..1; equal ones
    stand in the order of their ids.

    {1: 0.8, 2: 0.6}, {2: 0.9}, 0.5 -> [(2, 0.75), (1, 0.4)]
    """
    scores = {
        id: dense_share * max(0.0, cosine) + (1 - dense_share) * shares.get(id, 0.0)
        for id, cosine in cosines.items()
    }
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
