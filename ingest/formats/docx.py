"""Word documents: headings by their styles, lists, tables row by row."""

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import groupby
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

from ingest.archive import check_archive
from ingest.document import Document
from ingest.errors import UnreadableSource
from ingest.file_properties import file_properties
from ingest.structure import Block, document_from_blocks, header_rule

MAX_UNPACKED_BYTES = 500_000_000
"""Of all parts of a file together."""
MAX_DEPTH = 8
"""Of a list in a list: Word has nine levels."""
_HEADING = re.compile(r"heading ([1-9])")
_ITEM = -1
"""The level of a list item."""
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WRAPPERS = [
    *(qn(f"w:{name}") for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")),
    f"{_ALTERNATIVES}AlternateContent",
    f"{_ALTERNATIVES}Choice",
]
_PARAGRAPH, _TABLE, _ROW, _CELL = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc"))
_TEXT, _DELETED, _MOVED = (qn(f"w:{name}") for name in ("t", "del", "moveFrom"))
_HEADER = qn("w:tblHeader")
_LIST_LEVEL = "/".join(qn(f"w:{name}") for name in ("pPr", "numPr", "ilvl"))
_NOT_SHOWN = (_MOVED, f"{_ALTERNATIVES}Fallback")
_CHARACTERS = {
    _PARAGRAPH: "\n", qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}  # fmt: skip


def read_docx(id: str, data: bytes) -> Document:
    """Return a Word document as a Document; its text is that of its body, without deletions.

    Headers, footers, notes and comments are not part of it. The date on which the file was made
    is not taken for the document's.
    """
    check_archive(data, "Word document", ".docx", MAX_UNPACKED_BYTES)
    try:
        word = docx.Document(BytesIO(data))
        about = word.core_properties
        blocks = list(_blocks(word))
    except Exception as error:  # of the library, if a part is missing or is no XML
        raise UnreadableSource("not a Word document (.docx), or a damaged one") from error
    properties = file_properties(about.title, about.author)
    return document_from_blocks(id, data, blocks, declared={}, file_properties=properties)


def _blocks(word: WordDocument) -> Iterator[Block]:
    """Yield headings, paragraphs, lists and tables, in their order."""
    level_of = cache(lambda style: _level(word, style))

    def kind(part: Any) -> int:
        if part.tag == _TABLE:
            return 0
        level = level_of(None if part.pPr is None else part.style)
        numbered = part.pPr is not None and part.pPr.numPr is not None
        return _ITEM if numbered and not level else level

    parts = _within(word.element.body, _PARAGRAPH, _TABLE)
    for level, run in groupby(parts, key=kind):
        if level == _ITEM:
            items = ((_depth(part), _words(part)) for part in run)
            yield Block("\n".join(f"{'  ' * depth}- {words}" for depth, words in items if words))
            continue
        for part in run:
            words = _rows(part) if part.tag == _TABLE else _words(part)
            yield Block(words, level=level)


def _depth(item: Any) -> int:
    """Return how many items a list item is below: as it is numbered, or as its style is named."""
    level = item.find(_LIST_LEVEL)
    if level is not None:
        return min(int(level.val), MAX_DEPTH)
    named = re.search(r"[2-9]$", item.style or "")
    return int(named[0]) - 1 if named else 0


def _within(element: Any, *tags: str) -> Iterator[Any]:
    """Yield the children with these tags, including those inside wrappers."""
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _within(child, *tags)


def _rows(table: Any) -> str:
    """Return a line per row; a table in a cell is part of that cell's text."""
    rows: list[str] = []
    for row in _within(table, _ROW):
        if row.find(f"{_ROW}Pr/{_DELETED}") is None:
            contents = (_within(cell, _PARAGRAPH, _TABLE) for cell in _within(row, _CELL))
            texts = [
                " ".join(_rows(part) if part.tag == _TABLE else _words(part) for part in content)
                for content in contents
            ]
            cells = [" ".join(text.split()) for text in texts]
            is_first = not any(" | " in before for before in rows)
            is_header = is_first and row.find(f"{_ROW}Pr/{_HEADER}") is not None
            rows.append(" | ".join(cells) + (header_rule(len(cells)) if is_header else ""))
    return "\n".join(row for row in rows if row.strip(" |"))


def _words(paragraph: Any) -> str:
    """Return the text of a paragraph as Word shows it.

    Insertions are part of it, text that was moved away is not, and a text box comes once.
    """
    parts = []
    for element in paragraph.iter(_TEXT, qn("m:t"), *_CHARACTERS):
        if not any(parent.tag in _NOT_SHOWN for parent in element.iterancestors()):
            parts.append(_CHARACTERS.get(element.tag) or element.text or "")
    lines = "".join(parts).split("\n")
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def _level(word: WordDocument, style_id: str | None) -> int:
    """Return 1 for a title, 2 for a heading of the highest level, and so on; 0 for other text."""
    style: Any = word.styles.get_by_id(style_id, WD_STYLE_TYPE.PARAGRAPH)
    for _ in range(10):  # styles are based on others
        name = (style.name or "").lower() if style is not None else ""
        if name == "title":
            return 1
        if heading := _HEADING.fullmatch(name):
            return 1 + int(heading[1])
        if name.startswith("list"):
            return _ITEM
        style = style.base_style if style is not None else None
    return 0
