"""Run the questions of a task on an index."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.evaluation.task import ASKED_AT_ONCE, Task
from index import Hit, Progress, Searcher


@dataclass(frozen=True, slots=True)
class Run:
    """The `k` best hits for each question of a task, in its order.

    If the run was interrupted, there are hits for the first questions only. `seconds` is what
    the searches took.
    """

    hits: Sequence[Sequence[Hit]]
    k: int
    date: datetime
    seconds: float


def run_questions(
    task: Task,
    searcher: Searcher,
    k: int,
    progress: Progress = lambda doing, done, total: None,
) -> Run:
    """Search the `k` best hits for each question of the task; Ctrl-C ends it early.

    Raises what `Searcher.search` raises.
    """
    date, begun = datetime.now().astimezone(), time.perf_counter()
    hits: list[list[Hit]] = []
    try:
        for start in range(0, len(task.questions), ASKED_AT_ONCE):
            batch = task.questions[start : start + ASKED_AT_ONCE]
            hits += searcher.search([question.question for question in batch], k)
            rate = len(hits) / (time.perf_counter() - begun)
            progress(f"asking, {rate:.0f} a second", len(hits), len(task.questions))
    except KeyboardInterrupt:
        pass
    return Run(hits, k, date, time.perf_counter() - begun)
