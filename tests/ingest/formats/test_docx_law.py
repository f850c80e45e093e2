"""Each word of a Word document's XML is in its text, or Word itself does not show it."""

import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from lxml import etree

from ingest import UnreadableSource, read_document
from tests.support.paths import ROOT, inputs
from tests.support.word_files import (
    item,
    paragraph,
    part,
    run,
    style,
    styled,
    table,
    word_file,
)

STORIES = ("document", "footnotes", "endnotes", "comments", "header", "footer", "data", "chart")
NOT_SHOWN = {"del", "moveFrom", "rt", "Fallback"}


def local(element: Any) -> str:
    return etree.QName(element).localname


def words_in(data: bytes) -> Iterator[str]:
    """Yield the words of all text elements that Word shows, by plain XML."""
    with ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            stem = name.rpartition("/")[2].removesuffix(".xml").rstrip("0123456789")
            if stem in STORIES and name.endswith(".xml"):
                yield from words_of(etree.fromstring(archive.read(name)))


def words_of(element: Any) -> Iterator[str]:
    if local(element) in NOT_SHOWN or is_hidden(element):
        return
    if local(element) in ("t", "v"):
        yield from (element.text or "").split()
    for child in element.iterchildren("*"):
        yield from words_of(child)


def is_hidden(element: Any) -> bool:
    kind = local(element)
    children = {f"{local(child)}/{local(inner)}" for child in element for inner in child}
    return (
        (kind == "r" and "rPr/vanish" in children)
        or (kind == "tr" and "trPr/del" in children)
        or (kind == "sdt" and "sdtPr/showingPlcHdr" in children)
        or any(value == "separator" for value in element.attrib.values())
    )


def plain(words: str) -> str:
    """Return words without marks of raised and lowered characters and soft hyphens."""
    folded = unicodedata.normalize("NFKC", words).replace("\xad", "")
    return folded.replace("^", "").replace("_", "")


def with_everything() -> bytes:
    reference = run('<w:footnoteReference w:id="1"/>')
    raised = '<w:vertAlign w:val="superscript"/>'
    box = f"<w:txbxContent>{paragraph('Boxed')}{table(['cell', 'boxed'])}</w:txbxContent>"
    choice = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{paragraph('Boxed old')}</mc:Fallback>"
    gone = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{paragraph('unshown')}</w:tc></w:tr>"
    maths = (
        "<m:f><m:num><m:r><m:t>u</m:t></m:r></m:num><m:den><m:r><m:t>w</m:t></m:r></m:den></m:f>"
    )
    body = (
        styled("Title", "Harbour rules")
        + paragraph(run("Area 30 m") + run("2", raised) + run("unshown", "<w:vanish/>"))
        + paragraph(
            f"<w:ins>{run('inserted')}</w:ins><w:del>{run('unshown')}</w:del><w:hyperlink>{run('link')}"
            f"</w:hyperlink><w:smartTag>{run('smart')}</w:smartTag><w:moveTo>{run('moved')}"
            f"</w:moveTo><w:moveFrom>{run('unshown')}</w:moveFrom><w:bdo>{run('other way')}</w:bdo>"
            f"<w:fldSimple>{run('field')}</w:fldSimple><m:oMath>{maths}</m:oMath>"
            f"{reference}{run('so-called')}"
        )
        + item("Listed")
        + paragraph(f"<mc:AlternateContent>{choice}</mc:AlternateContent>{run('beside')}")
        + f"<w:customXml>{paragraph('Custom')}<w:sdt><w:sdtContent>{paragraph('Control')}"
        "</w:sdtContent></w:sdt></w:customXml>"
        + table(["Head", table(["inner"], ["rows"])], ["two", paragraph("a") + paragraph("b")])
        + table([styled("Heading1", "In a table") + paragraph("Laid out")])
        + table(["kept"]).replace("</w:tbl>", f"{gone}</w:tbl>")
        + paragraph(run('<w:drawing><dgm:relIds r:dm="d"/></w:drawing>'))
        + f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>{paragraph('unshown')}</w:sdt>"
    )
    names = "<dgm:pt><dgm:t><a:p><a:r><a:t>Point</a:t></a:r></a:p></dgm:t></dgm:pt>"
    notes = f'<w:footnote w:id="0" w:type="separator">{paragraph("unshown")}</w:footnote>'
    notes += f'<w:footnote w:id="1">{paragraph("Noted")}{table(["in", "rows"])}</w:footnote>'
    parts: dict[str, str | bytes] = {
        "styles.xml": style("Title", "", "Title") + style("Heading1", "", "heading 1"),
        "footnotes.xml": notes + f'<w:footnote w:id="2">{paragraph("Lost")}</w:footnote>',
        "endnotes.xml": f'<w:endnote w:id="1">{paragraph("Ended")}</w:endnote>',
        "comments.xml": f'<w:comment w:id="1">{paragraph("Remark")}</w:comment>',
        "header1.xml": paragraph("Above") + table(["with", "cells"]),
        "footer1.xml": paragraph(f"<mc:AlternateContent>{choice}</mc:AlternateContent>"),
        "diagrams/data1.xml": part("dgm:dataModel", names).encode(),
    }
    return word_file(body, parts, [("d", "diagramData", "diagrams/data1.xml")])


def of_python_docx() -> bytes:
    made = docx.Document()
    made.add_heading("Fees", 0)
    for name in ("Heading 1", "List Bullet", "List Number", "Quote", "Caption", "Intense Quote"):
        made.add_paragraph(f"In the style {name}.", style=name)
    made.add_table(2, 3).cell(0, 0).merge(made.tables[0].cell(1, 1)).text = "Merged"
    made.sections[0].header.paragraphs[0].text = "Header"
    made.sections[0].footer.paragraphs[0].text = "Footer"
    written = BytesIO()
    made.save(written)
    return written.getvalue()


FILES = {
    "everything": with_everything,
    "python-docx": of_python_docx,
    "report": lambda: next((ROOT / "tests/bench").rglob("*.docx")).read_bytes(),
}


@pytest.mark.parametrize("name", FILES)
def test_each_word_that_word_shows_is_in_the_text(name: str) -> None:
    data = FILES[name]()
    text = plain(read_document("a.docx", data).text)
    words = [plain(word) for word in words_in(data)]
    assert len(words) > 20
    assert [word for word in words if word not in text] == []
    assert "unshown" not in text.split()


@pytest.mark.skipif(not inputs(".docx"), reason="the shared cases and fixtures are not at hand")
@pytest.mark.parametrize("path", inputs(".docx"), ids=lambda path: path.name)
def test_each_word_of_a_file_at_hand_is_in_the_text(path: Path) -> None:
    data = path.read_bytes()
    try:
        text = plain(read_document("a.docx", data).text)
    except UnreadableSource:
        return
    assert [word for word in map(plain, words_in(data)) if word not in text] == []
