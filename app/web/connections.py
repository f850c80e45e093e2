"""HTTP connections: how many there may be, which of them make room, and how slow one may be."""

import asyncio
import re
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any

import h11
from starlette.responses import PlainTextResponse
from uvicorn.protocols.http.h11_impl import H11Protocol

MAX_CONNECTIONS = 500
"""At once. With what the system has queued besides, they stay below the 1,024 open files that many
systems allow."""
MAX_PER_ADDRESS = 200
"""Of them, from one address, unless it is this machine's: a proxy there brings all users."""
CHECK_INTERVAL_S = 0.5
MIN_BYTES_PER_S = 10_000
"""Of a request's body, while the app reads it. Uploads to the library have the same limit."""
WRITE_TIMEOUT_S = 30.0
"""A client that takes nothing of its answer for so long is dropped."""
ADMITTED = "admitted"
"""The name of the mark that the guard leaves in the state of a request that it lets in."""
_LENGTH = re.compile(rb"^content-length[ \t]*:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_HEAD_END = re.compile(rb"\n\r?\n")
BUSY = PlainTextResponse(
    "too many connections: try again", 503, {"Retry-After": "1", "Connection": "close"}
)


class StrictConnection(h11.Connection):
    """HTTP/1.1 in which there are no two opinions on how long a body is.

    h11 takes some requests that say it twice. A proxy may read such a one otherwise, and pass on
    what it takes for one request and briefqa for two.
    """

    def next_event(self) -> Any:
        """Return h11's next event; raise RemoteProtocolError for a request of that kind."""
        if self.their_state is h11.IDLE:
            lengths = _LENGTH.findall(_HEAD_END.split(self.trailing_data[0], 1)[0])
            if len(lengths) > 1 or b"," in b"".join(lengths):
                raise h11.RemoteProtocolError("more than one Content-Length")
        event = super().next_event()
        if isinstance(event, h11.Request):
            names = {name for name, _ in event.headers}
            if {b"content-length", b"transfer-encoding"} <= names:
                raise h11.RemoteProtocolError("both Content-Length and Transfer-Encoding")
        return event


class BoundedProtocol(H11Protocol):
    """uvicorn's HTTP/1.1, in which no client keeps others out.

    A client has `timeout_s` seconds for the head of a request, however busily it sends; then its
    body must come at MIN_BYTES_PER_S, measured over as long. If there are too many connections, a
    new one takes the place of another: of the oldest that the guard has let nothing in from, or
    else of the one that has sent nothing for the longest time. One that waits for its answer stays;
    if all do, a new one is answered with status 503.
    """

    timeout_s = 10.0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.conn = StrictConnection(h11.SERVER)
        self._admitted = False
        self._received = 0  # in this window of timeout_s
        self._window_s = 0.0  # of it, the seconds in which the client should have sent
        self._unread_s = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._idle_since = self._heard_at = self.loop.time()
        self._timer = self.loop.call_later(CHECK_INTERVAL_S, self._check)
        address = self.client[0] if self.client else ""
        is_crowded, is_near = len(self.connections) > MAX_CONNECTIONS, is_local(address)
        if is_near and not is_crowded:
            return
        protocols = [other for other in self.connections if isinstance(other, BoundedProtocol)]
        others = [other for other in protocols if other is not self and other.is_open]
        own = [other for other in others if other.client and other.client[0] == address]
        has_room = is_near or _make_room(own, MAX_PER_ADDRESS)
        if not (has_room and _make_room(others, MAX_CONNECTIONS)):
            self.app = BUSY

    def connection_lost(self, exc: Exception | None) -> None:
        self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        self._heard_at = self.loop.time()
        super().data_received(data)

    def on_response_complete(self) -> None:
        self._idle_since = self.loop.time()
        super().on_response_complete()

    def shutdown(self) -> None:
        """Close the connection, unless an answer is about to be sent."""
        super().shutdown()
        if not self.is_answering or self.cycle.response_started:  # such a one streams events
            self.transport.abort()

    @property
    def is_open(self) -> bool:
        """Whether it was not closed."""
        return not self.transport.is_closing()

    @property
    def is_answering(self) -> bool:
        """Whether the client waits for an answer, and has sent all of its request."""
        return self._is_asked and not self.cycle.more_body

    @property
    def seniority(self) -> tuple[bool, float]:
        """What decides which one makes room: the smallest."""
        if self.scope and ADMITTED in self.scope["state"]:
            self._admitted = True
        return self._admitted, self._heard_at if self._admitted else self._idle_since

    @property
    def _is_asked(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _check(self) -> None:
        self._timer = self.loop.call_later(CHECK_INTERVAL_S, self._check)
        self._unread_s = self._unread_s + CHECK_INTERVAL_S if self.flow.write_paused else 0.0
        if self._unread_s > WRITE_TIMEOUT_S or self._is_slow():
            self.transport.abort()
        elif not self._is_asked and self.loop.time() - self._idle_since > self.timeout_s:
            self.transport.close()

    def _is_slow(self) -> bool:
        """Whether too little of the body came in the `timeout_s` seconds that end now."""
        if not (self._is_asked and self.cycle.more_body):
            self._received, self._window_s = 0, 0.0
        elif not self.flow.read_paused and not self.cycle.waiting_for_100_continue:
            self._window_s += CHECK_INTERVAL_S
        if self._window_s < self.timeout_s:
            return False
        is_slow = self._received < MIN_BYTES_PER_S * self._window_s
        self._received, self._window_s = 0, 0.0
        return is_slow


def _make_room(connections: Sequence[BoundedProtocol], limit: int) -> bool:
    """Close one of the connections if there are `limit`; return False if none may be closed."""
    if len(connections) < limit:
        return True
    idle = [connection for connection in connections if not connection.is_answering]
    if idle:
        min(idle, key=lambda connection: connection.seniority).transport.abort()
    return bool(idle)


def is_local(address: str) -> bool:
    """Return whether an address is one of this machine alone."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
