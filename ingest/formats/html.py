"""Web pages: the article by trafilatura, and behind it, dropped, the rest of the page."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from copy import deepcopy
from dataclasses import replace
from itertools import groupby, pairwise
from typing import Any, NamedTuple

import lxml.html
from lxml.etree import ParserError
from lxml.html import HtmlElement
from trafilatura import bare_extraction

from ingest.decode import decode
from ingest.document import Document, Metadata
from ingest.errors import UnreadableSource
from ingest.file_properties import file_properties
from ingest.metadata import metadata
from ingest.structure import Block, document_from_blocks

MAX_LINK_SHARE = 0.8
"""Share of the characters in links, above which a page only leads to others."""
MIN_NAVIGATION_LINK_SHARE = 0.02
"""Share of the characters outside the article in links, below which a page has no navigation: it
is an exported document, whose lists and headings trafilatura leaves out of the article. (On 60
saved pages of sites the share is .05 or more, in three exported documents .003 or less.)"""
MAX_ROW_CHARS = 1000
"""A longer row is no row of a table, but a means of laying out a page."""
OWN_GENERATOR = "briefqa"
"""The generator of evaluation reports, whose quotations would compete with the documents."""
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_HIDDEN = {"script", "style", "noscript", "template", "head", "svg", "iframe", "object"}
_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr",
}  # fmt: skip


class _PageBlock(NamedTuple):
    """A block of the whole page, and how many of its characters are in links."""

    block: Block
    links: int


def read_html(id: str, data: bytes) -> Document:
    """Return a web page as a Document.

    Its text are the article's blocks, then the other blocks of the page, dropped. Raises
    UnreadableSource for an evaluation's report.
    """
    root = _parsed(data)
    if root.xpath(f"//meta[@name='generator' and @content='{OWN_GENERATOR}']"):
        raise UnreadableSource("a report that briefqa wrote, which only quotes documents")
    whole = list(_visible(deepcopy(root)))
    article: Any = bare_extraction(
        root,
        include_comments=False,
        favor_recall=True,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    own = [] if article is None else list(_article_blocks(article.body))
    declared = {} if article is None else _declared(article.as_dict())
    title = declared.get("title")
    lesser_headings = {block.words for block, _ in whole if block.level > 1}
    if title in lesser_headings and title not in (root.findtext(".//title") or ""):
        del declared["title"]  # the heading of a part, for want of a title
    blocks = _article_and_rest(own, whole)
    return document_from_blocks(id, data, blocks, declared=declared, file_properties={})


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
    return root


def _article_and_rest(article: Sequence[Block], whole: Sequence[_PageBlock]) -> list[Block]:
    """Return the article's blocks, with the headings it lacks, then the rest of the page, dropped.

    The whole page is kept if it has no article or no navigation, and dropped if the kept part is
    nothing but links.
    """
    page = [block for block, _ in whole]
    positions = {line: at for at, block in enumerate(article) for line in block.words.splitlines()}
    lines = " ".join(positions)
    in_article = [not article or block.words in positions or block.words in lines for block in page]
    if _only_links([found for found, inside in zip(whole, in_article, strict=True) if inside]):
        return [replace(block, dropped="links to other pages") for block in page]
    if not article:
        return page
    headings = _missing_headings(whole, in_article, positions)
    used = set(headings.values())
    rest = [
        found for number, found in enumerate(whole) if not in_article[number] and number not in used
    ]
    characters = sum(len(block.words) for block, _ in rest)
    if sum(links for _, links in rest) < MIN_NAVIGATION_LINK_SHARE * characters:
        return page
    blocks = []
    for at, block in enumerate(article):
        if at in headings:
            blocks.append(page[headings[at]])
        blocks.append(block)
    return [*blocks, *(replace(block, dropped="not in the article") for block, _ in rest)]


def _missing_headings(
    whole: Sequence[_PageBlock], in_article: Sequence[bool], positions: Mapping[str, int]
) -> dict[int, int]:
    """Return the page's headings that the article lacks: numbers in `whole` by article position.

    A heading in a link is a teaser for another page; one of level 1 is the page's title.
    """
    headings = {
        positions[after.words]: number
        for number, ((before, links), (after, _)) in enumerate(pairwise(whole))
        if not in_article[number] and before.level > 1 and not links and after.words in positions
    }
    return headings if len(headings) > 1 else {}  # a single one is that of a box


def _only_links(blocks: Sequence[_PageBlock]) -> bool:
    links = sum(links for _, links in blocks)
    return links > MAX_LINK_SHARE * sum(len(block.words) for block, _ in blocks)


def _visible(root: HtmlElement) -> Iterator[_PageBlock]:
    """Yield the blocks of the whole page, whose tree is changed."""
    for element in root.iter("br"):
        element.tail = f"\n{element.tail or ''}"
    rows = {row for row in root.iter("tr") if _is_row(row)}
    for row in rows:
        for number, cell in enumerate(row):
            cell.text = f"{' | ' if number else ''}{cell.text or ''}"
            for element in cell.iterdescendants():
                if element.tag not in _INLINE:
                    element.tail = f" {element.tail or ''}"
    located = [(_path(text), text) for text in root.xpath("//text()")]
    for element, group in groupby(located, key=lambda pair: _block_element(pair[0], rows)):
        texts = list(group)
        words = _folded("".join(text for _, text in texts))
        if element is not None and words.strip(" |"):
            level = int(element.tag[1]) if element.tag in _HEADINGS else 0
            links = sum(len(text) for path, text in texts if any(e.tag == "a" for e in path))
            yield _PageBlock(Block(words, level), min(links, len(words)))


def _is_row(row: HtmlElement) -> bool:
    nested = any(
        element.tag in ("table", "ul", "ol", *_HEADINGS) for element in row.iterdescendants()
    )
    return not nested and len(row.text_content()) <= MAX_ROW_CHARS


def _path(text: Any) -> list[HtmlElement]:
    """Return the elements around a text node, the innermost first."""
    element = text.getparent()
    if text.is_tail:
        element = element.getparent()
    return [] if element is None else [element, *element.iterancestors()]


def _block_element(path: Sequence[HtmlElement], rows: Set[HtmlElement]) -> HtmlElement | None:
    """Return the paragraph, heading, row or the like on a path; None if it is hidden."""
    if any(element.tag in _HIDDEN for element in path):
        return None
    row = next((element for element in path if element in rows), None)
    inner = next((element for element in path if element.tag not in _INLINE), None)
    return inner if row is None else row


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
        yield Block(_folded(body.text))
    for element in body:
        if element.tag == "head":
            yield Block(_words(element), level=int(element.get("rend", "h2")[1:]))
        elif element.tag == "table":
            rows = (
                " | ".join(_folded(_words(cell)) for cell in row) for row in element.iter("row")
            )
            yield Block("\n".join(rows))
        elif element.tag == "list":
            yield Block(
                "\n".join(f"- {words}" for item in element.iter("item") if (words := _own(item)))
            )
        elif len(element) and element.tag == "quote":
            yield from _article_blocks(element)
        else:
            yield Block(_words(element))
        if element.tail and element.tail.strip():
            yield Block(_folded(element.tail))


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
    return "\n".join(filter(None, map(_folded, lines)))


def _own(item: HtmlElement) -> str:
    """Return the text of a list item, without that of the items in it."""
    own = (
        text
        for text in item.xpath(".//text()")
        if next(element for element in _path(text) if element.tag == "item") is item
    )
    return _folded(" ".join(own))


def _spaced(text: str | None) -> str:
    return re.sub(r"\s", " ", text or "")


def _folded(text: str) -> str:
    return " ".join(text.split())
