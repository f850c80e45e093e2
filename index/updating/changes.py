"""How the sources on disk differ from what is indexed."""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from index.errors import NoIndex, empty_index, gone_index
from index.storage import open_snapshot, owns_file
from index.store import Snapshot, SourceRecord
from ingest import (
    MAX_SOURCE_BYTES,
    PARSE_TIMEOUT_S,
    Contents,
    FoundSources,
    Ignored,
    Skipped,
    Source,
    UnreadableSource,
    UnusableIgnoreFile,
    UsageError,
    find_sources,
    format_of,
    read_contents,
    source_digest,
)

MAX_HELD_BYTES = 100_000_000
"""Of the changed files whose contents are kept between comparing and reading them."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How sources are read.

    `max_bytes` limits a source, `timeout_s` the time to read one. Unchanged sources are not read.
    `keep_boilerplate` are files and folders whose boilerplate is left in the passages, in this run
    and the next ones, until `drop_boilerplate` names them.
    """

    max_bytes: int = MAX_SOURCE_BYTES
    timeout_s: float = PARSE_TIMEOUT_S
    keep_boilerplate: Sequence[Path] = ()
    drop_boilerplate: Sequence[Path] = ()


DEFAULT_READING = ReadOptions()


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run will do, by the ids of documents.

    `again` could not be indexed last time and have not changed; `skipped` cannot be read, and
    `ignored` is left out by a .briefqaignore. `missing` names a source that is gone, or says what
    is wrong with such a file: then nothing can be compared, nor would a run remove anything.
    `reread` says why everything that was indexed counts as changed; `first_model` names the model
    of an index that is new.
    """

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    missing: str = ""
    reread: str = ""
    first_model: str = ""

    @property
    def stale(self) -> frozenset[str]:
        """Documents whose sources have changed, or are gone, since they were indexed."""
        return frozenset((*self.changed, *self.removed))

    @property
    def readable(self) -> frozenset[str]:
        """Documents whose sources are there to be read."""
        return frozenset((*self.new, *self.changed, *self.unchanged, *self.again))

    @property
    def ignored_files(self) -> int:
        """The number of files that are left out, also those in folders."""
        return sum(ignored.count_files() for ignored in self.ignored)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.removed)

    def __str__(self) -> str:
        counts = {
            "new": self.new,
            "changed": self.changed,
            "removed": self.removed,
            "unchanged": self.unchanged,
        }
        parts = [f"{len(ids)} {name}" for name, ids in counts.items()]
        if self.again:
            parts.append(f"{len(self.again)} to retry")
        if files := self.ignored_files:
            parts.append(f"{files} ignored")
        because = f" (re-reading everything: {self.reread})" if self.reread else ""
        return ", ".join(parts) + because


class ContentsCache:
    """The contents of changed files, so that no file is read to compare it and again to index it.

    It keeps at most MAX_HELD_BYTES; `max_source_bytes` limits a single source.
    """

    def __init__(self, max_source_bytes: int) -> None:
        self.max_source_bytes = max_source_bytes
        self._room = MAX_HELD_BYTES
        self._held: dict[str, Contents] = {}

    def differs(self, source: Source, sha256: str) -> bool:
        """Return whether the source has another digest; if so, keep its contents."""
        try:
            contents = read_contents(source, min(self._room, self.max_source_bytes))
        except UnreadableSource:  # too large to keep, or not readable at all
            return source_digest(source) != sha256
        if contents.sha256 == sha256:
            return False
        self._room -= len(contents.data)
        self._held[source.id] = contents
        return True

    def take(self, source: Source) -> Contents:
        """Return the contents, read now unless they were kept. Raises UnreadableSource."""
        return self._held.pop(source.id, None) or read_contents(source, self.max_source_bytes)


def find_documents(folder: Path, paths: Sequence[Path]) -> FoundSources:
    """Return the sources at and below `paths`, without the files of the index in `folder`.

    Raises as find_sources does.
    """
    found = find_sources(paths)
    index = folder.resolve()
    return replace(
        found, sources=[source for source in found.sources if not owns_file(index, source.path)]
    )


def current_changes(
    folder: Path, snapshot: Snapshot | None = None, *, thorough: bool = False
) -> Changes:
    """Return how the sources differ now from the index in `folder`, or from a snapshot of it.

    Unless `thorough`, files with the stat signature of the last run are not read. If there is a
    snapshot of an index that is gone, `missing` says so. Raises NoIndex, OutdatedIndex,
    IndexMismatch, DamagedIndex.
    """
    try:
        newest_snapshot = open_snapshot(folder)
    except (NoIndex, OSError) as error:
        if snapshot is None:
            raise
        return Changes(missing=str(gone_index(folder, error)))
    with newest_snapshot as newest:
        if snapshot is None or newest.generation == snapshot.generation:
            snapshot = newest  # a run may have recorded more since, without a new generation
        settings, records = snapshot.settings, snapshot.source_records()
    if settings is None:
        raise empty_index(folder)
    return changes_since(folder, settings.sources, records, thorough=thorough)


def changes_since(
    folder: Path,
    sources: Iterable[str],
    records: Mapping[str, SourceRecord],
    *,
    thorough: bool = False,
) -> Changes:
    """Return how these sources differ now from what a run recorded."""
    try:
        found = find_documents(folder, list(map(Path, sources)))
    except UnusableIgnoreFile as error:
        return Changes(missing=str(error))
    except UsageError as error:
        indexed = (id for id, record in records.items() if not record.reason)
        return Changes(removed=tuple(indexed), missing=str(error))
    return diff_sources(found, records, thorough=thorough)


def diff_sources(
    found: FoundSources,
    records: Mapping[str, SourceRecord],
    *,
    reread: str = "",
    reread_ids: Collection[str] = (),
    thorough: bool = True,
    contents: ContentsCache | None = None,
    final_reasons: Set[str] = frozenset(),
) -> Changes:
    """Return how the sources differ from what the last run recorded.

    With `reread` everything that was indexed counts as changed, and `reread_ids` in any case.
    Unless `thorough`, files with the same stat signature are not read. `contents` keeps those of
    changed files. What could not be indexed for one of the `final_reasons` is skipped until it
    changes.
    """
    kinds: dict[str, list[str]] = {"new": [], "changed": [], "unchanged": [], "again": []}
    skipped = list(found.closed)
    for source in found.sources:
        record = records.get(source.id)
        try:
            format_of(source.id)
            same = record is not None and _is_unchanged(source, record, thorough, contents)
        except UnreadableSource as reason:
            skipped.append(Skipped(source.id, str(reason)))
            continue
        if record and same and record.reason in final_reasons:
            skipped.append(Skipped(source.id, record.reason))
        elif record and not record.reason:
            again = reread or source.id in reread_ids
            kinds["unchanged" if same and not again else "changed"].append(source.id)
        else:
            kinds["again" if same else "new"].append(source.id)
    indexed = {id for id, record in records.items() if not record.reason}
    return Changes(
        new=tuple(kinds["new"]),
        changed=tuple(kinds["changed"]),
        unchanged=tuple(kinds["unchanged"]),
        again=tuple(kinds["again"]),
        removed=tuple(sorted(indexed.difference(*kinds.values()))),
        skipped=tuple(sorted(skipped, key=lambda skip: skip.id)),
        ignored=tuple(found.ignored),
        reread=reread if kinds["changed"] else "",
    )


def _is_unchanged(
    source: Source, record: SourceRecord, thorough: bool, contents: ContentsCache | None
) -> bool:
    """Return whether the source is what the last run recorded. Raises UnreadableSource."""
    same = source.signature == record.signature
    if record.reason or (same and not thorough):
        return same
    if not thorough:
        return _remembered_digest(source) == record.sha256
    if same or contents is None:
        return source_digest(source) == record.sha256
    return not contents.differs(source, record.sha256)


@lru_cache(maxsize=10_000)
def _remembered_digest(source: Source) -> str:
    """Return the digest of a touched file, which a server would else read at every question."""
    return source_digest(source)
