"""Web pages: the article by trafilatura, and behind it, dropped, the rest of the page."""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from itertools import pairwise
from typing import Any

import lxml.html
from lxml.etree import ParserError
from lxml.html import HtmlElement
from trafilatura import bare_extraction

from ingest.decode import decode
from ingest.document import Document, Metadata
from ingest.errors import UnreadableSource
from ingest.file_properties import file_properties
from ingest.formats.page_blocks import (
    PageBlock,
    element_path,
    folded,
    join_parts,
    page_blocks,
)
from ingest.metadata import metadata
from ingest.structure import Block, document_from_blocks, header_rule

MAX_LINK_SHARE = 0.8
"""Share of the characters in links, above which a page only leads to others."""
MIN_NAVIGATION_LINK_SHARE = 0.02
"""Share of the characters outside the article in links, below which a page has no navigation: it
is an exported document, whose lists and headings trafilatura leaves out of the article. (On 60
saved pages of sites the share is .05 or more, in three exported documents .003 or less.)"""
OWN_GENERATOR = "briefqa"
"""The generator of evaluation reports, whose quotations would compete with the documents."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)


def read_html(id: str, data: bytes) -> Document:
    """Return a web page as a Document.

    Its text are the article's blocks, then the other blocks of the page, dropped. Raises
    UnreadableSource for an evaluation's report.
    """
    root = _parsed(data)
    if root.xpath(f"//meta[@name='generator' and @content='{OWN_GENERATOR}']"):
        raise UnreadableSource("a report that briefqa wrote, which only quotes documents")
    whole = list(page_blocks(deepcopy(root)))
    article: Any = bare_extraction(
        root,
        include_comments=False,
        favor_recall=True,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    own = [] if article is None else list(_article_blocks(article.body))
    if len(own) == 1:
        own = _unflattened(own[0], whole)
    declared = {} if article is None else _declared(article.as_dict())
    title = declared.get("title")
    lesser_headings = {found.block.words for found in whole if found.block.level > 1}
    if title in lesser_headings and title not in (root.findtext(".//title") or ""):
        del declared["title"]  # the heading of a part, for want of a title
    blocks = _article_and_rest(own, whole)
    return document_from_blocks(id, data, blocks, declared=declared, file_properties={})


def _unflattened(article: Block, whole: Sequence[PageBlock]) -> list[Block]:
    """Return an article of one block as the page's blocks in it, unless it is one of these.

    Of a short page trafilatura returns the bare text, without headings, lists and tables.
    """
    if any(found.block.words == article.words for found in whole):
        return [article]
    text = "".join(article.words.split())
    squeezed = ["".join(found.block.words.replace(" | ", "").split()) for found in whole]
    inside = [n for n, words in enumerate(squeezed) if words in text]
    is_complete = sum(len(squeezed[n]) for n in inside) >= len(text)
    return join_parts([whole[n] for n in inside]) if is_complete else [article]


def _parsed(data: bytes) -> HtmlElement:
    declared = _CHARSET.search(data[:4096])
    page = decode(data, declared[1].decode("ascii") if declared else "")
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    try:
        root = lxml.html.fromstring(page.encode(errors="replace"), parser=parser)
    except ParserError as error:
        raise UnreadableSource("empty: no text in it") from error
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise UnreadableSource("nested too deeply: the rest of it would be lost")
    for element in root.iter():  # lxml reads control characters, but writes none
        if element.text and _CONTROL.search(element.text):
            element.text = _CONTROL.sub(" ", element.text)
        if element.tail and _CONTROL.search(element.tail):
            element.tail = _CONTROL.sub(" ", element.tail)
    return root


def _article_and_rest(article: Sequence[Block], whole: Sequence[PageBlock]) -> list[Block]:
    """Return the article's blocks, with the headings it lacks, then the rest of the page, dropped.

    The whole page is kept if it has no article or no navigation, and dropped if the kept part is
    nothing but links.
    """
    page = [found.block for found in whole]
    positions = {
        line.strip("- "): at
        for at, block in enumerate(article)
        for line in block.words.splitlines()
    }
    lines = " ".join(positions)
    in_article = [not article or block.words in positions or block.words in lines for block in page]
    if _only_links([found for found, inside in zip(whole, in_article, strict=True) if inside]):
        return [replace(block, dropped="links to other pages") for block in join_parts(whole)]
    if not article:
        return join_parts(whole)
    headings = _missing_headings(whole, in_article, positions)
    used = set(headings.values())
    rest = [
        found for number, found in enumerate(whole) if not in_article[number] and number not in used
    ]
    characters = sum(len(found.block.words) for found in rest)
    if sum(found.links for found in rest) <= MIN_NAVIGATION_LINK_SHARE * characters:
        return join_parts(whole)
    blocks = []
    for at, block in enumerate(article):
        if at in headings:
            blocks.append(page[headings[at]])
        blocks.append(block)
    return [*blocks, *(replace(block, dropped="not in the article") for block in join_parts(rest))]


def _missing_headings(
    whole: Sequence[PageBlock], in_article: Sequence[bool], positions: Mapping[str, int]
) -> dict[int, int]:
    """Return the page's headings that the article lacks: numbers in `whole` by article position.

    A heading in a link is a teaser for another page; one of level 1 is the page's title.
    """
    headings = {
        positions[after.block.words]: number
        for number, (before, after) in enumerate(pairwise(whole))
        if not in_article[number] and before.block.level > 1 and not before.links
        if after.block.words in positions
    }
    return headings if len(headings) > 1 else {}  # a single one is that of a box


def _only_links(blocks: Sequence[PageBlock]) -> bool:
    links = sum(found.links for found in blocks)
    return links > MAX_LINK_SHARE * sum(len(found.block.words) for found in blocks)


def _declared(given: dict[str, str | None]) -> Metadata:
    """Return the page's metadata, its title without the name of the site."""
    declared = file_properties(given.get("title"), given.get("author"))
    declared |= metadata(date=given.get("date"), url=given.get("url"))
    site = given.get("sitename") or ""
    if site and "title" in declared:
        declared["title"] = re.sub(rf"\s+[-–—|·:]\s+{re.escape(site)}$", "", declared["title"])
    return declared


