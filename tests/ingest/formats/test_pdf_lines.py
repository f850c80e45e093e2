"""The lines of a PDF page: raised characters, hyphens, spaced letters, initials, list markers."""

import pytest

from ingest import Document, LineBox, read_document
from tests.support.files import Text, lines, pdf

REST = [
    "The forest office marks the trees in autumn, before the first snow has come,",
    "and it sells them in the valley in spring. The price is agreed upon in writing.",
]


def read(*page: Text) -> Document:
    return read_document("forest.pdf", pdf([*page, *lines(REST, top=300)]))


def words_of(*page: Text) -> str:
    return " ".join(read(*page).text.split())


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            [(72, 0, 11, "A trunk costs $480"), (165.5, 4, 7, "2"), (169, 0, 11, " here.")],
            "$480² here.",
        ),
        (
            [(72, 0, 11, "There are 10"), (133.7, 5, 6.5, "6"), (138, 0, 11, " beetles.")],
            "10⁶ beetles.",
        ),
        (
            [(72, 0, 11, "a plot of 45 m"), (139, 4, 7, "2"), (143, 0, 11, " or more")],
            "45 m² or more",
        ),
        (
            [(72, 0, 11, "It binds CO"), (127.2, -2, 7, "2"), (131.2, 0, 11, " in wood.")],
            "CO₂ in wood.",
        ),
        (
            [(72, 0, 11, "Oaks die"), (113.5, 4, 8, "3,5"), (124, 0, 11, " slowly.")],
            "die³,⁵ slowly.",
        ),
        ([(72, 0, 11, "Pines too"), (118, 4, 8, "3–5"), (131, 0, 11, " do.")], "too³–⁵ do."),
        ([(72, 0, 11, "On the 5"), (115, 4, 7, "th"), (121, 0, 11, " of May")], "5th of May"),
        ([(72, 4, 7, "1"), (77, 0, 11, "See the map.")], "¹See the map."),
        (
            [(72, 0, 11, "a rate of 10"), (128, 4, 7, "-3"), (134.5, 0, 11, " a year")],
            "10⁻³ a year",
        ),
    ],
)
def test_raised_and_lowered_characters_are_no_figures_of_the_number_before(
    parts: list[Text], expected: str
) -> None:
    line = [(left, 700 + rise, size, words) for left, rise, size, words in parts]
    assert expected in words_of(*line)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(72, 0, "The rate is"), (132, 5, "3"), (132, -5, "4"), (140, 0, "of it")], "is ³⁄₄ of"),
        ([(72, 0, "a rope of 3"), (127.3, 4, "3"), (127.3, -4, "4"), (133, 0, " m")], "3³⁄₄ m"),
        ([(72, 0, "so that x"), (113, 4, "2"), (113, -3, "1"), (118, 0, " holds")], "x²₁ holds"),
    ],
)
def test_figures_below_each_other_are_a_fraction_unless_they_belong_to_a_letter(
    parts: list[tuple[float, float, str]], expected: str
) -> None:
    line = [(left, 700 + rise, 7 if rise else 11, words) for left, rise, words in parts]
    assert expected in words_of(*line)


def test_small_letters_on_the_base_line_are_not_lowered() -> None:
    assert "The FOREST act" in words_of(
        (72, 700, 11, "The F"), (99, 700, 8, "OREST"), (131, 700, 11, "act")
    )


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        ("The board sees to the con-", "cerns of owners.", "the concerns of owners"),
        ("It is a matter of price-", "determining weather.", "price-determining weather"),
        ("The owners want long-", "term contracts.", "long-term contracts"),
        ("He is a self-", "employed forester.", "self-employed forester"),
        ("The cost-", "effective way is to wait.", "cost-effective way"),
        ("A decision-", "making body meets.", "decision-making body"),
        ("The oil has n-", "hexadecane in it.", "n-hexadecane in it"),
        ("Each e-", "mail is kept.", "e-mail is kept"),
        ("The EU-", "funded trees grow.", "EU-funded trees"),
        ("The depart-", "ment meets.", "department meets"),
        ("Owners are regis-", "tered here.", "registered here"),
        ("The under-", "standing is new.", "understanding is new"),
        ("He was in no-", "where land.", "nowhere land"),
        ("The pre-", "and post-war oaks are old.", "pre- and post-war oaks"),
        ("A 20-", "year plan is made.", "20-year plan"),
        ("The South-", "Western slope is dry.", "South-Western slope"),
        ("The manage\xad", "ment meets.", "management meets"),
    ],
)
def test_a_hyphen_at_a_lines_end_remains_in_compounds(
    above: str, below: str, expected: str
) -> None:
    assert expected in words_of((72, 700, 11, above), (72, 686, 11, below))


