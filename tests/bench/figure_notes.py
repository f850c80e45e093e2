"""How often the note that no figure is marked stands on a first passage that is right."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

from app.answers import Answer
from app.answers.figures import asks_for_figure
from app.cli.progress import progress_bar
from app.evaluation.outcomes import Evaluation, measure
from app.evaluation.run import run_questions
from app.evaluation.task import Task, prepare_task
from index import Changes, Searcher, update
from tests.bench.question_sets import SETS

SETS_WITH_UNANSWERABLE = ("digest", "brief-dev", "squad20-dev")
HELD_OUT_STEP = 10
"""Nobody looked at every tenth question of squad20-dev while the note was developed."""


def print_figure_notes(models: Sequence[str]) -> None:
    """Index the sets with unanswerable questions, with each model; print a row for each.

    Raises what `update`, `prepare_task` and a search do.
    """
    columns = ["set, model", "ask for a figure", "unanswerable", "notes", "on a right passage"]
    columns += ["unanswerable with a note"]
    print(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}")
    for name, model in product(SETS_WITH_UNANSWERABLE, models):
        with tempfile.TemporaryDirectory() as folder, progress_bar() as progress:
            update(Path(folder), SETS[name].documents, model=model, progress=progress)
            print_rows(name, model, Searcher(Path(folder)))


def print_rows(name: str, model: str, searcher: Searcher) -> None:
    """Print the rows of a set, which the searcher's index must hold."""
    file = SETS[name].questions
    task = prepare_task(searcher, file.read_bytes(), file.name)
    count = range(len(task.questions))
    if name != "squad20-dev":
        _print_row(f"{name}, {model}", task, list(count), searcher)
        return
    held_out = set(count[::HELD_OUT_STEP])
    _print_row(f"{name}, {model}, held out", task, sorted(held_out), searcher)
    _print_row(f"{name}, {model}, the rest", task, sorted({*count} - held_out), searcher)


def _print_row(name: str, task: Task, numbers: list[int], searcher: Searcher) -> None:
    asking = [number for number in numbers if asks_for_figure(task.questions[number].question)]
    task = replace(
        task,
        questions=tuple(task.questions[number] for number in asking),
        answer_sets=tuple(task.answer_sets[number] for number in asking),
    )
    evaluation = measure(task, searcher, run_questions(task, searcher, 1), look_further=False)
    print(f"| {' | '.join([name, *map(str, _figures(evaluation))])} |", flush=True)


def _figures(evaluation: Evaluation) -> list[int]:
    noted = [
        outcome
        for outcome in evaluation.outcomes
        if Answer(outcome.question.question, outcome.hits, Changes()).note
    ]
    return [
        len(evaluation.outcomes),
        len(evaluation.unanswerable),
        len(noted),
        sum(outcome.rank == 1 for outcome in noted),
        sum(outcome.answerable is False for outcome in noted),
    ]
