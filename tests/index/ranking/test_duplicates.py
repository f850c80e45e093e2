"""Which passages become one hit."""

import time

import pytest

from index.ranking.duplicates import group_duplicates
from index.ranking.scores import ScoredPassage, ScoreParts


def grouped(*texts: str, k: int = 10) -> list[list[int]]:
    """Return the groups of these texts, best first, as numbers from 0."""
    parts = ScoreParts(1, 1, 1, 1)
    ranked = [ScoredPassage(number, parts, (0, 0)) for number in range(len(texts))]
    groups = group_duplicates(ranked, dict(enumerate(texts)), k)
    return [[passage.passage_id for passage in group] for group in groups]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The pier is open.", "THE  PIER\nIS\u00a0OPEN"),
        ("The eﬃcient ca\u0301ﬁla", "the efficient cáfila"),
        ("Ｔｈｅ pier", "The pier"),
        ("inter\u00adna\u200btional", "international"),
        ("The “old” pier: ‘open’; it’s free.", "The 'old' pier, \"open\", it's free"),
        ("“Is it open?” she asked.", "Is it open? she asked."),
        ("The pier — which is old—is open …", "The pier, which is old, is open..."),
        ("Open (at noon), [or] later.", "Open at noon or later"),
        ("3–5 km at −5 °C", "3-5 km at -5 °C"),
        ("In 2020, five sailed.", "In 2020 five sailed"),
        ("# 1. Piers\n\n- **Only** one\n- _or two_", "1. Piers\n* Only one\n* or two"),
        ("## Piers\n\n> • Open\n\n---\n\n+ Closed", "Piers\n\nOpen\n\nClosed"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n| :--- | ---: |\n| 1 | 2 |"),
    ],
)
def test_case_space_form_and_decoration_do_not_count(one: str, other: str) -> None:
    assert grouped(one, "Something else.", other) == [[0, 2], [1]]


@pytest.mark.parametrize(
    "sentence", ["{}", "The sign reads {}.", "| pier | {} |", "- {}: so it is"]
)
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("is open", "is not open"),
        ("led by Ines Falk", "led by Pavel Dvorak"),
        ("the gull saw the cat", "the cat saw the gull"),
        ("more and more", "more"),
        ("now here", "nowhere"),
        ("we're", "were"),
        ("re-sign", "resign"),
        ("off-season", "off season"),
        ("s/he", "she"),
        ("pier(s)", "piers"),
        ("résumé", "resume"),
        ("Maße", "Masse"),
        ("open?", "open"),
        ("is = open", "is ≠ open"),
        ("~~never~~ open", "never open"),
        ("5", "-5"),
        ("5", "−5"),
        ("fell by 5", "fell by - 5"),
        ("5", "(5)"),
        ("5", ".5"),
        ("5", "±5"),
        ("5", "5%"),
        ("5", "5!"),
        ("5", "5*"),
        ("+5", "-5"),
        ("< 5", "> 5"),
        ("5'", '5"'),
        ("$5", "€5"),
        ("15", "1.5"),
        ("125", "12,5"),
        ("1030", "10:30"),
        ("12", "1/2"),
        ("35", "3–5"),
        ("3 5", "3 – 5"),
        ("2 3", "2 * 3"),
        ("105", "10⁵"),
        ("H2", "H²"),
        ("[0, 1)", "(0, 1]"),
        ("C++", "C#"),
        ("AA-", "AA"),
        ("R&D", "RD"),
        ("U.S.", "us"),
        ("✓", "✗"),
        ("☑", "☐"),
        ("5 | |", "| 5 |"),
        ("3 | - | 4", "3 | | 4"),
    ],
)
def test_all_that_may_change_a_statement_counts(sentence: str, one: str, other: str) -> None:
    assert grouped(sentence.format(one), sentence.format(other)) == [[0], [1]]


def test_a_mark_at_the_start_of_a_line_counts_before_a_number() -> None:
    assert grouped("5 boats", "> 5 boats", "- 5 boats", "+ 5 boats") == [[0], [1], [2], [3]]
    assert grouped("***", "---") == [[0], [1]]


def test_the_best_passage_of_a_group_is_first_and_groups_end_at_k() -> None:
    assert grouped("a", "b", "A.", "c", "b", k=2) == [[0, 2], [1]]
    assert grouped("a", "b", "A.", "b", k=2) == [[0, 2], [1, 3]]


@pytest.mark.parametrize("piece", ["*a ", "*", "_", ".", "(", "- ", "> ", "|-", "\n- ", "# ", "—"])
def test_the_time_is_linear(piece: str) -> None:
    started = time.process_time()
    grouped(piece * 40_000 + "5x")
    assert time.process_time() - started < 1
