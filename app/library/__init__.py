"""A library of documents: one façade, its listing, kept runs, uploads and watching."""

from app.library.batching import QuestionBatcher
from app.library.examples import QUESTION_SUFFIXES
from app.library.library import Library, Status
from app.library.listing import DocumentEntry, DocumentList, DocumentState
from app.library.runs import EvaluationResult
from app.library.uploads import AlreadyExists

__all__ = [
    "QUESTION_SUFFIXES",
    "AlreadyExists",
    "DocumentEntry",
    "DocumentList",
    "DocumentState",
    "EvaluationResult",
    "Library",
    "QuestionBatcher",
    "Status",
]
