"""Title blocks belong to the first section."""

import pytest

from ingest import read_document
from ingest.chunk import chunk

PROSE = "The lamps of the old harbour burn oil that is pressed from rape on the spot. " * 4


def passages(name: str, text: str) -> list[tuple[tuple[str, ...], str]]:
    """Return the section and the first sentence of each passage."""
    document = read_document(name, text.encode())
    found = chunk(document, lambda texts: [2 + len(text.split()) for text in texts], 220)
    return [(passage.section, text[slice(*passage.sentences[0])]) for passage in found]


def test_a_title_block_is_part_of_the_first_section_and_no_sentence_of_it() -> None:
    text = f"# Lamp Oil\n\n*Ada Byre*\n\nHarbour Trust | May 2020\n\n## Rape\n\n{PROSE}"
    assert passages("a.md", text) == [(("Rape",), PROSE[:76])]


def test_a_title_block_before_thanks_is_part_of_them() -> None:
    lines = "Oil of the Harbour Lamps\n\nAda Byre and Bo Lind\n\nLamp Institute, May 2020"
    thanks = "Acknowledgements\n\nWe thank Cy. He lent a lamp."
    text = f"{lines}\n\n{thanks}\n\n1. Rape\n\n{PROSE}\n\n2. Cotton\n\n{PROSE}"
    assert passages("a.txt", text)[0] == (("Acknowledgements",), "We thank Cy.")


@pytest.mark.parametrize(
    "block", ["Oil is dear. It was cheap.", "- Ada\n- Bo", "What follows:", "Barrels: 3 million"]
)
def test_a_sentence_or_a_list_before_the_first_section_is_a_passage(block: str) -> None:
    text = f"# Lamp Oil\n\n{block}\n\n## Rape\n\n{PROSE}"
    assert [section for section, _ in passages("a.md", text)] == [(), ("Rape",)]
