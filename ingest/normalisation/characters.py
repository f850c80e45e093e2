"""Characters, numbers and white space in their normal form."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

import regex

from ingest.normalisation.edits import Edit
from ingest.normalisation.folding import LIKE, fold_letters

SOFT = "\ufdd0"
"""A separator that may be missing: the space of "12 500", "5 %" and "J. K. Roe", the hyphen of
"co-operation", also at the end of a line, what is before a superscript. It is no character of any
script."""
DECIMAL = "٫"
"""The decimal separator of a number: a part of the word, as other punctuation is not."""

_NO_BREAK = "\xa0"
_COMPOSABLE = regex.compile(
    r"[^\p{M}\p{ASCII}][\p{M}ﾞﾟ]{1,8}+|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?+"
)
_THOUSANDS = regex.compile(
    rf"(?<!\d|\d[.,'{_NO_BREAK}])"
    rf"(?:\d{{1,3}}(?<mark>[,'{_NO_BREAK}])\d{{3}}(?!\d)(?:(?P=mark)\d{{3}}(?!\d))*+"
    r"|\d{1,2}(?:,\d\d(?!\d))++,\d{3}(?!\d)|\d{1,3}(?:\.\d{3}){2,}+(?!\d))"
)
_SPACED_THOUSANDS = regex.compile(r"(?<!\w|\d[.,])\d{1,3}(?: \d{3}(?!\d))++")
_DECIMALS = regex.compile(r"(?<!\d|\d[.,])(\d++)[.,](\d++)(?![.,]\d)")
_UNIT_SPACE = regex.compile(
    rf"(?<=\d)[ {_NO_BREAK}](?=[%‰\p{{Sc}}])|(?<=\p{{Sc}})[ {_NO_BREAK}](?=\d)"
)
_INITIALS = regex.compile(
    r"(?<![\p{L}\p{N}.])\p{L}(?:\. ?+\p{L}(?![\p{L}\p{N}]))++(?:\.(?![\p{L}\p{N}]))?+"
)
_GAP = regex.compile(
    r"(?!\x20[^\s-])"  # nothing to do
    r"(?:(?<soft>(?<=\p{L})-(?:[ \t]*+\r?\n[ \t]*+(?=\p{L})|(?=[\p{L}\d]))|(?<=\d)-(?=\p{L}))"
    r"""|(?:\s|--++|-(?!\d)|(?<=[^\s("'\[])-)++)"""  # but a dash before a number may be its sign
)


@cache
def fold_character(character: str) -> str:
    """Return a character's normal form; none or several characters for some."""
    if like := LIKE.get(ord(character)):
        return like
    category = unicodedata.category(character)
    if category == "Cf" or "VARIATION SELECTOR" in unicodedata.name(character, ""):
        return ""
    if category == "Pd":
        return "-"
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Zs" and character != " ":
        return _NO_BREAK
    raised = unicodedata.decomposition(character).startswith(("<super>", "<fraction>"))
    folded = fold_letters(character)
    return SOFT + folded if raised else folded


class _Folded(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = fold_character(chr(code))
        return self[code]


_FOLDED = _Folded()


def compose_edits(text: str) -> Iterator[Edit]:
    """Yield the edits that join letters of other scripts with their marks."""
    for letter in _COMPOSABLE.finditer(text) if not text.isascii() else ():
        composed = unicodedata.normalize("NFKC", letter[0])
        if composed != letter[0]:
            yield *letter.span(), composed


def length_edits(text: str) -> Iterator[Edit]:
    """Yield the edits of the characters whose normal form is none or several."""
    if text.isascii():
        return
    changed = "".join(
        sorted(character for character in set(text) if len(fold_character(character)) != 1)
    )
    for found in re.finditer(f"[{re.escape(changed)}]", text) if changed else ():
        start, end = found.span()
        folded, before = fold_character(found[0]), text[max(0, start - 1) : start]
        if folded.startswith(SOFT):
            folded = folded[1:]
            if before.isdecimal() and folded[:1].isdecimal():
                folded = f" {folded}"  # "10²" is not 102, and "5½" is not "51/2"
            elif before.isalnum():
                folded = SOFT + folded
        yield start, end, folded


def fold_all(text: str) -> str:
    """Return the text with every character in its normal form, if that is one character."""
    return fold_letters(text) if text.isascii() else text.translate(_FOLDED)


def initials_edits(text: str) -> Iterator[Edit]:
    """Yield the edits that remove the dots after the single letters of "U.S." and "J. K. Roe"."""
    for initials in _INITIALS.finditer(text) if "." in text else ():
        for dot in regex.finditer(r"\.( ?+)", initials[0]):
            start, end = (initials.start() + at for at in dot.span())
            yield start, end, SOFT if dot[1] else ""


def thousands_edits(text: str) -> Iterator[Edit]:
    """Yield the edits that remove the separators between the digits of a folded text."""
    for number in _THOUSANDS.finditer(text):
        for at in range(*number.span()):
            if not text[at].isdigit():
                yield at, at + 1, ""


def mark_numbers(text: str) -> str:
    """Return a folded text of the same length with SOFT and DECIMAL in its numbers."""
    text = _UNIT_SPACE.sub(SOFT, text)
    text = _SPACED_THOUSANDS.sub(lambda number: number[0].replace(" ", SOFT), text)
    return str(_DECIMALS.sub(rf"\1{DECIMAL}\2", text))


def gap_edits(text: str) -> Iterator[Edit]:
    """Yield the edits that make each run of white space and dashes one space.

    A hyphen within a word gets SOFT, also at the end of a line.
    """
    for gap in _GAP.finditer(text):
        yield *gap.span(), SOFT if gap["soft"] else " "
