"""The ASGI app: the page, its API, downloads and MCP tools, behind the guard."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import gradio as gr
from fastapi import FastAPI
from starlette.types import ASGIApp

from app.library import Library
from app.web.access import Access
from app.web.bodies import WholeBodies
from app.web.guard import Guard
from app.web.page import build_page, module_routes, preload, theme
from app.web.requests import CheckRequests
from app.web.routes import routes
from app.web.scripts import AllowOwnScripts
from app.web.service import Service
from app.web.tools import mcp_app, tools
from ingest import BriefQAError

REFRESH_INTERVAL_S = 1
MAX_SESSIONS = 200
"""Open pages and programs' questions whose state Gradio remembers: 100 kB each, of no use here."""
STATIC = Path(__file__).parent / "static"


def create_app(service: Service, access: Access, *, mcp: bool = False) -> ASGIApp:
    """Return the app that serves `service` under the rules of `access`; with `mcp`, its tools too.

    While its lifespan runs, it follows new versions of the index.
    """
    mcp_tools = mcp_app(service) if mcp else None

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.enter_context(_refreshing(service))
            if mcp_tools:
                await stack.enter_async_context(mcp_tools.router.lifespan_context(app))
            yield

    app = FastAPI(
        openapi_url=None,
        routes=[*routes(service), *module_routes(), *(mcp_tools.routes if mcp_tools else ())],
        lifespan=lifespan,
    )
    page = build_page(service, _examples(service.library))
    page.state_session_capacity = MAX_SESSIONS
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        show_error=False,
        enable_monitoring=False,
        run_history=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        footer_links=[],
        theme=theme(),
        css=(STATIC / "web.css").read_text("utf-8"),
        head=preload(),
    )
    endpoints = {tool.__name__: tool for tool in tools(service)}
    return Guard(WholeBodies(CheckRequests(AllowOwnScripts(app), endpoints, page)), access)


@contextmanager
def _refreshing(service: Service) -> Iterator[None]:
    """Load each new version of the index in the background, so that no question waits for it."""
    stopped = Event()

    def follow() -> None:
        while not stopped.wait(REFRESH_INTERVAL_S):
            with suppress(BriefQAError, OSError):  # the next question reports it
                service.library.refresh()

    Thread(target=follow, daemon=True).start()
    try:
        yield
    finally:
        stopped.set()


def _examples(library: Library) -> list[str]:
    try:
        return library.example_questions()
    except BriefQAError:
        return []
