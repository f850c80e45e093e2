"""Requests to Gradio and MCP: those that name files, or what there is not, do not reach them."""

import json
import re
from collections import deque
from collections.abc import Callable, Mapping
from inspect import signature
from typing import Any

import gradio as gr
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.bodies import MAX_LARGE_BODIES, MAX_SMALL_BYTES
from app.web.parameters import call_arguments, check_names
from ingest import UsageError

_CALL = re.compile(r"/gradio_api/call/(v2/)?([^/]*)(?:/([^/]*))?")
_EVENTS = "/gradio_api/queue/data"
MCP_PATH = "/mcp"
INVALID_REQUEST = -32600
"""JSON-RPC's code."""
PAGES = ("/", "/config", "/config/")
"""Gradio would look there for parameters of its own; those of the page are for the browser."""
MAX_READ_EVENTS = 1000
"""Of the last events that were read: Gradio forgets them later, and nothing more comes of them."""
MAX_UNREAD_RESULTS = 100
"""Results that nobody has fetched yet, of 10 to 200 kB each; of more, the oldest are forgotten."""
_BY_NUMBER = re.compile(r"/gradio_api/(?:run/.*|queue/join)")


class CheckRequests:
    """An ASGI app in front of Gradio and MCP that refuses what they would answer with a fault.

    Gradio downloads the URL of any file object (`path` and `meta`) among its inputs, even if the
    function takes only text. No function here takes files, so nothing leaves this machine.
    `endpoints` are the functions that programs may call, by name; the `page` calls all of its
    functions, by number.
    """

    def __init__(
        self, app: ASGIApp, endpoints: Mapping[str, Callable[..., Any]], page: gr.Blocks
    ) -> None:
        self.app = app
        self.endpoints = endpoints
        self.page = page
        self._read_events = deque[str](maxlen=MAX_READ_EVENTS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(("/gradio_api/", MCP_PATH)):
            if scope.get("path") in PAGES:
                scope = {**scope, "query_string": b""}
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        body = await request.body()
        try:
            body = self._checked(request, body)
        except UsageError as error:
            await _refusal(scope["path"], str(error))(scope, receive, send)
            return
        if len(body) > MAX_SMALL_BYTES and self._large_events() >= MAX_LARGE_BODIES:
            detail = "too many questions files are waiting: try again"
            await JSONResponse({"detail": detail}, 503)(scope, receive, send)
            return
        unread = [body]

        async def replay() -> Message:
            if unread:
                return {"type": "http.request", "body": unread.pop(), "more_body": False}
            return await receive()

        await self.app(scope, replay, send)

    def _checked(self, request: Request, body: bytes) -> bytes:
        """Return the body that Gradio gets. Raises UsageError for a request that it must not."""
        path, sent = request.url.path, parse_body(body)
        if request.method == "POST":
            self._forget_unread()
        if call := _CALL.fullmatch(path):
            check_names(request.query_params, (), "URL parameter")
            check_names([call[2]], self.endpoints, "endpoint")
            if request.method == "GET":
                self._check_event(call[3] or "")
            elif request.method == "POST":
                return _checked_call(self.endpoints[call[2]], sent, body, named=bool(call[1]))
        elif path == _EVENTS:
            session = request.query_params.get("session_hash")  # Gradio refuses a missing one
            if session is not None and session not in self.page._queue.pending_messages_per_session:
                raise UsageError("no session with this session_hash: reload the page")
        elif path == MCP_PATH and request.method == "POST":
            _check_rpc(sent)
        elif _BY_NUMBER.fullmatch(path):
            self._check_call_by_number(sent)
        return body

    def _large_events(self) -> int:
        """Return how many large requests wait in Gradio's queue, which keeps them in memory."""
        queues = self.page._queue.event_queue_per_concurrency_id.values()
        waiting = [event.data for queue in queues for event in queue.queue if event.data]
        sizes = [sum(len(text) for text in sent.data if isinstance(text, str)) for sent in waiting]
        return sum(size > MAX_SMALL_BYTES // 2 for size in sizes)

    def _check_event(self, event: str) -> None:
        queue = self.page._queue
        waiting = queue.pending_event_ids_session.values()
        is_known = event in queue.event_ids_to_events or any(event in ids for ids in waiting)
        if not is_known or event in self._read_events:
            raise UsageError("no event with this id: it can be read once. Call the endpoint again")
        self._read_events.append(event)

    def _forget_unread(self) -> None:
        """Forget the oldest results that nobody fetched: Gradio keeps 2,000, and their ids."""
        queue = self.page._queue
        running = {event.session_hash for event in queue.event_ids_to_events.values()}
        finished = [one for one in queue.pending_messages_per_session if one not in running]
        for session in finished[:-MAX_UNREAD_RESULTS]:
            queue.pending_messages_per_session.pop(session, None)
            queue.pending_event_ids_session.pop(session, None)

    def _check_call_by_number(self, sent: Any) -> None:
        given = sent if isinstance(sent, dict) else {}
        number, data = given.get("fn_index"), given.get("data")
        if not isinstance(number, int) or number not in self.page.fns:
            raise UsageError("no function with this fn_index: reload the page")
        if not isinstance(data, list) or len(data) != len(self.page.fns[number].inputs):
            raise UsageError("data is not a list of the function's inputs: reload the page")


def parse_body(body: bytes) -> Any:
    """Return the JSON data of a body. Raises UsageError if it is none, or names a file."""
    try:
        return json.loads(
            body or b"null", object_pairs_hook=_checked_object, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError):
        raise UsageError("the request is not valid JSON") from None


def _check_rpc(sent: Any) -> None:
    """Raise UsageError for an id that JSON-RPC does not have; the SDK would answer nothing."""
    if not isinstance(sent, dict):
        raise UsageError("the request must be a JSON object")
    id = sent.get("id", "")
    if isinstance(id, bool) or not isinstance(id, str | int):
        raise UsageError("the id must be a text or a whole number")


def _refusal(path: str, message: str) -> JSONResponse:
    """Return the answer to a request that is refused, in the form of Gradio or JSON-RPC."""
    if path == MCP_PATH:
        error = {"code": INVALID_REQUEST, "message": message}
        return JSONResponse({"jsonrpc": "2.0", "id": None, "error": error}, 400)
    return JSONResponse({"detail": message}, 400)


def _checked_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise UsageError("the request gives a name twice")
    if "path" in fields and "meta" in fields:
        raise UsageError("files are not accepted here: send their text")
    return fields


def _refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _checked_call(endpoint: Callable[..., Any], sent: Any, body: bytes, *, named: bool) -> bytes:
    """Return the body of a call, which gives arguments that are `named`, or a list called data.

    Raises UsageError unless the endpoint takes them.
    """
    if not isinstance(sent, dict):
        raise UsageError("the request must be a JSON object")
    if named:
        return json.dumps(call_arguments(endpoint, sent)).encode()
    check_names(sent, ("data", "session_hash"))
    parameters = list(signature(endpoint).parameters)
    if not isinstance(sent.get("data"), list) or len(sent["data"]) != len(parameters):
        raise UsageError(f"data must be a list of {', '.join(parameters) or 'nothing'}")
    return body
