"""Which blocks of a page trafilatura takes for its article."""

import re
from collections.abc import Sequence
from itertools import islice, product
from typing import Any

from lxml import etree
from lxml.etree import iterwalk
from lxml.html import HtmlElement
from trafilatura import bare_extraction

from ingest.formats.html.page_block import PageBlock
from ingest.formats.html.regions import DIALOG, region_of
from ingest.formats.html.tables import layout_tables

_FIRST, _LAST = "\U000e0100", "\U000e01ef"
_NESTING = ("ul", "ol", "dl", "li", "dd", "dt", "blockquote")
MAX_NESTING = 16
"""Of a list in a list, each of them two elements, as deep as people write them."""
_SIGNS = [chr(code) for code in range(ord(_FIRST), ord(_LAST) + 1)]
"""Variation selectors: they are no space and no control character, and have no width."""
_MARK = re.compile(f"[{_FIRST}-{_LAST}]{{3}}")
_SIGN = re.compile(f"[{_FIRST}-{_LAST}]")


def chosen_by_trafilatura(root: HtmlElement, blocks: Sequence[PageBlock]) -> list[bool]:
    """Return for every block whether trafilatura takes it for part of the article.

    The longest text of each block gets a mark of its own, so that no block is taken for another
    one with the same words. That changes the tree.
    """
    marks = ["".join(signs) for signs in islice(product(_SIGNS, repeat=3), len(blocks))]
    for block, mark in zip(blocks, marks, strict=True):
        if block.source:
            _append(block.source.element, mark, is_tail=block.source.is_tail)
    _remove_dialogs(root, blocks)
    _simplify_tables(root)
    _simplify_nesting(root)
    try:
        article: Any = bare_extraction(root, include_comments=False, favor_recall=True)
    except Exception:  # a page that the library stumbles over has no article by it
        article = None
    body = None if article is None else article.body
    found = set() if body is None else set(_MARK.findall("".join(body.itertext())))
    return [mark in found for mark in marks]


def _remove_dialogs(root: HtmlElement, blocks: Sequence[PageBlock]) -> None:
    """Remove the dialogs of a page that has other text: the library takes a long one for it."""
    if all(DIALOG in block.regions for block in blocks):
        return
    for element in list(root.iter(etree.Element)):
        if region_of(element) == DIALOG and element.getparent() is not None:
            element.drop_tree()


def _simplify_tables(root: HtmlElement) -> None:
    """Make the tables that lay out a page plain blocks, and leave no cell that spans others.

    Both take the library time that grows with the square of their size.
    """
    layout = layout_tables(root)
    parts = list(root.iter("table", "thead", "tbody", "tfoot", "tr", "td", "th"))
    tables = [next(part.iterancestors("table"), None) for part in parts]
    for part, table in zip(parts, tables, strict=True):
        part.attrib.pop("rowspan", None)
        part.attrib.pop("colspan", None)
        if (part if part.tag == "table" else table) in layout:
            part.tag = "div"


def _simplify_nesting(root: HtmlElement) -> None:
    """Make lists and quotations plain blocks that are nested too deeply for the library.

    Its time grows with their depth.
    """
    depth = 0
    for event, element in iterwalk(root, events=("start", "end"), tag=_NESTING):
        depth += 1 if event == "start" else -1
        if event == "end" and depth >= MAX_NESTING:
            element.tag = "div"


def _append(element: HtmlElement, mark: str, *, is_tail: bool) -> None:
    text = _SIGN.sub("", element.tail if is_tail else element.text)
    words = text.rstrip()
    marked = f"{words}{mark}{text[len(words) :]}"
    if is_tail:
        element.tail = marked
    else:
        element.text = marked
