"""Questions about what somebody says."""

import pytest

from index import open_snapshot
from index.ranking.reported_speech import asks_what_is_said
from tests.support.library import Library


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What does Holm say about the fees?", True),
        ("What do the authors recommend against noise?", True),
        ("According to the board, who pays?", True),
        ("Why did Lind write about piers?", True),
        ("Who is Ada Holm?", False),
        ("What did Lind write?", False),  # it may be a list of works
        ("Does the think tank take sides?", False),
        ("Which study of the fees is cited?", False),
    ],
)
def test_questions_about_what_somebody_says_are_known(question: str, asked: bool) -> None:
    assert asks_what_is_said(question) == asked


def test_a_biography_does_not_answer_what_its_subject_says(library: Library) -> None:
    library.write(
        piers="# Harbour fees\n\nBy Ada Holm\n\n## Fees\n\nThe fees are too low.\n\n"
        "## About the author\n\nAda Holm teaches what harbour fees say about trade in Lindmark.\n"
    )
    library.update()
    with open_snapshot(library.index) as snapshot:
        assert snapshot.passage_count() == 2
    assert library.found("What does Ada Holm say about harbour fees?", 1)[0].endswith("too low.")
    assert "teaches" in library.found("What does Ada Holm teach in Lindmark?", 1)[0]
