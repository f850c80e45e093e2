"""The lines of a page, grouped by paragraph, heading, note and table; their words in a row."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ingest.structure.pages.hyphens import HYPHEN_MARK, SOFT_HYPHEN, Vocabulary, hyphen_between
from ingest.structure.pages.lines import MAX_TEXT_SIZE_RATIO, PARAGRAPH_GAP_RATIO, Line, Measures
from ingest.structure.pages.notes import CAPTION, NOTE_SIZE_RATIO
from ingest.structure.pages.rows import is_marker

MAX_HEADING_WORDS = 25
SAME_SIZE_SHARE = 0.03
"""Letters whose sizes differ by less than this share look the same."""
HEADING_GAP_RATIO = 1.5
"""Lines of one heading are at most this many times the size of its letters apart."""
NOTE_GAP_RATIO = 1.15
"""Notes and captions are this many times as far from the text as its lines from each other."""
TABLE_GAP_RATIO = 4
"""Rows that are further apart are of two tables."""
SHORT_LINE_SHARE = 0.3
"""A line that leaves this share of the usual width free ends early, if the next word had room
there: a row of a table, the end of an address."""
CHARACTER_WIDTH_RATIO = 0.6
"""The width of a character, at most and mostly, as a share of the size of its letters."""
END = re.compile(r"[.!?…:;。！？：；][\"”’)\]\d⁰¹²³⁴-⁹」』）]*$")
ITEM = re.compile(r"(?:[•◦▪▫‣·*➢✓❖■□●○▶►–—-]|\(?(?:\d{1,2}|[a-z])[.)])\s")
_BULLET = re.compile(r"(?:[•◦▪▫‣·*➢✓❖■□●○▶►–—-]|o(?=\s[A-Z]|$))(?:\s|$)")
_PAGE_AT_END = re.compile(r"([.·…_]\s?[.·…_]\s?)?\b(?:(\d{1,3})|[ivxlc]{1,7})$")
_CJK = (
    "[\u2e80-\u303f\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff01-\uff65\U00020000-\U0003ffff]"
)
_ENDS_IN_CJK, _BEGINS_IN_CJK = re.compile(f"{_CJK}$"), re.compile(_CJK)


class JoinedText(NamedTuple):
    """The words of lines in a row, and the span of each line in them."""

    words: str
    spans: list[tuple[int, int]]


def is_large(line: Line, usual: Measures) -> bool:
    """Return whether a line is in larger letters than most."""
    if line.is_row:
        return False
    few_words = len(line.words.split()) <= MAX_HEADING_WORDS
    return few_words and line.size > MAX_TEXT_SIZE_RATIO * usual.size


def is_heading(line: Line, usual: Measures) -> bool:
    """Return whether a line begins a heading; a bullet in larger letters begins none."""
    has_words = any(map(str.isalnum, line.words)) and not _BULLET.match(line.words)
    return has_words and is_large(line, usual)


def find_paragraphs(lines: Sequence[Line], usual: Measures) -> Iterator[list[Line]]:
    """Yield the lines of a page, grouped by paragraph or heading."""
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and _begins_paragraph(line, paragraph, usual):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _begins_paragraph(line: Line, paragraph: Sequence[Line], usual: Measures) -> bool:
    """Return whether a line begins a paragraph, rather than continuing the one above."""
    above = paragraph[-1]
    gap = above.bottom - line.bottom
    if line.is_row or above.is_row:
        distance = TABLE_GAP_RATIO * max(usual.gap, usual.size)
        return not (line.is_row and above.is_row and abs(gap) <= distance)
    if not (line.size and above.size):
        return line.size != above.size
    if is_marker(above, line) and abs(gap) <= PARAGRAPH_GAP_RATIO * usual.gap:
        return False
    if is_large(line, usual) or is_large(above, usual):
        return not _continues_heading(line, above, gap, usual)
    if _begins_note(line, paragraph, gap, usual):
        return True
    if above.words[-1] == HYPHEN_MARK:
        return False
    ended = bool(END.search(above.words))
    if gap < 0 or gap > 3 * usual.gap > 0:  # the next column, or below a figure
        return ended or not line.words[0].islower()
    if gap > PARAGRAPH_GAP_RATIO * usual.gap:
        return True
    indented = above.left + line.size < line.left
    return ended and indented and not ITEM.match(above.words)


def _begins_note(line: Line, paragraph: Sequence[Line], gap: float, usual: Measures) -> bool:
    """Return whether a note or caption begins or ends above a line."""
    above = paragraph[-1]
    is_apart = gap < 0 or gap > NOTE_GAP_RATIO * usual.gap
    if CAPTION.match(line.words):
        return is_apart or line.size < NOTE_SIZE_RATIO * above.size
    if CAPTION.match(paragraph[0].words) and is_apart:
        return True
    smaller, larger = sorted((line.size, above.size))
    return usual.is_even and is_apart and smaller < NOTE_SIZE_RATIO * larger


def _continues_heading(line: Line, above: Line, gap: float, usual: Measures) -> bool:
    """Return whether a large line continues the heading in the line above."""
    if abs(line.size - above.size) > SAME_SIZE_SHARE * above.size:  # a subtitle
        return above.words[-1] == ":" and 0 < gap <= 2 * above.size > line.size
    middles = [at.left + at.right for at in (line, above)]
    is_centred = abs(middles[0] - middles[1]) < line.size < abs(line.left - above.left)
    goes_on = above.words[-1] in ":,–-&" or line.words[0].islower()
    wide = 2 if goes_on or is_centred else HEADING_GAP_RATIO
    return -line.size <= gap <= max(wide * line.size, usual.gap / usual.size * line.size)


def join_paragraph(
    paragraph: Sequence[Line], usual: Measures, vocabulary: Vocabulary
) -> JoinedText:
    """Return the words of a paragraph.

    A row of a table and a list item begin a new line, and so do words for which the line above
    had room.
    """
    parts = [paragraph[0].words]
    spans = [(0, len(parts[0]))]
    for above, line in pairwise(paragraph):
        kept, separator = junction(above.words, line.words, vocabulary)
        if kept < len(above.words):
            parts[-1] = parts[-1][:kept]
        elif not is_marker(above, line) and _ends_line(above, line, usual):
            separator = "\n"
        start, _ = spans[-1]
        end = start + len(parts[-1])
        spans[-1] = start, end
        parts += [separator, line.words]
        start = end + len(separator)
        spans.append((start, start + len(line.words)))
    return JoinedText(_without_marks("".join(parts)), spans)


def junction(above: str, below: str, vocabulary: Vocabulary) -> tuple[int, str]:
    """Return how many characters of a line remain before the next one, and what is between them."""
    hyphen = hyphen_between(above, below, vocabulary)
    if hyphen is not None:
        return len(above) - 1, hyphen
    is_cjk = _ENDS_IN_CJK.search(above) or _BEGINS_IN_CJK.match(below)
    return len(above), "" if is_cjk else " "


def _without_marks(words: str) -> str:
    return words.replace(HYPHEN_MARK, "-").replace(SOFT_HYPHEN, "-")


def _ends_line(above: Line, line: Line, usual: Measures) -> bool:
    room = usual.width - (above.right - above.left)
    needed = CHARACTER_WIDTH_RATIO * line.size * (1 + len(line.words.split()[0]))
    return (
        line.is_row
        or above.is_row
        or bool(ITEM.match(line.words))
        or _is_entry(above, line)
        or room > max(needed, SHORT_LINE_SHARE * usual.width) > 0
    )


def _is_entry(line: Line, below: Line) -> bool:
    """Return whether a line is an entry of a contents list, with dots or like the one below."""
    end, next_end = (_PAGE_AT_END.search(row.words[-20:]) for row in (line, below))
    if not end or not next_end:
        return bool(end and end[1])
    return bool(end[1]) or int(end[2] or 0) <= int(next_end[2] or 0)
