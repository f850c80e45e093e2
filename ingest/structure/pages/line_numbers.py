"""The numbers of lines in the margin of a page, as of transcripts, laws and drafts."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from ingest.structure.pages.columns import FULL_LINE_SHARE, FULL_LINES_SHARE, RUNNING_SHARE
from ingest.structure.pages.lines import Line
from ingest.structure.pages.paragraphs import END
from ingest.structure.pages.rows import on_same_base

MIN_NUMBERS = 4
"""Fewer numbers below each other may be those of a list."""
MIN_STEP = 5
"""Two numbers are enough if so many lines or more are from one to the next, as they say."""
MAX_NUMBERS = 500
"""A page with more numbers is one of a table."""


def find_line_numbers(lines: Sequence[Line]) -> set[Line]:
    """Return the lines of a page that are numbers of others.

    They ascend by the same step, stand below each other at the edge of the page, and beside them
    is text whose sentences go on from line to line, unlike that of a numbered list or table.
    """
    numbers = [line for line in lines if line.size and line.words.isdecimal()]
    texts = [line for line in lines if line.size and not line.words.isdecimal()]
    if not 2 <= len(numbers) <= MAX_NUMBERS or not texts:
        return set()
    found: set[Line] = set()
    for column in _columns(numbers):
        top, bottom = column[0].bottom + column[0].size, column[-1].bottom - column[0].size
        beside = [line for line in texts if bottom < line.bottom < top]
        is_sure = len(column) >= MIN_NUMBERS or _counts_lines(column, texts)
        if is_sure and _is_at_edge(column, beside) and _run_on(beside):
            found.update(column)
    return found


def _columns(numbers: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the numbers that stand below each other and ascend by the same step."""
    for side in (attrgetter("left"), attrgetter("right")):
        ordered = sorted(numbers, key=side)
        cuts = [
            at
            for at, (line, other) in enumerate(pairwise(ordered), start=1)
            if side(other) - side(line) > line.size / 3
        ]
        for start, end in pairwise([0, *cuts, len(ordered)]):
            column = sorted(ordered[start:end], key=lambda line: -line.bottom)
            steps = {int(below.words) - int(above.words) for above, below in pairwise(column)}
            if len(column) > 1 and len(steps) == 1 and min(steps) > 0:
                yield column


def _counts_lines(numbers: Sequence[Line], texts: Sequence[Line]) -> bool:
    """Return whether numbers are as far apart as they say: 5 and 10 beside a fifth line each."""
    first, last = numbers[0], numbers[-1]
    start, distance = int(first.words), int(last.words) - int(first.words)
    step = distance // (len(numbers) - 1)
    room = first.size / 2
    between = sum(last.bottom - room < line.bottom <= first.bottom - room for line in texts)
    return step >= MIN_STEP and start % step == 0 and between == distance


def _is_at_edge(numbers: Sequence[Line], texts: Sequence[Line]) -> bool:
    """Return whether all text is on one side of the numbers."""
    left, right = min(line.left for line in numbers), max(line.right for line in numbers)
    return all(line.left > right for line in texts) or all(line.right < left for line in texts)


def _run_on(texts: Sequence[Line]) -> bool:
    """Return whether text fills its lines, one part each, and its sentences go on below."""
    ordered = sorted(texts, key=lambda line: -line.bottom)
    if len(ordered) < MIN_NUMBERS:
        return False
    width = max(line.right for line in ordered) - min(line.left for line in ordered)
    full = sum(line.right - line.left >= FULL_LINE_SHARE * width for line in ordered)
    pairs = list(pairwise(ordered))
    going_on = sum(
        below.words[0].islower() and not END.search(above.words) and not on_same_base(above, below)
        for above, below in pairs
    )
    return full >= FULL_LINES_SHARE * len(ordered) and going_on >= RUNNING_SHARE * len(pairs)
