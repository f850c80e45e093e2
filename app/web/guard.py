"""What stands between the network and the app: it authenticates requests, allow-lists routes, and
limits sizes.
"""

import base64
import hmac

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.access import Access
from ingest import MAX_SOURCE_BYTES

ALLOWED_PATHS = (
    "/assets/", "/static/", "/favicon.ico", "/theme.css", "/manifest.json", "/config",
    "/modules/", "/answers", "/library", "/mcp",
    *(
        f"/gradio_api/{name}"
        for name in (
            "app_id", "call/", "cancel", "heartbeat/", "info", "queue/", "reset", "run/predict",
            "theme.css",
        )
    ),
)  # fmt: skip
"""The prefixes of the paths that are served, besides '/'. Gradio has others: files of this
machine, a proxy, its own uploads."""
MAX_REQUEST_BYTES = 16_000_000
"""Except for uploads to the library, whose limit is MAX_SOURCE_BYTES."""
DROPPED_HEADERS = (b"origin", b"x-gradio-server", b"x-gradio-user")
"""Gradio would act on them: it would let pages of other sites read the answers."""
CROSS_SITE = "cross-site request refused"
WRONG_PASSWORD_DELAY_S = 1.0
"""After each wrong password, one after the other."""
MAX_WAITING_LOGINS = 10
"""Wrong passwords that wait for their delay; further ones get status 429."""
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
"""The browser loads nothing from elsewhere, and no other site embeds the page."""


class Guard:
    """An ASGI app that passes on only the requests that may reach `app`.

    They name one of the hosts, come from the page itself or from no page (others may only link to
    it), log in if there are users, and ask for an allowed path.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in access.hosts)
        self.credentials = [_basic(user, password) for user, password in access.users]
        self._wrong_passwords = anyio.CapacityLimiter(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        refusal = (
            self._wrong_origin(headers, scope["path"])
            or await self._wrong_user(headers)
            or _wrong_size(headers, scope["path"])
            or _wrong_path(scope["path"])
        )

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        kept = [pair for pair in scope["headers"] if pair[0] not in DROPPED_HEADERS]
        await (refusal or self.app)({**scope, "headers": kept}, receive, send_with_headers)

    def _wrong_origin(self, headers: Headers, path: str) -> Response | None:
        host = headers.get("host", "")
        public = headers.get("x-forwarded-host", host)  # set by a TLS proxy
        for name in (host, public):
            if not self._is_served(name):  # DNS rebinding, for example
                return PlainTextResponse("this host name is not served here", 400)
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2] != public:
            return PlainTextResponse(CROSS_SITE, 403)
        if path != "/" and headers.get("sec-fetch-site") in ("same-site", "cross-site"):
            return PlainTextResponse(CROSS_SITE, 403)
        return None

    async def _wrong_user(self, headers: Headers) -> Response | None:
        if not self.credentials:
            return None
        kind, _, given = headers.get("authorization", "").partition(" ")
        matches = [hmac.compare_digest(given.strip().encode(), known) for known in self.credentials]
        if kind.lower() == "basic" and any(matches):
            return None
        if given and self._wrong_passwords.statistics().tasks_waiting >= MAX_WAITING_LOGINS:
            return PlainTextResponse("too many wrong passwords: try again later", 429)
        if given:
            async with self._wrong_passwords:
                await anyio.sleep(WRONG_PASSWORD_DELAY_S)
        challenge = {"WWW-Authenticate": 'Basic realm="briefqa", charset="UTF-8"'}
        return PlainTextResponse("log in", 401, headers=challenge)

    def _is_served(self, host: str) -> bool:
        name, _, port = host.lower().partition(":")
        return name in self.hosts and (port.isdecimal() or ":" not in host)


def _wrong_size(headers: Headers, path: str) -> Response | None:
    limit = MAX_SOURCE_BYTES if path == "/library" else MAX_REQUEST_BYTES
    if path != "/library" and "transfer-encoding" in headers:
        return PlainTextResponse("Content-Length required", 411)
    if int(headers.get("content-length", 0)) > limit:
        return PlainTextResponse(f"request too large: at most {limit // 10**6} MB", 413)
    return None


def _wrong_path(path: str) -> Response | None:
    if path == "/" or path.startswith(ALLOWED_PATHS):
        return None
    return PlainTextResponse("not found", 404)


def _basic(user: str, password: str) -> bytes:
    """Return the credentials that a client sends for this user (RFC 7617)."""
    return base64.b64encode(f"{user}:{password}".encode())
