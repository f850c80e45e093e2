"""PDF: the lines of the pages by PDFium, or by pypdf if PDFium cannot open the file."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.document import Document, Locator, Metadata
from ingest.errors import UnreadableSource
from ingest.file_properties import file_properties
from ingest.formats.pdf.annotations import attached_files, read_annotations
from ingest.formats.pdf.appearances import has_stamps, stamped_words
from ingest.formats.pdf.doubts import PageText, judge_page, refuse_unreadable, warnings
from ingest.formats.pdf.fallback import NEEDS_PASSWORD, read_with_pypdf
from ingest.formats.pdf.fields import place_fields
from ingest.formats.pdf.hidden import find_hidden
from ingest.formats.pdf.lines import page_lines
from ingest.structure import Block, Line, document_from_blocks, layout, page_locators

READ_BY_PYPDF = "a damaged PDF: its form fields and notes are not read, and text may be missing"
_XFA = (pdfium_c.FORMTYPE_XFA_FULL, pdfium_c.FORMTYPE_XFA_FOREGROUND)

logging.getLogger("pypdfium2").addHandler(logging.NullHandler())  # it prints to stderr otherwise


class _Page(NamedTuple):
    """The lines of a page, the text that was added to it, and what it does not show."""

    text: PageText
    lines: Sequence[Line]
    added: Sequence[str] = ()
    dropped: Sequence[tuple[str, str]] = ()  # the reason and the words


class _File(NamedTuple):
    """The pages of a file, its properties, the labels of its pages, and what is doubtful."""

    pages: Sequence[_Page]
    properties: Metadata
    labels: Sequence[str]
    warnings: Sequence[str]


def read_pdf(id: str, data: bytes) -> Document:
    """Return a PDF file as a Document; its text is that of its pages, as `layout` arranges it.

    What forms and comments add to a page follows its text.
    """
    try:
        file = _read_with_pdfium(data)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD and b"/Encrypt" in data:
            raise UnreadableSource(NEEDS_PASSWORD) from error
        file = _read_with_pypdf(data)
    units = page_locators(file.labels)
    lines = [page.lines for page in file.pages]
    blocks, title = layout(lines, units, file.properties.get("title", ""))
    blocks = [*_with_added(blocks, file.pages, units), *_dropped(file.pages, units)]
    return document_from_blocks(
        id,
        data,
        blocks,
        declared={},
        file_properties=file.properties,
        units=units,
        title=title,
        warnings=file.warnings,
    )


def _read_with_pdfium(data: bytes) -> _File:
    pages, labels = [], []
    with pdfium.PdfDocument(data) as document:
        is_xfa = document.get_formtype() in _XFA
        document.init_forms()
        files = attached_files(document)
        for number, page in enumerate(document):
            found, attached = _read_page(page)
            files |= attached
            labels.append(_label(document, number))
            is_stamped = has_stamps(page)
            page.close()
            stamps = stamped_words(document, number) if is_stamped else ""
            pages.append(_with_stamps(found, stamps))
        about = dict(_information(document))
    texts = [page.text for page in pages]
    refuse_unreadable(texts, is_xfa)
    return _File(pages, _properties(about), labels, list(warnings(texts, is_xfa, len(files))))


def _read_page(page: pdfium.PdfPage) -> tuple[_Page, set[str]]:
    """Return a page, and the names of files attached to it."""
    annotations = read_annotations(page)
    text = page.get_textpage()
    hidden = find_hidden(page, text)
    lines = list(page_lines(text, hidden.reasons.keys()))
    characters = "".join(
        chr(pdfium_c.FPDFText_GetUnicode(text, number))
        for number in range(text.count_chars())
        if number not in hidden.reasons
    )
    upright = [] if page.get_rotation() else lines
    placed, values = place_fields(annotations.fields, upright, text)
    text.close()
    added = [*filter(None, ["\n".join(values)]), *annotations.boxes]
    shown = judge_page(characters, bool(lines or added), hidden.has_marks)
    return _Page(
        shown, placed or lines, added, [*hidden.words, *annotations.notes]
    ), annotations.files


def _with_stamps(page: _Page, words: str) -> _Page:
    if not words:
        return page
    return page._replace(text=page.text._replace(is_read=True), added=[*page.added, words])


def _information(document: pdfium.PdfDocument) -> Iterator[tuple[str, str]]:
    """Yield the document information, but for values that are not valid Unicode."""
    for name in ("Title", "Author", "Creator", "Producer"):
        with suppress(UnicodeDecodeError):
            if value := document.get_metadata_value(name):
                yield name, value


def _label(document: pdfium.PdfDocument, page: int) -> str:
    """Return the label of a page, from 0; '' if it is not valid Unicode."""
    try:
        return str(document.get_page_label(page))
    except UnicodeDecodeError:
        return ""


def _read_with_pypdf(data: bytes) -> _File:
    pages, about, labels = read_with_pypdf(data)
    texts = [
        judge_page("\n".join(line.words for line in lines), bool(lines), has_marks=False)
        for lines in pages
    ]
    refuse_unreadable(texts, is_xfa=False)
    found = [_Page(text, lines) for text, lines in zip(texts, pages, strict=True)]
    doubts = [READ_BY_PYPDF, *warnings(texts, is_xfa=False, files=0)]
    return _File(found, _properties(about), labels, doubts)


def _properties(about: Mapping[str, str]) -> Metadata:
    """Return title and author; the date on which the file was made is not the document's."""
    programs = [about[name] for name in ("Creator", "Producer") if name in about]
    return file_properties(about.get("Title"), about.get("Author"), programs)


def _with_added(
    blocks: Sequence[Block], pages: Sequence[_Page], units: Sequence[Locator]
) -> list[Block]:
    """Return the blocks with those that were added to pages, each at the end of its page.

    One comes before the last paragraph if that goes on over the page's end.
    """
    starts: dict[Locator | None, int] = {}
    ends: dict[Locator | None, int] = {}
    for number, block in enumerate(blocks):
        if not block.dropped:
            starts.setdefault(block.locator, number)
            ends[block.locator] = number + 1
    found = list(blocks)
    end = max(ends.values(), default=0)
    for unit, page in reversed(list(zip(units, pages, strict=True))):
        start, end = starts.get(unit, end), ends.get(unit, end)
        if page.added:
            gaps = (at for at in range(end, start - 1, -1) if not _continues(found, at))
            at = next(gaps, end)
            if _continues(found, at):  # the page is the middle of one paragraph
                found[at] = replace(found[at], before="\n\n")
            found[at:at] = [Block(words, locator=unit) for words in page.added]
        end = start
    return found


def _continues(blocks: Sequence[Block], number: int) -> bool:
    return number < len(blocks) and blocks[number].before != "\n\n"


def _dropped(pages: Sequence[_Page], units: Sequence[Locator]) -> Iterator[Block]:
    for unit, page in zip(units, pages, strict=True):
        for reason, words in page.dropped:
            yield Block(words, locator=unit, dropped=f"{reason}, {unit}")
