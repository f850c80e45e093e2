"""Answers, lists and progress as a terminal shows them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich import box, progress
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.answers import citation, marked, meaning, one_line
from app.compare import Comparison
from app.evaluate import Evaluation, Group
from index import Hit
from index.build import Progress
from ingest import Document

MOST_LISTED = 20
"""Questions of a list that a terminal shows."""
SHOWN_OF_A_GROUP = 5
"""Measures of a group for which a line has room."""


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


def print_evaluation(evaluation: Evaluation) -> None:
    """The figures of an evaluation and the questions it missed, to stdout."""
    asked, answerable = len(evaluation.outcomes), len(evaluation.answerable)
    counts = {"answerable": answerable, "not answerable": len(evaluation.unanswerable)}
    counts["without gold"] = asked - sum(counts.values())
    listed = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    print(f"{asked} questions: {listed}")
    passages = evaluation.task.library.passages
    length = evaluation.task.library.mean_passage_length
    print(f"{sum(map(len, passages.values()))} passages of {length:.0f} characters on average")
    if evaluation.means:
        table = _table("measure", "mean", "95% interval")
        for name, each in evaluation.means.items():
            table.add_row(name, f"{each.mean:.3f}", f"{each.low:.3f} to {each.high:.3f}")
        _print(table)
    _print_groups("kind", evaluation.by_kind)
    _print_groups("document", evaluation.by_document)
    if apart := evaluation.separation:
        chance = f"ROC AUC {apart.auc:.3f}, where .5 is chance; p {apart.p:.3f}"
        print(f"\nQuestions without an answer: {apart} ({chance}).")
    missed = [each for each in evaluation.answerable if not each.rank]
    if missed:
        print(f"\nNot in the first {evaluation.k}: {len(missed)} of {answerable}")
    for outcome in missed[:MOST_LISTED]:
        question = outcome.question
        print(f"  {one_line(question.id)}  {one_line(question.question)} ({outcome.why_missed})")
    _print_rest(missed)


def _print_groups(title: str, groups: Mapping[str, Group]) -> None:
    if not groups:
        return
    shown = list(next(iter(groups.values())).means)[:SHOWN_OF_A_GROUP]
    table = _table(title, "questions", *shown)
    for name, group in groups.items():
        means = [f"{group.means[measure]:.3f}" for measure in shown]
        table.add_row(one_line(name) or "(none)", str(group.questions), *means)
    _print(table)


def print_comparison(comparison: Comparison) -> None:
    """What changed since an earlier run, and the questions that were lost, to stdout."""
    table = _table("measure", "before", "now", "difference", "p")
    for name, each in comparison.differences.items():
        figures = (
            f"{each.before:.3f}",
            f"{each.now:.3f}",
            f"{each.difference:+.3f}",
            f"{each.p:.3f}",
        )
        table.add_row(name, *figures)
    _print(table)
    print(f"\nwon: {len(comparison.won)} questions, lost: {len(comparison.lost)}")
    for change in comparison.lost[:MOST_LISTED]:
        question = change.outcome.question
        ranks = f"rank {change.before} before, now {change.now or 'none'}"
        print(f"  {one_line(question.id)}  {one_line(question.question)} ({ranks})")
    _print_rest(comparison.lost)


def _print_rest(listed: Sequence[object]) -> None:
    if len(listed) > MOST_LISTED:
        print(f"  and {len(listed) - MOST_LISTED} more, which the report lists (--out DIR)")


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for number, column in enumerate(columns):
        table.add_column(
            column, justify="right" if number else "left", no_wrap=number > 0, overflow="fold"
        )
    return table


def _print(table: Table) -> None:
    console = Console(highlight=False, emoji=False, markup=False)
    print()
    console.print(table, width=console.width if console.is_terminal else 120)


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
