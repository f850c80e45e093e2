"""Answers, lists and progress as a terminal shows them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich import progress
from rich.console import Console
from rich.text import Text

from app.answers import citation, marked, meaning, one_line
from index import Hit
from index.build import Progress
from ingest import Document


def print_hits(hits: Sequence[Hit]) -> None:
    """The hits to stdout, the answering sentences bold, or between ** where nothing is bold."""
    console = Console(highlight=False, emoji=False, markup=False)
    for hit in hits:
        console.print(f"{hit.rank}. {meaning(hit.score)} ({hit.score:.2f})", style="cyan")
        body = Text()
        for words, answers in marked(hit):
            bold = answers and console.is_terminal
            body.append(f"**{words}**" if answers and not bold else words, "bold" if bold else "")
        body.append(f"\n— {citation(hit)}\n", "italic")
        for line in body.wrap(console, console.width - 3):
            line.rstrip()
            console.print(Text("   ").append_text(line) if line else "")


def print_dropped(document: Document) -> None:
    """What was left out of a document's passages to stdout, a line each."""
    for each in document.dropped:
        words = " ".join(document.text[each.start : each.end].split())
        shown = words if len(words) <= 60 else words[:59] + "…"
        print(f"  {each.start}–{each.end}  {each.reason}: {one_line(shown)}")


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on stderr where someone is watching; yields what tells it how far the work is."""
    console = Console(stderr=True)
    columns = (
        progress.SpinnerColumn(),
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
    )
    watched = console.is_terminal
    with progress.Progress(*columns, console=console, transient=True, disable=not watched) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda doing, done, total: bar.update(
            task, description=doing, completed=done, total=total
        )


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """`words` on stderr as long as it takes, where someone is watching."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(words):
        yield
