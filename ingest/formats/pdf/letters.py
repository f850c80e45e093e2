"""Whether the letters of a PDF page are those that it shows: its fonts may map them wrongly."""

import re
from functools import lru_cache
from itertools import pairwise
from unicodedata import combining, normalize

MAX_UNMAPPED_SHARE = 0.1
"""Of a page's characters, without Unicode: more, and half of the longer words lack a letter."""
MIN_UNMAPPED = 2
"""Fewer on a page may be the signs of a formula."""
MAX_SYMBOL_SHARE = 0.25
"""Of a page's characters, of `!"#$%&'`; source code has 10%. A font without a map to Unicode often
numbers its letters from there on, as they occur: the first seven are a third of a text."""
MIN_SYMBOLS = 20
MIN_SYMBOL_KINDS = 4
"""A table of prices, or of strings in quotes, has fewer."""
MAX_IMPROBABLE_SHARE = 0.3
"""Of pairs of letters, of those that are rare: twelve words of 37 languages in Latin letters have
at most 30% of them (1 in 100 samples has 20%), shifted letters have 36% in 99 of 100 samples."""
MIN_PAIRS = 20
"""Fewer pairs of letters prove nothing: about six words."""
MIN_LETTERS = 10
"""Different ones, in the words: less has the code of a gene, or a table of hexadecimal figures."""
MIN_CAPITALS = 5
"""Shorter words in capital letters are taken for acronyms."""

_FOLLOWERS = {
    "a": "bcdfghijklmnprstuvwyz", "b": "aeiloru", "c": "aehikortu", "d": "aeinosuz",
    "e": "acdegijklmnrstuvxyz", "f": "aefior", "g": "aehioruv", "h": "aeiou",
    "i": "abcdegijklmnoprstuvyz", "j": "aeiosu", "k": "aeiorsu", "l": "adeilosuy", "m": "abeiopu",
    "n": "acdegijknostuy", "o": "acdegiklmnoprstuvw", "p": "aehiloru", "q": "u",
    "r": "abdegikmnostuy", "s": "acehijklostuy", "t": "aehiorstuy", "u": "abdegiklmnrstuz",
    "v": "aeiy", "w": "aehio", "x": "aeipt", "y": "aesu", "z": "aeisu",
}  # fmt: skip
"""The letters that often follow a letter, in three of 37 languages or in English."""
_UNMAPPED = (
    r"\ufff0-\uffff\ue000-\uf01f\uf021-\uf8e4\uf8ff\U000f0000-\U0010ffff"
    r"\x00\x01\x03-\x08\x0e-\x1f\x7f-\x9f"
)
"""Not U+F020 and U+F8E5 to U+F8FE, the space and the parts of brackets of a font of symbols."""
_UNMAPPED_IN_WORD = re.compile(
    rf"(?<=\w)[{_UNMAPPED}](?=\w)|(?<=[{_UNMAPPED}])[{_UNMAPPED}]|[{_UNMAPPED}](?=[{_UNMAPPED}])"
)
"""A lone one is a bullet, an icon, or a sign of a formula."""
_SYMBOL = re.compile("[!-']")
_LATIN_WORD = re.compile(r"(?<!\w)[A-Za-zÀ-ɏ\\^`|~]{3,}(?!\w)")
"""With signs beside the letters in ASCII, in which shifted letters end up, but for brackets."""
_BASE = str.maketrans("øłıđðßæœþəħ", "oliddsaoteh")


def is_garbled(text: str) -> bool:
    """Return whether most letters of a page's text are not those that the page shows.

    They have no Unicode, or are symbols in place of letters, or follow each other as in no
    language with Latin letters. Other scripts, figures, acronyms and code are not judged by that.
    """
    return (
        _unmapped_share(text) > MAX_UNMAPPED_SHARE
        or _symbol_share(text) > MAX_SYMBOL_SHARE
        or _improbable_share(text) > MAX_IMPROBABLE_SHARE
    )


def lacks_letters(text: str) -> bool:
    """Return whether words, or figures, of a page's text have characters without Unicode."""
    return _unmapped_share(text) > 0


def count_shown(text: str) -> int:
    """Return the number of characters that are not white space."""
    return sum(map(len, text.split()))


def _unmapped_share(text: str) -> float:
    unmapped = len(_UNMAPPED_IN_WORD.findall(text))
    return unmapped / count_shown(text) if unmapped >= MIN_UNMAPPED else 0


def _symbol_share(text: str) -> float:
    symbols = _SYMBOL.findall(text)
    proves = len(symbols) >= MIN_SYMBOLS and len(set(symbols)) >= MIN_SYMBOL_KINDS
    return len(symbols) / count_shown(text) if proves else 0


def _improbable_share(text: str) -> float:
    """Return the share of rare pairs of letters in the words, each word counted once."""
    found = filter(_is_judged, _LATIN_WORD.findall(text))
    words = {word.lower() if word.isupper() else word[0].lower() + word[1:] for word in found}
    pairs = [_is_rare(*pair) for word in words for pair in pairwise(word)]
    proves = len(pairs) >= MIN_PAIRS and len(set().union(*words)) >= MIN_LETTERS
    return sum(pairs) / len(pairs) if proves else 0


def _is_judged(word: str) -> bool:
    """Return whether a word has letters, and is no acronym."""
    is_acronym = word.isupper() and len(word) < MIN_CAPITALS
    return any(map(str.isalpha, word)) and not is_acronym


@lru_cache(maxsize=2000)
def _is_rare(letter: str, following: str) -> bool:
    """Return whether two characters of a word rarely follow each other, but for their accents.

    Two letters with accents do: text in other letters, read as Latin ones, consists of them.
    """
    if letter.islower() and following.isupper():
        return True
    if not letter.isascii() and not following.isascii():
        return True
    return _plain(following) not in _FOLLOWERS.get(_plain(letter), "")


def _plain(letter: str) -> str:
    marks = normalize("NFKD", letter.lower().translate(_BASE))
    return "".join(mark for mark in marks if not combining(mark))
