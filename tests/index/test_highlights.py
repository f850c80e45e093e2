import pytest

from tests.support.library import Library

LIST = """# Depots

The audit of the depots found these flaws:

- pumps were rusty
- nobody had keys

All else was well."""
TABLE = """# Depots

| Depot | Pumps |
|---|---|
| Elm | 31 |
| Fir | 32 |
| Oak | 33 |

All else was well."""


@pytest.mark.parametrize(
    ("text", "question", "highlighted"),
    [
        (
            LIST,
            "which flaws found the audit of the depots",
            "The audit of the depots found these flaws:\n\n- pumps were rusty\n- nobody had keys",
        ),
        (LIST, "rusty pumps", "- pumps were rusty"),
        (LIST, "rusty pumps and keys nobody had", "- nobody had keys"),  # no pair of items
        (LIST, "keys else well", "All else was well."),
        (TABLE, "depot pumps fir", "| Fir | 32 |"),
        (TABLE, "depot pumps", "| Depot | Pumps |\n|---|---|"),
        (TABLE, "depot pumps yew", "| Depot | Pumps |\n|---|---|"),
        (TABLE, "fir oak", "| Fir | 32 |"),
        ("The tug is old. The tug is red.", "old red", "The tug is old. The tug is red."),
    ],
)
def test_items_rows_and_lists_are_highlighted_not_neighbours(
    library: Library, text: str, question: str, highlighted: str
) -> None:
    library.write(depots=text)
    library.update()
    [[hit]] = library.searcher().search([question], 1)
    assert hit.document.text[slice(*hit.highlights[0])] == highlighted
