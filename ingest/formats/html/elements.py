"""What the elements of a page do to a line of text, by their names and their own style."""

import re

from lxml.html import HtmlElement

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
BOXES = {
    "button", "cite", "desc", "label", "meter", "option", "output", "progress", "select", "text",
    "textarea", "title", "tspan",
}  # fmt: skip
"""Elements within a line, or a drawing, whose words do not touch those beside them."""
_FIXED = {*HEADINGS, *LISTS, *CELLS, "li", "table", "tbody", "tfoot", "thead", "tr", "br"}
"""Elements whose style changes nothing about what they are."""
_DISPLAY = re.compile(r"(?:^|[;\s])display\s*:\s*(?:(inline)\b(?!-)|block|flex|grid|table\b|list)")
_PRE_STYLE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)")
_RAISING = re.compile(r"vertical-align\s*:\s*(super|sub)\b")


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
    style = _RAISING.search(element.get("style") or "")
    is_line = element.tag in ("span", "a", "font", "small", "b", "i")
    return {"super": "sup", "sub": "sub"}[style[1]] if style and is_line else ""


def is_link(element: HtmlElement) -> bool:
    """Return whether an element leads elsewhere: it is no anchor, and opens no part of the page."""
    return (
        element.tag == "a"
        and element.get("href") is not None
        and element.get("role") not in ("button", "tab")
        and not any(element.get(name) is not None for name in _OPENING)
    )
