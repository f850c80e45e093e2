"""Reading with limits on time and memory.

A file may take down the process that reads it, and nothing else.
"""

import json
import os
import subprocess
import sys
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from tempfile import TemporaryFile
from threading import Lock
from typing import IO, Any

from ingest.decoding import decode
from ingest.document import Document
from ingest.errors import BriefQAError, UnreadableSource
from ingest.formats import format_of, read_document
from ingest.metadata import MetadataBlock, read_metadata
from ingest.sources import Contents, Source

DOCUMENT_LOADER = "ingest.formats:load_readers"
PARSE_TIMEOUT_S = 60
MAX_PARSE_BYTES = 2 << 30
"""Address space of the process that reads a file."""
WORKER_START_TIMEOUT_S = 120
"""Long enough for a busy machine."""


class Worker:
    """A reader in a process of its own, for a `with` block, whose end stops it.

    The process starts with the first file, and again after one that took it down. `seconds` and
    `memory` (bytes of address space) limit reading a file. `loader` names the function that
    returns the reader, as ingest.sandbox.process says.
    """

    def __init__(
        self,
        seconds: float = PARSE_TIMEOUT_S,
        memory: int = MAX_PARSE_BYTES,
        loader: str = DOCUMENT_LOADER,
    ) -> None:
        self.seconds = seconds
        self.memory = memory
        self.loader = loader
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._starting = Lock()
        self._stopped = False

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.close()

    def stop(self) -> None:
        """Kill the process for good, also while another thread reads a file with it."""
        with self._starting:
            self._stopped = True
            process = self._process
        if process:
            process.kill()

    def read_document(self, id: str, data: bytes) -> Document:
        """Return the document in `data`, as `ingest.read_document` does; raises as `read` does."""
        return Document.from_json(self.read(id, data))

    def read(self, name: str, data: bytes) -> Any:
        """Return what the reader makes of a file, of the types of JSON.

        Raises UnreadableSource also if the process runs out of time or memory, or crashes.
        """
        connection = self._connection or self._start()
        try:
            connection.send_bytes(json.dumps(name).encode())
            connection.send_bytes(data)
            if not connection.poll(self.seconds):
                raise UnreadableSource(f"timed out after {self.seconds:g} s")
            reply = json.loads(connection.recv_bytes())
        except (EOFError, OSError) as error:
            self.close()
            raise UnreadableSource(
                f"its reader crashed, or needed more than {self.memory >> 20} MB of memory"
            ) from error
        except BaseException:
            self.close()
            raise
        if "reason" in reply:
            raise UnreadableSource(reply["reason"])
        return reply["result"]

    def _start(self) -> Connection:
        self._connection, theirs = Pipe()
        with theirs, TemporaryFile() as errors:
            self._start_process(theirs, errors)
            theirs.close()
            try:
                if not self._connection.poll(WORKER_START_TIMEOUT_S):
                    raise TimeoutError(f"it took more than {WORKER_START_TIMEOUT_S} s")
                self._connection.recv_bytes()
            except (EOFError, OSError) as error:
                self.close()
                errors.seek(0)
                output = errors.read().decode(errors="replace").strip()
                reason = (output or str(error) or "it ended at once").splitlines()[-1]
                raise BriefQAError(
                    f"the process that reads files does not start: {reason}"
                ) from error
        return self._connection

    def _start_process(self, theirs: Connection, errors: IO[bytes]) -> None:
        arguments = [str(theirs.fileno()), str(self.seconds), str(self.memory), self.loader]
        with self._starting:
            if self._stopped:
                raise BriefQAError("reading was stopped")
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "ingest.sandbox.process", *arguments],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )

    def close(self) -> None:
        """End the process, which no thread uses now; the next file starts another one."""
        if self._process:
            self._process.kill()
            self._process.wait()
        if self._connection:
            self._connection.close()
        self._process = self._connection = None


def read_source(source: Source, contents: Contents, worker: Worker) -> Document:
    """Return the document of a source; its sidecar's metadata win over the document's own.

    What is wrong with the sidecar is among the document's warnings. Raises UnreadableSource, and
    no error of a parser: no file stops a run.
    """
    read = worker.read_document if format_of(source.id).isolated else read_document
    try:
        document = read(source.id, contents.data)
    except BriefQAError:
        raise
    except Exception as error:  # a fault of ours
        raise UnreadableSource(f"its reader failed: {error!r}") from error
    document = replace(document, sha256=contents.sha256)
    if source.sidecar is None or contents.sidecar is None:
        return document
    about = _read_sidecar(contents.sidecar)
    warnings = (f"{source.sidecar.name}: {warning}" for warning in about.warnings())
    return replace(document, warnings=(*document.warnings, *warnings), **about.fields)


def _read_sidecar(data: bytes) -> MetadataBlock:
    try:
        return read_metadata(decode(data))
    except UnreadableSource as reason:
        return MetadataBlock({}, problem=str(reason))
