"""Answers, lists and progress as a terminal shows them."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich import box, progress
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.answers import (
    STALE,
    Answer,
    also_in,
    as_json,
    citation,
    marked,
    meaning,
    news,
    nothing_found,
)
from app.evaluation import Comparison, Evaluation, Group, Outcome, chance
from index import Changes, Hit, Progress, index_command
from ingest import Document, one_line

MOST_LISTED = 20
"""Questions of a list that a terminal shows."""
FEW = 30
"""Questions below which a bootstrap interval is too narrow."""
SHOWN_OF_A_GROUP = 5
"""Measures of a group for which a line has room."""


def print_answer(answer: Answer) -> None:
    """The hits to stdout, the answering sentences bold, or between ** where nothing is bold."""
    console = Console(highlight=False, emoji=False, markup=False)
    for hit in answer.hits:
        console.print(f"{hit.rank}. {meaning(hit.score)} ({hit.score:.2f})", style="cyan")
        body = Text()
        for words, answers in marked(hit):
            bold = answers and console.is_terminal
            body.append(f"**{words}**" if answers and not bold else words, "bold" if bold else "")
        body.append(f"\n— {citation(hit)}\n", "italic")
        if answer.is_stale(hit):
            body.append(f"{STALE}\n", "yellow")
        if elsewhere := also_in(hit):
            body.append(f"{elsewhere}\n", "italic")
        if hit.alignments:
            body.append(f"{_explained(hit)}\n")
        for line in body.wrap(console, console.width - 3):
            line.rstrip()
            console.print(Text("   ").append_text(line) if line else "")


def _explained(hit: Hit) -> str:
    """Which words met, those that weigh most first, and what the score is made of."""
    met = ", ".join(
        f"{one_line(each.word)} → {one_line(each.met)} {each.similarity:.2f}"
        for each in hit.alignments
    )
    parts = hit.parts
    return (
        f"words: {met}\n"
        f"parts: passage {parts.late:.2f}, best sentences {parts.window:.2f}, "
        f"BM25 {parts.lexical:.1f}; cosine {parts.vector:.2f}"
    )


def print_evaluation(evaluation: Evaluation) -> None:
    """The figures of an evaluation and the questions it missed, to stdout."""
    answerable, library = evaluation.answerable, evaluation.task.library
    counts = {"answerable": len(answerable), "unanswerable": len(evaluation.unanswerable)}
    counts["without gold"] = len(evaluation.outcomes) - sum(counts.values())
    listed = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    plural = "s" if len(evaluation.outcomes) != 1 else ""
    print(f"{len(evaluation.outcomes)} question{plural}: {listed}")
    length = f"{library.mean_passage_length:.0f} characters on average"
    print(f"{library.number_of_passages} passages of {length}")
    if answerable:
        first = sum(each.rank == 1 for each in answerable)
        found = sum(each.rank is not None for each in answerable)
        print(f"For {first} of {len(answerable)} questions the first passage is right; ", end="")
        print(f"for {found} a right one is among the first {evaluation.k}.")
        table = _table("measure", "mean", "95% interval")
        for name, each in evaluation.means.items():
            table.add_row(name, f"{each.mean:.3f}", f"{each.low:.3f} to {each.high:.3f}")
        _print(table)
        if len(answerable) < FEW:
            print(f"With fewer than {FEW} questions the intervals are too narrow.")
    _print_groups("kind", evaluation.by_kind)
    _print_groups("document", evaluation.by_document)
    if apart := evaluation.separation:
        figures = f"ROC AUC {apart.auc:.3f}, where .5 is chance; p {chance(apart.p)}"
        print(f"\nUnanswerable questions: {apart.verdict} ({figures}).")
    missed = [each for each in answerable if not each.rank]
    if missed:
        print(f"\nMissed, no relevant passage among the first {evaluation.k}: {len(missed)}")
    _print_list([(each, each.why_missed) for each in missed])


def _print_groups(title: str, groups: Mapping[str, Group]) -> None:
    if not groups:
        return
    shown = list(next(iter(groups.values())).means)[:SHOWN_OF_A_GROUP]
    table = _table(title, "questions", *shown)
    for name, group in list(groups.items())[:MOST_LISTED]:
        means = [f"{group.means[measure]:.3f}" for measure in shown]
        table.add_row(one_line(name) or "(none)", str(group.questions), *means)
    _print(table)
    _print_rest(len(groups))


def print_comparison(comparison: Comparison) -> None:
    """What changed since an earlier run, and the questions that were lost, to stdout."""
    print(f"\nCompared with {comparison.baseline.name} ({comparison.baseline.about})")
    table = _table("measure", "before", "now", "difference", "p")
    for name, each in comparison.differences.items():
        figures = f"{each.before:.3f}", f"{each.now:.3f}", f"{each.difference:+.3f}"
        table.add_row(name, *figures, chance(each.p))
    _print(table)
    print(f"\nwon: {len(comparison.won)} questions, lost: {len(comparison.lost)}")
    changes = comparison.lost
    _print_list(
        [(each.outcome, f"rank {each.before}, now {each.now or 'none'}") for each in changes]
    )


def _print_list(outcomes: Sequence[tuple[Outcome, str]]) -> None:
    for outcome, why in outcomes[:MOST_LISTED]:
        print(f"  {one_line(outcome.question.id)}  {one_line(outcome.question.question)} ({why})")
    _print_rest(len(outcomes))


def _print_rest(number: int) -> None:
    if number > MOST_LISTED:
        print(f"  and {number - MOST_LISTED} more, which the report lists (--out DIR)")


def print_answers(answers: Iterable[Answer], json_lines: bool) -> None:
    """The questions and their hits to stdout, for people or as JSON lines."""
    for answer in answers:
        if json_lines:
            print(json.dumps(as_json(answer), ensure_ascii=False))
            continue
        print(f"{one_line(answer.question)}\n")
        if answer.hits:
            print_answer(answer)
        else:
            print(f"{nothing_found(answer.question)}\n")


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


def print_news(changes: Changes, folder: Path) -> None:
    """That sources have changed, if they have, and what takes it up, to stderr."""
    if told := news(changes):
        command = "" if changes.missing else f" Index them with: {index_command(folder)}"
        print(f"{one_line(told)}{command}", file=sys.stderr)


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
    with progress.Progress(
        *columns, console=console, transient=True, redirect_stdout=False, disable=not watched
    ) as bar:
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
