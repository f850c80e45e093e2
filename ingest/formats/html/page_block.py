"""A block of a web page, and how items and rows are joined to lists and tables."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from lxml.html import HtmlElement

from ingest.formats.html.line import Source
from ingest.structure import Block


class PageBlock(NamedTuple):
    """A block of the whole page, and how many of its characters are in links.

    `element` is the innermost one around it that makes a block, `source` the longest of its texts
    in the tree. `whole` is the list or the table that it is an item or a row of; there its line
    begins with `mark`, and has `rule` below it if it is the header. `regions` are the parts of
    the page around it: nav, footer, aside, form, figure, comments.
    """

    block: Block
    links: int
    element: HtmlElement
    source: Source | None = None
    whole: HtmlElement | None = None
    mark: str = ""
    rule: str = ""
    regions: frozenset[str] = frozenset()

    def drop(self, reason: str) -> "PageBlock":
        """Return the block, dropped for a reason unless it has one already."""
        return self._replace(block=replace(self.block, dropped=self.block.dropped or reason))

    def show(self) -> "PageBlock":
        """Return the block without its reason, if it was dropped."""
        return self._replace(block=replace(self.block, dropped=""))

    def line(self) -> str:
        """Return an item or a row as it is written in its list or table."""
        indent = "\n" + " " * len(self.mark)
        return self.mark + self.block.words.replace("\n", indent) + self.rule


def join_parts(found: Iterable[PageBlock]) -> list[Block]:
    """Return the blocks of a page, the items of a list or the rows of a table as one."""
    blocks = []
    for (whole, dropped), group in groupby(
        found, key=lambda part: (part.whole, part.block.dropped)
    ):
        parts = list(group)
        if whole is None:
            blocks += [part.block for part in parts]
        else:
            blocks.append(Block("\n".join(part.line() for part in parts), dropped=dropped))
    return blocks
