import pytest

from ingest import Document, read_document
from tests.support.pdf_pages import Page, pdf_pages, shown, stream

WORDS = "The pilot boards two miles west of the lighthouse."
SEEN = shown(WORDS)
FORM = "/AcroForm << /Fields [] /DA (/F 11 Tf) >>"
EMPTY = [stream("", "/Type /XObject /Subtype /Form /BBox [0 0 9 9]")]


def widget(box: str, kind: str, name: str, entries: str) -> str:
    return f"/Subtype /Widget /Rect [{box}] /FT /{kind} /T ({name}) {entries}"


def tick(box: str, name: str, state: str, choice: str = "Yes") -> str:
    appearances = f"/AP << /N << /{choice} 10 0 R /Off 10 0 R >> >>"
    return widget(box, "Btn", name, f"/V /{state} /AS /{state} {appearances}")


def note(kind: str, words: str, entries: str = "") -> str:
    return f"/Subtype /{kind} /Rect [72 600 400 640] /Contents ({words}) {entries}"


def read(*pages: Page, catalog: str = FORM) -> Document:
    return read_document("a.pdf", pdf_pages(*pages, catalog=catalog, more=EMPTY))


def dropped(document: Document) -> list[tuple[str, str]]:
    return [(document.text[span.start : span.end], span.reason) for span in document.dropped]


@pytest.mark.parametrize(
    ("content", "fields", "expected"),
    [
        (
            shown("Vessel:"),
            [widget("115 697 300 711", "Tx", "v", "/V (Gannet of Hull)")],
            "Vessel: Gannet of Hull",
        ),
        (
            shown("Master:") + shown("Crew:", left=300),
            [
                widget("115 697 250 711", "Tx", "m", "/V (Ada Holm)"),
                widget("335 697 400 711", "Tx", "c", "/V (12)"),
            ],
            "Master: Ada Holm Crew: 12",
        ),
        (
            shown("Draught:") + shown("metres", left=200),
            [widget("118 697 190 711", "Tx", "d", "/V (2.4)")],
            "Draught: 2.4 metres",
        ),
        (
            shown("Quay:"),
            [
                widget(
                    "105 697 300 711",
                    "Ch",
                    "q",
                    "/Ff 131072 /Opt [[(n) (North)] [(s) (South)]] /V (s)",
                )
            ],
            "Quay: South",
        ),
        (
            shown("Flags:"),
            [widget("105 697 300 711", "Ch", "f", "/Ff 2097152 /Opt [(A) (B) (C)] /V [(A) (C)]")],
            "Flags: A, C",
        ),
        (
            shown("Tug", left=92) + shown("Pilot", left=192),
            [tick("72 697 84 711", "t", "Yes"), tick("172 697 184 711", "p", "Off")],
            "☒ Tug ☐ Pilot",
        ),
        (
            shown("Tug", left=92) + shown("(see page 3)", left=150),
            [tick("72 697 84 711", "t", "Yes"), widget("300 697 400 711", "Tx", "x", "/V (7)")],
            "☒ Tug (see page 3)\n\nx: 7",
        ),
        (shown("Tug:"), [tick("97 697 109 711", "t", "Yes")], "Tug: ☒"),
    ],
)
def test_values_of_fields_stand_beside_their_labels(
    content: str, fields: list[str], expected: str
) -> None:
    assert read(Page(content, fields)).text == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (widget("400 500 500 520", "Tx", "home_port", "/V (Hull)"), "home port: Hull"),
        (widget("400 500 500 520", "Tx", "Text12", "/V (Hull)"), "Hull"),
        (widget("400 500 500 520", "Tx", "a", "/TU (Home port) /V (Hull)"), "Home port: Hull"),
        (widget("400 500 500 520", "Tx", "port", "/V (Hull\\nor Leith)"), "port: Hull\nor Leith"),
        (tick("400 500 410 510", "tug", "Yes"), "☒ tug"),
        (tick("400 500 410 510", "quay", "North", "North"), "☒ quay: North"),
    ],
)
@pytest.mark.parametrize("entries", ["", "/Rotate 90"])
def test_values_without_a_label_follow_the_page(field: str, expected: str, entries: str) -> None:
    document = read(Page(SEEN, [field], entries), Page(shown("The second page says more.")))
    assert document.text == f"{WORDS}\n\n{expected}\n\nThe second page says more."
    assert str(document.locate(len(WORDS) + 3, len(WORDS) + 4)) == "page 1"


def test_a_field_inherits_its_value_and_its_name() -> None:
    parent = b"<< /FT /Tx /T (owner) /V (Ada Holm) /Kids [12 0 R] >>"
    kid = b"<< /Type /Annot /Subtype /Widget /Parent 11 0 R /Rect [115 697 300 711] >>"
    data = pdf_pages(
        Page(shown("Owner:")),
        catalog="/AcroForm << /Fields [11 0 R] >>",
        more=[*EMPTY, parent, kid],
    ).replace(b"/Annots []", b"/Annots [12 0 R]")
    assert read_document("a.pdf", data).text == "Owner: Ada Holm"


