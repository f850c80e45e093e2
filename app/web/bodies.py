"""The bodies of requests: how large they may be, and how many large ones come in at once."""

import re
from dataclasses import dataclass, field
from time import monotonic

from anyio import CancelScope
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingest import MAX_SOURCE_BYTES

UPLOADS = "/library"
"""Where documents are added, whose bodies go to the disk as they come."""
QUESTIONS_PATHS = ("/gradio_api/call/", "/gradio_api/queue/join", "/gradio_api/run/predict", "/mcp")
"""Where questions files are sent, as text in JSON."""
MAX_QUESTIONS_BYTES = 16_000_000
MAX_SMALL_BYTES = 65_536
"""Of other bodies, and of what is outside of the strings of a large one: else its objects could
take a hundred times its size."""
MAX_LARGE_BODIES = 4
SLOW_BYTES_PER_S = 100_000
SILENCE_S = 1.0
"""If there are MAX_LARGE_BODIES, one that is slower on average, or silent, gives way to another."""
CLOSE = {"Connection": "close"}
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)


def max_bytes(path: str) -> int:
    """Return how large the body of a request to this path may be."""
    if path == UPLOADS:
        return MAX_SOURCE_BYTES
    return MAX_QUESTIONS_BYTES if path.startswith(QUESTIONS_PATHS) else MAX_SMALL_BYTES


@dataclass(slots=True, eq=False)
class _Arrival:
    """A large body that is being received."""

    scope: CancelScope
    started: float = field(default_factory=monotonic)
    heard_at: float = field(default_factory=monotonic)
    body: bytearray = field(default_factory=bytearray)

    def add(self, chunk: bytes) -> None:
        self.body += chunk
        self.heard_at = monotonic()

    @property
    def is_slow(self) -> bool:
        now = monotonic()
        due = SLOW_BYTES_PER_S * (now - self.started - SILENCE_S)
        return now - self.heard_at > SILENCE_S or len(self.body) < due


class WholeBodies:
    """An ASGI app that passes requests on to `app` when their bodies are complete.

    It holds only a few large ones, so memory is bounded by them, not by how many clients send. Of
    a request that its client breaks off, `app` gets nothing.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._arrivals: list[_Arrival] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == UPLOADS:
            await self.app(scope, receive, send)
            return
        is_large = _length(scope) > MAX_SMALL_BYTES
        busy = PlainTextResponse("too many large requests at once: try again", 503, CLOSE)
        if is_large and not self._make_room():
            await busy(scope, receive, send)
            return
        with CancelScope() as reading:
            arrival = _Arrival(reading)
            if is_large:
                self._arrivals.append(arrival)
            try:
                async for chunk in Request(scope, receive).stream():
                    arrival.add(chunk)
            except ClientDisconnect:
                return
            finally:
                if arrival in self._arrivals:
                    self._arrivals.remove(arrival)
        if reading.cancelled_caught:
            await busy(scope, receive, send)
        elif is_large and not is_mostly_strings(arrival.body):
            refusal = PlainTextResponse("the request is not a text in JSON", 400)
            await refusal(scope, receive, send)
        else:
            await self.app(scope, _replay(arrival.body, receive), send)

    def _make_room(self) -> bool:
        """Cancel a slow body if there are too many; return False if none is slow."""
        if len(self._arrivals) < MAX_LARGE_BODIES:
            return True
        slow = next((arrival for arrival in self._arrivals if arrival.is_slow), None)
        if slow is None:
            return False
        self._arrivals.remove(slow)
        slow.scope.cancel()
        return True


def is_mostly_strings(body: bytes | bytearray) -> bool:
    """Return whether JSON in UTF-8 has at most MAX_SMALL_BYTES outside of its strings."""
    if b"\0" in body:  # another encoding, in which a quotation mark is not that byte
        return False
    inside = 0
    for string in _STRING.finditer(body):
        if string.start() - inside > MAX_SMALL_BYTES:
            return False
        inside += string.end() - string.start()
    return len(body) - inside <= MAX_SMALL_BYTES


def _length(scope: Scope) -> int:
    return int(Headers(scope=scope).get("content-length", 0))


def _replay(body: bytearray, receive: Receive) -> Receive:
    unread = [body]

    async def replay() -> Message:
        if unread:
            return {"type": "http.request", "body": bytes(unread.pop()), "more_body": False}
        return await receive()

    return replay
