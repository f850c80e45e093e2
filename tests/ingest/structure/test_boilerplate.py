from dataclasses import replace

import pytest

from ingest import Document, Dropped, Section, keep_boilerplate, read_document, require_text
from ingest.structure.boilerplate import find_boilerplate


def reasons(text: str) -> list[tuple[str, str]]:
    return [(text[line.start : line.end], line.reason) for line in find_boilerplate(text)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("TOP OF PAGE", "navigation"),
        ("Skip to main content", "navigation"),
        ("Home › Research › Briefs", "navigation"),
        ("Showing 1 reaction", "sharing"),
        ("Share this on Facebook", "sharing"),
        ("Sign in with Google | Log in with e-mail", "sign-in"),
        ("Please check your e-mail for a link to activate your account.", "sign-in"),
        ("SUBSCRIBE TO OUR NEWSLETTERS", "subscription"),
        ("SUPPORT\xa0US", "subscription"),
        ("DOWNLOAD PDF", "download link"),
        ("We use cookies to improve your visit.", "cookie notice"),
    ],
)
def test_a_line_of_the_page_itself_is_dropped_with_a_reason(line: str, reason: str) -> None:
    assert reasons(f"A sentence before.\n\n  {line}  \r\nA sentence after.") == [(line, reason)]


@pytest.mark.parametrize(
    "line",
    [
        "by Julie Kim",
        "April 2025",
        "Image: Republic of Korea Ministry of Defense",
        "About the Author",
        "Calgary Office Phone: (587) 574-4757",
        "©2002-2025 Canadian Global Affairs Institute",
        "Readers who share this view should subscribe to our newsletters, the author says.",
        "The download of the report took an hour.",
        "## Download",
        "share with their allies a commitment to peace",
        "Share this vision of a common future",
        "Home Affairs",
        "Support us in this fight, they said.",
    ],
)
def test_an_informative_line_stays(line: str) -> None:
    assert reasons(line) == []


def test_a_long_line_costs_little() -> None:
    assert reasons("Share" + " ." * 200_000 + "x") == []


def test_contents_without_entries_are_kept_unless_the_name_is_plain() -> None:
    assert reasons("Contents\n12\n34\n12\n") == []
    assert reasons("Table of contents\n12\n") == [("Table of contents", "navigation")]


def test_a_contents_list_is_dropped_but_not_its_headings() -> None:
    text = (
        "Contents\n1. Introduction .... 2\n• Outlook\n\nIntroduction\nText.\n\nOutlook\nMore text."
    )
    assert [words for words, _ in reasons(text)] == [
        "Contents",
        "1. Introduction .... 2",
        "• Outlook",
    ]


def test_keeping_restores_boilerplate_in_place_but_no_front_matter() -> None:
    text = "---\ntitle: T\n---\n\n# Title\n\nTweet this\n\n## Part\n\nTOP OF PAGE\n\nText.\n"
    document = read_document("a.md", text.encode())
    assert len(document.dropped) == 3
    kept = keep_boilerplate(document)
    assert [span.reason for span in kept.dropped] == ["front matter"]
    assert (kept.sections, kept.text) == (document.sections, document.text)


@pytest.mark.parametrize("text", ["TOP OF PAGE\n\nShare this\n", "---\ntitle: T\n---\n"])
def test_a_document_whose_lines_are_all_dropped_is_still_a_document(text: str) -> None:
    document = read_document("a.md", text.encode())
    assert require_text(document) == document


def test_a_document_of_which_only_references_are_kept_has_a_warning() -> None:
    text = "The harbour grows by two piers.\n\nReferences\n\nHolm, A. (2020). Piers."
    references = text.index("References")
    sections = (
        Section((), 0, 0, references),
        Section(("References",), references, references + 12, len(text)),
    )
    whole = Document("a.html", "5ha", text, sections=sections)
    assert require_text(whole).warnings == ()
    cut = replace(whole, dropped=(Dropped(0, references - 2, "not in the article"),))
    [warning] = require_text(cut).warnings
    assert warning.startswith("only references, notes or the like are kept of it")
