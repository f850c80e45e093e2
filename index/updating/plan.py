"""What a run will do, and whether it may."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.encoders import Encoder, SentenceEncoder, default_model, full_name, short_name
from index.errors import (
    DamagedIndex,
    IndexMismatch,
    NoIndex,
    OutdatedIndex,
    index_command,
)
from index.storage import open_snapshot, outdated_settings
from index.store import Settings, SourceRecord
from index.updating.changes import (
    DEFAULT_READING,
    Changes,
    ContentsCache,
    ReadOptions,
    diff_sources,
    find_documents,
)
from ingest import (
    FORMATS,
    IGNORE_FILE,
    BriefQAError,
    FoundSources,
    Skipped,
    UsageError,
    and_more,
    is_junk,
    limit_reasons,
    reader_versions,
)

DEFAULT_SOURCES = Path("corpus/documents")

PASSAGE_TOKENS = 220
"""The longest passage. Success@1 / R@5 with 160, 200, 220 tokens: digest .859 .859 .845 / .979
.979 .986, brief-dev .861 .833 .889 / .975 .988 .988, squad20-dev .879 .887 .894 / .969 .974 .977,
covidqa (200, 220) .588 .596 / .796 .801 (2026-11-23). Longer passages hold more and take longer to
read, but the sentence that answers is marked. The default model reads 256 tokens."""


MAX_REASONS_SHOWN = 3
"""Skipped files of a message."""
OUTDATED = "the index has the format of an earlier version"


@dataclass(frozen=True, slots=True)
class Previous:
    """What is known of an index before a run.

    `settings` are None if it is new, or if they are lost for the reason `lost`; `outdated` says why
    it must be rebuilt, '' if it need not. `passages` are counted only if neither is the case.
    """

    settings: Settings | None
    outdated: str = ""
    lost: BriefQAError | None = None
    passages: int = 0


def plan_update(
    folder: Path,
    paths: Sequence[Path] = (),
    *,
    model: str | None = None,
    rebuild: bool = False,
    reading: ReadOptions = DEFAULT_READING,
    load_encoder: Callable[[str], Encoder] = SentenceEncoder,
) -> Changes:
    """Return what `update` would do, and write nothing; raises as `update` does before it reads."""
    previous = previous_state(folder, rebuild)
    named = paths_of_run(folder, paths, previous)
    found = find_documents(folder, named)
    settings, records = _stored(folder, rebuild or bool(previous.outdated))
    encoder = load_encoder(model_name(model, previous.settings))
    now = settings_of(encoder, PASSAGE_TOKENS, named, reading, previous.settings)
    return compare(folder, found, settings, now, records, previous, reading, rebuild=rebuild)


def _stored(folder: Path, rebuild: bool) -> tuple[Settings | None, dict[str, SourceRecord]]:
    """Return settings and records of the index; to rebuild it, none of a damaged one."""
    try:
        with open_snapshot(folder) as snapshot:
            if rebuild:
                snapshot.check()
            return snapshot.settings, snapshot.source_records()
    except NoIndex:
        return None, {}
    except (DamagedIndex, IndexMismatch):
        if not rebuild:
            raise
        return None, {}


def previous_state(folder: Path, rebuild: bool = False) -> Previous:
    """Return what the index in `folder` was built with.

    Raises UsageError if `folder` is a file; DamagedIndex or IndexMismatch unless `rebuild`.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file. --index must name a folder")
    try:
        with open_snapshot(folder) as snapshot:
            return Previous(snapshot.settings, passages=snapshot.passage_count())
    except NoIndex:
        return Previous(None)
    except OutdatedIndex:
        lost = OutdatedIndex(
            f"the index in {folder} has the format of an earlier version, and its sources cannot "
            f"be read. Rebuild it with {index_command(folder, 'PATH', '--rebuild')}"
        )
        return Previous(outdated_settings(folder), OUTDATED, lost)
    except (DamagedIndex, IndexMismatch) as error:
        if not rebuild:
            raise
        return Previous(None, lost=error)


def previous_settings(folder: Path) -> Settings | None:
    """Return what the index was built with, None if there is none; raises as previous_state."""
    return previous_state(folder).settings


def source_paths(folder: Path, paths: Sequence[Path] = ()) -> list[Path]:
    """Return the paths of the sources: those given, else those of the last run, else the default.

    Raises as previous_state does.
    """
    previous = Previous(None) if paths else previous_state(folder)
    if paths or previous.settings or previous.lost:
        return paths_of_run(folder, paths, previous)
    return [DEFAULT_SOURCES.resolve()]


def paths_of_run(folder: Path, paths: Sequence[Path], previous: Previous) -> list[Path]:
    """Return what source_paths returns, from what is known of the index.

    Raises DamagedIndex or OutdatedIndex if the paths of the last run cannot be read, UsageError
    if `paths` are only other programs' files, or if the default is needed and missing.
    """
    if paths:
        named = [path.resolve() for path in paths if path.is_dir() or not is_junk(path.name)]
        if not named:
            raise UsageError(f"{paths[0]} is a temporary file of another program: not indexed")
        return named
    if previous.settings:
        return [Path(source) for source in previous.settings.sources]
    if previous.lost:
        raise previous.lost
    default = DEFAULT_SOURCES.resolve()
    if not default.exists():
        fix = index_command(folder, "PATH")
        raise UsageError(f"nothing to index: there is no {default}. Name your documents: {fix}")
    return [default]


