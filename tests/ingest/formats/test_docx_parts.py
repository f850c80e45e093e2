from contextlib import suppress
from io import BytesIO
from zipfile import ZipFile

import pytest

from ingest import Document, UnreadableSource, read_document
from tests.support.word_files import (
    Relationship,
    paragraph,
    part,
    run,
    style,
    styled,
    table,
    word_file,
)

OPEN = paragraph("The harbour is open.")


def read(body: str, files: dict[str, str | bytes], *related: Relationship) -> Document:
    return read_document("a.docx", word_file(body, files, related))


def inserted(name: str, data: bytes) -> Document:
    return read(f'<w:altChunk r:id="x"/>{OPEN}', {name: data}, ("x", "aFChunk", name))


@pytest.mark.parametrize("target", ["NULL", "#_top", "media/image9.png", "../../x", "", "%zz"])
@pytest.mark.parametrize("kind", ["image", "hyperlink", "styles", "footnotes", "aFChunk", "chart"])
def test_relationships_that_lead_nowhere_are_ignored(kind: str, target: str) -> None:
    body = f'<w:altChunk r:id="x"/>{OPEN}'
    assert read(body, {}, ("x", kind, target)).text == "The harbour is open."


@pytest.mark.parametrize("target", ["/word/footnotes.xml", "./footnotes.xml", "FootNotes.xml"])
def test_parts_are_found_by_their_paths(target: str) -> None:
    note = part("w:footnotes", f'<w:footnote w:id="1">{paragraph("Since May.")}</w:footnote>')
    body = paragraph(run("Open") + '<w:r><w:footnoteReference w:id="1"/></w:r>')
    files: dict[str, str | bytes] = {"footnotes.xml": note.encode()}
    assert read(body, files, ("x", "footnotes", target)).text == "Open¹\n\n¹ Since May."


def test_strict_open_xml_is_read_like_any_other() -> None:
    levels = '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    files: dict[str, str | bytes] = {
        "styles.xml": style("H", "", "heading 1"),
        "numbering.xml": f'<w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>',
        "header1.xml": paragraph("Bylaws"),
    }
    half = "<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
    address = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = styled("H", "Fees") + paragraph(
        f"{run(f'See {address}: ')}<m:oMath>{half}</m:oMath>",
        '<w:numPr><w:numId w:val="1"/></w:numPr>',
    )
    data = word_file(body, files, strict=True)
    assert b"purl.oclc.org" in ZipFile(BytesIO(data)).read("word/styles.xml")
    document = read_document("a.docx", data)
    assert document.text == f"Fees\n\n1. See {address}: 1/2\n\nBylaws"
    assert document.sections[0].path == ("Fees",)
    assert [span.reason for span in document.dropped] == ["header"]


PAGE = (
    b"<html><head><title>x</title></head><body><h1>Fees</h1><p>A night costs 42.</p></body></html>"
)
MESSAGE = (
    b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=cut\n\n--cut\n"
    b"Content-Type: text/html; charset=windows-1252\n"
    b"Content-Transfer-Encoding: quoted-printable\n\n"
    b"<html><body><p>The caf=E9 is open.</p></body></html>\n--cut--\n"
)


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("a.htm", PAGE, "Fees\n\nA night costs 42."),
        ("a.dat", PAGE, "Fees\n\nA night costs 42."),
        ("a.xhtml", b"<div class='x'><p>In a fragment.</p></div>", "In a fragment."),
        ("a.mht", MESSAGE, "The café is open."),
        ("a.txt", "Fees\n\nA night costs 42 crowns – in summer.".encode("cp1252"),
         "Fees\n\nA night costs 42 crowns – in summer."),
        ("a.docx", word_file(styled("H", "Fees"), {"styles.xml": style("H", "", "heading 1")}),
         "Fees"),
    ],
)  # fmt: skip
def test_inserted_documents_are_read_by_their_own_readers(
    name: str, data: bytes, text: str
) -> None:
    document = inserted(name, data)
    assert document.text == f"{text}\n\nThe harbour is open."
    assert not document.warnings
    assert ("Fees" in text) == (document.sections[0].path == ("Fees",))


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.rtf", b"{\\rtf1 Fees}", "RTF: no reader for it"),
        ("a.mht", b"MIME-Version: 1.0\n\nFees", "a message without a page"),
        ("a.docx", b"PK\x03\x04broken", "not a Word document (.docx), or a damaged one"),
    ],
)
def test_inserted_documents_that_cannot_be_read_are_told(
    name: str, data: bytes, reason: str
) -> None:
    [warning] = inserted(name, data).warnings
    assert warning.startswith(f"1 inserted document ({reason}")
    assert warning.endswith("): not read")
    with pytest.raises(UnreadableSource, match="no text in it; 1 inserted document"):
        read('<w:altChunk r:id="x"/>', {name: data}, ("x", "aFChunk", name))


