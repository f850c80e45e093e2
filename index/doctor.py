"""Is an index sound? Everything is checked, and what is derived is mended."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from index.encoders.sentence_encoder import Encoder, SentenceEncoder
from index.errors import DamagedIndex, ModelUnavailable, index_command
from index.store.local import vectors
from index.store.local.catalogue import Catalogue, Settings
from index.store.local.database import REBUILT
from index.store.local.lock import writing
from index.updating.plan import changes
from ingest import Document, Passage


class Finding(NamedTuple):
    """What was checked, whether it is well now, and what was found or mended."""

    checked: str
    well: bool
    told: str


def examine(
    folder: Path, load_encoder: Callable[[str], Encoder] = SentenceEncoder
) -> Iterator[Finding]:
    """Check the index in `folder`, and make anew what is derived where it is not as it should be.

    Nothing is checked after damage to the catalogue. Raises NoIndex, IndexMismatch, and IndexBusy
    where another process writes.
    """
    try:
        with Catalogue(folder) as catalogue, writing(folder):
            catalogue.check()
            yield Finding("catalogue", True, "every row is as it was written")
            settings = catalogue.settings()
            if settings is None:
                yield Finding("documents", False, f"none: {index_command(folder, 'PATH')}")
                return
            with catalogue.database.naming_damage():
                yield _passages(folder, catalogue, settings)
            yield _derived(catalogue)
    except DamagedIndex as error:
        yield Finding("catalogue", False, str(error))
        return
    yield _model(folder, settings, load_encoder)
    yield _sources(folder)


def _passages(folder: Path, catalogue: Catalogue, settings: Settings) -> Finding:
    documents = {each.id: each for each in catalogue.documents()}
    of: dict[str, list[Passage]] = {}
    wrong: set[str] = set()
    keys = catalogue.keys()
    for rowid, (passage, _) in catalogue.passages(keys).items():
        of.setdefault(passage.document_id, []).append(passage)
        if settings.key(passage.text) != keys[rowid]:
            wrong.add(passage.document_id)
    wrong |= {id for id, each in documents.items() if not _is_whole(each, of.get(id, []))}
    if wrong:
        told = f"not those of {', '.join(sorted(wrong))}: {index_command(folder, '--rebuild')}"
        return Finding("passages", False, told)
    counts = f"{len(keys)} in {len(documents)} document{'s' * (len(documents) != 1)}"
    return Finding("passages", True, f"{counts}, spans and vectors are right")


def _is_whole(document: Document, passages: Sequence[Passage]) -> bool:
    """Whether all of the text is in one passage, or dropped."""
    spans = [(each.start, each.end) for each in passages]
    spans += [(each.start, each.end) for each in document.dropped]
    position = 0
    for start, end in [*sorted(spans), (len(document.text), len(document.text))]:
        if start < position or document.text[position:start].strip():
            return False
        position = end
    return True


def _derived(catalogue: Catalogue) -> Finding:
    told = []
    for path in vectors.unfinished(catalogue.folder):
        path.unlink(missing_ok=True)
        told.append(f"removed {path.name}")
    shutil.rmtree(catalogue.folder / REBUILT, ignore_errors=True)
    if catalogue.keys() and not vectors.is_current(catalogue):
        vectors.open_vectors(catalogue)
        if not vectors.is_current(catalogue):
            return Finding(vectors.FILE, False, "missing or damaged, and cannot be written")
        told.append("was missing, damaged or out of date, and is made anew")
    return Finding(vectors.FILE, True, ", ".join(told) or "fits the catalogue")


def _model(folder: Path, settings: Settings, load_encoder: Callable[[str], Encoder]) -> Finding:
    try:
        encoder = load_encoder(settings.model)
    except ModelUnavailable as error:
        return Finding("model", False, str(error))
    if encoder.fingerprint != settings.fingerprint:
        command = index_command(folder, "--rebuild")
        return Finding("model", False, f"{settings.model} is not as it was: {command}")
    return Finding("model", True, f"{settings.model} is as it was")


def _sources(folder: Path) -> Finding:
    now = changes(folder, thorough=True)
    if now.missing:
        return Finding("sources", False, now.missing)
    return Finding("sources", not now, f"{now}: {index_command(folder)}" if now else str(now))
