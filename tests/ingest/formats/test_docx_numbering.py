import pytest

from ingest import read_document
from tests.support.word_files import item, paragraph, style, styled, word_file


def level(depth: int, text: str, format: str = "decimal", start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def definition(id: int, *levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{id}">{more}{"".join(levels)}</w:abstractNum>'


def listed(number: int, definition: int, *starts: tuple[int, int]) -> str:
    overrides = "".join(
        f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        for depth, start in starts
    )
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{definition}"/>{overrides}</w:num>'


CONTRACT = (
    level(0, "%1."),
    level(1, "%1.%2"),
    level(2, "(%3)", "lowerLetter"),
)
HEADING = style(
    "Heading1",
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr>',
    "heading 1",
)


def lines(body: str, numbering: str, styles: str = "") -> list[str]:
    data = word_file(body, {"numbering.xml": numbering, "styles.xml": styles})
    return read_document("a.docx", data).text.split("\n")


def test_the_numbers_of_a_contract_stand_in_its_text_and_head_its_sections() -> None:
    body = (
        styled("Heading1", "Payment")
        + item("The tenant pays.", 1, 1)
        + item("Late tenants must:", 1, 1)
        + item("pay interest;", 1, 2)
        + item("leave.", 1, 2)
        + styled("Heading1", "End")
        + item("The board may end it:", 1, 1)
        + item("in winter.", 1, 2)
    )
    numbering = definition(1, *CONTRACT) + listed(1, 1)
    data = word_file(body, {"numbering.xml": numbering, "styles.xml": HEADING})
    document = read_document("a.docx", data)
    assert document.text == (
        "1. Payment\n\n1.1 The tenant pays.\n\n1.2 Late tenants must:\n\n"
        "(a) pay interest;\n(b) leave.\n\n2. End\n\n2.1 The board may end it:\n\n(a) in winter."
    )
    assert [section.path for section in document.sections] == [("1. Payment",), ("2. End",)]


@pytest.mark.parametrize(
    ("format", "start", "marks"),
    [
        ("decimal", 7, ["7.", "8."]),
        ("decimalZero", 9, ["09.", "10."]),
        ("lowerLetter", 26, ["z.", "aa."]),
        ("upperLetter", 1, ["A.", "B."]),
        ("lowerRoman", 4, ["iv.", "v."]),
        ("upperRoman", 1999, ["MCMXCIX.", "MM."]),
        ("bullet", 1, ["-", "-"]),
        ("lowerLetter", 99_999_999, ["99999999.", "100000000."]),
        ("lowerRoman", 0, ["0.", "i."]),
    ],
)
def test_formats_of_numbers(format: str, start: int, marks: list[str]) -> None:
    numbering = definition(1, level(0, "%1.", format, start)) + listed(1, 1)
    found = lines(item("Steel.") + item("Wood."), numbering)
    assert [line.split()[0] for line in found if line] == marks


def marks(items: list[tuple[int, int]], numbering: str) -> list[str]:
    body = "".join(item("x", number, depth) for number, depth in items)
    return [line.split()[0] for line in lines(body, numbering) if line]


def test_lists_with_one_definition_count_on_unless_they_restart() -> None:
    numbering = definition(1, level(0, "%1.")) + listed(1, 1) + listed(2, 1) + listed(3, 1, (0, 5))
    found = marks([(1, 0), (2, 0), (3, 0), (3, 0), (1, 0)], numbering)
    assert found == ["1.", "2.", "5.", "6.", "7."]


def test_levels_restart_below_a_new_item_unless_they_must_not() -> None:
    never = level(1, "%2)", "lowerLetter", more='<w:lvlRestart w:val="0"/>')
    for second, expected in ((level(1, "%2)", "lowerLetter"), "a)"), (never, "b)")):
        numbering = definition(1, level(0, "%1."), second) + listed(1, 1)
        assert marks([(1, 0), (1, 1), (1, 0), (1, 1)], numbering)[-1] == expected


def test_legal_numbers_are_decimal_and_text_around_numbers_is_kept() -> None:
    numbering = definition(
        1, level(0, "Article %1", "upperRoman"), level(1, "§ %1.%2", more="<w:isLgl/>")
    ) + listed(1, 1)
    found = lines(item("x", 1, 0) + item("y", 1, 0) + item("z", 1, 1), numbering)
    assert found == ["Article I x", "", "Article II y", "", "§ 2.1 z"]


def test_a_list_may_have_levels_of_its_own_or_those_of_a_style() -> None:
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "[%1]")}</w:lvlOverride>'
    own = listed(2, 1).replace("</w:num>", f"{override}</w:num>")
    linked = definition(2, more='<w:numStyleLink w:val="Steps"/>') + definition(
        3, level(0, "Step %1:"), more='<w:styleLink w:val="Steps"/>'
    )
    numbering = definition(1, level(0, "%1.")) + linked + own + listed(3, 2)
    assert lines(item("x", 2) + item("y", 3), numbering) == ["[1] x", "", "Step 1: y"]


def test_a_style_numbers_its_paragraphs_at_the_level_that_names_it() -> None:
    levels = (level(0, "%1."), level(1, "%1.%2", more='<w:pStyle w:val="Clause"/>'))
    numbering = definition(1, *levels) + listed(1, 1)
    clause = style("Clause", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
    based = style("Indented", "", based_on="Clause")
    none = '<w:pStyle w:val="Clause"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = item("Head") + styled("Clause", "one") + styled("Indented", "two")
    body += paragraph("no number", none) + paragraph("", '<w:pStyle w:val="Clause"/>')
    found = lines(body + styled("Clause", "four"), numbering, clause + based)
    assert [line for line in found if line] == [
        "1. Head", "1.1 one", "1.2 two", "no number", "1.4 four",
    ]  # fmt: skip


def test_deleted_paragraphs_are_not_counted_and_a_heading_has_no_bullet() -> None:
    numbering = definition(1, level(0, "%1.")) + definition(2, level(0, "o", "bullet"))
    numbering += listed(1, 1) + listed(2, 2)
    gone = item("x").replace("</w:pPr>", "<w:rPr><w:del/></w:rPr></w:pPr>")
    gone = gone.replace("<w:r>", "<w:del><w:r>").replace("</w:r>", "</w:r></w:del>")
    heading = '<w:outlineLvl w:val="1"/><w:numPr><w:numId w:val="2"/></w:numPr>'
    body = item("one") + gone + item("two") + paragraph("Fees", heading)
    assert lines(body, numbering) == ["1. one", "2. two", "", "Fees"]


@pytest.mark.parametrize("levels", ["", '<w:lvl w:ilvl="x"/>', '<w:lvl w:ilvl="4"/>'])
def test_an_item_without_a_definition_has_a_bullet(levels: str) -> None:
    assert lines(item("Steel.", 1, 3), definition(1, levels) + listed(1, 1)) == ["- Steel."]


def test_outline_levels_make_headings_also_by_styles_that_others_are_based_on() -> None:
    styles = style("Own", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>')
    styles += style("Narrow", "", based_on="Own") + style("Loop", "", based_on="Loop")
    body = (
        paragraph("Fees", '<w:outlineLvl w:val="0"/>')
        + styled("Narrow", "In summer")
        + paragraph("A night costs 42 crowns.", '<w:outlineLvl w:val="9"/>')
        + styled("Loop", "No heading.")
        + styled("Own", " ".join(["The board of the harbour may change each fee."] * 9))
    )
    document = read_document("a.docx", word_file(body, {"styles.xml": styles}))
    assert [section.path for section in document.sections] == [("Fees", "In summer")]
