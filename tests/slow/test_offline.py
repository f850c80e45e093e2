"""briefqa reaches no other machine, and the libraries under it leave nothing to be sent later."""

import http.client
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import sleep
from urllib.parse import urlsplit

import pytest

from index import ACCURATE, FAST
from index.encoders.cache import CACHE_VARIABLE, cache_folder
from tests.support.files import page, pdf
from tests.support.paths import ROOT
from tests.support.preload import compile_library

QUESTION = "When was the harbour widened?"


class Offline:
    """Runs Python where no other machine can be reached, for a user whose home is empty."""

    def __init__(self, folder: Path, library: Path, cache: Path) -> None:
        self._attempts = folder / "attempts"
        self._places = {name: folder / name for name in ("HOME", "TMPDIR", "PWD")}
        for place in self._places.values():
            place.mkdir()
        self._environment = {  # and nothing of what briefqa has set in this process
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "OMP_NUM_THREADS": "1",
            "LD_PRELOAD": str(library),
            "BRIEFQA_NETWORK_ATTEMPTS": str(self._attempts),
            CACHE_VARIABLE: str(cache),
            **{name: str(place) for name, place in self._places.items()},
        }

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *map(str, arguments)],
            cwd=self._places["PWD"],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: object, stdin: str = "") -> tuple[int, str, str]:
        """Return the exit status, stdout and stderr."""
        with self.start(*arguments) as process:
            output, errors = process.communicate(stdin)
        return process.returncode, output, errors

    def traces(self) -> list[str]:
        """Return the attempts to reach another machine, and the files that were left behind."""
        attempts = self._attempts.read_text().splitlines() if self._attempts.exists() else []
        paths = [path for place in self._places.values() for path in place.rglob("*")]
        return attempts + [str(path) for path in paths if path.is_file()]


@pytest.fixture(scope="session")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of offline.c, compiled."""
    return compile_library("offline.c", tmp_path_factory.mktemp("offline"))


@pytest.fixture(params=[FAST, ACCURATE])
def model_name(request: pytest.FixtureRequest) -> str:
    """Return the model that is used."""
    return str(request.param)


@pytest.fixture
def cache(model_name: str, tmp_path: Path) -> Iterator[Path]:
    """Yield the folder where prepared models are kept; for the larger one it is empty."""
    if model_name == FAST:
        yield cache_folder()
        return
    yield tmp_path / "cache"
    shutil.rmtree(tmp_path / "cache", ignore_errors=True)  # almost a gigabyte


@pytest.fixture
def served_s(model_name: str) -> float:
    """Return for how many seconds the page is served after an answer."""
    return 0 if model_name == FAST else 20  # onnxruntime 1.32, which reports, does so after 10


@pytest.fixture
def offline(tmp_path: Path, refusing: Path, cache: Path) -> Offline:
    return Offline(tmp_path, refusing, cache)


def test_attempts_to_reach_other_machines_are_refused_and_noticed(
    offline: Offline, tmp_path: Path
) -> None:
    script = """
import socket
from contextlib import suppress

def datagram():
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

attempts = [
    lambda: socket.create_connection(("192.0.2.1", 80)),
    lambda: socket.create_connection(("2001:db8::1", 80)),
    lambda: socket.create_connection(("example.org", 80)),
    lambda: socket.gethostbyname("example.net"),
    lambda: datagram().sendto(b"x", ("192.0.2.2", 53)),
    lambda: datagram().sendmsg([b"x"], [], 0, ("192.0.2.3", 53)),
]
for attempt in attempts:
    with suppress(OSError):
        attempt()
        print("it succeeded")
for host in ("127.0.0.1", "localhost"):
    with socket.create_server((host, 0)) as server:
        socket.create_connection(server.getsockname()).close()
open("left", "w").close()
"""
    assert offline.run("-c", script) == (0, "", "")
    assert offline.traces() == [
        "connect 192.0.2.1",
        "connect 2001:db8::1",
        "getaddrinfo example.org",
        "getaddrinfo example.net",
        "sendto 192.0.2.2",
        "sendmsg 192.0.2.3",
        str(tmp_path / "PWD/left"),
    ]


def test_index_ask_eval_and_serve_reach_no_other_machine(
    offline: Offline, model_name: str, served_s: float, tmp_path: Path
) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "harbour.md").write_text("The harbour was widened in March 2021.")
    (documents / "nets.html").write_bytes(page("<p>Fog nets catch four litres a night."))
    (documents / "trams.pdf").write_bytes(pdf([(72, 700, 11, "Trams run on wind since 2017.")]))
    questions = tmp_path / "questions.jsonl"
    questions.write_text(json.dumps({"question": QUESTION, "quotes": ["widened in March 2021"]}))
    index = ("--index", tmp_path / "index")

    indexing = ("-m", "app", "index", documents, *index, "--model")
    status, _, errors = offline.run(*indexing, "no-such/model")
    assert status == 1
    assert "hf download no-such/model" in errors
    status, output, _ = offline.run(*indexing, model_name)
    assert (status, output) == (0, "3 new, 0 changed, 0 removed, 0 unchanged; 3 passages\n")
    status, output, errors = offline.run("-m", "app", "ask", "-", *index, stdin=QUESTION)
    assert (status, errors) == (0, "")
    assert "widened in March 2021" in output
    status, output, _ = offline.run("-m", "app", "eval", questions, *index)
    assert status == 0
    assert "Correct at rank 1: 1 of 1" in output
    with offline.start("-m", "app", "serve", "--mcp", *index) as server:
        try:
            netloc = urlsplit(server.stdout.readline().split()[3]).netloc
            with closing(http.client.HTTPConnection(netloc, timeout=60)) as connection:
                connection.request("GET", "/")
                assert b"briefqa" in connection.getresponse().read()
                connection.request("GET", "/answers.json?q=widened+harbour")
                [first, *_] = json.load(connection.getresponse())["hits"]
                assert first["document"] == "harbour.md"
            sleep(served_s)
        finally:
            server.terminate()
            server.communicate(timeout=60)
    assert server.returncode == 0
    assert offline.traces() == []
