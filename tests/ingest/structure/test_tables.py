import pytest

from ingest.structure.tables import find_header, find_rows, header_rule

WORDS = [["Lock", "Warden"], ["Elm", "Berg, Anna"], ["Fir", "Nabil"], ["Oak", "Fox"]]


def rows(text: str) -> list[tuple[str, ...]]:
    return [row.cells for row in find_rows(text, (0, len(text)))]


def header(text: str) -> tuple[str, ...] | None:
    found = find_header(find_rows(text, (0, len(text))))
    return found and found.cells


@pytest.mark.parametrize(
    "text",
    [
        "| Lock | Warden |\n|:--|--:|\n| Elm | 3 |\n| Oak | 12 |",
        "Lock | Warden\nElm | 3\nOak | 12",
        "Table 1. Guests\nLock\tWarden\nElm\t3\nOak\t12\nSource: office",
        "Lock,Warden\nElm,3\nOak,12",
        '"Lock";"Warden"\n"Elm";"3"\n"Oak";"12"',
        "Lock   Warden\n-----  ------\nElm    3\nOak    12",
        "Lock   Warden\n  Elm       3\n  Oak      12",
        "+---+--+\n| Lock | Warden |\n+===+==+\n| Elm | 3 |\n+--+--+\n| Oak | 12 |",
        "|  |  |\n|--|--|\n| Lock | Warden |\n| Elm | 3 |\n| Oak | 12 |",
    ],
)
def test_rows_have_cells_however_they_are_separated(text: str) -> None:
    assert rows(text) == [("Lock", "Warden"), ("Elm", "3"), ("Oak", "12")]
    assert header(text) == ("Lock", "Warden")


@pytest.mark.parametrize(
    "text",
    [
        "(a) sell brandy;\n(b) fish;\n(c) beg;",
        "The ship, a tug, was old,\nand, as he said, was sold,\nand that, he said, was good,",
        "Dear Sir,\nDear Madam,\nDear all,",
        "It ended.  Then he left.\nIt began.  Then he came.\nAll fine.  Or so it was.",
        "\tOne line of prose,\n\tanother line of it\n\tand a third.",
        "O ship,   my ship\nO captain,   mine\nO sea,   of lead",
        "a\tb\nc\td",
    ],
)
def test_sentences_items_and_two_lines_are_no_rows(text: str) -> None:
    assert rows(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n".join(map(" | ".join, WORDS)), ("Lock", "Warden")),
        ("Elm | Fox\nFir | Fox\nOak | Berg", None),  # a name comes again below
        ("Lock | Warden\nElm | Berg", None),  # too few rows to tell
        ("Elm 1 | Berg\nElm 2 | Fox\nElm 3 | Obi", None),
        ("Elm | 3\nFir | 4\nOak | 5", None),
        ("Lock | Q1 | Grant 2024 | 2025\nElm | 3 | 4 | 5", ("Lock", "Q1", "Grant 2024", "2025")),
        (f"Age | 18–64{header_rule(2)}\nElm | 3", ("Age", "18–64")),
        ("Lock | Sum\nElm | 3\n---\nTotal | 3", ("Lock", "Sum")),
    ],
)
def test_a_header_is_ruled_or_names_what_is_below_it(
    text: str, expected: tuple[str, ...] | None
) -> None:
    assert header(text) == expected


@pytest.mark.parametrize(
    "text", ["a,b " * 200_000, "a   " * 200_000, '"' * 999_999, "- " * 300_000]
)
def test_long_lines_are_no_rows(text: str) -> None:
    assert rows(f"{text}\nx\ty\n{text}") == []
