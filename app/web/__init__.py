"""The web page, its API and its MCP tools."""

from contextlib import AbstractContextManager
from pathlib import Path

from app.web.access import Access, read_access

__all__ = ["Access", "read_access", "serve_page"]


def serve_page(
    folder: Path,
    access: Access,
    port: int | None,
    *,
    mcp: bool,
    open_browser: bool,
    loading: AbstractContextManager[None] | None = None,
) -> None:
    """Serve the page over the index in `folder` until Ctrl-C: see `app.web.server.serve_page`."""
    from app.web import server  # imports Gradio, which takes seconds

    server.serve_page(folder, access, port, mcp=mcp, open_browser=open_browser, loading=loading)
