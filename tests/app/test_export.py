"""Citations and answers as they are copied and downloaded."""

import csv
import io
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from app.asking import Answer
from app.export import COLUMNS, as_csv, as_markdown, bibtex, cell, markdown_citation
from index import Changes, Hit
from tests.app.conftest import Study


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


def test_markdown_says_that_nothing_was_found_and_that_a_file_changed(hit: Hit) -> None:
    assert "Nothing in the documents" in as_markdown(Answer("x", [], Changes()))
    changed = Answer("x", [hit], Changes(changed=("note.md",)))
    assert as_markdown(changed).endswith("The file is not as it was when this was indexed.\n")


def test_a_title_is_no_link_where_its_address_is_none(hit: Hit) -> None:
    for url in ("javascript:alert(1)", "https://a b", "https://a>)", ""):
        cited = markdown_citation(replace(hit, document=replace(hit.document, url=url)))
        assert cited.startswith("Ann Lee, Bo Kim, *The 50% \\& more\\_ plan*, 3 May 2024, ")


def test_bibtex_has_what_the_document_says_of_itself(hit: Hit) -> None:
    place = f"characters {hit.passage.start}–{hit.passage.end} of note.md"
    assert bibtex(hit) == (
        "@misc{lee2024more,\n"
        "  author = {Ann Lee and Bo Kim},\n"
        "  title = {{The 50\\% \\& more\\_ plan}},\n"
        "  year = {2024},\n"
        "  date = {3 May 2024},\n"
        "  url = {https://example.org/a},\n"
        f"  note = {{section “Navy”, paragraph 1, {place}}}\n"
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


def test_bibtex_of_a_document_that_says_nothing_is_valid(hit: Hit) -> None:
    nothing = replace(hit.document, title="", author="", date="", url="", id="메모.md")
    entry = bibtex(replace(hit, document=nothing))
    assert entry.startswith("@misc{document,\n  title = {{메모.md}},\n  note = ")


def test_a_table_has_a_row_a_passage(hit: Hit) -> None:
    text = as_csv(Answer("x", [hit, hit], Changes(changed=("note.md",))))
    assert text.startswith("\ufeff")
    header, *rows = csv.reader(io.StringIO(text[1:]))
    assert header == list(COLUMNS)
    row = dict(zip(header, rows[0], strict=True))
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
    assert [cell(None), cell(2), cell(True), cell("a=b")] == ["", "2", "True", "a=b"]
