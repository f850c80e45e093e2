"""Word documents: headings by their styles, lists, tables row by row."""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import groupby
from typing import Any
from zipfile import BadZipFile, ZipFile

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from ingest.document import Document, Metadata
from ingest.errors import UnreadableSource
from ingest.extracted import Block, extracted
from ingest.metadata import sound

MOST_UNPACKED = 500_000_000
"""Bytes of all parts of a file together."""
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_WRAPPERS = [qn(f"w:{name}") for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml")]
_PARAGRAPH, _TABLE, _ROW, _CELL = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc"))
_CHARACTERS = {
    qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-",
}  # fmt: skip


def read_docx(id: str, data: bytes, keep_boilerplate: bool = False) -> Document:
    """A Word document as a Document; its text is that of its body, deletions left out.

    What stands in headers, footers, notes and comments is not part of it, and when the file was
    made is not when the document was written.
    """
    _check(data)
    try:
        word = docx.Document(BytesIO(data))
        about = word.core_properties
        blocks = list(_blocks(word.element.body, word))
    except Exception as error:  # of the library, where a part is missing or is no XML
        raise UnreadableSource(f"not a DOCX file, or a damaged one: {error}") from error
    properties: Metadata = {}
    if title := sound(about.title or ""):
        properties["title"] = title
    if author := sound(about.author or ""):
        properties["author"] = author
    return extracted(
        id, data, blocks, said={}, properties=properties, keep_boilerplate=keep_boilerplate
    )


def _check(data: bytes) -> None:
    """Refuse what is not a DOCX file, and what grows beyond measure when it is unpacked."""
    if data.startswith(_OLD_WORD):
        raise UnreadableSource(
            "not a DOCX file but an old or an encrypted Word document: save it as .docx"
        )
    try:
        with ZipFile(BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
    except (BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise UnreadableSource(f"not a DOCX file: {error}") from error
    if unpacked > MOST_UNPACKED:
        raise UnreadableSource(f"over {MOST_UNPACKED // 10**6} MB when it is unpacked")


def _blocks(body: Any, word: Any) -> Iterator[Block]:
    """Headings, paragraphs, lists and tables, in their order."""
    for is_item, run in groupby(_parts(body), key=lambda part: _is_item(part, word)):
        if is_item:
            yield Block("\n".join(f"- {words}" for part in run if (words := _words(part))))
            continue
        for part in run:
            if part.tag == _TABLE:
                rows = (row for row in part.iter(_ROW) if next(row.iterancestors(_TABLE)) is part)
                yield Block("\n".join(filter(None, map(_row, rows))))
            else:
                yield Block(_words(part), level=_level(part, word))


def _parts(body: Any) -> Iterator[Any]:
    """The paragraphs and tables in an element, and in what is only wrapped around some."""
    for child in body:
        if child.tag in (_PARAGRAPH, _TABLE):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _parts(child)


def _row(row: Any) -> str:
    cells = [" ".join(map(_words, cell.iter(_PARAGRAPH))) for cell in row if cell.tag == _CELL]
    return " | ".join(cells) if any(map(str.strip, cells)) else ""


def _words(paragraph: Any) -> str:
    """The text of a paragraph as it is shown: with what was inserted, a text box once."""
    parts = []
    for element in paragraph.iter(qn("w:t"), *_CHARACTERS):
        if not any(parent.tag.endswith("}Fallback") for parent in element.iterancestors()):
            parts.append(_CHARACTERS.get(element.tag) or element.text or "")
    lines = "".join(parts).split("\n")
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def _level(paragraph: Any, word: Any) -> int:
    """1 for a title, 2 for a heading of the highest level, and so on; 0 for other text."""
    style = Paragraph(paragraph, word._body).style
    for _ in range(10):  # styles are based on others
        if style is None:
            break
        if (style.name or "").lower() == "title":
            return 1
        if heading := _HEADING.fullmatch(style.name or ""):
            return 1 + int(heading[1])
        style = style.base_style
    return 0


def _is_item(part: Any, word: Any) -> bool:
    if part.tag == _TABLE or _level(part, word):
        return False
    style = Paragraph(part, word._body).style
    numbered = part.pPr is not None and part.pPr.numPr is not None
    return numbered or (style is not None and (style.name or "").startswith("List"))
