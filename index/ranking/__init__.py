"""Candidates to ranked passages: pure functions over arrays, which know no store."""

from index.ranking.alignment import Alignment, align_words
from index.ranking.candidates import (
    CANDIDATES_PER_RETRIEVER,
    Candidates,
    merge_candidates,
    quoted_phrases,
    unquoted_words,
)
from index.ranking.duplicates import group_duplicates
from index.ranking.editions import order_editions
from index.ranking.idf import PieceStatistics, general_shares
from index.ranking.late_interaction import (
    PassageTokens,
    Query,
    make_query,
    passage_tokens,
    sentence_similarities,
    window_of_acronyms,
)
from index.ranking.matching import matching
from index.ranking.projection import compress, fit_projection
from index.ranking.scores import ScoredPassage, ScoreParts, rank_candidates

__all__ = [
    "CANDIDATES_PER_RETRIEVER",
    "Alignment",
    "Candidates",
    "PassageTokens",
    "PieceStatistics",
    "Query",
    "ScoreParts",
    "ScoredPassage",
    "align_words",
    "compress",
    "fit_projection",
    "general_shares",
    "group_duplicates",
    "make_query",
    "matching",
    "merge_candidates",
    "order_editions",
    "passage_tokens",
    "quoted_phrases",
    "rank_candidates",
    "sentence_similarities",
    "unquoted_words",
    "window_of_acronyms",
]
