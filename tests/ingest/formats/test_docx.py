from io import BytesIO

import docx
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement

from ingest import read_document
from tests.support.files import WORDS, with_part, word


def saved(made: WordDocument) -> bytes:
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def test_headings_lists_and_tables_row_by_row() -> None:
    data = word(
        ("Title", "Submarines for two"),
        ("", "By Julie Kim"),
        ("Heading 1", "Costs"),
        ("", f"{WORDS}\nA second line."),
        ("List Bullet", "Steel."),
        ("List Number", "Crews."),
        ("Heading 2", "In numbers"),
        rows=[["Year", "Boats"], ["2030", "4"]],
    )
    document = read_document("brief.docx", data)
    assert (document.title, document.author) == ("Submarines for two", "Julie Kim")
    assert [section.path for section in document.sections] == [
        (),
        ("Costs",),
        ("Costs", "In numbers"),
    ]
    assert document.text.endswith(
        f"Costs\n\n{WORDS}\nA second line.\n\n- Steel.\n1. Crews.\n\nIn numbers"
        "\n\nYear | Boats\n2030 | 4"
    )


def test_properties_fill_in_missing_metadata() -> None:
    made = docx.Document()
    made.core_properties.title = "From the properties"
    made.core_properties.author = "Jo March"
    made.add_heading("One", 1)
    made.add_paragraph(WORDS)
    made.add_heading("Two", 1)
    made.add_paragraph(WORDS)
    document = read_document("brief.docx", saved(made))
    assert (document.title, document.author, document.date) == (
        "From the properties",
        "Jo March",
        "",
    )
    assert [section.path for section in document.sections] == [("One",), ("Two",)]


def test_properties_of_a_program_or_a_computer_are_no_metadata() -> None:
    made = docx.Document()
    made.core_properties.title = "Microsoft Word - Document1"
    made.core_properties.author = "Windows User"
    made.add_paragraph(WORDS)
    document = read_document("brief.docx", saved(made))
    assert (document.title, document.author) == ("", "")


def test_insertions_are_read_deletions_are_not_and_a_text_box_is_read_once() -> None:
    names = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    box = "<w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>Kept,</w:t><w:tab/></w:r><w:ins><w:r><w:t>inserted</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    part = f"<w:document {names}><w:body>{body}</w:body></w:document>".encode()
    document = read_document("brief.docx", with_part(word(), "word/document.xml", part))
    assert document.text == "Kept, inserted\n\nIn a control.\n\nIn a box."


def read_body(body: str) -> str:
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    part = f"<w:document {names}><w:body>{body}</w:body></w:document>".encode()
    return read_document("a.docx", with_part(word(), "word/document.xml", part)).text


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def cell(*contents: str) -> str:
    return f"<w:tc>{''.join(contents)}</w:tc>"


def test_cells_in_controls_are_read_and_deleted_rows_are_not() -> None:
    control = f"<w:sdt><w:sdtContent>{cell(paragraph('In a control'))}</w:sdtContent></w:sdt>"
    deleted = f"<w:tr><w:trPr><w:del/></w:trPr>{cell(paragraph('Deleted'))}</w:tr>"
    row = f"<w:tr>{cell(paragraph('One'), paragraph('two'))}{control}</w:tr>"
    assert read_body(f"<w:tbl>{row}{deleted}</w:tbl>") == "One two | In a control"


def test_moved_text_is_read_at_its_new_position() -> None:
    moved = "<w:r><w:t>Moved.</w:t></w:r>"
    body = f"<w:p><w:moveFrom>{moved}</w:moveFrom></w:p>{paragraph('Between.')}"
    assert read_body(f"{body}<w:p><w:moveTo>{moved}</w:moveTo></w:p>") == "Between.\n\nMoved."


def test_paragraphs_of_a_text_box_are_blocks_and_read_once_in_a_table_too() -> None:
    box = f"<w:txbxContent>{paragraph('First.')}{paragraph('Second.')}</w:txbxContent>"
    holder = f"<w:p><w:r><w:t>Beside.</w:t>{box}</w:r></w:p>"
    assert read_body(holder) == "Beside.\n\nFirst.\n\nSecond."
    assert (
        read_body(f"<w:tbl><w:tr>{cell(holder)}</w:tr></w:tbl>") == "Beside.\n\nFirst.\n\nSecond."
    )


def test_a_nested_table_is_read_once() -> None:
    made = docx.Document()
    outer = made.add_table(1, 2)
    outer.cell(0, 0).text = "Left"
    outer.cell(0, 1).add_table(1, 1).cell(0, 0).text = "Inner"
    text = read_document("brief.docx", saved(made)).text
    assert text.split() == ["Left", "|", "Inner"]


def test_the_program_that_made_a_file_is_not_its_author() -> None:
    made = docx.Document()
    assert made.core_properties.author == "python-docx"
    made.add_paragraph(WORDS)
    assert read_document("a.docx", saved(made)).author == ""


def test_items_of_a_list_in_a_list_are_indented() -> None:
    made = docx.Document()
    for depth, text in ((0, "Steel."), (1, "From Oslo."), (0, "Crews.")):
        item = made.add_paragraph(text, style="List Bullet")
        numbering = item._p.get_or_add_pPr().get_or_add_numPr()
        numbering.get_or_add_ilvl().val = depth
        numbering.get_or_add_numId().val = 1
    made.add_paragraph("From Rome.", style="List Bullet 2")
    assert read_document("a.docx", saved(made)).text == (
        "- Steel.\n  - From Oslo.\n- Crews.\n  - From Rome."
    )


def test_a_header_that_word_repeats_on_every_page_has_a_rule_below_it() -> None:
    made = docx.Document()
    table = made.add_table(2, 2)
    for cell, text in zip(table._cells, ("Age", "18–64", "Oslo", "9"), strict=True):
        cell.text = text
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    assert read_document("a.docx", saved(made)).text == "Age | 18–64\n--- | ---\nOslo | 9"


def test_a_title_in_two_paragraphs_is_one() -> None:
    data = word(("Title", "Submarines"), ("Title", "for two"), ("Heading 1", "Costs"), ("", WORDS))
    document = read_document("a.docx", data)
    assert document.title == "Submarines for two"
    assert [section.path for section in document.sections] == [("Costs",)]