def _article_blocks(body: HtmlElement) -> Iterator[Block]:
    """Yield the blocks of an article, in trafilatura's own elements."""
    if body.text and body.text.strip():
        yield Block(folded(body.text))
    for element in body:
        if element.tag == "head":
            yield Block(_words(element), level=int(element.get("rend", "h2")[1:]))
        elif element.tag == "table":
            yield Block("\n".join(_rows(element)))
        elif element.tag == "list":
            items = (
                (_own(item), sum(1 for _ in item.iterancestors("item")))
                for item in element.iter("item")
            )
            yield Block("\n".join(f"{'  ' * depth}- {words}" for words, depth in items if words))
        elif len(element) and element.tag == "quote":
            yield from _article_blocks(element)
        else:
            yield Block(_words(element))
        if element.tail and element.tail.strip():
            yield Block(folded(element.tail))


def _rows(table: HtmlElement) -> Iterator[str]:
    """Yield the rows of a table, the first of several heads with a rule below it."""
    is_first = True
    for row in table.iter("row"):
        cells = [folded(_words(cell)) for cell in row]
        if sum(map(bool, cells)) < 2:  # a caption, if there is any
            yield from filter(None, cells)
            continue
        is_header = is_first and all(cell.get("role") == "head" for cell in row)
        yield " | ".join(cells) + (header_rule(len(cells)) if is_header else "")
        is_first = False


def _words(element: HtmlElement) -> str:
    """Return the text of an element with its line breaks."""
    parts: list[str] = []
    for inner in element.iter():
        if inner.tag in ("lb", "p") and parts:
            parts.append("\n")
        parts.append(_spaced(inner.text))
        if inner is not element:
            parts.append(_spaced(inner.tail))
    lines = "".join(parts).split("\n")
    return "\n".join(filter(None, map(folded, lines)))


def _own(item: HtmlElement) -> str:
    """Return the text of a list item, without that of the items in it."""
    own = (
        text
        for text in item.xpath(".//text()")
        if next(element for element in element_path(text) if element.tag == "item") is item
    )
    return folded(" ".join(own))


def _spaced(text: str | None) -> str:
    return re.sub(r"\s", " ", text or "")
