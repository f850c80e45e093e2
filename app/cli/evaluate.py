"""The command that measures how often the answers are right: eval."""

import signal
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Annotated

import typer

from app.answers import Answer
from app.cli.evaluation_tables import print_comparison, print_evaluation, print_warnings
from app.cli.options import DEFAULT_FOLDER, IndexFolder, OutputFormat
from app.cli.progress import progress_bar
from app.cli.terminal import print_answers, print_json, print_staleness
from app.evaluation import SKIP_BAD_OPTION, summary
from app.library import Library, RecordedEvaluation
from ingest import UsageError

MAX_PASSAGES = 1000


def evaluate(
    questions: Annotated[Path, typer.Argument(help="Questions file (.csv, .xlsx, .jsonl, .json).")],
    k: Annotated[
        int, typer.Option("-k", metavar="N", help="Find this many passages per question.")
    ] = 10,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write the run (report.html, tables) there."),
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="RUN", help="Compare with the run in this folder.")
    ] = None,
    skip_bad: Annotated[
        bool, typer.Option(SKIP_BAD_OPTION, help="Leave out questions that cannot be used.")
    ] = False,
    format: OutputFormat = "text",
    folder: IndexFolder = DEFAULT_FOLDER,
) -> None:
    """Run a file of QUESTIONS, and measure how often the passages found are right.

    A row holds a "question" and, if known, its gold: "quotes" (all that a full answer needs),
    "alternatives" (any one of which would do instead), or "spans" of characters in the document
    "doc". Empty "quotes" ([]) say that the documents do not answer. A passage is relevant if it
    holds at least half of the characters of a quote. If no question has gold, the answers are
    printed, as JSON lines with --format json. Ctrl-C ends the run with the questions asked so far.

    \b
    Examples:
      briefqa eval corpus/questions/brief.jsonl
      briefqa eval questions.csv -k 20 --out runs/today
      briefqa eval questions.csv --out runs/new --baseline runs/today
    """
    _check_options(k, out, baseline)
    with ExitStack() as uninterrupted:  # from the end of the questions until all is printed

        def finishing() -> AbstractContextManager[None]:
            uninterrupted.enter_context(_ignoring_ctrl_c())
            return nullcontext()

        with progress_bar() as progress:
            progress("loading the model", 0, None)
            result = Library(folder).evaluate(
                questions,
                k,
                baseline=baseline,
                skip_bad=skip_bad,
                out=out,
                progress=progress,
                finishing=finishing,
            )
        print_warnings(result.evaluation.task)
        _print_result(result, format, folder)
    if result.write_error:
        raise result.write_error
    if result.evaluation.interrupted:
        _exit_interrupted(result, compared=baseline is not None)


def _check_options(k: int, out: Path | None, baseline: Path | None) -> None:
    if not 1 <= k <= MAX_PASSAGES:
        raise UsageError(f"the number of passages must be from 1 to {MAX_PASSAGES}, not {k}")
    earlier = baseline.parent if baseline and baseline.is_file() else baseline
    if out and earlier and out.resolve() == earlier.resolve():
        raise UsageError("--out would overwrite the run of --baseline: name another folder")


@contextmanager
def _ignoring_ctrl_c() -> Iterator[None]:
    """Ignore Ctrl-C in the block, so that what was asked is measured, written and printed."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _print_result(result: RecordedEvaluation, format: str, folder: Path) -> None:
    run, comparison = result.evaluation, result.comparison
    if not any(outcome.question.has_gold for outcome in run.outcomes):
        now = Library(folder).changes()
        answers = (Answer(outcome.question.question, outcome.hits, now) for outcome in run.outcomes)
        print_answers(answers, format == "json")
        print_staleness(now, folder)
    elif format == "json":
        print_json(summary(run, comparison), indent=2)
    else:
        print_evaluation(run)
        if comparison:
            print_comparison(comparison)


def _exit_interrupted(result: RecordedEvaluation, *, compared: bool) -> None:
    run = result.evaluation
    asked = f"{len(run.outcomes)} of {len(run.task.questions)} questions were asked"
    comparison = ", nothing was compared" if compared else ""
    print(f"interrupted: {asked}{comparison}", file=sys.stderr)
    raise typer.Exit(130)
