"""Which documents meet a filter."""

import pytest

from index.filters.document_filter import DocumentFilter, DocumentSelector
from index.store import DocumentDescription
from ingest import UsageError
from tests.support.library import Library

SELECTOR = DocumentSelector(
    [
        DocumentDescription("notes/memo.md", "", "Ann Kimberly", "14 March 2025"),
        DocumentDescription("notes/old.md", "", "Søren Müller", "n.d."),
        DocumentDescription("plain.txt", "", "", ""),
        DocumentDescription("reports/2024/navy.md", "", "Julie Kim, Peter Lee", "April 2024"),
        DocumentDescription("reports/trade.md", "", "Kim, Julie", "2023/24"),
    ]
)


def selected(**conditions: object) -> tuple[list[str], int]:
    found = SELECTOR.select(DocumentFilter(**conditions))
    return sorted(id.rpartition("/")[2].partition(".")[0] for id in found.documents), found.undated


@pytest.mark.parametrize(
    ("conditions", "documents", "undated"),
    [
        ({"authors": ("kim",)}, ["navy", "trade"], 0),
        ({"authors": ("lee", "Soren")}, ["navy", "old"], 0),
        ({"folders": ("reports",)}, ["navy", "trade"], 0),
        ({"folders": ("./reports//2024/", "notes/")}, ["memo", "navy", "old"], 0),
        ({"since": "2024-05"}, ["memo", "trade"], 2),
        ({"since": "2025-03-14", "until": "2025-03-14"}, ["memo"], 2),
        ({"until": "2023"}, ["trade"], 2),
        ({"until": "2024-03"}, ["trade"], 2),
        ({"until": "2024-04-01"}, ["navy", "trade"], 2),
        ({"since": "2020", "folders": ("notes/",)}, ["memo"], 1),
        ({"since": "2020", "documents": ("plain.txt", "notes/memo.md")}, ["memo"], 1),
        ({"authors": ("kim",), "folders": ("reports/2024",), "until": "2024"}, ["navy"], 0),
        ({"since": "2026"}, [], 2),
    ],
)
def test_all_conditions_must_be_met(
    conditions: dict[str, object], documents: list[str], undated: int
) -> None:
    assert selected(**conditions) == (documents, undated)


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ({"since": "2026"}, "No document is dated since 2026."),
        ({"since": "2026", "until": "2027-01"}, "No document is dated since 2026 until 2027-01."),
        (
            {"authors": ("müller",), "since": "2020"},
            "No document meets all conditions: by müller (1), dated since 2020 (3).",
        ),
        (
            {"documents": ("plain.txt", "notes/memo.md"), "folders": ("reports",)},
            "No document meets all conditions: in 2 documents (2), in reports/ (2).",
        ),
    ],
)
def test_a_filter_that_leaves_nothing_says_why(conditions: dict[str, object], message: str) -> None:
    assert SELECTOR.select(DocumentFilter(**conditions)).none_left == message


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ({"documents": ("none.md",)}, "no document none.md in the index"),
        ({"authors": ("Kim", "Kimm")}, "no document by Kimm in the index; did you mean Kim, Julie"),
        ({"authors": ("Ada",)}, "no document by Ada in the index$"),
        ({"authors": ("?",)}, "the author is empty"),
        ({"folders": ("2024",)}, "in the folder 2024/ in the index; did you mean reports/2024/?"),
        ({"folders": ("/home/ada/notes",)}, "did you mean notes/?"),
        ({"folders": ("REPORTS/",)}, "did you mean reports/?"),
        ({"folders": ("report",)}, "did you mean reports/?"),
        ({"folders": ("../notes",)}, r"in the folder \.\./notes/ .* did you mean notes/?"),
        ({"folders": ("plain.txt",)}, "no document in the folder plain.txt/"),
        ({"folders": ("./",)}, "the folder is empty"),
        ({"since": "03/2024"}, "since must be a date as YYYY, YYYY-MM or YYYY-MM-DD, not 03/2024"),
        ({"until": "2023-02-29"}, "until must be a date"),
        ({"since": "2025", "until": "2024-12"}, "since 2025 is after until 2024-12"),
        ({"since": "x" * 10_000}, "not x{79}…$"),
    ],
)
def test_an_unknown_or_wrong_condition_is_an_error(
    conditions: dict[str, object], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        SELECTOR.select(DocumentFilter(**conditions))


def test_a_filter_follows_the_index(library: Library) -> None:
    library.write(a="---\nauthor: Julie Kim\n---\n\nSubmarines dive.", b="Submarines rise.")
    library.update()
    searcher = library.searcher()
    wanted = DocumentFilter(authors=("kim",))
    assert searcher.newest().select(wanted).documents == {"a.md"}
    library.write(b="---\nauthor: Kim\n---\n\nSubmarines rise.")
    library.update()
    assert searcher.newest().select(wanted).documents == {"a.md", "b.md"}
    assert searcher.newest().select(DocumentFilter()).documents is None


def test_no_documents_give_no_hits(library: Library) -> None:
    library.write(a="Submarines dive.")
    library.update()
    assert library.searcher().search(["submarines", '"dive"'], 3, documents=()) == [[], []]
