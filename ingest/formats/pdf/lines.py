"""The lines of a PDF page, or the parts of one that a wide gap separates."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import chain, groupby, pairwise
from statistics import median
from typing import NamedTuple

import pypdfium2 as pdfium

from ingest.characters import strip_unprintable, subscript, superscript
from ingest.formats.pdf.glyphs import Box, Glyph, page_glyphs
from ingest.formats.pdf.ligatures import spell_ligatures
from ingest.structure import HYPHEN_MARK, SOFT_HYPHEN, Line

CELL_GAP_RATIO = 0.8
"""A gap that is wider than this share of the letters' size may be one between cells or columns;
spaces between words, a third of the size wide, seldom get so wide when lines are justified."""
WORD_GAP_RATIO = 0.12
"""A gap that is wider than this is one between words."""
SAME_BASE_RATIO = 0.1
"""Base lines that differ by less than this share of the size are one: scans are not exact."""
SHIFTED_SIZE_RATIO = 0.88
"""Raised and lowered characters are at most of this size; browsers take 0.83, most others 0.6."""
_RISES = (0.12, 0.75)
_DROPS = (0.07, 0.4)
"""Shares of the size by which characters are raised or lowered."""
_SHIFTED = re.compile(
    r"[\d\s,;:.()\[\]*†‡§#+=<>/−–-]{1,12}|\W?[^\W\d_]{1,3}\W?|(?=\S*[\d+=<>/−-])\S{1,12}"
)
"""Text of raised or lowered characters: figures, marks, a few letters, a short formula."""
_FIGURES = re.compile(r"[+−–-]?\d{1,3}(?:[,–-]\d{1,3})*")
"""Text that is raised or lowered in the size of its line."""
NEAR_PARTS = 4
"""Raised and lowered characters follow each other, but not more than so many."""
INITIAL_SIZE_RATIO = 1.8
"""An initial over two lines or more is at least this many times as large as its text."""
MAX_SHIFTED_CHARS = 12
"""Raised and lowered text is not longer."""
NEAR_TEXT = 20
"""Parts at either side of figures, of which the longest shows the base line."""
MAX_FRACTION_RATIO = 1.5
"""The figures of a fraction in a line are at most this many times their size apart."""
_NOTES = re.compile(r"\d+(?:[,;–]\s?\d+)+")
_NUMBER = re.compile(r"\d+")
_MINUS = re.compile(r"^–(?=\d)")
_SPACED_LETTERS = 4
"""As many letters with a space behind each are a word that is set in spaced letters."""


class _Part(NamedTuple):
    """Characters of one size on one base line; `before` is a space or a line's end before them."""

    text: str
    size: float
    left: float
    right: float
    base: float
    turn: int | None
    box: Box
    before: str


def page_lines(page: pdfium.PdfTextPage, hidden: Set[int] = frozenset()) -> Iterator[Line]:
    """Yield a page's lines in the order of the file, mostly that of reading.

    A line is cut at gaps that may be those of columns. `hidden` are the numbers of characters,
    in that order, that are left out. The page is read turned as most of its characters are; the
    size of other lines is 0, as of a stamp on the margin.
    """
    parts = list(_parts(_without_spacing(page_glyphs(page, hidden))))
    turns = Counter[int | None]()
    for part in parts:
        turns[part.turn] += len(part.text)
    turn = max(turns, key=turns.__getitem__, default=0)
    found = [line for group in _lines(parts) for line in _line(group, turn)]
    yield from _from_top(found) if turn else found


