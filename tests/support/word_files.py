"""Word documents from strings of XML, with the parts and relationships that a test needs."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

OFFICE = "http://schemas.openxmlformats.org"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "w": f"{OFFICE}/wordprocessingml/2006/main",
        "m": f"{OFFICE}/officeDocument/2006/math",
        "r": f"{OFFICE}/officeDocument/2006/relationships",
        "mc": f"{OFFICE}/markup-compatibility/2006",
        "a": f"{OFFICE}/drawingml/2006/main",
        "c": f"{OFFICE}/drawingml/2006/chart",
        "dgm": f"{OFFICE}/drawingml/2006/diagram",
        "v": "urn:schemas-microsoft-com:vml",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)
Relationship = tuple[str, str, str]
"""Its id, the end of its type, its target."""


def word_file(
    body: str,
    parts: Mapping[str, str | bytes] | None = None,
    relationships: Sequence[Relationship] = (),
    *,
    strict: bool = False,
) -> bytes:
    """Return a Word document with a body.

    `parts` are below word/: the inner XML of "styles.xml" and the like, whole parts of other kinds
    as bytes. Those of XML are related to the document by their names.
    """
    texts = {"document.xml": f"<w:body>{body}</w:body>", **(parts or {})}
    kinds = {"header1": "header", "header2": "header", "footer1": "footer"}
    related = [
        (stem, kinds.get(stem, stem), name)
        for name, text in texts.items()
        if isinstance(text, str) and (stem := name.removesuffix(".xml")) != "document"
    ]
    files: dict[str, str | bytes] = {
        "_rels/.rels": relationships_part([("d", "officeDocument", "word/document.xml")]),
        "word/_rels/document.xml.rels": relationships_part([*related, *relationships]),
    }
    for name, text in texts.items():
        stem = name.removesuffix(".xml").rstrip("0123456789")
        root = {"header": "hdr", "footer": "ftr"}.get(stem, stem)
        files[f"word/{name}"] = text if isinstance(text, bytes) else part(f"w:{root}", text)
    if strict:
        files = {name: _strict(text) for name, text in files.items()}
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return written.getvalue()


def part(root: str, inner: str) -> str:
    """Return a part of a document: its root element with all namespaces, around `inner`."""
    return f"<{root} {NAMESPACES}>{inner}</{root}>"


def relationships_part(relationships: Sequence[Relationship]) -> str:
    """Return the part that lists relationships."""
    lines = (
        f'<Relationship Id="{id}" Target="{target}"'
        f' Type="{OFFICE}/officeDocument/2006/relationships/{kind}"/>'
        for id, kind, target in relationships
    )
    name = f"{OFFICE}/package/2006/relationships"
    return f'<Relationships xmlns="{name}">{"".join(lines)}</Relationships>'


def paragraph(content: str, properties: str = "") -> str:
    """Return a paragraph of runs, or of words alone."""
    inner = content if "<" in content else run(content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def styled(style: str, words: str) -> str:
    """Return a paragraph in a style."""
    return paragraph(words, f'<w:pStyle w:val="{style}"/>')


def item(words: str, list: int = 1, level: int = 0) -> str:
    """Return a paragraph that is an item of a list."""
    place = f'<w:ilvl w:val="{level}"/><w:numId w:val="{list}"/>'
    return paragraph(words, f"<w:numPr>{place}</w:numPr>")


def run(words: str, properties: str = "") -> str:
    """Return a run of text."""
    inner = words if "<" in words else f'<w:t xml:space="preserve">{words}</w:t>'
    return f"<w:r><w:rPr>{properties}</w:rPr>{inner}</w:r>"


def table(*rows: Sequence[str]) -> str:
    """Return a table of cells, each a string of words or the whole content of `w:tc`."""
    return f"<w:tbl>{''.join(map(table_row, rows))}</w:tbl>"


def table_row(cells: Sequence[str]) -> str:
    """Return a row of cells."""
    contents = (cell if "<" in cell else paragraph(cell) for cell in cells)
    return f"<w:tr>{''.join(f'<w:tc>{content}</w:tc>' for content in contents)}</w:tr>"


def style(id: str, inner: str, name: str = "", based_on: str = "") -> str:
    """Return a paragraph style."""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    names = f'<w:name w:val="{name or id}"/>'
    return f'<w:style w:type="paragraph" w:styleId="{id}">{names}{base}{inner}</w:style>'


def _strict(text: str | bytes) -> str | bytes:
    if isinstance(text, bytes):
        return text
    for folder in ("wordprocessingml", "officeDocument", "drawingml"):
        text = text.replace(f"{OFFICE}/{folder}/2006/", f"http://purl.oclc.org/ooxml/{folder}/")
    return text
