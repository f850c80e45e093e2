"""Web pages: the article, and behind it, dropped, the rest of the page."""

from collections.abc import Sequence

from ingest.document import Document
from ingest.errors import UnreadableSource
from ingest.formats.html.about import declared_metadata
from ingest.formats.html.article import kept_blocks, only_links
from ingest.formats.html.blocks import page_blocks
from ingest.formats.html.page_block import PageBlock, join_parts
from ingest.formats.html.parse import parse_page
from ingest.formats.html.trafilatura_choice import chosen_by_trafilatura
from ingest.structure import Block, document_from_blocks

OWN_GENERATOR = "briefqa"
"""The generator of evaluation reports, whose quotations would compete with the documents."""


def read_html(id: str, data: bytes) -> Document:
    """Return a web page as a Document.

    Its text are the article's blocks, then the other blocks of the page, dropped. Raises
    UnreadableSource for an evaluation's report.
    """
    root, warnings = parse_page(data)
    if root.xpath(f"//meta[@name='generator' and @content='{OWN_GENERATOR}']"):
        raise UnreadableSource("a report that briefqa wrote, which only quotes documents")
    blocks = page_blocks(root)
    declared = declared_metadata(root, blocks)
    kept = kept_blocks(blocks, chosen_by_trafilatura(root, blocks))
    return document_from_blocks(
        id,
        data,
        _ordered(blocks, kept),
        declared=declared,
        file_properties={},
        warnings=warnings,
    )


def _ordered(blocks: Sequence[PageBlock], kept: Sequence[bool]) -> list[Block]:
    """Return the kept blocks, then the others; none is kept if these are nothing but links."""
    article = [block for block, is_kept in zip(blocks, kept, strict=True) if is_kept]
    if only_links(article):
        return join_parts(_dropped(blocks, "links to other pages"))
    rest = [block for block, is_kept in zip(blocks, kept, strict=True) if not is_kept]
    return join_parts([*article, *_dropped(rest, "not in the article")])


def _dropped(blocks: Sequence[PageBlock], reason: str) -> list[PageBlock]:
    return [block.drop(reason) for block in blocks]
