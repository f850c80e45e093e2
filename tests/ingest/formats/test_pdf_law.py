"""Each word of a PDF, as pypdf reads it, is in the text of its document, or a warning tells."""

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

import pypdf
import pytest

from ingest import UnreadableSource, read_document
from tests.support.files import lines, pdf
from tests.support.paths import inputs
from tests.support.pdf_pages import Page, pdf_pages, shown

MAX_BYTES = 150_000
"""pypdf takes seconds for a larger file: tests/slow reads those."""
MAX_MISSING_SHARE = 0.001
"""Of the words: pypdf tears formulas apart and joins their letters in another order."""
EXCEPTIONS = {"pdf-cjk-line-breaks.pdf": "pypdf takes Chinese for Latin letters"}
WORDS = "Pilots board two miles west of the lighthouse; co-operation is long-term."
FILES = inputs(".pdf")
SMALL = [path for path in FILES if path.stat().st_size <= MAX_BYTES]
BUILT = {
    "columns": pdf([*lines([WORDS, "north"]), *lines(["Costs", "12 crowns"], left=320)]),
    "running lines": pdf(
        *([(72, 760, 9, "Port of Hull"), *lines([WORDS, f"{n} of it."]), (300, 30, 9, f"{n}")]
          for n in range(1, 6))
    ),
    "invisible": pdf_pages(Page(f"{shown(WORDS)} 3 Tr {shown('Field 17 here', 600)}")),
    "off the page": pdf_pages(Page(shown(WORDS) + shown("Field 17 here", -40))),
    "turned": pdf_pages(Page(shown(WORDS), entries="/Rotate 90"), Page(shown("The end"))),
    "partly scanned": pdf_pages(Page(shown(WORDS)), Page("q 612 0 0 792 0 0 cm /I Do Q")),
}  # fmt: skip


def missing(data: bytes, text: str) -> Iterator[str]:
    """Yield the words that pypdf finds more often in a file than they are in the text."""
    read = "".join(words(text))
    pages = pypdf.PdfReader(BytesIO(data)).pages
    found = Counter(word for page in pages for word in words(page.extract_text()))
    for word, count in found.items():
        if read.count(word) < count:
            yield word


def words(text: str) -> list[str]:
    """Return runs of letters and digits; accents that stand alone belong to formulas."""
    return re.findall(r"[^\W_]+", re.sub(r"[ˇˆ˜˙]", "", normalize("NFKC", text)))


@pytest.mark.parametrize("name", BUILT)
def test_each_word_of_a_built_pdf_is_in_its_text(name: str) -> None:
    document = read_document("a.pdf", BUILT[name])
    assert list(missing(BUILT[name], document.text)) == []


@pytest.mark.skipif(not FILES, reason="the shared cases and fixtures are not at hand")
@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.name)
def test_each_word_of_a_pdf_at_hand_is_in_its_text(path: Path) -> None:
    if path.name in EXCEPTIONS:
        pytest.skip(EXCEPTIONS[path.name])
    check_words(path)


def check_words(path: Path) -> None:
    data = path.read_bytes()
    try:
        document = read_document("a.pdf", data)
    except UnreadableSource:
        return
    lost = list(missing(data, document.text))
    assert len(lost) <= MAX_MISSING_SHARE * len(words(document.text)), lost
