import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.structure.sentences import paragraphs, sentences
from ingest.structure.tables import find_rows


def words(text: str, spans: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in spans]


def test_blank_lines_separate_paragraphs_with_any_line_end() -> None:
    text = "one\r\nstill one\r\n \r\ntwo\n\n\n  three\rstill three\r\rfour"
    assert words(text, paragraphs(text, (0, len(text)))) == [
        "one\r\nstill one",
        "two",
        "three\rstill three",
        "four",
    ]


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "Dr. Kim met Mr. Lee at 5 p.m. in the U.S. capital. They spoke of $47.4 million."
    assert words(text, sentences(text, (0, len(text)))) == [
        "Dr. Kim met Mr. Lee at 5 p.m. in the U.S. capital.",
        "They spoke of $47.4 million.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The log is approx. 12 m long incl. bark, excl. roots, max. 3 t. per truck.|So it goes.",
        "The min. age is 9, ca. Easter.|We ask for max. 40 EUR incl. VAT and excl. Sundays.",
        "The gate opens on 12. May and shuts on 3. Oct. 2025.|Ask for no. 4 (tel. 12345).",
        "The firm, est. 1900, is old.^[Cf. the act.] It is (§ 5 Abs. 2) small.|It sells nr. 7.",
        "See Figs. 4 and 5, Figs. A and B, Tab. 2, Eq. (7), vol. 3, ch. 2 and pp. 3-5.|It is so.",
        "The owls of Berg et al. [2004] were counted as in Berg et al. (2003) by night.|They left.",
        "It holds for Quercus spp. (oaks) and Betula sp. of the north (cf. Table 2).",
        "It costs 5 kr. per night, 3 kr./m. and no. 7 is free.|Owners of plot no. 8 pay.",
        "“Why?” he asked.|“Stop!” she said.|What a day!|Nobody came.",
        "It is 10 m².|The fee rose.¹|It was 42 crowns.² |Next year.[^1]|The board met.*|Then left.",
        "The lock opens.|iPhone owners pay.|Ask us.|harbour@port.example answers.",
        "all is small here. even after a dot. he came.|he saw.".replace(". ", ".|"),
        "It takes 5 min.|No. 5 is slow.|He said no.|They left.",
        "in Berg et al. 2004 and in vol. II of it.|The end.",
    ],
)
def test_a_sentence_goes_on_behind_an_abbreviation_and_ends_behind_a_note(text: str) -> None:
    plain = text.replace("|", " ")
    expected = [part.strip() for part in text.split("|")]
    assert words(plain, sentences(plain, (0, len(plain)))) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The oak stands on the\n|Figure 2. The oak lies by the gate.\n|north side of the path.",
        "The oak is old\n|Table 3: Ages of oaks\n|and was struck by lightning.",
        "It is told in\nFigure 2. The oak is old.".replace("2. ", "2.|"),
        "Opening hours\n|The forest is open from May to the end of September.",
        "Fees\n|A night costs\n42 crowns in summer.\n\n|Rules\n|No fires. |No dogs.",
        "The forest was bought by the town of\nLindmark in the summer of 1971 for\n42 crowns.",
        "The guide of the forest is\nAda Berg.",
        "| North | 12. A |\n|| South | 13 |\n\n|So it is.",
    ],
)
def test_no_sentence_runs_over_a_caption_a_heading_or_a_row(text: str) -> None:
    table = text.startswith("| N")
    parts = ["| North | 12. A |", "| South | 13 |", "So it is."] if table else text.split("|")
    plain = text.replace("\n|", "\n") if table else text.replace(".|", ". ").replace("|", "")
    assert words(plain, sentences(plain, (0, len(plain)))) == [part.strip() for part in parts]


def test_a_number_at_the_start_of_a_line_belongs_to_its_item() -> None:
    text = "1. Purpose\n\n2. Considerations are many. Birds, e.g. geese. 3. So it ends."
    assert words(text, sentences(text, (0, len(text)))) == [
        "1. Purpose",
        "2. Considerations are many.",
        "Birds, e.g. geese.",
        "3.",
        "So it ends.",
    ]


def test_items_of_a_list_and_rows_of_a_table_are_sentences() -> None:
    text = "- howitzers\n- rocket launchers\n  for the army\n1. first\n| a. B | c |\n| d | e |"
    rows = find_rows(text, (0, len(text)))
    assert words(text, sentences(text, (0, len(text)), rows)) == [
        "- howitzers",
        "- rocket launchers\n  for the army",
        "1. first",
        "| a. B | c |",
        "| d | e |",
    ]


def test_items_with_capital_letters_are_sentences_if_a_gap_follows_the_letter() -> None:
    text = "A.\tFirst\nB.  Second, by\nA. Berg"
    assert words(text, sentences(text, (0, len(text)))) == ["A.\tFirst", "B.  Second, by\nA. Berg"]


def test_blank_lines_within_a_span_cost_little() -> None:
    text = "one." + "\n" * 100_000 + "two."
    assert words(text, sentences(text, (0, len(text)))) == ["one.", "two."]


@given(st.text(), st.integers(0, 20), st.integers(0, 20))
def test_sentences_and_paragraphs_lose_nothing_but_white_space(text: str, a: int, b: int) -> None:
    span = (min(a, len(text)), max(min(a, len(text)), len(text) - b))
    for spans in (paragraphs(text, span), sentences(text, span)):
        assert "".join("".join(words(text, spans)).split()) == "".join(text[slice(*span)].split())
        assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
        assert spans == sorted(spans)
