"""Running headers and footers, page numbers and line numbers."""

import pytest

from ingest import Document, read_document
from tests.support.files import Text, lines, pdf

BODIES = [
    [
        f"The {name} of the valley is cut in winter, when the ground is frozen hard enough, and it",
        f"is carried to the mill beside the {name} road, where three men saw it in a day and",
    ]
    for name in ("oak", "beech", "pine", "ash", "elm")
]


def read(*margins: list[Text]) -> Document:
    pages = [[*margin, *lines(body)] for body, margin in zip(BODIES, margins, strict=False)]
    return read_document("x.pdf", pdf(*pages))


def kept_and_dropped(document: Document) -> tuple[str, list[str]]:
    dropped = [document.text[span.start : span.end] for span in document.dropped]
    end = min((span.start for span in document.dropped), default=len(document.text))
    return document.text[:end], dropped


SECTIONS = ["Oaks", "Oaks", "Soft wood", "Soft wood", "Others"]


@pytest.mark.parametrize(
    "margins",
    [
        [[(72, 40, 8, f"Forest Board – Draft 2 of 5 May 2024 Page {n} of 3")] for n in (1, 2, 3)],
        [[(72, 40, 8, f"Forest Board – Draft 2 of 5 May 2024 Page {n} of 2")] for n in (1, 2)],
        [[(72, 40, 9, f"Page {n} of 3")] for n in (1, 2, 3)],
        [[(300, 40, 9, f"{n} / 5")] for n in range(1, 6)],
        [[(72, 40, 9, "Forest Board"), (500, 40, 9, f"{n + 11}")] for n in range(1, 6)],
        [[(72, 40, 7, f"https://wood.example/fees?y=4 {n}/3")] for n in (1, 2, 3)],
        [[(72, 40, 7, "https://wood.example/fees"), (540, 40, 7, f"{n}/2")] for n in (1, 2)],
        [
            [
                (72, 770, 7, "5/3/24, 10:15 AM"),
                (250, 770, 7, "Fees of the wood"),
                (72, 40, 7, "https://wood.example/fees"),
                (540, 40, 7, f"{n}/2"),
            ]
            for n in (1, 2)
        ],
        [[(300, 40, 9, number)] for number in ("iii", "iv", "v")],
        [[(300, 40, 9, number)] for number in ("– ii –", "– iii –", "– iv –")],
        [[(300, 40, 9, "vii")]],
        [[(300, 671, 9, number)] for number in ("ii", "iii", "iv")],
        [[(300, 671, 9, number)] for number in ("11", "12", "13")],
        [[(72, 770, 8, f"{name} | Report 2024 | {n}")] for n, name in enumerate(SECTIONS, 13)],
        [[(72, 770, 8, name), (500, 770, 8, f"{n}")] for n, name in enumerate(SECTIONS, 13)],
        [[(72, 770, 8, f"{n} · {name}")] for n, name in enumerate(SECTIONS, 40)],
        [[(72, 40, 8, f"Forest Board, letter {n} of the year")] for n in (1, 2, 3)],
    ],
)
def test_running_lines_are_dropped(margins: list[list[Text]]) -> None:
    kept, dropped = kept_and_dropped(read(*margins))
    assert sorted(dropped) == sorted(text[3] for margin in margins for text in margin)
    assert not any(text[3] in kept for margin in margins for text in margin if len(text[3]) > 3)


@pytest.mark.parametrize(
    "margins",
    [
        [[(72, 760, 18, f"Lesson {n}")] for n in (1, 2, 3, 4)],
        [[(72, 760, 16, "Exercise")] for _ in range(4)],
        [[(72, 760, 14, f"{n}. {name}")] for n, name in enumerate(SECTIONS[1:], 1)],
    ],
)
def test_large_letters_are_headings(margins: list[list[Text]]) -> None:
    document = read(*margins)
    assert document.dropped == ()
    paths = [section.path for section in document.sections]
    assert paths[1:] == [(text[3],) for [text] in margins[1:]]  # the first may be the title


def test_lines_that_name_another_number_of_pages_stay() -> None:
    margins: list[list[Text]] = [
        [(72, 40, 9, "He won in 2 of 3 cases")],
        [(72, 40, 9, "It lost 2/3")],
    ]
    assert read(*margins).dropped == ()


TESTIMONY = [
    "The witness said that the saw had stood still since",
    "June and that the owner of the mill had known it for",
    "more than nine weeks. Counsel asked whether anybody",
    "had told the board. The witness answered that the",
    "miller did so in a letter of 3 July, which the board",
    "has kept in its archive.",
]


@pytest.mark.parametrize("step", [1, 5])
@pytest.mark.parametrize("left", [40, 480])
def test_line_numbers_are_dropped(step: int, left: float) -> None:
    body = TESTIMONY * step
    page: list[Text] = []
    for number, line in enumerate(body, start=1):
        if number % step == 0:
            page.append((left + 6 * (number < 10), 750 - 20 * number, 9, str(number)))
        page.append((90, 750 - 20 * number, 11, line))
    document = read_document("x.pdf", pdf(page))
    assert {span.reason for span in document.dropped} == {"line number, page 1"}
    assert len(document.dropped) == len(body) // step
    assert "since June and that the owner" in " ".join(document.text.split())


@pytest.mark.parametrize(("first", "dropped"), [(21, ["25", "30"]), (22, [])])
def test_two_numbers_are_those_of_lines_if_they_count_them(first: int, dropped: list[str]) -> None:
    page: list[Text] = []
    for number, line in enumerate(TESTIMONY * 2):
        if (21 + number) % 5 == 0:
            page.append((40, 700 - 20 * number, 9, str(first + number)))
        page.append((90, 700 - 20 * number, 11, line))
    document = read_document("x.pdf", pdf(page))
    assert [document.text[span.start : span.end] for span in document.dropped] == dropped


@pytest.mark.parametrize(
    "texts",
    [
        ["Call the forester", "Wait for the answer", "Mark the trees", "Cut them", "Pay the board"],
        ["Oak 42", "Beech 21", "Pine 30", "Ash 17", "Elm 9"],
    ],
)
def test_numbers_of_items_stay(texts: list[str]) -> None:
    page: list[Text] = []
    for number, line in enumerate(texts, start=1):
        page += [(50, 740 - 16 * number, 11, str(number)), (90, 740 - 16 * number, 11, line)]
    assert read_document("x.pdf", pdf(page)).dropped == ()
