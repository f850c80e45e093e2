import re

import pytest

from ingest import Locator, UnreadableSource, keep_boilerplate, read_document, require_text
from ingest.chunk import chunk
from tests.ingest.test_chunk import count_words
from tests.support.files import WORDS, Text, encrypted_pdf, lines, pdf

FILLER = [f"{WORDS} The line of number {number} says so." for number in range(3)]


def filler(name: str) -> list[str]:
    """Return lines that are on no other page."""
    return [f"On page {name}: {line}" for line in FILLER]


def report(pages: int) -> bytes:
    """Return the pages of a report with running headers, page numbers and their own text."""
    return pdf(
        *(
            [
                (72, 760, 9, f"The Institute | Brief {1 + number // 9}"),
                *lines([f"Page text {'abcdef'[number]}.", *filler("abcdef"[number])]),
                (300, 30, 9, f"{number + 5}"),
            ]
            for number in range(pages)
        )
    )


def test_the_locator_of_a_passage_begins_with_its_first_page() -> None:
    document = read_document("brief.pdf", report(4))
    assert document.page_count == 4
    for passage in chunk(document, count_words, 60):
        assert passage.text == document.text[passage.start : passage.end]
        place = document.places[passage.locator.first - 1]
        assert place.start <= passage.start < place.end
    for number, letter in enumerate("abcd"):
        place = document.places[number]
        assert place.start <= document.text.index(f"Page text {letter}.") < place.end


def test_running_headers_and_page_numbers_are_dropped_with_reasons_and_pages() -> None:
    document = read_document("brief.pdf", report(4))
    dropped = [document.text[span.start : span.end] for span in document.dropped]
    assert sorted(dropped) == sorted(["The Institute | Brief 1"] * 4 + ["5", "6", "7", "8"])
    assert {span.reason for span in document.dropped} == {
        f"{what}, page {number}"
        for number in (1, 2, 3, 4)
        for what in ("running header or footer", "page number")
    }
    pages = [
        [place.locator.first for place in document.places if place.start <= span.start][-1]
        for span in document.dropped
    ]
    assert pages == [1, 1, 2, 2, 3, 3, 4, 4]


def test_kept_running_lines_are_passages_of_their_own_with_their_own_pages() -> None:
    document = keep_boilerplate(read_document("brief.pdf", report(4)))
    assert document.dropped == ()
    passages = chunk(document, count_words, 60)
    running = [passage for passage in passages if "The Institute" in passage.text]
    assert [str(passage.locator) for passage in running] == ["pages 1–4"]
    assert not any("Page text" in passage.text for passage in running)
    lone = chunk(document, count_words, 8)
    headers = [passage for passage in lone if "The Institute" in passage.text]
    assert [str(passage.locator) for passage in headers] == [f"page {n}" for n in (1, 2, 3, 4)]


def test_a_file_of_running_lines_is_indexed_only_if_they_are_kept() -> None:
    pages = [[*lines(["The Institute", "A brief"]), (300, 30, 9, str(n))] for n in (1, 2, 3)]
    document = read_document("brief.pdf", pdf(*pages))
    with pytest.raises(UnreadableSource, match="nothing but running header or footer, page number"):
        require_text(document)
    kept = require_text(keep_boilerplate(document))
    assert [passage.section for passage in chunk(kept, count_words, 60)] == [()]


ROMAN_THEN_ARABIC = "0 << /S /r >> 3 << /S /D >>"


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (ROMAN_THEN_ARABIC, ["page i", "page ii", "page iii", "page 1 (PDF page 4)"]),
        ("0 << /S /D /St 141 >>", [f"page {n + 141} (PDF page {n + 1})" for n in range(4)]),
        ("0 << /P (A-) /S /D >>", ["page A-1", "page A-2", "page A-3", "page A-4"]),
        (
            "0 << /S /D >> 2 << /S /D >>",
            ["page 1", "page 2", "page 1 (PDF page 3)", "page 2 (PDF page 4)"],
        ),
        ("0 << /P (Cover) >> 1 << /S /D /St 2 >>", ["page Cover", "page 2", "page 3", "page 4"]),
        *(
            (labels, ["page 1", "page 2", "page 3", "page 4"])
            for labels in (
                "",
                "0 << /S /D >>",
                "0 << /P (Brief) >>",
                "0 << /P () >>",
                "0 << /P (a\\001b) /S /D >>",
                f"0 << /P ({'x' * 999}) /S /D >>",
                "0 << /S /D >> 1 << /S /D >> 2 << /S /D >> 3 << /S /D >>",
                "0 << /P <FEFFD800> /S /D >>",
                "0 (damaged)",
            )
        ),
    ],
)
def test_pages_are_named_by_their_labels_unless_these_name_no_page(
    labels: str, expected: list[str]
) -> None:
    pages = [lines(filler(name)) for name in "abcd"]
    document = read_document("brief.pdf", pdf(*pages, labels=labels))
    assert [str(place.locator) for place in document.places] == expected
    assert [place.locator.first for place in document.places] == [1, 2, 3, 4]


def test_pypdf_reads_labels_too() -> None:
    data = b"\n" * 2000 + pdf(*(lines(filler(name)) for name in "abcd"), labels=ROMAN_THEN_ARABIC)
    places = read_document("brief.pdf", data).places
    assert [str(place.locator) for place in places][2:] == ["page iii", "page 1 (PDF page 4)"]


