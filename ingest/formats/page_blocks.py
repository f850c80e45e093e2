"""The blocks of a whole web page: its paragraphs, headings, lists and tables."""

from collections.abc import Iterator, Sequence, Set
from itertools import groupby
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from ingest.structure import Block, header_rule

MAX_ROW_CHARS = 1000
"""A longer row is no row of a table, but a means of laying out a page."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_HIDDEN = {"script", "style", "noscript", "template", "head", "svg", "iframe", "object"}
_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr",
}  # fmt: skip


class PageBlock(NamedTuple):
    """A block of the whole page, and how many of its characters are in links.

    `whole` is the list or the table that it is an item or a row of; there its line begins with
    `mark`, and has `rule` below it if it is the header.
    """

    block: Block
    links: int
    whole: HtmlElement | None = None
    mark: str = ""
    rule: str = ""


def page_blocks(root: HtmlElement) -> Iterator[PageBlock]:
    """Yield the blocks of the whole page, whose tree is changed."""
    for element in root.iter("br"):
        element.tail = f"\n{element.tail or ''}"
    rows = {row for row in root.iter("tr") if _is_row(row)}
    for row in rows:
        for number, cell in enumerate(row):
            cell.text = f"{' | ' if number else ''}{cell.text or ''}"
            for element in cell.iterdescendants():
                if element.tag not in _INLINE:
                    element.tail = f" {element.tail or ''}"
    headers = _header_rows(root, rows)
    items: set[HtmlElement] = set()
    located = [(element_path(text), text) for text in root.xpath("//text()")]
    for element, group in groupby(located, key=lambda pair: _block_element(pair[0], rows)):
        texts = list(group)
        words = folded("".join(text for _, text in texts))
        if element is not None and words.strip(" |"):
            level = int(element.tag[1]) if element.tag in _HEADINGS else 0
            links = sum(len(text) for path, text in texts if any(e.tag == "a" for e in path))
            found = PageBlock(Block(words, level), min(links, len(words)))
            if element in rows:
                table = next(element.iterancestors("table"), None)
                rule = header_rule(len(element)) if element in headers else ""
                yield found._replace(whole=table, rule=rule)
            else:
                yield found if level else _in_list(found, element, items)


def _in_list(found: PageBlock, element: HtmlElement, items: set[HtmlElement]) -> PageBlock:
    """Return a block as part of the list that it is in, if any; `items` are those that began."""
    path = [element, *element.iterancestors()]
    lists = [outer for outer in path if outer.tag in ("ul", "ol")]
    item = next((outer for outer in path if outer.tag == "li"), None)
    if item is None or not lists:
        return found
    mark = "  " * len(lists) if item in items else f"{'  ' * (len(lists) - 1)}- "
    items.add(item)
    return found._replace(whole=lists[-1], mark=mark)


def _header_rows(root: HtmlElement, rows: Set[HtmlElement]) -> set[HtmlElement]:
    """Return the rows that are the first of their table with several cells, all of them heads."""
    firsts = (
        next((row for row in table.iter("tr") if row in rows and len(row) > 1), ())
        for table in root.iter("table")
    )
    return {row for row in firsts if len(row) and all(cell.tag == "th" for cell in row)}


def _is_row(row: HtmlElement) -> bool:
    nested = any(
        element.tag in ("table", "ul", "ol", *_HEADINGS) for element in row.iterdescendants()
    )
    return not nested and len(row.text_content()) <= MAX_ROW_CHARS


def element_path(text: Any) -> list[HtmlElement]:
    """Return the elements around a text node, the innermost first."""
    element = text.getparent()
    if text.is_tail:
        element = element.getparent()
    return [] if element is None else [element, *element.iterancestors()]


def _block_element(path: Sequence[HtmlElement], rows: Set[HtmlElement]) -> HtmlElement | None:
    """Return the paragraph, heading, row or the like on a path; None if it is hidden."""
    if any(element.tag in _HIDDEN for element in path):
        return None
    row = next((element for element in path if element in rows), None)
    inner = next((element for element in path if element.tag not in _INLINE), None)
    return inner if row is None else row


def join_parts(found: Sequence[PageBlock]) -> list[Block]:
    """Return the blocks of a page, the items of a list or the rows of a table as one."""
    blocks = []
    for whole, group in groupby(found, key=lambda block: block.whole):
        parts = list(group)
        if whole is None:
            blocks += [part.block for part in parts]
        else:
            lines = (f"{part.mark}{part.block.words}{part.rule}" for part in parts)
            blocks.append(Block("\n".join(lines)))
    return blocks


def folded(text: str) -> str:
    """Return a text with single spaces and without line breaks."""
    return " ".join(text.split())
