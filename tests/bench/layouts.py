"""How many page layouts are read in the right order: `python -m tests.bench.layouts`.

Each layout is a PDF file made from scratch. It is right if its strings occur in this order in the
text that is not dropped, white space aside. Prints a Markdown table, and a row of figures.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from ingest import read_document
from tests.support.files import Text, pdf

LEFT = [
    "The board has read the annual",
    "account of the forester and has",
    "seen that the saw stood still for",
    "nine weeks, which has cost the",
    "village some forty thousand oaks.",
]
RIGHT = [
    "Owners from abroad must write",
    "to the office of the valley in",
    "the week of their arrival, and",
    "carry the papers of their land",
    "with them when they visit it.",
]
THIRD = [
    "Nobody may light a fire in the",
    "wood from May to September, as",
    "the grass is dry then, and the",
    "brook is too low to fill the",
    "pumps of the fire brigade.",
]
FULL = [
    "All owners of the valley meet in spring, when the snow has melted and the roads are open,",
    "and they decide on the fees of the year. Whoever cannot come may send a letter to them.",
]
FEES = [
    ["Wood", "Summer", "Winter"],
    ["Oak", "42", "21"],
    ["Beech", "60", "30"],
    ["Ash", "75", "33"],
]
WORDS = [
    ["Tool", "Use", "Place"],
    ["Saw", "cuts trunks", "the mill"],
    ["Axe", "cuts branches", "the shed"],
    ["Cart", "carries wood", "the yard"],
]


class Layout(NamedTuple):
    """Pages, and the strings that occur in this order if they are read as they are meant."""

    name: str
    pages: Sequence[Sequence[Text]]
    expected: Sequence[str]


def column(
    words: Sequence[str], left: float, top: float = 700, size: float = 11, step: float = 14
) -> list[Text]:
    return [(left, top - step * number, size, line) for number, line in enumerate(words)]


def alternating(*columns: Sequence[Text]) -> list[Text]:
    return [text for row in zip_longest(*columns) for text in row if text]


def cells(
    rows: Sequence[Sequence[str]], lefts: Sequence[float], top: float = 700, step: float = 16
) -> list[list[Text]]:
    """Return the columns of a table."""
    return [
        column(words, left, top, step=step)
        for words, left in zip(zip(*rows, strict=True), lefts, strict=True)
    ]


def right_aligned(rows: Sequence[Sequence[str]], rights: Sequence[float]) -> list[list[Text]]:
    return [
        [
            (right - 6.1 * len(cell), 700 - 16 * number, 11, cell)
            for number, cell in enumerate(words)
        ]
        for words, right in zip(zip(*rows, strict=True), rights, strict=True)
    ]


def flowing(words: Sequence[str]) -> str:
    return " ".join(words)


def rows_of(rows: Sequence[Sequence[str]]) -> list[str]:
    return [" ".join(row) for row in rows]


def layouts() -> Iterator[Layout]:
    two = column(LEFT, 60), column(RIGHT, 320)
    text = [flowing(LEFT), flowing(RIGHT)]
    yield Layout("two columns, by column", [[*two[0], *two[1]]], text)
    yield Layout("two columns, by row", [alternating(*two)], text)
    yield Layout(
        "two columns, by row, narrow gutter",
        [alternating(column(LEFT, 60), column(RIGHT, 244))],
        text,
    )
    short = column(RIGHT[:3], 320)
    yield Layout(
        "two columns by row, one shorter",
        [alternating(two[0], short)],
        [text[0], flowing(RIGHT[:3])],
    )
    yield Layout(
        "two columns by row on unequal lines",
        [alternating(two[0], column(RIGHT, 320, 695))],
        text,
    )
    three = [column(words, left) for words, left in ((LEFT, 40), (RIGHT, 226), (THIRD, 412))]
    yield Layout("three columns, by row", [alternating(*three)], [*text, flowing(THIRD)])
    yield Layout(
        "three columns, by column", [[*three[0], *three[1], *three[2]]], [*text, flowing(THIRD)]
    )
    headline: Text = (60, 740, 18, "News of the valley")
    yield Layout(
        "headline above columns by row", [[headline, *alternating(*two)]], [headline[3], *text]
    )
    middle: Text = (60, 610, 14, "More news of the valley and of its people")
    lower = alternating(column(RIGHT, 60, 580), column(THIRD, 320, 580))
    yield Layout(
        "columns by row above and below a headline",
        [[*alternating(*two), middle, *lower]],
        [*text, middle[3], flowing(RIGHT), flowing(THIRD)],
    )
    wide = column(FULL, 60, 740)
    yield Layout(
        "full lines above columns by row", [[*wide, *alternating(*two)]], [flowing(FULL), *text]
    )
    yield Layout(
        "sentence from column to column, by row",
        [
            alternating(
                column([*LEFT[:4], "village oaks that are in the"], 60),
                column(["northern valley. Owners must", *RIGHT[1:]], 320),
            )
        ],
        ["oaks that are in the northern valley."],
    )
    fees, words = cells(FEES, (72, 220, 330)), cells(WORDS, (72, 180, 330))
    yield Layout("table of figures, by row", [[*wide, *alternating(*fees)]], rows_of(FEES))
    yield Layout(
        "table of figures, by column", [[*wide, *fees[0], *fees[1], *fees[2]]], rows_of(FEES)
    )
    yield Layout(
        "table of figures, right-aligned",
        [alternating(*right_aligned(FEES, (120, 260, 370)))],
        rows_of(FEES),
    )
    aligned = right_aligned(FEES, (120, 260, 370))
    yield Layout(
        "right-aligned, by column", [[*aligned[0], *aligned[1], *aligned[2]]], rows_of(FEES)
    )
    yield Layout("table of words, by row", [alternating(*words)], rows_of(WORDS))
    yield Layout("table of words, by column", [[*words[0], *words[1], *words[2]]], rows_of(WORDS))
    pair = [row[:2] for row in FEES]
    yield Layout(
        "two columns of figures, by column",
        [[*cells(pair, (72, 220))[0], *cells(pair, (72, 220))[1]]],
        rows_of(pair),
    )
    gap = [row for number, row in enumerate(fees[1]) if number != 2]
    yield Layout(
        "by column with an empty cell",
        [[*fees[0], *gap, *fees[2]]],
        ["Oak 42 21", "Beech 30", "Ash 75 33"],
    )
    empty = [row for number, row in enumerate(alternating(*fees)) if number != 7]
    yield Layout("by row with an empty cell", [empty], ["Oak 42 21", "Beech 30", "Ash 75 33"])
    wrapped: list[Text] = [
        (72, 700, 11, "Saw"),
        (200, 700, 11, "cuts the trunks of oaks"),
        (420, 700, 11, "12"),
        (200, 687, 11, "and beeches"),
        (72, 670, 11, "Axe"),
        (200, 670, 11, "cuts branches"),
        (420, 670, 11, "3"),
        (72, 653, 11, "Cart"),
        (200, 653, 11, "carries them"),
        (420, 653, 11, "5"),
    ]
    yield Layout(
        "cells of two lines",
        [wrapped],
        ["cuts the trunks of oaks and beeches", "Axe cuts branches 3"],
    )
    by_cell = [*wrapped[:2], wrapped[3], wrapped[2], *wrapped[4:]]
    yield Layout(
        "cells of two lines, by cell",
        [by_cell],
        ["Saw cuts the trunks of oaks and beeches 12", "Axe cuts branches 3"],
    )
    merged = [(220, 716, 11, "Fee per night"), *alternating(*fees)]
    yield Layout("merged head above a table", [merged], ["Fee per night", *rows_of(FEES)])
    marks = column([f"{number}." for number in (1, 2, 3)], 72)
    items = column(["Call the forester.", "Wait for him.", "Mark the trees."], 100)
    listed = ["1. Call the forester.", "2. Wait for him.", "3. Mark the trees."]
    yield Layout("numbers beside items, by row", [alternating(marks, items)], listed)
    yield Layout("numbers beside items, by column", [[*marks, *items]], listed)
    numbers = column([str(number) for number in range(1, 6)], 40)
    yield Layout("line numbers", [alternating(numbers, column(LEFT, 72))], [flowing(LEFT)])
    note: Text = (60, 80, 8, "1 The saw was built in 1911.")
    yield Layout(
        "footnote between pages",
        [[*column(FULL, 60)[:1], note], column(FULL[1:], 60)],
        [flowing(FULL), note[3]],
    )
    foot: Text = (60, 80, 8, "1 See the map.")
    yield Layout(
        "footnote below the left column",
        [[*column(LEFT[:4], 60), foot, *column([LEFT[4], *RIGHT], 320)]],
        [flowing(LEFT), flowing(RIGHT)],
    )
    box = column(["Members pay", "half of it."], 420, 690, size=9)
    yield Layout(
        "box beside the text, by row", [alternating(column(LEFT, 60), box)], [flowing(LEFT)]
    )
    initial: Text = (60, 686, 40, "A")
    yield Layout(
        "initial",
        [[initial, *column(["ll owners of the valley", "meet in spring."], 90)]],
        ["All owners of the valley meet in spring."],
    )


def is_read(layout: Layout) -> bool:
    """Return whether a layout is read in the right order."""
    document = read_document("x.pdf", pdf(*layout.pages))
    end = min((span.start for span in document.dropped), default=None)
    text = " ".join(document.text[:end].replace("|", " ").split())
    at = 0
    for words in layout.expected:
        at = text.find(words, at)
        if at < 0:
            return False
    return True


def main() -> None:
    results = {layout.name: is_read(layout) for layout in layouts()}
    for name, right in results.items():
        print(f"| {name} | {'right' if right else 'wrong'} |")
    print(f"| {len(results)} layouts | {sum(results.values())} right |")


if __name__ == "__main__":
    main()
