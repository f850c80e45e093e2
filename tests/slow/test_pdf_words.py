from pathlib import Path

import pytest

from tests.ingest.formats.test_pdf_law import FILES, SMALL, check_words


@pytest.mark.parametrize("path", sorted({*FILES} - {*SMALL}), ids=lambda path: path.name)
def test_each_word_of_a_large_pdf_at_hand_is_in_its_text(path: Path) -> None:
    check_words(path)
