"""The command line: words in, data to stdout, messages to stderr, an exit status."""

import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version as version_of
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Literal

import typer

from app.answers import Answer, as_json, nothing_found
from app.answers import answer as asking
from app.cli import manage as library
from app.cli.manage import DEFAULT_FOLDER, Folder
from app.cli.terminal import (
    print_answer,
    print_answers,
    print_comparison,
    print_evaluation,
    print_news,
    progress_bar,
    waiting,
)
from app.evaluation import (
    Comparison,
    Evaluation,
    compare,
    make_folder,
    measure,
    prepare,
    read_baseline,
    summary,
    write_run,
)
from app.evaluation import ask as ask_all
from app.web import read_access, serve_page
from index import Searcher, changes
from ingest import BriefQAError, UsageError, sanitize_terminal

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (library.index, library.watch, library.status, library.doctor):
    cli.command()(command)
MOST_HITS = 1000
"""Passages a question that an evaluation looks at."""


def main() -> None:
    """Run the command line; what went wrong is one line and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that lacks a character shows '?'
            stream.reconfigure(errors="replace")
    try:
        cli(prog_name="briefqa")
    except (BriefQAError, OSError) as error:
        print(sanitize_terminal(f"briefqa: {error}"), file=sys.stderr)
        sys.exit(2 if isinstance(error, UsageError) else 1)


@cli.callback(invoke_without_command=True)
def briefqa(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Ask documents questions, and get the passages that answer, each with a citation.

    All local and offline: it shows what the documents say and writes no answer of its own.

    \b
    Examples:
      briefqa index                                index corpus/documents
      briefqa ask "Who works with Hanwha Ocean?"   ask in the terminal
      briefqa serve                                ask in a web page
      briefqa eval questions.jsonl                 measure how often it is right
      briefqa watch                                index again whenever sources change
      briefqa doctor                               check the index, and mend it
    """
    if version:
        print(f"briefqa {version_of('briefqa')}")
        raise typer.Exit


@cli.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question; - reads it from standard input.")],
    k: Annotated[int, typer.Option("-k", metavar="N", help="How many passages.")] = 5,
    format: Annotated[
        Literal["text", "json"], typer.Option(help="For people or for programs.")
    ] = "text",
    explain: Annotated[
        bool, typer.Option("--explain", help="Which words met, and what the score is made of.")
    ] = False,
    document: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Search this document alone; may be given again."),
    ] = None,
    folder: Folder = DEFAULT_FOLDER,
) -> None:
    """Print the passages that answer QUESTION, best first, each with its citation.

    Words in quotation marks must be in the passage.

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
        answer = asking.ask(
            Searcher(folder), question, k, documents=document or (), explain=explain
        )
    if format == "json":
        print(json.dumps(as_json(answer), ensure_ascii=False, indent=2))
    elif answer.hits:
        print_answer(answer)
    else:
        print(nothing_found(answer.question), file=sys.stderr)
    print_news(answer.changes, folder)


def _read_stdin() -> str:
    try:
        return sys.stdin.read().strip()
    except (AttributeError, UnicodeDecodeError) as error:  # closed; not text
        raise UsageError("no question on standard input") from error


@cli.command(name="eval")
def evaluate(
    questions: Annotated[Path, typer.Argument(help="JSON Lines, or by its suffix CSV.")],
    k: Annotated[
        int, typer.Option("-k", metavar="N", help="Passages to find for each question.")
    ] = 10,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write the run there: report.html and tables."),
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="RUN", help="Compare with the run in this folder.")
    ] = None,
    format: Annotated[
        Literal["text", "json"], typer.Option(help="For people or for programs.")
    ] = "text",
    folder: Folder = DEFAULT_FOLDER,
) -> None:
    """Ask a file of QUESTIONS, and measure how often the passages found are right.

    A line holds a "question" and, as far as known, its gold: "quotes" (all that a full answer
    needs), "alternatives" (any one would do instead), or "spans" of characters in the document
    "doc". Empty "quotes" say that the documents do not answer. A passage is relevant if it holds
    at least half of the characters of a quote. Where no question has gold, the answers are
    printed, as JSON lines with --format json. Ctrl-C ends it with what was asked by then.

    \b
    Examples:
      briefqa eval corpus/questions/brief.jsonl
      briefqa eval questions.csv -k 20 --out runs/today
      briefqa eval questions.csv --out runs/new --baseline runs/today
    """
    if not 1 <= k <= MOST_HITS:
        raise UsageError(f"the number of passages must be from 1 to {MOST_HITS}, not {k}")
    if out and baseline and out.resolve() == baseline.resolve():
        raise UsageError("--out would overwrite the run of --baseline: name another folder")
    before = read_baseline(baseline) if baseline else None
    searcher = Searcher(folder)
    with progress_bar() as progress:
        progress("loading the model", 0, None)
        task = prepare(folder, questions, searcher)
        if before:
            before.check(task, k)
        if out:
            make_folder(out, questions)
        asked = ask_all(task, searcher, k, progress)
    with _finishing():
        with waiting("measuring"):
            run = measure(task, searcher, asked)
            comparison = compare(run, before) if before and not run.interrupted else None
        try:
            if out:
                write_run(run, comparison, out)
        finally:
            _print_run(run, comparison, format, folder)
    if run.interrupted:
        asked_for = f"{len(run.outcomes)} of {len(task.questions)} questions were asked"
        compared = ", nothing was compared" if before else ""
        print(f"interrupted: {asked_for}{compared}", file=sys.stderr)
        raise typer.Exit(130)


@contextmanager
def _finishing() -> Iterator[None]:
    """What is begun is done: Ctrl-C does not interrupt it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _print_run(run: Evaluation, comparison: Comparison | None, format: str, folder: Path) -> None:
    if not any(each.question.has_gold for each in run.outcomes):
        now = changes(folder)
        answers = (Answer(each.question.question, each.hits, now) for each in run.outcomes)
        print_answers(answers, format == "json")
        print_news(now, folder)
    elif format == "json":
        print(json.dumps(summary(run, comparison), ensure_ascii=False, indent=2))
    else:
        print_evaluation(run)
        if comparison:
            print_comparison(comparison)


@cli.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Port to listen on; by default a free one from 7860."),
    ] = None,
    auth: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Who may log in: lines of user:password; or BRIEFQA_AUTH."
        ),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A name under which the page may be reached."),
    ] = None,
    mcp: Annotated[
        bool, typer.Option("--mcp", help="Serve its functions as tools over MCP, at /mcp, as well.")
    ] = False,
    open_browser: Annotated[
        bool, typer.Option("--open", help="Open the page in the browser.")
    ] = False,
    folder: Folder = DEFAULT_FOLDER,
) -> None:
    """Serve the web page for asking questions, until Ctrl-C.

    It answers this machine alone. To let others in takes an address that they reach (--host), the
    names and passwords of who may log in (--auth), and the name that they reach it by
    (--allow-host); passwords travel unencrypted unless something before it encrypts.

    \b
    Examples:
      briefqa serve --open
      briefqa serve --port 8000 --index .scratch
      briefqa serve --host 0.0.0.0 --auth users.txt --allow-host library.example.org
    """
    access = read_access(host, allow_host or (), auth)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # what is open is closed
    with tempfile.TemporaryDirectory(prefix="briefqa-") as private:
        os.environ["GRADIO_TEMP_DIR"] = private  # for its user alone; read when gradio is imported
        loading = waiting("loading the model")
        serve_page(folder, access, port, mcp=mcp, open_browser=open_browser, loading=loading)
