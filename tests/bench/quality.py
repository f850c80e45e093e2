"""Answer quality on a question set: a table row per ranking; kinds and costs go to stderr."""

import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from app.cli.progress import progress_bar
from app.evaluation.outcomes import Evaluation, measure
from app.evaluation.run import run_questions
from app.evaluation.task import Task, prepare_task
from index import Searcher, update
from tests.bench.question_sets import QuestionSet
from tests.bench.rankings import OURS, RANKINGS

MEASURES = (
    "Success@1", "R@5", "RR@10", "char_recall@5", "char_IoU@5", "read@500", "read@2000",
)  # fmt: skip
MAX_QUESTIONS = 1500
"""Of a larger set, this many or a few more are taken at equal distances."""
CANDIDATES = 100
"""Hits that the other rankings reorder: all that ranking looks at."""
MEASURED_HITS = 10
TIMED_QUESTIONS = 50


def print_header() -> None:
    """Print the head of the table."""
    columns = ["set: questions, passages", "ranking", *MEASURES, "AUC"]
    print(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}")


def print_quality(name: str, question_set: QuestionSet, *, all_rankings: bool) -> None:
    """Index the set and run its questions; print a row for all rankings, or for vectors and ours.

    Raises what `update`, `prepare_task` and a search do.
    """
    with tempfile.TemporaryDirectory() as folder, progress_bar() as progress:
        index = Path(folder)
        with question_set.variant() as load_encoder:
            update(
                index,
                question_set.documents,
                passage_tokens=question_set.passage_tokens,
                load_encoder=load_encoder,
                progress=progress,
            )
        searcher = Searcher(index)
        file = question_set.questions
        task = _sample(prepare_task(searcher, file.read_bytes(), file.name))
        run = run_questions(task, searcher, CANDIDATES, progress)
        for ranking in RANKINGS if all_rankings else ("vectors", OURS):
            ranked = [RANKINGS[ranking](hits)[:MEASURED_HITS] for hits in run.hits]
            hits = [
                [replace(hit, rank=rank) for rank, hit in enumerate(found, start=1)]
                for found in ranked
            ]
            reranked = replace(run, hits=hits, k=MEASURED_HITS)
            evaluation = measure(task, searcher, reranked, look_further=False)
            row = [_description(name, evaluation), ranking, *_figures(evaluation, ranking)]
            print(f"| {' | '.join(row)} |", flush=True)
            if ranking == OURS:
                _print_kinds(name, evaluation)
        _print_costs(name, index, searcher, task)


def _sample(task: Task) -> Task:
    step = max(1, len(task.questions) // MAX_QUESTIONS)
    return replace(task, questions=task.questions[::step], answer_sets=task.answer_sets[::step])


def _description(name: str, evaluation: Evaluation) -> str:
    corpus = evaluation.task.corpus
    length = f"{corpus.number_of_passages} of {corpus.mean_passage_length:.0f} characters"
    return f"{name}: {len(evaluation.answerable)}, {length}"


def _figures(evaluation: Evaluation, ranking: str) -> list[str]:
    """Return the means, and the AUC for our ranking: only its scores are ordered like its hits."""
    means = [f"{evaluation.means[measure].mean:.3f}" for measure in MEASURES]
    answerability = evaluation.answerability if ranking == OURS else None
    return [*means, f"{answerability.auc:.3f}" if answerability else ""]


def _print_kinds(name: str, evaluation: Evaluation) -> None:
    """Print to stderr how each kind of question fares, if there are several."""
    kinds = [
        f"{kind} {group.means['Success@1']:.3f} of {group.questions}"
        for kind, group in evaluation.by_kind.items()
    ]
    if kinds:
        print(f"{name}: Success@1 by kind: {', '.join(kinds)}", file=sys.stderr)


def _print_costs(name: str, index: Path, searcher: Searcher, task: Task) -> None:
    """Print to stderr what a question costs apart from its encoding, and the catalogue's size."""
    encoder = searcher.newest().encoder
    encoding_s, searching_s = 0.0, 0.0
    for question in task.questions[:TIMED_QUESTIONS]:
        started = time.perf_counter()
        encoder.embed([question.question])
        encoded = time.perf_counter()
        searcher.search([question.question], 5)
        encoding_s += encoded - started
        searching_s += time.perf_counter() - encoded
    ratio = (searching_s - encoding_s) / encoding_s
    size = (index / "catalogue.sqlite").stat().st_size / task.corpus.number_of_passages
    print(
        f"{name}: ranking / encoding {ratio:.2f}, {size / 1000:.0f} kB per passage",
        file=sys.stderr,
    )
