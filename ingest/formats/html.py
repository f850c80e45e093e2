"""Web pages: the article by trafilatura, and after it, left out, what else the page says."""

import re
from collections.abc import Iterator, Sequence, Set
from copy import deepcopy
from dataclasses import replace
from itertools import groupby, pairwise
from typing import Any

import lxml.html
from lxml.etree import ParserError
from lxml.html import HtmlElement
from trafilatura import bare_extraction

from ingest.decode import decode
from ingest.document import Document, Metadata
from ingest.errors import UnreadableSource
from ingest.metadata import metadata
from ingest.structure import Block, extracted

MOST_LINKS = 0.8
"""Share of the characters that are links, from which a page only leads to others."""
FEW_LINKS = 0.02
"""Share of the characters beside an article that are links in a page without navigation: an
exported document, in which trafilatura takes lists and headings for what is beside it. (On 60 saved
pages of sites it is .05 or more, of three exported documents .003 or less.)"""
LONGEST_ROW = 1000
"""Characters of a row that is one of a table, and no means of laying out a page."""
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_HIDDEN = {"script", "style", "noscript", "template", "head", "svg", "iframe", "object"}
_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr",
}  # fmt: skip


def read_html(id: str, data: bytes) -> Document:
    """A web page as a Document: the article's blocks, then those of the page that are not in it,
    dropped.
    """
    declared = _CHARSET.search(data[:4096])
    page = decode(data, declared[1].decode("ascii") if declared else "")
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    try:
        root = lxml.html.fromstring(page.encode(errors="replace"), parser=parser)
    except ParserError as error:
        raise UnreadableSource("empty: no text in it") from error
    if any(each.type_name == "ERR_RESOURCE_LIMIT" for each in parser.error_log):
        raise UnreadableSource("nested too deeply: the rest of it would be lost")
    whole = list(_visible(deepcopy(root)))
    article: Any = bare_extraction(
        root,
        include_comments=False,
        favor_recall=True,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    blocks = [] if article is None else list(_blocks(article.body))
    blocks = _beside_the_rest(blocks, whole) if blocks else _without_article(whole)
    said = {} if article is None else _said(article.as_dict())
    lesser = {block.words for block, _ in whole if block.level > 1}
    if said.get("title") in lesser and said["title"] not in (root.findtext(".//title") or ""):
        del said["title"]  # the heading of a part, for want of a title
    return extracted(id, data, blocks, said=said, properties={})


def _beside_the_rest(article: list[Block], whole: list[tuple[Block, int]]) -> list[Block]:
    """The blocks of the article, with the headings that it lacks; then those of the whole page
    that are not among them, dropped. Those of the whole page alone, if nothing leads elsewhere.
    """
    places = {line: at for at, block in enumerate(article) for line in block.words.splitlines()}
    told = " ".join(places)
    kept = [block.words in places or block.words in told for block, _ in whole]
    if _only_links([each for each, is_kept in zip(whole, kept, strict=True) if is_kept]):
        return _all_dropped(whole)
    headings = {
        places[after.words]: number
        for number, ((before, links), (after, _)) in enumerate(pairwise(whole))
        # One that is a link is a teaser for another page; of level 1 is the page's title.
        if not kept[number] and before.level > 1 and not links and after.words in places
    }
    if len(headings) < 2:  # a single one is that of a box beside the article
        headings = {}
    blocks = []
    for at, block in enumerate(article):
        if at in headings:
            blocks.append(whole[headings[at]][0])
            kept[headings[at]] = True
        blocks.append(block)
    rest = [each for each, is_kept in zip(whole, kept, strict=True) if not is_kept]
    if sum(links for _, links in rest) < FEW_LINKS * sum(len(block.words) for block, _ in rest):
        return [block for block, _ in whole]
    return [*blocks, *(replace(block, dropped="not in the article") for block, _ in rest)]


def _without_article(whole: Sequence[tuple[Block, int]]) -> list[Block]:
    return _all_dropped(whole) if _only_links(whole) else [block for block, _ in whole]


def _only_links(blocks: Sequence[tuple[Block, int]]) -> bool:
    links = sum(links for _, links in blocks)
    return links > MOST_LINKS * sum(len(block.words) for block, _ in blocks)


def _all_dropped(whole: Sequence[tuple[Block, int]]) -> list[Block]:
    return [replace(block, dropped="links to other pages") for block, _ in whole]


def _visible(root: HtmlElement) -> Iterator[tuple[Block, int]]:
    """The blocks of the whole page, which is changed, and how many characters of each are links."""
    for element in root.iter("br"):
        element.tail = f"\n{element.tail or ''}"
    rows = {row for row in root.iter("tr") if _is_row(row)}
    for row in rows:
        for number, cell in enumerate(row):
            cell.text = f"{' | ' if number else ''}{cell.text or ''}"
            for element in cell.iterdescendants():
                if element.tag not in _INLINE:
                    element.tail = f" {element.tail or ''}"
    placed = [(_around(text), text) for text in root.xpath("//text()")]
    for block, texts in groupby(placed, key=lambda each: _block(each[0], rows)):
        inside = list(texts)
        words = _folded("".join(text for _, text in inside))
        if block is not None and words.strip(" |"):
            level = int(block.tag[1]) if block.tag in _HEADINGS else 0
            links = sum(len(text) for path, text in inside if any(e.tag == "a" for e in path))
            yield Block(words, level), min(links, len(words))


def _is_row(row: HtmlElement) -> bool:
    nested = any(
        element.tag in ("table", "ul", "ol", *_HEADINGS) for element in row.iterdescendants()
    )
    return not nested and len(row.text_content()) <= LONGEST_ROW


def _around(text: Any) -> list[HtmlElement]:
    """The elements that a text node is in, the innermost first."""
    element = text.getparent()
    if text.is_tail:
        element = element.getparent()
    return [] if element is None else [element, *element.iterancestors()]


def _block(path: Sequence[HtmlElement], rows: Set[HtmlElement]) -> HtmlElement | None:
    """The paragraph, heading, row or the like that this is the path of; None: it is hidden."""
    if any(element.tag in _HIDDEN for element in path):
        return None
    row = next((element for element in path if element in rows), None)
    inner = next((element for element in path if element.tag not in _INLINE), None)
    return inner if row is None else row


def _said(given: dict[str, str | None]) -> Metadata:
    """What the page says of itself; its title without the name of the site."""
    said = metadata(**{name: given.get(name) for name in ("title", "author", "date", "url")})
    site = given.get("sitename") or ""
    if site and "title" in said:
        said["title"] = re.sub(rf"\s+[-–—|·:]\s+{re.escape(site)}$", "", said["title"])
    return said


def _blocks(body: HtmlElement) -> Iterator[Block]:
    """The blocks of an article as trafilatura gives it."""
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
            yield from _blocks(element)
        else:
            yield Block(_words(element))
        if element.tail and element.tail.strip():
            yield Block(_folded(element.tail))


def _words(element: HtmlElement) -> str:
    """The text of an element, its line breaks kept."""
    parts: list[str] = []
    for each in element.iter():
        if each.tag in ("lb", "p") and parts:
            parts.append("\n")
        parts.append(_spaced(each.text))
        if each is not element:
            parts.append(_spaced(each.tail))
    lines = "".join(parts).split("\n")
    return "\n".join(filter(None, map(_folded, lines)))


def _own(item: HtmlElement) -> str:
    """The text of an item of a list, without that of the items in it."""
    own = (
        text
        for text in item.xpath(".//text()")
        if next(each for each in _around(text) if each.tag == "item") is item
    )
    return _folded(" ".join(own))


def _spaced(text: str | None) -> str:
    return re.sub(r"\s", " ", text or "")


def _folded(text: str) -> str:
    return " ".join(text.split())
