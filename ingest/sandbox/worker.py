"""Reading with limits on time and memory: a file may take down the process that reads it, and
nothing else.
"""

import json
import os
import subprocess
import sys
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from tempfile import TemporaryFile

from ingest.decode import decode
from ingest.document import Document, Metadata
from ingest.errors import BriefQAError, UnreadableSource
from ingest.formats import format_of, read_document
from ingest.metadata import read_metadata
from ingest.sources import Contents, Source

PARSE_TIMEOUT_S = 60
"""Time that reading a file may take."""
MEMORY = 2 << 30
"""Bytes of address space that reading a file may take."""
START = 120
"""Seconds that the process may take to start, on a busy machine."""


class Worker:
    """Reads documents in a process of its own, which is started at the first one, and again
    after one that took it down. Leaving the `with` block ends it.
    """

    def __init__(self, seconds: float = PARSE_TIMEOUT_S, memory: int = MEMORY) -> None:
        self.seconds = seconds
        self.memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def read(self, id: str, data: bytes) -> Document:
        """As `read_document`. Raises UnreadableSource also where the process did not survive."""
        connection = self._connection or self._start()
        try:
            connection.send_bytes(json.dumps(id).encode())
            connection.send_bytes(data)
            if not connection.poll(self.seconds):
                raise UnreadableSource(f"timed out after {self.seconds:g} s")
            answer = json.loads(connection.recv_bytes())
        except (EOFError, OSError) as error:
            self._stop()
            raise UnreadableSource(
                f"its reader crashed, or needed more than {self.memory >> 20} MB of memory"
            ) from error
        except BaseException:
            self._stop()
            raise
        if isinstance(answer, str):
            raise UnreadableSource(answer)
        return Document.from_json(answer)

    def _start(self) -> Connection:
        self._connection, theirs = Pipe()
        limits = [str(theirs.fileno()), str(self.seconds), str(self.memory)]
        with theirs, TemporaryFile() as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "ingest.sandbox.process", *limits],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
            theirs.close()
            try:
                if not self._connection.poll(START):
                    raise TimeoutError(f"it took more than {START} s")
                self._connection.recv_bytes()
            except (EOFError, OSError) as error:
                self._stop()
                errors.seek(0)
                said = errors.read().decode(errors="replace").strip().splitlines() or [str(error)]
                raise BriefQAError(
                    f"the process that reads documents does not start: {said[-1]}"
                ) from error
        return self._connection

    def _stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
        if self._connection:
            self._connection.close()
        self._process = self._connection = None


def read_source(source: Source, contents: Contents, worker: Worker) -> Document:
    """The document of a source; its sidecar says what it is, before the document itself does.

    Raises UnreadableSource, and no error of a parser: no file stops a run.
    """
    about = _about(source, contents)
    read = worker.read if format_of(source.id).isolated else read_document
    try:
        document = read(source.id, contents.data)
    except BriefQAError:
        raise
    except Exception as error:  # a fault of ours
        raise UnreadableSource(f"its reader failed: {error!r}") from error
    return replace(document, sha256=contents.sha256, **about)


def _about(source: Source, contents: Contents) -> Metadata:
    """What the sidecar says."""
    if source.sidecar is None or contents.sidecar is None:
        return {}
    try:
        about = read_metadata(decode(contents.sidecar))
    except UnreadableSource as reason:
        raise UnreadableSource(f"{source.sidecar.name}: {reason}") from reason
    if not about:
        raise UnreadableSource(
            f"{source.sidecar.name}: no YAML with a title, an author, a date or a url "
            "(aliases are not read, nor is what is too long)"
        )
    return about
