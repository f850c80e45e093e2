import numpy as np
import pytest

from app.evaluation.statistics import Estimate, detect_answerability, estimate, paired_p


def test_an_interval_holds_the_mean_and_narrows_with_more_questions() -> None:
    few = np.array([[0.0, 1.0] * 10, [1.0] * 20])
    [spread, same] = estimate(few)
    assert spread.mean == 0.5
    assert 0.2 < spread.low < 0.4 < 0.6 < spread.high < 0.8
    assert same == Estimate(1, 1, 1)
    [[_, low, high]] = estimate(np.array([[0.0, 1.0] * 1000]))
    assert high - low == pytest.approx(2 * 1.96 * 0.5 / 2000**0.5, rel=0.1)


def test_one_question_alone_says_nothing() -> None:
    assert estimate(np.array([[1.0]])) == [Estimate(1, 0, 1)]


def test_no_difference_has_a_p_of_1() -> None:
    assert paired_p(np.zeros(50)) == 1
    assert paired_p(np.array([1.0, -1.0, 0.0])) == 1
    assert paired_p(np.array([0.0, 1.0])) == 1
    assert paired_p(np.array([0.1] * 7 + [-0.1] * 7)) == 1


def test_few_differences_are_tested_exactly() -> None:
    # Of the 2**5 ways to flip the signs, two are as far from 0: all plus and all minus.
    assert paired_p(np.array([0.0] * 40 + [1.0] * 5)) == 2 / 2**5
    assert paired_p(np.array([1.0, 1.0, 1.0, 1.0, -1.0])) == (2 + 10) / 2**5


def test_a_clear_difference_among_many_is_significant_and_noise_is_not() -> None:
    noise = np.random.default_rng(1).normal(size=500)
    assert paired_p(noise - noise.mean() + 0.3) < 0.001
    assert paired_p(noise - noise.mean() + 0.01) > 0.5


def test_the_auc_is_the_share_of_pairs_in_order() -> None:
    apart = detect_answerability([0.9, 0.8, 0.5, 0.4], [True, True, False, True], [0.3, 0.5])
    assert apart.auc == (2 + 2 + 1.5 + 1) / 8
    by_score = {point.score: (point.kept, point.refused) for point in apart.curve}
    assert by_score[0.3] == (1, 0)
    assert by_score[0.5] == (2 / 3, 1 / 2)
    assert apart.curve[-1][1:] == (2 / 3, 1)


def test_the_verdict_says_whether_the_score_separates() -> None:
    scores = np.linspace(0.4, 0.6, 100)
    right = [True] * 100
    for shift, words in (
        (0.5, "separates them well"),
        (0.08, "separates them partly"),
        (0.03, "barely separates them"),
        (0.0, "does not separate them"),
        (-0.5, "does not separate them"),
    ):
        assert (
            detect_answerability(scores + shift, right, scores).verdict == f"the top score {words}"
        )
    few = detect_answerability([0.9, 0.8, 0.7], [True] * 3, [0.1, 0.2])
    assert (few.auc, few.verdict.split(" to say")[0]) == (1, "too few questions")


def test_wrong_answers_alone_have_a_curve() -> None:
    assert all(point.kept == 0 for point in detect_answerability([0.5], [False], [0.4]).curve)
