"""What the measures of many questions say together, and how certain that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

BOOTSTRAP_RESAMPLES = 2000
MAX_RESAMPLED_VALUES = 10_000_000
"""Numbers of a resampling that are in memory at the same time."""

Values = npt.NDArray[np.float64]


class Estimate(NamedTuple):
    """A mean, and the ends of its 95% confidence interval."""

    mean: float
    low: float
    high: float


def estimate(values: Values) -> list[Estimate]:
    """Compute the mean and percentile bootstrap interval of each row of `values`.

    `values` (measures, questions) are from 0 to 1. A single question says nothing about others:
    its interval is from 0 to 1 (Efron and Tibshirani, An Introduction to the Bootstrap, 1993).
    """
    from scipy.stats import bootstrap

    means = values.mean(axis=1)
    if values.shape[1] < 2:
        return [Estimate(float(mean), 0.0, 1.0) for mean in means]
    interval = bootstrap(
        (values,),
        np.mean,
        axis=1,
        n_resamples=BOOTSTRAP_RESAMPLES,
        batch=max(1, MAX_RESAMPLED_VALUES // values.size),
        method="percentile",
        rng=np.random.default_rng(0),
    ).confidence_interval
    rows = zip(means, interval.low, interval.high, strict=True)
    return [Estimate(*map(float, row)) for row in rows]


def paired_p(differences: Values) -> float:
    """Compute the two-sided p-value of a paired permutation test; 1 without any difference.

    It is how often chance alone would give a mean at least as far from 0 if the two runs were
    equal. The test flips the signs of the differences at random, or in all ways if these are few.

    Fisher, The Design of Experiments, 1935; for retrieval Smucker, Allan and Carterette, CIKM
    2007.
    """
    from scipy.stats import permutation_test

    nonzero = differences[differences != 0]  # flipping a 0 changes nothing
    if nonzero.size < 2:  # flipped or not, it is as far from 0
        return 1.0
    return float(
        permutation_test(
            (nonzero,),
            lambda sample, axis: np.round(np.sum(sample, axis=axis), 9),  # ties must be equal
            permutation_type="samples",
            vectorized=True,
            n_resamples=9999,
            batch=max(1, MAX_RESAMPLED_VALUES // nonzero.size),
            rng=np.random.default_rng(0),
        ).pvalue
    )


class Threshold(NamedTuple):
    """The effect of rejecting every question whose top score is below `score`.

    `kept` is the share of the correct first hits that are still shown, `refused` the share of
    the unanswerable questions that are rejected.
    """

    score: float
    kept: float
    refused: float


@dataclass(frozen=True, slots=True)
class Answerability:
    """How well the top score separates answerable from unanswerable questions.

    `auc` is the area under the ROC curve: how often an answerable question scores higher than
    an unanswerable one (ties count half); .5 is chance. `p` is that of the Mann-Whitney U test.
    """

    auc: float
    p: float
    curve: tuple[Threshold, ...]

    @property
    def verdict(self) -> str:
        """The result in words."""
        if self.p >= 0.05 and self.auc >= 0.75:
            return "too few questions to say whether the top score separates them"
        if self.p >= 0.05 or self.auc <= 0.5:
            return "the top score does not separate them"
        if self.auc < 0.75:
            return "the top score barely separates them"
        return f"the top score separates them {'well' if self.auc >= 0.9 else 'partly'}"


def detect_answerability(
    answerable: Sequence[float], correct: Sequence[bool], unanswerable: Sequence[float]
) -> Answerability:
    """Compute how well the top scores of both kinds of questions (neither empty) separate them.

    `correct` says whether the first hit of each answerable question is relevant.
    """
    from scipy.stats import mannwhitneyu

    positive, negative = np.array(answerable), np.array(unanswerable)
    test = mannwhitneyu(positive, negative)
    correct_scores = positive[np.array(correct, dtype=bool)]
    levels = np.quantile(negative, np.linspace(0, 1, 21), method="lower")
    scores = [*dict.fromkeys(levels.tolist()), float(np.nextafter(negative.max(), np.inf))]
    return Answerability(
        float(test.statistic) / (positive.size * negative.size),
        float(test.pvalue),
        tuple(
            Threshold(
                score,
                float(np.mean(correct_scores >= score)) if correct_scores.size else 0.0,
                float(np.mean(negative < score)),
            )
            for score in scores
        ),
    )
