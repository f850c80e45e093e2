"""The command line: arguments in, data to stdout, messages to stderr, an exit status."""

import sys
from importlib.metadata import version as version_of
from io import TextIOWrapper
from typing import Annotated

import typer

from app.cli.ask import ask
from app.cli.clean import clean
from app.cli.evaluate import evaluate
from app.cli.manage import doctor, index, status, watch
from app.cli.serve import serve
from ingest import BriefQAError, UsageError, sanitize_terminal

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (index, watch, status, doctor, clean, ask):
    cli.command()(command)
cli.command(name="eval")(evaluate)
cli.command()(serve)


def main() -> None:
    """Run the command line; an error becomes one line and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that lacks a character shows '?'
            stream.reconfigure(errors="replace")
    try:
        cli(prog_name="briefqa")
    except (BriefQAError, OSError) as error:
        print(sanitize_terminal(f"briefqa: {_in_words(error)}"), file=sys.stderr)
        sys.exit(2 if isinstance(error, UsageError) else 1)


def _in_words(error: BriefQAError | OSError) -> str:
    """Return the message of an error; of an OSError without its number."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


@cli.callback(invoke_without_command=True)
def briefqa(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Answer questions about your documents with quoted passages and their citations.

    Everything runs locally and offline; it quotes the documents and writes no text of its own.

    \b
    Examples:
      briefqa index                                index corpus/documents
      briefqa ask "Who works with Hanwha Ocean?"   ask in the terminal
      briefqa serve                                ask in a web page
      briefqa eval questions.jsonl                 measure how often it is right
      briefqa watch                                re-index whenever documents change
      briefqa doctor                               check the index, and repair it
      briefqa clean                                delete old runs and removed documents
    """
    if version:
        print(f"briefqa {version_of('briefqa')}")
        raise typer.Exit
