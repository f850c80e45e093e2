"""Passages that say the same become one hit."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from index.ranking.scores import ScoredPassage

DUPLICATE_OVERLAP = 0.9
"""Share of words in common from which two passages count as saying the same."""
_WORD = re.compile(r"\w+")


def group_duplicates(
    ranked: Sequence[ScoredPassage], texts: Mapping[int, str], k: int
) -> list[list[ScoredPassage]]:
    """Return the k best passages, each followed by later ones that say the same."""
    groups: list[tuple[Counter[str], list[ScoredPassage]]] = []
    for passage in ranked:
        words = Counter(_WORD.findall(texts[passage.passage_id].lower()))
        for known, group in groups:
            if _say_the_same(words, known):
                group.append(passage)
                break
        else:
            if len(groups) == k:
                break
            groups.append((words, [passage]))
    return [group for _, group in groups]


def _say_the_same(words: Counter[str], others: Counter[str]) -> bool:
    """Return whether nearly all words are the same, and those that differ have no digit."""
    least = DUPLICATE_OVERLAP * max(words.total(), others.total())
    if min(words.total(), others.total()) < least or (words & others).total() < least:
        return False
    return not any(map(str.isdigit, "".join((words - others) + (others - words))))
