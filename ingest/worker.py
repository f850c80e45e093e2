"""Reading in a process of its own, with limits on time and memory: a file may take that process
down, and nothing else.

    python -m ingest.worker DESCRIPTOR SECONDS BYTES

is that process. It is asked, and answers, in JSON over the connection with that descriptor.
"""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import astuple
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from ingest.document import Document, from_fields
from ingest.errors import UnreadableSource
from ingest.readers import load_readers, read_document

SECONDS = 60.0
"""Time that reading a file may take."""
MEMORY = 2 << 30
"""Bytes of address space that reading a file may take."""
START = 120
"""Seconds that the process may take to start, on a busy machine."""


class Worker:
    """Reads documents in a process of its own, which is started at the first one, and again
    after one that took it down. Leaving the `with` block ends it.
    """

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self.seconds = seconds
        self.memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def read(self, id: str, data: bytes, keep_boilerplate: bool = False) -> Document:
        """As `read_document`. Raises UnreadableSource also where the process did not survive."""
        try:
            connection = self._connection or self._start()
            connection.send_bytes(json.dumps([id, keep_boilerplate]).encode())
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
        return from_fields(answer)

    def _start(self) -> Connection:
        self._connection, theirs = Pipe()
        limits = [str(theirs.fileno()), str(self.seconds), str(self.memory)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ingest.worker", *limits],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        theirs.close()
        if not self._connection.poll(START):
            raise EOFError("it did not start")
        self._connection.recv_bytes()
        return self._connection

    def _stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
        if self._connection:
            self._connection.close()
        self._process = self._connection = None


def _serve(connection: Connection, seconds: float, memory: int) -> None:
    """Answer with a document's fields, or with the reason why it is none, until nobody asks."""
    load_readers()
    _limit(memory)
    connection.send_bytes(b"ready")
    while True:
        id, keep_boilerplate = json.loads(connection.recv_bytes())
        data = connection.recv_bytes()
        signal.alarm(int(seconds) + 10)  # the one who asks may be gone: then nobody kills this
        answer = _answer(id, data, keep_boilerplate, memory)
        signal.alarm(0)
        connection.send_bytes(answer)


def _answer(id: str, data: bytes, keep_boilerplate: bool, memory: int) -> bytes:
    answer: object
    try:
        answer = astuple(read_document(id, data, keep_boilerplate))
    except UnreadableSource as reason:
        answer = str(reason)
    except MemoryError:
        answer = f"its reader needed more than {memory >> 20} MB of memory"
    except Exception as error:  # of a library, over a file that it did not expect
        answer = f"its reader failed: {error!r}"
    return json.dumps(answer).encode()


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # not on this system
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    with suppress(EOFError, OSError):  # nobody asks any more
        _serve(Connection(int(sys.argv[1])), float(sys.argv[2]), int(sys.argv[3]))
