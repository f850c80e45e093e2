"""Links that stand beside a heading and are no part of it: ¶, #, [edit]."""

import re

from lxml.html import HtmlElement

from ingest.formats.html.line import Line
from ingest.formats.html.page_block import PageBlock

ANCHOR_REASON = "link beside a heading"
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
