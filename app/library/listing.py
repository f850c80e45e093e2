"""The documents of a library: what is indexed, and what the files on disk are to the index."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from index import Changes, NoIndex, Settings, changes_since, open_snapshot, source_paths
from ingest import Document

State = Literal["indexed", "changed", "new", "missing", "skipped"]


@dataclass(frozen=True, slots=True)
class Item:
    """A document, or a file that is none. One that is `missing` is indexed, but cannot be read from
    the disk any more; a `skipped` one cannot be indexed, and `reason` says why. Those that are
    `new` or `skipped` have no document.
    """

    id: str
    state: State
    passages: int = 0
    reason: str = ""
    document: Document | None = None

    @property
    def format(self) -> str:
        """The suffix of its name, without the dot."""
        return PurePosixPath(self.id).suffix.lower().lstrip(".")

    @property
    def left_out(self) -> int:
        """How many stretches of its text are in no passage."""
        return len(self.document.dropped) if self.document else 0

    @property
    def scanned(self) -> int:
        """How many of its pages have no text layer."""
        return self.document.empty_page_count if self.document else 0

    def as_json(self) -> dict[str, Any]:
        """What it is and what it says of itself, as JSON data."""
        document = self.document
        return {
            "document": self.id,
            "title": document.title if document else "",
            "author": document.author if document else "",
            "date": document.date if document else "",
            "format": self.format,
            "passages": self.passages,
            "left_out": self.left_out,
            "state": self.state,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Shelf:
    """The items in the order of their ids; the settings are None where nothing is indexed yet."""

    items: Sequence[Item]
    settings: Settings | None
    changes: Changes

    @property
    def passages(self) -> int:
        return sum(each.passages for each in self.items)


def shelf(folder: Path) -> Shelf:
    """What the index in `folder` holds, and what its sources on disk do.

    Raises IndexMismatch, DamagedIndex.
    """
    try:
        with open_snapshot(folder) as snapshot:
            settings, seen = snapshot.settings, snapshot.source_records()
            counts = {id: len(spans) for id, spans in snapshot.passage_spans().items()}
            documents = list(snapshot.documents())
    except NoIndex:
        settings, seen, counts, documents = None, {}, {}, []
    sources = settings.sources if settings else tuple(map(str, source_paths(folder, ())))
    changes = changes_since(folder, sources, seen)
    reasons = {each.id: each.reason for each in seen.values() if each.id in changes.again}
    reasons |= {each.id: each.reason for each in changes.skipped}
    states: dict[str, State] = dict.fromkeys(changes.changed, "changed")
    states |= dict.fromkeys(changes.removed, "missing")
    items = {
        each.id: Item(
            each.id,
            states.get(each.id, "indexed"),
            counts.get(each.id, 0),
            reasons.get(each.id, ""),
            each,
        )
        for each in documents
    }
    skipped = {id: Item(id, "skipped", reason=why) for id, why in reasons.items()}
    items = skipped | {id: Item(id, "new") for id in changes.new} | items
    return Shelf(tuple(items[id] for id in sorted(items)), settings, changes)
