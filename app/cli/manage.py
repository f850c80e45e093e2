"""The commands that keep a library of documents: index, watch, status, doctor."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import DEFAULT_FOLDER, IndexFolder, OutputFormat, Sources
from app.cli.progress import progress_bar, waiting
from app.cli.terminal import print_dropped, print_json, print_staleness
from app.library import DocumentEntry, DocumentList, Library
from index import ACCURATE, FAST, Changes, ReadOptions, Report, describe_model, short_name
from ingest import (
    IGNORE_FILE,
    MAX_SOURCE_BYTES,
    PARSE_TIMEOUT_S,
    Ignored,
    Skipped,
    UsageError,
    and_more,
    counted,
    one_line,
)

MAX_IGNORED_SHOWN = 10
"""Ignored files and folders that `status` names."""

ModelName = Annotated[
    str | None,
    typer.Option(
        help="fast, accurate, or another sentence-transformers model (folder, cached name) "
        "[default: that of the last run; at first accurate if it is installed]"
    ),
]
Device = Annotated[
    str | None,
    typer.Option(help="Embed on this device: cpu, cuda, mps [default: the best that there is]"),
]
Rebuild = Annotated[bool, typer.Option("--rebuild", help="Rebuild from scratch.")]
KeepBoilerplate = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="PATH",
        help="Keep menus, headers and other boilerplate of this file or folder, from now on "
        "(repeatable).",
    ),
]
DropBoilerplate = Annotated[
    list[Path] | None,
    typer.Option(metavar="PATH", help="Drop it again (repeatable)."),
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 if a file is skipped.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print the plan, and change nothing.")]
MaxSize = Annotated[
    int, typer.Option(metavar="MB", min=1, max=10**6, help="Skip files larger than this.")
]
Timeout = Annotated[
    int,
    typer.Option(metavar="SECONDS", min=1, max=86_400, help="Give up on a file after this long."),
]


def index(
    paths: Sources = None,
    folder: IndexFolder = DEFAULT_FOLDER,
    model: ModelName = None,
    device: Device = None,
    rebuild: Rebuild = False,
    keep_boilerplate: KeepBoilerplate = None,
    drop_boilerplate: DropBoilerplate = None,
    strict: Strict = False,
    dry_run: DryRun = False,
    max_size: MaxSize = MAX_SOURCE_BYTES // 10**6,
    timeout: Timeout = PARSE_TIMEOUT_S,
) -> None:
    """Index the documents under PATHS, replacing what was indexed before.

    Updates are atomic and resumable: until a run finishes, and if it fails, the previous index
    keeps answering. The first run indexes corpus/documents by default. Unchanged text is not
    embedded again. Skipped files are listed with the reason. A file .briefqaignore in a folder
    leaves out files by Git's rules. To correct title, author, date or url of brief.pdf, put a file
    brief.pdf.meta.yaml with these fields next to it.

    \b
    Examples:
      briefqa index
      briefqa index briefs/ notes.md --index .scratch
      briefqa index --dry-run
      briefqa index --model accurate
      briefqa index --keep-boilerplate briefs/report.html
      briefqa index --model ./my-model
    """
    library, sources = Library(folder, device=device), paths or ()
    reading = ReadOptions(max_size * 10**6, timeout, keep_boilerplate or (), drop_boilerplate or ())
    done: Changes | Report
    if dry_run:
        with waiting("comparing"):
            done = library.plan(sources, model=model, rebuild=rebuild, reading=reading)
        _print_plan(done)
    else:
        with progress_bar() as progress:
            done = library.index(
                sources,
                model=model,
                rebuild=rebuild,
                reading=reading,
                announce=_announce if model else _announce_with_model,
                progress=progress,
            )
        _print_report(done)
    if strict and done.skipped:
        raise typer.Exit(1)


def _announce(plan: Changes) -> None:
    if plan or plan.again:
        print(f"to do: {one_line(str(plan))}", file=sys.stderr)


def _announce_with_model(plan: Changes) -> None:
    """Announce a plan for which no model was named."""
    if plan.first_model:
        print(_model_hint(plan.first_model), file=sys.stderr)
    _announce(plan)


def _model_hint(chosen: str) -> str:
    """Return which model a new index gets, and how to get the other one."""
    described = f"model: {one_line(describe_model(chosen))}"
    if short_name(chosen) == ACCURATE:
        return f"{described}. --model {FAST} takes a sixth of the time, and finds a little less"
    return f"{described}. --model {ACCURATE} finds more, and takes six times as long: see README"


def _print_plan(plan: Changes) -> None:
    lists = {
        "new": plan.new,
        "changed": plan.changed,
        "removed": plan.removed,
        "to retry": plan.again,
    }
    for change, ids in lists.items():
        for id in ids:
            print(f"{change}: {one_line(id)}")
    _print_skipped(plan.skipped)
    print(one_line(str(plan)))


def _print_report(report: Report) -> None:
    _print_skipped(report.skipped)
    for warning in report.warnings:
        message = f"warning {one_line(warning.id)}: {one_line(warning.message)}"
        print(message, file=sys.stderr)
    print(report, flush=True)


def _print_skipped(skipped: Sequence[Skipped]) -> None:
    for source in skipped:
        print(f"skipped {one_line(source.id)}: {one_line(source.reason)}", file=sys.stderr)


def watch(paths: Sources = None, folder: IndexFolder = DEFAULT_FOLDER) -> None:
    """Index PATHS now, and again whenever they change, until Ctrl-C.

    A run starts once no file under PATHS has changed for a second, so that no file is read while
    it is being written. A running server switches to each new version by itself.

    \b
    Examples:
      briefqa watch
      briefqa watch briefs/ --index .scratch
    """
    library = Library(folder)
    with progress_bar() as progress:
        report = library.index(paths or (), announce=_announce_with_model, progress=progress)
    _print_report(report)
    print("watching (Ctrl-C to stop)", flush=True)
    library.watch(
        paths or (),
        last=report,
        announce=_announce,
        on_report=_print_report,
        on_error=lambda error: print(f"briefqa: {one_line(str(error))}", file=sys.stderr),
    )


def status(
    dropped: Annotated[
        bool, typer.Option("--dropped", help="Also list dropped boilerplate, with reasons.")
    ] = False,
    format: OutputFormat = "text",
    folder: IndexFolder = DEFAULT_FOLDER,
) -> None:
    """List the indexed documents, and the files that cannot be indexed or are ignored.

    \b
    Examples:
      briefqa status
      briefqa status --dropped --index .scratch
    """
    library = Library(folder)
    library.status()  # raises NoIndex
    documents = library.documents()
    if format == "json":
        if dropped:
            raise UsageError("--dropped prints text: leave out --format json")
        print_json(documents.to_json(), indent=2)
        return
    _print_totals(documents)
    for entry in documents.indexed:
        _print_entry(entry)
        if dropped:
            print_dropped(library.document(entry.id))
    for entry in documents.entries:
        if entry.reason:
            print(f"not indexed: {one_line(entry.id)}: {one_line(entry.reason)}")
    _print_ignored(documents.changes.ignored)
    for kind in library.leftovers():
        print(f"{kind} (briefqa clean)")
    print_staleness(documents.changes, folder)


def _print_ignored(ignored: Sequence[Ignored]) -> None:
    """Print how many files are left out, and where."""
    files = {left_out.id: left_out.count_files() for left_out in ignored}
    if total := sum(files.values()):
        places = [
            f"{one_line(id)} ({count})" if id.endswith("/") else one_line(id)
            for id, count in files.items()
            if count
        ]
        shown = ", ".join(places[:MAX_IGNORED_SHOWN]) + and_more(len(places), MAX_IGNORED_SHOWN)
        print(f"ignored by {IGNORE_FILE}: {counted(total, 'file')}: {shown}")


def _print_totals(documents: DocumentList) -> None:
    print(f"documents: {len(documents.indexed)}, passages: {documents.passages}")
    if settings := documents.settings:
        print(f"model: {one_line(describe_model(settings.model))}")
        print(f"sources: {one_line(', '.join(settings.sources))}")


def _print_entry(entry: DocumentEntry) -> None:
    metadata = [entry.author, entry.title, entry.date]
    described = ", ".join(one_line(value) for value in metadata if value)
    share = f"{entry.dropped_share:.0%}"
    dropped = f", {share} dropped" if share != "0%" else ""
    print(f"{one_line(entry.id)}: {counted(entry.passages, 'passage')}{dropped}; {described}")
    for warning in entry.warnings:
        print(f"  warning: {one_line(warning)}")


def doctor(folder: IndexFolder = DEFAULT_FOLDER) -> None:
    """Check the index, and repair what can be repaired.

    It checks every row, span and vector, the model, and the sources on disk. Damaged derived files
    are rebuilt. For anything else it prints the command that fixes it, and exits with status 1.

    \b
    Examples:
      briefqa doctor
      briefqa doctor --index .scratch
    """
    with waiting("checking"):
        findings = Library(folder).check()
    for finding in findings:
        message = one_line(finding.message)
        print(f"{'ok' if finding.ok else 'FAILED'} {finding.check}: {message}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)
