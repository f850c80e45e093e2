"""Bring an index up to date with its sources."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.encoders.sentence_encoder import DEFAULT_MODEL, Encoder, SentenceEncoder
from index.errors import DamagedIndex, IndexMismatch
from index.ranking.late_interaction import fit_projection
from index.store.local.catalogue import Catalogue, Seen, Settings
from index.store.local.database import REBUILT, replace_files
from index.store.local.lock import writing
from index.store.local.publish import add_vectors, publish, set_projection
from index.store.local.vectors import open_vectors
from index.updating.plan import (
    AS_USUAL,
    PASSAGE_TOKENS,
    Changes,
    ReadOptions,
    compare,
    find_documents,
    last_settings,
    named_sources,
    refuse_nothing,
    settings_of,
)
from ingest import (
    Document,
    Passage,
    Skipped,
    Source,
    UnreadableSource,
    Worker,
    has_reader,
    keep_boilerplate,
    read_contents,
    read_source,
    require_text,
)
from ingest.chunk import chunk
from ingest.structure.repeated_lines import drop_repeated, repeated_lines

EMBEDDED_AT_ONCE = 128
"""Passages whose vectors are stored together: an interrupted run embeds no more than these anew."""

Progress = Callable[[str, int, int | None], None]
"""Told what is being done, how much of it is done, and of how much, where that is known."""

Chunked = tuple[Document, list[Passage]]


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found and did. `new` to `unchanged` count documents, `passages` those of the whole
    library, `embedded` the texts that had to be.
    """

    new: int
    changed: int
    removed: int
    unchanged: int
    passages: int
    embedded: int
    skipped: tuple[Skipped, ...]

    def __str__(self) -> str:
        return (
            f"{self.new} new, {self.changed} changed, {self.removed} removed, "
            f"{self.unchanged} unchanged; {self.passages} passages"
        )


def update(
    folder: Path,
    paths: Sequence[Path] = (),
    *,
    model: str | None = None,
    rebuild: bool = False,
    passage_tokens: int = PASSAGE_TOKENS,
    reading: ReadOptions = AS_USUAL,
    load_encoder: Callable[[str], Encoder] = SentenceEncoder,
    announce: Callable[[Changes], None] = lambda changes: None,
    progress: Progress = lambda doing, done, total: None,
) -> Report:
    """Make the index in `folder` hold exactly the documents at and below `paths`.

    Without `paths` these are the ones named last time, without `model` it is the one used last
    time. Only text without a vector is embedded; before anything is read, `announce` is told what
    will be. The change shows all at once, at the end; until then the old state answers. With
    `rebuild` everything is read and embedded anew.

    Raises UsageError for a path that is not there and for new paths without a document, IndexBusy
    where another process writes, IndexMismatch where the model or the passage length differ from
    last time, DamagedIndex, ModelUnavailable; another BriefQAError or OSError where the disk is
    full or fails.
    """
    named = named_sources(folder, paths)
    found = find_documents(folder, named)
    folder.mkdir(parents=True, exist_ok=True)
    with writing(folder), _catalogue(folder, rebuild) as catalogue:
        before, last = catalogue.settings(), last_settings(folder, rebuild)
        encoder = load_encoder(model or (last.model if last else DEFAULT_MODEL))
        settings = settings_of(encoder, passage_tokens, named, reading)
        stamps = {source.id: source.signature for source in found[0] if has_reader(source.id)}
        changes = compare(folder, found, before, settings, catalogue.seen(), rebuild)
        announce(changes)
        to_read = {*changes.new, *changes.changed, *changes.again}
        pending = [source for source in found[0] if source.id in to_read]
        documents, failed = _read(pending, reading, progress)
        skipped = sorted([*changes.skipped, *failed], key=lambda each: each.id)
        kept = set(changes.unchanged)
        if not (kept or documents):
            refuse_nothing(before, settings, skipped)
        indexed = catalogue.digests()
        digests = {id: indexed[id] for id in kept} | {each.id: each.sha256 for each in documents}
        removed = indexed.keys() - digests.keys()
        final = documents
        if not reading.keep_boilerplate and (documents or removed):
            final = _without_repeated(documents, catalogue, kept)
        changed = _chunk(final, encoder, passage_tokens, progress)
        embedded = _embed(catalogue, settings, encoder, changed, rebuild, progress)
        seen = [Seen(id, sha256, stamps[id]) for id, sha256 in digests.items()]
        seen += [
            Seen(each.id, "", stamps[each.id], each.reason) for each in skipped if each.id in stamps
        ]
        publish(catalogue, settings, changed, sorted(removed), seen)
        passages = sum(catalogue.passage_counts().values())
        if passages:
            open_vectors(catalogue)  # written now, so that no question waits for it
    return Report(
        new=sum(document.id not in indexed for document in documents),
        changed=sum(document.id in indexed for document in documents),
        removed=len(removed),
        unchanged=len(kept),
        passages=passages,
        embedded=embedded,
        skipped=tuple(skipped),
    )


