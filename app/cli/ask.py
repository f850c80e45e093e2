"""The command that answers a question: ask."""

import json
import sys
from typing import Annotated

import typer

from app.answers import nothing_found, to_json
from app.cli.options import DEFAULT_FOLDER, IndexFolder, OutputFormat
from app.cli.progress import waiting
from app.cli.terminal import print_answer, print_staleness
from app.library import Library
from ingest import UsageError


def ask(
    question: Annotated[str, typer.Argument(help="Question, or - to read standard input.")],
    k: Annotated[int, typer.Option("-k", metavar="N", help="Show this many passages.")] = 5,
    format: OutputFormat = "text",
    explain: Annotated[
        bool, typer.Option("--explain", help="Show matched words and score components.")
    ] = False,
    document: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Search only this document (repeatable)."),
    ] = None,
    folder: IndexFolder = DEFAULT_FOLDER,
) -> None:
    """Print the passages that answer QUESTION, best first, each with its citation.

    Passages must contain phrases in quotation marks, as whole words in any spelling.

    \b
    Examples:
      briefqa ask "How much money goes to cyber diplomacy?"
      briefqa ask "hanwha ocean partners" -k 2 --format json
      briefqa ask '"Hanwha Ocean" partners' --explain
      echo "Who works with Hanwha Ocean?" | briefqa ask -
    """
    if question == "-":
        question = _read_stdin()
    with waiting("loading the model"):
        answer = Library(folder).ask(question, k, documents=document or (), explain=explain)
    if format == "json":
        print(json.dumps(to_json(answer), ensure_ascii=False, indent=2))
    elif answer.hits:
        print_answer(answer)
    else:
        print(nothing_found(answer.question), file=sys.stderr)
    print_staleness(answer.changes, folder)


def _read_stdin() -> str:
    """Raise UsageError if standard input is closed or no text."""
    try:
        return sys.stdin.read().strip()
    except (AttributeError, UnicodeDecodeError) as error:
        raise UsageError("no question on standard input") from error
