"""What the elements of a page do to a line of text, by their names and their own style."""

import re

from lxml.html import HtmlElement

from ingest.formats.html.math import formula

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
MATH = ("math", "m:math", "mml:math")
_OPENING = ("aria-expanded", "data-toggle", "data-bs-toggle")
_PRE = {"pre", "listing", "xmp", "plaintext"}
LISTS = {"ul", "ol", "menu", "dir"}
CELLS = {"td", "th"}
_BLOCKS = {
    *HEADINGS, *_PRE, *LISTS, *CELLS, "address", "article", "aside", "blockquote", "body",
    "caption", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "frameset", "header", "hgroup", "hr", "html", "legend", "li",
    "main", "nav", "p", "search", "section", "summary", "table", "tbody", "tfoot", "thead", "tr",
}  # fmt: skip
"""Elements that begin a line, by the style sheet that browsers start with."""
_BOXES = {
    "button", "cite", "desc", "label", "meter", "option", "output", "progress", "select", "text",
    "textarea", "title", "tspan",
}  # fmt: skip
"""Elements within a line, or a drawing, whose words do not touch those beside them."""
_BOX_ROLES = {"cell", "gridcell", "columnheader", "rowheader", "button", "tab", "option"}
_SIGN_CLASS = re.compile(
    r"(?:^|[\s_-])(?:la)?(?:tex|math|equation|formula|emoji)(?:[\s_-]|$)", re.I
)
"""Of pictures that stand for a formula or a sign in a sentence."""
_SHOWN_FIELDS = {
    "text", "number", "email", "tel", "url", "date", "time", "month", "week", "datetime-local",
    "submit", "button", "reset", "search",
}  # fmt: skip
_CODE = {"code", "samp", "kbd", "tt"}
_FIXED = {*HEADINGS, *LISTS, *CELLS, "li", "table", "tbody", "tfoot", "thead", "tr", "br"}
"""Elements whose style changes nothing about what they are."""
_DISPLAY = re.compile(r"(?:^|[;\s])display\s*:\s*(?:(inline)\b(?!-)|block|flex|grid|table\b|list)")
_PRE_STYLE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)")
_LENGTH = r"(?:(?:[2-9]|\d{2})[\d.]*(?:px|pt|%)|0?\.[2-9]\d*r?e[mx])"
"""More than words are moved for their looks."""
_RAISING = re.compile(
    r"(?:vertical-align|mso-text-raise)\s*:\s*"
    rf"(?:(?P<sup>super\b|{_LENGTH})|(?P<sub>sub\b|-{_LENGTH}))"
)
_RAISING_CLASS = re.compile(r"(?:^|\s)(?:(?P<sup>super(?:script)?|sup)|(?P<sub>subscript))(?:\s|$)")


def begins_line(element: HtmlElement) -> bool:
    """Return whether an element begins a line, by its own style or by its name."""
    display = _DISPLAY.search(element.get("style") or "")
    is_fixed = element.tag in _FIXED or not display
    return element.tag in _BLOCKS if is_fixed else not (display and display[1])


def is_pre(element: HtmlElement) -> bool:
    """Return whether an element keeps its lines."""
    return element.tag in _PRE or bool(_PRE_STYLE.search(element.get("style") or ""))


def raising_of(element: HtmlElement) -> str:
    """Return whether an element is raised (sup) or lowered (sub), '' if it is neither."""
    if element.tag in ("sup", "sub"):
        return str(element.tag)
    if element.tag not in ("span", "a", "font", "small", "b", "i"):
        return ""
    style = _RAISING.search(element.get("style") or "")
    found = style or _RAISING_CLASS.search(element.get("class") or "")
    return (found.lastgroup or "") if found else ""


def is_box(element: HtmlElement) -> bool:
    """Return whether an element's words do not touch those beside it in its line."""
    is_own = element.tag in _BOXES or "-" in element.tag
    return is_own or element.get("role") in _BOX_ROLES


def meets_another(element: HtmlElement) -> bool:
    """Return whether an element stands right behind another one of its line, but not in code."""
    before, parent = element.getprevious(), element.getparent()
    is_behind = before is not None and not before.tail
    return is_behind and (parent is None or parent.tag not in _CODE)


def stand_in(element: HtmlElement) -> str | None:
    """Return what a browser shows in place of an element's contents, None if it shows these."""
    if element.tag in MATH:
        return formula(element)
    if element.tag == "script" and (element.get("type") or "").startswith("math/"):
        drawn = element.getprevious()
        is_drawn = drawn is not None and "MathJax" in (drawn.get("class") or "")
        return "" if is_drawn and "".join(drawn.itertext()).strip() else element.text or ""
    if element.tag == "img":
        return element.get("alt") or "" if _SIGN_CLASS.search(element.get("class") or "") else ""
    return _value(element) if element.tag == "input" else None


def _value(field: HtmlElement) -> str:
    """Return what a field of a form contains; a box that is not ticked may be a mere switch."""
    kind = (field.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        is_ticked = field.get("checked") is not None
        return "☒" if is_ticked else "☐" if field.get("disabled") is not None else ""
    return field.get("value") or "" if kind in _SHOWN_FIELDS else ""


def is_link(element: HtmlElement) -> bool:
    """Return whether an element leads elsewhere: it is no anchor, and opens no part of the page."""
    return (
        element.tag == "a"
        and element.get("href") is not None
        and element.get("role") not in ("button", "tab")
        and not any(element.get(name) is not None for name in _OPENING)
    )
