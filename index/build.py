"""Bring an index up to date with its sources."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from index.catalogue import FILE, Catalogue, Settings
from index.encoder import DEFAULT_MODEL, Encoder, SentenceEncoder
from index.errors import DamagedIndex, IndexBusy, IndexMismatch, NoIndex, index_command
from index.late import fit_projection
from index.vectors import open_vectors
from ingest import (
    FORMATS,
    MOST_BYTES,
    SECONDS,
    Document,
    Passage,
    Skipped,
    Source,
    UnreadableSource,
    UsageError,
    Worker,
    find_sources,
    format_of,
    read_contents,
    read_source,
)
from ingest.chunk import chunk
from ingest.repeated import drop_repeated, repeated_lines

DEFAULT_SOURCES = Path("corpus/documents")

PASSAGE_TOKENS = 220
"""The longest passage. Success@1 / R@5 with 160, 200, 220 tokens: digest .859 .859 .845 / .979
.979 .986, brief-dev .861 .833 .889 / .975 .988 .988, squad20-dev .879 .887 .894 / .969 .974 .977,
covidqa (200, 220) .588 .596 / .796 .801 (2026-11-23). Longer passages hold more and are read more
slowly, but the sentence that answers is marked. The default model reads 256 tokens."""

EMBEDDED_AT_ONCE = 128
"""Passages whose vectors are stored together: an interrupted run embeds no more than these anew."""

Chunked = tuple[Document, list[Passage]]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How sources are read: the largest in bytes, the longest time that a file may take, and
    whether what looks like boilerplate stays in the passages.
    """

    most_bytes: int = MOST_BYTES
    seconds: float = SECONDS
    keep_boilerplate: bool = False


Progress = Callable[[str, int, int | None], None]
"""Told what is being done, how much of it is done, and of how much, where that is known."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found and did. `new` to `removed` count documents, `passages` those of the whole
    library, `embedded` the texts that had to be.
    """

    new: int
    updated: int
    unchanged: int
    removed: int
    passages: int
    embedded: int
    skipped: tuple[Skipped, ...]

    def __str__(self) -> str:
        return (
            f"{self.new} new, {self.updated} updated, {self.unchanged} unchanged, "
            f"{self.removed} removed; {self.passages} passages"
        )


def update(
    folder: Path,
    paths: Sequence[Path] = (),
    *,
    model: str | None = None,
    rebuild: bool = False,
    passage_tokens: int = PASSAGE_TOKENS,
    reading: ReadOptions = ReadOptions(),
    load_encoder: Callable[[str], Encoder] = SentenceEncoder,
    progress: Progress = lambda doing, done, total: None,
) -> Report:
    """Make the index in `folder` hold exactly the documents at and below `paths`.

    Without `paths` these are the ones named last time, without `model` it is the one used last
    time. Only text without a vector is embedded. The change shows all at once, at the end; until
    then the old state answers. With `rebuild` everything is read and embedded anew.

    Raises UsageError for a path that is not there and for new paths without a document, IndexBusy
    where another process writes, IndexMismatch where the model or the passage length differ from
    last time, DamagedIndex, ModelUnavailable.
    """
    named = (
        [path.resolve() for path in paths]
        or _named_last_time(folder)
        or [DEFAULT_SOURCES.resolve()]
    )
    sources, closed = find_sources(named)
    with _writing(folder), _catalogue(folder, rebuild) as catalogue:
        before = catalogue.settings()
        encoder = load_encoder(model or (before.model if before else DEFAULT_MODEL))
        settings = Settings(
            encoder.name,
            encoder.fingerprint,
            passage_tokens,
            tuple(str(path) for path in named),
            reading.keep_boilerplate,
        )
        if before and not rebuild:
            _check_settings(folder, before, settings)
        indexed = catalogue.digests()
        as_before = before and before.keep_boilerplate == reading.keep_boilerplate and not rebuild
        known = indexed if as_before else {}
        kept, documents, failed = _read(sources, known, reading, progress)
        if not (kept or documents) and (before is None or before.sources != settings.sources):
            raise UsageError(_nothing(named, closed + failed))
        removed = indexed.keys() - kept - {document.id for document in documents}
        final = documents
        if not reading.keep_boilerplate and (documents or removed):
            final = _without_repeated(documents, catalogue, kept)
        changed = _chunk(final, encoder, passage_tokens, progress)
        embedded = _embed(catalogue, settings, encoder, changed, rebuild, progress)
        if changed or removed or settings != before:
            catalogue.publish(settings, changed, sorted(removed))
        passages = sum(catalogue.passage_counts().values())
        if passages:
            open_vectors(catalogue)  # written now, so that no question waits for it
    return Report(
        new=sum(document.id not in indexed for document in documents),
        updated=sum(document.id in indexed for document in documents),
        unchanged=len(kept),
        removed=len(removed),
        passages=passages,
        embedded=embedded,
        skipped=tuple(sorted(closed + failed, key=lambda each: each.id)),
    )


