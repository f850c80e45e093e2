from ingest import read_document
from tests.support.word_files import item, paragraph, run, style, table, word_file


def reference(id: int, kind: str = "footnote", more: str = "") -> str:
    return f'<w:r><w:{kind}Reference w:id="{id}" {more}/></w:r>'


def note(id: int, *paragraphs: str, kind: str = "footnote", more: str = "") -> str:
    inner = "".join(map(paragraph, paragraphs))
    return f'<w:{kind} w:id="{id}" {more}>{inner}</w:{kind}>'


NOTES = note(-1, "rule", more='w:type="separator"') + note(4, "Since May.", "Before it was 39.")
NOTES += note(5, "Bylaw 12.")


def test_notes_follow_their_paragraph_with_the_mark_of_their_reference() -> None:
    parts = {"footnotes.xml": NOTES, "endnotes.xml": note(1, "An end.", kind="endnote")}
    body = paragraph(
        run("A night costs $42")
        + reference(4)
        + run(" and 10")
        + run("6", '<w:vertAlign w:val="superscript"/>')
        + reference(5)
        + reference(1, "endnote")
        + run(" in all.")
    )
    document = read_document("a.docx", word_file(body + paragraph("Next."), parts))
    assert document.text == (
        "A night costs $42¹ and 10⁶ ² ⁱ in all.\n\n¹ Since May.\nBefore it was 39.\n\n² Bylaw 12."
        "\n\nⁱ An end.\n\nNext."
    )
    assert not document.dropped


def test_notes_in_lists_and_tables_follow_these_and_headings_have_no_mark() -> None:
    styles = style("Heading1", "", "heading 1")
    body = (
        paragraph(run("Fees") + reference(4), '<w:pStyle w:val="Heading1"/>')
        + item("x").replace("</w:p>", f"{reference(5)}</w:p>")
        + item("y")
        + table([paragraph(run("Pier") + reference(6)), "42"])
    )
    parts = {"footnotes.xml": NOTES + note(6, "In ice."), "styles.xml": styles}
    document = read_document("a.docx", word_file(body, parts))
    assert document.text == (
        "Fees\n\n¹ Since May.\nBefore it was 39.\n\n- x²\n- y\n\n² Bylaw 12."
        "\n\nPier³ | 42\n\n³ In ice."
    )
    assert document.sections[0].path == ("Fees",)


def test_a_mark_of_its_own_is_not_counted_or_repeated() -> None:
    own = "<w:r><w:footnoteReference w:customMarkFollows='1' w:id='1'/><w:t>*</w:t></w:r>"
    body = paragraph(run("Gulls") + own + run(" and terns") + reference(2) + run("."))
    data = word_file(body, {"footnotes.xml": note(1, "* White.") + note(2, "Small.")})
    assert read_document("a.docx", data).text == ("Gulls* and terns¹.\n\n* White.\n\n¹ Small.")


def test_a_digit_that_the_author_typed_as_a_mark_is_none_of_the_number() -> None:
    own = "<w:r><w:footnoteReference w:customMarkFollows='1' w:id='1'/><w:t>1</w:t></w:r>"
    data = word_file(paragraph(run("It costs $320") + own), {"footnotes.xml": note(1, "1 In May.")})
    assert read_document("a.docx", data).text == "It costs $320¹\n\n1 In May."


def test_sections_may_restart_the_count_of_their_notes_and_in_another_format() -> None:
    def section(more: str) -> str:
        return f"<w:sectPr><w:footnotePr>{more}</w:footnotePr></w:sectPr>"

    body = paragraph(run("One") + reference(4), section('<w:numFmt w:val="lowerLetter"/>'))
    body += paragraph(run("Two") + reference(5)) + section('<w:numRestart w:val="eachSect"/>')
    settings = '<w:footnotePr><w:numFmt w:val="upperRoman"/><w:numStart w:val="3"/></w:footnotePr>'
    data = word_file(body, {"footnotes.xml": NOTES, "settings.xml": settings})
    assert [line[:5] for line in read_document("a.docx", data).text.split("\n\n")] == [
        "One^c", "^c Si", "Two^I", "^III ",
    ]  # fmt: skip


def test_comments_headers_and_footers_are_dropped_each_text_once() -> None:
    parts = {
        "comments.xml": note(0, "Better 45?", kind="comment"),
        "header1.xml": paragraph("Bylaws of 2024"),
        "header2.xml": paragraph("Bylaws of 2024") + table(["No.", "17"]),
        "footer1.xml": paragraph("Bylaws of 2024"),
        "footnotes.xml": note(7, "Nobody refers to it."),
    }
    document = read_document("a.docx", word_file(paragraph("A night costs 42."), parts))
    assert [(document.text[span.start : span.end], span.reason) for span in document.dropped] == [
        ("Nobody refers to it.", "note without a reference"),
        ("Better 45?", "comment"),
        ("Bylaws of 2024", "header"),
        ("No. | 17", "header"),
        ("Bylaws of 2024", "footer"),
    ]


def test_a_note_whose_reference_is_deleted_is_left_out_and_a_missing_one_is_no_error() -> None:
    body = paragraph(run("Open") + f"<w:del>{reference(4)}</w:del>" + reference(99) + run("."))
    document = read_document("a.docx", word_file(body, {"footnotes.xml": note(4, "Gone.")}))
    assert document.text == "Open¹."


def test_a_note_that_begins_with_a_number_has_its_mark_too() -> None:
    data = word_file(paragraph(run("Open") + reference(1)), {"footnotes.xml": note(1, "12 boats.")})
    assert read_document("a.docx", data).text == "Open¹\n\n¹ 12 boats."
