"""Edits of a text, and the way back from spans of the new text to spans of the old one."""

from bisect import bisect_right
from collections.abc import Iterable

Edit = tuple[int, int, str]
"""The half-open span of characters to replace, and their replacement."""

Span = tuple[int, int]


def apply_edits(old: str, edits: Iterable[Edit]) -> tuple[str, "OffsetMap"]:
    """Return the text after edits, which are in order and do not overlap, and its offsets' map."""
    pieces: list[str] = []
    offsets = OffsetMap()
    position = length = 0
    for start, end, replacement in edits:
        pieces += (old[position:start], replacement)
        length += start - position
        if end - start != 1 or len(replacement) != 1:  # or no offset changes
            offsets.add((length, length + len(replacement)), (start, end))
        length += len(replacement)
        position = end
    return "".join((*pieces, old[position:])) if pieces else old, offsets


class OffsetMap:
    """Where the characters of an edited text come from."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._replaced: list[tuple[Span, Span]] = []

    def add(self, new: Span, old: Span) -> None:
        """Add the next span that was replaced, of the new text and of the old one."""
        self._starts.append(new[0])
        self._replaced.append((new, old))

    def old_span(self, new: Span) -> Span | None:
        """Return a span in the old text, None if it begins or ends within a replacement."""
        (first, (start, _)), (last, (_, end)) = self._origin(new[0]), self._origin(new[1] - 1)
        return (start, end) if (first[0], last[1]) == new else None

    def _origin(self, at: int) -> tuple[Span, Span]:
        """Return the smallest span around a new character that has one in the old text, and it."""
        number = bisect_right(self._starts, at) - 1
        new, old = self._replaced[number] if number >= 0 else ((0, 0), (0, 0))
        if at < new[1]:
            return new, old
        moved = old[1] - new[1] + at
        return (at, at + 1), (moved, moved + 1)
