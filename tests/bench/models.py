"""The models that are measured, and whether one of them finds more than another."""

import sys
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from scipy.stats import binomtest

from app.evaluation.outcomes import Evaluation
from index import ACCURATE, FAST, ModelUnavailable, SentenceEncoder

MODELS = (FAST, ACCURATE)

load_model = cache(SentenceEncoder)
"""Each model is loaded once for all sets."""


def installed(models: Sequence[str]) -> list[str]:
    """Return those that are on this machine; print to stderr why others are skipped."""
    found = []
    for model in models:
        try:
            load_model(model)
            found.append(model)
        except ModelUnavailable as error:
            print(f"model {model}: skipped, {error}", file=sys.stderr)
    return found


class Paired(NamedTuple):
    """How many questions gained and lost their answer at rank 1; p of the exact sign test."""

    better: int
    worse: int
    p: float


def compare(before: Evaluation, now: Evaluation) -> Paired:
    """Compare two evaluations of the same questions."""
    changes = [
        (new.rank == 1) - (old.rank == 1)
        for old, new in zip(before.answerable, now.answerable, strict=True)
    ]
    better, worse = changes.count(1), changes.count(-1)
    changed = better + worse
    return Paired(better, worse, binomtest(better, changed).pvalue if changed else 1.0)
