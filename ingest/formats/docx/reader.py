"""Word documents: their body with its notes, and behind it, dropped, comments and headers."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from ingest.archive import check_archive
from ingest.document import Document, Metadata
from ingest.errors import UnreadableSource
from ingest.file_properties import file_properties
from ingest.formats.docx.inserted import inserted_blocks
from ingest.formats.docx.markup import Element, tag
from ingest.formats.docx.notes import Notes
from ingest.formats.docx.numbering import Numbering
from ingest.formats.docx.package import Package
from ingest.formats.docx.parts import to_blocks
from ingest.formats.docx.story import Word, drawing_words, note_text, read_story
from ingest.formats.docx.styles import Styles
from ingest.formats.docx.words import chart_words, diagram_words
from ingest.structure import Block, document_from_blocks

MAX_UNPACKED_BYTES = 500_000_000
"""Of all parts of a file together."""
MAX_INSERTED = 2
"""How deep a document in a document in a document is read."""
_UNREAD = {
    "oleObject": "embedded file",
    "package": "embedded file",
    "subDocument": "subdocument",
    "chartEx": "chart",
    "control": "ActiveX control",
}
"""Kinds of parts that may hold words, and are not read."""
_NOUN_END = re.compile(r"(?= of | \(|$)")
_BEHIND = (("comments", "w:comment", "comment"), ("header", "", "header"), ("footer", "", "footer"))
"""Kinds of parts with text that is dropped, the elements that divide it, and the reason."""


def read_docx(id: str, data: bytes) -> Document:
    """Return a Word document as a Document; its text is that of its body, without deletions.

    Notes follow their paragraphs. Comments, headers and footers are dropped. The date on which
    the file was made is not taken for the document's.
    """
    package = _open(data)
    try:
        blocks, warnings = _read(package)
    except RecursionError:
        raise UnreadableSource("nested too deeply") from None
    if not any(block.words.strip() for block in blocks):
        raise UnreadableSource("; ".join(["empty: no text in it", *_lacks(package), *warnings]))
    return document_from_blocks(
        id,
        data,
        blocks,
        declared={},
        file_properties=_properties(package),
        warnings=warnings,
    )


def _lacks(package: Package) -> list[str]:
    """Return why a document may have no text, if its pictures may hold it."""
    kinds = {found.kind for found in package.relations(_main(package)).values()}
    return ["only pictures"] if "image" in kinds else []


def _open(data: bytes) -> Package:
    check_archive(data, "Word document", ".docx", MAX_UNPACKED_BYTES)
    return Package(data)


def _main(package: Package) -> str:
    return next(iter(package.related("", "officeDocument")), "word/document.xml")


def _read(package: Package, depth: int = 0) -> tuple[list[Block], list[str]]:
    """Return the blocks of a document, the dropped ones last, and warnings.

    `depth` is the number of documents that it is inserted into.
    """
    main = _main(package)
    root = package.xml(main)
    if root is None or root.tag != tag("w:document"):
        raise UnreadableSource("not a Word document (.docx), or a damaged one")
    unread: Counter[str] = Counter()
    warnings: list[str] = []

    def insert(name: str) -> list[Block]:
        try:
            blocks, inner = _read_inserted(name, package.read(name), depth)
        except UnreadableSource as error:
            unread[f"inserted document ({error})"] += 1
            return []
        warnings.extend(inner)
        word.dropped.extend(block for block in blocks if block.dropped)
        return [block for block in blocks if not block.dropped]

    styles = Styles(_first(package, main, "styles"))
    numbering = Numbering(_first(package, main, "numbering"))
    word = Word(package, styles, numbering, Notes(package, main, root), insert, unread)
    blocks = list(to_blocks(read_story(word, main, root)))
    blocks += (Block(words) for words in _unplaced_drawings(word, main))
    word.dropped += list(_behind(word, main))
    unread.update(_unread_kinds(package, main))
    warnings += (f"{_counted(name, count)}: not read" for name, count in unread.items())
    warnings += (f"{name} is damaged: not read" for name in package.damaged)
    return [*blocks, *word.dropped], warnings


def _read_inserted(name: str, data: bytes | None, depth: int) -> tuple[list[Block], list[str]]:
    """Return the blocks of a document that is inserted as a whole, and warnings."""
    if data is None:
        return [], []
    if not data.startswith(b"PK"):
        return inserted_blocks(name, data), []
    if depth == MAX_INSERTED:
        raise UnreadableSource("too many documents in each other")
    return _read(_open(data), depth + 1)


def _first(package: Package, main: str, kind: str) -> Element:
    return next(map(package.xml, package.related(main, kind)), None)


def _unplaced_drawings(word: Word, main: str) -> Iterator[str]:
    """Yield the words of the drawings that no paragraph shows."""
    for kind, read in (("diagramData", diagram_words), ("chart", chart_words)):
        for part in word.package.related(main, kind):
            yield drawing_words(word, part, read)


def _behind(word: Word, main: str) -> Iterator[Block]:
    """Yield what is kept out of the passages: comments, headers and footers, lost notes."""
    for note in word.notes.without_reference():
        yield Block(note_text(word, note), dropped="note without a reference")
    seen = set()
    for kind, divided_by, reason in _BEHIND:
        for part in word.package.related(main, kind):
            root = word.package.xml(part)
            if root is None:
                continue
            for container in root.iter(tag(divided_by)) if divided_by else (root,):
                for block in to_blocks(read_story(word, part, container)):
                    if (reason, block.words) not in seen:
                        seen.add((reason, block.words))
                        yield Block(block.words, dropped=reason)


def _unread_kinds(package: Package, main: str) -> Iterator[str]:
    """Yield what a document and its notes, headers and footers show and the reader cannot read."""
    stories = (
        package.related(main, kind) for kind in ("footnotes", "endnotes", "header", "footer")
    )
    for part in (main, *chain.from_iterable(stories)):
        for found in package.relations(part).values():
            if found.kind in _UNREAD and (found.target or found.is_external):
                yield _UNREAD[found.kind]


def _counted(name: str, count: int) -> str:
    """Return "2 embedded files", "2 symbols of the font X", "2 inserted documents (RTF)"."""
    return _NOUN_END.sub("s" if count > 1 else "", f"{count} {name}", count=1)


def _properties(package: Package) -> Metadata:
    found = next(map(package.xml, package.related("", "core-properties")), None)
    title, author = (
        None if found is None else found.findtext(tag(name)) for name in ("dc:title", "dc:creator")
    )
    return file_properties(title, author)
