"""Routes of our own: answers to download, and uploads to the library."""

from collections.abc import Awaitable, Callable
from functools import partial

from anyio import CapacityLimiter, to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.answers import Answer, to_csv, to_json, to_markdown
from app.errors import AlreadyExists
from app.web.parameters import kinds_of, query_arguments
from app.web.service import Service
from ingest import BriefQAError, UsageError

MAX_CONCURRENT_DOWNLOADS = 32
"""As many as questions that run in one batch. Their threads only wait for it."""
MAX_CONCURRENT_UPLOADS = 4
MAX_WAITING_REQUESTS = 50
"""For a download or an upload each; further ones get status 503."""
UPLOAD_PARAMETERS = {"name": str, "replace": str}

Render = Callable[[Answer], Response]
Handler = Callable[[Request], Awaitable[Response]]


def routes(service: Service) -> list[Route]:
    """Return the routes of our own, next to Gradio's."""
    downloads = ConcurrencyLimit(MAX_CONCURRENT_DOWNLOADS)
    formats: dict[str, Render] = {
        "md": lambda answer: Response(to_markdown(answer), media_type="text/markdown"),
        "csv": lambda answer: Response(to_csv(answer), media_type="text/csv"),
        "json": lambda answer: JSONResponse(to_json(answer)),
    }
    return [
        *(_download(service, downloads, suffix, render) for suffix, render in formats.items()),
        _upload(service, ConcurrencyLimit(MAX_CONCURRENT_UPLOADS)),
    ]


class ConcurrencyLimit:
    """At most so many requests at once; others wait, up to MAX_WAITING_REQUESTS."""

    def __init__(self, requests: int) -> None:
        self.limiter = CapacityLimiter(requests)

    @property
    def full(self) -> bool:
        return self.limiter.statistics().tasks_waiting >= MAX_WAITING_REQUESTS


def _download(service: Service, limit: ConcurrencyLimit, suffix: str, render: Render) -> Route:
    parameters = kinds_of(service.ask)
    threads = CapacityLimiter(MAX_CONCURRENT_DOWNLOADS)  # others are for Gradio's functions

    async def download(request: Request) -> Response:
        arguments = query_arguments(parameters, request.query_params)
        ask = partial(service.ask, **{"question": ""} | arguments)
        answer = await to_thread.run_sync(ask, limiter=threads)
        response = render(answer)
        response.headers["Content-Disposition"] = f'attachment; filename="answers.{suffix}"'
        return response

    return Route(f"/answers.{suffix}", _limited(service, limit, download), methods=["GET"])


def _upload(service: Service, limit: ConcurrencyLimit) -> Route:
    async def upload(request: Request) -> Response:
        query = query_arguments(UPLOAD_PARAMETERS, request.query_params)
        replace = query.get("replace", "no")
        if replace not in ("yes", "no"):
            raise UsageError(f"replace must be yes or no, not {replace[:20]}")
        name = await service.library.add_document(
            query.get("name", ""), request.stream(), replace=replace == "yes"
        )
        return JSONResponse({"added": name})

    return Route("/library", _limited(service, limit, upload), methods=["POST"])


def _limited(service: Service, limit: ConcurrencyLimit, handler: Handler) -> Handler:
    """Return the handler with a limit, and with its errors as a message and a status."""

    async def handle(request: Request) -> Response:
        if limit.full:
            return PlainTextResponse("too many requests at once: try again", 503)
        try:
            async with limit.limiter:
                return await handler(request)
        except ClientDisconnect:
            return PlainTextResponse("client disconnected", 400)
        except AlreadyExists as error:
            return PlainTextResponse(service.public_message(error), 409)
        except UsageError as error:
            return PlainTextResponse(service.public_message(error), 400)
        except (BriefQAError, OSError) as error:
            return PlainTextResponse(service.public_message(error), 500)

    return handle
