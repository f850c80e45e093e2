"""The blocks of a web page: its paragraphs, headings, list items and table rows."""

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import NamedTuple

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from ingest.formats.html.anchors import ANCHOR_REASON, is_anchor, is_edit_link
from ingest.formats.html.elements import (
    CELLS,
    HEADINGS,
    LISTS,
    begins_line,
    is_box,
    is_link,
    is_pre,
    meets_another,
    raising_of,
    stand_in,
)
from ingest.formats.html.line import LINK, PLAIN, Line, Source
from ingest.formats.html.marks import ItemMarks
from ingest.formats.html.page_block import PageBlock
from ingest.formats.html.regions import Regions
from ingest.formats.html.tables import Cell, Row, layout_tables, table_rows
from ingest.formats.html.visible import SILENT, controlled_ids, unseen_reason
from ingest.structure import Block

MAX_INDENT = 8
"""Lists in lists that differ in their indentation."""
MAX_HEADING_CHARS = 500
"""A longer one is text in an element that was not closed."""
_SPACE = re.compile(r"\s+")
_CJK = "[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]"
_CJK_BREAK = re.compile(rf"(?<={_CJK})[ \t]*\n\s*(?={_CJK})")
"""A line break in the source between characters that no space goes between."""
_NOTE = re.compile(r"\d{1,3}|[*†‡]+")


def page_blocks(root: HtmlElement) -> list[PageBlock]:
    """Return the blocks of the whole page; those that its visitors do not see are dropped.

    A page that is hidden as a whole is one that a script shows.
    """
    blocks = _Reader(root, controlled_ids(root), layout_tables(root)).read()
    is_shown_later = all(found.block.dropped for found in blocks)
    return [found.show() if is_shown_later else found for found in blocks]


@dataclass
class _List:
    """A list that is open, with the mark of its current item; it `begins` with its first block."""

    element: HtmlElement
    marks: ItemMarks
    mark: str = ""
    begins: bool = False


class _Frame(NamedTuple):
    """An element that is open, and where in its line it began."""

    element: HtmlElement
    line: Line
    start: int
    is_read: bool = False
    is_block: bool = False
    raising: str = ""


@dataclass
class _Table:
    """A table that is open; `outer` is what was read before its `cell`, if one is open."""

    element: HtmlElement
    rows: list[Row]
    cell: HtmlElement | None = None
    outer: tuple[list[PageBlock], list[_List]] | None = None


