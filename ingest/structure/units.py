"""The units of a section: sentences, list items, table rows, each with what leads it in."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from ingest.document import Context, Dropped
from ingest.structure.sentences import Span, is_row, paragraphs, sentences

MAX_LABEL_WORDS = 12
"""Of a paragraph without an end mark that names what follows it: a heading in bold, a caption."""
_ITEM = re.compile(r"(?:[-*+•◦▪‣·–—]|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)])\s")
_COLON = re.compile(r":[\s*_`\"'”’»)\]]*$")
_FOLLOWING = re.compile(
    r"\b(?:the following|as follows|below)\b(?:\W+\w+){0,4}\W*$", re.IGNORECASE
)  # at the end of a sentence
MAX_FOLLOWING_CHARS = 100
_NO_LABEL = re.compile(r"[.!?…;,:][\s*_`\"'”’»)\]]*$")
_HEAD_RULE = re.compile(r"[\r\n]\s*\|?(?:\s*:?-+:?\s*\|)+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Unit(NamedTuple):
    """A part of a paragraph that is not cut, if it fits into a passage.

    `paragraph` is the number of its paragraph. `context` leads it in from outside: the lead-in of
    its list, the items that it is below, the header of its table. A unit that `binds` says nothing
    without the next one.
    """

    span: Span
    paragraph: int
    context: tuple[Context, ...] = ()
    binds: bool = False


def find_units(text: str, body: Span, dropped: Sequence[Dropped]) -> list[Unit]:
    """Return the units in `body`, in order, without those of dropped spans."""
    found: list[Unit] = []
    state = _ReadingState(text)
    read = [
        (paragraph, [(span, _kind(text, span)) for span in sentences(text, paragraph)])
        for paragraph in paragraphs(text, body, dropped)
    ]
    has_values = _rows_above_values(text, [unit for _, spans in read for unit in spans])
    for number, (paragraph, spans) in enumerate(read, start=1):
        state.begin_paragraph(paragraph, sum(kind == "row" for _, kind in spans))
        for span, kind in spans:
            context = state.read(span, kind, above_values=span in has_values)
            binds = bool(_COLON.search(text, max(span[0], span[1] - 20), span[1])) or (
                state.header == span
                if kind == "row"
                else len(spans) == 1 and kind == "text" and _is_label(text[slice(*span)])
            )
            found.append(Unit(span, number, context, binds))
    return found


class _Item(NamedTuple):
    """A list item: how far it is indented, its kind of mark ("1", "a", "•"), its span."""

    column: int
    style: str
    span: Span


class _ReadingState:
    """What the reader of a section has in mind at a unit."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.header: Span | None = None
        self._lead: Span | None = None  # the last text before the list or table
        self._items: list[_Item] = []  # the items that the current one is below, and itself
        self._kind = "text"
        self._rows = 0  # of the last paragraph that had any
        self._new_table = True

    def begin_paragraph(self, paragraph: Span, rows: int) -> None:
        """Notice that a table may begin, or a list end."""
        if rows:
            self._new_table = self._kind != "row" or rows > 1 or self._rows > 1
            self._rows = rows
        elif not _column(self.text, paragraph[0]):
            if self._kind == "row":
                self._lead = None  # it was that of the table
            self._kind = "text"

    def read(self, span: Span, kind: str, *, above_values: bool) -> tuple[Context, ...]:
        """Return the context of the next unit; a row may have rows with values below it."""
        if kind == "text" and self._kind == "item":  # the item goes on
            return self._context(self._items[:-1])
        if kind == "row":
            return self._read_row(span, above_values)
        if kind == "item":
            if self._kind != "item":
                self._items = []
            item = _Item(_column(self.text, span[0]), _style(self.text, span[0]), span)
            self._items = self._above(item)
            context = self._context(self._items)
            self._items.append(item)
        else:
            self._items, self._lead, context = [], span, ()
        self._kind = kind
        return context

    def _read_row(self, span: Span, above_values: bool) -> tuple[Context, ...]:
        head = bool(_HEAD_RULE.search(self.text, *span))
        if self._new_table or head:
            if self._kind == "item":
                self._lead = None  # it was that of the list
            self._items, self._new_table, self._kind = [], False, "row"
            names = above_values and not _has_value(self.text[slice(*span)])
            self.header = span if head or names else None
            return self._context([])
        if self.header is None:
            return self._context([])
        start, end = self.header
        columns = self.text[start:end].splitlines()[0].rstrip()  # without the rule below it
        header = _context(self.text, "header", (start, start + len(columns)))
        return (*self._context([]), header)

    def _above(self, item: "_Item") -> list["_Item"]:
        """Return the items that this one is below.

        At the same column, an item with another kind of mark is below: 2., then (a).
        """
        above = [one for one in self._items if one.column <= item.column]
        siblings = [
            number
            for number, one in enumerate(above)
            if (one.column, one.style) == (item.column, item.style)
        ]
        return above[: siblings[0]] if siblings else above

    def _context(self, items: Sequence["_Item"]) -> tuple[Context, ...]:
        lead = [self._lead] if self._lead and self._leads_in(self._lead) else []
        spans = [*lead, *(item.span for item in items)]
        return tuple(_context(self.text, "lead-in", span) for span in spans)

    def _leads_in(self, span: Span) -> bool:
        words = self.text[slice(*span)]
        end = words[-MAX_FOLLOWING_CHARS:]
        return bool(_COLON.search(end) or _FOLLOWING.search(end) or _is_label(words))


def _context(text: str, kind: str, span: Span) -> Context:
    return Context(kind, *span, text[slice(*span)])


def _kind(text: str, span: Span) -> str:
    start, end = span
    if is_row(text[start:end].split("\n", 1)[0]):
        return "row"
    line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    at_line_start = not text[line_start:start].strip()
    return "item" if at_line_start and _ITEM.match(text, start) else "text"


def _style(text: str, position: int) -> str:
    """Return the kind of an item's mark: figures, letters or a bullet."""
    mark = text[position : position + 3].lstrip("(")[:1]
    return "1" if mark.isdigit() else "a" if mark.isalpha() else "•"


def _column(text: str, position: int) -> int:
    """Return how far a position is indented; 0 if it is not at the start of its line."""
    line_start = max(text.rfind("\n", 0, position), text.rfind("\r", 0, position)) + 1
    before = text[line_start:position]
    return len(before.expandtabs(4)) if not before.strip() else 0


def _is_label(words: str) -> bool:
    few = len(words.split()) <= MAX_LABEL_WORDS and len(words.splitlines()) == 1
    return few and any(map(str.isalpha, words)) and not _NO_LABEL.search(words)


def _rows_above_values(text: str, units: Sequence[tuple[Span, str]]) -> set[Span]:
    """Return the rows that have a row with a value below them, in the same table."""
    found, value_below = set(), False
    for span, kind in reversed(units):
        if kind != "row":
            value_below = False
            continue
        if value_below:
            found.add(span)
        value_below |= _has_value(text[slice(*span)])
    return found


def _has_value(row: str) -> bool:
    """Return whether a row holds a figure other than a year; a header without a rule has none."""
    return any(map(str.isdigit, _YEAR.sub("", row)))
