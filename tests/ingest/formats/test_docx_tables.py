import pytest

from ingest import read_document
from tests.support.word_files import item, paragraph, style, styled, table, table_row, word_file

HEADING = style("Heading1", "", "heading 1")
WORDS = "The crane on the north pier lifts up to twelve tonnes, and not more than that."


def text_of(body: str) -> str:
    return read_document("a.docx", word_file(body, {"styles.xml": HEADING})).text


def cell(words: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(words)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


BEGINS, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_merged_cells_are_filled_in_each_row_and_column() -> None:
    rows = [
        row(cell("Pier"), cell("Fees", span(2)), properties="<w:tblHeader/>"),
        row(cell("North", BEGINS), cell("Summer"), cell("42")),
        row(cell("", GOES_ON), cell("Winter"), cell("21")),
        row(cell("", GOES_ON), cell("Ice"), cell("0")),
        row(cell("South"), cell("Closed", span(2) + BEGINS)),
        row(cell("East"), cell("", span(2) + GOES_ON)),
        row(cell("All of them", span(3))),
    ]
    assert text_of(f"<w:tbl>{''.join(rows)}</w:tbl>") == (
        "Pier | Fees | Fees\n--- | --- | ---\nNorth | Summer | 42\nNorth | Winter | 21\n"
        "North | Ice | 0\nSouth | Closed | Closed\nEast | Closed | Closed\nAll of them"
    )


def test_spans_that_only_align_edges_add_no_cells() -> None:
    rows = [
        row(cell("a", span(2)), cell("b", span(3)), cell("c", span(2))),
        row(cell("d", span(3)), cell("e", span(2)), cell("f", span(2))),
        row(cell("h", span(2)), properties='<w:gridBefore w:val="2"/>'),
    ]
    assert text_of(f"<w:tbl>{''.join(rows)}</w:tbl>") == "a | b | c\nd | e | f\n| h".replace(
        "\n| h", "\n | h"
    )


def test_controls_hold_rows() -> None:
    merged = cell("Pier", span(2)) + cell("42")
    control = f"<w:sdt><w:sdtContent>{table_row(['a', 'b', 'c'])}</w:sdtContent></w:sdt>"
    assert text_of(f"<w:tbl>{control}{row(merged)}</w:tbl>") == "a | b | c\nPier | Pier | 42"


def test_a_table_in_a_cell_has_no_rule_below_its_header() -> None:
    inner = f"<w:tbl>{row(cell('x'), cell('y'), properties='<w:tblHeader/>')}</w:tbl>"
    assert text_of(table([inner + paragraph("-"), "b"])) == "x | y - | b"


def test_long_merged_text_comes_once() -> None:
    long = " ".join([WORDS] * 5)
    rows = [row(cell(long, BEGINS), cell("1")), row(cell("", GOES_ON), cell("2"))]
    assert text_of(f"<w:tbl>{''.join(rows)}</w:tbl>") == f"{long} | 1\n | 2"


def test_deleted_rows_and_cells_are_left_out() -> None:
    rows = [
        row(cell("gone"), properties="<w:del/>"),
        row(cell("hidden"), properties="<w:hidden/>"),
        row(cell("a"), cell("gone", "<w:cellDel/>"), cell("b", "<w:cellIns/>")),
    ]
    assert text_of(f"<w:tbl>{''.join(rows)}</w:tbl>") == "a | b"


@pytest.mark.parametrize(
    "layout",
    [
        table([styled("Heading1", "Fees") + paragraph("42.") + styled("Heading1", "Ice") + "{}"]),
        table([styled("Heading1", "Fees") + paragraph("42."), styled("Heading1", "Ice") + "{}"]),
        table([styled("Heading1", "Fees")], ["42."], [styled("Heading1", "Ice")], ["{}"]),
        table([table([styled("Heading1", "Fees") + paragraph("42.")]) + styled("Heading1", "Ice")
               + "{}"]),
        "<w:sdt><w:sdtContent>"
        + table(["Logo", styled("Heading1", "Fees") + paragraph("42.")])
        + styled("Heading1", "Ice") + "{}</w:sdtContent></w:sdt>",
    ],
)  # fmt: skip
def test_a_document_in_a_table_has_sections(layout: str) -> None:
    body = layout.replace(paragraph("{}"), "{}").replace("{}", paragraph("Closed.") + item("x"))
    document = read_document("a.docx", word_file(body, {"styles.xml": HEADING}))
    paths = [section.path for section in document.sections if section.path]
    assert paths == [("Fees",), ("Ice",)]
    assert document.text.endswith("Fees\n\n42.\n\nIce\n\nClosed.\n\n- x")


def test_paragraphs_in_a_box_of_one_or_two_cells_are_blocks() -> None:
    assert text_of(table([paragraph("One.") + paragraph("Two.")])) == "One.\n\nTwo."
    assert text_of(table(["Left", paragraph(WORDS) + paragraph("Two.")])) == (
        f"Left\n\n{WORDS}\n\nTwo."
    )
    assert text_of(table(["Name:", paragraph("Ada") + paragraph("Holm")])) == "Name: | Ada Holm"
    assert text_of(table(["One."], ["Two."])) == "One.\nTwo."


def test_a_heading_over_the_whole_width_divides_a_table() -> None:
    rows = (
        row(f"<w:tc><w:tcPr>{span(2)}</w:tcPr>{styled('Heading1', 'Summer')}</w:tc>"),
        table_row(["North", "42"]),
        row(f"<w:tc><w:tcPr>{span(2)}</w:tcPr>{styled('Heading1', 'Winter')}</w:tc>"),
        table_row(["North", "21"]),
    )
    document = read_document(
        "a.docx", word_file(f"<w:tbl>{''.join(rows)}</w:tbl>", {"styles.xml": HEADING})
    )
    assert document.text == "Summer\n\nNorth | 42\n\nWinter\n\nNorth | 21"
    assert [section.path for section in document.sections] == [("Summer",), ("Winter",)]


def test_a_heading_in_a_cell_of_its_own_is_a_cell() -> None:
    assert text_of(table([styled("Heading1", "Fees"), "42"], ["Ice", "0"])) == "Fees | 42\nIce | 0"


def test_a_row_without_cells_is_no_row() -> None:
    rows = table(["Pier", "Fee", "Depth"]).replace("</w:tbl>", "<w:tr></w:tr></w:tbl>")
    assert read_document("a.docx", word_file(rows)).text == "Pier | Fee | Depth"
