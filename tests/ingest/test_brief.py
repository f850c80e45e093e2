"""The real brief, as a person saved its web page."""

from pathlib import Path

import pytest

from ingest import Document, read_document
from ingest.chunk import chunk
from tests.ingest.test_chunk import count_words


@pytest.fixture(scope="module")
def document(brief: Path) -> Document:
    return read_document("brief.txt", brief.read_bytes())


def test_title_author_and_date_are_found(document: Document) -> None:
    assert document.title == "The Future of Canada-ROK Defence Cooperation"
    assert document.author == "Julie Kim"
    assert document.date == "April 2025"


def test_the_sections_are_those_of_the_page(document: Document) -> None:
    assert [" ".join(section.path)[:22] for section in document.sections] == [
        "",
        "Canada-South Korea Rel",
        "Canada and South Korea",
        "Comprehensive Strategi",
        "Strengthening Defence ",
        "Military Operations in",
        "Enhancing Cybersecurit",
        "The Future of Canada-K",
        "About the Author",
        "Canadian Global Affair",
    ]


def test_boilerplate_is_dropped_and_information_is_not(document: Document) -> None:
    dropped = [" ".join(document.text[span.start : span.end].split()) for span in document.dropped]
    assert {line[:12] for line in dropped} == {
        "SUPPORT US",
        "DOWNLOAD PDF",
        "Table of Con",
        "TOP OF PAGE",
        "Showing 1 re",
        "Please check",
        "SUBSCRIBE TO",
        "Sign in with",
    }
    assert len(dropped) == 16
    kept = "\n".join(passage.text for passage in chunk(document, count_words, 160))
    for words in (
        "by Julie Kim",
        "Image: Republic",
        "(587) 574-4757",
        "K1N 5S6",
        "2025-04-02",
    ):
        assert words in kept
