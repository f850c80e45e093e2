"""Whole words in texts of normal form."""

from collections.abc import Iterator

import numpy as np
import regex
from numpy.typing import NDArray

from ingest.normalisation.characters import DECIMAL, SOFT
from ingest.normalisation.edits import Span

MAX_COMPARED_CHARS = 10**9
"""A search ends after so many characters of matches that were no whole words: some seconds."""

# Words of these scripts are not separated by spaces, or have particles attached.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_WORD = rf"[[\p{{L}}\p{{M}}\p{{N}}_{DECIMAL}]--[{_UNSPACED}]]"
_WITHIN_WORD = regex.compile(  # "C++" and "C#" are words
    rf"(?V1)(?<={_WORD})(?={_WORD})|(?<=[\p{{L}}+#])(?=[+#]++(?![\p{{L}}\p{{N}}]))"
)


_NO_GAP, _SPACE = 1, 2


def find_phrase(words: str, phrase: str) -> Iterator[Span]:
    """Yield where the phrase is in `words`, as whole words, in order; both are in normal form.

    SOFT matches a space, and nothing.
    """
    wanted, text = _closed(phrase), _closed(words)
    at = text.find(wanted) if wanted else -1
    if at < 0:
        return
    places, gaps = _gaps(words)
    _, inner = _gaps(phrase)
    compared = 0
    while at >= 0 and compared < MAX_COMPARED_CHARS:
        after = at + len(wanted)
        span = int(places[at]), int(places[after - 1]) + 1
        same = (gaps[at : after - 1] & inner).all()
        if same and not any(_WITHIN_WORD.match(words, border) for border in span):
            yield span
        else:
            compared += len(phrase)
            after = at + 1
        at = text.find(wanted, after)


def _closed(words: str) -> str:
    """Return the words without gaps."""
    return words.replace(" ", "").replace(SOFT, "")


def _gaps(words: str) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    """Return where the characters are that are in no gap, and the gaps between them.

    These are _NO_GAP or _SPACE, or both for SOFT.
    """
    codes = np.frombuffer(words.encode("utf-32-le", "surrogatepass"), np.uint32)
    is_space = codes == ord(" ")
    places = np.flatnonzero(~is_space & (codes != ord(SOFT)))
    spaces = np.diff(np.cumsum(is_space)[places])
    either = np.where(np.diff(places) > 1, _NO_GAP | _SPACE, _NO_GAP)
    return places, np.where(spaces > 0, _SPACE, either).astype(np.uint8)
