"""The rows of a page: what is written on one base line, and what belongs to its first words."""

import re
from collections.abc import Iterable, Iterator, Set

from ingest.structure.pages.hyphens import is_word
from ingest.structure.pages.lines import Line, join_lines

Row = list[Line]
"""The parts of a line from left to right, as wide gaps separate them."""

SAME_BASE_RATIO = 0.25
"""Base lines that differ by less than this share of the size are those of one row."""
BESIDE_RATIO = 0.5
"""Lines whose base lines differ by less than this share of the smaller size are beside each other,
if they follow each other in the file."""
INITIAL_SIZE_RATIO = 1.8
"""An initial over two lines or more is at least this many times as large as its text."""
MARKER = re.compile(
    r"[•◦▪▫‣·*➢✓❖■□●○▶►–—o-]|\(?(?:\d{1,3}|[a-z]|[ivx]{2,5})[.)]|\d{1,3}(?:\.\d{1,3})+\.?"
)
"""A bullet, or the number of a list item or a clause, alone."""
MAX_INITIALS = 9
"""A page with more large letters has them for another reason."""
_INITIAL = re.compile(r"[“\"‘«„]?[^\W\d_]{1,2}")
_ALSO_WORDS = frozenset("AIOÀÉEYUW")
"""Letters that are a word in some language."""


def find_rows(lines: Iterable[Line], words: Set[str] = frozenset()) -> Iterator[Row]:
    """Yield the rows of a page in the order of its lines.

    A marker is joined to its item, an initial over several lines to its word; `words` are those
    of the document.
    """
    row: Row = []
    for line in _with_initials_first(list(lines)):
        if row and _follows(row[-1], line):
            if len(row) == 1 and is_marker(row[0], line):
                row[-1] = join_marker(row[-1], line)
            else:
                row.append(line)
        elif len(row) == 1 and _is_initial(row[0], line):
            row = [_join_initial(row[0], line, words)]
        else:
            if row:
                yield row
            row = [line]
    if row:
        yield row


def on_same_base(one: Line, other: Line) -> bool:
    """Return whether two lines stand on the same base line."""
    return abs(one.bottom - other.bottom) <= SAME_BASE_RATIO * max(one.size, other.size)


def _follows(line: Line, following: Line) -> bool:
    """Return whether a line is beside one, to its right: cells may stand higher or lower."""
    if not (line.size and following.size) or following.left < line.right - following.size / 2:
        return False
    return abs(line.bottom - following.bottom) <= BESIDE_RATIO * min(line.size, following.size)


def is_marker(line: Line, following: Line) -> bool:
    """Return whether a line is nothing but a bullet or the number of what follows."""
    return bool(MARKER.fullmatch(line.words)) and not following.words[0].isdigit()


def join_marker(marker: Line, line: Line) -> Line:
    """Return an item with its marker."""
    return join_lines([marker, line])._replace(size=line.size, bottom=line.bottom)


def _with_initials_first(lines: list[Line]) -> list[Line]:
    """Return the lines with each initial before its text, where it may come behind."""
    initials = [line for line in lines if _INITIAL.fullmatch(line.words)]
    for initial in initials if len(initials) <= MAX_INITIALS else ():
        at = lines.index(initial)
        beside = [number for number in range(at) if _is_initial(initial, lines[number])]
        if beside:
            first = max(beside, key=lambda number: lines[number].bottom)
            lines.insert(first, lines.pop(at))
    return lines


def _is_initial(initial: Line, line: Line) -> bool:
    """Return whether a large letter, or two, stands before the first lines of its text."""
    height = line.bottom - initial.bottom
    return (
        initial.size >= INITIAL_SIZE_RATIO * line.size > 0
        and bool(_INITIAL.fullmatch(initial.words))
        and 0 <= height <= initial.size
        and -line.size / 2 <= line.left - initial.right <= 2 * line.size
    )


def _join_initial(initial: Line, line: Line, words: Set[str]) -> Line:
    """Return a line with its initial: "The", but "A boat" if "aboat" is no word."""
    first = re.split(r"\W", line.words, maxsplit=1)[0].lower()
    letters = initial.words.lstrip('“"‘«„')
    is_apart = (len(letters) > 1 or letters in _ALSO_WORDS) and (
        not line.words[0].islower()
        or (
            len(first) > 1
            and is_word(first, words)
            and not is_word(f"{letters.lower()}{first}", words)
        )
    )
    joined = join_lines([initial, line], " " if is_apart else "")
    return joined._replace(size=line.size, bottom=line.bottom, left=line.left)
