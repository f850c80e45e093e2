"""Which authors someone means by a name."""

import pytest

from index.filters.authors import are_named, name_words, nearest_names


@pytest.mark.parametrize(
    ("wanted", "author", "found"),
    [
        ("julie kim", "Julie Kim", True),
        ("Kim", "Kim, Julie", True),
        ("Julie Kim", "Kim, Julie A.", True),
        ("Kim, Julie", "Julie Kim", True),
        ("Kim", "Ann Kimberly", False),
        ("J. Kim", "Kim, Julie", True),
        ("kim, j", "Julie Kim, Peter Lee", True),
        ("P. Kim", "Julie Kim, Peter Lee", False),
        ("J. J. Kim", "Julie Kim", True),
        ("K. Kim", "Julie Kim", False),
        ("J", "Julie Kim", False),
        ("J. K.", "Julie Kim", False),
        ("Julie Kim", "J. Kim", False),
        ("김 철", "김 철수", False),
        ("Julie Lee", "Julie Kim, Peter Lee", False),
        ("Julie Lee", "Kim, Julie, Lee, Peter", False),
        ("Peter Lee and Julie Kim", "Julie Kim, Peter Lee", True),
        ("Gabriel Garcia Marquez", "García Márquez, Gabriel", True),
        ("SØREN muller", "Soren Müller", True),
        ("o’brien", "Ann O'Brien", True),
        ("Jean Pierre", "Jean-Pierre Roy", True),
        ("Ministry of Trade and Industry", "Ministry of Trade and Industry", True),
        ("김", "김 철수", True),
        ("Kim", "", False),
    ],
)
def test_an_author_is_found_by_whole_words_of_a_name(wanted: str, author: str, found: bool) -> None:
    assert are_named(name_words(wanted), name_words(author)) == found


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Julie Kimm", ["Julie Kim"]),
        ("J. Kim", ["Julie Kim"]),
        ("Petr Leee", ["Peter Lee"]),
        ("Zed Quux", []),
        ("x " * 5000, []),
    ],
)
def test_names_near_an_unknown_one_are_known(name: str, near: list[str]) -> None:
    assert nearest_names(name, {"Julie Kim", "Peter Lee", "Ann Kimberly"}) == near
