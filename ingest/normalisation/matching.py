"""Whole words in texts of normal form."""

import re
from collections.abc import Iterator

import regex

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


_GAP = re.compile(f"[ {SOFT}]+")
_NO_GAP, _SPACE, _EITHER = b"\1", b"\2", b"\3"


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
        span = places[at], places[after - 1] + 1
        same = _are_compatible(gaps[at + 1 : after], inner[1:])
        if same and not any(_WITHIN_WORD.match(words, border) for border in span):
            yield span
        else:
            compared += len(phrase)
            after = at + 1
        at = text.find(wanted, after)


def _closed(words: str) -> str:
    """Return the words without gaps."""
    return words.replace(" ", "").replace(SOFT, "")


def _gaps(words: str) -> tuple[list[int], bytes]:
    """Return where the characters are that are in no gap, and the kind of gap before each."""
    places, gaps, start, kind = list[int](), bytearray(), 0, _NO_GAP
    for gap in (*_GAP.finditer(words), None):
        end = gap.start() if gap else len(words)
        if start < end:
            places += range(start, end)
            gaps += kind + _NO_GAP * (end - start - 1)
        if gap:
            kind, start = _SPACE if " " in gap[0] else _EITHER, gap.end()
    return places, bytes(gaps)


def _are_compatible(some: bytes, others: bytes) -> bool:
    """Return whether these gaps, as many as those, can all be the same."""
    common = int.from_bytes(some) & int.from_bytes(others)
    return 0 not in common.to_bytes(len(some))
