"""Is an index sound? Everything is checked, and what is derived is mended."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from index import vectors
from index.catalogue import Catalogue, Settings
from index.encoder import Encoder, SentenceEncoder
from index.errors import DamagedIndex, ModelUnavailable, index_command
from index.lock import writing
from index.plan import changes
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
            _check_passages(catalogue, settings)
            counts = f"{len(catalogue.digests())} documents, {len(catalogue.keys())} passages"
            yield Finding("passages", True, f"{counts}: spans and vectors are right")
            yield _derived(catalogue)
    except DamagedIndex as error:
        yield Finding("catalogue", False, str(error))
        return
    yield _model(folder, settings, load_encoder)
    yield _sources(folder)


def _check_passages(catalogue: Catalogue, settings: Settings) -> None:
    """Raises DamagedIndex."""
    keys = catalogue.keys()
    of: dict[str, list[Passage]] = {}
    documents: dict[str, Document] = {each.id: each for each in catalogue.documents()}
    for rowid, (passage, _) in catalogue.passages(keys).items():
        of.setdefault(passage.document_id, []).append(passage)
        if settings.key(passage.text) != keys[rowid]:
            raise catalogue.damaged(f"a passage of {passage.document_id} has another's vector")
    for id, document in documents.items():
        spans = sorted([(each.start, each.end) for each in (*of.get(id, ()), *document.dropped)])
        position = 0
        for start, end in [*spans, (len(document.text), len(document.text))]:
            if start < position or document.text[position:start].strip():
                raise catalogue.damaged(f"the passages of {id} do not hold its text")
            position = end


def _derived(catalogue: Catalogue) -> Finding:
    leftovers = vectors.unfinished(catalogue.folder)
    for path in leftovers:
        path.unlink(missing_ok=True)
    told = [f"{len(leftovers)} unfinished files removed"] if leftovers else []
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
    return Finding("sources", not now, f"{now}: {index_command(folder)}" if now else str(now))
