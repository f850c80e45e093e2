"""The words of a paragraph: of its runs, fields, formulas, symbols and drawings."""

from ingest.formats.docx.words.drawings import chart_words, diagram_words, shape_words
from ingest.formats.docx.words.runs import RUN_LEVEL, RunReader

__all__ = ["RUN_LEVEL", "RunReader", "chart_words", "diagram_words", "shape_words"]
