"""Columns of text and tables, as the positions of their parts show them."""

import re

import pytest

from ingest import read_document
from ingest.chunk import chunk
from ingest.structure import Line, layout, page_locators
from tests.bench.layouts import LEFT, RIGHT
from tests.ingest.test_chunk import count_words
from tests.support.files import Text, lines, pdf

TABLE = [
    ["Wood", "Summer", "Winter"],
    ["Oak", "42", "21"],
    ["Beech", "60", "30"],
    ["Ash", "75", "33"],
]
AT = (72, 220, 330)


def read(page: list[Text]) -> str:
    return read_document("x.pdf", pdf(page)).text


def by_rows(columns: list[list[str]], lefts: tuple[float, ...] = (60, 320)) -> list[Text]:
    return [
        (left, 700 - 14 * number, 11, line)
        for number, row in enumerate(zip(*columns, strict=True))
        for left, line in zip(lefts, row, strict=True)
    ]


@pytest.mark.parametrize("gutter", [245, 320])
def test_columns_that_alternate_line_by_line_are_read_one_after_the_other(gutter: float) -> None:
    text = " ".join(read(by_rows([LEFT, RIGHT], (60, gutter))).split())
    assert text == " ".join([*LEFT, *RIGHT])


def test_three_columns_below_a_headline() -> None:
    heading: Text = (60, 740, 18, "News of the valley and of all its people")
    text = read([heading, *by_rows([LEFT, RIGHT, LEFT], (40, 230, 420))])
    assert " ".join(text.split()).endswith(" ".join([*LEFT, *RIGHT, *LEFT]))


def test_a_table_has_a_line_for_each_row() -> None:
    above = lines(["All fees of the wood are due in spring:"], top=740)
    below = lines(["Members of the village pay half of the fee if they cut it."], top=620)
    page = [*above, *by_rows([list(column) for column in zip(*TABLE, strict=True)], AT), *below]
    document = read_document("x.pdf", pdf(page))
    table = "\n".join("\t".join(row) for row in TABLE)
    assert f"spring:\n\n{table}\n\nMembers" in document.text
    passages = [passage.text for passage in chunk(document, count_words, 60)]
    assert any(table in passage for passage in passages)


def test_a_table_that_is_written_column_by_column_has_a_line_for_each_row() -> None:
    page = [
        (left, 700 - 16 * number, 11, cell)
        for left, column in zip(AT, zip(*TABLE, strict=True), strict=True)
        for number, cell in enumerate(column)
    ]
    below = lines(["Members of the village pay half of the fee if they cut it."], top=600)
    text = read([*lines(["All fees of the wood are due in spring."], top=740), *page, *below])
    assert "\n".join("\t".join(row) for row in TABLE) in text


def test_cells_that_take_two_lines_are_joined() -> None:
    page: list[Text] = [
        (72, 700, 11, "Saw"), (200, 700, 11, "cuts the trunks of oaks"), (420, 700, 11, "12"),
        (200, 687, 11, "and beeches"),
        (72, 670, 11, "Axe"), (200, 670, 11, "cuts branches only"), (420, 670, 11, "3"),
        (72, 653, 11, "Cart"), (200, 653, 11, "takes them to the mill"), (420, 653, 11, "5"),
    ]  # fmt: skip
    assert "Saw\tcuts the trunks of oaks and beeches\t12\nAxe\tcuts branches only\t3\n" in read(
        page
    )


def test_a_sideways_page_is_read_in_its_own_direction() -> None:
    rows = ["Table 2. Fees of the year", "Wood   Summer   Winter", "Oak   42   21", "Ash   60   30"]
    rows += ["All woods are inspected twice a year by the board, and the", "results are published."]
    for matrix in (b"0 1 -1 0 %g 72 Tm", b"0 -1 1 0 %g 700 Tm"):
        sign = 1 if matrix.startswith(b"0 1") else -1
        shown = pdf([(0, 300 + sign * 14 * number, 11, row) for number, row in enumerate(rows)])
        turned = re.sub(rb"0 ([\d.]+) Td", lambda at, to=matrix: to % float(at[1]), shown)
        text = read_document("x.pdf", turned).text
        assert "Oak\t42\t21\nAsh\t60\t30" in text
        assert "by the board, and the results are published." in text


def test_a_contents_list_is_no_table() -> None:
    names = ["Oaks of the valley", "Beeches of the hill", "Rules", "Fees of the year"]
    text = read(by_rows([names, ["3", "7", "12", "20"]], (72, 480)))
    assert "\t" not in text
    assert "Beeches of the hill 7\nRules 12" in text


