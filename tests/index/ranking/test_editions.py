from collections.abc import Sequence

import pytest

from index.ranking import ScoredPassage, ScoreParts, order_editions

TEXTS = {
    1: "In 2021 the ferry carried 52,800 cars.",
    2: "In 2023 the ferry carried 48,150 cars.",
    3: "In 2022 the ferry carried no cars.",
}


@pytest.mark.parametrize(
    ("question", "scores", "expected"),
    [
        ("How many cars?", [0.61, 0.60, 0.605], [2, 3, 1]),
        ("How many cars?", [0.61, 0.605, 0.60], [2, 1, 3]),
        ("How many cars?", [0.60, 0.605, 0.61], [3, 2, 1]),
        ("How many cars?", [0.61, 0.58, 0.60], [1, 3, 2]),  # 2023 answers less well
        ("How many cars in 2021?", [0.61, 0.60, 0.605], [1, 3, 2]),
        ("How many cars of the G20 and F-35s?", [0.61, 0.60, 0.605], [2, 3, 1]),
    ],
)
def test_of_equal_editions_the_newest_takes_the_first_rank(
    question: str, scores: Sequence[float], expected: list[int]
) -> None:
    ranked = [
        ScoredPassage(id, ScoreParts(score, score, 0, 0), (0, 0))
        for id, score in zip(TEXTS, scores, strict=True)
    ]
    ranked.sort(key=lambda passage: -passage.parts.score)
    found = order_editions(question, ranked, TEXTS, lambda passage: passage.passage_id)
    assert [passage.passage_id for passage in found] == expected
