"""Which scripts the page may run: those that it is served with."""

import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "Content-Security-Policy"
REPORT = (files("app.evaluation") / "report.html").read_text("utf-8")
"""Of an evaluation, which the page shows in a frame, where its policy holds too."""
_INLINE = re.compile(r"<script\b(?:(?!\ssrc=)[^<>])*+>((?:[^<]++|<(?!/script>))*+)")


def content_policy(page: str = "") -> str:
    """Return the policy for a page: of its inline scripts it allows those in `page`, by hash.

    The browser loads nothing from elsewhere, and no other site embeds the page. Gradio compiles the
    templates and the events of its components with Function(), which is 'unsafe-eval'. All that a
    script could reach by it is what the page itself may reach.
    """
    digests = [sha256(script.encode()).digest() for script in _INLINE.findall(page)]
    hashes = "".join(f" 'sha256-{b64encode(digest).decode()}'" for digest in digests)
    return (
        f"default-src 'self'; script-src 'self' 'unsafe-eval'{hashes}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; frame-src 'self' blob:; worker-src 'self' blob:; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )


class AllowOwnScripts:
    """An ASGI app that sends Gradio's page with a policy that allows its inline scripts.

    They hold the configuration, so they differ. Gradio escapes what is in them, and scripts that
    get into the page later do not run.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/":
            await self.app(scope, receive, send)
            return
        body = bytearray()
        start: Message = {}

        async def send_whole(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                policy = content_policy(body.decode() + REPORT)
                MutableHeaders(scope=start)[POLICY] = policy
                await send(start)
                await send({"type": "http.response.body", "body": bytes(body)})

        await self.app(scope, receive, send_whole)
