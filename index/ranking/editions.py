"""The order of editions: passages that differ in their numbers only."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from index.ranking.duplicates import comparable_form
from index.ranking.scores import ScoredPassage

MAX_SCORE_DIFFERENCE = 0.02
"""Of editions that answer equally well: the model reads their numbers, too."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ASKED_NUMBER = re.compile(r"(?<![\w-])\d")
"""Not that of a name, "G20" or "F-35"."""


def order_editions(
    question: str,
    ranked: Sequence[ScoredPassage],
    texts: Mapping[int, str],
    last_day: Callable[[ScoredPassage], int],
) -> list[ScoredPassage]:
    """Return the passages with the newest first among editions that score about the same.

    Editions take each other's ranks; all others keep theirs. A question with a number may be about
    an older edition, so its order stays as it is.
    """
    if _ASKED_NUMBER.search(question):
        return list(ranked)
    editions: dict[str, list[list[int]]] = defaultdict(list)
    for rank, passage in enumerate(ranked):
        ranks = editions[_NUMBER.sub("0", comparable_form(texts[passage.passage_id]))]
        best = ranked[ranks[-1][0]] if ranks else None
        if best and best.parts.score - passage.parts.score < MAX_SCORE_DIFFERENCE:
            ranks[-1].append(rank)
        else:
            ranks.append([rank])
    ordered = list(ranked)
    for same in (same for ranks in editions.values() for same in ranks if len(same) > 1):
        newest_first = sorted(same, key=lambda rank: -last_day(ranked[rank]))
        for rank, newer in zip(same, newest_first, strict=True):
            ordered[rank] = ranked[newer]
    return ordered
