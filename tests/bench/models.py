"""The models that are measured, and whether one of them finds more than another."""

import sys
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from scipy.stats import binomtest

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


def sign_test(before: Sequence[bool], now: Sequence[bool]) -> Paired:
    """Compare which of the same questions were answered at rank 1."""
    better = sum(new and not old for old, new in zip(before, now, strict=True))
    worse = sum(old and not new for old, new in zip(before, now, strict=True))
    changed = better + worse
    return Paired(better, worse, float(binomtest(better, changed).pvalue) if changed else 1.0)