@contextmanager
def _catalogue(folder: Path, rebuild: bool) -> Iterator[Catalogue]:
    """The catalogue to write to; to rebuild one that is damaged, a new one, which takes its place
    only when it is complete.
    """
    if not rebuild or _is_sound(folder):
        with Catalogue(folder, create=True) as catalogue:
            yield catalogue
        return
    beside = folder / REBUILT
    shutil.rmtree(beside, ignore_errors=True)
    try:
        with Catalogue(beside, create=True) as catalogue:
            yield catalogue
        replace_files(folder, beside)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _is_sound(folder: Path) -> bool:
    try:
        with Catalogue(folder, create=True) as catalogue:
            catalogue.check()
    except (DamagedIndex, IndexMismatch):
        return False
    return True


def _read(
    sources: Sequence[Source], reading: ReadOptions, progress: Progress
) -> tuple[list[Document], list[Skipped]]:
    """The documents, and the sources that cannot be read."""
    documents: list[Document] = []
    failed: list[Skipped] = []
    with Worker(reading.seconds) as worker:
        for done, source in enumerate(sources, start=1):
            try:
                contents = read_contents(source, reading.most_bytes)
                document = read_source(source, contents, worker)
                if reading.keep_boilerplate:
                    document = keep_boilerplate(document)
                documents.append(require_text(document))
            except UnreadableSource as reason:
                failed.append(Skipped(source.id, str(reason)))
            progress("reading", done, len(sources))
    return documents, failed


def _without_repeated(
    documents: Sequence[Document], catalogue: Catalogue, kept: set[str]
) -> list[Document]:
    """The documents, and those of the kept ones that change by it, without the lines that many
    documents of the library share.
    """

    def library() -> Iterator[Document]:
        yield from documents
        yield from catalogue.documents(sorted(kept))

    repeated = repeated_lines(library())
    stored = catalogue.documents(sorted(kept))
    changed = ((each, drop_repeated(each, repeated)) for each in stored)
    return [
        *(drop_repeated(each, repeated) for each in documents),
        *(now for before, now in changed if now != before),
    ]


def _chunk(
    documents: Sequence[Document], encoder: Encoder, passage_tokens: int, progress: Progress
) -> list[Chunked]:
    """The documents with their passages."""
    limit = min(passage_tokens, encoder.max_tokens)
    changed = []
    for done, document in enumerate(documents, start=1):
        changed.append((document, chunk(document, encoder.count_tokens, limit)))
        progress("cutting into passages", done, len(documents))
    return changed


def _embed(
    catalogue: Catalogue,
    settings: Settings,
    encoder: Encoder,
    changed: Sequence[Chunked],
    rebuild: bool,
    progress: Progress,
) -> int:
    """Add the vectors that are missing (all, to rebuild); returns how many these were."""
    texts = (passage.text for _, passages in changed for passage in passages)
    keys = {settings.key(text): text for text in texts}
    missing = [key for key in keys if rebuild or not catalogue.has_vector(key)]
    if not missing:
        return 0
    projection = catalogue.projection(settings.fingerprint)
    if projection is None:
        projection = fit_projection(encoder)
        set_projection(catalogue, settings.fingerprint, projection)
    for start in range(0, len(missing), EMBEDDED_AT_ONCE):
        batch = missing[start : start + EMBEDDED_AT_ONCE]
        embeddings = encoder.embed([keys[key] for key in batch])
        add_vectors(catalogue, batch, embeddings, projection)
        progress("embedding", start + len(batch), len(missing))
    return len(missing)
