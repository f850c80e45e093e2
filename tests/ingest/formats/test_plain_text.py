import pytest

from ingest import Document, read_document
from ingest.chunk import chunk
from tests.ingest.test_chunk import count_words

PROSE = "This is a paragraph of plain prose that is long enough to differ from a heading."


def read(text: str) -> Document:
    return read_document("page.txt", text.encode())


def paths(document: Document) -> list[tuple[str, ...]]:
    return [section.path for section in document.sections]


def test_title_author_and_date_are_taken_from_the_lines_before_the_prose() -> None:
    document = read(f"The Title of It\n\nby Ada Lovelace\nApril 2025\n\nIntroduction\n\n{PROSE}\n")
    assert (document.title, document.author, document.date) == (
        "The Title of It",
        "Ada Lovelace",
        "April 2025",
    )
    assert paths(document) == [(), ("Introduction",)]


def test_a_text_that_begins_with_prose_has_no_metadata() -> None:
    document = read(f"{PROSE}\n\nIt was written\n\nby Ada Lovelace\n\nin\n\nApril 2025\n")
    assert (document.title, document.author, document.date) == ("", "", "")
    assert paths(document) == [()]


@pytest.mark.parametrize(
    "line",
    [
        "by the sea",
        "By and by, things changed",
        "Written by hand",
        "5 April",
        "In May 2025 he left",
    ],
)
def test_a_line_like_a_byline_is_none(line: str) -> None:
    document = read(f"Title\n\n{line}\n\n{PROSE}")
    assert (document.author, document.date) == ("", "")


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Jane Q. Doe, Ph.D. and José O’Neil", "Jane Q. Doe, Ph.D. and José O’Neil"),
        ("Author: Kim Jung-eun", "Kim Jung-eun"),
    ],
)
def test_authors_are_copied_verbatim(line: str, author: str) -> None:
    assert read(f"Title\n\n{line}\n\n{PROSE}").author == author


@pytest.mark.parametrize(
    "date", ["2 April 2025", "Apr. 2, 2025", "2025-04-02", "March 2024", "1st May, 2020"]
)
def test_dates_are_copied_verbatim(date: str) -> None:
    assert read(f"Title\n\nPublished on {date}\n\n{PROSE}").date == date


@pytest.mark.parametrize(
    "line",
    [
        "A line that ends like a sentence.",
        "there is no capital at its beginning",
        "Image: Somebody's camera",
        "There was a line in sentence case that broke off in the",
        "https://example.org",
        "- A list item",
        "2025",
        "Two Lines\nof Text",
        "Mrs. Falk: Is that a yes or a no?",
        "Remember the fear, record losses?",
        "AUDIENCE MEMBER: (Inaudible.)",
        "By ADA LOVELACE and Bob Smith | Staff",
    ],
)
def test_a_line_like_a_heading_is_none(line: str) -> None:
    assert paths(read(f"Title\n\n{PROSE}\n\n{line}\n\n{PROSE}")) == [()]


@pytest.mark.parametrize(
    "line",
    [
        "What next?",
        "ABOUT US",
        "3 Findings",
        "4) Risks",
        "3. Next steps",
        "Comprehensive Strategic Partnerships and Key Events",
    ],
)
def test_a_short_line_of_its_own_that_leads_to_prose_is_a_heading(line: str) -> None:
    assert paths(read(f"Title\n\n{PROSE}\n\n{line}\n\n{PROSE}")) == [(), (line,)]


def test_a_short_line_that_leads_to_no_prose_is_none() -> None:
    assert paths(read(f"Title\n\n{PROSE}\n\nCalgary Office\n\nPhone: 123\n")) == [()]


def test_headings_in_a_row_open_one_section_under_the_last() -> None:
    document = read(f"Title\n\n{PROSE}\n\nPart One\n\nIts Beginning\n\n{PROSE}")
    assert paths(document) == [(), ("Part One", "Its Beginning")]
    section = document.sections[1]
    assert document.text[section.start : section.body] == "Part One\n\nIts Beginning"