def test_numbered_clauses_are_no_table() -> None:
    page: list[Text] = []
    for number in (1, 2, 3):
        top = 720 - 40 * number
        page += [
            (72, top, 11, f"2.{number}"),
            (110, top, 11, "The owner of a wood keeps it clean and pays"),
        ]
        page.append((110, top - 13, 11, "the fee of the year."))
    text = read(page)
    assert "2.2 The owner of a wood keeps it clean and pays the fee of the year." in text


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (["这座森林属于整个村庄，在这里每年冬天", "砍伐树木，请先"], "冬天砍伐树木，请先"),
        (["森林管理员的电话", "42号。"], "电话42号。"),
        (
            ["The office is con‐", "cerned with the adminis‐", "tration."],
            "concerned with the administration.",
        ),
        (
            ["The long‐", "term view of the well‐", "known."],
            "The long-term view of the well-known.",
        ),
        (["The manage­", "ment"], "The management"),
    ],
)
def test_lines_are_joined_as_their_words_are(written: list[str], expected: str) -> None:
    page = [Line(row, 11, 72, 280, 700 - 14 * number) for number, row in enumerate(written)]
    [block] = layout([page], page_locators(["1"])).blocks
    assert expected in block.words


@pytest.mark.parametrize(
    "headings",
    [
        [(72, 740, 20, "Guide to the wood"), (72, 716, 14, "Fees")],
        [(72, 740, 16, "All about the wood"), (72, 704, 16, "Fees")],
        [(72, 740, 16, "All about the wood"), (72, 722, 14, "Fees")],
    ],
)
def test_two_headings_are_two(headings: list[Text]) -> None:
    page = [*headings, *lines([*LEFT, *RIGHT], top=680)]
    second = [(72, 740, headings[1][2], "Rules"), *lines(LEFT, top=680)]
    document = read_document("x.pdf", pdf(page, second))
    assert any(section.path[-1:] == ("Fees",) for section in document.sections)


def test_markers_that_are_written_before_all_items_are_joined_to_them() -> None:
    marks = lines(["1.", "2."], top=700)
    items = lines(["Call the forester."], top=700, left=100)
    items += lines(["Wait for the answer, which comes", "by letter."], top=686, left=100)
    text = " ".join(read([*marks, *items]).split())
    assert text == "1. Call the forester. 2. Wait for the answer, which comes by letter."


def test_a_heading_is_nearer_to_its_text_than_to_the_title() -> None:
    above: list[Text] = [(72, 740, 20, "Guide to the wood"), (72, 690, 14, "Fees")]
    document = read_document("x.pdf", pdf([*above, *lines(LEFT, top=670)]))
    assert document.title == "Guide to the wood"
    assert document.sections[-1].path == ("Fees",)


def test_headings_on_a_page_of_few_lines_are_not_joined() -> None:
    page: list[Text] = [
        (72, 740, 16, "All about the wood"),
        (72, 714, 16, "Fees"),
        (72, 688, 11, "A tree costs forty crowns in the valley."),
    ]
    document = read_document("x.pdf", pdf(page))
    assert document.sections[-1].path == ("Fees",)


def test_a_cell_behind_one_of_several_lines_stays_in_its_row() -> None:
    cells: list[tuple[str, ...]] = [
        ("Wood", "Who may cut it", "When", "Where"),
        ("Oak", "Owners of land that|lies on the hill", "in autumn|and winter", "north"),
        ("Ash", "The forester", "in spring", "in the valley"),
        ("Fir", "All others", "always", "south"),
    ]
    page: list[Text] = []
    for number, row in enumerate(cells):
        for left, cell in zip((72, 130, 300, 400), row, strict=True):
            page += lines(cell.split("|"), top=700 - 40 * number, left=left)
    assert "\n".join("\t".join(row) for row in cells).replace("|", " ") in read(page)


@pytest.mark.parametrize(
    ("initial", "left", "first", "expected"),
    [
        ("Th", 120, "e forest office keeps a list of trees", "The forest office"),
        ("In", 108, "the forest they keep a list of trees", "In the forest"),
        ("“W", 126, "e keep no list, said the forester,", "“We keep no list"),
        ("T", 98, "he forest office keeps a list of trees", "The forest office"),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_an_initial_of_one_or_two_letters_belongs_to_its_line(
    initial: str, left: float, first: str, expected: str, is_first: bool
) -> None:
    large: Text = (72, 676, 38, initial)
    text = lines([first, "and anyone may see it at the gate."], left=left, top=698)
    page = [large, *text] if is_first else [*text, large]
    assert read([*page, *lines(LEFT, top=660)]).startswith(expected)
