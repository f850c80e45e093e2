"""PDF: the lines of each page by PDFium, joined to paragraphs; by pypdf where PDFium can't."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from io import BytesIO
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import pypdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.document import Document, Metadata
from ingest.errors import UnreadableSource
from ingest.extracted import Block, extracted
from ingest.metadata import sound

EDGE_LINES = 3
"""Lines at the top and at the bottom of a page that may be a running header or footer."""
MOST_PAGES = 0.4
"""Share of the pages on which a running line comes again: left and right ones may differ."""
LARGER = 1.08
"""A heading's letters are so many times as large as those of most text."""
LONGEST_HEADING = 25
"""Words."""
APART = 1.35
"""Lines of different paragraphs are so many times as far apart as most lines."""
SHORT = 0.7
"""A line that ends so far to the left is not full: a row of a table, the end of an address."""
_BROKEN = "\x02"
"""What PDFium gives for the hyphen at the end of a line on which a word is broken."""
_HYPHENATED = re.compile(r"\w+-\w+")
_BROKEN_WORD = re.compile(rf"(\w+){_BROKEN}(\w+)")
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:page |p\. ?)?(\d{1,4})(?: ?(?:/|of) ?\d{1,4})?[-–—|\s]*", re.IGNORECASE
)
_ITEM = re.compile(r"[•◦▪‣·*–-]\s|\(?(?:\d{1,2}|[a-z])[.)]\s")
_END = re.compile(r"[.!?…:;][\"”’)\]\d]*$")


class Line(NamedTuple):
    """A line of a page: its text, its letters' size, and where it stands, in points from the
    page's lower left corner. For pypdf's lines all but the text is 0.
    """

    words: str
    size: float = 0
    left: float = 0
    right: float = 0
    bottom: float = 0


Pages = Sequence[Sequence[Line]]


def read_pdf(id: str, data: bytes, keep_boilerplate: bool = False) -> Document:
    """A PDF file as a Document, its lines joined to paragraphs, and words that are broken at a
    line's end to words.

    Headings are lines in larger letters than most. Running headers, running footers and page
    numbers are left out; they stand at the end of the text, so that sentences go on from page to
    page.
    """
    try:
        pages, properties = _read_with_pdfium(data)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise UnreadableSource("encrypted: needs a password") from error
        pages, properties = _read_with_pypdf(data)
    if not any(pages):
        raise UnreadableSource("scanned: no text layer" if pages else "empty: no page in it")
    running = set() if keep_boilerplate else _running(pages)
    blocks = [*_blocks(pages, running), *_left_out(pages, running)]
    return extracted(
        id, data, blocks, said={}, properties=properties, keep_boilerplate=keep_boilerplate
    )


def _read_with_pdfium(data: bytes) -> tuple[Pages, Metadata]:
    pages = []
    with pdfium.PdfDocument(data) as document:
        about = document.get_metadata_dict(skip_empty=True)
        for page in document:
            text = page.get_textpage()
            pages.append(list(_lines(text)))
            text.close()
            page.close()
    return pages, _properties(about)


def _lines(page: pdfium.PdfTextPage) -> Iterator[Line]:
    """The lines of a page in the order in which they were written: column by column."""
    codes = [pdfium_c.FPDFText_GetUnicode(page, number) for number in range(page.count_chars())]
    start = 0
    for end, code in enumerate([*codes, ord("\n")]):
        if code != ord("\n"):
            continue
        words = _printable(codes[start:end])
        if words.strip():
            first = start + len(words) - len(words.lstrip())
            left, bottom, _, _ = page.get_charbox(first, loose=True)
            _, _, right, _ = page.get_charbox(start + len(words.rstrip()) - 1, loose=True)
            yield Line(" ".join(words.split()), _size(page, first), left, right, bottom)
        start = end + 1


def _printable(codes: Sequence[int]) -> str:
    """The characters of these codes, in place of each that has no shape a space."""
    text = "".join(map(chr, codes)).replace("\uf0b7", "•")  # Word's bullet
    valid = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(each if each.isprintable() or each == _BROKEN else " " for each in valid)


def _size(page: pdfium.PdfTextPage, character: int) -> float:
    """How large a character is; 0 if it does not stand upright, like a stamp on the margin."""
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFText_GetMatrix(page, character, matrix)
    if matrix.b:
        return 0
    size: float = pdfium_c.FPDFText_GetFontSize(page, character) * abs(matrix.d)
    return round(size, 1)


def _read_with_pypdf(data: bytes) -> tuple[Pages, Metadata]:
    try:
        document = pypdf.PdfReader(BytesIO(data))
        texts = [page.extract_text() for page in document.pages]
        about = {name.strip("/"): str(value) for name, value in (document.metadata or {}).items()}
    except pypdf.errors.FileNotDecryptedError as error:
        raise UnreadableSource("encrypted: needs a password") from error
    except Exception as error:  # whatever it stumbles over in a broken file
        raise UnreadableSource(f"not a PDF file, or a damaged one: {error}") from error
    lines = [[sound(line) for line in text.splitlines()] for text in texts]
    return [[Line(words) for words in page if words] for page in lines], _properties(about)