def test_fields_of_a_file_without_a_form_are_read() -> None:
    field = widget("115 697 300 711", "Tx", "v", "/V (Gannet of Hull)")
    assert read(Page(shown("Vessel:"), [field]), catalog="").text == "Vessel: Gannet of Hull"


def test_hidden_fields_passwords_and_empty_boxes_are_no_text() -> None:
    fields = [
        widget("400 500 500 520", "Tx", "id", "/F 2 /V (A-17)"),
        widget("400 400 500 420", "Tx", "word", "/Ff 8192 /V (secret)"),
        tick("400 300 410 310", "tug", "Off"),
    ]
    document = read(Page(SEEN, fields))
    assert dropped(document) == [("A-17", "hidden form field, page 1")]
    assert "secret" not in document.text
    assert "☐" not in document.text


def test_text_boxes_are_read_and_notes_are_dropped() -> None:
    notes = [
        note("FreeText", "Amended: three miles since 2023."),
        note("Text", "Ask the master."),
        note("Highlight", "Is that so?"),
        note("Popup", "Is that so?"),
        note("FreeText", "An old box", "/F 2"),
    ]
    document = read(Page(SEEN, notes))
    assert document.text.startswith(f"{WORDS}\n\nAmended: three miles since 2023.\n\n")
    assert dropped(document) == [
        (words, "annotation, page 1") for words in ("Ask the master.", "Is that so?", "An old box")
    ]


def test_the_words_of_stamps_are_read() -> None:
    entries = (
        "/Type /XObject /Subtype /Form /BBox [0 0 300 40] /Resources << /Font << /F 3 0 R >> >>"
    )
    picture = stream("BT /F 11 Tf 5 5 Td (APPROVED BY THE BOARD) Tj ET", entries)
    stamps = [
        "/Subtype /Stamp /Rect [72 500 372 540] /AP << /N 10 0 R >> /Contents (No. 7)",
        "/Subtype /FreeText /Rect [72 400 372 440] /AP << /N 10 0 R >>",
        note("FreeText", "Amended.", "/AP << /N 10 0 R >>"),
        "/Subtype /Stamp /Rect [72 300 372 340] /AP << /N 10 0 R >> /F 2",
    ]
    document = read_document("a.pdf", pdf_pages(Page(SEEN, stamps), more=[picture]))
    approved = "APPROVED BY THE BOARD"
    assert document.text.startswith(f"{WORDS}\n\nAmended.\n\n{approved} {approved}\n\n")
    assert dropped(document) == [("No. 7", "annotation, page 1")]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("/V /Yes /AS /Yes", "☒ Tug"),
        ("/V /Yes", "☒ Tug"),
        ("/V /Off /AS /Off", "☐ Tug"),
        ("/V /Off", "☐ Tug"),
        ("", "☐ Tug"),
    ],
)
def test_a_box_needs_no_picture_to_be_ticked(state: str, expected: str) -> None:
    content = shown("Tug", left=92)
    assert read(Page(content, [widget("72 697 84 711", "Btn", "t", state)])).text == expected


def test_a_text_box_does_not_cut_a_sentence_that_goes_on_over_the_page_end() -> None:
    first = shown(WORDS, 740) + shown("The tower of the old chapel stands at the foot of", 700)
    second = shown("the western hill and is seen from afar.")
    boxes = ([note("FreeText", "Box one.")], [note("FreeText", "Box two.")])
    document = read(Page(first, boxes[0]), Page(second, boxes[1]))
    assert "at the foot of the western hill and is seen from afar.\n\nBox two." in document.text
    assert document.text.count("Box one.") == 1
    at = document.text.index("Box one.")
    assert str(document.locate(at, at + 8)) == "page 1"


def test_a_text_box_on_a_page_within_one_sentence_stays_on_its_page() -> None:
    pages = ["The tower of the chapel stands", "at the foot of the hill and the", "old mill."]
    boxes = [[], [note("FreeText", "Box two.")], []]
    document = read(*(Page(shown(words), box) for words, box in zip(pages, boxes, strict=True)))
    at = document.text.index("Box two.")
    assert str(document.locate(at, at + 8)) == "page 2"


def test_a_scan_with_a_text_box_has_its_text() -> None:
    picture = "q 612 0 0 792 0 0 cm /I Do Q"
    document = read(Page(picture, [note("FreeText", "Box one.")]), Page(picture))
    assert document.text == "Box one."
    assert document.warnings == ("1 of 2 pages has no text layer: not read (page 2)",)


def test_attached_files_are_a_warning() -> None:
    file = "<< /Type /Filespec /F (a.xls) /EF << /F 10 0 R >> >>"
    other = file.replace("a.xls", "b.xls")
    catalog = f"/Names << /EmbeddedFiles << /Names [(a) {file} (b) {other}] >> >>"
    document = read(Page(SEEN, [note("FileAttachment", "see", f"/FS {file}")]), catalog=catalog)
    assert document.warnings == ("2 attached files: not read",)
