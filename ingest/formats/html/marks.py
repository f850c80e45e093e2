"""The marks of list items, as a browser shows them: 4., c., iv., or a dash."""

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

MAX_NUMBER = 1_000_000
"""A number beyond it counts nothing."""
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_STYLE = re.compile(
    r"list-style(?:-type)?\s*:[^;]{0,200}?\b(?P<kind>none|decimal|(?:lower|upper)-(?:alpha|latin|roman))",
    re.IGNORECASE,
)
_TYPES = {
    "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A",
    "lower-roman": "i", "upper-roman": "I", "decimal": "1", "none": "",
}  # fmt: skip


@dataclass
class ItemMarks:
    """The marks of a list's items, one after the other."""

    number: int
    step: int
    kind: str

    @classmethod
    def of(cls, element: HtmlElement) -> "ItemMarks":
        """Return the marks of a list; those of a bulleted one have no kind."""
        if element.tag != "ol":
            return cls(1, 1, "")
        is_reversed = element.get("reversed") is not None
        count = sum(child.tag == "li" for child in element) if is_reversed else 1
        start = _integer(element.get("start"))
        return cls(count if start is None else start, -1 if is_reversed else 1, _kind(element, "1"))

    def next(self, item: HtmlElement) -> str:
        """Return the mark of the next item."""
        value = _integer(item.get("value"))
        number = self.number if value is None else value
        self.number = number + self.step
        kind = _kind(item, self.kind) if self.kind else ""
        return f"{_written(number, kind)}. " if kind else "- "


def _integer(value: str | None) -> int | None:
    found = re.match(r"\s*[-+]?\d{1,7}(?!\d)", value or "")
    number = int(found[0]) if found else None
    return number if number is not None and abs(number) <= MAX_NUMBER else None


def _kind(element: HtmlElement, default: str) -> str:
    style = _STYLE.search(element.get("style") or "")
    if style:
        return _TYPES[style["kind"].lower()]
    type = element.get("type") or ""
    return type if type in ("1", "a", "A", "i", "I") else default


def _written(number: int, kind: str) -> str:
    if kind in "aA" and number > 0:
        return _letters(number) if kind == "a" else _letters(number).upper()
    if kind in "iI" and 0 < number < 4000:
        return _roman(number) if kind == "i" else _roman(number).upper()
    return str(number)


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _roman(number: int) -> str:
    letters = ""
    for value, sign in _ROMAN:
        letters += sign * (number // value)
        number %= value
    return letters