def test_the_text_itself_knows_which_words_have_a_hyphen() -> None:
    page = lines(["A tree-house and treetops are there. The tree-", "house burns, and the tree-"])
    text = words_of(*page, (72, 672, 11, "tops too."))
    assert "The tree-house burns, and the treetops too." in text


def test_no_english_compound_is_kept_in_a_text_of_another_language() -> None:
    page = lines(["Der Wald ist alt, und die Land-", "art ist neu."])
    assert "die Landart ist neu" in " ".join(read_document("w.pdf", pdf(page)).text.split())


@pytest.mark.parametrize("spaced", ["M e s s a g e   f r o m   t h e   v a l l e y", "F E E S"])
def test_spaced_letters_are_words(spaced: str) -> None:
    document = read((72, 700, 18, spaced))
    assert spaced.replace("   ", "|").replace(" ", "").replace("|", " ") in document.text


def test_an_initial_belongs_to_its_word() -> None:
    page: list[Text] = [
        (72, 700, 24, "Guide"),
        (72, 640, 42, "T"),
        (99, 662, 11, "he wood belongs to the village, which has"),
        (99, 648, 11, "cut it for long, as this guide says, and planted it"),
        (72, 634, 11, "anew after each storm of the century."),
    ]
    document = read(*page)
    assert document.title == "Guide"
    assert "The wood belongs to the village, which has cut it" in " ".join(document.text.split())


def test_an_initial_may_be_a_word() -> None:
    page: list[Text] = [
        (72, 640, 42, "A"),
        (102, 662, 11, "wood belongs to the village, which has cut"),
        (102, 648, 11, "wood for three hundred years and planted it"),
        (72, 634, 11, "anew after each storm of the century."),
    ]
    assert "A wood belongs to the village" in words_of(*page)
    page[1] = (102, 662, 11, "ll wood belongs to the village, which has")
    assert "All wood belongs to the village" in words_of(*page)


def test_soft_hyphens_within_a_line_are_no_characters() -> None:
    table = b"1 beginbfchar <2D> <00AD> endbfchar"
    data = pdf([(72, 700, 11, "The long-term man-ager meets.")])
    stream = b"9 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(table), table)
    data = data.replace(b"/BaseFont", b"/ToUnicode 9 0 R /BaseFont").replace(
        b"1 0 obj", stream + b"1 0 obj"
    )
    assert read_document("x.pdf", data).text == "The longterm manager meets."


@pytest.mark.parametrize("marker", ["•", "–", "o", "1.", "a)", "(2)", "1.2"])
@pytest.mark.parametrize("size", [11, 16])
def test_a_marker_is_joined_to_its_item_and_is_no_heading(marker: str, size: float) -> None:
    page: list[Text] = []
    for number, item in enumerate(["Call the forester.", "Wait for the answer.", "Begin."]):
        page += [(72, 700 - 16 * number, size, marker), (100, 700 - 16 * number, 11, item)]
    document = read(*page)
    assert (
        f"{marker} Call the forester.\n{marker} Wait for the answer.\n{marker} Begin."
        in document.text
    )
    assert [section.path for section in document.sections] == [()]


