"""Which of a PDF file's lines is its title, and who its author is."""

import pytest

from ingest import read_document
from tests.support.files import Text, lines, pdf

TITLE = "Orchards after the Frost"
BODY = [
    "The frost of 2017 destroyed nine tenths of the blossom in the valley, and",
    "the state paid four million euros to growers who had lost their harvest.",
]


def title_of(*pages: list[Text], info: str = "") -> str:
    return read_document("x.pdf", pdf(*pages, info=info)).title


def first_page(*above: Text) -> list[Text]:
    """Return a page with these lines above its prose, which is set in 11 points."""
    return [*above, *lines(BODY, top=600)]


def section(heading: str, size: float = 14) -> list[Text]:
    """Return a page that begins with a heading."""
    return [(72, 740, size, heading), *lines(["It is about apples.", *BODY], top=710)]


@pytest.mark.parametrize(
    "above",
    [
        (72, 780, 10, "THE LINDMARK REVIEW"),
        (72, 780, 36, "POLICY BRIEF"),
        (72, 780, 36, "Working Paper No. 12"),
        (72, 780, 36, "The Lindmark Institute"),
        (72, 780, 36, "UNHCR"),
        (72, 780, 36, "City of Lindmark"),
        (72, 780, 36, "Fruit & Co. Ltd"),
        (72, 780, 36, "Orchard Papers No. 12"),
        (72, 780, 80, "2023"),
        (72, 780, 36, "June 2021"),
        (72, 780, 36, "€4 million"),
        (72, 780, 36, "“Nothing was left of the blossom”"),
        (72, 780, 36, "www.lindmark.example"),
        (150, 400, 90, "DRAFT"),
        (72, 400, 36, "Nothing was left of the blossom"),  # below the prose
    ],
)
def test_larger_letters_that_are_no_title_are_passed_over(above: Text) -> None:
    page = first_page(above, (72, 740, 24, TITLE))
    document = read_document("x.pdf", pdf(page, section("Costs"), section("Frost")))
    assert document.title == TITLE
    assert document.sections[-1].path[-1:] == ("Frost",)
    assert not any(above[3] in section.path for section in document.sections if above[1] > 740)


def test_the_lines_of_a_title_are_joined() -> None:
    assert title_of(first_page((72, 740, 24, TITLE), (72, 711, 24, "and before the Drought"))) == (
        f"{TITLE} and before the Drought"
    )
    centred = [(150, 740, 24, "Orchards in a Valley"), (118, 700, 24, "That Has Seen Frost Twice")]
    assert title_of(first_page(*centred)) == "Orchards in a Valley That Has Seen Frost Twice"
    assert title_of(first_page((72, 740, 24, "Orchard Number 5"))) == "Orchard Number 5"
    colon = [(72, 740, 24, f"{TITLE}:"), (72, 712, 16, "What to expect")]
    assert title_of(first_page(*colon)) == f"{TITLE}: What to expect"


def test_a_subtitle_is_no_section() -> None:
    page = first_page((72, 740, 24, TITLE), (72, 712, 16, "What growers can expect"))
    document = read_document("x.pdf", pdf(page, section("Costs"), section("Frost")))
    assert [section.path for section in document.sections] == [(), ("Costs",), ("Frost",)]


def test_a_title_as_large_as_the_headings_is_one_if_it_is_set_off() -> None:
    rest = [section("Costs", 18), section("Frost", 18)]
    cover: list[Text] = [(72, 740, 18, TITLE), (72, 720, 11, "Jo March")]
    assert title_of(cover, *rest) == TITLE
    assert title_of(first_page((72, 740, 18, TITLE), (72, 720, 11, "by Jo March")), *rest) == TITLE
    summary = [
        *first_page((72, 740, 18, TITLE)),
        (72, 500, 18, "Introduction"),
        (72, 480, 11, "It."),
    ]
    assert title_of(summary, *rest) == TITLE
    assert title_of(section("Water", 18), *rest) == ""


@pytest.mark.parametrize(
    "page",
    [
        lines(BODY),
        section("Executive Summary"),
        section("1. Water rights"),
        first_page((72, 740, 24, "This brief is about frost.")),
        [*lines(["Dear Ms Petrenko,", *BODY]), *lines(["Our request"], top=500, size=16)],
        first_page((72, 740, 24, "Table 2: Prices of berths")),
    ],
)
def test_no_title_is_better_than_a_wrong_one(page: list[Text]) -> None:
    assert title_of(page) == ""
    assert title_of(page, info="/Title (Microsoft Word - x.docx)") == ""
    assert title_of(page, info="/Title (Apples for All)") == "Apples for All"


def test_a_name_in_larger_letters_that_is_set_apart_leaves_the_title_open() -> None:
    page = first_page((72, 780, 36, "Norsk Frukt"), (72, 700, 24, TITLE))
    assert title_of(page) == ""
    assert title_of(page, info=f"/Title ({TITLE})") == TITLE
    assert title_of(first_page((72, 780, 36, "Frost"), (72, 700, 24, "What To Do"))) == "Frost"