def model_name(model: str | None, previous: Settings | None) -> str:
    """Return the model to use: the one named, else that of the last run, else the default."""
    if model:
        return full_name(model)
    return previous.model if previous else default_model()


def settings_of(
    encoder: Encoder,
    passage_tokens: int,
    named: Sequence[Path],
    reading: ReadOptions,
    before: Settings | None,
) -> Settings:
    """Return what an index is built with now. Raises UsageError for unusable `reading`."""
    sources = tuple(str(path) for path in named)
    return Settings(
        encoder.name,
        encoder.fingerprint,
        passage_tokens,
        sources,
        _kept(before.kept if before else (), named, reading),
        reader_versions(),
    )


def _kept(before: Sequence[str], named: Sequence[Path], reading: ReadOptions) -> tuple[str, ...]:
    """Return the paths whose boilerplate is kept from now on.

    Raises UsageError for a path that is not indexed, or whose boilerplate is not kept.
    """
    kept = {Path(path) for path in before}
    for path in (path.resolve() for path in reading.keep_boilerplate):
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder")
        if not any(path.is_relative_to(one) or one.is_relative_to(path) for one in named):
            raise UsageError(f"{path} is not indexed, so its boilerplate cannot be kept")
        kept.add(path)
    for path in (path.resolve() for path in reading.drop_boilerplate):
        below = {one for one in kept if one.is_relative_to(path)}
        if not below:
            held = ", ".join(map(str, sorted(kept))) or "no file"
            raise UsageError(f"the boilerplate of {path} is not kept, but that of {held}")
        kept -= below
    return tuple(sorted(map(str, kept)))


def compare(
    folder: Path,
    found: FoundSources,
    before: Settings | None,
    now: Settings,
    records: Mapping[str, SourceRecord],
    previous: Previous,
    reading: ReadOptions,
    *,
    rebuild: bool,
    contents: ContentsCache | None = None,
) -> Changes:
    """Return what a run does that finds these sources after one that recorded those.

    A file that went over the limits on reading is tried again if these or the readers have
    changed. Raises IndexMismatch or UsageError if the run must not be.
    """
    reread = previous.outdated or ("--rebuild" if before and rebuild else "")
    if before and not reread:
        _check_settings(folder, before, now)
        if before.model != now.model:
            reread = (
                f"the model {short_name(now.model)} instead of {short_name(before.model)}, which "
                f"embeds all passages again, {previous.passages:,} so far"
            )
        elif before.libraries != now.libraries:
            reread = "other versions of the libraries that read them"
    same_readers = before and not rebuild and before.libraries == now.libraries
    changes = diff_sources(
        found,
        records,
        reread=reread,
        reread_ids=_toggled(found, before, now),
        contents=contents,
        final_reasons=limit_reasons(reading.timeout_s) if same_readers else frozenset(),
    )
    if previous.outdated:  # so everything counts as new
        changes = replace(changes, reread=previous.outdated)
    if not previous.settings and not previous.lost:
        changes = replace(changes, first_model=now.model)
    if not changes.readable:
        require_documents(before, now, changes.skipped, changes.ignored_files)
    return changes


def kept_ids(found: FoundSources, settings: Settings) -> frozenset[str]:
    """Return the documents whose boilerplate is not dropped."""
    kept = [Path(path) for path in settings.kept]
    return frozenset(
        source.id
        for source in found.sources
        if any(source.path.is_relative_to(path) for path in kept)
    )


def _toggled(found: FoundSources, before: Settings | None, now: Settings) -> frozenset[str]:
    """Return the documents whose boilerplate was dropped and is now kept, or the reverse."""
    return kept_ids(found, before) ^ kept_ids(found, now) if before else frozenset()


def require_documents(
    before: Settings | None, now: Settings, skipped: Sequence[Skipped], ignored_files: int
) -> None:
    """Raise UsageError for new sources without a document: a path may be mistyped."""
    if before and before.sources == now.sources:
        return
    ignored = f"; {ignored_files} ignored by {IGNORE_FILE}" if ignored_files else ""
    reasons = "".join(f"; {skip.id}: {skip.reason}" for skip in skipped[:MAX_REASONS_SHOWN])
    paths, formats = ", ".join(now.sources), ", ".join(sorted(FORMATS))
    more = and_more(len(skipped), MAX_REASONS_SHOWN)
    raise UsageError(f"no document to index in {paths} ({formats}){reasons}{more}{ignored}")


def _check_settings(folder: Path, before: Settings, now: Settings) -> None:
    files = before.fingerprint if before.model == now.model else now.fingerprint
    for what, then, here in (
        ("model files of sha256", files, now.fingerprint),
        ("passage length", before.passage_tokens, now.passage_tokens),
    ):
        if then != here:
            raise IndexMismatch(
                f"the index in {folder} was built with {what} {then}, not {here}. Rebuild it "
                f"with {index_command(folder, '--rebuild', '--model', now.model)}"
            )
