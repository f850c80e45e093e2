"""Links within a page: those beside a heading (¶, #, [edit]), and the marks of notes."""

import re
from collections.abc import Set

from lxml.html import HtmlElement

from ingest.formats.html.line import Line
from ingest.formats.html.page_block import PageBlock

ANCHOR_REASON = "link beside a heading"
MAX_NOTE_DIGITS = 3
_NAME = re.compile(r"anchor|permalink|headerlink|hash-?link|self-?link", re.IGNORECASE)
_BRACKETED = re.compile(r"\[[^\[\]]*\]")


def is_anchor(link: HtmlElement, heading: HtmlElement, line: Line, start: int) -> bool:
    """Return whether a link in a heading leads to that heading itself, or is a mere sign."""
    words = line.text_from(start)
    if not any(map(str.isalnum, words)):
        return bool(words.strip())
    target = link.get("href") or ""
    if not target.startswith("#"):
        return False
    parent = heading.getparent()
    own = [heading, link, *heading[:1], *([] if parent is None else [parent])]
    ids = {element.get(name) for element in own for name in ("id", "name")}
    return target[1:] in ids or bool(_NAME.search(link.get("class") or ""))


def is_edit_link(heading: PageBlock, found: PageBlock) -> bool:
    """Return whether a block right behind a heading is nothing but a link in brackets."""
    words = found.block.words
    letters = sum(map(str.isalnum, words))
    return bool(heading.block.level and _BRACKETED.fullmatch(words) and 0 < letters <= found.links)


def notes_of(article: Set[HtmlElement], owners: Set[HtmlElement]) -> set[HtmlElement]:
    """Return the elements of the notes whose marks are in the article.

    `owners` are the elements of all blocks, `article` those of the article's.
    """
    root = next(iter(owners)).getroottree().getroot()
    marks = [link for link in root.iter("a") if (link.get("href") or "").startswith("#")]
    targets = {
        link.get("href")[1:]
        for link in marks
        if _is_short_number(link) and _owner(link, owners) in article
    }
    found = [one for one in root.iter() if {one.get("id"), one.get("name")} & targets]
    return {one if (owner := _owner(one, owners)) is None else owner for one in found}


def _is_short_number(link: HtmlElement) -> bool:
    """Return whether a link is 12, [3], a or *."""
    words = "".join(filter(str.isalnum, "".join(link.itertext())))
    return len(words) <= (MAX_NOTE_DIGITS if words.isdigit() else 1)


def _owner(element: HtmlElement, owners: Set[HtmlElement]) -> HtmlElement | None:
    """Return the innermost element of a block around an element."""
    around = (element, *element.iterancestors())
    return next((one for one in around if one in owners), None)
