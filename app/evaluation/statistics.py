"""What the measures of many questions say together, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

RESAMPLES = 2000
AT_ONCE = 10_000_000
"""Numbers of a resampling that are in memory together."""

Values = npt.NDArray[np.float64]


class Estimate(NamedTuple):
    """A mean, and the ends of its 95% confidence interval."""

    mean: float
    low: float
    high: float


def estimate(values: Values) -> list[Estimate]:
    """Mean and percentile bootstrap interval of each row of `values` (measures, questions), all
    from 0 to 1 (Efron and Tibshirani, An Introduction to the Bootstrap, 1993).

    One question alone says nothing of others: its interval is from 0 to 1.
    """
    from scipy.stats import bootstrap

    means = values.mean(axis=1)
    if values.shape[1] < 2:
        return [Estimate(float(mean), 0.0, 1.0) for mean in means]
    interval = bootstrap(
        (values,),
        np.mean,
        axis=1,
        n_resamples=RESAMPLES,
        batch=max(1, AT_ONCE // values.size),
        method="percentile",
        rng=np.random.default_rng(0),
    ).confidence_interval
    rows = zip(means, interval.low, interval.high, strict=True)
    return [Estimate(*map(float, row)) for row in rows]


def paired_p(differences: Values) -> float:
    """How often chance alone would give a mean at least as far from 0, were the two runs alike:
    the two-sided paired permutation test, which flips the signs of the differences at random
    (all ways to flip them where these are few). Without any difference it is 1.

    Fisher, The Design of Experiments, 1935; for retrieval Smucker, Allan and Carterette, CIKM
    2007.
    """
    from scipy.stats import permutation_test

    apart = differences[differences != 0]  # to flip a 0 changes nothing
    if apart.size < 2:  # either way of flipping it is as far from 0
        return 1.0
    return float(
        permutation_test(
            (apart,),
            lambda sample, axis: np.round(np.sum(sample, axis=axis), 9),  # ties must be equal
            permutation_type="samples",
            vectorized=True,
            n_resamples=9999,
            batch=max(1, AT_ONCE // apart.size),
            rng=np.random.default_rng(0),
        ).pvalue
    )


class Threshold(NamedTuple):
    """What refusing every question whose best score is below `score` would do.

    `kept` is the share of the right first hits that are still shown, `refused` the share of the
    questions without an answer that are refused.
    """

    score: float
    kept: float
    refused: float


@dataclass(frozen=True, slots=True)
class Separation:
    """How well the best score tells questions with an answer from those without.

    `auc` is the area under the ROC curve: how often a question with an answer scores higher than
    one without (ties count half); .5 is chance. `p` is that of the Mann-Whitney U test.
    """

    auc: float
    p: float
    curve: tuple[Threshold, ...]

    @property
    def verdict(self) -> str:
        """In words."""
        if self.p >= 0.05 and self.auc >= 0.75:
            return "there are too few questions to say whether the best score tells them apart"
        if self.p >= 0.05 or self.auc <= 0.5:
            return "the best score does not tell them apart"
        if self.auc < 0.75:
            return "the best score hardly tells them apart"
        return f"the best score tells them apart {'well' if self.auc >= 0.9 else 'in part'}"


def separation(
    answerable: Sequence[float], right: Sequence[bool], unanswerable: Sequence[float]
) -> Separation:
    """Of the best scores of both kinds of questions (neither empty), and whether the first hit
    of each answerable one is right.
    """
    from scipy.stats import mannwhitneyu

    answered, without = np.array(answerable), np.array(unanswerable)
    test = mannwhitneyu(answered, without)
    correct = answered[np.array(right, dtype=bool)]
    levels = np.quantile(without, np.linspace(0, 1, 21), method="lower")
    scores = [*dict.fromkeys(levels.tolist()), float(np.nextafter(without.max(), np.inf))]
    return Separation(
        float(test.statistic) / (answered.size * without.size),
        float(test.pvalue),
        tuple(
            Threshold(
                score,
                float(np.mean(correct >= score)) if correct.size else 0.0,
                float(np.mean(without < score)),
            )
            for score in scores
        ),
    )
