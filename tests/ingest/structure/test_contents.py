"""Contents lists in all formats and ways of writing, and lists that only look like them."""

from collections.abc import Sequence

import pytest

from ingest import read_document
from ingest.chunk import chunk
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
    "unknown name": ("You will read:\n{0}\n{1}\n{2}", TITLES),
    "figures": (
        "Contents\n{0} .... 3\n{1} .... 4\n{2} .... 5\n\nList of Figures\nFigure 1: Ice .... 4"
        "\nFigure 2: A very long caption\nthat goes on .... 4",
        TITLES,
    ),
    "other language": ("Inhalt\n{0} 3\n{1} 4\n{2} 5", TITLES),
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


# Lists whose lines, or some of them, come again, but that are no contents lists.
LOOK_ALIKES = {
    "findings": (
        "Tolls\n\nIn this brief:\n- Tolls rose by a tenth\n- Lorries took other roads\n- The bridge"
        " is paid for\n\nTolls and traffic\n\nThe toll went up in May, and drivers grumbled.\n"
    ),
    "price list": (
        "Prices\n\nCoffee ..... 3\nTea ..... 4\nCake ..... 5\n\nOpen every day but Monday.\n"
    ),
    "parts of a kit": (
        "Shelf\n\nContents\nScrews ..... 4\nNuts ..... 12\nBoards ..... 30\n\nPut the boards on the"
        " floor first, and then look for the screws.\n"
    ),
    "a thing's contents": "The chest\n\nContents\n\nTwo coins and a ring lay in it.\n",
    "abbreviations": (
        "List of abbreviations\n\nGDP .... gross domestic product\nNGO .... group without a state\n"
        "SME .... small firm\n\nSME\n\nSmall firms did best of all in that year.\n"
    ),
    "recommendations": (
        "Wards\n\nRecommendations\n- Hire more nurses\n- Pay them at night\n- Repair the lifts\n\n"
        "Hire more nurses\n\nForty are missing.\n\nPay them at night\n\nNobody works for free.\n\n"
        "Repair the lifts\n\nTwo of three stand still.\n"
    ),
    "a sentence's list": (
        "Wards\n"
        "\nThe auditors found that three things went wrong there:\n- Hiring\n- Pay\n- Lifts\n"
        "\nHiring\n\nForty nurses are missing.\n\nPay\n\nNobody works for free.\n\nLifts\n\nTwo of"
        " three stand still.\n"
    ),
    "minutes": (
        "Council\n\nPresent\nAnna Berg\nBen Holm\nCarla Moss\n"
        "\nAnna Berg\n\nThe roof leaks again.\n"
        "\nBen Holm\n\nWe have no money for it.\n\nCarla Moss\n\nThen let us borrow a bucket.\n"
    ),
    "transcript": (
        "Council\n\nAnna\nBen\nCarla\n\nAnna\n"
        "\nThe roof leaks again.\n\nBen\n\nWe have no money.\n\n"
        "Anna\n\nThat is what you said last year.\n\nCarla\n"
        "\nThen let us borrow a bucket.\n\nBen\n\n"
        "I shall ask my aunt.\n\nAnna\n\nDo that, please.\n\nCarla\n\nAnd quickly so.\n"
    ),
    "table": "Region\nNorth\nSouth\nEast\n\nNorth\n12\n\nSouth\n13\n\nEast\n14\n",
    "poem": (
        "The rope\n\nHaul away, my brothers\nHaul the rope"
        "\nHaul until morning\n\nThe sea is wide.\n"
        "Haul away, my brothers\nThe night is long.\nHaul the rope\nThe port is far.\n"
    ),
    "answers of a survey": "Overview\nYes\nNo\nUnsure\n\nYes\n40\nNo\n50\nUnsure\n10\n",
    "repeated prose": "Talk\n\n" + "Nothing else was said on that point.\n\n" * 6,
    "years": (
        "Output\n\n2019\n2020\n2021\n\n2019\n\nIt rose.\n\n2020\n\nIt fell.\n\n2021\n\nIt rose.\n"
    ),
}


@pytest.mark.parametrize("format", ["txt", "md"])
@pytest.mark.parametrize("kind", LOOK_ALIKES)
def test_a_list_that_only_looks_like_contents_is_kept(kind: str, format: str) -> None:
    assert read_document(f"a.{format}", LOOK_ALIKES[kind].encode()).dropped == ()


@pytest.mark.parametrize(
    "after",
    [
        "Executive summary\n\nThe ferries are late. See the executive summary of last year.",
        "This brief was written in a hurry, between two ferries.",
        "About the author",
        "2024",
        "Preface\n\nWe thank all captains.",
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