def test_a_heading_may_lead_to_a_single_short_sentence() -> None:
    text = f"Title\n\n1. Purpose\n\n{PROSE}\n\n2. Next steps\n\nA decision is needed by 30 June.\n"
    assert paths(read(text))[-1] == ("2. Next steps",)


def test_three_short_lines_in_a_row_are_a_list_and_no_headings() -> None:
    document = read(f"Title\n\n{PROSE}\n\nApples\n\nOranges\n\nPears\n\n{PROSE}")
    assert paths(document) == [()]


def test_a_byline_may_follow_its_title_without_a_blank_line() -> None:
    document = read(f"The Future of Ships\nBy Ada Lovelace\nJune 2024\n\n{PROSE}")
    assert (document.title, document.author, document.date) == (
        "The Future of Ships",
        "Ada Lovelace",
        "June 2024",
    )


def test_the_title_of_a_title_page_is_its_first_line() -> None:
    lines = [
        "Oil Lamps",
        "Report of the Lamp Trust",
        "Ada Byre and Bo Lind",
        "Trust for Lamps, May",
    ]
    page = "\n\n".join(
        [*lines, "Second edition of three", "Acknowledgements", "We thank Cy.", PROSE]
    )
    assert read(page).title == "Oil Lamps"


@pytest.mark.parametrize(
    "front",
    [
        "Report of the Net Trust\n\nIda Berg and Per Holm\n\nNet Trust, May 2020\n\n"
        "Acknowledgements\n\nThanks to all.\n\nForeword\n\nFrom the chair",
        "A survey\n\nIda Berg, Per Holm and Siv Dahl\n\nNet Trust\n\nBergen, 2020\n\n"
        "Acknowledgements\n\nAbbreviations",
        "A survey\n\nProf. Ida Berg\n\nDr. Per Holm\n\nDepartment of Nets, University of Bergen"
        "\n\nBergen, 2020\n\nIntroduction",
        "Ida Berg\n\nPer Holm\n\nNet Institute\n\n12 May 2020\n\nAbstract",
    ],
)
def test_the_makers_in_front_of_a_report_are_not_its_title(front: str) -> None:
    for above in ("", "Working Paper No. 12\n\n"):
        assert read(f"{above}Herring Nets\n\n{front}\n\n{PROSE}").title == "Herring Nets"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("CONFIDENTIAL\n\nDraft 3\n\nHerring Nets\n\nMay 2020", "Herring Nets"),
        ("Working Paper 12\n\nMay 2020", "Working Paper 12"),
        (
            "The Net Project eBook of Nets\n\nTitle: Herring Nets\n\nAuthor: Ida Berg",
            "Herring Nets",
        ),
        (
            "Minutes of the Net Board\n\nHeld at Bergen\n\nPresent:\nIda Berg\nPer Holm\n\n"
            "Apologies: Siv Dahl\n\n1. Minutes of the last meeting\n\nApproved.\n\n2. Nets",
            "Minutes of the Net Board",
        ),
    ],
)
def test_what_is_above_or_below_a_title_is_not_it(text: str, title: str) -> None:
    assert read(f"{text}\n\n{PROSE}").title == title


def test_a_title_may_be_underlined() -> None:
    assert read(f"Herring Nets\n============\n\n{PROSE}").title == "Herring Nets"


def test_names_below_a_menu_are_not_the_title() -> None:
    menu = "Home\n\nNews\n\nShop\n\nContact\n\nWhy nets tear\n\n"
    document = read(f"{menu}Ida Berg and Per Holm of Bergen\n\n{PROSE}")
    assert document.title == ""


def test_the_title_of_a_saved_page_is_not_the_first_line_of_its_menus() -> None:
    menus = "\n\n".join(["Home", "News", "About", "Contact", "Jobs", "Events"])
    document = read(f"{menus}\n\nThe Future of Ships\n\nby Ada Lovelace\n\n{PROSE}")
    assert document.title == "The Future of Ships"
    assert read(f"{menus}\n\n{PROSE}").title == ""


