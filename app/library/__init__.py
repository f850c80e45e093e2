"""A library of documents: one façade, its listing, kept runs, uploads and watching."""

from app.library.batching import QuestionBatcher
from app.library.examples import QUESTION_SUFFIXES
from app.library.library import Library, Status
from app.library.listing import DocumentEntry, DocumentList, DocumentState
from app.library.runs import RecordedEvaluation

__all__ = [
    "QUESTION_SUFFIXES",
    "DocumentEntry",
    "DocumentList",
    "DocumentState",
    "Library",
    "QuestionBatcher",
    "RecordedEvaluation",
    "Status",
]
