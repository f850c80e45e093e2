"""Words that are broken at the end of a line: joined, or with the hyphen that they have anyway."""

import re
from collections.abc import Set
from functools import cache
from importlib.resources import files
from itertools import islice, pairwise
from typing import NamedTuple

from ingest.structure.pages.lines import Pages

HYPHEN_MARK = "\x02"
"""PDFium's character for a hyphen at the end of a line at which it believes a word is broken."""
SOFT_HYPHEN = "\xad"
ENGLISH_WORDS = 20_000
"""Of those that symspellpy counts. The rest is too rare to be told from slips."""
MIN_WORD_CHARS = 3
COMMON_WORDS = 8000
"""Among rarer English words are too many syllables and abbreviations ("regis", "tain")."""
MAX_WORD_CHARS = 60
BROKEN_OFF = re.compile(rf"[^\W_][-‐{SOFT_HYPHEN}{HYPHEN_MARK}]$")
"""The end of a line that ends within a word."""
_LAST_WORD = re.compile(r"(?<!\w)\w+$")
_FIRST_WORD = re.compile(r"\w+")
_WORD = re.compile(r"\w+(?:-\w+)*")
_INITIAL = re.compile(r"\W?[^\W\d_]{1,2}")
"""A line that may be no more than the first letters of the next one's word."""
_CONJUNCTIONS = frozenset(("and", "or", "to", "und", "oder", "bis", "et", "ou"))
"""Words that may follow the first half of "pre- and post-war"."""
_PARTICLES = frozenset(("by", "in", "of", "off", "on", "out", "to", "up"))
_PREFIXES = frozenset((
    "ante", "anti", "auto", "con", "counter", "dis", "down", "extra", "fore", "hyper", "inter",
    "mega", "micro", "mini", "mis", "mono", "multi", "non", "out", "over", "poly", "post", "pre",
    "pro", "semi", "sub", "super", "tele", "trans", "ultra", "under", "uni", "with",
))  # fmt: skip
"""Words that are rather the beginning of a longer one."""


class Vocabulary(NamedTuple):
    """The words that a document has within its lines, in small letters."""

    words: frozenset[str]
    hyphenated: frozenset[str]


def find_vocabulary(pages: Pages) -> Vocabulary:
    """Return the words of the pages; those at both sides of a line's end may be halves of one."""
    words: set[str] = set()
    hyphenated: set[str] = set()
    for lines in pages:
        is_broken = False
        for line in lines:
            found = _WORD.findall(line.words.lower().replace("‐", "-"))
            whole = found[is_broken:]
            is_broken = bool(_INITIAL.fullmatch(line.words) or BROKEN_OFF.search(line.words))
            for word in whole[: len(whole) - is_broken]:
                parts = word.split("-")
                words.update(parts)
                hyphenated.update(map("-".join, pairwise(parts)))
    return Vocabulary(frozenset(words), frozenset(hyphenated))


def hyphen_between(above: str, below: str, vocabulary: Vocabulary) -> str | None:
    """Return what joins the halves of a word that is broken at a line's end: a hyphen or nothing.

    None if no word is broken there. "- " belongs between the words of "pre- and post-war".
    """
    first, second = _LAST_WORD.search(above[-MAX_WORD_CHARS:-1]), _FIRST_WORD.match(below)
    if not first or not second or not BROKEN_OFF.search(above):
        return None
    if second[0] in _CONJUNCTIONS:
        return "- "
    is_soft = above[-1] == SOFT_HYPHEN
    return "" if is_soft or not _keeps_hyphen(first[0], second[0], vocabulary) else "-"


def _keeps_hyphen(first: str, second: str, vocabulary: Vocabulary) -> bool:
    """Return whether a hyphen is part of a word, rather than at the end of a syllable.

    The text decides if it has the word elsewhere, with a hyphen or without. If not, the hyphen
    remains behind a letter, a figure or an acronym, before a capital letter, and between words.
    """
    one, other = first.lower(), second.lower()
    if f"{one}-{other}" in vocabulary.hyphenated:
        return True
    if one + other in vocabulary.words:
        return False
    is_capital = not second[0].islower() or first.isupper()
    if is_capital and not (first.isupper() and second.isupper()):
        return True
    return len(first) == 1 or any(map(str.isdigit, first)) or _is_compound(one, other, vocabulary)


def _is_compound(first: str, second: str, vocabulary: Vocabulary) -> bool:
    """Return whether two words are no longer word together, as far as an English text tells."""
    if first in _PREFIXES or "the" not in vocabulary.words:
        return False
    ranks = _english_ranks()
    return first + second not in ranks and all(
        word in vocabulary.words
        or word in _PARTICLES
        or ranks.get(word, COMMON_WORDS) < COMMON_WORDS
        for word in (first, second)
    )


def is_word(word: str, words: Set[str]) -> bool:
    """Return whether a word in small letters is one of a document's or of English."""
    return word in words or word in _english_ranks()


@cache
def _english_ranks() -> dict[str, int]:
    """Return the frequent English words of three letters and more; 0 is the most frequent."""
    lines = (
        files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt").read_text("utf-8-sig")
    )
    words = (line.partition(" ")[0] for line in lines.splitlines())
    long = (word for word in words if len(word) >= MIN_WORD_CHARS)
    return {word: rank for rank, word in enumerate(islice(long, ENGLISH_WORDS))}
