"""The phrases in quotation marks of a question."""

import pytest

from index import quoted_phrases


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        *((f"who has a {pair[0]}joint venture{pair[1]}?", ["joint venture"]) for pair in (
            '""', "“”", "„“", "„”", "«»", "»«", "””", "““", "＂＂", "「」",
        )),
        ("« joint venture »", ["joint venture"]),
        ('is "this" or «that» meant, or »both«?', ["this", "that", "both"]),
        ("what makes it “float?”", ["float"]),
        ('who says "don\'t" in the "U.S."', ["don't", "U.S"]),
        ('has it a 5" gun or a 6" gun', []),
        ("has it a 5” gun or a “big gun”", ["big gun"]),
        ('an empty ""', []),
        ("ships' crews don't sail", []),
    ],
)  # fmt: skip
def test_phrases_are_what_is_in_quotation_marks(question: str, phrases: list[str]) -> None:
    assert quoted_phrases(question) == phrases
