"""A library of documents: one façade, its listing, kept runs, uploads and watching."""

from app.library.choices import Choices
from app.library.library import READ_DEFAULTS, Library
from app.library.listing import DocumentEntry, DocumentList, DocumentState, Status
from app.library.runs import RecordedEvaluation

__all__ = [
    "READ_DEFAULTS",
    "Choices",
    "DocumentEntry",
    "DocumentList",
    "DocumentState",
    "Library",
    "RecordedEvaluation",
    "Status",
]
