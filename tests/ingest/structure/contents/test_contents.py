"""Contents lists in all formats and ways of writing."""

from collections.abc import Sequence

import pytest

from ingest import read_document
from ingest.chunk import chunk
from ingest.structure.contents import find_contents
from tests.ingest.test_chunk import count_words
from tests.support.files import lines, page, pdf, word

TITLES = ("Why Ferries Run Late", "Who Pays for New Piers", "How Harbours Freeze")
TEXT = "The island council told us so in March. Nobody on the quay had heard of it before."

# Per way of writing: the lines of the list, and the headings that it leads to.
WAYS: dict[str, tuple[str, Sequence[str]]] = {
    "plain": ("Contents\n{0}\n{1}\n{2}", TITLES),
    "blank lines": ("CONTENTS\n\n{0}\n\n{1}\n\n{2}", TITLES),
    "dots": ("Table of Contents\n\n{0} ........ 3\n{1} . . . . 14\n{2}…… 120", TITLES),
    "tab": ("Table of contents\n{0}\t1\n{1}\t2\n{2}\t3", TITLES),
    "spaces": ("Contents    Page\n{0}    iv\n{1}    2\n{2}    3", TITLES),
    "one space": ("Contents\n{0} 3\n{1} 14\n{2} 15", TITLES),
    "page numbers below": ("Contents\n{0}\n4\n{1}\n8\n{2}\n12", TITLES),
    "page numbers in a column": ("Contents\n{0}\n{1}\n{2}\n4\n8\n12", TITLES),
    "numbers": ("Contents\n1. {0}\n2. {1}\n3. {2}", TITLES),
    "numbered headings": (
        "Contents\n{0}\n{1}\n{2}",
        [f"{number}. {title}" for number, title in enumerate(TITLES, start=1)],
    ),
    "decimals": (
        "Contents\n1.1 {0} .... 2\n1.2 {1} .... 5\n1.3 {2} .... 7",
        [f"1.{number} {title}" for number, title in enumerate(TITLES, start=1)],
    ),
    "chapters": ("Contents\nChapter 1: {0}\nChapter 2: {1}\nChapter 3: {2}", TITLES),
    "parts": ("Contents\nPart I – {0}\nPart II – {1}\nAnnex B – {2}", TITLES),
    "romans": ("Contents\nI. {0}\nII. {1}\nIII. {2}", TITLES),
    "letters": ("Contents\n(a) {0}\n(b) {1}\n(c) {2}", TITLES),
    "bullets": ("In this brief:\n• {0}\n• {1}\n• {2}", TITLES),
    "dashes": ("On this page\n- {0}\n- {1}\n- {2}", TITLES),
    "case": ("Inside\n{0}\n{1}\n{2}", [title.upper() for title in TITLES]),
    "broken": ("Contents\nWhy Ferries\nRun Late .... 3\n{1} .... 4\n{2} .... 9", TITLES),
    "question marks": ("What's inside\n{0}?\n{1}?\n{2}?", TITLES),
    "other apostrophes": (
        "Contents\nThe harbour’s ice\nCrews’ pay\n{2}",
        ("The harbour's ice", "Crews' pay", TITLES[2]),
    ),
    "stranger first": ("Contents\nForeword\n{0}\n{1}\n{2}", TITLES),
    "stranger within": ("Contents\n{0}\nPicture essay\n{1}\n{2}", TITLES),
    "stranger last": (
        "Contents\n{0} .... 3\n{1} .... 4\n{2} .... 5\nIndex of names .... 9",
        TITLES,
    ),
    "without a name": ("{0}\n{1}\n{2}", TITLES),
    "named by what readers do": ("You will read:\n{0}\n{1}\n{2}", TITLES),
    "figures": (
        "Contents\n{0} .... 3\n{1} .... 4\n{2} .... 5\n\nList of Figures\nFigure 1: Ice .... 4"
        "\nFigure 2: A very long caption\nthat goes on .... 4",
        TITLES,
    ),
    "other language": ("Inhalt\n{0} 3\n{1} 4\n{2} 5", TITLES),
    "reworded": ("Contents\n{0}\nWhat the council spent\nWho won\n{1}\n{2}", TITLES),
    "reworded items": ("Contents\n- How it began\n- {1}\n- Cost\n- {2}\n- The end", TITLES),
    "one of two": ("Contents\n- {0}\n- Money", TITLES),
    "without a heading": ("Table of contents\n- Delays\n- Money\n- Ice", TITLES),
    "links alone": ("Contents\n- [Delays](#a)\n- [Money](#b)", TITLES),
    "table": (
        "Contents\n| No. | Chapter | Author | Page |\n| 1 | {0} | Ann Lee | 3 |"
        "\n| 2 | {1} | Bo Carr | 5 |\n| 3 | {2} | Di Voss | 9 |",
        TITLES,
    ),
    "in a line": ("In this brief: {0} · {1} · {2}", TITLES),
    "in a line with bars": ("Inside: {0} | {1} | {2} | Letters", TITLES),
    "in a line with slashes": ("In this issue\n{0} / {1} / {2}", TITLES),
    "in a line with semicolons": ("Contents: {0}; {1}; and {2}", TITLES),
    "links in a line": ("[{0}](#a) • [{1}](#b) • [{2}](#c)", TITLES),
    "named by what readers find": ("In this guide you will find:\n{0}\n{1}\n{2}", TITLES),
}


