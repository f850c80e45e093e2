"""Evaluations and comparisons as tables on a terminal."""

import sys
from collections.abc import Mapping, Sequence
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table

from app.evaluation import Comparison, Evaluation, Group, Outcome, Task, format_p
from ingest import and_more, counted, one_line

MAX_ROWS = 20
"""Of a list of questions or groups."""
MIN_INTERVAL_QUESTIONS = 30
"""With fewer, a bootstrap interval is too narrow."""
MAX_GROUP_MEASURES = 5
"""A line has room for so many."""
PIPED_WIDTH = 120


def print_warnings(task: Task) -> None:
    """Print to stderr what in the questions file is not used, and which questions are skipped."""
    number = len(task.skipped)
    skipped = [f"{counted(number, 'bad question')} skipped"] if number else []
    for message in (*task.warnings, *skipped):
        print(f"{one_line(task.file)}: {one_line(message)}", file=sys.stderr)
    for place, question, reason in task.skipped[:MAX_ROWS]:
        asked = f" ({one_line(question)})" if question else ""
        print(f"  {place}: {one_line(reason)}{asked}", file=sys.stderr)
    _print_rest(number, file=sys.stderr)


def print_evaluation(evaluation: Evaluation) -> None:
    """Print the measures of an evaluation, and the questions it missed, to stdout."""
    _print_counts(evaluation)
    if evaluation.answerable:
        _print_means(evaluation)
    _print_groups("kind", evaluation.by_kind)
    _print_groups("document", evaluation.by_document)
    if answerability := evaluation.answerability:
        figures = (
            f"ROC AUC {answerability.auc:.3f}, where .5 is chance; p {format_p(answerability.p)}"
        )
        print(f"\nUnanswerable questions: {answerability.verdict} ({figures}).")
    missed = [outcome for outcome in evaluation.answerable if not outcome.rank]
    if missed:
        print(f"\nMissed (no relevant passage in the top {evaluation.k}): {len(missed)}")
    _print_questions([(outcome, outcome.why_missed) for outcome in missed])


def _print_counts(evaluation: Evaluation) -> None:
    outcomes, corpus = evaluation.outcomes, evaluation.task.corpus
    counts = {
        "answerable": len(evaluation.answerable),
        "unanswerable": len(evaluation.unanswerable),
    }
    counts["without gold"] = len(outcomes) - sum(counts.values())
    listed = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    print(f"{counted(len(outcomes), 'question')}: {listed}")
    length = f"{corpus.mean_passage_length:.0f} characters on average"
    print(f"{counted(corpus.number_of_passages, 'passage')} of {length}")


def _print_means(evaluation: Evaluation) -> None:
    answerable = evaluation.answerable
    number = len(answerable)
    first = sum(outcome.rank == 1 for outcome in answerable)
    found = sum(outcome.rank is not None for outcome in answerable)
    print(
        f"Correct at rank 1: {first} of {number}. In the top {evaluation.k}: {found} of {number}."
    )
    table = _table("measure", "mean", "95% interval")
    for name, estimate in evaluation.means.items():
        table.add_row(name, f"{estimate.mean:.3f}", f"{estimate.low:.3f} to {estimate.high:.3f}")
    _print_table(table)
    if number < MIN_INTERVAL_QUESTIONS:
        print(f"With fewer than {MIN_INTERVAL_QUESTIONS} questions the intervals are too narrow.")


def _print_groups(title: str, groups: Mapping[str, Group]) -> None:
    if not groups:
        return
    measures = list(next(iter(groups.values())).means)[:MAX_GROUP_MEASURES]
    table = _table(title, "questions", *measures)
    for name, group in list(groups.items())[:MAX_ROWS]:
        means = [f"{group.means[measure]:.3f}" for measure in measures]
        table.add_row(one_line(name) or "(none)", str(group.questions), *means)
    _print_table(table)
    _print_rest(len(groups))


def print_comparison(comparison: Comparison) -> None:
    """Print the differences from an earlier run, and the questions that got worse, to stdout."""
    print(f"\nCompared with {one_line(comparison.baseline.name)} ({comparison.baseline.about})")
    print(f"on {comparison.scope}")
    table = _table("measure", "before", "now", "difference", "p")
    for name, difference in comparison.differences.items():
        table.add_row(
            name,
            f"{difference.before:.3f}",
            f"{difference.now:.3f}",
            f"{difference.difference:+.3f}",
            format_p(difference.p),
        )
    _print_table(table)
    print(
        f"\nbetter: {counted(len(comparison.better), 'question')}, worse: {len(comparison.worse)}"
    )
    _print_questions(
        [
            (change.outcome, f"rank {change.before}, now {change.now or 'none'}")
            for change in comparison.worse
        ]
    )


def _print_questions(outcomes: Sequence[tuple[Outcome, str]]) -> None:
    for outcome, reason in outcomes[:MAX_ROWS]:
        question = outcome.question
        print(f"  {one_line(question.id)}  {one_line(question.question)} ({reason})")
    _print_rest(len(outcomes))


def _print_rest(count: int, file: TextIO | None = None) -> None:
    if count > MAX_ROWS:
        print(f" {and_more(count, MAX_ROWS)}: see the report (--out DIR)", file=file)


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for number, column in enumerate(columns):
        table.add_column(
            column, justify="right" if number else "left", no_wrap=number > 0, overflow="fold"
        )
    return table


def _print_table(table: Table) -> None:
    console = Console(highlight=False, emoji=False, markup=False)
    print()
    console.print(table, width=console.width if console.is_terminal else PIPED_WIDTH)
