"""Letters without case, diacritics and strokes."""

import re
import unicodedata

LIKE = {ord(like): mark for mark, likes in {
    '"': "“”„‟«»″〝〞〟＂❝❞",
    "'": "‘’‚‛`´′‹›ʼʻ＇❛❜",
    "-": "−",
    "/": "⁄∕",
    "i": "ı",
    "ae": "æ",
    "oe": "œ",
    "th": "þ",
    "d": "ð",
}.items() for like in likes}  # fmt: skip
"""What Unicode takes for different characters, by their codes."""
_STROKE = re.compile(r"LATIN SMALL LETTER ([A-Z]) WITH ")  # it is no mark that decomposes
_DIACRITIC = re.compile(
    "(?<![иу])\u0306|[\u0300-\u0305\u0307-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    "\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670]"  # but й and ў are letters of their own
)


class _Plain(dict[int, str]):
    """The letters by their codes, without strokes."""

    def __missing__(self, code: int) -> str:
        stroke = _STROKE.match(unicodedata.name(chr(code), ""))
        self[code] = stroke[1].lower() if stroke else chr(code)
        return self[code]


_PLAIN = _Plain(LIKE)


def fold_letters(text: str) -> str:
    """Return `text` in small letters without diacritics, in compatibility form (NFKC).

    Apostrophes and quotation marks are plain. All other characters stay.
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    small = unicodedata.normalize("NFKC", text.translate(LIKE)).casefold()
    letters = _DIACRITIC.sub("", unicodedata.normalize("NFKD", small))
    return unicodedata.normalize("NFC", letters).translate(_PLAIN)
