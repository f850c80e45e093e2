"""Apparatus: what is about the document instead of its subject."""

import pytest

from ingest import is_apparatus, read_document
from ingest.structure.apparatus import add_apparatus_headings

PROSE = "The lamps of the old harbour burn oil that is pressed from rape on the spot. " * 4


@pytest.mark.parametrize(
    "heading",
    ["About the author", "ABOUT THE EDITORS", "7. Acknowledgments", "**References**", "Endnotes",
     "Notes on contributors", "VI Select bibliography", "About the Harbour Trust", "Author’s note",
     "7.1. References"],
)  # fmt: skip
def test_apparatus_is_known_by_its_heading_and_by_one_above_it(heading: str) -> None:
    assert is_apparatus((heading,))
    assert is_apparatus((heading, "Books"))


@pytest.mark.parametrize(
    "heading",
    ["About lamps", "References to oil in law", "Sources of oil", "Who the authors blame",
     "Literature review", "Notes to a young keeper", ""],
)  # fmt: skip
def test_headings_of_content_are_no_apparatus(heading: str) -> None:
    assert not is_apparatus((heading,))


def test_a_line_that_names_apparatus_at_the_end_of_a_plain_text_is_a_heading() -> None:
    text = f"Lamp Oil\n\nAcknowledgements\n\n{PROSE}\n\nContributors\n\nAda Byre, chemist\n"
    sections = read_document("a.txt", text.encode()).sections
    assert [section.path for section in sections] == [("Acknowledgements",), ("Contributors",)]


@pytest.mark.parametrize(
    "text",
    [
        f"{PROSE}\n\n{'Z' * 400} data sources\n\nMore text.",  # the half begins within a line
        "".join(f"Editor\n\n{PROSE}\n\nReporter\n\n{PROSE}\n\n" for _ in range(4)),
    ],
)
def test_part_of_a_line_and_the_speaker_of_a_transcript_are_no_headings(text: str) -> None:
    assert add_apparatus_headings(text, [], []) == []