class _Reader:
    """The state while a tree is read in its order, once."""

    def __init__(
        self,
        root: HtmlElement,
        controlled: Set[str],
        layout: Set[HtmlElement],
        reason: str = "",
    ) -> None:
        self.root = root
        self.controlled = controlled
        self.layout = layout
        self.reason = reason
        self.found: list[PageBlock] = []
        self.unseen: list[PageBlock] = []
        self.line = Line()
        self.frames: list[_Frame] = []
        self.lists: list[_List] = []
        self.tables: list[_Table] = []
        self.around: list[HtmlElement] = [root]  # that make blocks
        self.heading: HtmlElement | None = None
        self.regions = Regions()
        self.links = self.raised = self.pre = 0  # open elements of these kinds

    def read(self) -> list[PageBlock]:
        """Return the blocks of the tree."""
        walk = iterwalk(self.root, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                self._end(element)
            elif not self._start(element):
                walk.skip_subtree()
        self._flush()
        return [*self.found, *self.unseen]

    def _start(self, element: HtmlElement) -> bool:
        """Begin an element, and return whether its contents are read from the tree."""
        is_block = begins_line(element)
        if not self._is_read(element, is_block):
            self.frames.append(_Frame(element, self.line, len(self.line)))
            return False
        raising = raising_of(element)
        if is_block:
            self._open_block(element)
        elif is_box(element):
            self.line.add_edge()
        elif not raising and meets_another(element):
            self.line.add_seam()
        self.links += is_link(element)
        self.raised += bool(raising)
        self.frames.append(_Frame(element, self.line, len(self.line), True, is_block, raising))
        if element.tag == "q":
            self.line.add("“")
        self._add(element, is_tail=False)
        return True

    def _is_read(self, element: HtmlElement, is_block: bool) -> bool:
        """Return whether an element's contents are text; what is no text is done with here."""
        reason = "" if self.reason else unseen_reason(element, self.controlled)
        if reason:
            self.unseen += _Reader(element, self.controlled, self.layout, reason).read()
            if is_block:
                self.line.add_edge()
            return False
        words = stand_in(element)
        if words is not None:
            self.line.add_edge()
            self.line.add(words)
            self.line.add_edge()
        elif element.tag == "br":
            self._break()
        return words is None and element.tag != "br" and element.tag not in SILENT

    def _end(self, element: HtmlElement) -> None:
        frame = self.frames.pop()
        if frame.is_block:
            self._close_block(element)
        elif frame.is_read and frame.line is self.line:
            self._close_inline(frame)
        self.links -= frame.is_read and is_link(element)
        self.raised -= bool(frame.raising)
        if element is not self.root:
            self._add(element, is_tail=True)

    def _add(self, element: HtmlElement, *, is_tail: bool) -> None:
        text = element.tail if is_tail else element.text
        if text:
            source = Source(element, is_tail, len(text.strip()))
            text = text.replace("\xad", "")
            text = text if self.pre else _SPACE.sub(" ", _CJK_BREAK.sub("", text))
            self.line.add(text, LINK if self.links else PLAIN, source)

    def _break(self) -> None:
        if self.line.ends_with_break and self.heading is None and not self.pre:
            self._flush()
        else:
            self.line.add("\n")

    def _close_inline(self, frame: _Frame) -> None:
        element, line = frame.element, self.line
        if frame.raising:
            line.shift(frame.start, frame.raising)
        elif element.tag == "a":
            if self.heading is not None and is_anchor(element, self.heading, line, frame.start):
                line.mark_anchor(frame.start)
            elif _is_note(element, line, frame.start):
                if not self.raised and line.touches(frame.start):
                    line.shift(frame.start, "sup")
                line.add_edge()
        elif is_box(element):
            line.add_edge()
        elif element.tag == "q":
            line.add("”")
        elif line.ends_with_label:
            line.add_edge()
        following = element.getnext()
        is_pair = following is not None and following.tag == element.tag in ("a", "time")
        if is_pair and not element.tail:
            line.add_edge()

    def _open_block(self, element: HtmlElement) -> None:
        self._flush()
        self.around.append(element)
        self.regions.open(element)
        tag = element.tag
        self.pre += is_pre(element)
        if tag in HEADINGS and self.heading is None:
            self.heading = element
        elif tag in LISTS:
            self.lists.append(_List(element, ItemMarks.of(element)))
        elif tag == "li" and self.lists:
            self.lists[-1].mark = self.lists[-1].marks.next(element)
            self.lists[-1].begins = True
        elif tag == "table":
            self.tables.append(_Table(element, []))
        elif self.tables and self.tables[-1].element not in self.layout:
            self._open_row_or_cell(element, self.tables[-1])

    def _open_row_or_cell(self, element: HtmlElement, table: _Table) -> None:
        if table.cell is None and element.tag == "tr":
            table.rows.append(Row(element, []))
        elif table.cell is None and element.tag in CELLS:
            table.cell, table.outer = element, (self.found, self.lists)
            self.found, self.lists = [], []

    def _close_block(self, element: HtmlElement) -> None:
        self._flush()
        self.around.pop()
        self.regions.close()
        tag = element.tag
        self.pre -= is_pre(element)
        if element is self.heading:
            self.heading = None
        elif tag in LISTS:
            self.lists.pop()
        elif tag == "table":
            table = self.tables.pop()
            self.found += table_rows(element, table.rows)
        elif self.tables and self.tables[-1].cell is element:
            self._close_cell(element, self.tables[-1])

    def _close_cell(self, element: HtmlElement, table: _Table) -> None:
        if not table.rows:
            table.rows.append(Row(element, []))
        table.rows[-1].cells.append(Cell(element, self.found, _is_head(element)))
        if table.outer:
            self.found, self.lists = table.outer
        table.cell = None

    def _flush(self) -> None:
        """End the line, and make a block of it."""
        line, self.line = self.line, Line()
        if not line.texts:
            return
        cut = line.cut_anchors() if self.heading is not None else ""
        lines = line.lines(is_pre=self.pre > 0)
        is_heading = self.heading is not None and sum(map(len, lines)) <= MAX_HEADING_CHARS
        words = (" " if is_heading else "\n").join(lines)
        level = int(self.heading.tag[1]) if self.heading is not None and is_heading else 0
        links = min(line.links, len(words))
        if words.strip(" |\n"):
            block = Block(words, level, dropped=self.reason)
            found = PageBlock(
                block, links, self.around[-1], line.source, regions=self.regions.around()
            )
            if self.found and is_edit_link(self.found[-1], found):
                cut = words
            else:
                self.found.append(found if level else self._in_list(found))
        if cut:
            anchor = Block(cut, dropped=self.reason or ANCHOR_REASON)
            self.unseen.append(PageBlock(anchor, len(cut), self.around[-1]))

    def _in_list(self, found: PageBlock) -> PageBlock:
        """Return a block as part of the list that it is in, if any."""
        if not self.lists:
            return found
        depth = min(len(self.lists), MAX_INDENT)
        inner = self.lists[-1]
        mark = f"{'  ' * (depth - 1)}{inner.mark}" if inner.begins else "  " * depth
        inner.begins = False
        return found._replace(whole=self.lists[0].element, mark=mark)


def _is_note(link: HtmlElement, line: Line, start: int) -> bool:
    """Return whether a link is the mark of a note."""
    is_within = (link.get("href") or "").startswith("#")
    return is_within and bool(_NOTE.fullmatch(line.text_from(start)))


def _is_head(cell: HtmlElement) -> bool:
    around = next(cell.iterancestors("thead", "table"), None)
    return cell.tag == "th" or (around is not None and around.tag == "thead")
