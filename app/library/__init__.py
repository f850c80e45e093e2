"""A library of documents: the façade, its listing, uploads and watching."""

from app.library.batching import Together
from app.library.examples import SUFFIXES, example_questions, questions_files
from app.library.listing import Item, Shelf, shelf
from app.library.uploads import add, library_folder, remove
from app.library.watch import follow

__all__ = [
    "SUFFIXES",
    "Item",
    "Shelf",
    "Together",
    "add",
    "example_questions",
    "follow",
    "library_folder",
    "questions_files",
    "remove",
    "shelf",
]
