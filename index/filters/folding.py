"""Text as comparisons of names and dates see it: without case and diacritics."""

import unicodedata

_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i"})
"""Letters with diacritics that Unicode does not decompose."""


def fold(text: str) -> str:
    """Return `text` on one line in small letters, without diacritics, with plain apostrophes."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(letters.translate(_STROKES).replace("’", "'").split())
