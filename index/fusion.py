"""Dense and keyword candidates -> one ranking. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping

# MRR@10 on held-out articles (benchmarks/windows.py) by this share; 0 is keywords alone:
#                                         0     .7    1
#   our own German questions             .768  .871  .817
#   those in other words than the text's .213  .449  .466
#   people's English ones (SQuAD)        .796  .856  .763
# .8 was tried with an earlier encoder: .013 and .008 less for the first and the last, .021 more for
# the second; .6 was less for all three, by .014, .040 and .001.
DENSE_SHARE = 0.7
# What a passage in another language than the question's lacks, though it answers as well: 580
# held-out questions asked in both languages (benchmarks/crossed.py). The right passage's cosine and
# keyword share are .562 and .726 in the question's language, .544 and .616 in the other for German
# passages; .531 and .775, .506 and .612 for English ones.
CROSSED_COSINE = 0.025  # is added
CROSSED_SHARE = 1.25  # is multiplied


def fuse(
    cosines: Mapping[int, float],
    shares: Mapping[int, float],
    dense_share: float = DENSE_SHARE,
    *,
    crossed: Collection[int] = (),
) -> list[tuple[int, float]]:
    """Rank passages by a convex combination of cosine and keyword share, best first.

    The combination keeps how far apart two candidates are, where ranks (RRF) forget it (Bruch, Gai
    & Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval", section 4). `cosines`
    holds every candidate; one without a keyword share has share 0. What is `crossed`, in another
    language than the question's, is given what that costs, so that of a report and its translation
    neither is preferred. Scores lie in 0..1; equal ones stand in the order of their ids.

    {1: 0.8, 2: 0.6}, {2: 0.9}, 0.5 -> [(2, 0.75), (1, 0.4)]
    """
    scores = {}
    for id, cosine in cosines.items():
        share = shares.get(id, 0.0)
        if id in crossed:
            cosine, share = cosine + CROSSED_COSINE, min(1.0, share * CROSSED_SHARE)
        scores[id] = dense_share * min(1.0, max(0.0, cosine)) + (1 - dense_share) * share
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
