"""From the parts of a document to its structure."""

from ingest.structure.acronyms import Definitions
from ingest.structure.assemble import assemble_document
from ingest.structure.blocks import Block, document_from_blocks
from ingest.structure.boilerplate import find_boilerplate, keep_boilerplate, require_text
from ingest.structure.byline import before_prose, find_byline, read_byline
from ingest.structure.page_layout import HYPHEN_MARK, layout
from ingest.structure.page_lines import Line, Pages, page_locators
from ingest.structure.repeated_lines import drop_repeated, repeated_lines
from ingest.structure.sections import Heading, names_document
from ingest.structure.sentences import Span, is_prose, kept_runs, paragraphs, sentences, stretches
from ingest.structure.units import Unit, find_units

__all__ = [
    "HYPHEN_MARK",
    "Block",
    "Definitions",
    "Heading",
    "Line",
    "Pages",
    "Span",
    "Unit",
    "assemble_document",
    "before_prose",
    "document_from_blocks",
    "drop_repeated",
    "find_boilerplate",
    "find_byline",
    "find_units",
    "is_prose",
    "keep_boilerplate",
    "kept_runs",
    "layout",
    "names_document",
    "page_locators",
    "paragraphs",
    "read_byline",
    "repeated_lines",
    "require_text",
    "sentences",
    "stretches",
]
