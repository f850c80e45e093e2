"""The tasks on a source: reading it, and cutting its document into passages.

What they return stays packed, as JSON, so that a run can keep it on the disk.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ingest.chunk import chunk
from ingest.decoding import decode
from ingest.document import Document, Passage
from ingest.errors import UnreadableSource
from ingest.formats import read_document
from ingest.frame import frame_text
from ingest.metadata import MetadataBlock, read_metadata
from ingest.sandbox.process import Ask, Parts, Task
from ingest.sandbox.worker import Worker
from ingest.sources import Contents, Source
from ingest.structure import (
    OwnLines,
    drop_repeated,
    dropped_warnings,
    keep_boilerplate,
    own_lines,
    require_text,
)
from ingest.token_sizer import CountTokens


@dataclass(frozen=True, slots=True)
class PackedDocument:
    """A document as JSON, and its lines that other documents may share."""

    lines: OwnLines
    sha256: str
    json: bytes

    def unpack(self) -> Document:
        """Return the document."""
        return Document.from_json(json.loads(self.json))


@dataclass(frozen=True, slots=True)
class PackedPassages:
    """A document with its passages and their frames, as JSON, and what is wrong with it."""

    warnings: tuple[str, ...]
    json: bytes


def load_tasks() -> Mapping[str, Task]:
    """Return the tasks by name."""
    return {"read": _read, "chunk": _chunk}


def pack_document(document: Document) -> PackedDocument:
    """Return the document packed, without line boxes, which an index does not keep."""
    packed = json.dumps(replace(document, line_boxes=()).to_json()).encode()
    return PackedDocument(own_lines(document), document.sha256, packed)


def read_source(
    source: Source, contents: Contents, worker: Worker, *, keep: bool = False
) -> PackedDocument:
    """Return the document of a source; its sidecar's metadata win over the document's own.

    What is wrong with the sidecar is among the document's warnings. With `keep` it loses no
    boilerplate. Raises UnreadableSource, also for a document without text, and no error of a
    parser: no file stops a run.
    """
    name = source.sidecar.name if source.sidecar else ""
    header = json.dumps({"id": source.id, "sha256": contents.sha256, "sidecar": name, "keep": keep})
    sidecar = [] if contents.sidecar is None else [contents.sidecar]
    packed, digests = worker.run("read", header.encode(), contents.data, *sidecar)
    return PackedDocument(OwnLines(source.id, digests), contents.sha256, packed)


def chunk_document(
    document: bytes,
    repeated: Mapping[int, str],
    worker: Worker,
    count_tokens: CountTokens,
    limit: int,
) -> PackedPassages:
    """Return a packed document without its repeated lines, with its passages, as `chunk` does.

    `count_tokens` is called in this process. Raises UnreadableSource.
    """

    def count(texts: bytes) -> bytes:
        return json.dumps(count_tokens(json.loads(texts))).encode()

    header = json.dumps({"repeated": list(repeated.items()), "limit": limit})
    warnings, packed = worker.run("chunk", header.encode(), document, answer=count)
    return PackedPassages(tuple(json.loads(warnings)), packed)


def unpack_passages(packed: bytes) -> tuple[Document, list[tuple[Passage, str]]]:
    """Return the document, and its passages with their frames."""
    fields = json.loads(packed)
    document = Document.from_json(fields["document"])
    return document, [
        (Passage.from_json(passage, document), frame) for passage, frame in fields["passages"]
    ]


def _read(parts: Parts, ask: Ask) -> Parts:
    asked, data, *sidecar = parts
    header: dict[str, Any] = json.loads(asked)
    document = replace(read_document(header["id"], data), sha256=header["sha256"])
    if sidecar:
        document = _with_sidecar(document, header["sidecar"], sidecar[0])
    document = require_text(keep_boilerplate(document) if header["keep"] else document)
    packed = pack_document(document)
    return [packed.json, packed.lines.digests]


def _with_sidecar(document: Document, name: str, data: bytes) -> Document:
    try:
        about = read_metadata(decode(data))
    except UnreadableSource as reason:
        about = MetadataBlock({}, problem=str(reason))
    warnings = (f"{name}: {warning}" for warning in about.warnings())
    return replace(document, warnings=(*document.warnings, *warnings), **about.fields)


def _chunk(parts: Parts, ask: Ask) -> Parts:
    header: dict[str, Any] = json.loads(parts[0])
    document = Document.from_json(json.loads(parts[1]))
    document = drop_repeated(document, dict(header["repeated"]))

    def count_tokens(texts: object) -> list[int]:
        counts: list[int] = json.loads(ask(json.dumps(texts).encode()))
        return counts

    passages = [
        (passage.to_json(), frame_text(document, passage))
        for passage in chunk(document, count_tokens, header["limit"])
    ]
    warnings = [*document.warnings, *dropped_warnings(document.dropped_share)]
    packed = {"document": document.to_json(), "passages": passages}
    return [json.dumps(warnings).encode(), json.dumps(packed).encode()]
