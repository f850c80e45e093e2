"""The process that reads files which could take it down.

    python -m ingest.sandbox.process DESCRIPTOR SECONDS BYTES LOADER

It gets files, and sends what a reader makes of them, as JSON over the connection with that
descriptor. LOADER ("package.module:name") is a function that imports the reader and returns it.
"""

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any

from lxml.etree import ErrorTypes, XMLSyntaxError

from ingest.errors import UnreadableSource

Reader = Callable[[str, bytes], Any]
"""From a file's name and its data to a value for JSON; raises UnreadableSource."""


def serve(connection: Connection, seconds: float, memory: int, loader: str) -> None:
    """Reply to files with {"result": …} or {"reason": …}, until the connection closes."""
    module, _, name = loader.partition(":")
    read: Reader = getattr(import_module(module), name)()
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CORE, 0)
    Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    connection.send_bytes(b"ready")
    while True:
        name = json.loads(connection.recv_bytes())
        data = connection.recv_bytes()
        signal.alarm(int(seconds) + 10)  # in case a library holds up the thread that would end this
        reply = _reply(read, name, data, memory)
        signal.alarm(0)
        connection.send_bytes(reply)


def _end_with(parent: int) -> None:
    """End this process soon after its parent, also while it reads a file."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _reply(read: Reader, name: str, data: bytes, memory: int) -> bytes:
    try:
        reply = {"result": read(name, data)}
    except Exception as error:
        if _out_of_memory(error):
            reply = {"reason": f"its reader needed more than {memory >> 20} MB of memory"}
        elif isinstance(error, UnreadableSource):
            reply = {"reason": str(error)}
        else:  # of a library, over an unexpected file
            reply = {"reason": f"its reader failed: {error!r}"}
    return json.dumps(reply).encode()


def _out_of_memory(error: BaseException | None) -> bool:
    """Return whether memory ran out; lxml has no error of its own for that."""
    while error:
        if isinstance(error, MemoryError) or (
            isinstance(error, XMLSyntaxError) and error.code == ErrorTypes.ERR_NO_MEMORY
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
        serve(Connection(int(sys.argv[1])), float(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
