"""Answers as the page shows them."""

import re
from dataclasses import replace

import pytest

from app.answers import NO_FIGURE, Answer
from app.web.page.cards import cards
from index import Changes
from tests.support.hits import HIT


def test_corrected_words_are_named_above_the_passages() -> None:
    shown = cards(Answer("fredom?", [HIT], Changes(), corrections={"fredom": ["<b>Freedom"]}), 5)
    note = "<p class='message'>No document has “fredom”; shown for “&lt;b&gt;Freedom”.</p>"
    assert 0 < shown.index(note) < shown.index("<h2 class='asked'>Passages for “fredom?”")
    assert "class='message'" not in cards(Answer("freedom?", [HIT], Changes()), 5)


@pytest.mark.parametrize(
    ("score", "width", "shown"), [(0.714, 71, "0.71"), (1.06, 100, "1.06"), (-0.02, 0, "-0.02")]
)
def test_a_score_is_a_number_with_a_bar_and_no_verdict(
    score: float, width: int, shown: str
) -> None:
    html = cards(Answer("Why?", [replace(HIT, score=score)], Changes()), 1)
    [found] = re.findall("<span class='score'>.*?</header>", html)
    assert f"width: {width}%" in found
    assert re.sub("<[^>]+>", "", found) == f" score {shown}"


def test_the_first_card_says_that_no_figure_is_marked() -> None:
    hits = [HIT, replace(HIT, rank=2)]
    first, second = cards(Answer("How many?", hits, Changes()), 2).split("</li>")[:2]
    assert f"<p class='note'>{NO_FIGURE}</p>" in first
    assert NO_FIGURE not in second
