import pytest

from ingest.structure import find_units

LIST = """The audit found four flaws:

- No receipts.
- Reports were late in the north. Some came in the next year.
  - one from Oslo:
    - page 3
- No minutes.

All were fixed."""
TABLE = """Grants by region

| Region | Grant 2024 |
|---|---|
| North | 12 |
| South | 30 |

The rest is unknown."""


def contexts(text: str) -> dict[str, list[str]]:
    """Return for each unit, by its words, its context."""
    return {
        " ".join(text[slice(*unit.span)].split()): [context.text for context in unit.context]
        for unit in find_units(text, (0, len(text)), ())
    }


def bound(text: str) -> list[str]:
    """Return the units that bind the next one."""
    units = find_units(text, (0, len(text)), ())
    return [" ".join(text[slice(*unit.span)].split()) for unit in units if unit.binds]


def test_items_are_led_in_by_the_sentence_before_their_list_and_the_items_above_them() -> None:
    lead = "The audit found four flaws:"
    late = "- Reports were late in the north. Some came in the next year."
    assert contexts(LIST) == {
        lead: [],
        "- No receipts.": [lead],
        late: [lead],
        "- one from Oslo:": [lead, late],
        "- page 3": [lead, late, "- one from Oslo:"],
        "- No minutes.": [lead],
        "All were fixed.": [],
    }
    assert bound(LIST) == [lead, "- one from Oslo:"]


def test_rows_are_under_the_header_of_their_table_without_its_rule() -> None:
    header = "| Region | Grant 2024 |"
    assert contexts(TABLE) == {
        "Grants by region": [],
        "| Region | Grant 2024 | |---|---|": ["Grants by region"],
        "| North | 12 |": ["Grants by region", header],
        "| South | 30 |": ["Grants by region", header],
        "The rest is unknown.": [],
    }
    assert bound(TABLE) == ["Grants by region", "| Region | Grant 2024 | |---|---|"]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("It needs the following.\n\n1. Ships.\n\n2. Crews.", ["It needs the following."]),
        ("We met in May.\n\n- Ships.\n- Crews.", []),
        ("Members\n\n- Anna Berg\n- Omar Nabil", ["Members"]),
        ("Flaws:\n- a\n\nAnother subject.\n\n- b", []),
        ("Name | Sum\nOslo | 3\nRome | 4", ["Name | Sum"]),
        ("Oslo | 3\nRome | 4", []),  # a table without a header
        ("A | B\n\nOslo | 3\n\nRome | 4", ["A | B"]),  # a row a paragraph
        ("A | B\nOslo | 3\n\nC | D\nRome | 4", ["C | D"]),
        ("A | B\nOslo | 3\n" + "Rome " * 50 + "| 4\nBonn | 5\nParis | 6", ["A | B"]),
        ("A | B\nOslo | 3\nThe south\nRome | 4", ["The south", "A | B"]),
        ("Members\nName,Town\nBerg,New Oslo\nNabil,Old Rome", ["Members", "Name,Town"]),
    ],
)
def test_the_context_of_the_last_unit(text: str, last: list[str]) -> None:
    units = find_units(text, (0, len(text)), ())
    assert [context.text for context in units[-1].context] == last


def test_lettered_items_are_below_a_numbered_one_of_the_same_column() -> None:
    text = "1. Masters must not:\n(a) sell brandy;\n(b) fish.\n2. Masters may:\n(a) sell bread."
    assert contexts(text)["(b) fish."] == ["1. Masters must not:"]
    assert contexts(text)["(a) sell bread."] == ["2. Masters may:"]
    assert contexts(text)["2. Masters may:"] == []


def test_a_lead_in_leads_in_one_list_or_table_only() -> None:
    table = "A | B\nOslo | 3\nRome | 4"
    assert contexts(f"It is forbidden:\n\n- to fish\n\n{table}")["Rome | 4"] == ["A | B"]
    assert contexts(f"Fees:\n\n{table}\n\n- to fish")["- to fish"] == []
