"""From the parts of a document to its structure."""

from ingest.structure.acronyms import Definitions
from ingest.structure.apparatus import is_apparatus
from ingest.structure.assemble import assemble_document, check_length
from ingest.structure.blocks import Block, document_from_blocks
from ingest.structure.boilerplate import (
    KEEP_HINT,
    dropped_warnings,
    find_boilerplate,
    keep_boilerplate,
    require_text,
)
from ingest.structure.byline import (
    ORGANISATIONS,
    before_prose,
    ends_title,
    find_byline,
    names_makers,
    read_byline,
)
from ingest.structure.pages import HYPHEN_MARK, SOFT_HYPHEN, Line, Pages, layout, page_locators
from ingest.structure.repeated_lines import OwnLines, drop_repeated, own_lines, repeated_lines
from ingest.structure.sections import Heading, names_document
from ingest.structure.sentences import Span, is_prose, kept_runs, paragraphs, stretches
from ingest.structure.tables import header_rule
from ingest.structure.title_block import join_title_block
from ingest.structure.units import Unit, ends_with_colon, find_units

__all__ = [
    "HYPHEN_MARK",
    "KEEP_HINT",
    "ORGANISATIONS",
    "SOFT_HYPHEN",
    "Block",
    "Definitions",
    "Heading",
    "Line",
    "OwnLines",
    "Pages",
    "Span",
    "Unit",
    "assemble_document",
    "before_prose",
    "check_length",
    "document_from_blocks",
    "drop_repeated",
    "dropped_warnings",
    "ends_title",
    "ends_with_colon",
    "find_boilerplate",
    "find_byline",
    "find_units",
    "header_rule",
    "is_apparatus",
    "is_prose",
    "join_title_block",
    "keep_boilerplate",
    "kept_runs",
    "layout",
    "names_document",
    "names_makers",
    "own_lines",
    "page_locators",
    "paragraphs",
    "read_byline",
    "repeated_lines",
    "require_text",
    "stretches",
]
