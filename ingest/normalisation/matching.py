"""Whole words in texts of normal form."""

import re
from collections.abc import Iterator
from heapq import merge
from itertools import groupby

import regex

from ingest.normalisation.characters import DECIMAL, SOFT
from ingest.normalisation.edits import Span, apply_edits

MAX_COMPARED_CHARS = 10**9
"""A search ends after so many characters of matches that were no whole words: some seconds."""

# Words of these scripts are not separated by spaces, or have particles attached.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_WORD = rf"[[\p{{L}}\p{{M}}\p{{N}}_{DECIMAL}]--[{_UNSPACED}]]"
_WITHIN_WORD = regex.compile(  # "C++" and "C#" are words
    rf"(?V1)(?<={_WORD})(?={_WORD})|(?<=[\p{{L}}+#])(?=[+#]++(?![\p{{L}}\p{{N}}]))"
)


def find_phrase(words: str, phrase: str) -> Iterator[Span]:
    """Yield where the phrase is in `words`, as whole words, in order; both are in normal form.

    SOFT matches a space, and nothing.
    """
    separators = (" ", "") if SOFT in words or SOFT in phrase else (" ",)
    searches = (_find(words, phrase, separator) for separator in separators)
    return (span for span, _ in groupby(merge(*searches)))


def _find(words: str, phrase: str, separator: str) -> Iterator[Span]:
    soft = (match.span() for match in re.finditer(SOFT, words))
    text, offsets = apply_edits(words, ((start, end, separator) for start, end in soft))
    phrase = phrase.replace(SOFT, separator)
    compared = 0
    at = text.find(phrase) if phrase else -1
    while at >= 0 and compared < MAX_COMPARED_CHARS:
        after = at + len(phrase)
        span = offsets.old_span((at, after))
        if span and not any(_WITHIN_WORD.match(words, border) for border in span):
            yield span
        else:
            compared += len(phrase)
            after = at + 1
        at = text.find(phrase, after)
