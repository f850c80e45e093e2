import time

import pytest

from ingest import UnreadableSource, read_document
from tests.support.files import page
from tests.support.pages import kept_inside, read_site


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (
            "<thead><tr><th rowspan=2>Zone<th colspan=2>Permit<tr><th>Day<th>Week<tbody>"
            "<tr><td>A<td>5<td>20<tr><td rowspan=2>B<td>6<td>24<tr><td>7<td>28",
            "Zone | Permit: Day | Permit: Week\n--- | --- | ---\n"
            "A | 5 | 20\nB | 6 | 24\nB | 7 | 28",
        ),
        (
            "<tr><th>Zone<th>Fee<tr><td colspan=2>North<tr><td>A<td>5<tr><td colspan=2>Ask first.",
            "Zone | Fee\n--- | ---\nNorth\nA | 5\nAsk first.",
        ),
        (
            "<tr><td>Elm<td rowspan=0>shut<tr><td>Fir<tr><td>Oak",
            "Elm | shut\nFir | shut\nOak | shut",
        ),
        ("<tr><td>Elm<td><td>9<tr><td><td>8<td>", "Elm |  | 9\n| 8 |"),
        (
            "<thead><tr><th>Zone<th>Fee<tbody><tr><th colspan=2>North<tr><td>A<td>5"
            "<tr><th colspan=2>South<tr><td>A<td>6",
            "Zone | Fee\n--- | ---\nNorth\nA | 5\nSouth\nA | 6",
        ),
        (
            "<tr><th>Zone<th>Fee<tr><th>North<th><tr><td>A<td>5",
            "Zone | Fee\n--- | ---\nNorth\nA | 5",
        ),
        ("<tr><td><td><tr><th>Zone<th>Fee<tr><td>A<td>5", "Zone | Fee\n--- | ---\nA | 5"),
    ],
)
def test_cells_that_span_are_repeated(rows: str, text: str) -> None:
    assert kept_inside(f"<table>{rows}</table>") == text


@pytest.mark.parametrize(
    "cell",
    [
        "<ul><li>8 to 12<li>13 to 17</ul>",
        "<p>8 to 12</p><p>13 to 17</p>",
        "<div>8 to 12</div>13 to 17",
    ],
)
def test_parts_of_a_cell_are_apart(cell: str) -> None:
    rows = f"<tr><th>Day<th>Open<tr><td>Monday<td>{cell}<tr><td>Sunday<br>(June)<td>never"
    assert kept_inside(f"<table>{rows}</table>") == (
        "Day | Open\n--- | ---\nMonday | 8 to 12 / 13 to 17\nSunday (June) | never"
    )


def test_a_table_that_lays_out_a_page_is_read_as_its_blocks() -> None:
    inner = "<p>Camp only on the two sites that are marked on the map.<p>Light no fires."
    for cells in (
        f"<td>{inner}",
        f"<td>{inner}<td>{inner}",
        f"<td><table><tr><td>{inner}</table>",
        f"<td><h2>Camping</h2>{inner}",
    ):
        text = kept_inside(f"<table><tr>{cells}</table>")
        assert "map.\n\nLight no fires." in text
        assert "|" not in text


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ("<td>(a)<td>dogs on a lead;", "(a) dogs on a lead;"),
        (
            "<td><p>2.</p><td><p>Dogs stay out.</p><p>Cats too.</p>",
            "2. Dogs stay out.\n\nCats too.",
        ),
        ("<td><img><td>Note: no fires.", "Note: no fires."),
        ("<td>Fees<td><p>Nine crowns.<p>Pay now.", "Fees\n\nNine crowns.\n\nPay now."),
        ("<td>Length<td>12 m", "Length | 12 m"),
    ],
)
def test_a_row_that_is_a_table_of_its_own(cells: str, text: str) -> None:
    assert kept_inside(f"<table><tr>{cells}</table>") == text


def test_headings_in_the_heads_of_a_table_leave_its_rows_whole() -> None:
    rows = "<tr><th colspan=2><h3>North</h3><tr><td>A<td>5<tr><th colspan=2><h3>South</h3>"
    assert kept_inside(f"<table>{rows}<tr><td>A<td>6</table>") == "North\nA | 5\nSouth\nA | 6"


def test_text_beside_cells_is_read() -> None:
    text = read_site("<table>Loose<tr>stray<td>Elm<td>Fir</table>").text
    assert {"Loose", "stray", "Elm | Fir"} <= set(text.split("\n\n"))


@pytest.mark.parametrize(
    "table",
    [
        "<tr>" + "<td rowspan=100000>a" * 100 + "<tr><td>b" * 100,
        "<tr><td colspan=1000000000>a<td rowspan=-3 colspan=x>b" * 100,
        "<tr><td>a" + "<table><tr><td>b" * 150,
    ],
)
def test_spans_without_end_are_cut(table: str) -> None:
    start = time.perf_counter()
    text = read_document("page.html", page(f"<table>{table}")).text
    assert len(text) < 20 * len(table)
    assert time.perf_counter() - start < 5


def test_a_page_that_is_nested_too_deeply_is_refused() -> None:
    with pytest.raises(UnreadableSource, match="nested too deeply"):
        read_document("page.html", page("<table><tr><td>a" * 3000))


def test_a_cell_that_stands_in_a_list_of_another_cell_ends_with_itself() -> None:
    inside = "<table><tr><td><ul><li>Ropes<th>Nets</th></li></ul>Sails</td></tr></table>"
    assert {"Ropes", "Nets", "Sails"} <= set(read_site(inside).text.replace("-", " ").split())
