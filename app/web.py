"""The server of the web page: it loads the model, listens, and takes up each new index."""

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any, NoReturn

import gradio as gr
from starlette.middleware import Middleware

from app.access import Access
from app.examples import example_questions
from app.guard import Guard
from app.page import build_page
from app.routes import routes
from app.service import Service
from app.terminal import waiting
from app.tools import mcp_app
from index import NoIndex, Searcher
from ingest import BriefQAError

SECONDS_BETWEEN_LOOKS = 1
SESSIONS = 1000
"""Open pages whose state is remembered."""
HERE = Path(__file__).parent


def serve_page(
    folder: Path, access: Access, port: int | None, *, mcp: bool, open_browser: bool
) -> None:
    """Serve the page over the index in `folder` until Ctrl-C; the tools as well, with `mcp`.

    Raises BriefQAError.
    """
    service = Service(folder)
    with waiting("loading the model"):
        try:
            service.searcher.search(["Is the model ready?"], 1)
        except NoIndex as error:
            print(error, file=sys.stderr)  # the page says so too, and answers once there is one
    Thread(target=_follow, args=[service.searcher], daemon=True).start()
    page = build_page(service, _examples(folder))
    options: dict[str, Any] = {
        "middleware": [Middleware(Guard, access=access)],
        "routes": routes(service),
    }
    if mcp:
        tools = mcp_app(service)
        options["routes"] += tools.routes
        options["lifespan"] = tools.router.lifespan_context
    with tempfile.TemporaryDirectory(prefix="briefqa-") as private:
        os.environ["GRADIO_TEMP_DIR"] = private  # which others of this machine cannot read
        try:
            _, url, _ = page.launch(
                server_name=access.address,
                server_port=port,
                app_kwargs=options,
                inbrowser=open_browser,
                prevent_thread_lock=True,
                quiet=True,
                share=False,
                enable_monitoring=False,
                run_history=False,
                ssr_mode=False,
                pwa=False,
                mcp_server=False,
                state_session_capacity=SESSIONS,
                footer_links=[],
                theme=_theme(),
                css=(HERE / "web.css").read_text("utf-8"),
                head=f"<script>{(HERE / 'web.js').read_text('utf-8')}</script>",
            )
        except OSError as error:
            place = f"{access.address}:{port}" if port else access.address
            told = f"cannot listen on {place}: choose another --port or --host"
            raise BriefQAError(told) from error
        print(f"briefqa answers at {url} (Ctrl-C stops it)", flush=True)
        page.block_thread()


def _follow(searcher: Searcher) -> NoReturn:
    """Take up each new state of the index when it is there, so that no question waits for it."""
    while True:
        sleep(SECONDS_BETWEEN_LOOKS)
        with suppress(BriefQAError, OSError):  # whoever asks is told
            searcher.refresh()


def _theme() -> gr.themes.Base:
    """Fonts of the reader's machine, and colours that can be told apart."""
    theme = gr.themes.Default(primary_hue="blue", font="system-ui", font_mono="ui-monospace")
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


def _examples(folder: Path) -> list[str]:
    try:
        return example_questions(folder)
    except BriefQAError:
        return []
