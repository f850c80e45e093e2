"""What a passage scores, and the order of the candidates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from index.ranking.candidates import Candidates
from index.ranking.late_interaction import PassageTokens, Query, match
from index.ranking.reported_speech import asks_what_is_said

BM25_WEIGHT = 0.00125
"""What a point of BM25 adds to a score. RR@10 with 0, .00125, .0025: digest .904 .907 .886,
brief-dev .904 .904 .904, squad20-dev .913 .917 .918, chroma .765 .771 .772, covidqa .658 .669 .672
(2026-11-23): more helps where questions use the text's words, and hurts where they don't."""

APPARATUS_WORTH = 0.6
"""What the match of apparatus (a biography, references) counts for a question about what somebody
says: it names the person and the subject, and says neither."""


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
    worth = APPARATUS_WORTH if asks_what_is_said(query.text) else 1.0
    worths = [worth if tokens[id].is_apparatus else 1.0 for id in ids]
    scored = [
        ScoredPassage(
            id,
            ScoreParts(found.maxsim * worth, found.window * worth, *candidates[id]),
            (found.first, found.last),
        )
        for id, found, worth in zip(ids, matches, worths, strict=True)
    ]
    return sorted(scored, key=lambda passage: -passage.parts.score)
