"""What stands between the network and the app: it authenticates requests, allow-lists routes, and
limits sizes.
"""

import re
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.access import Access
from app.web.bodies import UPLOADS, max_bytes
from app.web.connections import ADMITTED, is_local
from app.web.logins import Login, Logins
from app.web.scripts import POLICY, content_policy

_SERVED = re.compile(
    r"""(?!.*//)(?!.*/\.)                                   # no empty, hidden or parent folder
    /(?: | answers\.(?:csv|json|md) | library | mcp | modules/\w+\.js
       | (?:assets|static)/[\w./@+-]+ | config/? | favicon\.ico | manifest\.json | theme\.css
       | gradio_api/(?:app_id/? | call/(?:v2/)?[\w-]+(?:/[\w-]*)? | cancel | heartbeat/[\w-]+
                     | info/? | queue/(?:data|join) | reset/? | run/predict/? | theme\.css)
    )""",
    re.VERBOSE,
)
"""The paths that are served. Gradio has others: files of this machine, a proxy, its own uploads."""
MAX_NAME_CHARS = 255
"""Of a part of a path. No file has a longer name, and asking for such a one is an error."""
DROPPED_HEADERS = (b"origin", b"x-gradio-server", b"x-gradio-user")
"""Gradio would act on them: it would let pages of other sites read the answers."""
CROSS_SITE = "cross-site request refused"
RETRY_AFTER_S = "5"
"""When to try again what is refused because there is too much of it."""
LOGIN_COOKIE = "briefqa_login"
"""Opens nothing: it shows that its browser has logged in before; see Logins."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """An ASGI app that passes on only the requests that may reach `app`.

    They name one of the hosts, come from the page itself or from no page (others may only link to
    it), log in if there are users, and ask for an allowed path.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in access.hosts)
        self.logins = Logins(access.users)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        refusal = self._wrong_origin(headers, scope["path"])
        cookie = ""
        if self.logins.are_needed and not refusal:
            login = self._login(scope, headers)
            refusal = _refused_login(login)
            cookie = _new_cookie(login, headers)
        refusal = refusal or _wrong_size(headers, scope["path"]) or _wrong_path(scope["path"])
        if not refusal:
            scope.setdefault("state", {})[ADMITTED] = True

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = MutableHeaders(scope=message)
                sent.update(HEADERS)
                sent.setdefault(POLICY, content_policy())
                if message["status"] == 503:
                    sent.setdefault("Retry-After", RETRY_AFTER_S)
                if cookie:
                    sent.append("Set-Cookie", cookie)
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

    def _login(self, scope: Scope, headers: Headers) -> Login:
        return self.logins.check(
            headers.get("authorization", ""), _address(scope, headers), _shown_token(headers)
        )

    def _is_served(self, host: str) -> bool:
        name, _, port = host.lower().partition(":")
        return name in self.hosts and (port.isdecimal() or ":" not in host)


def is_served_path(path: str) -> bool:
    """Return whether requests for this path, decoded, reach the app."""
    names = path.split("/")
    return bool(_SERVED.fullmatch(path)) and all(len(name) <= MAX_NAME_CHARS for name in names)


def _refused_login(login: Login) -> Response | None:
    if login.token:
        return None
    if login.retry_after_s:
        wait = {"Retry-After": str(login.retry_after_s)}
        return PlainTextResponse("too many wrong passwords: try again later", 429, wait)
    challenge = {"WWW-Authenticate": 'Basic realm="briefqa", charset="UTF-8"'}
    return PlainTextResponse("log in", 401, challenge)


def _new_cookie(login: Login, headers: Headers) -> str:
    """Return the cookie that a browser gets when it has logged in; nothing if it has it."""
    if not login.token or _shown_token(headers) == login.token:
        return ""
    secure = "; Secure" if headers.get("x-forwarded-proto") == "https" else ""
    return f"{LOGIN_COOKIE}={login.token}; Path=/; HttpOnly; SameSite=Lax{secure}"


def _shown_token(headers: Headers) -> str:
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(LOGIN_COOKIE)
    except CookieError:
        return ""
    return cookie.value if cookie else ""


def _address(scope: Scope, headers: Headers) -> str:
    """Return the client's address; that which a proxy on this machine names as its client."""
    address: str = scope["client"][0] if scope.get("client") else ""
    named = headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    if named and is_local(address):
        try:
            return str(ip_address(named))
        except ValueError:
            return address
    return address


def _wrong_size(headers: Headers, path: str) -> Response | None:
    limit = max_bytes(path)
    if path != UPLOADS and "transfer-encoding" in headers:
        return PlainTextResponse("Content-Length required", 411)
    if int(headers.get("content-length", 0)) > limit:
        return PlainTextResponse(f"request too large: at most {limit:,} bytes", 413)
    return None


def _wrong_path(path: str) -> Response | None:
    return None if is_served_path(path) else PlainTextResponse("not found", 404)
