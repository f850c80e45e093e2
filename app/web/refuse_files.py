"""Keep Gradio from fetching what a request names as a file: no such request reaches it."""

import json
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class RefuseFiles:
    """An ASGI app in front of Gradio that refuses requests whose JSON names a file.

    Gradio downloads the URL of any file object (`path` and `meta`) among its inputs, even if the
    function takes only text. No function here takes files, so nothing leaves this machine.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        gradio = scope["type"] == "http" and scope["path"].startswith("/gradio_api/")
        if not gradio or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        try:
            body = await Request(scope, receive).body()
        except ClientDisconnect:
            return
        if reason := refusal(body):
            await PlainTextResponse(reason, 400)(scope, receive, send)
            return
        unread = [body]

        async def replay() -> Message:
            if unread:
                return {"type": "http.request", "body": unread.pop(), "more_body": False}
            return await receive()

        await self.app(scope, replay, send)


def refusal(body: bytes) -> str:
    """Return why Gradio must not get this body, or '' if it may."""
    files: list[dict[str, Any]] = []

    def look(fields: dict[str, Any]) -> None:
        if "path" in fields and "meta" in fields:
            files.append(fields)

    try:
        json.loads(body or b"null", object_hook=look)
    except (ValueError, RecursionError):
        return "the request is not valid JSON"
    return "files are not accepted here: send their text" if files else ""
