"""The ranking: which passages are looked at, what they score, which of them say the same."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.encoders.sentence_encoder import Embedding
from index.ranking.late_interaction import PassageTokens, Question, match
from index.store.local.lexical import Lexical, holds, phrases
from index.store.local.vectors import nearest

if TYPE_CHECKING:
    import faiss

DEPTH = 50
"""Candidates by vector, and as many by words: the passages that late interaction ranks."""
LEXICAL = 0.00125
"""What a point of BM25 adds to a score. RR@10 with 0, .00125, .0025: the digest .904 .907 .886,
brief-dev .904 .904 .904, squad20-dev .913 .917 .918, chroma .765 .771 .772, covidqa .658 .669 .672
(2026-11-23): more helps where questions use the text's words, and harms where they do not."""
SAME = 0.9
"""Share of words in common from which two passages say the same."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Parts:
    """What a score is made of: late interaction with the passage and with its best window, at
    most 1 each; the cosine of the passage's vector, which made it a candidate; BM25.
    """

    late: float
    window: float
    vector: float
    lexical: float

    @property
    def score(self) -> float:
        """The mean of passage and window, and a little for the very words."""
        return (self.late + self.window) / 2 + LEXICAL * self.lexical


Candidates = Mapping[int, tuple[float, float]]
"""Cosine and BM25 of the passages to rank, by row id."""


class Found(NamedTuple):
    """A candidate, scored; `window` are the first and the last sentence that answer."""

    rowid: int
    parts: Parts
    window: tuple[int, int]


def candidates(
    vectors: "faiss.Index",
    lexical: Lexical,
    texts: Mapping[int, str],
    questions: Sequence[str],
    embeddings: Sequence[Embedding],
    depth: int,
    among: Collection[int] | None,
) -> list[Candidates]:
    """For each question cosine and BM25 of the `depth` best passages by either, or where it has
    phrases of all passages that hold them, by row id; `among` these alone, unless it is None.

    One that is not among the best by words has a BM25 of 0.
    """
    depth = min(depth, vectors.ntotal if among is None else len(among))
    if not depth:
        return [{} for _ in questions]
    asked = np.array([each.vector for each in embeddings])
    scores, rowids = nearest(vectors, asked, depth, among)
    found: list[Candidates] = []
    for number, question in enumerate(questions):
        words = lexical.search(question, depth, among)
        cosines = dict(zip(map(int, rowids[number]), map(float, scores[number]), strict=True))
        chosen = words.keys() | cosines.keys()
        if wanted := phrases(question):
            within = texts if among is None else among
            chosen = {rowid for rowid in within if holds(texts[rowid], wanted)}
        for rowid in chosen - cosines.keys():
            cosines[rowid] = float(asked[number] @ vectors.reconstruct(rowid))
        found.append({rowid: (cosines[rowid], words.get(rowid, 0.0)) for rowid in chosen})
    return found


def ranked(
    question: Question, candidates: Candidates, tokens: Mapping[int, PassageTokens]
) -> list[Found]:
    """The candidates, best first; equal ones as in `tokens`, which is in reading order.

    A passage of characters that the model does not know at all has no token, and no rank.
    """
    rowids = [rowid for rowid, each in tokens.items() if rowid in candidates and each.pieces.size]
    matches = match(question, [tokens[rowid] for rowid in rowids])
    found = [
        Found(rowid, Parts(each.late, each.window, *candidates[rowid]), (each.first, each.last))
        for rowid, each in zip(rowids, matches, strict=True)
    ]
    return sorted(found, key=lambda each: -each.parts.score)


def distinct(ranked: Sequence[Found], texts: Mapping[int, str], k: int) -> list[list[Found]]:
    """The k best, each followed by those after it that say the same."""
    kept: list[tuple[Counter[str], list[Found]]] = []
    for each in ranked:
        words = Counter(_WORD.findall(texts[each.rowid].lower()))
        for known, same in kept:
            if _say_the_same(words, known):
                same.append(each)
                break
        else:
            if len(kept) == k:
                break
            kept.append((words, [each]))
    return [same for _, same in kept]


def _say_the_same(one: Counter[str], other: Counter[str]) -> bool:
    """Nearly all words are the same, and none in which they differ is a number."""
    least = SAME * max(one.total(), other.total())
    if min(one.total(), other.total()) < least or (one & other).total() < least:
        return False
    return not any(map(str.isdigit, "".join((one - other) + (other - one))))
