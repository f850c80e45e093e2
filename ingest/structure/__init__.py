"""From the parts of a document to its structure."""

from ingest.structure.assemble import assemble_document
from ingest.structure.blocks import Block, extracted
from ingest.structure.boilerplate import find_boilerplate, keep_boilerplate, require_text
from ingest.structure.byline import before_prose, find_byline, read_byline
from ingest.structure.page_layout import BROKEN, Line, Pages, layout, page_locator
from ingest.structure.repeated_lines import drop_repeated, repeated_lines
from ingest.structure.sections import Heading
from ingest.structure.sentences import Span, is_prose, kept_runs, paragraphs, sentences, stretches
from ingest.structure.spelling import alike

__all__ = [
    "BROKEN",
    "Block",
    "Heading",
    "Line",
    "Pages",
    "Span",
    "alike",
    "assemble_document",
    "before_prose",
    "drop_repeated",
    "extracted",
    "find_boilerplate",
    "find_byline",
    "is_prose",
    "keep_boilerplate",
    "kept_runs",
    "layout",
    "page_locator",
    "paragraphs",
    "read_byline",
    "repeated_lines",
    "require_text",
    "sentences",
    "stretches",
]