def _nothing(named: Sequence[Path], skipped: Sequence[Skipped]) -> str:
    """That there is nothing to index, which a mistyped path may be the reason of."""
    reasons = "".join(f"; {each.id}: {each.reason}" for each in skipped[:3])
    more = f"; and {len(skipped) - 3} more" if len(skipped) > 3 else ""
    where = ", ".join(map(str, named))
    return f"no document to index in {where} ({', '.join(sorted(FORMATS))}){reasons}{more}"


def _named_last_time(folder: Path) -> list[Path]:
    try:
        with Catalogue(folder) as catalogue:
            settings = catalogue.settings()
    except NoIndex:
        return []
    return [Path(path) for path in settings.sources] if settings else []


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file: --index names a folder")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "lock", blocking=False):
            yield
    except Timeout:
        raise IndexBusy(
            f"another process is writing to the index in {folder}: try again when it is done"
        ) from None


def _catalogue(folder: Path, rebuild: bool) -> Catalogue:
    if not rebuild:
        return Catalogue(folder, create=True)
    try:
        catalogue = Catalogue(folder, create=True)
        catalogue.check()
        return catalogue  # it answers until the new state is published
    except (DamagedIndex, IndexMismatch):
        pass
    for suffix in ("", "-wal", "-shm"):
        (folder / (FILE + suffix)).unlink(missing_ok=True)
    return Catalogue(folder, create=True)


def _check_settings(folder: Path, before: Settings, now: Settings) -> None:
    for what, then, here in (
        ("model", before.model, now.model),
        ("model files of sha256", before.fingerprint, now.fingerprint),
        ("passage length", before.passage_tokens, now.passage_tokens),
    ):
        if then != here:
            raise IndexMismatch(
                f"the index in {folder} was built with {what} {then}, not {here}: rebuild it "
                f"with {index_command(folder, '--rebuild', '--model', now.model)}"
            )


def _read(
    sources: Sequence[Source], indexed: Mapping[str, str], reading: ReadOptions, progress: Progress
) -> tuple[set[str], list[Document], list[Skipped]]:
    """Ids of the sources that are indexed as they are, documents of the others, the unreadable."""
    kept: set[str] = set()
    documents: list[Document] = []
    failed: list[Skipped] = []
    with Worker(reading.seconds) as worker:
        for done, source in enumerate(sources, start=1):
            try:
                format_of(source.id)
                contents = read_contents(source, reading.most_bytes)
                if indexed.get(source.id) == contents.sha256:
                    kept.add(source.id)
                else:
                    keep = reading.keep_boilerplate
                    documents.append(read_source(source, contents, worker, keep_boilerplate=keep))
            except UnreadableSource as reason:
                failed.append(Skipped(source.id, str(reason)))
            progress("reading", done, len(sources))
    return kept, documents, failed


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
        catalogue.set_projection(settings.fingerprint, projection)
    for start in range(0, len(missing), EMBEDDED_AT_ONCE):
        batch = missing[start : start + EMBEDDED_AT_ONCE]
        embeddings = encoder.embed([keys[key] for key in batch])
        catalogue.add_vectors(batch, embeddings, projection)
        progress("embedding", start + len(batch), len(missing))
    return len(missing)
