"""Connections that are idle, slow or many: they end, and keep nobody out."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from threading import Event
from urllib.parse import urlsplit

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from app.web import connections
from app.web.connections import ADMITTED
from tests.support.web import HastyProtocol, run_in_thread

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
LIMIT = 10


class App:
    """An ASGI app that reads what is sent, answers, and notes lost clients."""

    def __init__(self) -> None:
        self.lost = Event()
        self.open = Event()
        self.waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if scope["path"] != "/stranger":
            scope["state"][ADMITTED] = True
        try:
            await Request(scope, receive).body()
        except ClientDisconnect:
            self.lost.set()
            return
        if scope["path"] == "/wait":
            self.waiting += 1
            while not self.open.is_set():
                await asyncio.sleep(0.01)
        if scope["path"] == "/large":
            await StreamingResponse(b"x" * 10**6 for _ in range(100))(scope, receive, send)
            self.lost.set()
            return
        await PlainTextResponse("")(scope, receive, send)


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def address(app: App, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", LIMIT)
    monkeypatch.setattr(connections, "CHECK_INTERVAL_S", 0.1)
    monkeypatch.setattr(HastyProtocol, "timeout_s", 0.5)
    with run_in_thread(app) as address:
        yield address
        app.open.set()


def connect(address: str, source: str = "127.0.0.1", sent: bytes = b"") -> socket.socket:
    port = urlsplit(address).port
    connection = socket.create_connection(("127.0.0.1", port), 10, source_address=(source, 0))
    connection.sendall(sent)
    return connection


def answer(connection: socket.socket, sent: bytes = GET) -> bytes:
    """Return the beginning of an answer; nothing if the connection is closed."""
    try:
        connection.sendall(sent)
        return connection.recv(1000)
    except ConnectionError:
        return b""


def test_silent_connections_make_room_and_one_that_was_let_in_stays(address: str) -> None:
    with ExitStack() as opened:
        known = opened.enter_context(connect(address))
        assert answer(known).startswith(b"HTTP/1.1 200 ")
        stranger = opened.enter_context(connect(address))
        assert b"200 OK" in answer(stranger, GET.replace(b"/", b"/stranger", 1))
        for _ in range(5):
            silent = [opened.enter_context(connect(address, sent=b"G")) for _ in range(LIMIT)]
            with connect(address) as another:
                assert answer(another).startswith(b"HTTP/1.1 200 ")
        assert answer(known).startswith(b"HTTP/1.1 200 ")
        assert answer(stranger) == b""
        assert answer(silent[0]) == b""


def test_one_address_cannot_take_all_places(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "is_local", lambda address: False)
    monkeypatch.setattr(connections, "MAX_PER_ADDRESS", 3)
    with ExitStack() as opened:
        other = opened.enter_context(connect(address, "127.0.0.2", b"GET / HTTP/1.1\r\n"))
        many = [opened.enter_context(connect(address, sent=b"G")) for _ in range(LIMIT)]
        assert answer(many[-1], GET[1:]).startswith(b"HTTP/1.1 200 ")  # so all were accepted
        assert answer(many[0]) == b""
        assert answer(other, b"Host: x\r\n\r\n").startswith(b"HTTP/1.1 200 ")


def test_if_all_wait_for_answers_a_new_one_is_told_to_try_again(address: str, app: App) -> None:
    waiting = GET.replace(b"/", b"/wait", 1)
    with ExitStack() as opened:
        for _ in range(LIMIT):
            opened.enter_context(connect(address, sent=waiting))
        while app.waiting < LIMIT:
            Event().wait(0.01)
        refused = answer(opened.enter_context(connect(address)))
        assert refused.startswith(b"HTTP/1.1 503 ")
        assert b"\r\nretry-after: 1\r\n" in refused
        app.open.set()
        with connect(address) as another:
            while not answer(another).startswith(b"HTTP/1.1 200 "):
                another.close()
                another = opened.enter_context(connect(address))


@pytest.mark.parametrize(
    ("begun", "more"),
    [
        (b"", b""),
        (b"GET / HTTP/1.1\r\n", b"x"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n", b""),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + b"x" * 50_000, b""),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n", b"x" * 100),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
)
def test_a_request_that_is_never_complete_ends(
    address: str, app: App, begun: bytes, more: bytes
) -> None:
    with connect(address, sent=begun) as slow:
        slow.settimeout(0.05)
        for _ in range(100):
            try:
                slow.sendall(more)
                assert slow.recv(1) == b""
                break
            except TimeoutError:
                continue
            except ConnectionError:
                break
        else:
            pytest.fail("the server waits for ever")
    assert app.lost.wait(10 if begun.startswith(b"POST") else 0) == begun.startswith(b"POST")


def test_a_body_that_comes_steadily_is_read_however_long_it_takes(address: str) -> None:
    with connect(address) as steady:
        steady.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 16000\r\n\r\n")
        for _ in range(8):
            steady.sendall(b"x" * 2000)
            Event().wait(0.1)
        assert steady.recv(1000).startswith(b"HTTP/1.1 200 ")


def test_a_client_that_takes_nothing_of_its_answer_is_dropped(
    address: str, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "WRITE_TIMEOUT_S", 0.3)
    with connect(address, sent=GET.replace(b"/", b"/large", 1)):
        assert app.lost.wait(20)


@pytest.mark.parametrize(
    "lines",
    [
        ["Content-Length: 1", "Transfer-Encoding: chunked"],
        ["Transfer-Encoding: chunked", "content-length: 1"],
        ["Content-Length: 1", "Content-Length: 1"],
        ["Content-Length: 1", "Content-Length: 2"],
        ["Content-Length: 1, 1"],
        ["Content-Length: +1"],
        ["Content-Length: -1"],
        ["Content-Length: 0x1"],
        ["Content-Length: 1_0"],
        ["Content-Length:"],
        ["Content-Length : 1"],
        ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
        ["Transfer-Encoding: gzip, chunked"],
        ["Transfer-Encoding : chunked"],
    ],
)
def test_a_request_whose_length_is_in_doubt_is_refused(address: str, lines: list[str]) -> None:
    for first in (b"", GET):
        for end in ("\r\n", "\n"):
            head = end.join(["POST / HTTP/1.1", "Host: x", *lines, "", "1"])
            with closing(connect(address, sent=first + head.encode())) as connection:
                connection.settimeout(5)
                received = b""
                while chunk := connection.recv(1000):
                    received += chunk
            assert received.count(b"HTTP/1.1 200 ") == len(first) // len(GET)
            assert b"HTTP/1.1 400 " in received


def test_a_request_of_one_length_is_answered(address: str) -> None:
    body = b"Content-Length: 1\r\nContent-Length: 2"
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body)
    with connect(address) as connection:
        for _ in range(2):
            assert answer(connection, head + body).startswith(b"HTTP/1.1 200 ")
