"""What interrupts the text of a page follows the paragraph that it interrupts."""

import pytest

from ingest import Document, read_document
from tests.support.files import Text, lines, pdf

START = [
    "The forest office was moved to the valley when the old house burnt down, and it is open",
    "to all owners of land who have a question about the trees that they want to plant on the",
]
END = [
    "northern slope of the hill. A visit costs nothing, and the forester comes to the house of",
    "the owner if he is asked to. The seedlings are sold in spring as long as there are some.",
]
SENTENCE = "that they want to plant on the northern slope of the hill."


def flat(document: Document) -> str:
    return " ".join(document.text.split())


@pytest.mark.parametrize(
    "note",
    [
        (72, 90, 8, "1 The house was built in 1911 by the owners."),
        (72, 90, 9, "* The house was built in 1911 by the owners."),
        (72, 90, 11, "2 The house was built in 1911 by the owners."),
        (72, 90, 8, "The house was built in 1911, see the map."),
    ],
)
def test_a_sentence_goes_on_over_a_footnote(note: Text) -> None:
    first: list[Text] = [*lines(START), note]
    second: list[Text] = [*lines(END), (72, 90, 8, "3 As of 2024.")]
    document = read_document("x.pdf", pdf(first, second))
    text = flat(document)
    assert SENTENCE in text
    assert text.index("as long as there are some.") < text.index(note[3]) < text.index("3 As of")
    start = document.text.index(note[3])
    assert str(document.locate(start, start + 5)) == "page 1"
    start = document.text.index("The forest office")
    assert str(document.locate(start, start + len(document.text) - 99)) == "pages 1–2"


@pytest.mark.parametrize(
    "caption",
    [
        [(72, 500, 9, "Figure 3. The house in 1911, seen from the mill.")],
        [(72, 500, 11, "Table 2: Houses of the valley")],
        [(72, 520, 9, "Fig. 1 The house, with the mill"), (72, 509, 9, "and the road behind it.")],
        [(72, 500, 11, "Source: The archive of the valley")],
        [(72, 500, 11, "Rys. 4. Dom w dolinie")],
        [(72, 500, 11, "Image 2: The house")],
        [(72, 500, 11, "FIGURE 3")],
        [(72, 500, 11, "Note: prices are those of spring.")],
        [(72, 500, 11, "© A. Berg 1911")],
    ],
)
@pytest.mark.parametrize("pages", [1, 2])
def test_a_sentence_goes_on_over_a_caption(caption: list[Text], pages: int) -> None:
    page: list[Text] = [*lines(START), *caption]
    rest = lines(END, top=430)
    data = pdf([*page, *rest]) if pages == 1 else pdf(page, rest)
    text = flat(read_document("x.pdf", data))
    assert SENTENCE in text
    assert text.endswith(" ".join(line[3] for line in caption))


def test_a_sentence_goes_on_with_a_capital_letter_if_it_cannot_end_there() -> None:
    first: list[Text] = [
        *lines([*START[:1], "to all owners of land on the"]),
        (72, 90, 8, "1 See map."),
    ]
    second = lines(["North Hill. A visit costs nothing, and the forester comes to the house."])
    assert "owners of land on the North Hill." in flat(read_document("x.pdf", pdf(first, second)))


def test_a_word_goes_on_over_a_footnote() -> None:
    first: list[Text] = [
        *lines([*START[:1], "to all owners who ask for infor-"]),
        (72, 90, 8, "1 See."),
    ]
    second = lines(["mation about trees. A visit costs nothing, and the forester comes."])
    assert "ask for information about trees." in flat(read_document("x.pdf", pdf(first, second)))


def test_notes_below_finished_sentences_stay_where_they_are() -> None:
    first: list[Text] = [*lines([*START, "hill."]), (72, 90, 8, "1 The house was built in 1911.")]
    text = flat(read_document("x.pdf", pdf(first, lines(END))))
    assert text.index("1 The house") < text.index("northern slope")


def test_headings_and_new_sentences_do_not_continue_a_sentence() -> None:
    first: list[Text] = [*lines(START), (72, 90, 8, "1 The house was built in 1911.")]
    second: list[Text] = [(72, 740, 16, "Fees"), *lines(END)]
    document = read_document("x.pdf", pdf(first, second))
    assert document.sections[-1].path == ("Fees",)
    assert document.text.index("1 The house") < document.text.index("Fees")
