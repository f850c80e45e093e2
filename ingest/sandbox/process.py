"""The process that does what a source could make slow, endless or fatal.

    python -m ingest.sandbox.process DESCRIPTOR BYTES LOADER

It gets tasks over the connection with that descriptor, each with parts of bytes, and replies with
parts of bytes. LOADER ("package.module:name") is a function that returns the tasks by name.
"""

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any

from ingest.errors import UnreadableSource

Parts = Sequence[bytes]
Ask = Callable[[bytes], bytes]
"""Puts a question to the process that gave the task, and returns the answer."""
Task = Callable[[Parts, Ask], Parts]
"""Raises UnreadableSource."""


def send(connection: Connection, header: Mapping[str, Any], parts: Parts = ()) -> None:
    """Send a message: what it is, as JSON, and its parts."""
    connection.send_bytes(json.dumps({**header, "parts": len(parts)}).encode())
    for part in parts:
        connection.send_bytes(part)


def receive(connection: Connection) -> tuple[dict[str, Any], list[bytes]]:
    """Return what `send` has sent."""
    header = json.loads(connection.recv_bytes())
    return header, [connection.recv_bytes() for _ in range(header["parts"])]


def serve(connection: Connection, memory: int, loader: str) -> None:
    """Reply to tasks with parts or with a reason, until the connection closes.

    Before the reply a task may ask questions, each of one part, as is the answer.
    """
    module, _, name = loader.partition(":")
    tasks: Mapping[str, Task] = getattr(import_module(module), name)()
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CORE, 0)
    Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()

    def ask(question: bytes) -> bytes:
        send(connection, {"is": "question"}, [question])
        return connection.recv_bytes()

    send(connection, {"is": "ready"})
    while True:
        header, parts = receive(connection)
        # in case a library holds up the thread that would end this
        signal.alarm(int(header["seconds"]) + 10)
        reply = _reply(tasks[header["task"]], parts, ask, memory)
        signal.alarm(0)
        send(connection, *reply)
        del parts, reply


def out_of_memory(memory: int) -> str:
    """Return the reason to report of a file for which so many bytes of memory are too few."""
    return f"its reader needed more than {memory >> 20} MB of memory"


def _end_with(parent: int) -> None:
    """End this process soon after its parent, also while it reads a file."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _reply(task: Task, parts: Parts, ask: Ask, memory: int) -> tuple[dict[str, Any], Parts]:
    try:
        result = task(parts, ask)
    except Exception as error:
        if _is_out_of_memory(error):
            reason = out_of_memory(memory)
        elif isinstance(error, UnreadableSource):
            reason = str(error)
        else:  # of a library, over an unexpected file, or a fault of ours
            reason = f"its reader failed: {error!r}"
        return {"is": "reason", "reason": reason}, ()
    return {"is": "result", "peak": _peak_memory()}, result


def _peak_memory() -> int:
    """Return the most memory that this process has had, in bytes.

    What getrusage says is on Linux at least the memory of the process that started this one.
    """
    with suppress(OSError, StopIteration), open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("VmHWM:"))
        return int(line.split()[1]) << 10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak << 10


def _is_out_of_memory(error: BaseException | None) -> bool:
    """Return whether memory ran out; lxml, if a reader has loaded it, has no error for that."""
    lxml = sys.modules.get("lxml.etree")
    while error:
        if isinstance(error, MemoryError):
            return True
        if (
            lxml
            and isinstance(error, lxml.XMLSyntaxError)
            and error.code == lxml.ErrorTypes.ERR_NO_MEMORY
        ):
            return True
        error = error.__cause__
    return False


def _limit(resource_kind: int, value: int) -> None:
    """Lower a limit of this process, as far as the system allows."""
    _, highest = resource.getrlimit(resource_kind)
    value = value if highest == resource.RLIM_INFINITY else min(value, highest)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource_kind, (value, value))


if __name__ == "__main__":
    with suppress(EOFError, OSError):  # the parent is gone
        serve(Connection(int(sys.argv[1])), int(sys.argv[2]), sys.argv[3])
