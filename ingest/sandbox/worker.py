"""Tasks with limits on time and memory.

A file may take down the process that works on it, and nothing else.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from tempfile import TemporaryFile
from threading import Lock
from typing import IO, Any

from ingest.errors import BriefQAError, UnreadableSource
from ingest.sandbox.process import out_of_memory, receive, send

TASK_LOADER = "ingest.sandbox.tasks:load_tasks"
PARSE_TIMEOUT_S = 60
MAX_PARSE_BYTES = 2 << 30
"""Address space of the process that works on a file."""
MAX_SPARE_BYTES = 300 << 20
"""Of a process that may wait for another file: one that had more memory keeps some of it."""
WORKER_START_TIMEOUT_S = 120
"""Long enough for a busy machine."""

Answer = Callable[[bytes], bytes]


_TIMED_OUT = "timed out after {:g} s"
_CRASHED = "its reader crashed, or needed more than {} MB of memory"


def limit_reasons(seconds: float, memory: int = MAX_PARSE_BYTES) -> frozenset[str]:
    """Return the reasons for which a Worker with these limits gives up a file.

    Tried again within the same limits, the file would cost as much for nothing.
    """
    return frozenset(
        (_TIMED_OUT.format(seconds), _CRASHED.format(memory >> 20), out_of_memory(memory))
    )


def _no_answer(question: bytes) -> bytes:
    raise AssertionError(f"a task without an answer asks {question!r}")


class Worker:
    """A process for tasks on files, for a `with` block, whose end stops it.

    The process starts with the first task, and again after one that took it down. `seconds` and
    `memory` (bytes of address space) limit a task. `loader` names the function that returns the
    tasks, as ingest.sandbox.process says.
    """

    def __init__(
        self,
        seconds: float = PARSE_TIMEOUT_S,
        memory: int = MAX_PARSE_BYTES,
        loader: str = TASK_LOADER,
    ) -> None:
        self.seconds = seconds
        self.memory = memory
        self.loader = loader
        self._peak = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._starting = Lock()
        self._stopped = False

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.close()

    @property
    def is_spare(self) -> bool:
        """True for a small process that waits for a task."""
        return self._connection is not None and self._peak <= MAX_SPARE_BYTES

    def stop(self) -> None:
        """Kill the process for good, also while another thread waits for it."""
        with self._starting:
            self._stopped = True
            process = self._process
        if process:
            process.kill()

    def run(self, task: str, *parts: bytes, answer: Answer = _no_answer) -> list[bytes]:
        """Return what a task makes of the parts; `answer` answers the questions that it asks.

        Raises UnreadableSource also if the process runs out of time or memory, or crashes.
        """
        if self._process and self._process.poll() is not None:  # it died while it was idle
            self.close()
        connection = self._connection or self._start()
        deadline = time.monotonic() + self.seconds
        try:
            with self._crash_as_reason():
                send(connection, {"task": task, "seconds": self.seconds}, parts)
                header, reply = self._receive(connection, deadline)
            while header["is"] == "question":
                words = answer(*reply)
                with self._crash_as_reason():
                    connection.send_bytes(words)
                    header, reply = self._receive(connection, deadline)
        except BaseException:
            self.close()
            raise
        if header["is"] == "reason":
            raise UnreadableSource(header["reason"])
        self._peak = header["peak"]
        return reply

    @contextmanager
    def _crash_as_reason(self) -> Iterator[None]:
        try:
            yield
        except (EOFError, OSError) as error:
            raise UnreadableSource(_CRASHED.format(self.memory >> 20)) from error

    def _receive(
        self, connection: Connection, deadline: float
    ) -> tuple[dict[str, Any], list[bytes]]:
        left = deadline - time.monotonic()  # an answer may have taken the rest of it
        if left <= 0 or not connection.poll(left):
            raise UnreadableSource(_TIMED_OUT.format(self.seconds))
        return receive(connection)

    def _start(self) -> Connection:
        self._connection, theirs = Pipe()
        with theirs, TemporaryFile() as errors:
            self._start_process(theirs, errors)
            theirs.close()
            try:
                if not self._connection.poll(WORKER_START_TIMEOUT_S):
                    raise TimeoutError(f"it took more than {WORKER_START_TIMEOUT_S} s")
                receive(self._connection)
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
        arguments = [str(theirs.fileno()), str(self.memory), self.loader]
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
        """End the process, which no thread uses now; the next task starts another one."""
        if self._process:
            self._process.kill()
            self._process.wait()
        if self._connection:
            self._connection.close()
        self._process = self._connection = None
        self._peak = 0
