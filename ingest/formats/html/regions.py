"""The parts of a page that a block is in, by its elements and their roles."""

import re
from collections import Counter

from lxml.html import HtmlElement

NAV, FOOTER, ASIDE, FORM, FIGURE, COMMENTS, DIALOG = (
    "nav", "footer", "aside", "form", "figure", "comments", "dialog",
)  # fmt: skip
_TAGS = {
    "nav": NAV, "menu": NAV, "footer": FOOTER, "aside": ASIDE, "form": FORM, "figure": FIGURE,
    "figcaption": FIGURE, "dialog": DIALOG,
}  # fmt: skip
_ROLES = {
    "navigation": NAV, "menu": NAV, "menubar": NAV, "contentinfo": FOOTER, "complementary": ASIDE,
    "search": FORM, "dialog": DIALOG, "alertdialog": DIALOG,
}  # fmt: skip
_QUOTING = {"blockquote", "figure", "figcaption", "q"}
_COMMENTS = re.compile(r"(?:^|[\s_-])(?:comments?|commentlist|disqus)(?:[\s_-]|$)", re.IGNORECASE)
_NAMED = "named after comments"
_ENTRIES = {"li", "article"}
_DIALOG = re.compile(r"(?:^|[\s_-])(?:modal|popup|lightbox)(?:[\s_-]|$)", re.IGNORECASE)
_MAIN = ".//h1 | .//main | .//article"


def region_of(element: HtmlElement) -> str:
    """Return the region that an element is, by its role or its name, '' for none.

    What is named after dialogs is one if it is beside all else of the page and no article.
    """
    around = element.getparent()
    if element.tag == "footer" and around is not None and around.tag in _QUOTING:
        return ""  # who said it
    is_beside = around is not None and around.tag == "body"
    if is_beside and _DIALOG.search(_names(element)) and not element.xpath(_MAIN):
        return DIALOG
    return _ROLES.get(element.get("role") or "") or _TAGS.get(element.tag, "")


def aside_around(element: HtmlElement) -> HtmlElement | None:
    """Return the innermost aside around an element."""
    around = (element, *element.iterancestors())
    return next((one for one in around if region_of(one) == ASIDE), None)


class Regions:
    """The regions that are open while a page is read.

    The entries of a list or articles in an element named after comments are comments: a name
    alone is not enough for that.
    """

    def __init__(self) -> None:
        self._stack: list[set[str]] = []
        self._open: Counter[str] = Counter()

    def open(self, element: HtmlElement) -> None:
        """Begin an element."""
        names = {region_of(element)} - {""}
        if element.tag not in ("html", "body") and _COMMENTS.search(_names(element)):
            names.add(_NAMED)
        if element.tag in _ENTRIES and (_NAMED in names or self._open[_NAMED]):
            names.add(COMMENTS)
        self._stack.append(names)
        self._open.update(names)

    def close(self) -> None:
        """End the element that was begun last."""
        self._open.subtract(self._stack.pop())

    def around(self) -> frozenset[str]:
        """Return the regions around the current position."""
        return frozenset(name for name, count in self._open.items() if count and name != _NAMED)


def _names(element: HtmlElement) -> str:
    """Return the classes and the id of an element."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"