def _properties(about: Mapping[str, str]) -> Metadata:
    """Title and author; when the file was made is not when the document was written."""
    found: Metadata = {}
    if title := sound(about.get("Title", "")):
        found["title"] = title
    if author := sound(about.get("Author", "")):
        found["author"] = author
    return found


def _running(pages: Pages) -> set[tuple[int, Line]]:
    """The lines, each with its page's number, that come again at the edge of other pages: the
    same but for numbers, or numbers that count the pages.
    """
    found = [
        (key, (number, line))
        for number, lines in enumerate(pages, start=1)
        for line in _edges(lines)
        if (key := _recurring(line.words, number))
    ]
    times = Counter(key for key, _ in found)
    often = max(2, MOST_PAGES * sum(map(bool, pages)))
    return {place for key, place in found if times[key] >= often or key == "page 0"}


def _edges(lines: Sequence[Line]) -> set[Line]:
    """The highest and the lowest lines of a page."""
    ordered = sorted(lines, key=lambda line: line.bottom, reverse=True)
    return {*ordered[:EDGE_LINES], *ordered[-EDGE_LINES:]}


def _recurring(words: str, page: int) -> str:
    """What is the same for lines that stand for each other on different pages, if anything is."""
    if number := _PAGE_NUMBER.fullmatch(words):
        return f"page {int(number[1]) - page}"
    return re.sub(r"\d+", "0", words) if any(map(str.isalpha, words)) else ""


def _left_out(pages: Pages, running: set[tuple[int, Line]]) -> Iterator[Block]:
    for number, lines in enumerate(pages, start=1):
        for line in lines:
            if (number, line) in running:
                yield Block(
                    line.words, page=number, dropped=f"repeats on the pages (page {number})"
                )


def _blocks(pages: Pages, running: set[tuple[int, Line]]) -> Iterator[Block]:
    """The paragraphs and headings of the pages, without the running lines."""
    kept = [
        [line for line in lines if (number, line) not in running]
        for number, lines in enumerate(pages, start=1)
    ]
    usual = _usual_size(kept)
    sizes = sorted(
        {line.size for lines in kept for line in lines if _large(line, usual)}, reverse=True
    )
    whole = {
        word.lower() for lines in kept for line in lines for word in _HYPHENATED.findall(line.words)
    }
    before = ""
    for number, lines in enumerate(kept, start=1):
        for paragraph in _paragraphs(lines, usual):
            words = _joined(paragraph, whole)
            level = sizes.index(paragraph[0].size) + 1 if _large(paragraph[0], usual) else 0
            continues = (
                not level and words[:1].islower() and bool(before) and not _END.search(before)
            )
            yield Block(words, level=level, page=number, continues=continues)
            before = "" if level else words


def _usual_size(pages: Pages) -> float:
    """The size of letters that half of all characters do not exceed."""
    sizes = Counter[float]()
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.words)
    return median(sizes.elements()) if sizes else 0


def _large(line: Line, usual: float) -> bool:
    return line.size > LARGER * usual and len(line.words.split()) <= LONGEST_HEADING


def _paragraphs(lines: Sequence[Line], usual: float) -> Iterator[list[Line]]:
    """The lines of a page, those of one paragraph or heading together."""
    gaps = [above.bottom - line.bottom for above, line in pairwise(lines)]
    usual_gap = median([gap for gap in gaps if gap > 0] or [0])
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and _begins(line, paragraph[-1], usual, usual_gap):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _begins(line: Line, above: Line, usual: float, usual_gap: float) -> bool:
    """Whether a line begins a paragraph, rather than goes on with the one above."""
    if _large(line, usual) or _large(above, usual) or not (line.size and above.size):
        return line.size != above.size
    gap = above.bottom - line.bottom
    ended = bool(_END.search(above.words))
    if gap < 0 or gap > 3 * usual_gap > 0:  # the next column, or below a figure
        return ended or not line.words[0].islower()
    if gap > APART * usual_gap:
        return True
    indented = above.left + line.size < line.left
    return ended and indented and not _ITEM.match(above.words)


def _joined(paragraph: Sequence[Line], whole: Set[str]) -> str:
    """The words of a paragraph; an item of a list, and what follows a short line, on a new line."""
    furthest = max(line.right for line in paragraph)
    words = paragraph[0].words
    for above, line in pairwise(paragraph):
        if words[-1] in "-\xad" and words[-2:-1].isalpha() and line.words[0].islower():
            words = words[:-1] + _BROKEN + line.words
        elif _ITEM.match(line.words) or above.right < SHORT * furthest:
            words += f"\n{line.words}"
        else:
            words += f" {line.words}"
    return _BROKEN_WORD.sub(lambda broken: _mended(broken, whole), words).replace(_BROKEN, "-")


def _mended(broken: re.Match[str], whole: Set[str]) -> str:
    """A word broken at a line's end; its hyphen stays if it has one elsewhere in the text."""
    hyphenated = f"{broken[1]}-{broken[2]}"
    if hyphenated.lower() in whole or not broken[2][0].islower():
        return hyphenated
    return broken[1] + broken[2]
