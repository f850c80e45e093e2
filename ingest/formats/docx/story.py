"""The stories of a Word document: its body, its notes, the text of a box or of a header."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.characters import superscript
from ingest.formats.docx.markup import Element, find, is_on, shown, tag
from ingest.formats.docx.notes import Note, Notes
from ingest.formats.docx.numbering import BULLET, Numbering
from ingest.formats.docx.package import Package
from ingest.formats.docx.parts import Part, to_blocks
from ingest.formats.docx.styles import Style, Styles
from ingest.formats.docx.tables import read_table
from ingest.formats.docx.words import RUN_LEVEL, RunReader, chart_words, diagram_words, shape_words
from ingest.structure import Block, is_prose

MAX_HEADING_CHARS = 250
"""A longer paragraph of sentences in a heading's style is a clause of a contract."""
_PARAGRAPH, _TABLE, _INSERTED = tag("w:p"), tag("w:tbl"), tag("w:altChunk")
_BLOCK_LEVEL = frozenset((_PARAGRAPH, _TABLE, _INSERTED)) | RUN_LEVEL
_DRAWINGS: dict[str, tuple[str, Callable[[Element], str]]] = {
    tag("dgm:relIds"): (tag("r:dm"), diagram_words),
    tag("c:chart"): (tag("r:id"), chart_words),
}
"""Elements that show another part: the attribute that names it, and what reads it."""


@dataclass(slots=True)
class Word:
    """A document that is being read: what its stories share.

    `insert` returns the blocks of an inserted document by its part's name. `read_parts` are the
    parts with a drawing or an inserted document that have been read; `unread` counts what is not.
    `dropped` is what comes behind the text.
    """

    package: Package
    styles: Styles
    numbering: Numbering
    notes: Notes
    insert: Callable[[str], Sequence[Block]]
    unread: Counter[str]
    dropped: list[Block] = field(default_factory=list)
    read_parts: set[str] = field(default_factory=set)


def read_story(word: Word, part: str, container: Element) -> list[Part]:
    """Return what an element of a part of the file contains, in its order."""
    return list(_Story(word, part).parts(container))


def note_text(word: Word, note: Note) -> str:
    """Return the text of a note, behind the mark that refers to it; '' if it is missing."""
    if note.element is None:
        return ""
    blocks = to_blocks(read_story(word, note.part, note.element))
    words = "\n".join(block.words for block in blocks)
    return f"{superscript(note.mark)} {words}".lstrip()


def drawing_words(word: Word, part: str, read: Callable[[Element], str]) -> str:
    """Return the words of a drawing's part, which is read once."""
    if not part or part in word.read_parts:
        return ""
    word.read_parts.add(part)
    root = word.package.xml(part)
    return "" if root is None else read(root)


class _Story:
    """Reads the stories of one part of the file."""

    def __init__(self, word: Word, part: str) -> None:
        self._word = word
        self._part = part

    def parts(self, container: Element) -> Iterator[Part]:
        """Yield paragraphs, tables and what stands apart from these."""
        joined: list[Element] = []
        for element in shown(container, _BLOCK_LEVEL):
            if element.tag in (_TABLE, _INSERTED):
                yield from self._paragraph(joined)
                joined = []
                yield from (
                    self._table(element) if element.tag == _TABLE else self._inserted(element)
                )
                continue
            joined.append(element)
            if not _joins_next(element):
                yield from self._paragraph(joined)
                joined = []
        yield from self._paragraph(joined)

    def _table(self, table: Element) -> Iterator[Part]:
        return read_table(table, lambda cell: list(self.parts(cell)))

    def _inserted(self, element: Element) -> Iterator[Part]:
        name = self._word.package.target(self._part, element.get(tag("r:id")))
        if name and name not in self._word.read_parts:
            self._word.read_parts.add(name)
            for block in self._word.insert(name):
                yield Part(block.words, block.level)

    def _paragraph(self, elements: Sequence[Element]) -> Iterator[Part]:
        """Yield a paragraph, in several elements if their marks are deleted, then what is apart."""
        if not elements:
            return
        reader, style = self._read(elements)
        if struck := reader.struck_words():
            self._word.dropped.append(Block(struck, dropped="struck out"))
        words = reader.words()
        number, depth = self._word.numbering.place(style)
        mark = ""
        if number is not None and (words or not _has_no_mark(elements[-1])):
            mark = self._word.numbering.count(number, depth)
        if words:
            is_clause = len(words) > MAX_HEADING_CHARS and is_prose(words)
            level = 0 if is_clause else style.level
            if level:
                words = reader.words(with_marks=False)
                mark = mark.removeprefix(BULLET)
            yield Part(words, level, mark, depth or style.list_depth)
        for text in self._apart(reader):
            yield Part(text, is_apart=True)

    def _read(self, elements: Sequence[Element]) -> tuple[RunReader, Style]:
        """Return what has read a paragraph, and its style: that of the last element with words."""
        reader = RunReader(self._word.styles, self._word.notes, self._word.unread)
        style, is_chosen = Style(), False
        for element in elements:
            properties = find(element, "w:pPr")
            own = self._word.styles.of_paragraph(properties)
            has_words = reader.read(element, own)
            if has_words or not is_chosen:
                style, is_chosen = own, is_chosen or has_words
            if find(properties, "w:sectPr") is not None:
                self._word.notes.end_section()
        return reader, style

    def _apart(self, reader: RunReader) -> Iterator[str]:
        """Yield the boxes and drawings of a paragraph, then its notes."""
        for element in reader.apart:
            if element.tag in _DRAWINGS:
                attribute, read = _DRAWINGS[element.tag]
                name = self._word.package.target(self._part, element.get(attribute))
                yield drawing_words(self._word, name, read)
            elif element.tag in (tag("a:txBody"), tag("a:p")):
                yield shape_words(element)
            elif element.tag == tag("v:textpath"):
                yield element.get("string", "")
            else:
                yield from (block.words for block in to_blocks(self._nested(element)))
        for note in reader.notes:
            yield note_text(self._word, note)

    def _nested(self, element: Element) -> Iterator[Part]:
        if element.tag == _TABLE:
            return self._table(element)
        return self._paragraph([element]) if element.tag == _PARAGRAPH else self.parts(element)


def _joins_next(paragraph: Element) -> bool:
    """Return whether a paragraph goes on in the next: its mark is deleted, or it is one letter."""
    properties = find(paragraph, "w:pPr")
    mark = find(properties, "w:rPr")
    if mark is not None and any(find(mark, name) is not None for name in ("w:del", "w:moveFrom")):
        return True
    frame = find(properties, "w:framePr")
    return frame is not None and frame.get(tag("w:dropCap")) in ("drop", "margin")


def _has_no_mark(paragraph: Element) -> bool:
    """Return whether the end of a paragraph is deleted or hidden."""
    is_hidden = is_on(find(paragraph, "w:pPr"), "w:rPr", "w:vanish")
    return bool(is_hidden) or _joins_next(paragraph)
