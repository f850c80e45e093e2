"""Answer quality on a question set: a table row per ranking, with the models side by side.

Kinds of questions, those that are not answered first, and costs go to stderr.
"""

import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from app.cli.progress import progress_bar
from app.evaluation.outcomes import Evaluation, measure
from app.evaluation.run import run_questions
from app.evaluation.task import Task, prepare_task
from index import Searcher, update
from tests.bench.models import load_model, sign_test
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
MAX_LISTED_IDS = 25


def print_header(models: Sequence[str]) -> None:
    """Print the head of the table."""
    if len(models) > 1:
        print(f"A cell holds the figures of {' / '.join(models)}.\n")
    columns = ["set: questions, passages", "ranking", *MEASURES, "AUC", "better / worse", "p"]
    print(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}")


def print_quality(
    name: str, question_set: QuestionSet, models: Sequence[str], *, all_rankings: bool
) -> None:
    """Measure the set with each model; print a row for all rankings, or for vectors and ours.

    Raises what `update`, `prepare_task` and a search do.
    """
    rankings = list(RANKINGS) if all_rankings else ["vectors", OURS]
    measured = [_evaluate(name, question_set, model, rankings) for model in models]
    for ranking in rankings:
        evaluations = [evaluations[ranking] for evaluations in measured]
        row = [_description(name, evaluations), ranking, *_figures(evaluations, ranking)]
        print(f"| {' | '.join([*row, *_paired(evaluations)])} |", flush=True)


def _evaluate(
    name: str, question_set: QuestionSet, model: str, rankings: Iterable[str]
) -> Mapping[str, Evaluation]:
    """Index the set with a model and run its questions; return an evaluation of each ranking."""
    with tempfile.TemporaryDirectory() as folder, progress_bar() as progress:
        index = Path(folder)
        with question_set.variant() as load_encoder:
            update(
                index,
                question_set.documents,
                model=model,
                passage_tokens=question_set.passage_tokens,
                load_encoder=load_encoder,
                progress=progress,
            )
        searcher = Searcher(index, load_model)
        file = question_set.questions
        task = _sample(prepare_task(searcher, file.read_bytes(), file.name))
        run = run_questions(task, searcher, CANDIDATES, progress)
        evaluations = {}
        for ranking in rankings:
            ranked = [RANKINGS[ranking](hits)[:MEASURED_HITS] for hits in run.hits]
            hits = [
                [replace(hit, rank=rank) for rank, hit in enumerate(found, start=1)]
                for found in ranked
            ]
            reranked = replace(run, hits=hits, k=MEASURED_HITS)
            evaluations[ranking] = measure(task, searcher, reranked, look_further=False)
        _print_kinds(f"{name}, {model}", evaluations[OURS])
        _print_costs(f"{name}, {model}", index, searcher, task)
        return evaluations


def _sample(task: Task) -> Task:
    step = max(1, len(task.questions) // MAX_QUESTIONS)
    return replace(task, questions=task.questions[::step], answer_sets=task.answer_sets[::step])


def _description(name: str, evaluations: Sequence[Evaluation]) -> str:
    corpora = [evaluation.task.corpus for evaluation in evaluations]
    lengths = dict.fromkeys(
        f"{corpus.number_of_passages} of {corpus.mean_passage_length:.0f} characters"
        for corpus in corpora
    )
    return f"{name}: {len(evaluations[0].answerable)}, {' / '.join(lengths)}"


def _figures(evaluations: Sequence[Evaluation], ranking: str) -> list[str]:
    """Return the means, and the AUC for our ranking: only its scores are ordered like its hits."""
    means = [
        " / ".join(f"{evaluation.means[measure].mean:.3f}" for evaluation in evaluations)
        for measure in MEASURES
    ]
    found = [evaluation.answerability for evaluation in evaluations if ranking == OURS]
    return [
        *means,
        " / ".join(f"{answerability.auc:.3f}" for answerability in found if answerability),
    ]


def _paired(evaluations: Sequence[Evaluation]) -> list[str]:
    """Return what the last model gains over the first, and loses, if there are several."""
    if len(evaluations) == 1:
        return ["", ""]
    first, *_, last = (
        [outcome.rank == 1 for outcome in evaluation.answerable] for evaluation in evaluations
    )
    better, worse, p = sign_test(first, last)
    return [f"{better} / {worse}", f"{p:.3f}"]


def _print_kinds(name: str, evaluation: Evaluation) -> None:
    """Print to stderr how each kind of question fares, and which few are not answered first."""
    kinds = [
        f"{kind} {group.means['Success@1']:.3f} of {group.questions}"
        for kind, group in evaluation.by_kind.items()
    ]
    if kinds:
        print(f"{name}: Success@1 by kind: {', '.join(kinds)}", file=sys.stderr)
    missed = [outcome.question.id for outcome in evaluation.answerable if outcome.rank != 1]
    if 0 < len(missed) <= MAX_LISTED_IDS:
        print(f"{name}: not answered first: {', '.join(missed)}", file=sys.stderr)


def _print_costs(name: str, index: Path, searcher: Searcher, task: Task) -> None:
    """Print to stderr what a question costs apart from its encoding, and the catalogue's size."""
    encoder = searcher.newest().encoder
    encoding_s, searching_s = 0.0, 0.0
    for question in task.questions[:TIMED_QUESTIONS]:
        started = time.perf_counter()
        encoder.embed_questions([question.question])
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
