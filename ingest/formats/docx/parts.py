"""The parts of a story, that is of a text that runs through paragraphs and tables, to blocks."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from ingest.structure import Block

_ITEM_MARK = re.compile(r"-|\(?\w{1,5}[.)]")
"""The marks of a list. Behind others ("1.1", "Article 1") stand paragraphs of their own."""


class Part(NamedTuple):
    """A paragraph or a table: its number or bullet, its words, how many items it is below.

    `level` is that of a heading, from 1. A note or a box `is_apart`: it comes behind the paragraph,
    list or table that it is in.
    """

    words: str
    level: int = 0
    mark: str = ""
    depth: int = 0
    is_apart: bool = False

    @property
    def text(self) -> str:
        return f"{self.mark} {self.words}".lstrip()

    @property
    def is_item(self) -> bool:
        return not self.level and bool(_ITEM_MARK.fullmatch(self.mark))


def to_blocks(parts: Iterable[Part]) -> Iterator[Block]:
    """Yield the blocks of a story, a list or a title in several paragraphs as one."""
    for level, blocks in groupby(_blocks(parts), key=lambda block: block.level):
        if level == 1:
            yield Block("\n".join(block.words for block in blocks), level)
        else:
            yield from blocks


def _blocks(parts: Iterable[Part]) -> Iterator[Block]:
    items: list[Part] = []
    apart: list[Part] = []
    for part in parts:
        if part.is_item:
            items.append(part)
        elif items and part.is_apart:
            apart.append(part)
        else:
            yield from _list(items, apart)
            items, apart = [], []
            yield Block(part.text, part.level)
    yield from _list(items, apart)


def _list(items: list[Part], apart: list[Part]) -> Iterator[Block]:
    if items:
        first = items[0].depth
        lines = (f"{'  ' * max(item.depth - first, 0)}{item.text}" for item in items)
        yield Block("\n".join(lines))
    yield from (Block(part.text, part.level) for part in apart)
