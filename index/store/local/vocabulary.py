"""The words of all passages, to find those spelt most like another word."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ingest import fold_letters, level_numbers

MAX_SPELLINGS = 3
_WORD = re.compile(r"[^\W\d_]{3,}")


class Vocabulary:
    """The distinct words of texts, without those of one or two letters, by first letter.

    A word that one of the texts `held` has, in any case, is spelt well.
    """

    def __init__(self, texts: Iterable[str], held: Iterable[str]) -> None:
        self._held = {word for text in held for word in _WORD.findall(level_numbers(text).lower())}
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(_WORD.findall(level_numbers(text)))
        self._words: dict[str, list[str]] = defaultdict(list)
        self._folded: dict[str, list[str]] = defaultdict(list)
        for word, _ in counts.most_common():
            if folded := fold_letters(word):
                self._words[folded[0]].append(word)
                self._folded[folded[0]].append(folded)

    def nearest(self, word: str, max_edits: int) -> tuple[str, ...]:
        """Return the words with the fewest edits from `word`, the most frequent first.

        An edit adds, drops or replaces a letter or swaps two neighbours; case and diacritics are
        free. Of the first letter only a swap is accepted. For a capitalised `word` only
        capitalised ones count, since it may be a name.
        """
        folded = fold_letters(word)
        if not folded or word.lower() in self._held:
            return ()
        swapped = folded[1::-1] + folded[2:]
        found: dict[int, dict[str, str]] = defaultdict(dict)
        for start, first in ((folded[0], folded[0]), (swapped[:2], swapped[0])):
            spellings = self._folded.get(first, [])
            for spelling, edits, place in process.extract(
                folded, spellings, scorer=OSA.distance, score_cutoff=max_edits, limit=None
            ):
                candidate = self._words[first][place]
                if spelling.startswith(start) and (word[0].islower() or candidate[0].isupper()):
                    found[int(edits)].setdefault(spelling, candidate)
        return tuple(found[min(found)].values())[:MAX_SPELLINGS] if found else ()
