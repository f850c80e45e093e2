"""From the lines of pages, as a PDF file has them, to blocks and a title."""

from ingest.structure.pages.layout import HYPHEN_MARK, layout
from ingest.structure.pages.lines import Line, Pages, page_locators

__all__ = ["HYPHEN_MARK", "Line", "Pages", "layout", "page_locators"]
