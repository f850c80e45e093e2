"""Options that several commands share."""

from pathlib import Path
from typing import Annotated, Literal

import typer

IndexFolder = Annotated[Path, typer.Option("--index", metavar="DIR", help="Use this index folder.")]
DEFAULT_FOLDER = Path(".briefqa")
OutputFormat = Annotated[Literal["text", "json"], typer.Option(help="Output format.")]
Sources = Annotated[
    list[str] | None,
    typer.Argument(help="Files or folders [default: those of the last run]"),
]
