"""How fast the server answers many clients at once, and one whom others try to keep out.

Each of these for a minute, or BRIEFQA_LOAD_SECONDS, on loopback.
"""

import http.client
import json
import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlencode, urlsplit

import numpy as np

from index import update
from tests.support.paths import ROOT
from tests.support.web import serve_in_process

CLIENTS = 50
DURATION_S = 60


@dataclass
class Load:
    """The results: seconds per answer, how often the server was busy, errors, and its memory in MB
    at half time and at the end.
    """

    seconds: list[float] = field(default_factory=list)
    busy: int = 0
    errors: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


def questions() -> list[str]:
    lines = (ROOT / "corpus/questions/brief.jsonl").read_text().splitlines()
    return [json.loads(line)["question"] for line in lines]


Ask = Callable[[http.client.HTTPConnection, str], None]


class Busy(Exception):
    """The server has too much to do, and says when to try again."""


def ask(connection: http.client.HTTPConnection, question: str) -> None:
    """Ask through the endpoint for programs, as gradio_client does. Raises AssertionError, Busy."""
    kind = {"Content-Type": "application/json"}
    body = json.dumps({"question": question})
    connection.request("POST", "/gradio_api/call/v2/ask", body, kind)
    event = json.loads(_answer(connection))["event_id"]
    connection.request("GET", f"/gradio_api/call/v2/ask/{event}")
    answered = _answer(connection).decode()
    assert "event: complete" in answered, answered
    assert '"hits"' in answered, answered


def ask_by_url(connection: http.client.HTTPConnection, question: str) -> None:
    """Ask for the answers as JSON, in one step. Raises AssertionError, Busy."""
    connection.request("GET", f"/answers.json?{urlencode({'q': question})}")
    assert b'"hits"' in _answer(connection)


def _answer(connection: http.client.HTTPConnection) -> bytes:
    response = connection.getresponse()
    body = response.read()
    if response.status == 503 and response.getheader("Retry-After"):
        raise Busy
    assert response.status == 200, (response.status, body[:200])
    return body


def load(address: str, clients: int, seconds: float, ask: Ask = ask) -> Load:
    """Have clients ask one question after the other for so many seconds."""
    found, end, asked = Load(), time.monotonic() + seconds, questions()

    def client(number: int) -> None:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        choose = Random(number).choice
        while time.monotonic() < end:
            begun = time.monotonic()
            try:
                ask(connection, choose(asked))
                found.seconds.append(time.monotonic() - begun)
            except Busy:
                found.busy += 1
            except (AssertionError, OSError, http.client.HTTPException, KeyError) as error:
                found.errors.append(repr(error))
                connection.close()
        connection.close()

    threads = [threading.Thread(target=client, args=[number]) for number in range(clients)]
    for thread in threads:
        thread.start()
    time.sleep(seconds / 2)
    found.memory.append(memory())
    for thread in threads:
        thread.join()
    found.memory.append(memory())
    return found


@contextmanager
def siege(address: str, connections: int, begun: bytes, more: bytes = b"") -> Iterator[None]:
    """Hold so many connections open that have `begun` something, and add `more` every second.

    Those that the server closes are opened again.
    """
    place, stopped = urlsplit(address), threading.Event()

    def hold(numbers: range) -> None:
        held: dict[int, socket.socket] = {}
        while not stopped.wait(1):
            for number in numbers:
                try:
                    if number not in held:
                        held[number] = socket.create_connection((place.hostname, place.port), 5)
                        held[number].setblocking(False)
                        held[number].send(begun)
                    held[number].send(more)
                    if not held[number].recv(10_000):
                        held.pop(number).close()
                except BlockingIOError:
                    continue
                except OSError:
                    if number in held:
                        held.pop(number).close()
        for connection in held.values():
            connection.close()

    thread = threading.Thread(target=hold, args=[range(connections)])
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def half_sent(address: str) -> bytes:
    """Return the first half of an upload of 1 MB."""
    head = f"POST /gradio_api/call/v2/evaluate HTTP/1.1\r\nHost: {urlsplit(address).netloc}\r\n"
    sent = f"{head}Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n"
    return sent.encode() + b'{"questions": "' + b"x" * 500_000


SIEGES: dict[str, Callable[[str], AbstractContextManager[None]]] = {
    "nothing": lambda address: nullcontext(),
    "500 idle connections": lambda address: siege(address, 500, b""),
    "100 slow ones": lambda address: siege(address, 100, b"GET / HTTP/1.1\r\n", b"x"),
    "1,000 half-sent uploads": lambda address: siege(address, 1000, half_sent(address)),
}
"""What else is connected while the clients ask."""
WAYS: dict[str, Ask] = {"API": ask, "URL": ask_by_url}
ROWS = [(way, clients, "nothing") for way in WAYS for clients in (1, CLIENTS)]
ROWS += [("URL", 1, besides) for besides in list(SIEGES)[1:]]


def memory(field: str = "VmRSS") -> float:
    """Return the memory of the newest child process in MB; 0 if the system does not say."""
    with suppress(OSError, IndexError):
        children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
        status = Path(f"/proc/{children[-1]}/status").read_text()
        return float(status.partition(f"{field}:")[2].split()[0]) / 1000
    return 0.0


def print_load(documents: Path) -> None:
    """Print how many questions were answered, how fast, and how the memory grew."""
    seconds = float(os.environ.get("BRIEFQA_LOAD_SECONDS", DURATION_S))
    print()
    print("| asked by | clients | besides | answers per second | p50 | p95 | 503 | errors | MB |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        update(Path(folder), [documents])
        with serve_in_process(Path(folder)) as address:
            before = memory("VmHWM")
            for way, clients, besides in ROWS:
                with SIEGES[besides](address):
                    run = load(address, clients, seconds, WAYS[way])
                p50, p95 = np.quantile(run.seconds, [0.5, 0.95])
                print(
                    f"| {way} | {clients} | {besides} | {len(run.seconds) / seconds:.1f} |"
                    f" {p50:.2f} s | {p95:.2f} s | {run.busy} | {len(run.errors)} |"
                    f" {run.memory[0]:.0f}, {run.memory[1]:.0f} |",
                    flush=True,
                )
            print(f"\nMost memory: {before:.0f} MB before, {memory('VmHWM'):.0f} MB after")
