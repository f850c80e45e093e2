"""What the styles of a Word document say of its paragraphs and runs."""

import re
from typing import NamedTuple

from ingest.formats.docx.markup import Element, find, integer, is_on, tag, value

MIN_RAISE = 4
"""In half points: less than two points only correct how a font sits on its line."""
MAX_OUTLINE_LEVEL = 8
"""Counted from 0; Word writes 9 for body text."""
_HEADING = re.compile(r"heading ([1-9])")
_LIST = re.compile(r"list (?:bullet|number)(?: ([2-9]))?")


class Style(NamedTuple):
    """The properties of a style, with those of the styles that it is based on.

    `level` is 1 for a title, 2 for a heading of the highest level, and so on; 0 for other text.
    `number` and `depth` are the list and the level in it, as numbering.xml counts them;
    `numbered_by` is the style that says so. `shift` is 1 for superscripts, -1 for subscripts.
    """

    level: int = 0
    is_list: bool = False
    number: str | None = None
    depth: int | None = None
    numbered_by: str = ""
    list_depth: int = 0
    is_hidden: bool | None = None
    is_struck: bool | None = None
    shift: int | None = None
    font: str = ""


class Styles:
    """The styles of a document, by their ids."""

    def __init__(self, root: Element) -> None:
        found = [] if root is None else root.findall(tag("w:style"))
        self._elements = {style.get(tag("w:styleId"), ""): style for style in found}
        self._resolved: dict[str, Style] = {}
        self._default = next(
            (
                id
                for id, style in self._elements.items()
                if style.get(tag("w:type")) == "paragraph"
                and style.get(tag("w:default")) in ("1", "true", "on")
            ),
            "",
        )

    def of_paragraph(self, properties: Element) -> Style:
        """Return the style of a paragraph with its own properties (None if it has none)."""
        style = self._style(value(properties, "w:pStyle") or self._default)
        return _with_paragraph(style, properties, "")

    def of_run(self, properties: Element, paragraph: Style) -> Style:
        """Return how a run in a paragraph is set: hidden, shifted, in which font."""
        if properties is None:
            return paragraph
        named = self._style(value(properties, "w:rStyle") or "")
        style = paragraph._replace(
            is_hidden=paragraph.is_hidden if named.is_hidden is None else named.is_hidden,
            is_struck=paragraph.is_struck if named.is_struck is None else named.is_struck,
            shift=paragraph.shift if named.shift is None else named.shift,
            font=named.font or paragraph.font,
        )
        return _with_run(style, properties)

    def _style(self, id: str) -> Style:
        """Return a style; long chains and circles of styles take no longer than others."""
        chain = []
        while id in self._elements and id not in self._resolved:
            self._resolved[id] = Style()  # for a style that is based on itself
            chain.append(id)
            id = value(self._elements[id], "w:basedOn") or ""
        style = self._resolved.get(id, Style())
        for id in reversed(chain):
            self._resolved[id] = style = _derived(style, self._elements[id], id)
        return style


def _derived(base: Style, element: Element, id: str) -> Style:
    name = (value(element, "w:name") or "").lower()
    if heading := _HEADING.fullmatch(name):
        base = base._replace(level=1 + int(heading[1]))
    elif name == "title":
        base = base._replace(level=1)
    elif listed := _LIST.fullmatch(name):
        base = base._replace(is_list=True, list_depth=int(listed[1] or 1) - 1)
    style = _with_paragraph(base, find(element, "w:pPr"), id)
    return _with_run(style, find(element, "w:rPr"))


def _with_paragraph(style: Style, properties: Element, id: str) -> Style:
    """Return a style with the outline level and the numbering of paragraph properties."""
    if properties is None:
        return style
    outline = value(properties, "w:outlineLvl")
    if outline is not None and 0 <= integer(outline, 9) <= MAX_OUTLINE_LEVEL:
        style = style._replace(level=style.level if style.level == 1 else 2 + integer(outline))
    numbering = find(properties, "w:numPr")
    if numbering is None:
        return style
    number, depth = value(numbering, "w:numId"), value(numbering, "w:ilvl")
    if number is not None:
        style = style._replace(number=number, depth=None, numbered_by=id)
    return style if depth is None else style._replace(depth=integer(depth))


def _with_run(style: Style, properties: Element) -> Style:
    """Return a style with what run properties say of it."""
    if properties is None or not len(properties):
        return style
    hidden = is_on(properties, "w:vanish")
    strikes = {is_on(properties, "w:strike"), is_on(properties, "w:dstrike")} - {None}
    fonts = find(properties, "w:rFonts")
    attributes = {} if fonts is None else fonts.attrib
    of_theme = attributes.get(tag("w:asciiTheme"))  # wins over the font that is named beside it
    font = of_theme or attributes.get(tag("w:ascii")) or attributes.get(tag("w:hAnsi")) or ""
    shift = _shift(properties)
    return style._replace(
        is_hidden=style.is_hidden if hidden is None else hidden,
        is_struck=any(strikes) if strikes else style.is_struck,
        shift=style.shift if shift is None else shift,
        font=font or style.font,
    )


def _shift(properties: Element) -> int | None:
    aligned = value(properties, "w:vertAlign")
    if aligned in ("superscript", "subscript"):
        return 1 if aligned == "superscript" else -1
    position = value(properties, "w:position")
    if position is None:
        return None if aligned is None else 0
    half_points = integer(position)
    return 0 if abs(half_points) < MIN_RAISE else 1 if half_points > 0 else -1
