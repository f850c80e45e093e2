"""What is reached at an address of its own: answers to download, and the library to add to."""

from collections.abc import Awaitable, Callable

from anyio import CapacityLimiter, to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.answers import Answer, to_csv, to_json, to_markdown
from app.errors import AlreadyExists
from app.web.service import DEFAULT_PASSAGES, Service
from ingest import BriefQAError, UsageError

DOWNLOADED_AT_ONCE = 2
WAITING = 50
ADDED_AT_ONCE = 4

Render = Callable[[Answer], Response]


def routes(service: Service) -> list[Route]:
    """The routes beside those of Gradio."""
    asking, adding = Turns(DOWNLOADED_AT_ONCE), Turns(ADDED_AT_ONCE)
    formats: dict[str, Render] = {
        "md": lambda answer: Response(to_markdown(answer), media_type="text/markdown"),
        "csv": lambda answer: Response(to_csv(answer), media_type="text/csv"),
        "json": lambda answer: JSONResponse(to_json(answer)),
    }

    def answers(suffix: str, render: Render) -> Route:
        async def download(request: Request) -> Response:
            query = request.query_params
            answer = await to_thread.run_sync(
                service.ask,
                query.get("q", ""),
                _number(query.get("k", str(DEFAULT_PASSAGES))),
                query.getlist("document"),
            )
            response = render(answer)
            response.headers["Content-Disposition"] = f'attachment; filename="answers.{suffix}"'
            return response

        return Route(f"/answers.{suffix}", _answering(service, asking, download), methods=["GET"])

    async def library(request: Request) -> Response:
        query = request.query_params
        replace = query.get("replace") == "yes"
        name = await service.library.add_document(
            query.get("name", ""), request.stream(), replace=replace
        )
        return JSONResponse({"added": name})

    return [
        *(answers(suffix, render) for suffix, render in formats.items()),
        Route("/library", _answering(service, adding, library), methods=["POST"]),
    ]


class Turns:
    """So many at once, so many that wait."""

    def __init__(self, at_once: int) -> None:
        self.limiter = CapacityLimiter(at_once)

    @property
    def full(self) -> bool:
        return self.limiter.statistics().tasks_waiting >= WAITING


def _answering(
    service: Service, turns: Turns, handler: Callable[[Request], Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    """The handler, in its turn; what is wrong becomes words and a status."""

    async def answering(request: Request) -> Response:
        if turns.full:
            return PlainTextResponse("too many at once: try again", 503)
        try:
            async with turns.limiter:
                return await handler(request)
        except ClientDisconnect:
            return PlainTextResponse("nobody waits for this", 400)
        except AlreadyExists as error:
            return PlainTextResponse(service.public_message(error), 409)
        except UsageError as error:
            return PlainTextResponse(service.public_message(error), 400)
        except (BriefQAError, OSError) as error:
            return PlainTextResponse(service.public_message(error), 500)

    return answering


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise UsageError(f"not a whole number: {text[:20]}") from None