def test_a_cover_without_text_is_passed_over() -> None:
    assert title_of([], [(72, 500, 30, TITLE)], section("Costs")) == TITLE


@pytest.mark.parametrize(
    ("property", "title"),
    [
        ("Budget Speech", TITLE),  # of another file
        ("ORCHARDS AFTER THE FROST", "ORCHARDS AFTER THE FROST"),
        ("What growers can expect", "What growers can expect"),
        ("Orchards after the Frost: What growers can expect", None),
        ("Policy Brief", TITLE),
    ],
)
def test_the_property_counts_where_the_page_shows_it(property: str, title: str | None) -> None:
    page = first_page(
        (72, 760, 12, "Policy Brief"),
        (72, 740, 24, TITLE),
        (72, 712, 16, "What growers can expect"),
    )
    assert title_of(page, section("Costs"), info=f"/Title ({property})") == (title or property)


def test_the_property_counts_where_a_plain_line_shows_it_or_nothing_better_is_there() -> None:
    page = lines(["A plain start", *BODY])
    assert title_of(page, info="/Title (A Plain Start)") == "A Plain Start"
    other = read_document("x.pdf", pdf(page, info="/Title (Other) /CreationDate (D:20250402)"))
    assert (other.title, other.date) == ("Other", "")


def test_an_initial_in_larger_letters_makes_no_title() -> None:
    drop_cap: list[Text] = [(72, 700, 40, "T"), (96, 700, 11, "he frost of 2017 came late")]
    assert title_of(first_page((72, 740, 24, TITLE), *drop_cap)) == TITLE
    assert title_of(first_page(*drop_cap)) == ""


@pytest.mark.parametrize(
    ("byline", "author", "date"),
    [
        ("by Olga Petrenko", "Olga Petrenko", ""),
        ("By Olga Petrenko, Institute of Orchards", "Olga Petrenko", ""),
        ("by Olga Petrenko, June 2021", "Olga Petrenko", "June 2021"),
        ("Olga Petrenko and Jan van der Berg, Lindmark University", None, ""),
        (
            "Dr. Olga Petrenko (Lindmark Institute) | 12 May 2023",
            "Dr. Olga Petrenko",
            "12 May 2023",
        ),
        ("Burkina Faso, June 2021", "", "June 2021"),
        ("Lessons Learned", "", ""),
        ("Ministry of Health, Government of Lindmark", "", ""),
    ],
)
def test_a_byline_below_the_title(byline: str, author: str | None, date: str) -> None:
    page = first_page((72, 740, 24, TITLE), (72, 712, 11, byline))
    document = read_document("x.pdf", pdf(page, info="/Author (Windows User)"))
    expected = "Olga Petrenko and Jan van der Berg" if author is None else author
    assert (document.title, document.author, document.date) == (TITLE, expected, date)


@pytest.mark.parametrize(
    ("below", "author", "date"),
    [
        (
            ["Olga Petrenko", "Institute of Orchards", "Lund, June 2024"],
            "Olga Petrenko",
            "June 2024",
        ),
        (
            ["Olga Petrenko1,* and Jan Berg2", "1 Lindmark University"],
            "Olga Petrenko and Jan Berg",
            "",
        ),
        (["Olga Petrenko", "Lindmark University", "Jo March", "Fruit Board"], None, ""),
        (["Spring 2023"], "", "Spring 2023"),
        (["Winter 2022/23"], "", "Winter 2022/23"),
        (["2023/24"], "", "2023/24"),
        (["June/July 2023"], "", "June/July 2023"),
        (["Late Blossom", "Institute of Orchards", "2023 trees"], "", ""),
    ],
)
def test_lines_below_the_title_give_author_and_date(
    below: list[str], author: str | None, date: str
) -> None:
    gaps = [(72, 700 - 30 * number, 11, line) for number, line in enumerate(below)]
    page = [(72, 740, 24, TITLE), *gaps, *lines(["It blossoms late.", *BODY], top=500)]
    document = read_document("x.pdf", pdf(page))
    expected = "Olga Petrenko and Jo March" if author is None else author
    assert (document.title, document.author, document.date) == (TITLE, expected, date)


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Jo March is a senior fellow of an institute.", "Jo March"),
        ("March, J. (2021). The whole report.", "Jo March"),
        ("Write to jo.march@lindmark.example for more.", "Jo March"),
        ("Jo March is a town.", ""),
    ],
)
def test_a_name_below_the_title_is_the_author_if_the_text_introduces_it(
    line: str, author: str
) -> None:
    page = first_page((72, 740, 24, TITLE), (72, 712, 12, "Jo March"), (72, 690, 11, "May 2020"))
    document = read_document("x.pdf", pdf(page, lines([line])))
    assert (document.author, document.date) == (author, "May 2020")


def test_a_date_behind_the_author_of_the_properties() -> None:
    page = first_page((72, 740, 24, TITLE), (72, 712, 11, "Jo March, 12 May 2023"))
    document = read_document("x.pdf", pdf(page, info="/Author (Jo March)"))
    assert (document.author, document.date) == ("Jo March", "12 May 2023")
