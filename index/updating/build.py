"""Bring an index up to date with its sources."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from index.encoders import Encoder, SentenceEncoder
from index.storage import open_writer
from index.store import Settings, SourceRecord, Writer
from index.updating.changes import (
    DEFAULT_READING,
    Changes,
    ContentsCache,
    ReadOptions,
    find_documents,
)
from index.updating.embed import Progress, embed_missing
from index.updating.plan import (
    PASSAGE_TOKENS,
    compare,
    kept_ids,
    model_name,
    paths_of_run,
    previous_state,
    require_documents,
    settings_of,
)
from index.updating.reading import chunk_documents, lines_to_drop, read_sources
from index.updating.spool import Spool, SpooledPassages
from ingest import (
    FoundSources,
    Skipped,
    Source,
    WorkerPool,
    counted,
    has_reader,
)


@dataclass(frozen=True, slots=True)
class DocumentWarning:
    """What is wrong with a document that was indexed all the same."""

    id: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found and did.

    `new` to `unchanged` count documents, `passages` those of the whole library, `embedded` the
    texts that had to be embedded, `ignored` the files that a .briefqaignore leaves out.
    `warnings` say what is wrong with documents that were read, or how much of them is dropped.
    """

    new: int
    changed: int
    removed: int
    unchanged: int
    passages: int
    embedded: int
    skipped: tuple[Skipped, ...]
    ignored: int = 0
    warnings: tuple[DocumentWarning, ...] = ()

    def __str__(self) -> str:
        ignored = f", {self.ignored} ignored" if self.ignored else ""
        return (
            f"{self.new} new, {self.changed} changed, {self.removed} removed, "
            f"{self.unchanged} unchanged{ignored}; {counted(self.passages, 'passage')}"
        )


def update(
    folder: Path,
    paths: Sequence[Path] = (),
    *,
    model: str | None = None,
    rebuild: bool = False,
    passage_tokens: int = PASSAGE_TOKENS,
    reading: ReadOptions = DEFAULT_READING,
    load_encoder: Callable[[str], Encoder] = SentenceEncoder,
    announce: Callable[[Changes], None] = lambda changes: None,
    progress: Progress = lambda doing, done, total: None,
) -> Report:
    """Index exactly the documents at and below `paths` in `folder`, and return what was done.

    `paths` and `model` default to those of the last run, of a new index to the best model that is
    installed. Only text without vectors of this model is embedded.
    `announce` gets the plan before anything is read. Changes show all at once, at the end; until
    then the previous state keeps answering. An index of an earlier format is rebuilt, as with
    `rebuild`, which reads and embeds everything again.

    Raises UsageError for a path that does not exist and for new paths without a document,
    IndexBusy if another process writes, IndexMismatch if the model or the passage length differ
    from the last run's, DamagedIndex, ModelUnavailable; another BriefQAError or an OSError if the
    disk is full or fails.
    """
    previous = previous_state(folder, rebuild)
    named = paths_of_run(folder, paths, previous)
    found = find_documents(folder, named)
    with open_writer(folder, rebuild=rebuild or bool(previous.outdated)) as writer:
        encoder = load_encoder(model_name(model, writer.settings or previous.settings))
        settings = settings_of(
            encoder, passage_tokens, named, reading, writer.settings or previous.settings
        )
        contents = ContentsCache(reading.max_bytes)
        changes = compare(
            folder,
            found,
            writer.settings,
            settings,
            writer.source_records(),
            previous,
            reading,
            rebuild=rebuild,
            contents=contents,
        )
        announce(changes)
        run = _Run(folder, writer, encoder, settings, reading, progress)
        return run.apply(found, changes, contents, embed_all=rebuild)


@dataclass(frozen=True, slots=True)
class _Run:
    """A run that may write."""

    folder: Path
    writer: Writer
    encoder: Encoder
    settings: Settings
    reading: ReadOptions
    progress: Progress

    def apply(
        self, found: FoundSources, changes: Changes, contents: ContentsCache, *, embed_all: bool
    ) -> Report:
        """Read, chunk, embed and publish what has changed."""
        to_read = {*changes.new, *changes.changed, *changes.again}
        signatures = {
            source.id: source.signature for source in found.sources if has_reader(source.id)
        }
        pending = [source for source in found.sources if source.id in to_read]
        kept = kept_ids(found, self.settings)
        before = self.writer.digests()
        with Spool(self.folder) as spool:
            read, warnings, failed = self._chunk(pending, changes, contents, kept, spool)
            skipped = sorted([*changes.skipped, *failed], key=lambda skip: skip.id)
            unchanged = [id for id in changes.unchanged if id not in {skip.id for skip in failed}]
            if not (unchanged or read):
                require_documents(
                    self.writer.settings, self.settings, skipped, changes.ignored_files
                )
            digests = {id: before[id] for id in unchanged} | read
            removed = sorted(before.keys() - digests.keys())
            chunked = SpooledPassages(spool, list(warnings))
            embedded = embed_missing(
                self.writer,
                self.encoder,
                self.settings,
                chunked,
                self.progress,
                embed_all=embed_all,
            )
            records = _records(digests, skipped, signatures)
            passages = self.writer.publish(self.settings, chunked, removed, records)
        return Report(
            new=sum(id not in before for id in read),
            changed=sum(id in before for id in read),
            removed=len(removed),
            unchanged=len(unchanged),
            passages=passages,
            embedded=embedded,
            skipped=tuple(skipped),
            ignored=changes.ignored_files,
            warnings=tuple(DocumentWarning(id, warning) for id in read for warning in warnings[id]),
        )

    def _chunk(
        self,
        sources: Sequence[Source],
        changes: Changes,
        contents: ContentsCache,
        kept: Set[str],
        passages: Spool,
    ) -> tuple[dict[str, str], dict[str, tuple[str, ...]], list[Skipped]]:
        """Put the documents that have changed into a spool, with their passages.

        Returns the digests of the sources that were read, the warnings of all documents that have
        changed, and what could not be read or chunked.
        """
        limit = min(self.settings.passage_tokens, self.encoder.max_tokens)
        with Spool(self.folder) as documents, WorkerPool(self.reading.timeout_s) as pool:
            read, unread = read_sources(pool, sources, contents, kept, documents, self.progress)
            dropped: dict[str, dict[int, str]] = {}
            if read or self.writer.digests().keys() - changes.unchanged:
                dropped = lines_to_drop(self.writer, read, changes.unchanged, kept, documents)
            warnings, unchunked = chunk_documents(
                pool, documents, dropped, self.encoder, limit, passages, self.progress
            )
        digests = {id: document.sha256 for id, document in read.items() if id in warnings}
        return digests, warnings, unread + unchunked


def _records(
    digests: Mapping[str, str], skipped: Sequence[Skipped], signatures: Mapping[str, str]
) -> list[SourceRecord]:
    """Return what is recorded of the sources: their digests, or the reasons why there are none."""
    indexed = [SourceRecord(id, sha256, signatures[id]) for id, sha256 in digests.items()]
    failed = [
        SourceRecord(skip.id, "", signatures[skip.id], skip.reason)
        for skip in skipped
        if skip.id in signatures
    ]
    return indexed + failed
