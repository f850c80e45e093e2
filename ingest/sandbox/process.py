"""The process in which files are read that could take it down.

    python -m ingest.sandbox.process DESCRIPTOR SECONDS BYTES

It is asked, and answers, in JSON over the connection with that descriptor.
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
    """Answer with a document's fields, or with the reason why it is none, until nobody asks."""
    load_readers()
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CORE, 0)
    connection.send_bytes(b"ready")
    while True:
        id = json.loads(connection.recv_bytes())
        data = connection.recv_bytes()
        signal.alarm(int(seconds) + 10)  # the one who asks may be gone: then nobody kills this
        answer = _answer(id, data, memory)
        signal.alarm(0)
        connection.send_bytes(answer)


def _answer(id: str, data: bytes, memory: int) -> bytes:
    answer: object
    try:
        answer = read_document(id, data).to_json()
    except Exception as error:
        if _out_of_memory(error):
            answer = f"its reader needed more than {memory >> 20} MB of memory"
        elif isinstance(error, UnreadableSource):
            answer = str(error)
        else:  # of a library, over a file that it did not expect
            answer = f"its reader failed: {error!r}"
    return json.dumps(answer).encode()


def _out_of_memory(error: BaseException | None) -> bool:
    """Whether that is what an error comes from; lxml has no error of its own for it."""
    while error:
        if isinstance(error, MemoryError) or (
            isinstance(error, XMLSyntaxError) and error.code == ErrorTypes.ERR_NO_MEMORY
        ):
            return True
        error = error.__cause__
    return False


def _limit(what: int, value: int) -> None:
    """Lower a limit of this process, as far as the system allows."""
    _, most = resource.getrlimit(what)
    value = value if most == resource.RLIM_INFINITY else min(value, most)
    with suppress(ValueError, OSError):
        resource.setrlimit(what, (value, value))


if __name__ == "__main__":
    with suppress(EOFError, OSError):  # nobody asks any more
        serve(Connection(int(sys.argv[1])), float(sys.argv[2]), int(sys.argv[3]))