def _from_top(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines of a sideways page from the top, as PDFium may give them from the bottom."""
    steps = [below.bottom - above.bottom for above, below in pairwise(lines)]
    if 2 * sum(step > 0 for step in steps) <= sum(step != 0 for step in steps):
        return lines
    return sorted(lines, key=lambda line: (-round(line.bottom), line.left))


def _without_spacing(glyphs: Iterable[Glyph | str]) -> Iterator[Glyph | str]:
    """Yield the characters of a page, without spaces in words that are set in spaced letters."""
    for is_break, group in groupby(glyphs, key=lambda glyph: glyph == "\n"):
        line = list(group)
        yield from line if is_break or not _is_spaced(line) else _joined_letters(line)


def _is_spaced(line: Sequence[Glyph | str]) -> bool:
    words = "".join(glyph if isinstance(glyph, str) else glyph.character for glyph in line).split()
    return len(words) >= _SPACED_LETTERS and all(
        len(word) == 1 and word.isalpha() for word in words
    )


def _joined_letters(line: Sequence[Glyph | str]) -> Iterator[Glyph | str]:
    """Yield letters, and spaces for the gaps that are wider than most."""
    letters = [glyph for glyph in line if isinstance(glyph, Glyph)]
    gaps = [right.left - left.right for left, right in pairwise(letters)]
    usual = median(gaps)
    yield letters[0]
    for gap, letter in zip(gaps, letters[1:], strict=True):
        if gap > 1.5 * usual:
            yield " "
        yield letter


def _parts(glyphs: Iterable[Glyph | str]) -> Iterator[_Part]:
    """Yield the characters, grouped by size and base line, and apart if a wide gap is between."""
    group: list[Glyph] = []
    text: list[str] = []
    before = after = ""
    for glyph in glyphs:
        if isinstance(glyph, str):
            after = "\n" if "\n" in (after, glyph) else " "
            continue
        if group and (after == "\n" or not _is_set_alike(group[-1], glyph)):
            yield _part(group, "".join(text), before)
            group, text, before = [], [], after
        elif after:
            text.append(after)
        group.append(glyph)
        text.append(glyph.character)
        after = ""
    if group:
        yield _part(group, "".join(text), before)


def _is_set_alike(glyph: Glyph, following: Glyph) -> bool:
    gap = following.left - glyph.right
    return (glyph.size, glyph.base, glyph.turn) == (
        following.size, following.base, following.turn
    ) and (glyph.turn is None or -glyph.size < gap <= CELL_GAP_RATIO * glyph.size)  # fmt: skip


def _part(glyphs: Sequence[Glyph], text: str, before: str) -> _Part:
    first, last = glyphs[0], glyphs[-1]
    box = _union(glyph.box for glyph in glyphs)
    return _Part(text, first.size, first.left, last.right, first.base, first.turn, box, before)


def _union(boxes: Iterable[Box]) -> Box:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _lines(parts: Iterable[_Part]) -> Iterator[list[_Part]]:
    line: list[_Part] = []
    anchor: _Part | None = None  # the last of the largest parts of the line
    for part in parts:
        if anchor and not _continues(line[-1], anchor, part):
            yield line
            line, anchor = [], None
        line.append(part)
        anchor = part if not anchor or part.size >= anchor.size else anchor
    if line:
        yield line


def _continues(last: _Part, anchor: _Part, part: _Part) -> bool:
    """Return whether a part continues a line, on the base line of its anchor or beside it."""
    is_broken = part.before == "\n"
    if part.turn is None or part.turn != last.turn:
        return part.turn == last.turn and not is_broken
    size = max(anchor.size, part.size)
    gap = part.left - last.right
    is_behind = gap > (-size / 2 if is_broken else -1.5 * size)  # accents stand over letters
    if not is_behind or gap > CELL_GAP_RATIO * size or last.text[-1] == HYPHEN_MARK:
        return False
    if _is_fraction(last, part):
        return True
    if _is_initial(anchor, part):
        return False
    rise = abs(part.base - anchor.base)
    if rise <= SAME_BASE_RATIO * size:
        return True
    if _shift(part, anchor) or _shift(anchor, part):
        return not is_broken or gap < size / 3
    return not is_broken and rise <= size / 2


def _shift(part: _Part, anchor: _Part) -> int:
    """Return 1 if a part is raised beside a larger one, -1 if it is lowered, else 0."""
    rise = (part.base - anchor.base) / (anchor.size or 1)
    if part.size > SHIFTED_SIZE_RATIO * anchor.size or not _SHIFTED.fullmatch(part.text):
        return 0
    is_raised, is_lowered = _RISES[0] <= rise <= _RISES[1], _DROPS[0] <= -rise <= _DROPS[1]
    return is_raised - is_lowered


def _is_initial(initial: _Part, part: _Part) -> bool:
    """Return whether large letters stand over several lines, of which a part begins one."""
    is_large = initial.size >= INITIAL_SIZE_RATIO * part.size
    return (
        is_large
        and len(initial.text) <= 3
        and initial.text[-1].isalpha()
        and part.base - initial.base > SAME_BASE_RATIO * initial.size
        and len(part.text) > MAX_SHIFTED_CHARS
    )


def _is_fraction(above: _Part, below: _Part) -> bool:
    """Return whether figures stand right below others: ³⁄₄."""
    fall = above.base - below.base
    return (
        above.text.isdecimal()
        and below.text.isdecimal()
        and above.size == below.size
        and 0 < fall <= MAX_FRACTION_RATIO * above.size
        and min(above.right, below.right) > max(above.left, below.left)
    )


def _is_denominator(parts: Sequence[_Part], number: int) -> bool:
    """Return whether a part ends a fraction; figures beside a letter are raised and lowered."""
    if not 0 < number < len(parts) or not _is_fraction(*parts[number - 1 : number + 1]):
        return False
    ends = pairwise(parts[max(0, number - 2) : number]), pairwise(parts[number : number + 2])
    return not any(
        (left.text[-1] + right.text[0]).strip("0123456789").isalpha()
        and right.before == ""
        and right.left - left.right < WORD_GAP_RATIO * left.size
        for left, right in chain(*ends)
    )


def _line(parts: Sequence[_Part], turn: int | None) -> Iterator[Line]:
    """Yield the line of these parts, if there is anything in it."""
    shifts = [_shift_in_line(parts, number) for number in range(len(parts))]
    plain = [part for part, shift in zip(parts, shifts, strict=True) if not shift] or parts
    words = spell_ligatures("".join(_words(parts, shifts)))
    words = " ".join(strip_unprintable(words, HYPHEN_MARK + SOFT_HYPHEN).split())
    words = words[:-1].replace(SOFT_HYPHEN, "") + words[-1:]
    if words:
        main = max(plain, key=lambda part: len(part.text))
        size = main.size if main.turn == turn is not None else 0
        left, right = min(part.left for part in parts), max(part.right for part in parts)
        yield Line(words, size, left, right, main.base, _union(part.box for part in parts))


def _shift_in_line(parts: Sequence[_Part], number: int) -> int:
    """Return how a part is shifted (1 up, -1 down) beside a larger part near it in its line."""
    part = parts[number]
    if _is_denominator(parts, number + 1) or _is_denominator(parts, number):
        return 1 if _is_denominator(parts, number + 1) else -1
    before = parts[max(0, number - NEAR_PARTS) : number]
    for other in (*reversed(before), *parts[number + 1 : number + 1 + NEAR_PARTS]):
        if part.size <= SHIFTED_SIZE_RATIO * other.size:
            return _shift(part, other)
    return _shift_in_size(part, before, parts[max(0, number - NEAR_TEXT) : number + NEAR_TEXT])


def _shift_in_size(part: _Part, before: Sequence[_Part], near: Sequence[_Part]) -> int:
    """Return how figures as large as their line are shifted right behind what is on its base."""
    if part.before or not before or not _FIGURES.fullmatch(part.text):
        return 0
    base = max(near, key=lambda other: len(other.text)).base
    rise = (part.base - base) / (part.size or 1)
    is_beside = abs(before[-1].base - part.base) > SAME_BASE_RATIO * part.size
    if not is_beside or part.left - before[-1].right > WORD_GAP_RATIO * part.size:
        return 0
    return (rise >= _RISES[0]) - (rise <= -_RISES[0])


def _words(parts: Sequence[_Part], shifts: Sequence[int]) -> Iterator[str]:
    right = parts[0].left
    for number, (part, shift) in enumerate(zip(parts, shifts, strict=True)):
        gap = part.left - right
        size = max(part.size, parts[number - 1].size)
        is_word = part.before == " " or gap > WORD_GAP_RATIO * size
        if number and is_word and not (shift and gap < size / 3):
            yield " "
        if _is_denominator(parts, number):
            yield "⁄"
        yield _shifted(part.text, shift)
        right = part.right


def _shifted(words: str, shift: int) -> str:
    """Return raised or lowered words; a list of notes, "4,5" or "1–3", stays one."""
    change = (str, superscript, subscript)[shift]
    words = _MINUS.sub("−", words) if shift else words
    is_list = shift and _NOTES.fullmatch(words)
    return _NUMBER.sub(lambda number: change(number[0]), words) if is_list else change(words)
