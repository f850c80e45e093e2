"""What a page says about itself: title, author, date and address."""

import re
from collections.abc import Sequence
from copy import deepcopy
from itertools import islice, takewhile
from typing import Any

from lxml.html import HtmlElement
from trafilatura import extract_metadata

from ingest.document import Metadata
from ingest.file_properties import file_properties
from ingest.formats.html.page_block import PageBlock
from ingest.metadata import metadata

MAX_BYLINE_WORDS = 25
"""A longer block is a paragraph."""
_SENTENCE = re.compile(r"\w\W+\w+\W+\w+.*[.!?:]\W*$", re.DOTALL)
_DATED = {"time", "abbr", "img"}
_OF_DOCUMENT = re.compile(r"pubdate|date(?:published|created|modified)", re.IGNORECASE)
_AUTHOR = re.compile(r"author|byline", re.IGNORECASE)
_AUTHOR_ATTRIBUTES = ("class", "id", "rel", "itemprop")
MAX_AUTHOR_DEPTH = 3
"""Elements between an author's name and the one that is marked as author."""
_DATE_SEARCH = {"extensive_search": False, "original_date": True}


def declared_metadata(root: HtmlElement, blocks: Sequence[PageBlock]) -> Metadata:
    """Return the page's metadata, its title without the name of the site.

    They come from its head and its scripts, from a byline near the title, and from elements that
    are marked as author or date; never from prose, a table, or the rest of the text.
    """
    page = _without_text(root, blocks)
    try:
        given: Any = extract_metadata(page, None, _DATE_SEARCH).as_dict()
    except Exception:  # a page that the library stumbles over says nothing about itself
        return {}
    declared = file_properties(given.get("title"), given.get("author"))
    declared |= metadata(date=given.get("date"), url=given.get("url"))
    site = given.get("sitename") or ""
    if site and "title" in declared:
        declared["title"] = re.sub(rf"\s+[-–—|·:]\s+{re.escape(site)}$", "", declared["title"])
    return declared


def _without_text(root: HtmlElement, blocks: Sequence[PageBlock]) -> HtmlElement:
    """Return a copy of the page without the text that says nothing about the page."""
    owners = {block.element for block in blocks}
    others = owners - {block.element for block in blocks if block.block.level}
    others -= {blocks[number].element for number in _byline(blocks)}
    others -= {block.element for block in blocks if _names_author(block)}
    page = deepcopy(root)
    owner_of: dict[HtmlElement, HtmlElement | None] = {}
    for element, copy in zip(root.iter(), page.iter(), strict=True):
        around = owner_of.get(element.getparent())
        owner = element if element in owners else around
        owner_of[element] = owner
        if around in others:
            copy.tail = None
        if owner in others and not _is_date(element):
            copy.text = None
            if element.tag in _DATED:
                copy.tag = "span"
                copy.attrib.clear()
    return page


def _byline(blocks: Sequence[PageBlock]) -> list[int]:
    """Return the numbers of the short blocks before and right behind the title."""
    title = next((number for number, block in enumerate(blocks) if block.block.level == 1), -1)
    after = takewhile(lambda number: _is_short(blocks[number]), range(title + 1, len(blocks)))
    return [*(number for number in range(title) if _is_short(blocks[number])), *after]


def _is_short(block: PageBlock) -> bool:
    """Return whether a block is neither a sentence nor a part of a list or a table."""
    words = block.block.words
    is_line = block.whole is None and not block.block.dropped and not block.block.level
    return is_line and len(words.split()) <= MAX_BYLINE_WORDS and not _SENTENCE.search(words)


def _names_author(block: PageBlock) -> bool:
    around = [block.element, *islice(block.element.iterancestors(), MAX_AUTHOR_DEPTH)]
    marks = (element.get(name) or "" for element in around for name in _AUTHOR_ATTRIBUTES)
    return _is_short(block) and any(map(_AUTHOR.search, marks))


def _is_date(element: HtmlElement) -> bool:
    """Return whether an element says that it is the date of the document."""
    return element.get("pubdate") is not None or bool(
        _OF_DOCUMENT.search(element.get("itemprop") or "")
    )