def written(format: str, listed: str, titles: Sequence[str]) -> bytes:
    """Return a document with a title, a list, and a section under each of the titles."""
    items = [line for line in listed.split("\n") if line]
    if format == "txt":
        sections = "".join(f"\n\n{title}\n\n{TEXT}" for title in titles)
        return f"Ferries\n\n{listed}{sections}\n".encode()
    if format == "md":
        sections = "".join(f"\n\n## {title}\n\n{TEXT}" for title in titles)
        return f"# Ferries\n\n{listed}{sections}\n".encode()
    if format == "html":
        sections = "".join(f"<h2>{title}</h2><p>{TEXT}</p>" for title in titles)
        return page("<h1>Ferries</h1>" + "".join(f"<p>{item}</p>" for item in items) + sections)
    if format == "docx":
        parts = [part for title in titles for part in (("Heading 1", title), ("", TEXT))]
        return word(("Title", "Ferries"), *(("", item) for item in items), *parts)
    first = [(72, 740, 20, "Ferries"), *lines(items)]
    others = [
        text
        for number, title in enumerate(titles)
        for text in (*lines([title], 700 - 100 * number, 16), *lines([TEXT], 670 - 100 * number))
    ]
    return pdf(first, others)


def read(format: str, data: bytes) -> tuple[str, list[str]]:
    """Return what is dropped as navigation, without white space, and what is kept."""
    document = read_document(f"a.{format}", data)
    others = [span for span in document.dropped if span.reason != "navigation"]
    assert {document.text[span.start : span.end].strip("# ") for span in others} <= {"Ferries"}
    dropped = [
        document.text[span.start : span.end]
        for span in document.dropped
        if span.reason == "navigation"
    ]
    return "".join("".join(dropped).split()), [
        passage.text for passage in chunk(document, count_words, 160)
    ]


@pytest.mark.parametrize("format", ["txt", "md", "html", "docx", "pdf"])
@pytest.mark.parametrize("way", WAYS)
def test_a_contents_list_is_dropped_and_nothing_else(way: str, format: str) -> None:
    listed, titles = WAYS[way]
    listed = listed.format(*TITLES)
    dropped, kept = read(format, written(format, listed, titles))
    assert dropped == "".join(listed.split())
    assert [title for title in titles if title not in "\n".join(kept)] == []
    assert sum(text.count(TEXT) for text in kept) == len(titles)


def test_page_numbers_at_the_margin_divide_a_pdf_contents_list() -> None:
    entries = [f"{title} {'.' * (95 - len(title))} {4 + at}" for at, title in enumerate(TITLES)]
    for listed in (entries, [entry.replace(".", "") for entry in entries]):
        data = written("pdf", "\n".join(["Contents", *listed]), TITLES)
        dropped, _ = read("pdf", data)
        assert dropped == "".join("".join(["Contents", *listed]).split())


@pytest.mark.parametrize("lead", ["", f"{TEXT}\n\n", "The counter hears these most, all year:\n\n"])
@pytest.mark.parametrize("answers", [("40 euros", "Residents", "No"), ("It is free.", "You.", "-")])
@pytest.mark.parametrize(
    "questions",
    [
        ("What does it cost?", "Who may apply?", "Is it refunded?"),
        ("1. What it costs", "2. Who may apply", "3. Refund"),
    ],
)
def test_questions_that_come_again_are_dropped_however_short_the_answers(
    questions: Sequence[str], answers: Sequence[str], lead: str
) -> None:
    listed = "".join(f"- {question}\n" for question in questions)
    pairs = zip(questions, answers, strict=True)
    sections = "".join(f"\n{question}\n\n{answer}\n" for question, answer in pairs)
    dropped, kept = read("txt", f"Ferries\n\n{lead}{listed}{sections}".encode())
    assert dropped == "".join(listed.split())
    assert [part for part in (*questions, *answers) if part not in "\n".join(kept)] == []


@pytest.mark.parametrize(
    "after",
    [
        "Executive summary\n\nThe ferries are late. See the executive summary of last year.",
        "This brief was written in a hurry, between two ferries.",
        "About the author",
        "2024",
        "Preface\n\nWe thank all captains.",
        "We wrote this report in haste\nbetween two ferries, and it shows\nin many of its pages.",
        "Thanks\n\nTo all captains",
    ],
)
def test_text_after_a_contents_list_is_kept(after: str) -> None:
    listed = "Contents\n" + "\n".join(TITLES)
    text = written("txt", f"{listed}\n\n{after}", TITLES) + b"\n\nExecutive summary\n\nNone."
    dropped, kept = read("txt", text)
    assert dropped == "".join(listed.split())
    assert " ".join(after.split()) in " ".join(" ".join(kept).split())


def test_a_contents_list_may_be_at_the_end() -> None:
    listed = "Contents\n" + "\n".join(f"{title} .... 3" for title in TITLES)
    text = written("txt", "April 2025", TITLES) + f"\n\n{listed}\n".encode()
    assert read("txt", text)[0] == "".join(listed.split())


@pytest.mark.parametrize("name", ["Contents", "In brief", "At a glance:"])
@pytest.mark.parametrize("rest", ["|   |   |\n|---|---|\n| Barrels | 3 |", "• • •\n• • •"])
def test_a_list_of_nothing_is_no_contents_list(name: str, rest: str) -> None:
    text = f"# Depots\n\n{name}\n{rest}\n\nAll else was well."
    assert find_contents(text) == []
