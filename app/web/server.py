"""The server of the web page: it listens, loads the model, and runs the app until Ctrl-C."""

import asyncio
import logging
import socket
import sys
import webbrowser
from contextlib import AbstractContextManager, nullcontext, redirect_stderr, suppress
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from app.web.access import Access
from app.web.application import create_app
from app.web.connections import BoundedProtocol
from app.web.log import LogHandler, LogStream
from app.web.service import Service
from index import NoIndex
from ingest import BriefQAError

SHUTDOWN_TIMEOUT_S = 1
"""For answers that are about to be sent."""
SWITCH_INTERVAL_S = 0.0005
"""Of Python's threads. During a re-index one question in twenty takes over 0.33 s when 5 clients
ask; with Python's own 0.005 s it would be 2.4 s (2026-11-24)."""
DEFAULT_PORTS = range(7860, 7960)
"""The first free one is used if no port is given."""
BACKLOG = 200
"""New connections that wait until they are accepted, which may be all at once."""


def serve_page(
    folder: Path,
    access: Access,
    port: int | None,
    *,
    mcp: bool,
    open_browser: bool,
    loading: AbstractContextManager[None] | None = None,
) -> None:
    """Serve the page over the index in `folder` until Ctrl-C; with `mcp`, its tools too.

    The context manager `loading` is entered while the model is loaded. Raises BriefQAError.
    """
    with listen(access.address, port) as listening:
        service = Service(folder)
        with loading or nullcontext():
            missing = _load(service)
        if missing:
            print(missing, file=sys.stderr)  # the page says so too, and answers once there is one
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        log = LogStream(sys.stderr)
        logging.basicConfig(level=logging.WARNING, handlers=[LogHandler(log)], force=True)
        with redirect_stderr(log), suppress(KeyboardInterrupt):  # Gradio prints what clients sent
            server = uvicorn.Server(server_config(create_app(service, access, mcp=mcp)))
            url = f"http://{access.address}:{listening.getsockname()[1]}/"
            print(f"Serving briefqa on {url} (Ctrl-C to stop)", flush=True)
            if open_browser:
                webbrowser.open(url)
            server.run(sockets=[listening])


def listen(address: str, port: int | None) -> socket.socket:
    """Return a socket that listens on this address, on a free port if none is given.

    Raises BriefQAError if it cannot listen there.
    """
    for number in [port] if port else DEFAULT_PORTS:
        with suppress(OSError):
            listening = socket.create_server((address, number), backlog=BACKLOG)
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # 40 ms an answer
            return listening
    place = f"{address}:{port}" if port else address
    raise BriefQAError(f"cannot listen on {place}: choose another --port or --host")


def server_config(
    app: ASGIApp, protocol: type[asyncio.Protocol] = BoundedProtocol
) -> uvicorn.Config:
    """Return uvicorn's configuration for the app."""
    return uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        log_config=None,
        log_level="error",
        proxy_headers=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=SHUTDOWN_TIMEOUT_S,
    )


def _load(service: Service) -> NoIndex | None:
    """Load the model and the index; return the error if there is no index yet."""
    try:
        service.library.load()
    except NoIndex as error:
        return error
    return None