@pytest.mark.parametrize("labels", [ROMAN_THEN_ARABIC, ""])
def test_roman_page_numbers_are_dropped(labels: str) -> None:
    numbers = ["i", "ii", "iii", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
    pages = [
        [*lines(filler(name)), (300, 30, 9, number)]
        for name, number in zip("abcdefghijkl", numbers, strict=True)
    ]
    document = read_document("brief.pdf", pdf(*pages, labels=labels))
    dropped = [document.text[span.start : span.end] for span in document.dropped]
    assert dropped == numbers
    page = "page iii" if labels else "page 3"
    assert document.dropped[2].reason == f"page number, {page}"


def test_lines_that_differ_and_tables_of_numbers_are_not_running_headers() -> None:
    pages = [lines([*filler(name), "17 4 2030"]) for name in "abc"]
    assert read_document("brief.pdf", pdf(*pages)).dropped == ()


def test_content_at_the_edge_of_short_pages_stays() -> None:
    quarters = [(1, 15), (2, 18), (3, 22), (4, 29)]
    revenue = [f"Revenue in quarter {n} was {sum} million dollars." for n, sum in quarters]
    growth = [f"It grew by {sum // 3} percent over quarter {n - 1}" for n, sum in quarters]
    for texts in (
        [list(pair) for pair in zip(revenue, growth, strict=True)],
        [["Invoice for Alpha", "Total due: 1200"], ["Invoice for Beta", "Total due: 980"]],
        [["Korea has submarines", "12", "Canada has", "1"]],
        [["The same", "on both"], ["The same", "on both"]],
    ):
        document = read_document("brief.pdf", pdf(*map(lines, texts)))
        assert document.dropped == ()
        assert all(line in document.text for page in texts for line in page)


def test_a_page_number_next_to_a_running_title_counts_the_pages() -> None:
    pages = [
        [(72, 760, 9, f"The Institute {number}"), *lines(filler("abcd"[number - 7]))]
        for number in (7, 8, 9, 10)
    ]
    dropped = read_document("brief.pdf", pdf(*pages)).dropped
    assert len(dropped) == 4


def test_a_word_broken_at_the_end_of_a_page_is_joined() -> None:
    first = lines([*FILLER, "The ministry published a report about the infor-"])
    second = lines(["mation that was gathered in the year.", *filler("two")])
    document = read_document("brief.pdf", pdf(first, second))
    assert "about the information that was gathered in the year." in document.text


def test_a_turned_page_has_paragraphs_and_headings_too() -> None:
    upright = [(72, 740, 16, "What they cost"), *lines(FILLER), *lines(filler("b"), top=600)]
    turned = pdf(upright).replace(b" Td (", b" Tm (").replace(b"/MediaBox", b"/Rotate 90 /MediaBox")
    turned = re.sub(
        rb"Tf (\d+) ([\d.]+) Tm",
        lambda at: b"Tf 0 1 -1 0 %g %s Tm" % (800 - float(at[2]), at[1]),
        turned,
    )
    expected = read_document("brief.pdf", pdf(upright))
    assert read_document("brief.pdf", turned).text == expected.text


def test_columns_are_read_one_after_the_other() -> None:
    left = lines(["The left column begins here", "and ends with this line."])
    right = lines(["The right column begins", "where the left one ended."], left=320)
    text = read_document("brief.pdf", pdf([*left, *right])).text
    assert "begins here and ends with this line." in text
    assert text.index("ends with this line.") < text.index("The right column")


def test_words_broken_at_a_line_end_are_joined() -> None:
    text = read_document(
        "brief.pdf",
        pdf(
            lines(
                [
                    "The two countries intensify their co-",
                    "operation, in the words of one policy-",
                    "maker. Another policy-maker agrees, and a Canada-",
                    "Korea treaty follows.",
                ]
            )
        ),
    ).text
    assert "their cooperation, in the words of one policy-maker. Another" in text
    assert "a Canada-Korea treaty" in text


def test_a_sentence_continues_on_the_next_page() -> None:
    first = [*lines([*FILLER, "This sentence begins on the first page and"]), (300, 30, 9, "1")]
    second = [*lines(["ends on the second.", *FILLER]), (300, 30, 9, "2")]
    document = read_document("brief.pdf", pdf(first, second))
    assert "begins on the first page and ends on the second." in document.text


def test_headings_are_lines_in_larger_letters() -> None:
    page: list[Text] = [
        (72, 740, 20, "Submarines for two"),
        (72, 660, 14, "What they cost"),
        *lines(FILLER, top=640),
        (72, 560, 14, "Who pays, and when, and"),
        (72, 544, 14, "with what money"),
        *lines(FILLER, top=520),
    ]
    document = read_document("brief.pdf", pdf(page))
    assert [section.path for section in document.sections] == [
        ("What they cost",),
        ("Who pays, and when, and with what money",),
    ]


def test_pages_without_text_are_counted_and_empty() -> None:
    document = read_document("brief.pdf", pdf([], lines(["The only text."]), [], []))
    lengths = [place.end - place.start for place in document.places]
    assert lengths == [0, len("The only text."), 0, 0]
    assert document.page_count == 4
    [passage] = chunk(document, count_words, 60)
    assert passage.locator == Locator("page", 2, 2)


def test_an_encrypted_file_that_needs_no_password_is_read() -> None:
    assert WORDS in read_document("brief.pdf", encrypted_pdf("")).text


def test_pypdf_reads_files_that_pdfium_does_not() -> None:
    data = b"\n" * 2000 + report(2)  # PDFium wants the header in the first 1,024 bytes
    document = read_document("brief.pdf", data)
    assert document.page_count == 2
    assert WORDS in document.text
