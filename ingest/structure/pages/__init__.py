"""From the lines of pages, as a PDF file has them, to blocks and a title."""

from ingest.structure.pages.hyphens import HYPHEN_MARK, SOFT_HYPHEN
from ingest.structure.pages.layout import layout
from ingest.structure.pages.lines import Line, Pages, page_locators

__all__ = ["HYPHEN_MARK", "SOFT_HYPHEN", "Line", "Pages", "layout", "page_locators"]
