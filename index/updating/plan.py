"""What a run will do: how the sources on disk differ from what is indexed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.encoders.sentence_encoder import DEFAULT_MODEL, Encoder, SentenceEncoder
from index.errors import DamagedIndex, IndexMismatch, NoIndex, index_command
from index.store.local.catalogue import Catalogue, Seen, Settings
from index.store.local.database import is_own_file
from ingest import (
    FORMATS,
    MAX_SOURCE_BYTES,
    PARSE_TIMEOUT_S,
    Skipped,
    Source,
    UnreadableSource,
    UsageError,
    find_sources,
    format_of,
    reader_versions,
    source_digest,
)

DEFAULT_SOURCES = Path("corpus/documents")

PASSAGE_TOKENS = 220
"""The longest passage. Success@1 / R@5 with 160, 200, 220 tokens: digest .859 .859 .845 / .979
.979 .986, brief-dev .861 .833 .889 / .975 .988 .988, squad20-dev .879 .887 .894 / .969 .974 .977,
covidqa (200, 220) .588 .596 / .796 .801 (2026-11-23). Longer passages hold more and are read more
slowly, but the sentence that answers is marked. The default model reads 256 tokens."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How sources are read: the largest in bytes, the longest time that a file may take, and
    whether what looks like boilerplate stays in the passages. What was indexed before and has not
    changed is not read.
    """

    most_bytes: int = MAX_SOURCE_BYTES
    seconds: float = PARSE_TIMEOUT_S
    keep_boilerplate: bool = False


Found = tuple[Sequence[Source], Sequence[Skipped]]
"""Sources, and what is not followed or cannot be looked into."""

AS_USUAL = ReadOptions()


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run will do, by the ids of documents. `again` could not be indexed last time and
    are as they were; `skipped` cannot be read. `missing` says which source that was named is not
    there, for then nothing can be compared; nor would a run remove anything. `reread` says why
    all that was indexed counts as changed.
    """

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    missing: str = ""
    reread: str = ""

    @property
    def stale(self) -> frozenset[str]:
        """Documents whose sources are not as they were indexed."""
        return frozenset((*self.changed, *self.removed))

    @property
    def readable(self) -> frozenset[str]:
        """Documents whose sources are there to be read."""
        return frozenset((*self.new, *self.changed, *self.unchanged, *self.again))

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.removed)

    def __str__(self) -> str:
        counts = {
            "new": self.new,
            "changed": self.changed,
            "removed": self.removed,
            "unchanged": self.unchanged,
        }
        told = [f"{len(ids)} {name}" for name, ids in counts.items()]
        if self.again:
            told.append(f"{len(self.again)} to try again")
        because = f" (all are read again: {self.reread})" if self.reread else ""
        return ", ".join(told) + because


def plan_update(
    folder: Path,
    paths: Sequence[Path] = (),
    *,
    model: str | None = None,
    rebuild: bool = False,
    reading: ReadOptions = AS_USUAL,
    load_encoder: Callable[[str], Encoder] = SentenceEncoder,
) -> Changes:
    """What `update` would do. Nothing is written; raises as `update` does before it reads."""
    named = named_sources(folder, paths)
    found = find_documents(folder, named)
    before, seen = None, dict[str, Seen]()
    last = last_settings(folder, rebuild)
    try:
        with Catalogue(folder) as catalogue, catalogue.transaction():
            if rebuild:
                catalogue.check()
            before, seen = catalogue.settings(), catalogue.seen()
    except NoIndex:
        pass
    except (DamagedIndex, IndexMismatch):
        if not rebuild:
            raise
    encoder = load_encoder(model or (last.model if last else DEFAULT_MODEL))
    settings = settings_of(encoder, PASSAGE_TOKENS, named, reading)
    return compare(folder, found, before, settings, seen, rebuild)


def changes(folder: Path, *, thorough: bool = False) -> Changes:
    """How the sources of the index in `folder` differ from it now.

    Unless `thorough`, files that nothing has happened to since the last run are not read.
    Raises NoIndex, IndexMismatch, DamagedIndex.
    """
    with Catalogue(folder) as catalogue, catalogue.transaction():
        settings, seen = catalogue.settings(), catalogue.seen()
    if settings is None:
        raise NoIndex(f"the index in {folder} is empty: {index_command(folder, 'PATH')}")
    return changes_since(folder, settings.sources, seen, thorough=thorough)


def changes_since(
    folder: Path, sources: Iterable[str], seen: Mapping[str, Seen], *, thorough: bool = False
) -> Changes:
    """As `changes`, from a state of the index that is of these sources and saw those files."""
    try:
        found = find_documents(folder, list(map(Path, sources)))
    except UsageError as error:
        indexed = (id for id, each in seen.items() if not each.reason)
        return Changes(removed=tuple(indexed), missing=str(error))
    return _differences(*found, seen, thorough=thorough)


