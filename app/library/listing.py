"""The documents of a library: what is indexed, and how the files on disk differ from that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from app.evaluation import model_name
from index import (
    Changes,
    DocumentSummary,
    NoIndex,
    Settings,
    changes_since,
    empty_index,
    open_snapshot,
    source_paths,
)
from ingest import Document, UsageError, dropped_warnings, source_root

DocumentState = Literal["indexed", "changed", "new", "missing", "skipped"]


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document of the library, or a file that is not indexed.

    A `missing` one is indexed, but no longer on disk; a `changed` one has changed since it was
    indexed; a `new` one is not indexed yet; a `skipped` one cannot be indexed, and `reason` says
    why. `dropped` counts the spans of its text that are in no passage (boilerplate), and
    `dropped_share` is their share of its words; one that `is_kept` loses none. `warnings` say what
    of it may be wrong, and what is not read. `path` is where it is, or was, on disk. Files that are
    not indexed have neither metadata nor counts.
    """

    id: str
    state: DocumentState
    reason: str = ""
    passages: int = 0
    title: str = ""
    author: str = ""
    date: str = ""
    dropped: int = 0
    dropped_share: float = 0
    warnings: tuple[str, ...] = ()
    path: Path = Path()
    is_kept: bool = False

    @property
    def is_indexed(self) -> bool:
        """Whether answers may come from it."""
        return self.state in ("indexed", "changed", "missing")

    @property
    def format(self) -> str:
        """The suffix of the file's name, without the dot."""
        return PurePosixPath(self.id).suffix.lower().lstrip(".")

    def to_json(self) -> dict[str, Any]:
        """Return metadata, counts and state as JSON data."""
        return {
            "document": self.id,
            "title": self.title,
            "author": self.author,
            "date": self.date,
            "format": self.format,
            "passages": self.passages,
            "left_out": self.dropped,
            "dropped_share": round(self.dropped_share, 3),
            "warnings": list(self.warnings),
            "state": self.state,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class DocumentList:
    """The documents of a library, sorted by id; `settings` is None if nothing is indexed yet."""

    entries: Sequence[DocumentEntry]
    settings: Settings | None
    changes: Changes

    @property
    def indexed(self) -> list[DocumentEntry]:
        """The entries that are indexed."""
        return [entry for entry in self.entries if entry.is_indexed]

    @property
    def passages(self) -> int:
        """The number of passages of all documents."""
        return sum(entry.passages for entry in self.entries)

    def to_json(self) -> dict[str, Any]:
        """Return the documents, the files left out, and the settings as JSON data."""
        return {
            "documents": [entry.to_json() for entry in self.entries],
            "passages": self.passages,
            "model": self.settings and self.settings.model,
            "sources": self.settings and list(self.settings.sources),
            "ignored": {
                "files": self.changes.ignored_files,
                "paths": [ignored.id for ignored in self.changes.ignored],
            },
            "missing": self.changes.missing,
        }


@dataclass(frozen=True, slots=True)
class Status:
    """What a library holds: counts, the model's name, and the indexed files and folders."""

    documents: int
    passages: int
    model: str
    sources: tuple[str, ...]


def library_status(folder: Path) -> Status:
    """Return what the index in `folder` holds. Raises NoIndex if nothing."""
    with open_snapshot(folder) as snapshot:
        settings, passages = snapshot.settings, snapshot.passage_count()
        documents = len(snapshot.digests())
    if settings is None:
        raise empty_index(folder)
    return Status(documents, passages, model_name(settings), settings.sources)


def indexed_document(folder: Path, id: str, sha256: str) -> Document:
    """Return a document as indexed; see `Library.document`."""
    with open_snapshot(folder) as snapshot:
        documents = list(snapshot.documents([id]))
    if not documents or (sha256 and documents[0].sha256 != sha256):
        raise UsageError(f"{id} was re-indexed or removed since you asked: ask again")
    return documents[0]


def list_documents(folder: Path) -> DocumentList:
    """Return what the index in `folder` holds, and the state of its sources on disk.

    Raises IndexMismatch, DamagedIndex.
    """
    try:
        with open_snapshot(folder) as snapshot:
            settings, seen = snapshot.settings, snapshot.source_records()
            summaries = snapshot.document_summaries()
    except NoIndex:
        settings, seen, summaries = None, {}, []
    sources = settings.sources if settings else tuple(map(str, source_paths(folder, ())))
    changes = changes_since(folder, sources, seen)
    reasons = {source.id: source.reason for source in seen.values() if source.id in changes.again}
    reasons |= {skipped.id: skipped.reason for skipped in changes.skipped}
    entries = {id: DocumentEntry(id, "skipped", reason) for id, reason in reasons.items()}
    entries |= {id: DocumentEntry(id, "new") for id in changes.new}
    entries |= {summary.id: _entry(summary, changes, reasons) for summary in summaries}
    root, kept = source_root(list(map(Path, sources))), settings.kept if settings else ()
    located = [
        replace(
            entries[id],
            path=root / id,
            is_kept=any((root / id).is_relative_to(path) for path in kept),
        )
        for id in sorted(entries)
    ]
    return DocumentList(tuple(located), settings, changes)


def _entry(summary: DocumentSummary, changes: Changes, reasons: Mapping[str, str]) -> DocumentEntry:
    state: DocumentState = "indexed"
    if summary.id in changes.changed:
        state = "changed"
    if summary.id in changes.removed:
        state = "missing"
    return DocumentEntry(
        summary.id,
        state,
        reasons.get(summary.id, ""),
        summary.passages,
        summary.title,
        summary.author,
        summary.date,
        summary.dropped,
        summary.dropped_share,
        (*summary.warnings, *dropped_warnings(summary.dropped_share)),
    )
