"""Sources to documents, and documents to passages, in limited processes."""

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from index.encoders import Encoder
from index.store import Writer
from index.updating.changes import ContentsCache
from index.updating.embed import Progress
from index.updating.spool import Spool
from ingest import (
    OwnLines,
    PackedDocument,
    PackedPassages,
    Skipped,
    Source,
    UnreadableSource,
    Worker,
    WorkerPool,
    chunk_document,
    drop_repeated,
    own_lines,
    pack_document,
    read_source,
    repeated_lines,
)


class ReadDocument(NamedTuple):
    """What is known of a document that a spool holds."""

    sha256: str
    lines: OwnLines


def read_sources(
    pool: WorkerPool,
    sources: Sequence[Source],
    contents: ContentsCache,
    kept: Set[str],
    documents: Spool,
    progress: Progress,
) -> tuple[dict[str, ReadDocument], list[Skipped]]:
    """Put the documents of the sources into a spool; return them by id, and what has none.

    Those that are `kept` lose no boilerplate.
    """

    def read(source: Source, worker: Worker) -> PackedDocument:
        return read_source(source, contents.take(source), worker, keep=source.id in kept)

    found: dict[str, ReadDocument] = {}
    failed: list[Skipped] = []
    for done, (source, result) in enumerate(pool.map(read, sources), start=1):
        try:
            packed = result()
        except UnreadableSource as reason:
            failed.append(Skipped(source.id, str(reason)))
        else:
            documents.put(source.id, packed.json)
            found[source.id] = ReadDocument(packed.sha256, packed.lines)
        progress("reading", done, len(sources))
    return {source.id: found[source.id] for source in sources if source.id in found}, failed


def lines_to_drop(
    writer: Writer,
    read: Mapping[str, ReadDocument],
    unchanged: Sequence[str],
    kept: Set[str],
    documents: Spool,
) -> dict[str, dict[int, str]]:
    """Return the lines that many documents of the library share, of each document to chunk.

    These are the documents that were read, and the unchanged ones that this changes, which are put
    into the spool. They are loaded one at a time, and again only if they may change. It takes time
    in proportion to the library's text, and this process does it: a document whose lines take long
    was found out when it was read. Documents that are `kept` stay whole.
    """
    library = [document.lines for document in read.values()]
    library += map(own_lines, writer.documents(unchanged))
    repeated = repeated_lines(library)
    dropped = {
        id: {} if id in kept else repeated.of(document.lines) for id, document in read.items()
    }
    affected = (id for id in unchanged if id in repeated.affected and id not in kept)
    for document in writer.documents(affected):
        if drop_repeated(document, repeated.first_ids) != document:
            packed = pack_document(document)
            documents.put(document.id, packed.json)
            dropped[document.id] = repeated.of(packed.lines)
    return dropped


def chunk_documents(
    pool: WorkerPool,
    documents: Spool,
    dropped: Mapping[str, Mapping[int, str]],
    encoder: Encoder,
    limit: int,
    passages: Spool,
    progress: Progress,
) -> tuple[dict[str, tuple[str, ...]], list[Skipped]]:
    """Put the documents of a spool with their passages into another one.

    `dropped` are the lines to drop of each. Returns the warnings of each by id, and what has no
    passages.
    """

    def chunk(id: str, worker: Worker) -> PackedPassages:
        return chunk_document(documents.get(id), dropped[id], worker, encoder.count_tokens, limit)

    warnings: dict[str, tuple[str, ...]] = {}
    failed: list[Skipped] = []
    for done, (id, result) in enumerate(pool.map(chunk, dropped), start=1):
        try:
            packed = result()
        except UnreadableSource as reason:
            failed.append(Skipped(id, str(reason)))
        else:
            passages.put(id, packed.json)
            warnings[id] = packed.warnings
        progress("chunking", done, len(dropped))
    return {id: warnings[id] for id in dropped if id in warnings}, failed
