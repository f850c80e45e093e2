"""Lines and headings that once took exponential or quadratic time."""

from collections.abc import Callable
from time import process_time

import pytest

from ingest.structure import is_apparatus, read_byline
from ingest.structure.boilerplate import find_boilerplate
from ingest.structure.sections import MAX_LABELS, Heading, divide


@pytest.mark.parametrize(
    ("read", "line"),
    [
        (lambda line: is_apparatus([line]), "i " * 27),
        (read_byline, "By Anna" + " and" * 34 + " 7"),
    ],
)
def test_a_repeated_word_takes_no_time(read: Callable[[str], object], line: str) -> None:
    started = process_time()
    assert not read(line)
    assert process_time() - started < 1


def test_a_row_of_many_cells_in_the_contents_takes_no_time() -> None:
    started = process_time()
    assert not find_boilerplate("Contents\n" + "| Fees " * 12_000)
    assert process_time() - started < 1


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("ii Notes", True),
        ("B ii References", True),
        ("i i i Notes", True),
        ("vi", False),
        ("i i harbours", False),
    ],
)
def test_apparatus_may_be_numbered(words: str, named: bool) -> None:
    assert is_apparatus([words]) == named


@pytest.mark.parametrize(
    "names", ["Anna Moor and Ben Quay", "Anna Moor, Ben Quay and Cleo Reed", "Anna Moor & Ben Quay"]
)
def test_authors_may_be_joined_by_and(names: str) -> None:
    assert read_byline(f"By {names}") == {"author": names}


def _headings(*words: str) -> tuple[str, list[Heading]]:
    """Return a text of lines with prose below the last one, and the lines as headings."""
    text, headings = "", []
    for line in words:
        headings.append(Heading(len(text), len(text) + len(line), 1, line))
        text += f"{line}\n\n"
    return f"{text}The crane lifts vessels.", headings


def test_labels_may_stand_above_each_other() -> None:
    text, headings = _headings("Part I", "Chapter 2", "Section B", "Cranes")
    [section], _ = divide(text, headings, ())
    assert section.path == ("Part I", "Chapter 2", "Section B", "Cranes")


def test_a_list_of_labels_does_not_nest() -> None:
    text, headings = _headings(*(f"{('Annex', 'Section')[n % 2]} {n}" for n in range(2000)))
    started = process_time()
    [section], _ = divide(text, headings, ())
    assert process_time() - started < 1
    assert len(section.path) <= MAX_LABELS + 1
    assert section.path[-1] == "Section 1999"
