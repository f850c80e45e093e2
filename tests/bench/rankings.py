"""The usual other ways to rank the same hits."""

from collections.abc import Callable, Sequence

from index import Hit

Ranking = Callable[[Sequence[Hit]], list[Hit]]
RANK_FUSION_CONSTANT = 60


def by(score: Callable[[Hit], float]) -> Ranking:
    """Return the ranking by `score`, the highest first."""
    return lambda hits: sorted(hits, key=score, reverse=True)


def by_rank_fusion(hits: Sequence[Hit]) -> list[Hit]:
    """Rank by Σ 1 / (60 + rank), over vectors and BM25 (Cormack, Clarke, Büttcher, SIGIR 2009)."""
    scores = dict.fromkeys((hit.rank for hit in hits), 0.0)
    for ranked in (RANKINGS["vectors"](hits), RANKINGS["BM25"](hits)):
        for rank, hit in enumerate(ranked, start=1):
            scores[hit.rank] += 1 / (RANK_FUSION_CONSTANT + rank)
    return sorted(hits, key=lambda hit: scores[hit.rank], reverse=True)


OURS = "**briefqa**"
RANKINGS: dict[str, Ranking] = {
    "vectors": by(lambda hit: hit.parts.cosine),
    "BM25": by(lambda hit: hit.parts.bm25),
    "rank fusion": by_rank_fusion,
    "late interaction": by(lambda hit: hit.parts.maxsim),
    "best window": by(lambda hit: hit.parts.window),
    "both": by(lambda hit: hit.parts.maxsim + hit.parts.window),
    OURS: list,
}
