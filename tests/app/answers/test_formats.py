"""Answers as they are copied and downloaded."""

import csv
import io
import json
import re
from dataclasses import replace
from html import unescape

import pytest
from markdown_it import MarkdownIt

from app.answers.answer import Answer
from app.answers.formats import CSV_COLUMNS, csv_cell, to_csv, to_json, to_markdown
from app.answers.words import STALE_NOTICE
from index import Alignment, Changes, Hit, Selection
from tests.support.hits import HIT, PASSAGE, START
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


def test_markdown_shows_text_literally_and_loads_nothing(hit: Hit) -> None:
    text = to_markdown(Answer("<b> *what* dives?", [hit], Changes()))
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
def test_markdown_syntax_in_a_document_is_shown_as_text(hit: Hit, text: str) -> None:
    document = replace(hit.document, text=text, title="", author="", date="")
    passage = replace(hit.passage, start=0, end=len(text), sentences=((0, len(text)),), section=())
    answer = replace(hit, document=document, passage=passage, highlights=())
    markdown = to_markdown(Answer("q", [answer], Changes()))
    rendered = MarkdownIt("gfm-like", {"linkify": False}).render(markdown)
    assert set(re.findall("<([a-z0-9]+)", rendered)) == {"h1", "p", "blockquote"}
    shown = unescape(re.sub("<[^>]+>", "", rendered)).split()
    assert " ".join(text.split()) in " ".join(shown)


def test_markdown_says_that_nothing_was_found_and_that_a_file_changed(hit: Hit) -> None:
    assert "No matching passage." in to_markdown(Answer("x", [], Changes()))
    assert "No passage contains" in to_markdown(Answer("“x”?", [], Changes()))
    changed = Answer("x", [hit], Changes(changed=("note.md",)))
    assert to_markdown(changed).endswith(f"\n\n{STALE_NOTICE}\n")


def test_every_format_counts_the_documents_without_a_date(hit: Hit) -> None:
    answer = Answer("x", [hit], Changes(), searched=Selection(undated=2))
    assert to_markdown(answer).endswith("\n\nNot searched: 2 documents without a readable date.\n")
    [row] = csv.DictReader(io.StringIO(to_csv(answer)[1:]))
    assert (row["undated"], to_json(answer)["undated"]) == ("2", 2)
    none = Answer("x", [], Changes(), searched=Selection(frozenset(), 3, "No document is left."))
    assert to_json(none)["none_left"] == "No document is left."
    [row] = csv.DictReader(io.StringIO(to_csv(none)[1:]))
    assert {name: value for name, value in row.items() if value} == {
        "question": "x",
        "undated": "3",
    }


def test_the_table_has_a_row_per_passage(hit: Hit) -> None:
    text = to_csv(Answer("x", [hit, hit], Changes(changed=("note.md",))))
    assert text.startswith("\ufeff")
    header, *rows = csv.reader(io.StringIO(text[1:]))
    assert header == list(CSV_COLUMNS)
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
    assert csv_cell("=1+1") == "'=1+1"
    assert csv_cell("  @x") == "'  @x"
    assert csv_cell("a\n=cmd;@x\t-1 -2;b") == "a\n'=cmd;'@x\t'-1 -2;b"
    assert csv_cell("\r\n\t=1") == csv_cell("=1") == "'=1"
    assert csv_cell("a;\n =1") == "a;\n' =1"
    assert csv_cell(csv_cell("=1")) == "'=1"
    assert csv_cell("a\n- b\n---\nc; d") == "a\n- b\n---\nc; d"
    assert [csv_cell(None), csv_cell(2), csv_cell(True), csv_cell("a=b")] == [
        "",
        "2",
        "True",
        "a=b",
    ]


def test_markdown_names_corrected_words_before_the_passages() -> None:
    text = to_markdown(Answer("Fredom?", [HIT], Changes(), corrections={"Fredom": ["Freedom"]}))
    assert text.startswith("# Fredom?\n\nNo document has “Fredom”; shown for “Freedom”.\n\n1")


def test_the_json_of_an_answer_is_plain_data() -> None:
    changes = Changes(changed=("folder/brief.md",))
    data = to_json(Answer("Why?", [HIT], changes, corrections={"Fredom": ("Freedom",)}))
    assert json.loads(json.dumps(data)) == data
    assert (data["question"], data["note"]) == ("Why?", "")
    assert data["corrections"] == {"Fredom": ["Freedom"]}
    assert data["changes"] == {"new": [], "changed": ["folder/brief.md"], "removed": []}
    assert data["hits"] == [
        {
            "rank": 1,
            "score": 0.7123,
            "text": "First. Second. Third.",
            "context": [],
            "document": "folder/brief.md",
            "title": "A Title",
            "author": "Ada",
            "date": "May 2025",
            "section": "Part › Sub",
            "page": 3,
            "locator": {"kind": "page", "first": 3, "last": 3, "label": ""},
            "paragraph": 2,
            "start": START,
            "end": START + 21,
            "stale": True,
            "citation": str(HIT.citation),
            "highlights": [[START + 7, START + 14]],
            "highlight_locator": None,
            "parts": {"maxsim": 0.65, "window": 0.7543, "cosine": 0.5, "bm25": 4.8912},
            "also": [],
        }
    ]


def test_the_json_names_copies_and_matched_words() -> None:
    copy = replace(PASSAGE, document_id="copy.md")
    alignment = Alignment("why", "Second", 0.5, 1.0)
    hit = replace(HIT, also=(copy,), alignments=(alignment,))
    [fields] = to_json(Answer("Why?", [hit], Changes()))["hits"]
    assert not fields["stale"]
    assert fields["also"] == [f"characters {START}–{START + 21} of copy.md"]
    assert fields["alignments"] == [
        {"word": "why", "met": "Second", "similarity": 0.5, "weight": 1.0}
    ]
