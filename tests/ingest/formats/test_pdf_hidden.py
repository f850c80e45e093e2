from collections.abc import Sequence

import pytest

from ingest import Document, read_document
from tests.support.pdf_pages import Page, pdf_pages, shown, stream

WORDS = "The pilot boards two miles west of the lighthouse."
SEEN = shown(WORDS)
HIDDEN = "Field 17 goes here."
LINE = shown(HIDDEN, 680)
BLUE_BAR = "0 0 1 rg 60 670 300 30 re f "
WHITE_BAR = "1 g 60 670 300 30 re f "
PICTURE = "q 612 0 0 792 0 0 cm /I Do Q "
GRADIENT = (
    "/Pattern << /P << /PatternType 2 /Shading << /ShadingType 2 /ColorSpace /DeviceRGB"
    " /Coords [0 0 600 600] /Extend [true true] /Function << /FunctionType 2 /Domain [0 1]"
    " /C0 [0 0 1] /C1 [0 0 0.5] /N 1 >> >> >> >>"
)


def form(content: str, box: str = "0 0 612 792") -> list[bytes]:
    entries = f"/Type /XObject /Subtype /Form /BBox [{box}]"
    return [stream(content, f"{entries} /Resources << /Font << /F 3 0 R >> >>")]


def read(
    content: str, entries: str = "", more: Sequence[bytes] = (), resources: str = ""
) -> Document:
    data = pdf_pages(Page(content, entries=entries), more=more)
    return read_document(
        "a.pdf", data.replace(b"/Resources << ", f"/Resources << {resources} ".encode())
    )


def dropped(document: Document) -> list[tuple[str, str]]:
    return [(document.text[span.start : span.end], span.reason) for span in document.dropped]


@pytest.mark.parametrize(
    ("content", "entries"),
    [
        (f"{SEEN} 3 Tr {LINE}", ""),
        (f"{SEEN} 1 g {LINE}", ""),
        (f"{SEEN} {WHITE_BAR} {LINE}", ""),
        (f"{SEEN} 0 0 0 0 k {LINE}", "/Rotate 90"),
        (f"{SEEN} {shown(HIDDEN, 680, 0.1)}", ""),
        (f"{SEEN} q .01 0 0 .01 0 0 cm {shown(HIDDEN, 68000, 11, 7000)} Q ", ""),
        (f"{SEEN} q 0 0 100 100 re W n {LINE} Q ", ""),
        (f"{PICTURE} {SEEN} {SEEN} 3 Tr {LINE}", ""),
        (f"3 Tr {LINE} 0 Tr {SEEN} ", ""),
    ],
)
def test_invisible_text_is_dropped(content: str, entries: str) -> None:
    document = read(content, entries)
    assert dropped(document) == [(HIDDEN, "invisible text, page 1")]
    assert document.text.startswith(WORDS)


@pytest.mark.parametrize(
    ("content", "resources"),
    [
        (f"{BLUE_BAR} 1 g {LINE}", ""),
        (f"0 0 1 RG 30 w 60 685 m 400 685 l S 1 g {LINE}", ""),
        (f"/Pattern cs /P scn 60 670 300 30 re f 1 g {LINE}", GRADIENT),
        (f"/Pattern cs /P scn {LINE}", GRADIENT),
        (f"{PICTURE} 1 g {LINE}", ""),
        (f"q 0 600 500 100 re W n {LINE} Q", ""),
        (f"q .01 0 0 .01 0 0 cm {shown(HIDDEN, 68000, 1100, 7000)} Q", ""),
        (f"1 Tr {LINE}", ""),
    ],
)
def test_text_that_differs_from_what_is_below_it_is_read(content: str, resources: str) -> None:
    document = read(SEEN + content, resources=resources)
    assert document.dropped == ()
    assert HIDDEN in document.text


@pytest.mark.parametrize(
    ("bottom", "entries"),
    [
        (-30, ""),
        (800, ""),
        (30, "/CropBox [0 100 612 792]"),
        (30, "/CropBox [0 100 612 792] /Rotate 90"),
    ],
)
def test_text_off_the_page_is_dropped(bottom: float, entries: str) -> None:
    document = read(SEEN + shown(HIDDEN, bottom), entries)
    assert dropped(document) == [(HIDDEN, "text off the page, page 1")]


def test_a_line_over_the_edge_of_the_page_is_read_up_to_there() -> None:
    line = f"{WORDS} It is the fourth house north of the old market, and red."
    [(rest, reason)] = dropped(read(shown(line, size=12)))
    assert line.endswith(rest)
    assert reason == "text off the page, page 1"


@pytest.mark.parametrize(
    ("content", "box", "reason"),
    [
        (f"3 Tr {LINE}", "0 0 612 792", "invisible text, page 1"),
        (LINE, "0 0 10 10", "invisible text, page 1"),
        (shown(HIDDEN, -50), "0 -100 612 792", "text off the page, page 1"),
    ],
)
def test_text_of_forms_is_hidden_too(content: str, box: str, reason: str) -> None:
    assert dropped(read(f"{SEEN} /X Do", more=form(content, box))) == [(HIDDEN, reason)]


def test_a_form_is_where_the_page_puts_it() -> None:
    content = f"{SEEN} q 1 0 0 1 0 690 cm /X Do Q"
    document = read(content, more=form(shown(HIDDEN, -50), "0 -100 612 792"))
    assert HIDDEN in document.text
    assert document.dropped == ()


@pytest.mark.parametrize(
    "content",
    [
        f"{PICTURE} 3 Tr {SEEN} {LINE}",
        f"3 Tr {SEEN} {LINE} {PICTURE}",
        f"{PICTURE} 3 Tr {SEEN} {LINE} 0 Tr {shown('B0017', 20)}",
        f"3 Tr {SEEN} {LINE} 0 g 70 670 300 2 re f",
    ],
)
def test_the_text_layer_of_a_scan_is_read(content: str) -> None:
    document = read(content)
    assert document.dropped == ()
    assert f"{WORDS} {HIDDEN}" in document.text


def test_hidden_words_of_a_page_without_others_are_dropped() -> None:
    data = pdf_pages(Page(f"3 Tr {LINE}"), Page(SEEN))
    document = read_document("a.pdf", data)
    assert dropped(document) == [(HIDDEN, "invisible text, page 1")]
    assert document.warnings == ()


@pytest.mark.parametrize(("off", "is_dropped"), [("10 0 R", True), ("11 0 R", False), ("", False)])
def test_text_of_a_layer_that_is_off_is_dropped(off: str, is_dropped: bool) -> None:
    layers = [b"<< /Type /OCG /Name (Draft) >>", b"<< /Type /OCG /Name (Final) >>"]
    data = pdf_pages(
        Page(f"{SEEN} /Span << /MCID 1 >> BDC /OC /L BDC {LINE} EMC EMC"),
        catalog=f"/OCProperties << /OCGs [10 0 R 11 0 R] /D << /OFF [{off}] >> >>",
        more=layers,
    )
    data = data.replace(b"/Resources << ", b"/Resources << /Properties << /L 10 0 R >> ")
    document = read_document("a.pdf", data)
    expected = [(HIDDEN, "invisible text, page 1")] if is_dropped else []
    assert dropped(document) == expected
    assert HIDDEN in document.text
