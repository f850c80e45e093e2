"""The command that serves the web page: serve."""

import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import DEFAULT_FOLDER, IndexFolder
from app.cli.progress import waiting


def serve(
    host: Annotated[str, typer.Option(help="Listen on this address.")] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Listen on this port [default: first free from 7860]"),
    ] = None,
    auth: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Admit users listed as user:password (or BRIEFQA_AUTH)."),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Host name to accept (repeatable)."),
    ] = None,
    mcp: Annotated[bool, typer.Option("--mcp", help="Also serve MCP tools at /mcp.")] = False,
    open_browser: Annotated[
        bool, typer.Option("--open", help="Open the page in the browser.")
    ] = False,
    folder: IndexFolder = DEFAULT_FOLDER,
) -> None:
    """Serve the web page for asking questions, until Ctrl-C.

    By default only this machine can reach it. To let others in, give an address that they can
    reach (--host), their names and passwords (--auth) and the host name that they use
    (--allow-host). It does not encrypt: put it behind a TLS proxy.

    \b
    Examples:
      briefqa serve --open
      briefqa serve --port 8000 --index .scratch
      briefqa serve --host 0.0.0.0 --auth users.txt --allow-host library.example.org
    """
    from app.web import read_access, serve_page

    access = read_access(host, allow_host or (), auth)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # so that everything is closed
    with tempfile.TemporaryDirectory(prefix="briefqa-") as private:
        # Only its user may read the folder. Gradio reads its name when it is imported.
        os.environ["GRADIO_TEMP_DIR"] = private
        loading = waiting("loading the model")
        serve_page(folder, access, port, mcp=mcp, open_browser=open_browser, loading=loading)
