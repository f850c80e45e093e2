"""What a page says about itself: title, author, date and address."""

import re
from collections.abc import Sequence
from copy import deepcopy
from itertools import islice, takewhile
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement
from trafilatura import extract_metadata

from ingest.document import Metadata
from ingest.file_properties import file_properties
from ingest.formats.html.page_block import PageBlock
from ingest.metadata import metadata

MAX_BYLINE_WORDS = 25
"""A longer block is a paragraph."""
_SENTENCE = re.compile(
    r"^\W*+\w++\W++\w++\W++(?=\w)(?>.*\w)[^\w.!?:]*+[.!?:]", re.DOTALL
)  # three words at least, and a mark behind the last one
_FRONT_PAGES = {"/", "index.html", "/index.html", "index.php", "/index.php"}
_DATED = {"time", "abbr", "img"}
_OF_DOCUMENT = re.compile(r"pubdate|date(?:published|created|modified)", re.IGNORECASE)
_AUTHOR = re.compile(r"author|byline", re.IGNORECASE)
_AUTHOR_META = re.compile(r"(?:(?:dc|dcterms)\.creator|citation_author)", re.IGNORECASE)
_TURNED_NAME = re.compile(
    r"\s*([^\W\d]+(?:[-'’][^\W\d]+)*)\s*,\s*+([^\s,;&|](?:[^,;&|]*[^\s,;&|])?)\s*"
)
"""A name as in "Holm, Ada": the library takes it for two."""
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
    title = _title(given.get("title") or "", root, blocks)
    declared = file_properties(title, given.get("author"))
    declared |= metadata(date=given.get("date"), url=given.get("url"))
    site = given.get("sitename") or ""
    if site and "title" in declared:
        declared["title"] = re.sub(
            rf"(?<!\s)\s++[-–—|·:]\s++{re.escape(site)}$", "", declared["title"]
        )
    return declared


def _title(found: str, root: HtmlElement, blocks: Sequence[PageBlock]) -> str:
    """Return the title that the library found, unless it is the heading of a part.

    Of a page that shows the title in its head before any heading, that one is the title.
    """
    in_head = " ".join((root.findtext(".//title") or "").split())
    before = takewhile(lambda block: not block.block.level, blocks)
    if any(block.block.words == in_head and not block.links for block in before):
        return in_head
    if found in in_head and any(
        _leads_home(block) for block in blocks if block.block.words == found
    ):
        return in_head.replace(found, "").strip(" -–—|·:»«›‹") or found
    lesser_headings = {block.block.words for block in blocks if block.block.level > 1}
    return "" if found in lesser_headings and found not in in_head else found


def _leads_home(block: PageBlock) -> bool:
    """Return whether a block is a heading that leads to the front page, as a site's name does."""
    links = block.element.iter("a") if block.block.level and block.links else ()
    return any(urlsplit(link.get("href") or "#").path in _FRONT_PAGES for link in links)


def _without_text(root: HtmlElement, blocks: Sequence[PageBlock]) -> HtmlElement:
    """Return a copy of the page without the text that says nothing about the page."""
    owners = {block.element for block in blocks}
    others = owners - {block.element for block in blocks if block.block.level}
    others -= {blocks[number].element for number in _byline(blocks)}
    others -= {block.element for block in blocks if _names_author(block)}
    page = deepcopy(root)
    copies = dict(zip(root.iter(), page.iter(), strict=True))
    owner_of: dict[HtmlElement, HtmlElement | None] = {}
    for element, copy in copies.items():
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
    for block in blocks:
        if block.block.level:
            heading = copies[block.element]
            heading[:] = []
            heading.text = block.block.words  # without the links beside it
    _turn_names(page)
    return page


def _turn_names(page: HtmlElement) -> None:
    """Write "Holm, Ada" in the metadata of a page as "Ada Holm"."""
    for meta in page.iter("meta"):
        turned = _TURNED_NAME.fullmatch(meta.get("content") or "")
        if turned and _AUTHOR_META.fullmatch(meta.get("name") or meta.get("property") or ""):
            meta.set("content", f"{turned[2]} {turned[1]}")


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
