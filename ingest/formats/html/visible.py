"""What of a page its visitors see: not what is hidden, unless a click shows it."""

import re
from collections.abc import Set

from lxml.html import HtmlElement

from ingest.formats.html.elements import MATH

SILENT = {"script", "style", "template", "head"}
"""Elements whose contents are no text of the page."""
HIDDEN = "hidden on the page"
_REASONS = {
    **dict.fromkeys(
        ("noscript", "iframe", "object", "applet", "audio", "video", "canvas", "noframes",
         "noembed"), "for browsers that lack something"
    ),
    **dict.fromkeys(("rt", "rp", "rtc"), "how to pronounce a word"),
    **dict.fromkeys(("del", "s", "strike"), "struck out"),
    "svg": "words in a drawing",
    "datalist": HIDDEN,
}  # fmt: skip
_PAGE = {"html", "body", "main"}
"""Elements that scripts hide until a page is complete."""
_HIDING_STYLE = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.I)
_TOGGLES = {"button", "summary", "label"}
_TOGGLE_ROLES = {"button", "tab", "switch"}
_TITLES = {"h1", "h2", "h3", "h4", "h5", "h6", "dt", "a"}
_FOLD_CLASS = re.compile(
    r"accordion|faq|collaps|toggle|fold|panel|question|answer|expand|spoiler|\btab", re.IGNORECASE
)
_CONTROLS = ("aria-controls", "data-target", "data-bs-target", "href")
MAX_INNER_DEPTH = 3
"""Of a button in the head of a fold, as in <h3><span><button>, and of a formula in its frame."""


def unseen_reason(element: HtmlElement, controlled: Set[str]) -> str:
    """Return why visitors do not see an element, '' if they do.

    `controlled` are the ids of the elements that a click shows. A formula is shown even if it is
    hidden: then a picture of it stands for it.
    """
    tag = element.tag
    if tag in _REASONS:
        return _REASONS[tag]
    if tag == "dialog" and element.get("open") is None:
        return HIDDEN
    if element.get("aria-hidden") == "true" and (
        _holds_formula(element.getprevious()) or _holds_formula(element.getnext())
    ):
        return "a formula that is read from its MathML"
    if tag in _PAGE:
        return ""
    is_hidden = _has_hiding_mark(element) and element.get("hidden") != "until-found"
    if not is_hidden or _is_fold(element, controlled):
        return ""
    return "" if _holds_formula(element) else HIDDEN


def _has_hiding_mark(element: HtmlElement) -> bool:
    style = element.get("style") or ""
    return element.get("hidden") is not None or bool(_HIDING_STYLE.search(style))


def controlled_ids(root: HtmlElement) -> set[str]:
    """Return the ids of the elements that a click on another element shows."""
    toggles = root.xpath(
        "//*[@aria-controls or @data-target or @data-bs-target"
        " or (starts-with(@href, '#') and (@aria-expanded or @data-toggle or @role='tab'))]"
    )
    values = (toggle.get(name) or "" for toggle in toggles for name in _CONTROLS)
    return {id.lstrip("#") for value in values for id in value.split()}


def _is_fold(element: HtmlElement, controlled: Set[str]) -> bool:
    """Return whether an element is the closed part of an accordion or of tabs.

    It is what a button before it or elsewhere opens, or all that is below a title.
    """
    if element.get("id") in controlled or element.get("role") == "tabpanel":
        return True
    head = element.getprevious()
    if head is None:
        return False
    following = element.getnext()
    before = head.getprevious()
    is_next = before is not None and before.tag == element.tag and _has_hiding_mark(before)
    is_all = following is None or following.tag == head.tag or is_next
    return _is_toggle(head) or (is_all and (head.tag in _TITLES or _is_named_fold(element)))


def _is_named_fold(element: HtmlElement) -> bool:
    around = (element, element.getprevious(), element.getparent())
    return any(_FOLD_CLASS.search(one.get("class") or "") for one in around if one is not None)


def _is_toggle(head: HtmlElement) -> bool:
    inner: HtmlElement | None = head
    for _ in range(MAX_INNER_DEPTH):
        if inner is None:
            return False
        if (
            inner.tag in _TOGGLES
            or inner.get("role") in _TOGGLE_ROLES
            or inner.get("aria-expanded") is not None
        ):
            return True
        inner = inner[0] if len(inner) else None
    return False


def _holds_formula(element: HtmlElement | None) -> bool:
    """Return whether an element is a formula, or nothing but one in other elements."""
    for _ in range(MAX_INNER_DEPTH):
        if element is None or element.tag in MATH:
            break
        element = element[0] if len(element) == 1 and not (element.text or "").strip() else None
    return element is not None and element.tag in MATH
