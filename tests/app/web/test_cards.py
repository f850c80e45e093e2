"""Answers as the page shows them."""

from app.answers import Answer
from app.web.page.cards import cards
from index import Changes
from tests.support.hits import HIT


def test_corrected_words_are_named_above_the_passages() -> None:
    shown = cards(Answer("fredom?", [HIT], Changes(), {"fredom": ["<b>Freedom"]}), 5, [])
    note = "<p class='message'>No document has “fredom”; shown for “&lt;b&gt;Freedom”.</p>"
    assert 0 < shown.index(note) < shown.index("<h2 class='asked'>Passages for “fredom?”")
    assert "class='message'" not in cards(Answer("freedom?", [HIT], Changes()), 5, [])
