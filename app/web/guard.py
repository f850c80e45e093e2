"""What stands between the network and the web page: who comes in, to what, and how much at once."""

import base64
import hmac

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.access import Access
from ingest import MAX_SOURCE_BYTES

OFFERED = (
    "/assets/", "/static/", "/favicon.ico", "/theme.css", "/manifest.json", "/config",
    "/answers", "/library", "/mcp",
    *(
        f"/gradio_api/{name}"
        for name in (
            "app_id", "call/", "cancel", "heartbeat/", "info", "queue/", "reset", "run/predict",
            "theme.css",
        )
    ),
)  # fmt: skip
"""The beginnings of the paths that are served, beside '/'. Gradio has others: files of this
machine, a proxy, uploads of its own."""
LARGEST = 16_000_000
"""Bytes of a request; an upload has a limit of its own."""
DROPPED = (b"origin", b"x-gradio-server", b"x-gradio-user")
"""Headers that Gradio would act upon: it would let pages of other sites read the answers."""
ANOTHER = "asked by the page of another site"
SECONDS = 1
"""What a wrong password costs, one after the other."""
WAITING = 10
"""Wrong passwords that wait; who comes then is told to come again."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; frame-src 'self' blob:; worker-src 'self' blob:; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""The browser loads nothing from elsewhere, and no other site shows the page within its own."""


class Guard:
    """Lets requests through to `app` (ASGI) that name one of the hosts, come from the page itself
    or from no page, or only lead to it, bring a user's name and password where there are users,
    and ask for what is offered.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in access.hosts)
        self.users = [_basic(*each) for each in access.users]
        self._wrong = anyio.CapacityLimiter(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        refusal = await self._refusal(scope)

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        kept = [pair for pair in scope["headers"] if pair[0] not in DROPPED]
        await (refusal or self.app)({**scope, "headers": kept}, receive, headed)

    async def _refusal(self, scope: Scope) -> Response | None:
        headers, path = Headers(scope=scope), scope["path"]
        host = headers.get("host", "")
        outside = headers.get("x-forwarded-host", host)  # of what stands before this, and encrypts
        for name in (host, outside):
            if not self._is_served(name):  # a name that was made to lead to this machine, say
                return PlainTextResponse("this host name is not served here", 400)
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2] != outside:
            return PlainTextResponse(ANOTHER, 403)
        if path != "/" and headers.get("sec-fetch-site") in ("same-site", "cross-site"):
            return PlainTextResponse(ANOTHER, 403)
        if self.users:
            kind, _, given = headers.get("authorization", "").partition(" ")
            known = [hmac.compare_digest(given.strip().encode(), each) for each in self.users]
            if kind.lower() != "basic" or not any(known):
                if given and self._wrong.statistics().tasks_waiting >= WAITING:
                    return PlainTextResponse("too many wrong passwords: try again", 429)
                if given:
                    async with self._wrong:
                        await anyio.sleep(SECONDS)
                wanted = {"WWW-Authenticate": 'Basic realm="briefqa", charset="UTF-8"'}
                return PlainTextResponse("log in", 401, headers=wanted)
        largest = LARGEST
        if path == "/library":
            largest = MAX_SOURCE_BYTES
        elif "transfer-encoding" in headers:
            return PlainTextResponse("say how long it is", 411)
        if int(headers.get("content-length", 0)) > largest:
            return PlainTextResponse(f"too large: at most {largest // 10**6} MB", 413)
        if path != "/" and not path.startswith(OFFERED):
            return PlainTextResponse("there is nothing here", 404)
        return None

    def _is_served(self, host: str) -> bool:
        name, _, port = host.lower().partition(":")
        return name in self.hosts and (port.isdecimal() or ":" not in host)


def _basic(user: str, password: str) -> bytes:
    """What a client sends for this user (RFC 7617)."""
    return base64.b64encode(f"{user}:{password}".encode())
