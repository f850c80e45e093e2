"""A hit's text with its highlights, safe for terminals and notebooks."""

from dataclasses import replace

from tests.support.hits import DOCUMENT, HIT, PASSAGE


def test_the_marked_text_is_the_passage_with_its_highlight() -> None:
    assert HIT.marked_text() == [("First. ", False), ("Second.", True), (" Third.", False)]


def test_control_characters_cannot_steer_a_terminal() -> None:
    hostile = replace(DOCUMENT, text="safe\x1b[2J\x9b\r\nend", title="\x1b]0;x\x07")
    hit = replace(HIT, document=hostile, passage=replace(PASSAGE, start=0, end=14), highlights=())
    assert hit.marked_text() == [("safe�[2J�\nend", False)]
    assert "\x1b" not in str(hit.citation)


def test_a_notebook_shows_rank_score_marked_passage_and_citation() -> None:
    html = HIT._repr_html_()
    assert "<b>1.</b> score 0.71" in html
    assert "First. <mark>Second.</mark> Third.</blockquote>" in html
    assert f"<cite>{HIT.citation}</cite>" in html


def test_html_in_a_document_is_shown_as_text() -> None:
    hostile = replace(DOCUMENT, text="<b>x</b> & y", title="<script>")
    passage = replace(PASSAGE, start=0, end=12, sentences=((0, 12),))
    html = replace(HIT, document=hostile, passage=passage, highlights=((0, 8),))._repr_html_()
    assert "<mark>&lt;b&gt;x&lt;/b&gt;</mark> &amp; y" in html
    assert "“&lt;script&gt;”" in html
    assert "<script>" not in html


def test_the_citation_of_a_hit_is_made_once() -> None:
    hit = replace(HIT, rank=2)
    assert hit.citation is hit.citation
    assert hit.citation == HIT.citation
