"""The command that answers a question: ask."""

import sys
from typing import Annotated

import typer

from app.answers import corrections_message, nothing_found, to_json, undated_message
from app.cli.options import DEFAULT_FOLDER, IndexFolder, OutputFormat
from app.cli.progress import waiting
from app.cli.terminal import print_answer, print_json, print_staleness
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
    author: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Search only this author's documents (repeatable)."),
    ] = None,
    since: Annotated[
        str, typer.Option(metavar="DATE", help="Search only documents of this date or later.")
    ] = "",
    until: Annotated[
        str, typer.Option(metavar="DATE", help="Search only documents of this date or earlier.")
    ] = "",
    inside: Annotated[
        list[str] | None,
        typer.Option("--in", metavar="FOLDER/", help="Search only this folder (repeatable)."),
    ] = None,
    folder: IndexFolder = DEFAULT_FOLDER,
) -> None:
    """Print the passages that answer QUESTION, best first, each with its citation.

    Passages must contain phrases in quotation marks, as whole words in any spelling. A DATE is
    YYYY, YYYY-MM or YYYY-MM-DD, and leaves out documents without a date.

    \b
    Examples:
      briefqa ask "How much money goes to cyber diplomacy?"
      briefqa ask "hanwha ocean partners" -k 2 --format json
      briefqa ask '"Hanwha Ocean" partners' --explain
      briefqa ask "Who pays?" --author kim --since 2024-03 --in reports/
      echo "Who works with Hanwha Ocean?" | briefqa ask -
    """
    if question == "-":
        question = _read_stdin()
    with waiting("loading the model"):
        answer = Library(folder).ask(
            question,
            k,
            documents=document or (),
            author=author or (),
            since=since,
            until=until,
            folder=inside or (),
            explain=explain,
        )
    if format == "json":
        print_json(to_json(answer), indent=2)
    elif answer.hits:
        print_answer(answer)
    else:
        words = [corrections_message(answer.corrections), nothing_found(answer)]
        print(*filter(None, words), file=sys.stderr)
    if undated := undated_message(answer):
        print(undated, file=sys.stderr)
    print_staleness(answer.changes, folder)


def _read_stdin() -> str:
    """Raise UsageError if standard input is closed or no text."""
    try:
        return sys.stdin.read().strip()
    except (AttributeError, UnicodeDecodeError) as error:
        raise UsageError("no question on standard input") from error
