"""What programs call: the same functions as Gradio endpoints and as MCP tools."""

from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from pydantic import ConfigDict, model_validator
from starlette.applications import Starlette

from app.answers import to_json
from app.evaluation import summary
from app.web.bodies import MAX_QUESTIONS_BYTES
from app.web.events import gradio_progress
from app.web.parameters import check_names
from app.web.service import DEFAULT_EVALUATED_PASSAGES, DEFAULT_PASSAGES, Service
from ingest import BriefQAError, UsageError

if TYPE_CHECKING:
    from mcp.server.mcpserver.tools import Tool as MCPTool

Tool = Callable[..., Any]


def tools(service: Service) -> list[Tool]:
    """Return functions of plain values; programs see their names, types and docstrings."""

    def ask(
        question: str,
        k: int = DEFAULT_PASSAGES,
        document: list[str] | None = None,
        author: list[str] | None = None,
        since: str = "",
        until: str = "",
        folder: list[str] | None = None,
    ) -> dict[str, Any]:
        """Return the k passages that best answer the question, with their citations.

        They are quoted from the documents. Give ids as `document` to search no other documents, or
        authors (names, or words of names), dates (YYYY, YYYY-MM or YYYY-MM-DD, both included) or
        folders. `undated` counts the documents that were left out because they have no readable
        date. `changes` and `stale` report sources modified since indexing.
        """
        return to_json(service.ask(question, k, document, author, since, until, folder))

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
            "ignored": report.ignored,
            "warnings": [
                {"document": warning.id, "message": warning.message} for warning in report.warnings
            ],
            "skipped": [{"document": file.id, "reason": file.reason} for file in report.skipped],
        }

    def evaluate(
        questions: str,
        k: int = DEFAULT_EVALUATED_PASSAGES,
        earlier: str = "",
        skip_bad: bool = False,
    ) -> dict[str, Any]:
        """Ask questions with known answers, and measure how often the answers are found.

        `questions` is the text of a file in CSV, JSON Lines or JSON, `earlier` the name of a run
        to compare with. `skip_bad` leaves out questions that cannot be used, such as those whose
        gold is in no document. The run is saved under the returned name.
        """
        progress = gradio_progress()
        done = service.evaluate("questions", questions, k, earlier, progress, skip_bad=skip_bad)
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
    from mcp.server.mcpserver.tools import Tool as MCPTool
    from mcp.server.transport_security import TransportSecuritySettings

    offered = [
        MCPTool.from_function(with_public_errors(service, ToolError, tool))
        for tool in tools(service)
    ]
    for tool in offered:
        _refuse_others(tool)
    server = MCPServer("briefqa", version=version("briefqa"), log_level="WARNING", tools=offered)
    return server.streamable_http_app(
        json_response=True,
        stateless_http=True,
        max_request_body_size=MAX_QUESTIONS_BYTES,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )


def _refuse_others(tool: "MCPTool") -> None:
    """Make a tool refuse arguments that it does not take: MCP would drop or convert them."""
    arguments = tool.fn_metadata.arg_model

    class Strict(arguments):  # type: ignore[misc, valid-type]
        model_config = ConfigDict(extra="forbid", strict=True)

        @model_validator(mode="before")
        @classmethod
        def check(cls, given: Any) -> Any:
            try:
                check_names(given, arguments.model_fields)
            except UsageError as error:
                raise ValueError(str(error)) from None
            return given

    tool.fn_metadata.arg_model = Strict
    tool.parameters["additionalProperties"] = False
