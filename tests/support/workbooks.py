"""Workbooks (.xlsx) for tests, made from scratch."""

import datetime
from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    "</styleSheet>"
)
DATE_STYLE = 1
FIRST_DAY = datetime.date(1899, 12, 30)


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """Return a workbook with these rows of cells: texts, numbers, truth values, dates, None."""
    return workbook_of({name: sheet_xml(rows) for name, rows in sheets.items()})


def workbook_of(sheets: Mapping[str, str], others: Mapping[str, bytes] | None = None) -> bytes:
    """Return a workbook of the XML of its sheets, and of other parts."""
    numbered = list(enumerate(sheets, start=1))
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        + "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in numbered)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{RELATIONS}/worksheet" Target="worksheets/{n}.xml"/>'
            for n, _ in numbered
        )
        + "</Relationships>",
        "xl/styles.xml": STYLES,
        **{f"xl/worksheets/{n}.xml": sheets[name] for n, name in numbered},
        **(others or {}),
    }
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return data.getvalue()


def sheet_xml(rows: Sequence[Sequence[object]]) -> str:
    """Return the XML of a sheet with these rows of cells, from column A on."""
    lines = (
        f'<row r="{number}">'
        + "".join(_cell(f"{chr(ord('A') + place)}{number}", cell) for place, cell in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    return sheet_of("".join(lines))


def sheet_of(rows: str) -> str:
    """Return the XML of a sheet with these rows."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def _cell(place: str, value: object) -> str:
    match value:
        case None:
            return f'<c r="{place}"/>'
        case bool():
            return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
        case datetime.date():
            days = (value - FIRST_DAY).days
            return f'<c r="{place}" s="{DATE_STYLE}"><v>{days}</v></c>'
        case str() if value.startswith("="):
            return f'<c r="{place}" t="str"><f>{value[1:]}</f><v>result of {value[1:]}</v></c>'
        case str():
            return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'
