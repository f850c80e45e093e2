"""The command that deletes what a library keeps and no answer needs: clean."""

import sys
from typing import Annotated

import typer

from app.cli.options import DEFAULT_FOLDER, IndexFolder
from app.library import Library
from ingest import one_line

MAX_SHOWN = 10
"""Paths of a kind."""


def clean(
    yes: Annotated[bool, typer.Option("--yes", help="Delete without asking.")] = False,
    folder: IndexFolder = DEFAULT_FOLDER,
) -> None:
    """Delete old evaluation runs, removed documents and unfinished uploads.

    It lists them with their sizes, says what is lost with them, and asks before each kind.
    Documents, the index and its answers stay as they are.

    \b
    Examples:
      briefqa clean
      briefqa clean --yes --index .scratch
    """
    found = Library(folder).leftovers()
    if not found:
        print("nothing to delete", file=sys.stderr)
    for kind in found:
        print(kind)
        for path in kind.paths[:MAX_SHOWN]:
            print(f"  {one_line(str(path))}")
        if len(kind.paths) > MAX_SHOWN:
            print(f"  and {len(kind.paths) - MAX_SHOWN} more")
        lost = f" They are {kind.loss}, which cannot be restored." if kind.loss else ""
        if yes or typer.confirm(f"Delete them?{lost}", err=True):
            kind.delete()
            print("deleted")
