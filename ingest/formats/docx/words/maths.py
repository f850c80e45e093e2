"""Formulas of Office Math on one line: "1/2", "v²", "√(x+1)", "∑_(i=1)ⁿ"."""

import re
from collections.abc import Callable

from ingest.characters import subscript, superscript
from ingest.formats.docx.markup import Element, find, is_on, tag, value

_TOKEN = re.compile(r"[\w.,]+|\W|\([^()]*\)|\[[^][]*\]|\|[^|]*\|")
"""What needs no brackets around it: a number, a word, a sign, or what has brackets."""
_DEGREES = {"∘": "°", "°": "°", "′": "′", "″": "″", "*": "*", "†": "†"}
_LEFT_OUT = frozenset(map(tag, ("w:del", "w:moveFrom", "w:rPr", "m:rPr", "m:ctrlPr")))
_PADDING = re.compile(r"(?<=[(\[{]) +|(?<! ) ++(?=[)\]},;])")


def formula(element: Element) -> str:
    """Return the words and signs of a formula."""
    return _PADDING.sub("", " ".join(_read(element).split()))


def _read(element: Element) -> str:
    """Return the formula in an element, which may be missing (None)."""
    if element is None or element.tag in _LEFT_OUT:
        return ""
    if element.tag in (tag("m:t"), tag("w:t")):
        return element.text or ""
    if element.tag == tag("w:br"):
        return " "
    if element.tag in _FORMS:
        return _FORMS[element.tag](element)
    return "".join(map(_read, element.iterchildren("*")))


def _part(element: Element, name: str) -> str:
    return _read(find(element, name)).strip()


def grouped(words: str) -> str:
    """Return an operand, in brackets if it needs them."""
    return words if not words or _TOKEN.fullmatch(words) else f"({words})"


def _shifted(words: str, shift: Callable[[str], str], mark: str) -> str:
    """Return an exponent or an index, with its mark if there are no characters for it."""
    if not words or words in _DEGREES:
        return _DEGREES.get(words, "")
    shifted = shift(words)
    return f"{mark}{grouped(words)}" if shifted in (words, f"{mark}{words}") else shifted


def _raised(element: Element, name: str = "m:sup") -> str:
    return _shifted(_part(element, name), superscript, "^")


def _lowered(element: Element, name: str = "m:sub") -> str:
    return _shifted(_part(element, name), subscript, "_")


def _base(element: Element) -> str:
    return grouped(_part(element, "m:e"))


def _fraction(element: Element) -> str:
    above, below = _part(element, "m:num"), _part(element, "m:den")
    if value(element, "m:fPr", "m:type") == "noBar":
        return f" ({above} over {below}) "
    return f" {grouped(above)}/{grouped(below)} "


def _root(element: Element) -> str:
    return f"{_raised(element, 'm:deg')}√{grouped(_part(element, 'm:e'))}"


def _n_ary(element: Element) -> str:
    sign = value(element, "m:naryPr", "m:chr")
    limits = f"{_lowered(element)}{_raised(element)}"
    return f"{'∫' if sign is None else sign}{limits} {_part(element, 'm:e')}"


def _in_brackets(element: Element) -> str:
    def sign(name: str, default: str) -> str:
        found = find(element, "m:dPr", name)
        return default if found is None else value(found) or ""

    between = sign("m:sepChr", "|")
    inner = f"{between}".join(_read(part).strip() for part in element.findall(tag("m:e")))
    return f"{sign('m:begChr', '(')}{inner}{sign('m:endChr', ')')}"


def _matrix(element: Element) -> str:
    rows = (
        ", ".join(_read(cell).strip() for cell in row.findall(tag("m:e")))
        for row in element.findall(tag("m:mr"))
    )
    return "; ".join(rows)


def _accent(element: Element) -> str:
    sign = value(element, "m:accPr", "m:chr") or "\N{COMBINING CIRCUMFLEX ACCENT}"
    return _marked(_part(element, "m:e"), sign)


def _bar(element: Element) -> str:
    is_above = value(element, "m:barPr", "m:pos") == "top"
    sign = "\N{COMBINING OVERLINE}" if is_above else "\N{COMBINING LOW LINE}"
    return _marked(_part(element, "m:e"), sign)


def _marked(words: str, sign: str) -> str:
    """Return a letter with a mark above or below it; longer words come without."""
    return f"{words}{sign}" if len(words) == 1 else words


def _phantom(element: Element) -> str:
    return "" if is_on(element, "m:phantPr", "m:show") is False else _part(element, "m:e")


_FORMS: dict[str, Callable[[Element], str]] = {
    tag("m:f"): _fraction,
    tag("m:sSup"): lambda element: _base(element) + _raised(element),
    tag("m:sSub"): lambda element: _base(element) + _lowered(element),
    tag("m:sSubSup"): lambda element: _base(element) + _lowered(element) + _raised(element),
    tag("m:sPre"): lambda element: _lowered(element) + _raised(element) + _base(element),
    tag("m:rad"): _root,
    tag("m:nary"): _n_ary,
    tag("m:d"): _in_brackets,
    tag("m:m"): _matrix,
    tag("m:eqArr"): lambda element: "; ".join(map(_read, element.findall(tag("m:e")))),
    tag("m:func"): lambda element: f"{_part(element, 'm:fName')} {_part(element, 'm:e')}",
    tag("m:limLow"): lambda element: _part(element, "m:e") + _lowered(element, "m:lim"),
    tag("m:limUpp"): lambda element: _part(element, "m:e") + _raised(element, "m:lim"),
    tag("m:acc"): _accent,
    tag("m:bar"): _bar,
    tag("m:phant"): _phantom,
}
