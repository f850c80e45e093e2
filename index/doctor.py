"""Check an index, and rebuild what is derived."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from index.encoders import Encoder, SentenceEncoder
from index.errors import DamagedIndex, ModelUnavailable, index_command
from index.storage import open_snapshot, repair_derived, write_lock
from index.store import Settings, Snapshot
from index.updating import current_changes
from ingest import Document, Passage, counted


class Finding(NamedTuple):
    """What was checked, whether it is well now, and what was found or fixed."""

    check: str
    ok: bool
    message: str


def examine(
    folder: Path, load_encoder: Callable[[str], Encoder] = SentenceEncoder
) -> Iterator[Finding]:
    """Yield the findings about the index in `folder`; derived files that are not well are rebuilt.

    Nothing is checked after damage to the catalogue, and nothing rebuilt in a folder that cannot be
    written to. Raises NoIndex, OutdatedIndex, IndexMismatch, and IndexBusy if another process
    writes.
    """
    try:
        with open_snapshot(folder) as snapshot, _locked(folder) as is_writable:
            snapshot.check()
            yield Finding("catalogue", True, "all checksums match")
            settings = snapshot.settings
            if settings is None:
                yield Finding("documents", False, f"none. Run {index_command(folder, 'PATH')}")
                return
            yield _check_passages(folder, snapshot, settings)
            yield Finding(*repair_derived(folder, write=is_writable))
    except DamagedIndex as error:
        yield Finding("catalogue", False, str(error))
        return
    yield _check_model(folder, settings, load_encoder)
    yield _check_sources(folder)


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Hold the write lock if the folder can be written to; yield whether it can."""
    with ExitStack() as held:
        try:
            held.enter_context(write_lock(folder))
        except OSError:
            is_writable = False
        else:
            is_writable = True
        yield is_writable


def _check_passages(folder: Path, snapshot: Snapshot, settings: Settings) -> Finding:
    passages: dict[str, list[Passage]] = {}
    wrong: set[str] = set()
    keys = snapshot.vector_keys()
    for id, (passage, document) in snapshot.passages().items():
        passages.setdefault(document.id, []).append(passage)
        if settings.vector_key(passage.embedded_text) != keys[id]:
            wrong.add(document.id)
    documents = 0
    for document in snapshot.documents():
        documents += 1
        if not _is_whole(document, passages.get(document.id, [])):
            wrong.add(document.id)
    if wrong:
        fix = index_command(folder, "--rebuild")
        return Finding("passages", False, f"wrong for {', '.join(sorted(wrong))}. Run {fix}")
    counts = f"{len(keys)} in {counted(documents, 'document')}"
    return Finding("passages", True, f"{counts}, spans and vectors are right")


def _is_whole(document: Document, passages: Sequence[Passage]) -> bool:
    """Return whether all of the text is in one passage, or dropped."""
    spans = [(passage.start, passage.end) for passage in passages]
    spans += [(dropped.start, dropped.end) for dropped in document.dropped]
    position = 0
    for start, end in [*sorted(spans), (len(document.text), len(document.text))]:
        if start < position or document.text[position:start].strip():
            return False
        position = end
    return True


def _check_model(
    folder: Path, settings: Settings, load_encoder: Callable[[str], Encoder]
) -> Finding:
    try:
        encoder = load_encoder(settings.model)
    except ModelUnavailable as error:
        return Finding("model", False, str(error))
    if encoder.fingerprint != settings.fingerprint:
        command = index_command(folder, "--rebuild")
        return Finding("model", False, f"the files of {settings.model} have changed. Run {command}")
    return Finding("model", True, f"{settings.model} is unchanged")


def _check_sources(folder: Path) -> Finding:
    changes = current_changes(folder, thorough=True)
    if changes.missing:
        return Finding("sources", False, changes.missing)
    if changes:
        return Finding("sources", False, f"{changes}. Run {index_command(folder)}")
    return Finding("sources", True, str(changes))
