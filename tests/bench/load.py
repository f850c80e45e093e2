"""How fast the server answers many clients at once: 50 of them for a minute, on loopback."""

import http.client
import json
import os
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import numpy as np

from index import update
from tests.support.paths import ROOT
from tests.support.web import serve_in_process

CLIENTS = 50
DURATION_S = 60


@dataclass
class Load:
    """The results: seconds per answer, errors, and the server's memory in MB at half time and at
    the end.
    """

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


def questions() -> list[str]:
    lines = (ROOT / "corpus/questions/brief.jsonl").read_text().splitlines()
    return [json.loads(line)["question"] for line in lines]


def ask(connection: http.client.HTTPConnection, question: str) -> None:
    """Ask through the endpoint for programs, as gradio_client does. Raises AssertionError."""
    kind = {"Content-Type": "application/json"}
    body = json.dumps({"question": question})
    connection.request("POST", "/gradio_api/call/v2/ask", body, kind)
    event = json.load(connection.getresponse())["event_id"]
    connection.request("GET", f"/gradio_api/call/v2/ask/{event}")
    answered = connection.getresponse().read().decode()
    assert "event: complete" in answered, answered
    assert '"hits"' in answered, answered


def load(address: str, clients: int, seconds: float) -> Load:
    """Have clients ask one question after the other for so many seconds."""
    found, end, asked = Load(), time.monotonic() + seconds, questions()

    def client(number: int) -> None:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        choose = Random(number).choice
        while time.monotonic() < end:
            begun = time.monotonic()
            try:
                ask(connection, choose(asked))
            except (AssertionError, OSError, http.client.HTTPException, KeyError) as error:
                found.errors.append(repr(error))
            found.seconds.append(time.monotonic() - begun)
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


def memory() -> float:
    """Return the memory of the newest child process in MB; 0 if the system does not say."""
    with suppress(OSError, IndexError):
        children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
        status = Path(f"/proc/{children[-1]}/status").read_text()
        return float(status.partition("VmRSS:")[2].split()[0]) / 1000
    return 0.0


def print_load(documents: Path) -> None:
    """Print how many questions were answered, how fast, and how the memory grew."""
    with tempfile.TemporaryDirectory() as folder:
        update(Path(folder), [documents])
        with serve_in_process(Path(folder)) as address:
            alone = load(address, 1, DURATION_S / 10)
            many = load(address, CLIENTS, DURATION_S)
    print()
    print("| clients | answers a second | p50 | p95 | errors | memory at the end / at the middle |")
    print("|---|---|---|---|---|---|")
    for clients, run, length in ((1, alone, DURATION_S / 10), (CLIENTS, many, DURATION_S)):
        middle, end = run.memory
        p50, p95 = np.quantile(run.seconds, [0.5, 0.95])
        print(
            f"| {clients} | {len(run.seconds) / length:.1f} | {p50:.2f} s | {p95:.2f} s |"
            f" {len(run.errors)} | {end / middle if middle else float('nan'):.2f} |"
        )