@pytest.mark.parametrize("bullet", ["• Fell", "– Fell", "o Fell", "•", "–"])
def test_a_bullet_in_larger_letters_is_no_heading(bullet: str) -> None:
    document = read((72, 700, 16, bullet), (72, 670, 11, "It is cut in winter."))
    assert [section.path for section in document.sections] == [()]


def test_lines_have_boxes_on_their_page() -> None:
    document = read_document("x.pdf", pdf([], lines(["The first con-", "cerns us."])))
    assert document.text == "The first concerns us."
    first, second = document.line_boxes
    assert [document.text[box.start : box.end] for box in (first, second)] == [
        "The first con",
        "cerns us.",
    ]
    assert (first.page, first.x) == (2, 72)
    assert 697 < first.y < 700 < first.y + first.height < 712
    assert 60 < first.width < 75
    assert second.y == pytest.approx(first.y - 14, abs=0.2)
    assert Document.from_json(document.to_json()) == document
    assert isinstance(first, LineBox)


def test_boxes_are_those_of_the_page_as_it_is_shown() -> None:
    data = pdf([(72, 700, 11, "Upright.")])
    turned = data.replace(b"/MediaBox [0 0 612 792]", b"/Rotate 90 /MediaBox [10 20 612 792]")
    [box] = read_document("x.pdf", turned).line_boxes
    assert box.x == pytest.approx(700 - 20 - 2.5, abs=1)
    assert box.y + box.height == pytest.approx(612 - 72, abs=1)
    assert box.height > box.width


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ("(There are 10) Tj 4 Ts (6) Tj 0 Ts ( beetles.) Tj", "10⁶ beetles"),
        ("(A trunk costs $480) Tj 4 Ts /F 10 Tf (2) Tj 0 Ts /F 11 Tf ( here.) Tj", "$480² here."),
        ("(A trunk costs $480) Tj 1.6 Ts /F 7 Tf (2) Tj 0 Ts /F 11 Tf (.) Tj", "$480²."),
        ("(It binds CO) Tj -3 Ts (2) Tj 0 Ts ( in wood.) Tj", "CO₂ in wood"),
        (
            "(It grows 2.7) Tj 4 Ts /F 7 Tf (0.35x+1) Tj 0 Ts /F 11 Tf ( a year.) Tj",
            "2.7^0.35x+1 a",
        ),
        ("(a rate of 10) Tj 4 Ts /F 7 Tf (\u20133) Tj 0 Ts /F 11 Tf ( a year) Tj", "10⁻³ a year"),
        ("(The sites are 12) Tj 0.6 Ts (34) Tj 0 Ts ( in all.) Tj", "are 1234 in all"),
    ],
)
def test_raised_figures_need_not_be_much_smaller_or_much_higher(parts: str, expected: str) -> None:
    page = [(72, 700, 11, f") Tj {parts} ("), *lines(REST, top=300)]
    data = pdf(page).replace(b"\\(", b"(").replace(b"\\)", b")")
    assert expected in " ".join(read_document("forest.pdf", data).text.split())


@pytest.mark.parametrize(
    ("coded", "expected"),
    [
        ("The \x1crst o\x1ece con\x1crms it", "The first office confirms it"),
        ("Cli\x1bs and sails are o\x1b.", "Cliffs and sails are off."),
        ("from 3.4\x154.7 m to 9 m", "from 3.4–4.7 m to 9 m"),
        ("\x10old trees\x11 di\x0ber; \x0dour", "“old trees” differ; flour"),
        ("a formula has \x1c t or 2\x1c", "a formula has t or 2"),
    ],
)
def test_ligatures_of_tex_fonts_are_spelled(coded: str, expected: str) -> None:
    page = [(72, 700, 11, coded.replace("\r", "\\r")), *lines(REST, top=300)]
    data = pdf(page).replace(b"\\\\r", b"\\r").replace(b"/Encoding /WinAnsiEncoding ", b"")
    assert expected in " ".join(read_document("forest.pdf", data).text.split())
