"""Answers as they are copied and downloaded."""

import csv
import io
import re
from dataclasses import replace
from html import unescape

import pytest
from markdown_it import MarkdownIt

from app.answers.answer import Answer
from app.answers.formats import COLUMNS, as_csv, as_markdown, cell
from index import Changes, Hit
from tests.support.study import Study


@pytest.fixture
def hit(study: Study) -> Hit:
    study.write(
        note="---\ntitle: The 50% & more_ plan\nauthor: Ann Lee, Bo Kim\ndate: 3 May 2024\n"
        "url: https://example.org/a\n---\n\n# T\n\n"
        "## Navy\n\nIt was cold. ![x](http://a/b) dives *deep*."
    )
    [[hit]] = study.searcher().search(["dives deep"], 1)
    assert hit.document.id == "note.md"
    return hit


def test_markdown_shows_the_words_as_they_are_and_loads_nothing(hit: Hit) -> None:
    text = as_markdown(Answer("<b> *what* dives?", [hit], Changes()))
    rendered = MarkdownIt().render(text)
    assert "<img" not in rendered
    assert rendered.startswith("<h1>&lt;b&gt; *what* dives?</h1>")
    assert "<strong>![x](http://a/b) dives *deep*.</strong>" in rendered
    assert "<p>## Navy</p>" in rendered
    assert '<a href="https://example.org/a"><em>The 50% &amp; more_ plan</em></a>' in rendered


@pytest.mark.parametrize(
    "text",
    ["# a", "  ## a", "- a", "1. a", "  12) a", "a\n===", "a\n---", "+ a", "* a", "***", "> a",
     "~~~", "a | b\n--- | ---\n1 | 2", "```\na", "[a](http://b)", "![a](http://b)", "<b>", "&lt;",
     "a\\*b"],
)  # fmt: skip
def test_words_that_mean_something_in_markdown_are_shown(hit: Hit, text: str) -> None:
    document = replace(hit.document, text=text, title="", author="", date="")
    passage = replace(hit.passage, start=0, end=len(text), sentences=((0, len(text)),), section=())
    answer = replace(hit, document=document, passage=passage, highlights=())
    markdown = as_markdown(Answer("q", [answer], Changes()))
    rendered = MarkdownIt("gfm-like", {"linkify": False}).render(markdown)
    assert set(re.findall("<([a-z0-9]+)", rendered)) == {"h1", "p", "blockquote"}
    shown = unescape(re.sub("<[^>]+>", "", rendered)).split()
    assert " ".join(text.split()) in " ".join(shown)


def test_markdown_says_that_nothing_was_found_and_that_a_file_changed(hit: Hit) -> None:
    assert "Nothing in the documents" in as_markdown(Answer("x", [], Changes()))
    assert "No passage holds" in as_markdown(Answer("“x”?", [], Changes()))
    changed = Answer("x", [hit], Changes(changed=("note.md",)))
    assert as_markdown(changed).endswith(
        "The file has changed, or is gone, since this was indexed.\n"
    )


def test_a_table_has_a_row_a_passage(hit: Hit) -> None:
    text = as_csv(Answer("x", [hit, hit], Changes(changed=("note.md",))))
    assert text.startswith("\ufeff")
    header, *rows = csv.reader(io.StringIO(text[1:]))
    assert header == list(COLUMNS)
    row = dict(zip(header, rows[0], strict=True))
    assert row["question"] == "x"
    assert row["answer"] == "![x](http://a/b) dives *deep*."
    assert row["text"] == hit.passage.text
    assert (row["document"], row["stale"], row["title"]) == (
        "note.md",
        "True",
        "The 50% & more_ plan",
    )
    assert len(rows) == 2


def test_no_cell_is_a_formula() -> None:
    assert cell("=1+1") == "'=1+1"
    assert cell("  @x") == "'  @x"
    assert cell("a\n=cmd;@x\t-1 -2;b") == "a\n'=cmd;'@x\t'-1 -2;b"
    assert cell("a\n- b\n---\nc; d") == "a\n- b\n---\nc; d"
    assert [cell(None), cell(2), cell(True), cell("a=b")] == ["", "2", "True", "a=b"]
