"""Evaluate an index: run a file's questions, measure the answers, compare with an earlier run."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from app.evaluation.comparison import Baseline, Comparison, compare
from app.evaluation.outcomes import Evaluation, measure
from app.evaluation.run import run_questions
from app.evaluation.task import prepare_task
from index import Progress, Searcher


@dataclass(frozen=True, slots=True)
class EvaluationResult:
    """An evaluation, and its comparison with the baseline.

    `comparison` is None without a baseline, and if the run was interrupted.
    """

    evaluation: Evaluation
    comparison: Comparison | None


def evaluate_questions(
    searcher: Searcher,
    questions: str | bytes,
    name: str,
    k: int = 10,
    *,
    baseline: Baseline | None = None,
    skip_bad: bool = False,
    on_ready: Callable[[], None] = lambda: None,
    progress: Progress = lambda doing, done, total: None,
    finishing: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> EvaluationResult:
    """Run the questions of a file, `k` hits per question, and measure how often they are right.

    `questions` is the file's content and `name` its name, whose suffix tells the format; an
    unknown one leaves that to the content. With `skip_bad`, questions that cannot be used are not
    run. `on_ready` is called when questions and baseline have been checked, before the
    first question is run. Ctrl-C ends the run early: what is done by then is measured, in the
    context `finishing()`, in which the caller can ignore a second Ctrl-C.

    Raises BadQuestions with everything that is wrong with the file, BadBaseline if the baseline
    is of another task, BriefQAError if the index changes during the run, and what a search raises.
    """
    task = prepare_task(searcher, questions, name, skip_bad=skip_bad)
    if baseline:
        baseline.check(task, k)
    on_ready()
    run = run_questions(task, searcher, k, progress)
    with finishing():
        progress("measuring", 0, None)
        evaluation = measure(task, searcher, run)
        comparison = None
        if baseline and not evaluation.interrupted:
            comparison = compare(evaluation, baseline)
    return EvaluationResult(evaluation, comparison)
