"""The commands that keep a library of documents: index, watch, status, doctor."""

import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from app.cli.terminal import print_dropped, print_news, progress_bar, waiting
from app.library import shelf
from index import (
    Changes,
    NoIndex,
    ReadOptions,
    Report,
    SentenceEncoder,
    examine,
    index_command,
    open_snapshot,
    plan_update,
    source_paths,
    update,
)
from ingest import MAX_SOURCE_BYTES, PARSE_TIMEOUT_S, BriefQAError, Skipped, one_line

Folder = Annotated[Path, typer.Option("--index", metavar="DIR", help="Folder of the index.")]
DEFAULT_FOLDER = Path(".briefqa")


def index(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files and folders; without any, those of last time."),
    ] = None,
    folder: Folder = DEFAULT_FOLDER,
    model: Annotated[
        str | None,
        typer.Option(help="A sentence-transformers model: a folder, or a name in the local cache."),
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Use nothing of the old index.")
    ] = False,
    keep_boilerplate: Annotated[
        bool,
        typer.Option("--keep-boilerplate", help="Leave nothing out, this time."),
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with status 1 if a file was not indexed.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
    max_size: Annotated[
        int, typer.Option(metavar="MB", min=1, max=10**6, help="The largest file that is read.")
    ] = MAX_SOURCE_BYTES // 10**6,
    timeout: Annotated[
        int,
        typer.Option(
            metavar="PARSE_TIMEOUT_S",
            min=1,
            max=86_400,
            help="The longest that reading one may take.",
        ),
    ] = PARSE_TIMEOUT_S,
) -> None:
    """Make the index hold the documents at and below PATHS, and no others.

    It says what it will do, and does all of it or nothing: until it is done, and if it fails,
    the old state answers. One that was interrupted goes on where it was. The first time, PATHS
    are corpus/documents by default. Text that has not changed is not embedded again. Files that
    cannot be indexed are listed, each with the reason. What a document is called, by whom and
    when it was written may stand in a file beside it, for brief.pdf in brief.pdf.meta.yaml:
    title, author, date, url.

    \b
    Examples:
      briefqa index
      briefqa index briefs/ notes.md --index .scratch
      briefqa index --dry-run
      briefqa index --rebuild --model ./my-model
    """
    reading = ReadOptions(max_size * 10**6, timeout, keep_boilerplate)
    if dry_run:
        with waiting("comparing"):
            planned = plan_update(
                folder, paths or (), model=model, rebuild=rebuild, reading=reading
            )
        _print_plan(planned)
        if strict and planned.skipped:
            raise typer.Exit(1)
        return
    with progress_bar() as progress:
        report = update(
            folder,
            paths or (),
            model=model,
            rebuild=rebuild,
            reading=reading,
            announce=_announce,
            progress=progress,
        )
    _print_report(report)
    if strict and report.skipped:
        raise typer.Exit(1)


def _announce(planned: Changes) -> None:
    if planned or planned.again:
        print(f"to do: {planned}", file=sys.stderr)


def _print_plan(planned: Changes) -> None:
    lists = {
        "new": planned.new,
        "changed": planned.changed,
        "removed": planned.removed,
        "to try again": planned.again,
    }
    for what, ids in lists.items():
        for id in ids:
            print(f"{what}: {one_line(id)}")
    _print_skipped(planned.skipped)
    print(planned)


def _print_report(report: Report) -> None:
    _print_skipped(report.skipped)
    print(report, flush=True)


def _print_skipped(skipped: Sequence[Skipped]) -> None:
    for each in skipped:
        print(f"skipped {one_line(each.id)}: {one_line(each.reason)}", file=sys.stderr)


def watch(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files and folders; without any, those of last time."),
    ] = None,
    folder: Folder = DEFAULT_FOLDER,
) -> None:
    """Index PATHS now, and again whenever they change.

    Until Ctrl-C. A change counts once nothing has happened at or below PATHS for a second, so
    that no file is read while it is written. A web page that is served from the index takes up
    each new state by itself.

    \b
    Examples:
      briefqa watch
      briefqa watch briefs/ --index .scratch
    """
    from app.library import follow

    load_encoder = cache(SentenceEncoder)
    named = source_paths(folder, paths or ())
    with progress_bar() as progress:
        report = update(folder, named, load_encoder=load_encoder, progress=progress)
    _print_report(report)
    print("watching (Ctrl-C stops it)", flush=True)
    told: list[object] = [report.skipped]

    def index_again() -> bool:
        try:
            report = update(folder, named, load_encoder=load_encoder, announce=_announce)
        except (BriefQAError, OSError) as error:
            if told != [str(error)]:
                print(f"briefqa: {error}", file=sys.stderr)
            told[:] = [str(error)]
            return False
        if report.new or report.changed or report.removed or told != [report.skipped]:
            _print_report(report)
        told[:] = [report.skipped]
        return True

    follow(named, folder.resolve(), index_again)


def status(
    dropped: Annotated[
        bool, typer.Option("--dropped", help="Also what was left out as boilerplate, and why.")
    ] = False,
    folder: Folder = DEFAULT_FOLDER,
) -> None:
    """List the documents of the index, and what could not be indexed.

    \b
    Examples:
      briefqa status
      briefqa status --dropped --index .scratch
    """
    library = shelf(folder)
    if library.settings is None:
        with open_snapshot(folder):  # or it says that there is none
            raise NoIndex(f"the index in {folder} is empty: {index_command(folder, 'PATH')}")
    documents = [each for each in library.items if each.document]
    print(f"documents: {len(documents)}, passages: {library.passages}")
    print(f"model: {library.settings.model}")
    print(f"sources: {', '.join(library.settings.sources)}")
    for item in library.items:
        if not (document := item.document):
            continue
        about = [document.author, document.title, document.date]
        described = ", ".join(one_line(each) for each in about if each)
        print(f"{one_line(item.id)}: {item.passages} passages; {described}")
        if item.scanned:
            print(f"  {item.scanned} of {document.page_count} pages: no text layer")
        if dropped:
            print_dropped(document)
    for item in library.items:
        if item.reason:
            print(f"not indexed: {one_line(item.id)}: {one_line(item.reason)}")
    print_news(library.changes, folder)


def doctor(folder: Folder = DEFAULT_FOLDER) -> None:
    """Check the index, and mend what can be mended.

    Every row, span and vector is checked, the model, and the sources on disk. What is derived
    is made anew where it is damaged; for the rest it says what mends it, and exits with status 1.

    \b
    Examples:
      briefqa doctor
      briefqa doctor --index .scratch
    """
    with waiting("checking"):
        findings = list(examine(folder))
    for each in findings:
        print(f"{'ok' if each.ok else 'NOT WELL'}: {each.check}: {each.message}")
    if not all(each.ok for each in findings):
        raise typer.Exit(1)
