"""The units of a section: sentences, list items, table rows, each with what leads it in."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from ingest.document import Context, Dropped
from ingest.structure.sentences import Span, paragraphs, sentences
from ingest.structure.tables import LIST_MARK, Row, find_header, find_rows

MAX_LABEL_WORDS = 12
"""Of a paragraph without an end mark that names what follows it: a heading in bold, a caption."""
_ITEM = re.compile(rf"{LIST_MARK}\s")
_COLON = re.compile(r":[\s*_`\"'”’»)\]]*$")
_FOLLOWING = re.compile(
    r"\b(?:the following|as follows|below)\b(?:\W+\w+){0,4}\W*$", re.IGNORECASE
)  # at the end of a sentence
MAX_FOLLOWING_CHARS = 100
MAX_INDENT_CHARS = 200
"""Of a line, before its first word: far more than any list is indented."""
_NO_LABEL = re.compile(r"[.!?…;,:][\s*_`\"'”’»)\]]*$")


class Unit(NamedTuple):
    """A part of a paragraph that is not cut, if it fits into a passage.

    `paragraph` is the number of its paragraph, `kind` is "text", "item" (the start of one) or
    "row". `context` leads it in from outside: the lead-in of its list, the items that it is below,
    the header of its table. A unit that `binds` says nothing without the next one.
    """

    span: Span
    paragraph: int
    context: tuple[Context, ...] = ()
    binds: bool = False
    kind: str = "text"


def find_units(
    text: str, body: Span, dropped: Sequence[Dropped], lead_in: Span | None = None
) -> list[Unit]:
    """Return the units in `body`, in order, without those of dropped spans.

    `lead_in` is the one before the heading, of the list or table that `body` may begin with.
    """
    found: list[Unit] = []
    read = paragraphs(text, body, dropped)
    rows = [find_rows(text, paragraph) for paragraph in read]
    tables = _tables(text, read, rows)
    state = _ReadingState(text, lead_in)
    for number, (paragraph, own_rows) in enumerate(zip(read, rows, strict=True), start=1):
        state.begin_paragraph(paragraph, has_rows=bool(own_rows))
        spans = sentences(text, paragraph, own_rows)
        for span in spans:
            table = tables.get(span[0])
            kind = "row" if table else _kind(text, span)
            context = state.read(span, kind, table)
            binds = ends_with_colon(text, span) or (
                table.header_start == span[0]
                if table
                else len(spans) == 1 and kind == "text" and _is_label(text[slice(*span)])
            )
            found.append(Unit(span, number, context, binds, kind))
    return found


def ends_with_colon(text: str, span: Span) -> bool:
    """Return whether a span says nothing without what follows it."""
    return bool(_COLON.search(text, max(span[0], span[1] - 20), span[1]))


class _Table(NamedTuple):
    """A table: where it starts, and its header."""

    start: int
    header: Row | None

    @property
    def header_start(self) -> int | None:
        return self.header.start if self.header else None


def _tables(text: str, read: Sequence[Span], rows: Sequence[Sequence[Row]]) -> dict[int, _Table]:
    """Return the table of each row, by the row's start.

    Paragraphs of one row each are a table, and so are rows with no blank line between them. A
    table without a header that follows another one with as many columns goes on with it.
    """
    tables: list[tuple[list[Row], bool]] = []  # and whether it follows the one before
    before: Sequence[Row] = ()
    for paragraph, own in zip(read, rows, strict=True):
        gap = text[before[-1].end : paragraph[0]] if before else ""
        if own and before and (len(before) == len(own) == 1 or len(gap.splitlines()) < 2):
            tables[-1][0].extend(own)
        elif own:
            tables.append((list(own), bool(before)))
        before = own
    found: dict[int, _Table] = {}
    table = _Table(0, None)
    for own, follows in tables:
        header = find_header(own)
        columns = len(table.header.cells) if table.header else 0
        if header or not follows or len(own[0].cells) != columns:
            table = _Table(own[0].start, header)
        found |= dict.fromkeys((row.start for row in own), table)
    return found


class _Item(NamedTuple):
    """A list item: how far it is indented, its kind of mark ("1", "a", "•"), its span."""

    column: int
    style: str
    span: Span


class _ReadingState:
    """What the reader of a section has in mind at a unit."""

    def __init__(self, text: str, lead_in: Span | None) -> None:
        self.text = text
        self._lead = lead_in  # the last text before the list or table
        self._items: list[_Item] = []  # the items that the current one is below, and itself
        self._kind = "text"

    def begin_paragraph(self, paragraph: Span, *, has_rows: bool) -> None:
        """Notice that a list or a table may end."""
        if not has_rows and not _column(self.text, paragraph[0]):
            if self._kind == "row":
                self._lead = None  # it was that of the table
            self._kind = "text"

    def read(self, span: Span, kind: str, table: _Table | None) -> tuple[Context, ...]:
        """Return the context of the next unit, a row of `table` if there is one."""
        if table:
            return self._read_row(span, table)
        if kind == "text" and self._kind == "item":  # the item goes on
            return self._context(self._items[:-1])
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

    def _read_row(self, span: Span, table: _Table) -> tuple[Context, ...]:
        if span[0] == table.start:
            if self._kind == "item":
                self._lead = None  # it was that of the list
            self._items, self._kind = [], "row"
        context, header = self._context([]), table.header
        if header is None or header.start == span[0]:
            return context
        return (*context, _context(self.text, "header", (header.start, header.end)))

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
    at_line_start = not _before_in_line(text, span[0]).strip()
    return "item" if at_line_start and _ITEM.match(text, span[0]) else "text"


def _style(text: str, position: int) -> str:
    """Return the kind of an item's mark: figures, letters or a bullet."""
    mark = text[position : position + 3].lstrip("(")[:1]
    return "1" if mark.isdigit() else "a" if mark.isalpha() else "•"


def _column(text: str, position: int) -> int:
    """Return how far a position is indented; 0 if it is not at the start of its line."""
    before = _before_in_line(text, position)
    return len(before.expandtabs(4)) if not before.strip() else 0


def _before_in_line(text: str, position: int) -> str:
    """Return what is before a position in its line; of more than an indent, the end."""
    before = text[max(0, position - MAX_INDENT_CHARS) : position]
    return before[max(before.rfind("\n"), before.rfind("\r")) + 1 :]


def _is_label(words: str) -> bool:
    few = len(words.split()) <= MAX_LABEL_WORDS and len(words.splitlines()) == 1
    return few and any(map(str.isalpha, words)) and not _NO_LABEL.search(words)
