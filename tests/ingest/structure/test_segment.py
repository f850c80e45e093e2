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
