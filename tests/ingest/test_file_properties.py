"""Properties that a program or a computer filled in."""

import pytest

from ingest.file_properties import file_properties


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - draft_v3_FINAL.docx",
        "Microsoft PowerPoint - Orchard policy",
        "Orchards - Google Docs",
        "brief_0423_v2.indd",
        "Final report.DOC",
        "C:\\Users\\x\\Desktop\\paper.pdf",
        "/home/x/orchard policy/paper",
        "https://example.org/brief",
        "orchard_policy",
        "RPT2023-0045",
        "(untitled)",
        "Untitled-1",
        "Unbenannt",
        "Layout 1",
        "PowerPoint Presentation",
        "Document1",
        "Slide 1",
        "draft v3 FINAL",
        "Adobe InDesign CS6",
        "LaTeX with hyperref",
        "Some Program",
        "2023",
        "-",
        "�rchard",
        "",
    ],
)
def test_these_are_no_titles(title: str) -> None:
    assert file_properties(title, None, ["Some Program 1.2"]) == {}


@pytest.mark.parametrize(
    "title",
    [
        "Orchard Policy",
        "Glaciers",
        "Annual Report 2023",
        "Word of Mouth",
        "The Final Draft of History",
        "Access to Water",
        "Cost-Benefit",
        "1984 and after",
    ],
)
def test_these_are_titles(title: str) -> None:
    assert file_properties(title, None, ["Some Program 1.2"]) == {"title": title}


@pytest.mark.parametrize(
    "author",
    [
        "Windows User",
        "Microsoft Office User",
        "user",
        "admin",
        "Administrator",
        "Owner",
        "(anonymous)",
        "Author",
        "jsmith",
        "JSmith",
        "tessa.vermeulen",
        "LINDMARK\\jsmith",
        "PC-17",
        "DESKTOP-9F3KQ2",
        "a@example.org",
        "HP Inc.",
        "python-docx",
        "Some Program",
        "N/A",
        "-",
    ],
)
def test_these_are_no_authors(author: str) -> None:
    assert file_properties(None, author, ["Some Program 1.2"]) == {}


@pytest.mark.parametrize(
    "author",
    [
        "Tessa Vermeulen",
        "UNHCR",
        "Greenpeace",
        "Smith, John",
        "Ministry of Home Affairs",
        "National Audit Office",
        "王小明",
    ],
)
def test_these_are_authors(author: str) -> None:
    assert file_properties(None, author) == {"author": author}


def test_an_account_among_authors_is_left_out() -> None:
    assert file_properties(None, "admin; Jo March") == {"author": "Jo March"}
