"""What programs call: the same functions as endpoints of Gradio and as tools over MCP."""

from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from typing import Any

from starlette.applications import Starlette

from app.answers import to_json
from app.evaluation import summary
from app.web.events import reporting
from app.web.guard import LARGEST
from app.web.service import DEFAULT_EVALUATED_PASSAGES, DEFAULT_PASSAGES, Service
from ingest import BriefQAError

Tool = Callable[..., Any]


def tools(service: Service) -> list[Tool]:
    """Functions of plain values; their names, types and words describe them to programs."""

    def ask(
        question: str, k: int = DEFAULT_PASSAGES, documents: list[str] | None = None
    ) -> dict[str, Any]:
        """The k passages that answer the question best, best first, with their citations.

        They are the documents' own words. Where documents are named, by their ids, no others are
        searched. `changes` and `stale` tell what is newer on disk than in the index.
        """
        return to_json(service.ask(question, k, [] if documents is None else documents))

    def documents() -> list[dict[str, Any]]:
        """The documents of the library: ids, titles, authors, dates, passages and states.

        The state is indexed, changed (on disk since), new (not indexed yet), missing (from disk)
        or skipped (it cannot be indexed, and the reason says why).
        """
        return [entry.to_json() for entry in service.documents().entries]

    def reindex() -> dict[str, Any]:
        """Take up what has changed in the files of the library, and count it."""
        report = service.reindex(reporting())
        return {
            "new": report.new,
            "changed": report.changed,
            "removed": report.removed,
            "unchanged": report.unchanged,
            "passages": report.passages,
            "skipped": [{"document": each.id, "reason": each.reason} for each in report.skipped],
        }

    def evaluate(
        questions: str, k: int = DEFAULT_EVALUATED_PASSAGES, earlier: str = ""
    ) -> dict[str, Any]:
        """Ask many questions whose answers are known, and measure how often they are right.

        The questions are the text of a file in JSON Lines or CSV, `earlier` the name of a run to
        compare with. The run is kept under the name that is returned.
        """
        done = service.evaluate("questions", questions, k, earlier, reporting())
        return summary(done.evaluation, done.comparison) | {"run": done.name}

    return [ask, documents, reindex, evaluate]


def saying(service: Service, error: Callable[[str], Exception], tool: Tool) -> Tool:
    """The tool, with what goes wrong raised as an `error` that tells it in words."""

    @wraps(tool)
    def said(*given: Any, **named: Any) -> Any:
        try:
            return tool(*given, **named)
        except (BriefQAError, OSError) as reason:
            raise error(service.public_message(reason)) from None

    return said


def mcp_app(service: Service) -> Starlette:
    """The tools over MCP, at /mcp: without sessions, an answer a request. Its lifespan must run.

    Who may come in is decided before it, so its own checks of hosts are off.
    """
    from mcp.server import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.server.transport_security import TransportSecuritySettings

    server = MCPServer("briefqa", version=version("briefqa"), log_level="WARNING")
    for tool in tools(service):
        server.add_tool(saying(service, ToolError, tool))
    checked_before = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    return server.streamable_http_app(
        json_response=True,
        stateless_http=True,
        max_request_body_size=LARGEST,
        transport_security=checked_before,
    )