def test_a_very_long_line_is_a_paragraph_of_its_own() -> None:
    document = read(f"Introduction\n{PROSE * 4}\nMethods\n{PROSE * 4}\n")
    assert (document.title, paths(document)) == ("Introduction", [(), ("Methods",)])


def test_a_speaker_in_a_transcript_heads_no_section() -> None:
    turns = "".join(f"Mr. Doe: It was {word}\n\n{PROSE}\n\n" for word in ("So", "Not", "Right"))
    assert paths(read(f"{PROSE}\n\n{turns}\n\nPart 2: The Outlook\n\n{PROSE}")) == [
        (),
        ("Part 2: The Outlook",),
    ]


VTT = """WEBVTT - Talk

NOTE by Bo

1
00:00:01.000 --> 00:00:04.000
Ada Berg: The gate will be open

2
00:01:04.000 --> 00:01:07.000
<i>on 12 May</i>, and it
closes at ten.

01:01:07.500 --> 01:01:09.000 align:start
<v Bo>Who has the key?</v>
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_captions_are_read_as_what_is_said(line_end: str) -> None:
    document = read(VTT.replace("\n", line_end))
    first = "Ada Berg: The gate will be open on 12 May, and it closes at ten."
    [passage] = chunk(document, count_words, 100)
    assert document.title == ""
    assert passage.text == f"{first}\n\nBo: Who has the key?"
    assert str(passage.locator) == "times 00:00:01–01:01:07"
    assert document.text[slice(*passage.sentences[0])] == first
    assert [
        " ".join(document.text[span.start : span.end].split()) for span in document.dropped
    ] == [
        "WEBVTT - Talk",
        "NOTE by Bo",
        "1 00:00:01.000 --> 00:00:04.000",
        "2 00:01:04.000 --> 00:01:07.000",
        "01:01:07.500 --> 01:01:09.000 align:start",
    ]


def test_subrip_is_read_as_captions_and_an_article_about_them_is_not() -> None:
    assert chunk(read("1\n00:00:01,000 --> 00:00:04,000\nYes.\n"), count_words, 9)[0].text == "Yes."
    assert read("WEBVTT\n\nA format for captions of films.").title == "WEBVTT"


def test_a_speaker_who_goes_on_is_named_once() -> None:
    cues = ["<v Bo>The gate is open", "<v Bo>on R&amp;D days.", "<v Ada>Why?", "<v Bo>It is late."]
    times = (f"00:0{n}.000 --> 00:0{n + 1}.000\n{cue}" for n, cue in enumerate(cues))
    [passage] = chunk(read("WEBVTT\n\n" + "\n\n".join(f"00:{t}" for t in times)), count_words, 99)
    assert passage.text == "Bo: The gate is open on R&D days.\n\nAda: Why?\n\nBo: It is late."


def test_lines_that_roll_up_are_read_once() -> None:
    cues = ["The gate", "The gate\nis open", "is open\nall night.", "all night."]
    text = "\n\n".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n + 1},000\n{cue}" for n, cue in enumerate(cues)
    )
    document = read(text)
    assert [p.text for p in chunk(document, count_words, 99)] == ["The gate is open all night."]
    dropped = [document.text[span.start : span.end] for span in document.dropped]
    assert dropped.count("is open") == 1


def test_data_in_a_text_are_no_passage() -> None:
    document = read(f"the seal is data:image/png;base64,{'iVBORw0K' * 99} and it is red.\n")
    assert [span.reason for span in document.dropped] == ["embedded picture"]
    assert [passage.text for passage in chunk(document, count_words, 9)] == [
        "the seal is",
        "and it is red.",
    ]


def test_a_guessed_encoding_is_a_warning() -> None:
    assert "Windows-1252" in read_document("a.txt", "Café".encode("cp1252")).warnings[0]
