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
        ("# Elm\n\nFir Press\n\n## Oak\n\nThe fir is old.", '"Fir Press" old', "Fir Press"),
        (
            "Intro.\n\n## Flaws\nPumps were rusty, keys lost.\n\n- pumps rusty\n- maps old",
            "pumps rusty keys lost maps old",
            "Pumps were rusty, keys lost.",
        ),
        (
            "## Names\n\nThe Regional Transport Board (RTB) began.\n\n## Seats\n\n"
            "The RTB sits in Elm. The XYZ sits in Fir. The regional council sits in Oak.",
            "regional transport board sits",
            "The RTB sits in Elm.",
        ),
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


def test_in_a_passage_that_begins_within_an_indented_list_one_item_is_highlighted(
    library: Library,
) -> None:
    items = "".join(f"  - pump {number} of the depot was rusty\n" for number in range(60))
    library.write(depots=f"# Depots\n\nThe flaws:\n\n{items}")
    library.update()
    hits = library.searcher().search(["pump 59"], 3)[0]
    texts = [hit.document.text[slice(*hit.highlights[0])] for hit in hits if hit.passage.start > 50]
    assert texts
    assert all(len(text.splitlines()) == 1 for text in texts)
