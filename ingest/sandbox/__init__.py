"""The limited processes in which all work on the text of hostile files is done."""

from ingest.sandbox.pool import WorkerPool
from ingest.sandbox.process import Task
from ingest.sandbox.tasks import (
    PackedDocument,
    PackedPassages,
    chunk_document,
    pack_document,
    read_source,
    unpack_passages,
)
from ingest.sandbox.worker import PARSE_TIMEOUT_S, Worker, limit_reasons

__all__ = [
    "PARSE_TIMEOUT_S",
    "PackedDocument",
    "PackedPassages",
    "Task",
    "Worker",
    "WorkerPool",
    "chunk_document",
    "limit_reasons",
    "pack_document",
    "read_source",
    "unpack_passages",
]
