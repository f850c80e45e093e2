"""What holds for every layout: no word is lost, and each box is that of its line."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.structure import Line, layout, page_locators

POINTS = st.integers(0, 60).map(lambda number: number * 10.0)
WORDS = st.sampled_from(
    ["oak", "The", "42", "1.", "•", "A", "iii", "con-", "cern.", "Figure 1. It", "2", "Page 1 of 2"]
)
LINES = st.builds(
    lambda words, size, left, bottom: Line(
        words, size, left, left + 6 * len(words), bottom, (left, bottom, left + 6, bottom + size)
    ),
    st.lists(WORDS, min_size=1, max_size=4).map(" ".join),
    st.sampled_from([0.0, 7.0, 11.0, 11.0, 11.0, 18.0, 40.0]),
    POINTS,
    POINTS,
)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(LINES, max_size=12), min_size=1, max_size=3))
def test_no_word_is_lost(pages: list[list[Line]]) -> None:
    blocks, _ = layout(pages, page_locators([""] * len(pages)))
    text = "".join(block.words for block in blocks)
    assert _letters(text) == _letters("".join(line.words for page in pages for line in page))
    for block in blocks:
        for (start, end), _ in block.boxes:
            assert 0 <= start <= end <= len(block.words)


def _letters(text: str) -> Counter[str]:
    return Counter(character for character in text if character.isalnum())
