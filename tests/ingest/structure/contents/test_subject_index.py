"""An index of terms with page numbers is no answer; other lists of numbers are."""

import pytest

from ingest import read_document

PROSE = "The harbour froze in March. Nobody on the quay had expected that."


def navigation(text: str) -> str:
    document = read_document("a.txt", text.encode())
    spans = [span for span in document.dropped if span.reason == "navigation"]
    return "\n".join(document.text[span.start : span.end] for span in spans)


@pytest.mark.parametrize(
    "index",
    [
        "Index\naid, 4, 17\nboats, 3\ncanal, 5-9, 12",
        "INDEX\nA\nAid, 4, 17\nB\nBoats\nferries, 6, 7; tugs, 9\nBridges, 12–14",
        "**Index of names**\n- Berg, Anna 4, 17\n- Holm, Ben 3\n- Moss, Carla 12",
        "Index: aid, 4, 17; boats, 3;\ncanal, 5–9, 12; fares 6.",
    ],
)
def test_an_index_is_dropped(index: str) -> None:
    assert navigation(f"Ferries\n\n{PROSE}\n\n{index}\n\n{PROSE}\n") == index


@pytest.mark.parametrize(
    "values",
    [
        "Index\nFood, 104\nFuel, 97\nRent, 110",
        "Index\nRent, 110, 112\nFuel, 97, 98\nFood, 104, 105",
        "Index: 104 in May; 97 in June; 99 in July",
        "Index\nThe index is 104, 4 more than in May.",
        "Stock\nBeds, 4, 17\nChairs, 3\nTables, 5, 9",
    ],
)
def test_other_numbers_are_kept(values: str) -> None:
    assert navigation(f"Ferries\n\n{PROSE}\n\n{values}\n\n{PROSE}\n") == ""
