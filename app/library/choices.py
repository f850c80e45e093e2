"""To what a question may be limited: the documents, authors and folders of a library."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from index import DocumentDescription, DocumentFilter, folders_of, names_of, open_snapshot


@dataclass(frozen=True, slots=True)
class Choices:
    """The indexed documents as pairs of label and id, and their authors and folders, sorted."""

    documents: Sequence[tuple[str, str]] = ()
    authors: Sequence[str] = ()
    folders: Sequence[str] = ()


def list_choices(folder: Path) -> Choices:
    """Return the choices of the index in `folder`. Raises what `open_snapshot` does."""
    with open_snapshot(folder) as snapshot:
        described = snapshot.descriptions()
    authors = {
        name for author in {document.author for document in described} for name in names_of(author)
    }
    folders = {f"{above}/" for document in described for above in folders_of(document.id)}
    return Choices(
        [(_label(document), document.id) for document in described],
        sorted(authors, key=str.casefold),
        sorted(folders),
    )


def _label(document: DocumentDescription) -> str:
    """Return title, author and id, by parts of which a document is found."""
    about = ", ".join(part for part in (document.title, document.author) if part)
    return f"{about} ({document.id})" if about else document.id


def limits_of(
    documents: str | Iterable[str],
    author: str | Iterable[str],
    since: str | int | date,
    until: str | int | date,
    folder: str | Iterable[str],
) -> DocumentFilter:
    """Return the filter for these conditions; a single name may stand alone."""
    ids, authors, folders = (
        (given,) if isinstance(given, str) else tuple(given)
        for given in (documents, author, folder)
    )
    return DocumentFilter(ids, authors, str(since), str(until), folders)
