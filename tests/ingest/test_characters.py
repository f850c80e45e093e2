"""Text made safe to show."""

from ingest import and_more, one_line, sanitize_terminal


def test_line_ends_of_all_kinds_are_shown_as_such() -> None:
    assert sanitize_terminal("a\rb\r\nc\x0cd\u2028e") == "a\nb\nc\nd\ne"
    assert one_line("a\rb\n c") == "a b c"


def test_a_shortened_list_says_how_many_more_there_are() -> None:
    assert and_more(9, 3) == " and 6 more"
    assert and_more(3, 3) == and_more(0, 3) == ""
