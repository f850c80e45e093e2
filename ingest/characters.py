"""Text that is safe to show, and hints for misspelt names."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

MIN_NAME_SIMILARITY = 0.75
"""Of a misspelt name and a known one; by difflib's own 0.6, 'note' would be like 'quotes'."""
MAX_SHOWN_CHARS = 80
"""Of a name or a quote in a message."""
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_LEVEL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")
_RAISED_NUMBER = re.compile("(?<=[^\\W⁰-⁹¹²³])[⁰¹²³⁴-⁹]")
_RAISED_WORD = re.compile(r"(?:st|nd|rd|th|e|er|o|TM|SM|\W+)", re.IGNORECASE)
"""Words and signs that mean the same on the line: "5th", "Acme TM"."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def strip_unprintable(text: str, kept: str = "") -> str:
    """Return valid Unicode with a space for each unprintable character that is not in `kept`."""
    valid = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(
        character if character.isprintable() or character in kept else " " for character in valid
    )


def sanitize_terminal(text: str) -> str:
    """Return text that cannot steer a terminal.

    Line ends of all kinds become a line feed; control and direction characters become '�'.
    """
    return _CONTROL.sub("�", _LINE_ENDS.sub("\n", text))


def superscript(words: str) -> str:
    """Return raised characters as plain text that says so: "⁶", "⁽¹⁾", "^ab"; "th" stays."""
    return _shifted(words, _RAISED, "^")


def subscript(words: str) -> str:
    """Return lowered characters as plain text that says so: "₂", "_max"."""
    return _shifted(words, _LOWERED, "_")


def _shifted(words: str, characters: dict[int, int], mark: str) -> str:
    inner = words.strip()
    if not inner or _RAISED_WORD.fullmatch(inner):
        return words
    shifted = inner.translate(characters)
    is_complete = all(map(characters.__contains__, map(ord, inner)))
    return words.replace(inner, shifted if is_complete else f"{mark}{inner}")


def level_numbers(text: str) -> str:
    """Return `text` with its raised and lowered figures on the line, raised ones set apart.

    So "the fee¹" has the word "fee", and "CO₂" is "CO2".
    """
    return text if text.isascii() else _RAISED_NUMBER.sub(r" \g<0>", text).translate(_LEVEL)


def one_line(text: str) -> str:
    """Return `text` on one line, without control characters."""
    return " ".join(sanitize_terminal(text).split())


def shorten(text: str, max_chars: int = MAX_SHOWN_CHARS) -> str:
    """Return `text`, cut to `max_chars` with an ellipsis if it is longer."""
    return text if len(text) <= max_chars else f"{text[: max_chars - 1]}…"


def counted(count: int, noun: str) -> str:
    """Return "1 passage", "20 passages": the number of things that a regular noun names."""
    return f"{count} {noun}{'s' * (count != 1)}"


def and_more(count: int, shown: int) -> str:
    """Return " and N more" for a list of `count` items of which `shown` are listed, else ''."""
    return f" and {count - shown} more" if count > shown else ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return "; did you mean X?" for the known name that is spelled most like `name`, else ''."""
    near = get_close_matches(name.strip().casefold(), known, n=1, cutoff=MIN_NAME_SIMILARITY)
    return f"; did you mean {near[0]}?" if near else ""
