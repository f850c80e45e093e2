"""Text made safe to show."""

import pytest

from ingest import and_more, one_line, sanitize_terminal
from ingest.characters import level_numbers, subscript, superscript


def test_line_ends_of_all_kinds_are_shown_as_such() -> None:
    assert sanitize_terminal("a\rb\r\nc\x0cd\u2028e") == "a\nb\nc\nd\ne"
    assert one_line("a\rb\n c") == "a b c"


def test_a_shortened_list_says_how_many_more_there_are() -> None:
    assert and_more(9, 3) == " and 6 more"
    assert and_more(3, 3) == and_more(0, 3) == ""


@pytest.mark.parametrize(
    ("raised", "words"),
    [("6", "⁶"), ("-1", "⁻¹"), ("(2)", "⁽²⁾"), ("th", "th"), ("*", "*"), ("a", "^a"), (" 1", " ¹")],
)
def test_raised_characters_are_told_from_those_on_the_line(raised: str, words: str) -> None:
    assert superscript(raised) == words


@pytest.mark.parametrize(("lowered", "words"), [("2", "₂"), ("max", "_max"), ("", "")])
def test_lowered_characters_are_told_from_those_on_the_line(lowered: str, words: str) -> None:
    assert subscript(lowered) == words


def test_raised_figures_are_no_part_of_the_word_before_them() -> None:
    assert level_numbers("The fee¹ of $320¹² is 10⁶ times CO₂.") == (
        "The fee 1 of $320 12 is 10 6 times CO2."
    )
