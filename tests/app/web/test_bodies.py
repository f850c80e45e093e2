"""Large bodies of requests: few at once, read whole, and no more than text in JSON."""

import json
from collections.abc import AsyncIterator
from random import Random
from time import monotonic

import anyio
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from app.web import bodies
from app.web.bodies import MAX_LARGE_BODIES, MAX_SMALL_BYTES, WholeBodies, is_mostly_strings
from tests.support.web import finished

LARGE = 2 * MAX_SMALL_BYTES


async def answer_with_size(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"{len(body)}")(scope, receive, send)


async def send_to(app: WholeBodies, chunks: AsyncIterator[bytes], size: int) -> tuple[int, str]:
    """Return status and text of the answer to a body of this size."""
    scope: Scope = {
        "type": "http",
        "path": "/mcp",
        "method": "POST",
        "headers": [(b"content-length", b"%d" % size)],
    }
    sent: list[Message] = []

    async def receive() -> Message:
        chunk = await anext(chunks, b"")
        return {"type": "http.request", "body": chunk, "more_body": bool(chunk)}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent[0]["status"], sent[1]["body"].decode()


async def fast(size: int) -> AsyncIterator[bytes]:
    yield b'"' + b"x" * (size - 2) + b'"'


async def stuck(size: int) -> AsyncIterator[bytes]:
    yield b'"' + b"x" * (size // 2)
    await anyio.sleep_forever()


def test_large_bodies_that_stop_give_way(monkeypatch: pytest.MonkeyPatch) -> None:
    now = monotonic()
    monkeypatch.setattr(bodies, "monotonic", lambda: now)
    app, refused = (
        WholeBodies(answer_with_size),
        (503, "too many large requests at once: try again"),
    )
    answers: list[tuple[int, str]] = []

    async def stop() -> None:
        answers.append(await send_to(app, stuck(LARGE), LARGE))

    async def run() -> None:
        nonlocal now
        async with anyio.create_task_group() as clients:
            for _ in range(MAX_LARGE_BODIES):
                clients.start_soon(stop)
            await anyio.wait_all_tasks_blocked()
            assert await send_to(app, fast(LARGE), LARGE) == refused  # they have just begun
            assert await send_to(app, fast(1000), 1000) == (200, "1000")
            now += 10
            for _ in range(3):
                assert await send_to(app, fast(LARGE), LARGE) == (200, f"{LARGE}")
            for _ in range(100):
                clients.start_soon(stop)
            await anyio.wait_all_tasks_blocked()
            assert len(app._arrivals) == MAX_LARGE_BODIES
            assert answers == [refused] * 100
            clients.cancel_scope.cancel()

    finished(run())


def test_a_large_body_is_the_text_of_a_file() -> None:
    lines = "\n".join(json.dumps({"question": f"“{n}” \\ \x07", "quotes": []}) for n in range(5000))
    for text in (lines, '"' * 100_000, "\\" * 100_000, "[{}" * 100_000, "é" * 100_000):
        for ascii in (True, False):
            body = json.dumps({"questions": text, "document": ["a.md"] * 1000}, ensure_ascii=ascii)
            assert is_mostly_strings(body.encode())


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000,
        json.dumps(list(range(100_000))),
        json.dumps([{}] * 100_000),
        json.dumps([""] * 100_000),
        json.dumps([{"a": ["b"]}] * 100_000),
        '"' + "x" * 100_000 + '",' + "[]," * 100_000,
        " " * 100_000,
    ],
)
def test_a_large_body_of_many_values_is_refused(body: str) -> None:
    assert not is_mostly_strings(body.encode())
    for encoding in ("utf-16", "utf-32", "utf-16-le"):
        assert not is_mostly_strings(f'"\u2230",{body}'.encode(encoding))


def test_no_text_takes_long_to_check() -> None:
    begun = monotonic()
    for text in (b'"' * 10**6, b'"' + b'\\"' * 10**6, b"\\" * 10**6, b'"\\' * 10**6):
        is_mostly_strings(text)
    assert monotonic() - begun < 2


def test_what_is_outside_of_strings_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MAX_SMALL_BYTES", 10)
    random = Random(0)
    found = set()
    for _ in range(2000):
        body = bytes(random.choices(b'"\\[x', k=30)).rstrip(b"\\")
        found.add(is_mostly_strings(body))
        assert is_mostly_strings(body) == (_outside(body) <= 10)
    assert found == {True, False}


def _outside(body: bytes) -> int:
    """Count the bytes outside of strings, one after the other."""
    outside, inside, escaped = 0, False, False
    for byte in body:
        if not inside:
            outside += byte != ord('"')
            inside = byte == ord('"')
        elif escaped:
            escaped = False
        elif byte == ord("\\"):
            escaped = True
        else:
            inside = byte != ord('"')
    return outside
