"""Which documents a question searches: by id, author, date and folder."""

from index.filters.document_filter import (
    DocumentFilter,
    DocumentSelector,
    Selection,
    folders_of,
)

__all__ = ["DocumentFilter", "DocumentSelector", "Selection", "folders_of"]