def named_sources(folder: Path, paths: Sequence[Path]) -> list[Path]:
    """The paths of the sources: those given, or those of last time, or the usual ones.

    Raises UsageError where `folder` is a file.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file: --index names a folder")
    if paths:
        return [path.resolve() for path in paths]
    settings = last_settings(folder)
    return [Path(each) for each in settings.sources] if settings else [DEFAULT_SOURCES.resolve()]


def last_settings(folder: Path, rebuild: bool = False) -> Settings | None:
    """What the index was built with last time; None where there is none, or none that can be
    read and is only to be rebuilt.
    """
    try:
        with Catalogue(folder) as catalogue:
            return catalogue.settings()
    except NoIndex:
        return None
    except (DamagedIndex, IndexMismatch):
        if not rebuild:
            raise
        return None


def find_documents(folder: Path, named: Sequence[Path]) -> Found:
    """As `find_sources`, without the files of the index itself."""
    sources, closed = find_sources(named)
    index = folder.resolve()
    return [each for each in sources if not is_own_file(index, each.path)], closed


def settings_of(
    encoder: Encoder, passage_tokens: int, named: Sequence[Path], reading: ReadOptions
) -> Settings:
    """What an index is built with now."""
    sources = tuple(str(path) for path in named)
    return Settings(
        encoder.name,
        encoder.fingerprint,
        passage_tokens,
        sources,
        reading.keep_boilerplate,
        reader_versions(),
    )


def compare(
    folder: Path,
    found: Found,
    before: Settings | None,
    now: Settings,
    seen: Mapping[str, Seen],
    rebuild: bool,
) -> Changes:
    """What a run does that finds these sources, and unreadable folders, where the last one saw
    those. Raises IndexMismatch and UsageError where it must not.
    """
    reread = "to rebuild" if before and rebuild else ""
    if before and not rebuild:
        _check_settings(folder, before, now)
        if before.keep_boilerplate != now.keep_boilerplate:
            reread = "for their boilerplate"
        elif before.libraries != now.libraries:
            reread = "with other versions of the libraries that read them"
    differences = _differences(*found, seen, reread=reread)
    if not differences.readable:
        refuse_nothing(before, now, differences.skipped)
    return differences


def refuse_nothing(before: Settings | None, now: Settings, skipped: Sequence[Skipped]) -> None:
    """Raises UsageError for new sources without a document: a mistyped path may be the reason."""
    if before and before.sources == now.sources:
        return
    reasons = "".join(f"; {each.id}: {each.reason}" for each in skipped[:3])
    more = f"; and {len(skipped) - 3} more" if len(skipped) > 3 else ""
    where, formats = ", ".join(now.sources), ", ".join(sorted(FORMATS))
    raise UsageError(f"no document to index in {where} ({formats}){reasons}{more}")


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


def _differences(
    sources: Iterable[Source],
    closed: Sequence[Skipped],
    last_time: Mapping[str, Seen],
    *,
    reread: str = "",
    thorough: bool = True,
) -> Changes:
    """How `sources` differ from what the last run saw. With `reread` what was indexed counts as
    changed. Unless `thorough`, files that nothing has happened to since are not read.
    """
    found: dict[str, list[str]] = {"new": [], "changed": [], "unchanged": [], "again": []}
    skipped = list(closed)
    for source in sources:
        before = last_time.get(source.id)
        try:
            format_of(source.id)
            now = source.signature
            same = before and now == before.stamp
            if before and not before.reason and (thorough or not same):
                found_now = source_digest(source) if thorough else _remembered_digest(source)
                same = found_now == before.sha256
        except UnreadableSource as reason:
            skipped.append(Skipped(source.id, str(reason)))
            continue
        if before and not before.reason:
            found["unchanged" if same and not reread else "changed"].append(source.id)
        else:
            found["again" if same else "new"].append(source.id)
    indexed = {id for id, each in last_time.items() if not each.reason}
    return Changes(
        new=tuple(found["new"]),
        changed=tuple(found["changed"]),
        unchanged=tuple(found["unchanged"]),
        again=tuple(found["again"]),
        removed=tuple(sorted(indexed.difference(*found.values()))),
        skipped=tuple(sorted(skipped, key=lambda each: each.id)),
        reread=reread if found["changed"] else "",
    )


@lru_cache(maxsize=10_000)
def _remembered_digest(source: Source) -> str:
    """For files that were touched: a server would digest them again at every question."""
    return source_digest(source)
