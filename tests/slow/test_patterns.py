"""Every regular expression of the packages takes linear time, whatever it is given.

BRIEFQA_ATTACKS=9 makes nine texts for each repeat in one, instead of two.
"""

import re
import subprocess
import sys

import pytest

from tests.support.attacks import report
from tests.support.paths import ROOT
from tests.support.patterns import Expression


def test_no_expression_of_the_packages_takes_more_than_linear_time() -> None:
    command = [sys.executable, "-m", "tests.support.attacks"]  # which imports all modules
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    *slow, counted = run.stdout.splitlines() or [run.stderr]
    assert slow == []
    assert int(counted.removesuffix(" expressions")) > 350


def test_attacks_find_what_takes_long() -> None:
    found = {
        words: report(Expression("", re.compile(words), frozenset([method])))
        for words, method in (
            (r"\s+$", "search"),
            (r"<!--.*-->", "search"),
            (r"a{1,5}b*?c[^c]*d", "match"),
            (r"(?<!\s)\s+$", "search"),
        )
    }

    assert [bool(what) for what in found.values()] == [True, True, False, False]


def test_an_expression_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.support.attacks.HARD_LIMIT_S", 0.5)
    endless = Expression("", re.compile(r"(?:\w+,?)*;"), frozenset(["match"]))
    assert report(endless) == "over 0.5 s"