def test_documents_in_each_other_are_read_to_a_limit_and_keep_their_comments_behind() -> None:
    data = word_file(paragraph("The innermost."))
    for number in range(4):
        comment = f'<w:comment w:id="0">{paragraph(f"On {number}.")}</w:comment>'
        body = f'{paragraph(f"At {number}.")}<w:altChunk r:id="x"/><w:altChunk r:id="x"/>'
        files = {"in.docx": data, "comments.xml": comment}
        data = word_file(body, files, [("x", "aFChunk", "in.docx")])
    document = read_document("a.docx", data)
    assert document.text == "At 3.\n\nAt 2.\n\nAt 1.\n\nOn 1.\n\nOn 2.\n\nOn 3."
    assert document.warnings == (
        "1 inserted document (too many documents in each other): not read",
    )


DIAGRAM = part(
    "dgm:dataModel",
    "<dgm:pt><dgm:t><a:p><a:r><a:t>Step one: </a:t></a:r><a:r><a:t>call</a:t></a:r></a:p></dgm:t>"
    "</dgm:pt><dgm:pt/><dgm:pt><dgm:t><a:p><a:r><a:t>Step two</a:t></a:r></a:p></dgm:t></dgm:pt>",
).encode()


def points(*values: str) -> str:
    return "".join(f'<c:pt idx="{n}"><c:v>{words}</c:v></c:pt>' for n, words in enumerate(values))


CHART = part(
    "c:chartSpace",
    "<c:title><a:p><a:r><a:t>Boats per year</a:t></a:r></a:p></c:title>"
    + f"<c:ser><c:tx>{points('Sail')}</c:tx><c:cat>{points('2023', '2024')}</c:cat>"
    f"<c:val>{points('4.2000000000000002', '5')}</c:val></c:ser>",
).encode()


@pytest.mark.parametrize("is_placed", [True, False])
def test_words_of_diagrams_and_charts_are_blocks_read_once(is_placed: bool) -> None:
    drawings = run('<w:drawing><dgm:relIds r:dm="d"/></w:drawing><c:chart r:id="c"/>')
    body = paragraph(run("Before.") + drawings * 2) if is_placed else paragraph("Before.")
    files: dict[str, str | bytes] = {"d.bin": DIAGRAM, "c.bin": CHART}
    related = (("d", "diagramData", "d.bin"), ("c", "chart", "c.bin"))
    assert read(body, files, *related).text == (
        "Before.\n\n- Step one: call\n- Step two\n\n"
        "Boats per year\nSail | 2023 | 4.2\nSail | 2024 | 5"
    )


