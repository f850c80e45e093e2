"""Citations and answers as they are copied and downloaded."""

import csv
import io
import re
from dataclasses import replace
from html import unescape

import pytest
from markdown_it import MarkdownIt

from app.answers.answer import Answer
from app.answers.formats import COLUMNS, as_csv, as_markdown, bibtex, cell, markdown_citation
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


def test_markdown_escapes_no_more_than_it_must(hit: Hit) -> None:
    named = replace(hit.document, author="Ann (UN), 16.4% of A-B!", date="2025-02-18")
    assert markdown_citation(replace(hit, document=named)).startswith("Ann (UN), 16.4% of A-B!, ")
    assert ", 2025-02-18, " in markdown_citation(replace(hit, document=named))


def test_markdown_says_that_nothing_was_found_and_that_a_file_changed(hit: Hit) -> None:
    assert "Nothing in the documents" in as_markdown(Answer("x", [], Changes()))
    assert "No passage holds" in as_markdown(Answer("“x”?", [], Changes()))
    changed = Answer("x", [hit], Changes(changed=("note.md",)))
    assert as_markdown(changed).endswith(
        "The file has changed, or is gone, since this was indexed.\n"
    )


def test_a_title_is_no_link_where_its_address_is_none(hit: Hit) -> None:
    for url in ("javascript:alert(1)", "https://a b", "https://a>)", ""):
        cited = markdown_citation(replace(hit, document=replace(hit.document, url=url)))
        assert cited.startswith("Ann Lee, Bo Kim, *The 50% \\& more\\_ plan*, 3 May 2024, ")


def test_bibtex_has_what_the_document_says_of_itself(hit: Hit) -> None:
    place = f"characters {hit.passage.start}–{hit.passage.end} of note.md"
    assert re.sub(r"-[0-9a-f]{6},", ",", bibtex(hit), count=1) == (
        "@misc{lee2024more,\n"
        "  author = {Ann Lee and Bo Kim},\n"
        "  title = {{The 50\\% \\& more\\_ plan}},\n"
        "  year = {2024},\n"
        "  url = {https://example.org/a},\n"
        f"  note = {{3 May 2024, section “Navy”, paragraph 1, {place}}}\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("author", "written"),
    [
        ("Kim, Julie", "{Kim, Julie}"),
        ("Ministry of Trade and Industry", "{Ministry of Trade and Industry}"),
        ("Ann Lee and Bo Kim", "Ann Lee and Bo Kim"),
        ("UNHCR", "{UNHCR}"),
    ],
)
def test_an_author_that_is_no_list_of_names_is_one(hit: Hit, author: str, written: str) -> None:
    named = replace(hit, document=replace(hit.document, author=author))
    assert f"  author = {{{written}}},\n" in bibtex(named)


def test_braces_of_a_title_are_none_of_bibtex(hit: Hit) -> None:
    hostile = replace(hit.document, title='The { in C}}, url = "x"')
    entry = bibtex(replace(hit, document=hostile))
    assert entry.count("{") == entry.count("}")
    assert "\\{" not in entry
    assert "title = {{The \\textbraceleft{} in C\\textbraceright{}" in entry


def test_bibtex_of_a_document_that_says_nothing_is_valid(hit: Hit) -> None:
    nothing = replace(hit.document, title="", author="", date="", url="", id="메모.md")
    entry = bibtex(replace(hit, document=nothing))
    head = r"@misc\{document-[0-9a-f]{6},\n  title = \{\{메모\.md\}\},\n  note = "
    assert re.match(head, entry)


def test_bibtex_has_a_date_that_biblatex_reads_and_a_key_for_each_passage(hit: Hit) -> None:
    dated = replace(hit, document=replace(hit.document, date="2024-05-03"))
    assert "  year = {2024},\n  date = {2024-05-03},\n" in bibtex(dated)
    assert "note = {section" in bibtex(dated)
    other = replace(hit, passage=replace(hit.passage, start=hit.passage.start + 1))
    assert bibtex(hit).partition(",")[0] != bibtex(other).partition(",")[0]


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
