"""What is written to a catalogue: vectors, and then all that has changed at once."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import astuple

from index.encoders.sentence_encoder import Embedding, Vectors
from index.ranking import late_interaction as late
from index.store.local.catalogue import (
    DOCUMENT,
    DOCUMENT_PARTS,
    PASSAGE,
    PROJECTION,
    SEEN,
    SETTINGS,
    VECTORS,
    Catalogue,
    Seen,
    Settings,
)
from ingest import Document, Passage


def set_projection(catalogue: Catalogue, fingerprint: str, projection: Vectors) -> None:
    """Keep the projection for this model's token vectors to come."""
    values = [fingerprint, projection.shape[1], projection.astype("<f4").tobytes()]
    into = f"INSERT OR REPLACE INTO projection ({PROJECTION}, checksum)"
    catalogue.database.put(into, values)


def add_vectors(
    catalogue: Catalogue,
    keys: Sequence[bytes],
    embeddings: Sequence[Embedding],
    projection: Vectors,
) -> None:
    """Keep the vectors of passages to come; they are safe when this returns."""
    into = f"INSERT OR REPLACE INTO vectors ({VECTORS}, checksum)"
    with catalogue.transaction("IMMEDIATE"):
        for key, each in zip(keys, embeddings, strict=True):
            values = [
                key,
                each.vector.astype("<f2").tobytes(),
                late.compress(each.tokens, projection).tobytes(),
                each.pieces.astype("<i4").tobytes(),
                each.spans.astype("<i4").tobytes(),
            ]
            catalogue.database.put(into, values)


def publish(
    catalogue: Catalogue,
    settings: Settings,
    changed: Sequence[tuple[Document, Sequence[Passage]]],
    removed: Sequence[str],
    seen: Sequence[Seen],
) -> None:
    """Replace the changed documents and drop the removed ones, in one transaction; where
    anything is another than before, that is a new generation.

    The vectors of all passages must have been added before.
    """
    with catalogue.transaction("IMMEDIATE"):
        if changed or removed or settings != catalogue.settings():
            _replace(catalogue, settings, changed, removed)
        catalogue.database.all("DELETE FROM seen")
        for each in seen:
            values = [each.id, each.stamp, each.reason]
            catalogue.database.put(f"INSERT INTO seen ({SEEN}, checksum)", values)


def _replace(
    catalogue: Catalogue,
    settings: Settings,
    changed: Sequence[tuple[Document, Sequence[Passage]]],
    removed: Sequence[str],
) -> None:
    database = catalogue.database
    for id in [*removed, *(document.id for document, _ in changed)]:
        database.all("DELETE FROM documents WHERE id = ?", [id])
    for document, passages in changed:
        _insert(catalogue, document, passages, settings)
    database.all("DELETE FROM vectors WHERE hash NOT IN (SELECT vector FROM passages)")
    database.all("DELETE FROM projection WHERE fingerprint != ?", [settings.fingerprint])
    database.all("DELETE FROM settings")
    values = [
        settings.model,
        settings.fingerprint,
        settings.passage_tokens,
        json.dumps(settings.sources),
        int(settings.keep_boilerplate),
        settings.libraries,
        secrets.token_hex(8),
    ]
    database.put(f"INSERT INTO settings ({SETTINGS}, checksum)", values)


def _insert(
    catalogue: Catalogue, document: Document, passages: Sequence[Passage], settings: Settings
) -> None:
    fields = document.to_json()
    parts = {name: json.dumps(fields[name]) for name in DOCUMENT_PARTS}
    into = f"INSERT INTO documents ({DOCUMENT}, checksum)"
    catalogue.database.put(into, [(fields | parts)[name] for name in DOCUMENT.split(", ")])
    [(last,)] = catalogue.database.all("SELECT coalesce(max(rowid), 0) FROM passages")
    for rowid, each in enumerate(passages, start=last + 1):
        values = [
            rowid,
            each.document_id,
            each.start,
            each.end,
            json.dumps(each.section),
            each.paragraph,
            json.dumps(each.locator and astuple(each.locator)),
            json.dumps(each.sentences),
            settings.key(each.text),
        ]
        catalogue.database.put(f"INSERT INTO passages ({PASSAGE}, checksum)", values)
