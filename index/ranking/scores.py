"""What a passage scores, and the order of the candidates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from index.ranking.candidates import Candidates
from index.ranking.late_interaction import PassageTokens, Query, match

BM25_WEIGHT = 0.00125
"""What a point of BM25 adds to a score. RR@10 with 0, .00125, .0025: digest .904 .907 .886,
brief-dev .904 .904 .904, squad20-dev .913 .917 .918, chroma .765 .771 .772, covidqa .658 .669 .672
(2026-11-23): more helps where questions use the text's words, and hurts where they don't."""


@dataclass(frozen=True, slots=True)
class ScoreParts:
    """What a score is made of.

    `maxsim` is late interaction with the whole passage and `window` with its best sentences, both
    at most 1; `cosine` is that of the passage's vector, which made it a candidate.
    """

    maxsim: float
    window: float
    cosine: float
    bm25: float

    @property
    def score(self) -> float:
        """The mean of passage and window, plus a little BM25; about 1 at most."""
        return (self.maxsim + self.window) / 2 + BM25_WEIGHT * self.bm25


class ScoredPassage(NamedTuple):
    """A candidate with its score; `window` is the first and the last sentence that answer."""

    passage_id: int
    parts: ScoreParts
    window: tuple[int, int]


def rank_candidates(
    query: Query, candidates: Candidates, tokens: Mapping[int, PassageTokens]
) -> list[ScoredPassage]:
    """Return the candidates, best first; equal ones in the order of `tokens`.

    A passage all of whose characters are unknown to the model has no token, and no rank.
    """
    ids = [id for id, passage in tokens.items() if id in candidates and passage.pieces.size]
    matches = match(query, [tokens[id] for id in ids])
    scored = [
        ScoredPassage(
            id,
            ScoreParts(found.maxsim, found.window, *candidates[id]),
            (found.first, found.last),
        )
        for id, found in zip(ids, matches, strict=True)
    ]
    return sorted(scored, key=lambda passage: -passage.parts.score)
