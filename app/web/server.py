"""The server of the web page: it loads the model, listens, and takes up each new index."""

import asyncio
import socket
import sys
import webbrowser
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any, NoReturn, TextIO, cast

import gradio as gr
import uvicorn
from fastapi import FastAPI
from gradio import processing_utils
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.cli.progress import waiting
from app.library import Library
from app.web.access import Access
from app.web.guard import Guard
from app.web.page import build_page
from app.web.routes import routes
from app.web.sanitized_stream import SanitizedStream
from app.web.service import Service
from app.web.tools import mcp_app
from index import NoIndex, Searcher
from ingest import BriefQAError

SECONDS_BETWEEN_LOOKS = 1
SECONDS_TO_END = 2
SECONDS_TO_BEGIN = 10
"""Of a connection to ask something; those that do not are closed, or they would keep others out."""
SECONDS_OF_A_TURN = 0.0005
"""Of a thread in Python. Beside a re-index one question in twenty takes over 0.33 s when 5 clients
ask; with Python's own 0.005 seconds it would be 2.4 (2026-11-24)."""
PORTS = range(7860, 7960)
"""One of them is taken where none is named."""
CONNECTIONS = 1000
"""Who comes then is told to come again."""
SESSIONS = 2000
"""Open pages, and questions of programs, whose state Gradio remembers."""
STATIC = Path(__file__).parent / "static"


def serve_page(
    folder: Path, access: Access, port: int | None, *, mcp: bool, open_browser: bool
) -> None:
    """Serve the page over the index in `folder` until Ctrl-C; the tools as well, with `mcp`.

    Raises BriefQAError.
    """
    listening = _listen(access.address, port)
    sys.setswitchinterval(SECONDS_OF_A_TURN)
    service = Service(folder)
    with waiting("loading the model"):
        try:
            service.library.searcher.search(["Is the model ready?"], 1)
        except NoIndex as error:
            print(error, file=sys.stderr)  # the page says so too, and answers once there is one
    sys.stderr = cast(TextIO, SanitizedStream(sys.stderr))  # Gradio prints what clients sent
    Thread(target=_follow, args=[service.library.searcher], daemon=True).start()
    with listening:
        app = Guard(_app(service, mcp), access)
        config = uvicorn.Config(
            app,
            http=Prompt,
            log_level="error",
            proxy_headers=False,
            server_header=False,
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=SECONDS_TO_END,
        )
        url = f"http://{access.address}:{listening.getsockname()[1]}/"
        print(f"briefqa answers at {url} (Ctrl-C stops it)", flush=True)
        if open_browser:
            webbrowser.open(url)
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


class Prompt(H11Protocol):
    """A connection that is closed if nothing was asked between two looks at it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._answered: Any = None
        self._timer = self.loop.call_later(SECONDS_TO_BEGIN, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        self._timer.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        idle = self.cycle is None or self.cycle.response_complete
        if idle and self.cycle is self._answered:
            self.transport.close()
        self._answered = self.cycle
        self._timer = self.loop.call_later(SECONDS_TO_BEGIN, self._look)


def _listen(address: str, port: int | None) -> socket.socket:
    for each in [port] if port else PORTS:
        with suppress(OSError):
            listening = socket.create_server((address, each), backlog=CONNECTIONS)
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # 40 ms an answer
            return listening
    place = f"{address}:{port}" if port else address
    raise BriefQAError(f"cannot listen on {place}: choose another --port or --host")


def _app(service: Service, mcp: bool) -> FastAPI:
    """The page, the routes beside it, and with `mcp` the tools."""
    page = build_page(service, _examples(service.library))
    page.state_session_capacity = SESSIONS
    # What a question names is no file to fetch: nothing leaves this machine.
    processing_utils.async_ssrf_protected_download = _fetch_nothing
    served: dict[str, Any] = {"routes": routes(service)}
    if mcp:
        tools = mcp_app(service)
        served["routes"] += tools.routes
        served["lifespan"] = tools.router.lifespan_context
    app = FastAPI(openapi_url=None, **served)
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
        theme=_theme(),
        css=(STATIC / "web.css").read_text("utf-8"),
        head=f"<script>{(STATIC / 'web.js').read_text('utf-8')}</script>",
    )
    return app


async def _fetch_nothing(url: str, *_: object, **__: object) -> NoReturn:
    raise gr.Error(f"not fetched: {url[:100]}", print_exception=False)


def _follow(searcher: Searcher) -> NoReturn:
    """Take up each new state of the index when it is there, so that no question waits for it."""
    while True:
        sleep(SECONDS_BETWEEN_LOOKS)
        with suppress(BriefQAError, OSError):  # whoever asks is told
            searcher.refresh()


def _theme() -> gr.themes.Base:
    """Fonts of the reader's machine, and colours that can be told apart."""
    theme = gr.themes.Default(
        primary_hue="blue", font="system-ui", font_mono=["ui-monospace", "monospace"]
    )
    return theme.set(
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover_dark="*primary_800",
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_300",
        input_placeholder_color="*neutral_600",
        input_placeholder_color_dark="*neutral_300",
        color_accent="*primary_700",
    )


def _examples(library: Library) -> list[str]:
    try:
        return library.example_questions()
    except BriefQAError:
        return []
