"""Citations as plain text, Markdown and BibTeX."""

import re
from dataclasses import replace
from typing import Any

import pytest

from index import Citation, cite
from ingest import Locator, Place, read_document
from ingest.chunk import chunk
from tests.support.hits import DOCUMENT, HIT, PASSAGE, START

NOTE = read_document(
    "note.md",
    b"---\ntitle: The 50% & more_ plan\nauthor: Ann Lee, Bo Kim\ndate: 3 May 2024\n"
    b"url: https://example.org/a\n---\n\n# T\n\n## Navy\n\nIt was cold.",
)
[NOTE_PASSAGE] = chunk(NOTE, lambda texts: [len(text.split()) for text in texts], 20)


def cited(**changes: Any) -> Citation:
    """Return the citation of a passage of the note, with these fields changed."""
    return cite(NOTE_PASSAGE, replace(NOTE, **changes))


def test_a_citation_names_all_that_is_known() -> None:
    assert str(HIT.citation) == (
        "Ada, “A Title”, May 2025, section “Part › Sub”, paragraph 2, page 3, "
        f"characters {START}–{START + 21} of folder/brief.md"
    )
    assert HIT.citation.location_parts() == [
        "section “Part › Sub”",
        "paragraph 2",
        "page 3",
        f"characters {START}–{START + 21} of folder/brief.md",
    ]


def test_a_citation_omits_what_is_unknown() -> None:
    bare = replace(DOCUMENT, title="", author="", date="")
    citation = cite(replace(PASSAGE, section=(), locator=None), bare)
    assert str(citation) == f"paragraph 2, characters {START}–{START + 21} of folder/brief.md"


def test_a_citation_counts_the_paragraphs_that_a_passage_spans() -> None:
    document = read_document("a.md", b"# T\n\n## A\n\nOne.\n\nTwo.\n\nThree.\n\n## B\n\nFour.")
    passages = chunk(document, lambda texts: [2 + len(text.split()) for text in texts], 7)
    citations = [cite(passage, document) for passage in passages]
    assert [citation.location_parts()[1] for citation in citations] == [
        "paragraph 1",
        "paragraphs 2–3",
        "paragraph 1",
    ]


def test_a_citation_names_the_page_of_the_highlight_if_the_passage_has_more() -> None:
    pages = [Locator("page", number, number, str(number - 3)) for number in (5, 6)]
    second = START + 7
    places = (Place(0, second, pages[0]), Place(second, START + 21, pages[1]))
    document = replace(DOCUMENT, places=places)
    passage = replace(PASSAGE, locator=document.locate(PASSAGE.start, PASSAGE.end))
    on_both, on_the_second = ((START, START + 14),), ((second, START + 14),)
    hits = [
        replace(HIT, document=document, passage=passage, highlights=highlights)
        for highlights in ((), on_both, on_the_second)
    ]
    assert [hit.citation.locator for hit in hits] == [
        "pages 2–3 (PDF pages 5–6)",
        "pages 2–3 (PDF pages 5–6)",
        "pages 2–3 (PDF pages 5–6), highlight on page 3 (PDF page 6)",
    ]
    assert [hit.highlight_locator for hit in hits] == [None, passage.locator, pages[1]]


def test_markdown_escapes_no_more_than_it_must() -> None:
    markdown = cited(author="Ann (UN), 16.4% of A-B!", date="2025-02-18").markdown()
    assert markdown.startswith("Ann (UN), 16.4% of A-B!, ")
    assert ", 2025-02-18, " in markdown


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a b", "https://a>)", ""])
def test_a_title_links_to_web_addresses_only(url: str) -> None:
    markdown = cited(url=url).markdown()
    assert markdown.startswith("Ann Lee, Bo Kim, *The 50% \\& more\\_ plan*, 3 May 2024, ")
    assert cited().markdown().startswith("Ann Lee, Bo Kim, [*The 50% \\& more\\_ plan*](<https://")


def test_bibtex_has_the_metadata_of_the_document() -> None:
    span = f"characters {NOTE_PASSAGE.start}–{NOTE_PASSAGE.end} of note.md"
    assert re.sub(r"-[0-9a-f]{6},", ",", cited().bibtex(), count=1) == (
        "@misc{lee2024more,\n"
        "  author = {Ann Lee and Bo Kim},\n"
        "  title = {{The 50\\% \\& more\\_ plan}},\n"
        "  year = {2024},\n"
        "  url = {https://example.org/a},\n"
        f"  note = {{3 May 2024, section “Navy”, paragraph 1, {span}}}\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("author", "written"),
    [
        ("Kim, Julie; Lee, Peter", "Kim, Julie and Lee, Peter"),
        ("Kim, J., Lee, P., and Cho, H.", "Kim, J. and Lee, P. and Cho, H."),
        ("Julie Kim et al.", "Julie Kim and others"),
        ("Julie Kim, MSc & Ann Roe", "{Julie Kim, MSc} and Ann Roe"),
        ("Ann Lee & R&D Board", "Ann Lee and {R\\&D Board}"),
        ("Ministry of Trade and Industry", "{Ministry of Trade and Industry}"),
        ("Ann Lee and Bo Kim", "Ann Lee and Bo Kim"),
        ("UNHCR", "{UNHCR}"),
    ],
)
def test_bibtex_separates_names_and_keeps_those_of_organisations(author: str, written: str) -> None:
    assert f"  author = {{{written}}},\n" in cited(author=author).bibtex()


def test_braces_in_a_title_do_not_end_the_entry() -> None:
    entry = cited(title='The { in C}}, url = "x"').bibtex()
    assert entry.count("{") == entry.count("}")
    assert "\\{" not in entry
    assert "title = {{The \\textbraceleft{} in C\\textbraceright{}" in entry


def test_bibtex_of_a_document_without_metadata_is_valid() -> None:
    entry = cited(title="", author="", date="", url="", id="메모.md").bibtex()
    head = r"@misc\{document-[0-9a-f]{6},\n  title = \{\{메모\.md\}\},\n  note = "
    assert re.match(head, entry)


def test_bibtex_has_a_date_that_biblatex_reads() -> None:
    entry = cited(date="2024-05-03").bibtex()
    assert "  year = {2024},\n  date = {2024-05-03},\n" in entry
    assert "note = {section" in entry


def test_passages_from_one_document_have_different_bibtex_keys() -> None:
    other = cite(replace(NOTE_PASSAGE, start=NOTE_PASSAGE.start + 1), NOTE)
    assert cited().bibtex().partition(",")[0] != other.bibtex().partition(",")[0]
