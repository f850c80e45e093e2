"""The numbers of headings and list items, which Word counts and does not store."""

import re
from typing import NamedTuple

from ingest.formats.docx.markup import Element, find, integer, is_on, tag, value
from ingest.formats.docx.styles import Style

BULLET = "-"
"""The mark of an item without a number."""
MAX_DEPTH = 8
"""Of a list in a list: Word has nine levels."""
MAX_LETTERED = 26 * 30
"""Word counts z, aa, bb: up to 30 times the same letter."""
MAX_ROMAN = 3999
MAX_MARK_CHARS = 200
"""A longer text around a number is damage, which every item would repeat."""
_PLACE = re.compile(r"%([1-9])")
_ROMAN = {
    1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl", 10: "x",
    9: "ix", 5: "v", 4: "iv", 1: "i",
}  # fmt: skip


class _Level(NamedTuple):
    """A level of a list: `text` is its mark, with %1 for the number of the first level.

    `restarts_after` is the level, counted from 1, after which it restarts; 0 for never.
    """

    start: int
    format: str
    text: str
    restarts_after: int | None
    is_legal: bool
    style: str | None


class _List(NamedTuple):
    """A list: its levels, the definition whose count it shares, and where it restarts."""

    definition: str
    levels: dict[int, _Level]
    starts: dict[int, int]


class Numbering:
    """The lists of a document, and how far each of them has been counted."""

    def __init__(self, root: Element) -> None:
        definitions: dict[str, Element] = {}
        by_style: dict[str, str] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        if root is None:
            return
        for element in root.findall(tag("w:abstractNum")):
            id = element.get(tag("w:abstractNumId"), "")
            definitions[id] = element
            by_style.setdefault(value(element, "w:styleLink") or "", id)
        levels = {id: _levels(element) for id, element in definitions.items()}
        for element in root.findall(tag("w:num")):
            id = value(element, "w:abstractNumId") or ""
            linked = value(definitions.get(id), "w:numStyleLink")
            id = by_style.get(linked, id) if linked else id
            own, starts = _overrides(element)
            number = element.get(tag("w:numId"), "")
            self._lists[number] = _List(
                id, levels.get(id, {}) | own if own else levels.get(id, {}), starts
            )

    def place(self, style: Style) -> tuple[str | None, int]:
        """Return the list that a paragraph is an item of, if any, and its level, from 0."""
        if style.number is None or integer(style.number) == 0:
            is_unnumbered = style.is_list and style.number is None
            return ("" if is_unnumbered else None), 0
        found = self._lists.get(style.number)
        by_style = (
            depth
            for depth, level in (found.levels.items() if found and style.numbered_by else ())
            if level.style == style.numbered_by
        )
        depth = next(by_style, style.depth or 0)
        return style.number, min(max(depth, 0), MAX_DEPTH)

    def count(self, number: str, depth: int) -> str:
        """Return the mark of the next item of a list: "1.", "(a)", or BULLET."""
        found = self._lists.get(number)
        if found is None or depth not in found.levels:
            return BULLET
        counts = self._counts.setdefault(found.definition, {})
        if number not in self._begun:
            self._begun.add(number)
            for restarted in found.starts:
                counts.pop(restarted, None)
        counts[depth] = counts.get(depth, _start(found, depth) - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            after = found.levels[deeper].restarts_after if deeper in found.levels else None
            if after is None or depth < after:
                del counts[deeper]
        return _mark(found, counts, depth)


def _start(found: _List, depth: int) -> int:
    return found.starts.get(depth, found.levels[depth].start if depth in found.levels else 1)


def _mark(found: _List, counts: dict[int, int], depth: int) -> str:
    level = found.levels[depth]
    if level.format == "bullet":
        return BULLET

    def number(place: re.Match[str]) -> str:
        at = int(place[1]) - 1
        format = found.levels[at].format if at in found.levels else "decimal"
        is_decimal = level.is_legal and format != "none"
        return format_number(counts.get(at, _start(found, at)), "decimal" if is_decimal else format)

    return " ".join(_PLACE.sub(number, level.text).split())


def _levels(parent: Element) -> dict[int, _Level]:
    found = {}
    for element in parent.findall(tag("w:lvl")):
        restart = value(element, "w:lvlRestart")
        format = next(element.iter(tag("w:numFmt")), None)
        depth = integer(element.get(tag("w:ilvl")))
        if not 0 <= depth <= MAX_DEPTH:
            continue
        found[depth] = _Level(
            start=integer(value(element, "w:start"), 1),
            format="decimal" if format is None else value(format) or "decimal",
            text=(value(element, "w:lvlText") or "")[:MAX_MARK_CHARS],
            restarts_after=None if restart is None else integer(restart),
            is_legal=bool(is_on(element, "w:isLgl")),
            style=value(element, "w:pStyle"),
        )
    return found


def _overrides(element: Element) -> tuple[dict[int, _Level], dict[int, int]]:
    """Return the levels that a list has of its own, and the numbers that it begins with."""
    levels: dict[int, _Level] = {}
    starts = {}
    for override in element.findall(tag("w:lvlOverride")):
        depth = integer(override.get(tag("w:ilvl")))
        for level in _levels(override).values():
            levels[depth] = level
        if find(override, "w:startOverride") is not None:
            starts[depth] = integer(value(override, "w:startOverride"), 1)
    return levels, starts


def format_number(number: int, format: str) -> str:
    """Return a number as a list or a note shows it; formats that few use come as decimals."""
    match format:
        case "none":
            return ""
        case "lowerLetter" | "upperLetter" if 0 < number <= MAX_LETTERED:
            letters = chr(ord("a") + (number - 1) % 26) * (1 + (number - 1) // 26)
        case "lowerRoman" | "upperRoman" if 0 < number <= MAX_ROMAN:
            letters = _roman(number)
        case "decimalZero":
            return f"{number:02}"
        case "chicago" if number > 0:
            return "*†‡§"[(number - 1) % 4] * min(1 + (number - 1) // 4, MAX_DEPTH)
        case _:
            return f"{number}"
    return letters.upper() if format.startswith("upper") else letters


def _roman(number: int) -> str:
    letters = ""
    for size, letter in _ROMAN.items():
        letters += letter * (number // size)
        number %= size
    return letters
