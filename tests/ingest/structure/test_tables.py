import pytest

from ingest.structure.tables import find_header, find_rows, header_rule


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
        "- North: 1,200 boats\n- South: 2,400 boats\n- West: 3,100 boats",
        "Elm: 1,200,\nOak: 1,100,\nFir: 2,300,",
        "Eels weighed 3,5 kilos\nor at most 12,5 kilos\nbut never 17,25 kilos",
        "The lock cost $1,250,000 to\nbuild, and $2,250,000 to run\nand $9,250,000 to close.",
        "Of 12,500 boats 11,300 came\nand of 14,300 boats 12,900\nor of 99,100 boats 1,300 left",
        "12 March 2024, Oslo\n13 March 2024, Bergen\n14 March 2024, Voss",
        "x = lift(a,b)\ny = drop(c,d)\nz = turn(e,f)",
        "A: Open it; B: I did.\nA: Close it; B: Why?\nA: Wait; B: Fine.",
        "The lock  was old and the\nwarden was  not in on most\ndays so  that all had to wait",
    ],
)
def test_sentences_and_two_lines_are_no_rows(text: str) -> None:
    assert rows(text) == []


@pytest.mark.parametrize("gap", ["\t", "\t\t", "   "])
@pytest.mark.parametrize(
    "marks", ["a) b) c)", "(a) (b) (c)", "1. 2. 3.", "i. ii. iv.", "A. B. C.", "- - -", "• • •"]
)
def test_items_of_a_list_are_no_rows(marks: str, gap: str) -> None:
    items = zip(marks.split(), ("To train", "to equip", "To advise the town"), strict=True)
    lines = [f"{mark}{gap}{words}" for mark, words in items]
    assert rows("\n".join(lines)) == []
    assert rows("\n".join(f"\t{line}" for line in lines)) == []


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Lock,Boats\nOld lock,1200\nNew lock,300", ("New lock", "300")),
        ("Lock,Boats\nLock 1,120\nLock 2,300", ("Lock 2", "300")),
        ('Lock,Boats\nOld lock,"1,200"\nNew lock,"2,300"', ("New lock", "2,300")),
        ("Old lock,A. Berg\nNew lock,B. Fox\nElm lock,C. Obi", ("Elm lock", "C. Obi")),
        ("A. Berg\t3\nB. Fox\t4\nC. Obi\t5", ("C. Obi", "5")),
        ("No.\tLock\n1.\tElm\n2.\tOak", ("2.", "Oak")),
        ("1.\tElm\t3\n2.\tFir\t4\n3.\tOak\t5", ("3.", "Oak", "5")),
        ("Lock:\tElm\nWarden:\tBerg\nBoats:\t1,200", ("Boats:", "1,200")),
    ],
)
def test_rows_may_have_spaces_thousands_initials_and_ranks(
    text: str, last: tuple[str, ...]
) -> None:
    assert rows(text)[2:] == [last]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lock | Warden | Town\nElm | Berg, A | X\nFir | Nabil | Y", None),
        ("Term\tMeaning\nlock\ta gate in a canal\nwarden\twho keeps it", ("Term", "Meaning")),
        ("Lock | Warden\nElm | Anna Berg\nOak | Ben Fox", ("Lock", "Warden")),
        ("Event\tYear\nFlood\t1953\nFire\t1961", ("Event", "Year")),
        ("Year\tEvent\n1953\tFlood\n1961\tFire", ("Year", "Event")),
        ("Lock\tBoats\nElm\t3\nFir\tnone\nOak\t12", ("Lock", "Boats")),
        ("CRT\tCanal and River Trust\nLW\tLock Wardens\nTU\tTug Union", None),
        ("lock\ta gate in a canal\nwarden\twho keeps it\nsluice\ta small gate", None),
        ("Lock | Warden\nElm | Berg\nFir | Nabil\nOak | Fox", None),  # or four pairs of names
        ("Name\tAnna\nAge\t34\nTown\tOslo", None),
        ("Ann:\tWhere?\nBen:\tTo Oslo.\nCleo:\tI see.", None),
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
