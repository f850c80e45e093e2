"""Hits as the page shows them."""

import re
from dataclasses import replace

import pytest

from app.answers import NO_FIGURE, Answer
from app.web.page.cards import cards
from index import Changes
from tests.support.hits import HIT


@pytest.mark.parametrize(
    ("score", "width", "shown"), [(0.714, 71, "0.71"), (1.06, 100, "1.06"), (-0.02, 0, "-0.02")]
)
def test_a_score_is_a_number_with_a_bar_and_no_verdict(
    score: float, width: int, shown: str
) -> None:
    html = cards(Answer("Why?", [replace(HIT, score=score)], Changes()), 1, [])
    [found] = re.findall("<span class='score'>.*?</header>", html)
    assert f"width: {width}%" in found
    assert re.sub("<[^>]+>", "", found) == f" score {shown}"


def test_the_first_card_says_that_no_figure_is_marked() -> None:
    hits = [HIT, replace(HIT, rank=2)]
    first, second = cards(Answer("How many?", hits, Changes()), 2, []).split("</li>")[:2]
    assert f"<p class='note'>{NO_FIGURE}</p>" in first
    assert NO_FIGURE not in second
