"""The limited processes in which hostile files are read."""

from ingest.sandbox.pool import WorkerPool
from ingest.sandbox.worker import PARSE_TIMEOUT_S, Worker, read_source

__all__ = ["PARSE_TIMEOUT_S", "Worker", "WorkerPool", "read_source"]
