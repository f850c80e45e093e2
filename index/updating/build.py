"""Bring an index up to date with its sources."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from index.encoders import Encoder, SentenceEncoder
from index.storage import open_writer
from index.store import FramedPassage, Settings, SourceRecord, Writer
from index.updating.changes import Changes, ContentsCache, find_documents
from index.updating.embed import Progress, embed_missing
from index.updating.plan import (
    DEFAULT_READING,
    PASSAGE_TOKENS,
    ReadOptions,
    compare,
    kept_ids,
    model_name,
    paths_of_run,
    previous_state,
    require_documents,
    settings_of,
)
from ingest import (
    Document,
    FoundSources,
    Skipped,
    Source,
    UnreadableSource,
    WorkerPool,
    chunk,
    drop_repeated,
    dropped_warnings,
    frame_text,
    has_reader,
    keep_boilerplate,
    repeated_lines,
    require_text,
)

Chunked = tuple[Document, list[FramedPassage]]


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
            f"{self.unchanged} unchanged{ignored}; {self.passages} passages"
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
            rebuild=rebuild,
            contents=contents,
        )
        announce(changes)
        run = _Run(writer, encoder, settings, reading, progress)
        return run.apply(found, changes, contents, embed_all=rebuild)


@dataclass(frozen=True, slots=True)
class _Run:
    """A run that may write."""

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
        documents, failed = self._read(pending, contents, kept)
        skipped = sorted([*changes.skipped, *failed], key=lambda skip: skip.id)
        if not (changes.unchanged or documents):
            require_documents(self.writer.settings, self.settings, skipped, changes.ignored_files)
        before = self.writer.digests()
        digests = {id: before[id] for id in changes.unchanged}
        digests |= {document.id: document.sha256 for document in documents}
        removed = sorted(before.keys() - digests.keys())
        final = documents
        if documents or removed:
            final = self._drop_repeated_lines(documents, changes.unchanged, kept)
        chunked = self._chunk(final)
        embedded = embed_missing(
            self.writer,
            self.encoder,
            self.settings,
            [framed for _, passages in chunked for framed in passages],
            self.progress,
            embed_all=embed_all,
        )
        records = _records(digests, skipped, signatures)
        passages = self.writer.publish(self.settings, chunked, removed, records)
        return Report(
            new=sum(document.id not in before for document in documents),
            changed=sum(document.id in before for document in documents),
            removed=len(removed),
            unchanged=len(changes.unchanged),
            passages=passages,
            embedded=embedded,
            skipped=tuple(skipped),
            ignored=changes.ignored_files,
            warnings=tuple(
                DocumentWarning(document.id, warning)
                for document in final
                if document.id in to_read
                for warning in (*document.warnings, *dropped_warnings(document.dropped_share))
            ),
        )

    def _read(
        self, sources: Sequence[Source], contents: ContentsCache, kept: Set[str]
    ) -> tuple[list[Document], list[Skipped]]:
        """Return the documents in the order of their sources, and the sources without one.

        Those that are `kept` lose nothing.
        """
        documents: dict[str, Document] = {}
        failed: list[Skipped] = []
        with WorkerPool(self.reading.timeout_s) as pool:
            results = pool.read(sources, contents.take)
            for done, (source, read) in enumerate(results, start=1):
                try:
                    document = read()
                    if source.id in kept:
                        document = keep_boilerplate(document)
                    documents[source.id] = require_text(document)
                except UnreadableSource as reason:
                    failed.append(Skipped(source.id, str(reason)))
                self.progress("reading", done, len(sources))
        return [documents[source.id] for source in sources if source.id in documents], failed

    def _drop_repeated_lines(
        self, documents: Sequence[Document], unchanged: Sequence[str], kept: Set[str]
    ) -> list[Document]:
        """Return the documents without lines that many documents of the library share.

        Those that are `kept` stay whole. With them the unchanged documents that this changes, which
        are loaded one at a time, and again only if they may change.
        """

        def library() -> Iterator[Document]:
            yield from documents
            yield from self.writer.documents(unchanged)

        repeated, affected = repeated_lines(library())
        changed = (
            (document, drop_repeated(document, repeated))
            for document in self.writer.documents(
                id for id in unchanged if id in affected and id not in kept
            )
        )
        return [
            *(
                document if document.id in kept else drop_repeated(document, repeated)
                for document in documents
            ),
            *(now for before, now in changed if now != before),
        ]

    def _chunk(self, documents: Sequence[Document]) -> list[Chunked]:
        """Return the documents with their passages in frames."""
        limit = min(self.settings.passage_tokens, self.encoder.max_tokens)
        chunked = []
        for done, document in enumerate(documents, start=1):
            passages = chunk(document, self.encoder.count_tokens, limit)
            framed = [FramedPassage(passage, frame_text(document, passage)) for passage in passages]
            chunked.append((document, framed))
            self.progress("chunking", done, len(documents))
        return chunked


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
