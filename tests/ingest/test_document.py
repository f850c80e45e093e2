import json
from io import BytesIO

import docx
import pytest

from ingest import Document, Dropped, Locator, Place, Section, read_document
from ingest.document import MAX_NAME_CHARS, MAX_URL_CHARS
from ingest.metadata import read_metadata
from tests.support.files import WORDS, page, pdf

LONG = "Words " * 200
CUT = LONG[: MAX_NAME_CHARS - 1] + "…"
URL = f"https://example.org/{'x' * MAX_URL_CHARS}"


def test_a_locator_reads_like_a_citation() -> None:
    assert str(Locator("page", 5, 5)) == "page 5"
    assert str(Locator("page", 5, 6)) == "pages 5–6"
    assert str(Locator("slide", 3, 3)) == "slide 3"
    assert str(Locator("page", 3, 3, "iii")) == "page iii"
    assert str(Locator("page", 153, 153, "141")) == "page 141 (PDF page 153)"
    assert str(Locator("page", 9, 9, "A-1")) == "page A-1"
    assert str(Locator("row", 3, 9, "7")) == "rows 7"


def test_the_locators_of_a_range_join_their_labels() -> None:
    assert str(Locator("page", 3, 3, "iii").through(Locator("page", 5, 5, "v"))) == "pages iii–v"
    budget = Locator("row", 3, 3, "Budget").through(Locator("row", 9, 9, "Budget"))
    assert budget == Locator("row", 3, 9, "Budget")
    assert str(Locator("page", 5, 5).through(Locator("page", 5, 5))) == "page 5"
    two, three = (Locator("page", number + 3, number + 3, str(number)) for number in (2, 3))
    assert str(two.through(three)) == "pages 2–3 (PDF pages 5–6)"
    cover = Locator("page", 1, 1, "Cover")
    assert str(cover.through(Locator("page", 2, 2))) == "pages Cover–2 (PDF pages 1–2)"


def test_a_span_is_located_from_its_first_page_to_its_last() -> None:
    pages = [Locator("page", number, number) for number in (1, 2, 3)]
    spans = [(0, 10), (10, 10), (10, 20)]  # nothing on page 2
    behind = Place(22, 28, pages[0])  # a running header
    places = (*(Place(*span, page) for span, page in zip(spans, pages, strict=True)), behind)
    document = Document("a.pdf", "", "x" * 30, places=places)
    spans_and_pages = {
        (0, 10): "page 1",
        (9, 11): "pages 1–3",
        (10, 20): "page 3",
        (22, 28): "page 1",
    }
    for span, expected in spans_and_pages.items():
        assert str(document.locate(*span)) == expected
    assert Document("a.md", "", "x").locate(0, 1) is None


def test_a_document_comes_back_from_json_unchanged() -> None:
    document = Document(
        "a.pdf", "0" * 64, "One.\n\nTwo.", "T", "A", "2025", "https://example.org",
        (Section(("One", "Two"), 0, 0, 10),), (Place(0, 10, Locator("page", 1, 1, "i")),),
        (Dropped(0, 4, "navigation"), Dropped(6, 10, "not in the article", 2)),
    )  # fmt: skip
    fields = json.loads(json.dumps(document.to_json()))
    assert Document.from_json(fields) == document
    assert fields["places"] == [
        {"start": 0, "end": 10, "locator": {"kind": "page", "first": 1, "last": 1, "label": "i"}}
    ]


def word_with(title: str) -> bytes:
    made = docx.Document()
    made.core_properties.title = title[:255]
    made.add_heading(title, 0)
    made.add_heading(title, 1)
    made.add_paragraph(WORDS)
    written = BytesIO()
    made.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("id", "data"),
    [
        ("a.md", f"---\ntitle: {LONG}\nauthor: {LONG}\nurl: {URL}\n---\n\n## {LONG}\n\nText."),
        ("a.md", f"# {LONG}\n\n{URL}\n\n## {LONG}\n\nText."),
        ("a.txt", f"Title\n\n{URL}\n\nBy {'Ada ' * 39}{'X' * 600}\n\n{WORDS}"),
        ("a.docx", word_with(LONG)),
        ("a.pdf", pdf([(72, 740, 20, LONG), (72, 700, 11, WORDS)], info=f"/Author ({LONG})")),
        (
            "a.html",
            page(
                f"<h1>{LONG}</h1><p>{WORDS * 5}</p><h2>{LONG}</h2><p>{WORDS}</p>",
                f"<title>{LONG}</title><meta name=author content='{LONG}'>"
                f"<link rel=canonical href='{URL}'>",
            ),
        ),
    ],
)
def test_no_reader_returns_a_name_or_a_url_that_is_too_long(id: str, data: str | bytes) -> None:
    document = read_document(id, data.encode() if isinstance(data, str) else data)
    names = [document.title, document.author, document.date]
    names += [name for section in document.sections for name in section.path]
    assert max(map(len, names)) == MAX_NAME_CHARS
    assert all(name[-1:] in ("", "…") or len(name) < MAX_NAME_CHARS for name in names)
    assert document.url == ""


def test_no_sidecar_returns_a_name_or_a_url_that_is_too_long() -> None:
    found = read_metadata(f"title: {LONG}\ndate: {LONG}\nurl: {URL}\n")
    assert found.fields == {"title": CUT, "date": CUT, "url": ""}
