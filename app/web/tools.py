"""What programs call: the same functions as Gradio endpoints and as MCP tools."""

from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from typing import Any

from starlette.applications import Starlette

from app.answers import to_json
from app.evaluation import summary
from app.web.events import gradio_progress
from app.web.guard import MAX_REQUEST_BYTES
from app.web.service import DEFAULT_EVALUATED_PASSAGES, DEFAULT_PASSAGES, Service, limits
from ingest import BriefQAError

Tool = Callable[..., Any]


def tools(service: Service) -> list[Tool]:
    """Return functions of plain values; programs see their names, types and docstrings."""

    def ask(
        question: str,
        k: int = DEFAULT_PASSAGES,
        documents: list[str] | None = None,
        author: list[str] | None = None,
        since: str = "",
        until: str = "",
        folder: list[str] | None = None,
    ) -> dict[str, Any]:
        """Return the k passages that best answer the question, with their citations.

        They are quoted from the documents. Give ids of documents to search no others, or authors
        (names, or words of names), dates (YYYY, YYYY-MM or YYYY-MM-DD, both included) or folders.
        `undated` counts the documents that were left out because they have no readable date.
        `changes` and `stale` report sources modified since indexing.
        """
        return to_json(service.ask(question, k, limits(documents, author, since, until, folder)))

    def documents() -> list[dict[str, Any]]:
        """List the documents of the library: ids, titles, authors, dates, passages and states.

        The state is indexed, changed (on disk since), new (not indexed yet), missing (from disk)
        or skipped (it cannot be indexed, for the given reason).
        """
        return [entry.to_json() for entry in service.documents().entries]

    def reindex() -> dict[str, Any]:
        """Index what has changed in the library's files, and return the counts."""
        report = service.reindex(gradio_progress())
        return {
            "new": report.new,
            "changed": report.changed,
            "removed": report.removed,
            "unchanged": report.unchanged,
            "passages": report.passages,
            "skipped": [{"document": file.id, "reason": file.reason} for file in report.skipped],
        }

    def evaluate(
        questions: str, k: int = DEFAULT_EVALUATED_PASSAGES, earlier: str = ""
    ) -> dict[str, Any]:
        """Ask questions with known answers, and measure how often the answers are found.

        `questions` is the text of a file in JSON Lines or CSV, `earlier` the name of a run to
        compare with. The run is saved under the returned name.
        """
        done = service.evaluate("questions", questions, k, earlier, gradio_progress())
        return summary(done.evaluation, done.comparison) | {"run": done.name}

    return [ask, documents, reindex, evaluate]


def with_public_errors(service: Service, error: Callable[[str], Exception], tool: Tool) -> Tool:
    """Return the tool with its errors raised as `error`, with a message for callers."""

    @wraps(tool)
    def wrapped(*arguments: Any, **options: Any) -> Any:
        try:
            return tool(*arguments, **options)
        except (BriefQAError, OSError) as reason:
            raise error(service.public_message(reason)) from None

    return wrapped


def mcp_app(service: Service) -> Starlette:
    """Return an app that serves the tools over MCP at /mcp, without sessions.

    Its lifespan must run. It checks no hosts: the guard does.
    """
    from mcp.server import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.server.transport_security import TransportSecuritySettings

    server = MCPServer("briefqa", version=version("briefqa"), log_level="WARNING")
    for tool in tools(service):
        server.add_tool(with_public_errors(service, ToolError, tool))
    return server.streamable_http_app(
        json_response=True,
        stateless_http=True,
        max_request_body_size=MAX_REQUEST_BYTES,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
