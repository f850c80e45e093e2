import logging
from io import BytesIO
from zipfile import ZipFile

import pytest

from ingest import UnreadableSource, read_document
from tests.support.files import WORDS, page, pdf, word
from tests.support.files import lines as set_lines
from tests.support.pdf_pages import FONT, Page, pdf_pages, shown, stream

SENTENCE = "A berth costs 42 crowns for boats of up to eight metres in each season."
MORE = "The ferry leaves at nine in the morning and comes back at five."
PICTURE = "q 612 0 0 792 0 0 cm /I Do Q "
XFA = "/AcroForm << /Fields [] /XFA (<xdp:xdp/>) >>"


def mapped(characters: dict[int, int]) -> tuple[bytes, bytes]:
    """Return a font and its map from codes to Unicode."""
    pairs = "".join(f"<{code:02X}> <{unicode:04X}>\n" for code, unicode in characters.items())
    table = (
        "begincmap 1 begincodespacerange <00> <FF> endcodespacerange"
        f" {len(characters)} beginbfchar\n{pairs}endbfchar endcmap"
    )
    return FONT.replace(b" >>", b" /ToUnicode 10 0 R >>"), stream(table)


def shifted(by: int) -> dict[int, int]:
    return {32: 32} | {code: code + by for code in range(33, 127)}


def with_font(characters: dict[int, int], *words: str) -> bytes:
    font, table = mapped(characters)
    return pdf_pages(*(Page(shown(line)) for line in words), font=font, more=[table])


@pytest.mark.parametrize(
    "characters",
    [
        shifted(1),
        shifted(-1),
        shifted(3),
        {code: code + 1 for code in range(32, 127)},
        {code: (code - 97 + 13) % 26 + 97 for code in range(97, 123)} | {32: 32, 46: 46},
        shifted(-29),
        shifted(0xE000),
        dict.fromkeys(range(33, 127), 0xFFFD) | {32: 32},
        {32: 32} | {code: 1 + code % 8 for code in range(33, 127)},
    ],
)
def test_garbled_letters_are_refused(characters: dict[int, int]) -> None:
    with pytest.raises(UnreadableSource, match="its letters cannot be read"):
        read_document("a.pdf", with_font(characters, SENTENCE))


def test_a_font_with_the_right_letters_is_read() -> None:
    assert read_document("a.pdf", with_font(shifted(0), SENTENCE)).text == SENTENCE


def test_pages_of_garbled_letters_are_a_warning() -> None:
    font, table = mapped(shifted(1))
    pages = [Page(shown(SENTENCE) + shown(MORE, 680)), Page(shown(SENTENCE).replace("/F", "/G"))]
    data = pdf_pages(*pages, Page(shown(MORE)), more=[table, font])
    data = data.replace(b"/F 3 0 R", b"/F 3 0 R /G 11 0 R")
    assert read_document("a.pdf", data).warnings == ("letters that cannot be read: page 2",)


def test_words_with_characters_that_cannot_be_read_are_a_warning() -> None:
    characters = shifted(0) | {ord("4"): 0xFFFD, ord("2"): 0xE042}
    document = read_document("a.pdf", with_font(characters, MORE, SENTENCE))
    assert document.warnings == ("some characters cannot be read: page 2",)


def test_pages_without_a_text_layer_are_a_warning_and_blank_pages_are_not() -> None:
    scan, white = Page(PICTURE), Page("1 g 0 0 612 792 re f")
    data = pdf_pages(Page(shown(MORE)), scan, Page(), scan, scan, white)
    assert read_document("a.pdf", data).warnings == (
        "3 of 6 pages have no text layer: not read (pages 2, 4–5)",
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [(PICTURE, "scanned: no text layer"), ("", "empty: no text in it")],
)
def test_a_file_without_text_is_refused(content: str, reason: str) -> None:
    with pytest.raises(UnreadableSource, match=reason):
        read_document("a.pdf", pdf_pages(Page(content)))


@pytest.mark.parametrize(
    "words",
    [
        "Please wait... If this message stays, your PDF viewer cannot show the document.",
        "Bitte warten... Sie brauchen eine neuere Fassung von Adobe Reader.",
        "",
    ],
)
def test_xfa_forms_are_refused(words: str) -> None:
    with pytest.raises(UnreadableSource, match=r"an XFA form.*: save it as a flat PDF"):
        read_document("a.pdf", pdf_pages(Page(shown(words)), catalog=XFA))


def test_an_xfa_form_with_text_on_its_pages_is_read() -> None:
    pages = Page(shown("Please wait...")), Page(shown(MORE))
    document = read_document("a.pdf", pdf_pages(*pages, catalog=XFA))
    assert MORE in document.text
    assert document.warnings == ("an XFA form: what its pages do not show is not read",)


def archive(*names: str) -> bytes:
    written = BytesIO()
    with ZipFile(written, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (page("<p>Please log in"), "is HTML, not a PDF file: rename it to .html"),
        (b"\xef\xbb\xbf\n<HTML><body>%PDF- is how a PDF begins", "is HTML"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html><body>Log in</body></html>', "is HTML"),
        (b'<?xml version="1.0"?><feed/>', "is XML, not a PDF file: rename it to .xml"),
        (word(("", "A report.")), "is DOCX, not a PDF file: rename it to .docx"),
        (archive("xl/workbook.xml"), "is XLSX"),
        (archive("a.pdf"), "is a zip archive"),
        (b"PK\x03\x04 broken", "is a zip archive"),
        (b"{\\rtf1 text}", "is RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is an old Office file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "is an image, not a PDF file: rename it to .png"),
        (b"\xff\xd8\xff\xe0" + bytes(99), "is an image, not a PDF file: rename it to .jpg"),
        (b"%!PS-Adobe-3.0\n", "is PostScript"),
        ("Notes of the meeting: the pier is dédié.".encode(), "is plain text, not a PDF file"),
        (b"", "empty, not a PDF file"),
        (bytes(2000), "not a PDF file, or a damaged one"),
        (b"%PDF-1.7\ncut off", "not a PDF file, or a damaged one"),
    ],
)
def test_a_file_that_is_no_pdf_is_refused_by_its_format(
    data: bytes, reason: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UnreadableSource, match=reason):
        read_document("a.pdf", data)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("name", ["pypdf", "pypdfium2"])
def test_the_libraries_print_nothing(name: str) -> None:
    read_document("a.pdf", pdf(set_lines([WORDS])))
    assert any(
        isinstance(handler, logging.NullHandler) for handler in logging.getLogger(name).handlers
    )


def test_a_file_that_only_pypdf_opens_has_a_warning() -> None:
    document = read_document("a.pdf", b"\n" * 2000 + pdf(set_lines([WORDS])))
    assert document.text == WORDS
    assert document.warnings == (
        "a damaged PDF: its form fields and notes are not read, and text may be missing",
    )


def test_a_title_that_is_not_valid_unicode_is_left_out() -> None:
    data = pdf(set_lines([WORDS]), info="/Title <FEFFD800> /Author (Ada Holm)")
    document = read_document("a.pdf", data)
    assert (document.title, document.author) == ("", "Ada Holm")