def test_boxes_are_blocks_of_their_own_once_and_not_in_a_heading() -> None:
    def box(words: str) -> str:
        inner = f"<w:txbxContent>{styled('H', words)}{paragraph('Ask.')}</w:txbxContent>"
        return run(
            f"<mc:AlternateContent><mc:Choice><w:drawing>{inner}</w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict>{inner}</w:pict></mc:Fallback></mc:AlternateContent>"
        )

    heading = paragraph(box("Note") + run("Fees"), '<w:pStyle w:val="H"/>')
    body = heading + paragraph(run("A boat of ") + box("Crane") + run("eight metres."))
    body += paragraph(run('<w:pict><v:shape><v:textpath string="DRAFT"/></v:shape></w:pict>'))
    body += paragraph(
        run("<w:drawing><a:txBody><a:p><a:r><a:t>Pier</a:t></a:r></a:p></a:txBody></w:drawing>")
    )
    document = read(body, {"styles.xml": style("H", "", "heading 1")})
    assert document.text == (
        "Fees\n\nNote\n\nAsk.\n\nA boat of eight metres.\n\nCrane\n\nAsk.\n\nDRAFT\n\nPier"
    )
    assert [section.path for section in document.sections] == [("Fees",)]


def test_a_fallback_is_read_if_the_choice_is_empty() -> None:
    choices = (
        "<mc:Choice><w:drawing/></mc:Choice><mc:Fallback><w:r><w:t>5</w:t></w:r></mc:Fallback>"
    )
    body = paragraph(f"{run('Fee: ')}<mc:AlternateContent>{choices}</mc:AlternateContent>")
    assert read(body, {}).text == "Fee: 5"


def test_what_is_not_read_is_a_warning() -> None:
    related = [("a", "oleObject", "x.bin"), ("b", "package", "x.bin"), ("c", "oleObject", "NULL")]
    document = read(OPEN, {"x.bin": b"x", "header1.xml": "<w:broken", "y.bin": b"y"},
                    *related, ("d", "control", "y.bin"))  # fmt: skip
    assert document.warnings == (
        "2 embedded files: not read",
        "1 ActiveX control: not read",
        "word/header1.xml is damaged: not read",
    )


def test_a_formula_or_a_run_outside_of_paragraphs_is_read() -> None:
    body = f"<m:oMathPara><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></m:oMathPara>{run('Alone.')}"
    assert read(body, {}).text == "x\n\nAlone."


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04", "not a Word document"),
        (word_file("").replace(b"PK", b"XX"), "not a Word document"),
        (b"{\\rtf1 Fees}", "not a Word document but RTF: save it as .docx"),
        (b"<html>", "not a Word document but HTML or XML"),
        (word_file("<w:p>"), "not a Word document"),
        (word_file("", {"document.xml": b"<html/>"}), "not a Word document"),
        (word_file("<w:p>" * 300 + "</w:p>" * 300), "not a Word document"),
        (word_file(""), "empty: no text in it"),
        (word_file(paragraph(""), {"a.png": b""}, [("x", "image", "a.png")]), "only pictures"),
    ],
)
def test_files_that_cannot_be_read_are_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableSource, match=reason):
        read_document("a.docx", data)


def test_damage_to_the_zip_is_no_other_error() -> None:
    data = word_file(OPEN, {"header1.xml": OPEN})
    offset = data.rindex(b"PK\x01\x02") + 42  # of the last part
    for position in (*range(30, len(data), 41), offset, offset + 3):
        damaged = data[:position] + b"\xf0" + data[position + 1 :]
        with suppress(UnreadableSource):
            assert "harbour" in read_document("a.docx", damaged).text


def test_documents_nested_too_deeply_are_refused() -> None:
    data = word_file(OPEN)
    for _ in range(3):
        body = f'{OPEN}<w:altChunk r:id="x"/>'
        for _ in range(80):
            body = table([body])
        data = word_file(body, {"a.docx": data}, [("x", "aFChunk", "a.docx")])
    with pytest.raises(UnreadableSource, match="nested too deeply"):
        read_document("a.docx", data)


def test_entities_are_not_expanded() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    body = part("w:document", f"<w:body>{paragraph(run('ok &b;'))}</w:body>")
    data = word_file("", {"document.xml": f"{laughs}{body}".encode()})
    assert read_document("a.docx", data).text == "ok"
