"""The process that reads files which could take it down.

    python -m ingest.sandbox.process DESCRIPTOR SECONDS BYTES

It gets requests, and sends replies, as JSON over the connection with that descriptor.
"""

import json
import resource
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection

from lxml.etree import ErrorTypes, XMLSyntaxError

from ingest.errors import UnreadableSource
from ingest.formats import load_readers, read_document


def serve(connection: Connection, seconds: float, memory: int) -> None:
    """Reply to requests with a document's fields or a reason, until the connection closes."""
    load_readers()
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CORE, 0)
    connection.send_bytes(b"ready")
    while True:
        id = json.loads(connection.recv_bytes())
        data = connection.recv_bytes()
        signal.alarm(int(seconds) + 10)  # in case the parent, which would kill this, is gone
        reply = _reply(id, data, memory)
        signal.alarm(0)
        connection.send_bytes(reply)


def _reply(id: str, data: bytes, memory: int) -> bytes:
    reply: object
    try:
        reply = read_document(id, data).to_json()
    except Exception as error:
        if _out_of_memory(error):
            reply = f"its reader needed more than {memory >> 20} MB of memory"
        elif isinstance(error, UnreadableSource):
            reply = str(error)
        else:  # of a library, over an unexpected file
            reply = f"its reader failed: {error!r}"
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
        serve(Connection(int(sys.argv[1])), float(sys.argv[2]), int(sys.argv[3]))
